//! The platform's events, over a real socket: what they change, gaps, and one delta a frame.

use std::time::Duration;

use backend::{AppEvent, EventsStatus, ReadCard, Source, Subscription, Workspace};
use serde_json::json;
use tokio::time::Instant;

use crate::support::{World, until};

const LIST: &str = "GET /workspaces";

/// A world that follows the platform's events and has its first lists behind it, and a window that has seen everything up to now.
async fn following(workspaces: usize) -> (World, Subscription) {
    let world = World::start(workspaces).await;
    world.backend.keep_fresh();
    until(|| world.lab.world().platform().counters().sockets_open == 1).await;
    let mut window = world.backend.subscribe();
    shown(&mut window, |state| {
        state.1 == EventsStatus::Open && state.2 == Some(Source::Live)
    })
    .await;
    // The list that the open socket asks for.
    until(|| world.lab.counters().requests[LIST] >= 2).await;
    (world, window)
}

type Shown = (Vec<Workspace>, EventsStatus, Option<Source>);

/// Follows the window until it shows what is wanted; the deltas that it took.
async fn shown(window: &mut Subscription, is_wanted: impl Fn(&Shown) -> bool) -> usize {
    let mut state: Shown = (Vec::new(), EventsStatus::Off, None);
    let mut deltas = 0;
    let following = async {
        loop {
            match window.next().await.unwrap() {
                AppEvent::Snapshot { state: all } => {
                    let list = all.workspaces.unwrap();
                    state = (list.workspaces, all.connection.events, Some(list.source));
                }
                AppEvent::Workspaces { list } => {
                    (state.0, state.2) = (list.workspaces, Some(list.source));
                }
                AppEvent::WorkspacesChanged {
                    rows,
                    removed,
                    source,
                    ..
                } => {
                    deltas += 1;
                    state.2 = Some(source);
                    state.0.retain(|row| !removed.contains(&row.id));
                    for row in rows {
                        match state.0.iter_mut().find(|known| known.id == row.id) {
                            Some(known) => *known = row,
                            None => state.0.push(row),
                        }
                    }
                }
                AppEvent::Connection { connection } => state.1 = connection.events,
                _ => {}
            }
            if is_wanted(&state) {
                return deltas;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), following)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_burst_loses_no_state_and_is_one_delta_a_frame() {
    let (world, _) = following(4).await;
    let mut window = world.backend.subscribe();
    let ids: Vec<_> = (0..4).map(|index| world.id(index).to_string()).collect();
    let began = Instant::now();
    for number in 0..200 {
        let payload = json!({"current_task": format!("task {number}"), "active_tasks": number});
        world
            .lab
            .world()
            .platform()
            .broadcast("TASK_UPDATED", &ids[number % 4], &payload);
    }
    let deltas = shown(&mut window, |(rows, ..)| {
        (196..200).all(|number| {
            rows.iter()
                .any(|row| row.current_task == Some(format!("task {number}")))
        })
    })
    .await;
    let frames = began.elapsed().as_millis() / 16 + 1;
    assert!(
        deltas as u128 <= frames + 1,
        "{deltas} deltas in {frames} frames"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_arrives_by_an_event_and_no_list_is_read_for_it() {
    let (world, mut window) = following(1).await;
    let lists = world.lab.counters().requests[LIST];
    let id = world.id(0);
    let card = json!({"name": "Scout", "skills": [{"id": "dig", "name": "Digging"}]});
    world
        .lab
        .world()
        .platform()
        .set_card(&id.to_string(), Some(card));
    shown(&mut window, |(rows, ..)| {
        rows.first().is_some_and(|row| row.skills == ["Digging"])
    })
    .await;
    let kept = world
        .backend
        .read_card(&ReadCard { workspace_id: id })
        .unwrap()
        .unwrap();
    assert_eq!(kept.view.name.as_deref(), Some("Scout"));
    assert_eq!(world.lab.counters().requests[LIST], lists);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_is_one_reconnect_and_a_list_that_brings_what_was_missed() {
    let (world, mut window) = following(1).await;
    let platform = world.lab.world().platform();
    let opened = platform.counters().sockets_opened;
    let lists = world.lab.counters().requests[LIST];
    platform.close_sockets();
    shown(&mut window, |state| state.1 == EventsStatus::Reconnecting).await;
    platform.change(&world.id(0).to_string(), |row| {
        row.status = "paused".to_owned();
    });
    shown(&mut window, |state| {
        state.1 == EventsStatus::Open && state.0.first().is_some_and(|row| row.status == "paused")
    })
    .await;
    assert_eq!(platform.counters().sockets_opened, opened + 1);
    assert!(
        world.lab.counters().requests[LIST] > lists,
        "read again after the gap"
    );
}

#[tokio::test]
async fn events_that_the_server_has_dropped_are_made_up_for_by_a_list() {
    let (world, mut window) = following(2).await;
    let platform = world.lab.world().platform();
    let opened = platform.counters().sockets_opened;
    let lists = world.lab.counters().requests[LIST];
    let ids: Vec<_> = (0..2).map(|index| world.id(index).to_string()).collect();
    // On this one thread, the server's task sends nothing before the burst is over.
    for number in 0..1_000 {
        let task = format!("task {number}");
        let payload = json!({"current_task": task, "active_tasks": 1});
        platform.change(&ids[number % 2], |row| row.current_task = task);
        platform.broadcast("TASK_UPDATED", &ids[number % 2], &payload);
    }
    // The very last thing that happened, and nobody was told.
    platform.set_status(&ids[0], "paused");
    assert!(
        platform.counters().events_dropped > 500,
        "{:?}",
        platform.counters()
    );
    shown(&mut window, |(rows, ..)| {
        let row = |index: usize| rows.iter().find(|row| row.id == ids[index]);
        let is_right = |index: usize, task: &str, status: &str| {
            row(index).is_some_and(|row| {
                row.current_task.as_deref() == Some(task) && row.status == status
            })
        };
        is_right(0, "task 998", "paused") && is_right(1, "task 999", "online")
    })
    .await;
    assert!(world.lab.counters().requests[LIST] > lists);
    assert_eq!(
        platform.counters().sockets_opened,
        opened,
        "the socket stood all the time"
    );
}
