//! The token in a real keychain: GNOME's, on a session bus of the test's own.
//!
//! What asks the keychain is a process of its own, this test binary in its test `child_does`, so that the developer's keychain is
//! never reached.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::single_match_else,
    reason = "tests"
)]

use std::{
    env,
    path::Path,
    process::{Command, Output},
    sync::Arc,
    time::Duration,
};

use backend::{Backend, Environment, MemoryCache, Paths, SaveSettings, Settings, TokenKept};
use tokio::time::Instant;

const HOME_VARIABLE: &str = "CAUSEWAY_TEST_HOME";
const STEP_VARIABLE: &str = "CAUSEWAY_TEST_STEP";
const SECRET: &str = "very-secret";

/// As a user would have it who types a token, starts again, and forgets it.
async fn keep_and_forget(home: &Path) {
    let settings = backend(home)
        .save_settings(saving(Some(SECRET)))
        .await
        .unwrap();
    assert_eq!(settings.token_kept, TokenKept::Keychain);
    assert_eq!(settings.token_notice, None);
    let later = backend(home);
    later.connect().await.unwrap();
    assert_eq!(later.read_settings().token_kept, TokenKept::Keychain);
    assert!(later.read_settings().has_token);
    assert!(!home.join("token").exists());
    later.save_settings(saving(Some(""))).await.unwrap();
    assert!(!later.read_settings().has_token);
    let last = backend(home);
    last.connect().await.unwrap();
    assert_eq!(last.read_settings().token_kept, TokenKept::None);
    assert_eq!(last.read_settings().token_notice, None);
}

/// Where no keychain answers: the connection is made all the same, in time, and the user is told why there is no token.
async fn connect_without_one(home: &Path, reason: &str) {
    let file = home.join("settings.json");
    std::fs::write(&file, r#"{ "platformUrl": "http://127.0.0.1:1" }"#).unwrap();
    let backend = backend(home);
    let started = Instant::now();
    backend.connect().await.unwrap();
    let took = started.elapsed();
    assert!(took < Duration::from_secs(8), "{took:?}");
    let settings = backend.read_settings();
    assert_eq!(settings.token_kept, TokenKept::None);
    let notice = settings.token_notice.unwrap();
    assert!(notice.contains(reason), "{notice}");
}

fn backend(home: &Path) -> Backend {
    let paths = Paths {
        settings: home.join("settings.json"),
        known_hosts: home.join("known_hosts"),
    };
    let cache = Arc::new(MemoryCache::default());
    Backend::new(paths, Environment::of_process(), cache)
}

fn saving(token: Option<&str>) -> SaveSettings {
    SaveSettings {
        values: Settings {
            platform_url: Some("http://127.0.0.1:1".to_owned()),
            ..Settings::default()
        },
        token: token.map(str::to_owned),
    }
}

#[tokio::test]
#[ignore = "started by the tests below, each with a bus of its own"]
async fn child_does() {
    let (Some(home), Ok(step)) = (env::var_os(HOME_VARIABLE), env::var(STEP_VARIABLE)) else {
        return;
    };
    let home = Path::new(&home);
    match step.as_str() {
        "keep" => keep_and_forget(home).await,
        "no bus" => connect_without_one(home, "there is none").await,
        "hang" => connect_without_one(home, "did not answer within 5 s").await,
        other => panic!("{other}"),
    }
}

/// Runs a step in a clean environment, behind `prelude` on a new bus, or with no bus at all.
fn run(step: &str, prelude: Option<&str>) -> Output {
    let home = tempfile::tempdir().unwrap();
    let this = env::current_exe().unwrap();
    let child = "--exact child_does --ignored --nocapture";
    let mut command = match prelude {
        None => Command::new("sh"),
        Some(_) => {
            let mut session = Command::new("dbus-run-session");
            session.args(["--", "sh"]);
            session
        }
    };
    let script = format!("{}\n\"$0\" {child}", prelude.unwrap_or_default());
    command
        .arg("-c")
        .arg(script)
        .arg(this)
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap())
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", home.path())
        .env(HOME_VARIABLE, home.path())
        .env(STEP_VARIABLE, step);
    command
        .output()
        .unwrap_or_else(|error| panic!("dbus-run-session: run scripts/setup.sh test: {error}"))
}

fn assert_passed(output: &Output) {
    let said = String::from_utf8_lossy(&output.stdout);
    let and = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{and}");
    assert!(said.contains("1 passed"), "it ran: {said}");
    assert!(!said.contains(SECRET) && !and.contains(SECRET));
}

#[test]
fn a_keychain_keeps_the_token_between_starts_and_forgets_it() {
    let unlock = "printf pw | gnome-keyring-daemon --unlock --components=secrets >&2 || exit 1";
    assert_passed(&run("keep", Some(unlock)));
}

#[test]
fn without_a_bus_the_connection_is_made_and_the_user_is_told() {
    assert_passed(&run("no bus", None));
}

#[test]
fn a_keychain_that_hangs_holds_nothing_up_for_more_than_five_seconds() {
    // One that has its name on the bus, and is stopped before it can answer.
    let hang = "printf pw | gnome-keyring-daemon --foreground --unlock --components=secrets >&2 &
        for _ in $(seq 100); do
            dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
                org.freedesktop.DBus.GetNameOwner string:org.freedesktop.secrets >&2 && break
            sleep 0.3
        done
        keyring=$(dbus-send --session --print-reply=literal --dest=org.freedesktop.DBus / \
            org.freedesktop.DBus.GetConnectionUnixProcessID string:org.freedesktop.secrets)
        keyring=${keyring##* }
        kill -STOP \"$keyring\" || exit 1
        trap 'kill -KILL \"$keyring\"' EXIT";
    assert_passed(&run("hang", Some(hang)));
}
