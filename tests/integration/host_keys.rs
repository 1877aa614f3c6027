//! Host keys: held to the console, to their pin, or to nothing; and accepted deliberately.

use backend::{
    AcceptHostKey, Backend, ErrorCode, HostKeyExpectation, IpcError, ListFiles, ReadHostKey,
    RefusedHostKey,
};
use lab::{Call, Console, Fault};

use crate::support::{World, assert_helpful, exports};

async fn backend(world: &World, strategy: &str) -> Backend {
    let mut variables = exports(&world.lab);
    variables.push(("CAUSEWAY_HOST_KEYS", strategy.to_owned()));
    world.connect_with(variables).await
}

async fn list(backend: &Backend, world: &World) -> Result<(), IpcError> {
    let args = ListFiles::of(world.id(0), String::new());
    backend.list_files(args, |_| {}).await.map(drop)
}

/// What is known of the key that was refused last.
async fn refused_key(backend: &Backend, world: &World) -> Option<RefusedHostKey> {
    let args = ReadHostKey {
        workspace_id: world.id(0),
    };
    backend.read_host_key(args).await.unwrap()
}

fn pins(world: &World) -> String {
    std::fs::read_to_string(world.home.path().join("known_hosts")).unwrap_or_default()
}

fn instance(world: &World) -> String {
    world.lab.instances()[0].id.clone()
}

fn console_reads(world: &World) -> u64 {
    let requests = world.lab.counters().requests;
    requests.get("ec2 GetConsoleOutput").copied().unwrap_or(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_key_is_held_to_the_console_which_is_read_once() {
    let world = World::start(1).await;
    list(&world.backend, &world).await.unwrap();
    assert!(pins(&world).contains(&instance(&world)), "{}", pins(&world));
    assert_eq!(console_reads(&world), 1);
    let later = backend(&world, "console-then-tofu").await;
    list(&later, &world).await.unwrap();
    assert_eq!(console_reads(&world), 1, "a pin needs no console");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_the_console_does_not_show_is_refused_and_no_key_of_ours_is_offered() {
    let world = World::start(1).await;
    // The console goes on showing the key of the first boot.
    world
        .lab
        .world()
        .rotate_host_key(&instance(&world))
        .unwrap();
    let error = list(&world.backend, &world).await.unwrap_err();
    assert_helpful(&error, ErrorCode::HostKeyChanged);
    assert!(error.message.contains("console"), "{error}");
    assert_eq!(pins(&world), "", "nothing is pinned");
    assert_eq!(world.lab.counters().ssh_authentications, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_console_that_tells_nothing_or_may_not_be_read_leaves_it_at_first_use() {
    for console in [Some(Console::Empty), Some(Console::WithoutKeys), None] {
        let world = World::start(1).await;
        let denied = Fault::unauthorized_operation();
        match console {
            Some(console) => world
                .lab
                .world()
                .set_console(&instance(&world), console)
                .unwrap(),
            None => world.lab.world().refuse(Call::GetConsoleOutput, denied),
        }
        list(&world.backend, &world).await.unwrap();
        assert!(pins(&world).contains(&instance(&world)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_console_that_does_not_answer_holds_the_dial_up_for_seconds_only() {
    let world = World::start(1).await;
    world.lab.world().stall(Call::GetConsoleOutput);
    list(&world.backend, &world).await.unwrap();
    assert!(pins(&world).contains(&instance(&world)));
}

#[tokio::test(flavor = "multi_thread")]
async fn trust_on_first_use_does_not_read_the_console() {
    let world = World::start(1).await;
    let backend = backend(&world, "tofu").await;
    list(&backend, &world).await.unwrap();
    assert_eq!(console_reads(&world), 0);
    assert!(pins(&world).contains(&instance(&world)));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_pinned_keys_are_accepted_where_that_is_set() {
    let world = World::start(1).await;
    let strict = backend(&world, "pinned").await;
    let error = list(&strict, &world).await.unwrap_err();
    assert_helpful(&error, ErrorCode::HostKeyChanged);
    assert!(error.remedy.unwrap().contains("CAUSEWAY_HOST_KEYS"));
    let key = world.lab.world().host_key(&instance(&world)).unwrap();
    let line = format!("{} {key}\n", instance(&world));
    std::fs::write(world.home.path().join("known_hosts"), line).unwrap();
    list(&strict, &world).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn without_checks_any_key_is_taken_and_none_is_kept() {
    let world = World::start(1).await;
    let careless = backend(&world, "off").await;
    list(&careless, &world).await.unwrap();
    careless.close_all_tunnels().await.unwrap();
    world
        .lab
        .world()
        .rotate_host_key(&instance(&world))
        .unwrap();
    list(&careless, &world).await.unwrap();
    assert_eq!(pins(&world), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_key_blocks_with_both_fingerprints_until_the_very_one_is_accepted() {
    let world = World::start(1).await;
    let (workspace_id, backend) = (world.id(0), &world.backend);
    list(backend, &world).await.unwrap();
    assert_eq!(refused_key(backend, &world).await, None);
    backend.close_all_tunnels().await.unwrap();
    world
        .lab
        .world()
        .rotate_host_key(&instance(&world))
        .unwrap();

    let error = list(backend, &world).await.unwrap_err();
    assert_helpful(&error, ErrorCode::HostKeyChanged);
    let refused = refused_key(backend, &world).await.unwrap();
    assert_eq!(refused.expectation, HostKeyExpectation::Pin);
    assert_eq!(refused.instance_id, instance(&world));
    for fingerprint in [&refused.expected[0], &refused.offered] {
        assert!(fingerprint.starts_with("SHA256:") && error.message.contains(fingerprint));
    }
    let accept = |fingerprint: &str| {
        backend.accept_host_key(AcceptHostKey {
            workspace_id,
            fingerprint: fingerprint.to_owned(),
        })
    };
    let wrong = accept(&refused.expected[0]).await.unwrap_err();
    assert_eq!(
        wrong.code,
        ErrorCode::InvalidInput,
        "only what was offered: {wrong}"
    );
    list(backend, &world).await.unwrap_err();
    accept(&refused.offered).await.unwrap();
    list(backend, &world).await.unwrap();
    assert_eq!(refused_key(backend, &world).await, None);
    assert_eq!(pins(&world).lines().count(), 1, "{}", pins(&world));
}
