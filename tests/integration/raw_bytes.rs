//! A file's text crosses to the window as raw bytes, and all of a panel in one call.

use std::sync::{Arc, Mutex};

use backend::{FileContent, WorkspaceId};
use causeway_desktop::{Start, with_commands};
use serde_json::{Value, json};
use tauri::{
    WebviewWindow, WebviewWindowBuilder,
    ipc::{CallbackFn, InvokeBody, InvokeResponseBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets},
    webview::InvokeRequest,
};

use crate::support::World;

/// What came over channels, in order.
type Sent = Arc<Mutex<Vec<InvokeResponseBody>>>;

/// A window on the backend of `world`.
fn window(world: &World, sent: &Sent) -> WebviewWindow<MockRuntime> {
    let sent = Arc::clone(sent);
    let app = with_commands(mock_builder())
        .manage(world.backend.clone())
        .manage(Start::default())
        .channel_interceptor(move |_, _, _, body| {
            sent.lock().unwrap().push(body.clone());
            true
        })
        .build(mock_context(noop_assets()))
        .unwrap();
    WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default())
        .build()
        .unwrap()
}

fn call(
    window: &WebviewWindow<MockRuntime>,
    command: &str,
    payload: Value,
) -> Result<InvokeResponseBody, Value> {
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: "tauri://localhost".parse().unwrap(),
        body: InvokeBody::Json(payload),
        headers: tauri::http::HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    tokio::task::block_in_place(|| get_ipc_response(window, request))
}

/// Head and text of a frame.
fn unframed(body: &InvokeResponseBody) -> Option<(Value, String)> {
    let InvokeResponseBody::Raw(frame) = body else {
        return None;
    };
    let (length, rest) = frame.split_first_chunk().unwrap();
    let (head, text) = rest.split_at(u32::from_be_bytes(*length) as usize);
    let text = String::from_utf8(text.to_vec()).unwrap();
    Some((serde_json::from_slice(head).unwrap(), text))
}

fn read(window: &WebviewWindow<MockRuntime>, id: WorkspaceId, path: &str) -> InvokeResponseBody {
    let args = json!({ "args": { "workspaceId": id.to_string(), "path": path } });
    call(window, "read_file", args).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_answered_as_raw_bytes_and_one_without_a_text_as_json() {
    let world = World::start(1).await;
    let text = "ä: \"quoted\"\n".repeat(20_000);
    std::fs::write(world.disk(0, "/configs/notes/large.yaml"), &text).unwrap();
    std::fs::write(world.disk(0, "/configs/notes/image.bin"), [0, 1, 2, 255]).unwrap();
    let window = window(&world, &Sent::default());
    let (head, got) = unframed(&read(&window, world.id(0), "notes/large.yaml")).unwrap();
    assert!(got == text, "{} bytes", got.len());
    assert_eq!(head["text"], Value::Null);
    let content: FileContent = serde_json::from_value(head).unwrap();
    assert_eq!(content.path, "/configs/notes/large.yaml");
    let InvokeResponseBody::Json(binary) = read(&window, world.id(0), "notes/image.bin") else {
        panic!("there is no text to follow");
    };
    let binary: FileContent = serde_json::from_str(&binary).unwrap();
    assert_eq!(binary.text, None);
    let args = json!({ "args": { "workspaceId": world.id(0).to_string(), "path": "none" } });
    let error = call(&window, "read_file", args).unwrap_err();
    assert_eq!(error["code"], "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_call_brings_all_of_a_panel_and_only_the_configuration_as_raw_bytes() {
    let world = World::start(1).await;
    let config = world.read(0, "config.yaml").await.unwrap().text.unwrap();
    let sent = Sent::default();
    let window = window(&world, &sent);
    let payload = json!({
        "args": {
            "workspaceId": world.id(0).to_string(),
            "generation": 1,
            "legs": ["workspace", "model", "provider", "config", "files"],
        },
        "events": "__CHANNEL__:7",
    });
    call(&window, "open_panel", payload).unwrap();
    let sent = sent.lock().unwrap();
    let (mut framed, mut plain) = (Vec::new(), Vec::new());
    for body in sent.iter() {
        match (unframed(body), body) {
            (Some((head, text)), _) => {
                assert_eq!((&head["type"], text), (&json!("config"), config.clone()));
                assert_eq!(head["generation"], 1);
                framed.push(head["outcome"]["status"].clone());
            }
            (None, InvokeResponseBody::Json(event)) => {
                let event: Value = serde_json::from_str(event).unwrap();
                plain.push(event["type"].as_str().unwrap().to_owned());
            }
            (None, InvokeResponseBody::Raw(_)) => unreachable!("a frame was read"),
        }
    }
    assert_eq!(framed, ["stored", "ok"], "as it was read before, and now");
    plain.sort_unstable();
    plain.dedup();
    assert_eq!(plain, ["files", "model", "provider", "workspace"]);
}
