//! Every command of the contract is one that the window can call.

use std::path::Path;

use tauri::{
    WebviewWindowBuilder,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets},
    webview::InvokeRequest,
};

/// The names in the generated contract, which is what the window is written against.
fn contract_commands() -> Vec<String> {
    let file = Path::new("../../ui/src/ipc/contract.ts");
    let text = std::fs::read_to_string(file).unwrap();
    let (_, rest) = text.split_once("export type Commands = {").unwrap();
    let (commands, _) = rest.split_once("};").unwrap();
    commands
        .lines()
        .filter_map(|line| line.split_once(": ["))
        .map(|(name, _)| name.trim().to_owned())
        .collect()
}

fn ask(window: &tauri::WebviewWindow<MockRuntime>, command: &str) -> Result<(), String> {
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: "tauri://localhost".parse().unwrap(),
        // Not an argument of any command: it is refused, but by the command.
        body: InvokeBody::Json(serde_json::json!({ "args": 0 })),
        headers: tauri::http::HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request)
        .map(drop)
        .map_err(|error| error.to_string())
}

#[test]
fn every_command_of_the_contract_is_registered() {
    let app = causeway_desktop::with_commands(mock_builder())
        .build(mock_context(noop_assets()))
        .unwrap();
    let window = WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default())
        .build()
        .unwrap();
    let commands = contract_commands();
    assert!(commands.len() >= 14, "{commands:?}");
    for command in &commands {
        if let Err(error) = ask(&window, command) {
            assert!(!error.contains("not found"), "{command}: {error}");
        }
    }
    let unknown = ask(&window, "no_such_command").unwrap_err();
    assert!(
        unknown.contains("not found"),
        "this is how a missing one would look: {unknown}"
    );
}
