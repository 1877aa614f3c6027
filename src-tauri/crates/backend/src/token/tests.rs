use std::path::Path;

use super::*;
use crate::{Environment, Paths, Settings, settings::SettingsStore};

const SECRET: &str = "very-secret";

/// Settings in `home`, of a user without a keychain.
fn open(home: &Path) -> SettingsStore {
    let paths = Paths {
        settings: home.join("settings.json"),
        known_hosts: home.join("known_hosts"),
    };
    SettingsStore::load(paths, Environment::default())
}

fn values(platform: &str, token_in_file: bool) -> Settings {
    Settings {
        platform_url: Some(format!("https://{platform}.example")),
        token_in_file,
        ..Settings::default()
    }
}

fn token(store: &SettingsStore) -> Option<String> {
    let token = store.destination().unwrap().unwrap().token?;
    Some(token.expose_secret().to_owned())
}

#[tokio::test]
async fn without_a_keychain_it_is_in_memory_and_the_user_is_told() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    store.save(values("a", false)).unwrap();
    store.keep_token(Some(" very-secret ")).await;
    assert_eq!(token(&store).as_deref(), Some(SECRET));
    let view = store.view();
    assert_eq!((view.has_token, view.token_kept), (true, TokenKept::Memory));
    assert!(view.token_notice.unwrap().contains("memory only"));
    assert!(!home.path().join("token").exists());
    let later = open(home.path());
    later.load_token().await;
    assert_eq!(token(&later), None);
}

#[tokio::test]
async fn a_file_that_was_chosen_keeps_it_until_that_is_taken_back() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    store.save(values("a", true)).unwrap();
    store.keep_token(Some(SECRET)).await;
    assert_eq!(store.view().token_kept, TokenKept::File);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let metadata = fs::metadata(home.path().join("token")).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    }
    let later = open(home.path());
    later.load_token().await;
    assert_eq!(token(&later).as_deref(), Some(SECRET));
    assert_eq!(later.view().token_kept, TokenKept::File);

    later.save(values("a", false)).unwrap();
    later.keep_token(None).await;
    assert!(!home.path().join("token").exists(), "the file is gone");
    assert_eq!(later.view().token_kept, TokenKept::Memory);
    assert_eq!(token(&later).as_deref(), Some(SECRET));

    later.save(values("a", true)).unwrap();
    later.keep_token(None).await;
    assert!(home.path().join("token").exists(), "and is back");
}

#[tokio::test]
async fn an_empty_one_is_forgotten_everywhere() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    store.save(values("a", true)).unwrap();
    store.keep_token(Some(SECRET)).await;
    store.keep_token(Some("")).await;
    assert!(!home.path().join("token").exists());
    let view = store.view();
    assert_eq!((view.has_token, view.token_kept), (false, TokenKept::None));
    assert_eq!(view.token_notice, None);
}

#[tokio::test]
async fn another_platform_does_not_get_it() {
    let home = tempfile::tempdir().unwrap();
    let store = open(home.path());
    store.save(values("a", true)).unwrap();
    store.keep_token(Some(SECRET)).await;
    store.save(values("b", true)).unwrap();
    store.keep_token(None).await;
    assert_eq!(token(&store), None);
    store.save(values("a", true)).unwrap();
    store.keep_token(None).await;
    assert_eq!(token(&store).as_deref(), Some(SECRET), "it was kept");
}

#[tokio::test]
async fn the_environment_s_token_comes_first_and_is_kept_nowhere() {
    let home = tempfile::tempdir().unwrap();
    open(home.path()).save(values("a", true)).unwrap();
    let paths = Paths {
        settings: home.path().join("settings.json"),
        known_hosts: home.path().join("known_hosts"),
    };
    let variable = [("CAUSEWAY_PLATFORM_TOKEN", "of-the-environment".to_owned())];
    let store = SettingsStore::load(paths, Environment::given(variable));
    store.load_token().await;
    assert_eq!(token(&store).as_deref(), Some("of-the-environment"));
    assert_eq!(store.view().token_kept, TokenKept::Environment);
    assert!(!home.path().join("token").exists());
}
