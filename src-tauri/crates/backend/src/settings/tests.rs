use super::*;
use crate::{SetWorkspace, WorkspaceSettings};

fn store(folder: &Path, pairs: &[(&str, &str)]) -> SettingsStore {
    let paths = Paths {
        settings: folder.join("config/settings.json"),
        known_hosts: folder.join("data/known_hosts"),
    };
    let pairs = pairs
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    SettingsStore::load(paths, Environment::given(pairs))
}

#[test]
fn without_anything_there_is_no_destination_and_no_problem() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path(), &[]);
    assert!(store.destination().unwrap().is_none());
    let view = store.view();
    assert_eq!((view.problem, view.has_token), (None, false));
    assert_eq!(
        (view.values.pool_ttl_seconds, view.values.os_user.as_str()),
        (50, "ubuntu")
    );
}

#[test]
fn the_environment_beats_the_file_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let url = Some("https://file.example".to_owned());
    let kept = Settings {
        platform_url: url,
        pool_ttl_seconds: 10,
        ..Settings::default()
    };
    store(folder.path(), &[]).save(kept).unwrap();
    let variables = [("CAUSEWAY_PLATFORM_URL", "https://env.example")];
    let store = store(folder.path(), &variables);
    let destination = store.destination().unwrap().unwrap();
    assert_eq!(destination.platform_url.as_str(), "https://env.example/");
    assert_eq!(
        destination.pool_ttl,
        Duration::from_secs(10),
        "the file fills what is unset"
    );
    assert_eq!(
        store.view().from_environment["platformUrl"],
        "CAUSEWAY_PLATFORM_URL"
    );
}

#[test]
fn a_pool_ttl_that_is_no_number_or_too_large_is_a_clear_error() {
    let folder = tempfile::tempdir().unwrap();
    for ttl in ["soon", "-1", "3301", "5.5"] {
        let error = store(folder.path(), &[("EIC_TUNNEL_POOL_TTL", ttl)])
            .destination()
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidInput, "{ttl}");
        assert!(
            error.message.contains("EIC_TUNNEL_POOL_TTL"),
            "{}",
            error.message
        );
    }
    for ttl in ["0", "3300", " 50 "] {
        store(folder.path(), &[("EIC_TUNNEL_POOL_TTL", ttl)])
            .destination()
            .unwrap();
    }
}

#[tokio::test]
async fn a_bad_value_is_refused_and_the_kept_ones_stay() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path(), &[]);
    let good = Settings {
        platform_url: Some("https://a.example".into()),
        ..Settings::default()
    };
    store.save(good.clone()).unwrap();
    store.keep_token(Some("secret")).await;
    for platform_url in [
        "a.example",
        "ftp://a.example",
        "https://user@a.example",
        "https://:word@a.example",
    ] {
        let bad = Settings {
            platform_url: Some(platform_url.into()),
            ..Settings::default()
        };
        assert!(store.save(bad).is_err(), "{platform_url} should be refused");
    }
    let bad = Settings {
        os_user: "root; reboot".into(),
        ..good.clone()
    };
    assert!(store.save(bad).is_err());
    let bad = Settings {
        extra_ca_file: Some("/does/not/exist".into()),
        ..good.clone()
    };
    assert!(store.save(bad).is_err());
    assert_eq!(store.view().values, good);
    assert!(store.view().has_token, "the token stays when none is given");
}

#[tokio::test]
async fn the_token_is_never_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path(), &[]);
    store.save(Settings::default()).unwrap();
    store.keep_token(Some("very-secret")).await;
    let text = fs::read_to_string(folder.path().join("config/settings.json")).unwrap();
    assert!(!text.contains("very-secret"), "{text}");
    assert!(!format!("{store:?}").contains("very-secret"));
    store.keep_token(Some("")).await;
    assert!(!store.view().has_token, "an empty token forgets it");
}

#[test]
fn a_broken_file_is_reported_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config/settings.json");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, "{ broken").unwrap();
    let store = store(folder.path(), &[]);
    let problem = store.view().problem.unwrap();
    assert!(
        problem.message.contains("settings.json"),
        "{}",
        problem.message
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "{ broken");
}

#[test]
fn what_the_environment_sets_is_not_kept_by_saving_something_else() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [("CAUSEWAY_HOST_KEYS", "off"), ("AWS_REGION", "eu-west-1")];
    let with = store(folder.path(), &variables);
    let mut shown = with.view().values;
    assert_eq!(shown.host_keys, HostKeyPolicy::Off);
    shown.os_user = "admin".to_owned();
    with.save(shown).unwrap();
    let without = store(folder.path(), &[]).view().values;
    assert_eq!(without.os_user, "admin");
    assert_eq!(without.host_keys, HostKeyPolicy::ConsoleThenTofu);
    assert_eq!(without.region, None);
}

fn setting(read_only: bool, base_folder: Option<&str>) -> SetWorkspace {
    SetWorkspace {
        workspace_id: WORKSPACE.parse().unwrap(),
        values: WorkspaceSettings {
            read_only,
            base_folder: base_folder.map(str::to_owned),
        },
    }
}

const WORKSPACE: &str = "0b9ec38e-6b3c-4f0c-9a41-7a3c0ad5c001";

#[test]
fn what_differs_for_a_workspace_is_kept_until_nothing_differs() {
    let folder = tempfile::tempdir().unwrap();
    let with = store(folder.path(), &[("AWS_REGION", "eu-west-1")]);
    with.set_workspace(setting(true, Some(" /workspace/agents ")))
        .unwrap();
    let again = store(folder.path(), &[]);
    assert_eq!(again.view().values.region, None, "of the environment alone");
    let kept = again.view().values.workspaces;
    assert!(kept[WORKSPACE].read_only);
    let base = again.base_folder(&WORKSPACE.parse().unwrap()).unwrap();
    assert_eq!(base.unwrap().as_str(), "/workspace/agents");
    again.set_workspace(setting(false, Some(" "))).unwrap();
    let kept = store(folder.path(), &[]).view().values.workspaces;
    assert!(kept.is_empty(), "{kept:?}");
}

#[test]
fn a_base_folder_that_cannot_be_one_is_refused_and_nothing_changes() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path(), &[]);
    for bad in ["workspace", "/configs/../etc", "/"] {
        let error = store.set_workspace(setting(true, Some(bad))).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidInput, "{bad}");
        let mut values = Settings::default();
        let own = setting(true, Some(bad)).values;
        values.workspaces.insert(WORKSPACE.to_owned(), own);
        store.save(values).unwrap_err();
    }
    assert_eq!(store.view().values, Settings::default());
}

#[test]
fn nothing_is_set_in_a_file_that_nobody_can_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config/settings.json");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, "{ broken").unwrap();
    let store = store(folder.path(), &[]);
    store.set_workspace(setting(true, None)).unwrap_err();
    assert_eq!(fs::read_to_string(&file).unwrap(), "{ broken");
}

#[test]
fn read_only_is_switched_by_the_environment_either_way() {
    let folder = tempfile::tempdir().unwrap();
    let kept = Settings {
        read_only: true,
        ..Settings::default()
    };
    store(folder.path(), &[]).save(kept).unwrap();
    for (text, expected) in [("1", true), ("0", false), (" 1 ", true), ("", true)] {
        let store = store(folder.path(), &[("CAUSEWAY_READ_ONLY", text)]);
        assert_eq!(store.in_force().unwrap().read_only, expected, "{text:?}");
    }
    let store = store(folder.path(), &[("CAUSEWAY_READ_ONLY", "yes")]);
    let error = store.in_force().unwrap_err();
    assert!(error.message.contains("CAUSEWAY_READ_ONLY"), "{error}");
}
