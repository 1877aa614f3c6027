//! Each kind of bad input has its own code and a sentence that says what to do; nothing is lost.

use backend::{ErrorCode, Leg};
use lab::platform::PlatformFault;

use crate::support::{World, assert_helpful, codes, exports, open_panel};

const UNKNOWN: &str = "00000000-0000-4000-8000-00000000dead";

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_workspace_is_not_found() {
    let world = World::start(1).await;
    let events = open_panel(
        &world.backend,
        UNKNOWN.parse().unwrap(),
        &[Leg::Workspace, Leg::Files],
    )
    .await;
    for (leg, code) in codes(&events) {
        assert_eq!(code, Some(ErrorCode::NotFound), "{leg:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_that_the_instance_does_not_have_is_a_refused_key() {
    let world = World::start(1).await;
    let mut variables = exports(&world.lab);
    variables.push(("WORKSPACE_EC2_OS_USER", "nobody-here".to_owned()));
    let backend = world.connect_with(variables).await;
    let events = open_panel(&backend, world.id(0), &[Leg::Workspace, Leg::Config]).await;
    assert_eq!(
        codes(&events).last(),
        Some(&(Leg::Config, Some(ErrorCode::KeyRefused)))
    );
    assert_eq!(
        world.lab.counters().key_pushes,
        2,
        "tried once more with a fresh key"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_that_climb_or_leave_the_roots_are_invalid_input() {
    let world = World::start(1).await;
    for path in [
        "../etc/passwd",
        "notes/../../etc/passwd",
        "/etc/passwd",
        "/configs/../etc/passwd",
        "a\0b",
    ] {
        assert_helpful(
            &world.read(0, path).await.unwrap_err(),
            ErrorCode::InvalidInput,
        );
        let write = world.edit(0, path, None, "x");
        assert_helpful(
            &world.write(write).await.unwrap_err(),
            ErrorCode::InvalidInput,
        );
        assert_helpful(
            &world.remove(0, path).await.unwrap_err(),
            ErrorCode::InvalidInput,
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_leads_out_of_its_root_is_refused_for_everything() {
    let world = World::start(1).await;
    let secret = world.disk(0, "/home/ubuntu/secret.txt");
    std::fs::write(&secret, "secret").unwrap();
    std::os::unix::fs::symlink(
        "/home/ubuntu/secret.txt",
        world.disk(0, "/configs/link.txt"),
    )
    .unwrap();
    std::os::unix::fs::symlink("/home/ubuntu", world.disk(0, "/configs/away")).unwrap();
    for path in ["link.txt", "away/secret.txt"] {
        assert_helpful(
            &world.read(0, path).await.unwrap_err(),
            ErrorCode::InvalidInput,
        );
        let write = world.edit(0, path, None, "x");
        assert_helpful(
            &world.write(write).await.unwrap_err(),
            ErrorCode::InvalidInput,
        );
    }
    assert_helpful(
        &world.list(0, "away").await.unwrap_err(),
        ErrorCode::InvalidInput,
    );
    assert_helpful(
        &world.remove(0, "away/secret.txt").await.unwrap_err(),
        ErrorCode::InvalidInput,
    );
    assert_eq!(std::fs::read_to_string(&secret).unwrap(), "secret");
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_yaml_is_not_written_over_a_config() {
    let world = World::start(1).await;
    let loaded = world.read(0, "config.yaml").await.unwrap();
    let bad = world.edit(0, "config.yaml", Some(&loaded), "name: a\nmodels: id: b\n");
    let error = world.write(bad).await.unwrap_err();
    assert_helpful(&error, ErrorCode::InvalidYaml);
    assert!(error.message.contains("line 2"), "{error}");
    let kept = std::fs::read_to_string(world.disk(0, "/configs/config.yaml")).unwrap();
    assert_eq!(Some(kept), loaded.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_answers_html_is_a_platform_error_and_the_list_stays() {
    let world = World::start(2).await;
    world
        .lab
        .world()
        .platform()
        .set_fault("GET /workspaces", PlatformFault::Html);
    assert_helpful(
        &world.backend.refresh().await.unwrap_err(),
        ErrorCode::PlatformError,
    );
    assert_eq!(
        world.backend.workspaces().await.unwrap().workspaces.len(),
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_token_is_unauthenticated() {
    let world = World::start(1).await;
    let mut variables = exports(&world.lab);
    variables.retain(|(name, _)| *name != "CAUSEWAY_PLATFORM_TOKEN");
    variables.push(("CAUSEWAY_PLATFORM_TOKEN", "wrong".to_owned()));
    let backend = world.connect_with(variables).await;
    let error = backend.refresh().await.unwrap_err();
    assert_helpful(&error, ErrorCode::Unauthenticated);
    assert!(
        !error.message.contains("wrong\""),
        "the token stays out of the message: {error}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_host_key_than_the_pinned_one_blocks_with_both_fingerprints() {
    let world = World::start(1).await;
    world.read(0, "config.yaml").await.unwrap();
    let instance = world.lab.instances()[0].id.clone();
    world.lab.world().rotate_host_key(&instance).unwrap();
    world.lab.world().drop_tunnels(&instance).unwrap();
    let backend = world.connect_again().await;
    backend.preload().await.unwrap();
    let args = backend::ReadFile {
        workspace_id: world.id(0),
        path: "config.yaml".to_owned(),
    };
    let error = backend.read_file(args).await.unwrap_err();
    assert_helpful(&error, ErrorCode::HostKeyChanged);
    assert_eq!(error.message.matches("SHA256:").count(), 2, "{error}");
}
