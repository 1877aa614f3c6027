//! Agent cards: from a file and from the platform in a terminal, and the versions that the app keeps.

use std::process::Stdio;

use backend::{
    AddCardKeys, CardEntry, CheckCard, CompareCards, ErrorCode, ReadCard, ReadCardVersion,
    RemoveCardKey, agent_card::SignatureVerdict,
};
use serde_json::{Value, json};

use crate::support::{World, causeway, exports};

/// Cards that were signed with keys that were thrown away.
const SIGNED: &str = "../../src-tauri/crates/agent-card/tests/fixtures/signed";

fn signed(name: &str) -> String {
    format!("{SIGNED}/{name}")
}

fn read(name: &str) -> String {
    std::fs::read_to_string(signed(name)).unwrap()
}

struct Said {
    status: i32,
    stdout: String,
    stderr: String,
}

impl Said {
    fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|_| panic!("{}", self.stdout))
    }
}

/// Runs `causeway card` with these arguments; without variables it knows of no platform.
async fn card(world: &World, variables: Vec<(&'static str, String)>, args: &[&str]) -> Said {
    let temporary = world.home.path().join("tmp");
    std::fs::create_dir_all(temporary).unwrap();
    let mut command = causeway(world.home.path(), &variables);
    command.arg("card").args(args).stdin(Stdio::null());
    // The lab answers from this runtime, so the child is waited for elsewhere.
    let run = tokio::task::spawn_blocking(move || command.output().unwrap());
    let output = run.await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said {
        status: output.status.code().unwrap(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_checked_without_a_platform_and_the_exit_status_tells_whether_it_is_good() {
    let world = World::start(1).await;
    let keys = signed("jwks.json");
    let with_keys = ["--jwks", &keys];
    let legacy = ["--legacy", "--jwks", &keys];
    for (file, more, expected) in [
        (
            "plain--spec--ES256",
            &with_keys[..],
            (0, "verified", "spec"),
        ),
        ("plain--spec--EdDSA", &[], (0, "unknown_key", "")),
        ("defaults--sdk--ES256", &with_keys, (0, "verified", "sdk")),
        ("unicode--py-legacy--ES256", &with_keys, (1, "invalid", "")),
        (
            "unicode--py-legacy--ES256",
            &legacy,
            (0, "verified", "py_legacy"),
        ),
        ("neg-tampered-name", &with_keys, (1, "invalid", "")),
        ("neg-alg-none", &with_keys, (1, "unsupported", "")),
    ] {
        let path = signed(&format!("{file}.json"));
        let args = [&[path.as_str(), "--json"], more].concat();
        let said = card(&world, Vec::new(), &args).await;
        let found = said.json();
        let signature = &found["signature"];
        let text = |name: &str| signature[name].as_str().unwrap_or_default();
        let got = (said.status, text("verdict"), text("form"));
        assert_eq!(got, expected, "{file}: {found}");
        assert_eq!(found["shape"], "v1.0", "{file}");
        let covered = signature["covered"].as_array().unwrap();
        let is_verified = expected.1 == "verified";
        assert_eq!(covered.contains(&json!("/version")), is_verified, "{file}");
    }
    let path = signed("neg-uncovered-url-swapped.json");
    let said = card(&world, Vec::new(), &[&path, "--jwks", &keys]).await;
    assert_eq!(said.status, 0, "{}", said.stderr);
    assert!(
        said.stdout.contains("\nnot signed  /url  "),
        "{}",
        said.stdout
    );
}

/// A card with a problem of each severity.
fn broken() -> Value {
    json!({
        "version": "1", "description": "", "capabilities": { "streaming": true },
        "supportedInterfaces": [{ "url": "/a2a", "protocolBinding": "JSONRPC", "protocolVersion": "1.0.0" }],
        "defaultInputModes": ["text"], "defaultOutputModes": ["text/plain"],
        "skills": [{ "id": "i", "name": "n", "description": "d", "tags": ["t"] }], "x-mine": 1,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_of_a_file_are_printed_by_code_pointer_and_severity() {
    let world = World::start(1).await;
    let path = world.home.path().join("card.json");
    let path = path.to_str().unwrap();
    std::fs::write(path, broken().to_string()).unwrap();
    let said = card(&world, Vec::new(), &[path, "--json"]).await;
    assert_eq!(said.status, 1, "it has errors");
    let found = said.json();
    let mut keys: Vec<_> = found.as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(
        keys,
        [
            "hybrid",
            "interfaces",
            "notes",
            "score",
            "shape",
            "signature"
        ]
    );
    assert_eq!(found["signature"]["verdict"], "unsigned");
    let notes = found["notes"].as_array().unwrap().iter();
    let notes: Vec<_> = notes
        .map(|note| ["severity", "code", "pointer"].map(|name| note[name].as_str().unwrap()))
        .collect();
    let expected = [
        ["error", "missing_member", "/name"],
        ["warning", "empty_member", "/description"],
        ["error", "url_not_absolute", "/supportedInterfaces/0/url"],
        ["warning", "not_a_media_type", "/defaultInputModes/0"],
        [
            "info",
            "protocol_version_patch",
            "/supportedInterfaces/0/protocolVersion",
        ],
    ];
    assert_eq!(notes, expected);
    let said = card(&world, Vec::new(), &[path]).await;
    assert_eq!(said.status, 1);
    assert!(
        said.stdout.starts_with("(no name)  shape v1.0, score 75\n"),
        "{}",
        said.stdout
    );
    assert!(
        said.stdout.contains("\nerror    missing_member  /name  "),
        "{}",
        said.stdout
    );
    std::fs::write(path, "{\"name\": ").unwrap();
    let said = card(&world, Vec::new(), &[path, "--json"]).await;
    assert_eq!(
        (said.status, &said.json()["error"]["code"]),
        (1, &json!("invalid_input"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspaces_card_is_that_of_the_platform() {
    let world = World::start(2).await;
    let ask = async |args: &[&str]| card(&world, exports(&world.lab), args).await;
    let said = ask(&["small-1", "--json"]).await;
    assert_eq!(said.status, 0, "{} {}", said.stdout, said.stderr);
    let found = said.json();
    assert_eq!(
        (&found["shape"], &found["hybrid"]),
        (&json!("v0.2"), &json!(false))
    );
    assert_eq!(found["interfaces"][0]["url"], "http://10.0.0.2:8000");
    let notes = found["notes"].as_array().unwrap();
    let private = notes.iter().find(|note| note["code"] == "url_private");
    assert_eq!(private.unwrap()["severity"], "info", "{notes:?}");
    let platform = world.lab.world().platform();
    let tampered = serde_json::from_str(&read("neg-tampered-name.json")).unwrap();
    platform.set_card(&world.id(0).to_string(), Some(tampered));
    let said = ask(&["small-1", "--jwks", &signed("jwks.json")]).await;
    assert_eq!(said.status, 1, "{}", said.stdout);
    assert!(
        said.stdout.contains("\nsignature  invalid: "),
        "{}",
        said.stdout
    );
    platform.set_card(&world.id(1).to_string(), None);
    for name in ["small-2", "nobody"] {
        let said = ask(&[name, "--json"]).await;
        let code = &said.json()["error"]["code"];
        assert_eq!((said.status, code), (1, &json!("not_found")), "{name}");
    }
}

/// Has the platform show `card`, and reads it once the app has seen it.
async fn publish(world: &World, card: &str) -> CardEntry {
    let card = serde_json::from_str(card).unwrap();
    let platform = world.lab.world().platform();
    assert!(platform.set_card(&world.id(0).to_string(), Some(card)));
    world.backend.refresh().await.unwrap();
    newest(world)
}

fn newest(world: &World) -> CardEntry {
    let workspace_id = world.id(0);
    let card = world.backend.read_card(&ReadCard { workspace_id });
    card.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_no_longer_verifies_says_that_a_version_before_it_did() {
    const WAS_SIGNED: &str = "a version before this one was signed by a key of yours";
    let world = World::start(1).await;
    let jwks = read("jwks.json");
    let label = "the tests".to_owned();
    let keys = world.backend.add_card_keys(&AddCardKeys { jwks, label });
    assert_eq!(keys.unwrap().len(), 3);
    let plain = read("plain--spec--ES256.json");
    let good = publish(&world, &plain).await;
    assert_eq!(good.signature.verdict, SignatureVerdict::Verified);
    assert_eq!(good.signature.label.as_deref(), Some("the tests"));
    let tampered = publish(&world, &read("neg-tampered-name.json")).await;
    assert_eq!(tampered.signature.verdict, SignatureVerdict::Invalid);
    assert!(
        tampered.signature.message.contains(WAS_SIGNED),
        "{:?}",
        tampered.signature
    );
    let mut unsigned: Value = serde_json::from_str(&plain).unwrap();
    unsigned["signatures"] = Value::Null;
    let unsigned = publish(&world, &unsigned.to_string()).await;
    assert_eq!(unsigned.signature.verdict, SignatureVerdict::Unsigned);
    assert!(
        unsigned.signature.message.contains(WAS_SIGNED),
        "{:?}",
        unsigned.signature
    );
    let old = ReadCardVersion {
        workspace_id: world.id(0),
        sha256: good.sha256,
    };
    let old = world.backend.read_card_version(&old).unwrap().unwrap();
    assert_eq!(old.signature.verdict, SignatureVerdict::Verified);
    assert!(
        !old.signature.message.contains(WAS_SIGNED),
        "{:?}",
        old.signature
    );
    let thumbprint = old.signature.thumbprint.unwrap();
    let left = world.backend.remove_card_key(&RemoveCardKey { thumbprint });
    assert_eq!(left.unwrap().len(), 2);
    let message = newest(&world).signature.message;
    assert!(
        !message.contains(WAS_SIGNED),
        "the key is not believed any more: {message}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_are_kept_and_compared_and_text_is_checked_before_it_is_published() {
    let world = World::start(1).await;
    let first = newest(&world);
    let second = publish(&world, &read("plain--spec--ES256.json")).await;
    let kept: Vec<_> = second.versions.iter().map(|it| &it.sha256).collect();
    assert_eq!(kept, [&second.sha256, &first.sha256], "newest first");
    let compare = |from: &str, to: &str| {
        let (from, to) = (from.to_owned(), to.to_owned());
        let workspace_id = world.id(0);
        let args = CompareCards {
            workspace_id,
            from,
            to,
        };
        world.backend.compare_cards(&args)
    };
    let diff = compare(&first.sha256, &second.sha256).unwrap();
    let name = diff.other.iter().find(|it| it.subject == "/name").unwrap();
    assert_eq!(name.before.as_deref(), Some("small-1"));
    assert_eq!(name.after.as_deref(), Some("Plain Agent"));
    assert!(
        !diff.interfaces.is_empty() && !diff.skills.is_empty(),
        "{diff:?}"
    );
    let none = "0".repeat(64);
    let error = compare(&first.sha256, &none).unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound);
    let unknown = ReadCardVersion {
        workspace_id: world.id(0),
        sha256: none,
    };
    assert!(world.backend.read_card_version(&unknown).unwrap().is_none());
    for (text, has_view, problem) in [
        ("{\"name\": \"x\"}", true, None),
        ("[]", true, Some("object")),
        ("{\"name\": \"a\\u0000b\"}", true, Some("NUL")),
        ("{", false, Some("not JSON")),
    ] {
        let json = text.to_owned();
        let check = world.backend.check_card(&CheckCard { json }).unwrap();
        assert_eq!(check.view.is_some(), has_view, "{text}");
        let said = check.problem.as_deref();
        assert_eq!(said.is_some(), problem.is_some(), "{text}: {said:?}");
        assert!(
            said.unwrap_or_default()
                .contains(problem.unwrap_or_default()),
            "{text}: {said:?}"
        );
    }
}
