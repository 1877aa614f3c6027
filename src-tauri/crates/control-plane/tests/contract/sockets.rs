//! The event socket.

use control_plane::{Error, EventKind};
use lab::platform::ServerGeneration;
use serde_json::json;

use crate::world::{BOTH, World, http, id};

#[tokio::test]
async fn events_come_in_order_with_their_times_and_cards() {
    for generation in BOTH {
        let world = World::of(generation).await;
        let http = http(&world.lab);
        let mut events = world.client.events(&http, None).await.unwrap();
        world
            .platform()
            .set_card(&id(1).to_string(), Some(json!({"name": "x"})));
        world.client.restart(&id(2)).await.unwrap();
        let card = events.next().await.unwrap();
        assert_eq!(card.workspace_id, Some(id(1)));
        let EventKind::CardUpdated { agent_card } = &card.kind else {
            panic!("{card:?}")
        };
        assert_eq!(agent_card.as_ref().unwrap().get(), r#"{"name":"x"}"#);
        let started = events.next().await.unwrap();
        assert!(matches!(started.kind, EventKind::Provisioning(_)));
        assert!(started.timestamp > card.timestamp);
        let online = events.next().await.unwrap();
        assert!(matches!(online.kind, EventKind::Online(_)), "{online:?}");
    }
}

#[tokio::test]
async fn a_listed_origin_opens_the_socket_and_an_unlisted_one_does_not() {
    let world = World::of(ServerGeneration::August2026).await;
    let http = http(&world.lab);
    let ours = "https://app.example";
    world
        .platform()
        .set_cors_origins(Some(vec![ours.to_owned()]));
    let refused = world.client.events(&http, None).await.unwrap_err();
    assert!(matches!(refused, Error::OriginRefused), "{refused:?}");
    world.client.events(&http, Some(ours)).await.unwrap();
    world
        .platform()
        .set_cors_origins(Some(vec![world.lab.platform_url().to_owned()]));
    world
        .client
        .events(&http, None)
        .await
        .expect("the platform's own origin is tried too");
    assert!(
        world.client.workspaces().await.is_ok(),
        "HTTP carries none at all"
    );
}

#[tokio::test]
async fn two_thousand_events_in_a_burst_reach_a_client_that_takes_them() {
    let world = World::of(ServerGeneration::August2026).await;
    let http = http(&world.lab);
    let mut events = world.client.events(&http, None).await.unwrap();
    let workspace = id(1).to_string();
    for burst in 0..20 {
        for task in 0..100 {
            let payload = json!({"current_task": format!("{burst}-{task}"), "active_tasks": 1});
            world
                .platform()
                .broadcast("TASK_UPDATED", &workspace, &payload);
        }
        for task in 0..100 {
            let event = events.next().await.unwrap();
            let EventKind::TaskUpdated { current_task, .. } = event.kind else {
                panic!("{event:?}")
            };
            assert_eq!(current_task, Some(format!("{burst}-{task}")));
        }
    }
    assert_eq!(world.platform().counters().events_dropped, 0);
}

#[tokio::test]
async fn the_stream_ends_with_the_connection_and_another_may_be_opened() {
    let world = World::of(ServerGeneration::August2026).await;
    let http = http(&world.lab);
    let mut events = world.client.events(&http, None).await.unwrap();
    world.lab.cut_network();
    assert_eq!(events.next().await, None);
    world.lab.restore_network();
    world.client.events(&http, None).await.unwrap();
    assert_eq!(world.platform().counters().sockets_opened, 2);
}
