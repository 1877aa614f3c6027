//! What the fleet makes of lists, single reads and events, in whatever order.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::*;
use crate::{AppEvent, RestartReason};

const IDS: [&str; 3] = [
    "00000000-0000-4000-8000-000000000001",
    "00000000-0000-4000-8000-000000000002",
    "00000000-0000-4000-8000-000000000003",
];

fn id(index: usize) -> WorkspaceId {
    IDS[index].parse().unwrap()
}

fn row(index: usize, more: &Value) -> Row {
    let mut row = json!({
        "id": IDS[index], "name": format!("w{index}"), "status": "online", "active_tasks": 1,
        "current_task": "digging", "last_sample_error": "", "last_error_rate": 0.1, "uptime_seconds": 9
    });
    for (name, value) in more.as_object().unwrap() {
        row[name] = value.clone();
    }
    serde_json::from_value(row).unwrap()
}

fn listed(rows: Vec<Row>) -> Listed {
    Listed { rows, left_out: 0 }
}

fn asked(started: Instant) -> Asked {
    Asked {
        started,
        answered_ms: 7,
    }
}

/// An event that happened `at` seconds after noon by the server's clock.
fn event(name: &str, index: usize, at: u32, payload: &Value) -> Event {
    let text = json!({
        "event": name, "workspace_id": IDS[index], "payload": payload,
        "timestamp": format!("2026-04-27T12:{:02}:{:02}.5Z", at / 60, at % 60),
    });
    Event::parse(&text.to_string()).unwrap()
}

/// Three that are known, asked for now.
fn fleet() -> (Fleet, Instant) {
    let now = Instant::now();
    let mut fleet = Fleet::default();
    let child = json!({"parent_id": IDS[1]});
    let middle = json!({"parent_id": IDS[0]});
    let rows = vec![row(0, &json!({})), row(1, &middle), row(2, &child)];
    fleet.apply_list(listed(rows), asked(now));
    fleet.drain(Source::Live);
    (fleet, now + Duration::from_secs(1))
}

fn told(
    fleet: &mut Fleet,
    name: &str,
    index: usize,
    at: u32,
    payload: &Value,
    now: Instant,
) -> Follows {
    fleet.apply_event(event(name, index, at, payload), asked(now))
}

#[expect(clippy::too_many_lines, reason = "a table")]
#[tokio::test(start_paused = true)]
async fn every_event_changes_what_it_tells_and_nothing_else() {
    type Shown = (
        &'static str,
        Option<&'static str>,
        i64,
        Option<f64>,
        Option<&'static str>,
    );
    let cases: [(&str, Value, Shown); 10] = [
        (
            "WORKSPACE_ONLINE",
            json!({}),
            ("online", Some("digging"), 1, Some(0.1), None),
        ),
        (
            "WORKSPACE_OFFLINE",
            json!({}),
            ("offline", Some("digging"), 1, Some(0.1), None),
        ),
        (
            "WORKSPACE_DEGRADED",
            json!({"error_rate": 0.5, "sample_error": "x"}),
            ("degraded", Some("digging"), 1, Some(0.5), Some("x")),
        ),
        (
            "WORKSPACE_DEGRADED",
            json!({"runtime_state": "wedged", "sample_error": "y"}),
            ("degraded", Some("digging"), 1, Some(0.1), Some("y")),
        ),
        (
            "WORKSPACE_PAUSED",
            json!({"name": "w"}),
            ("paused", None, 1, Some(0.1), None),
        ),
        (
            "WORKSPACE_HIBERNATED",
            json!({}),
            ("hibernated", Some("digging"), 1, Some(0.1), None),
        ),
        (
            "WORKSPACE_AWAITING_AGENT",
            json!({}),
            ("awaiting_agent", Some("digging"), 1, Some(0.1), None),
        ),
        (
            "WORKSPACE_PROVISION_FAILED",
            json!({}),
            (
                "failed",
                Some("digging"),
                1,
                Some(0.1),
                Some("Unknown provisioning error"),
            ),
        ),
        (
            "TASK_UPDATED",
            json!({"current_task": "", "active_tasks": 0}),
            ("online", None, 0, Some(0.1), None),
        ),
        (
            "WORKSPACE_HEARTBEAT",
            json!({"active_tasks": 4, "uptime_seconds": 99}),
            ("online", Some("digging"), 4, Some(0.1), None),
        ),
    ];
    for (name, payload, expected) in cases {
        let (mut fleet, now) = fleet();
        told(&mut fleet, name, 0, 1, &payload, now);
        let row = fleet.row(&id(0)).unwrap();
        let (task, error) = (row.current_task.as_deref(), row.last_error.as_deref());
        let shown = (
            row.status.as_str(),
            task,
            row.active_tasks,
            row.error_rate,
            error,
        );
        assert_eq!(shown, expected, "{name} {payload}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_late_envelope_changes_nothing_that_a_newer_one_told() {
    let (mut fleet, now) = fleet();
    told(&mut fleet, "WORKSPACE_OFFLINE", 0, 9, &json!({}), now);
    told(
        &mut fleet,
        "WORKSPACE_DEGRADED",
        0,
        5,
        &json!({"error_rate": 0.7}),
        now,
    );
    let row = fleet.row(&id(0)).unwrap();
    assert_eq!(
        (row.status.as_str(), row.error_rate),
        ("offline", Some(0.7)),
        "field by field"
    );
}

#[tokio::test(start_paused = true)]
async fn what_came_after_a_list_was_asked_for_wins_over_it() {
    let (mut fleet, now) = fleet();
    told(&mut fleet, "WORKSPACE_PAUSED", 0, 1, &json!({}), now);
    let rows = || {
        (0..3)
            .map(|index| row(index, &json!({"active_tasks": 3})))
            .collect()
    };
    fleet.apply_list(listed(rows()), asked(now - Duration::from_millis(1)));
    let shown = fleet.row(&id(0)).unwrap();
    assert_eq!((shown.status.as_str(), shown.active_tasks), ("paused", 3));
    fleet.apply_list(listed(rows()), asked(now + Duration::from_millis(1)));
    assert_eq!(
        fleet.row(&id(0)).unwrap().status,
        "online",
        "asked for after the event"
    );
}

#[tokio::test(start_paused = true)]
async fn a_single_read_leaves_what_only_the_list_carries() {
    let (mut fleet, now) = fleet();
    let single = json!({"id": IDS[0], "name": "renamed", "status": "online"});
    fleet.apply_row(serde_json::from_value(single).unwrap(), asked(now));
    let row = fleet.row(&id(0)).unwrap();
    assert_eq!(
        (row.name.as_str(), row.current_task.as_deref()),
        ("renamed", Some("digging"))
    );
}

#[tokio::test(start_paused = true)]
async fn a_removed_workspace_leaves_its_children_to_its_parent_and_does_not_come_back_by_old_news()
{
    let (mut fleet, now) = fleet();
    let follows = told(&mut fleet, "WORKSPACE_REMOVED", 1, 5, &json!({}), now);
    assert_eq!(follows.buried, [id(1)]);
    assert_eq!(
        fleet.row(&id(2)).unwrap().parent_id.as_deref(),
        Some(IDS[0])
    );
    let Some(AppEvent::WorkspacesChanged { rows, removed, .. }) = fleet.drain(Source::Live) else {
        panic!("a delta")
    };
    assert_eq!(
        (rows.len(), rows[0].id.as_str(), removed),
        (1, IDS[2], vec![IDS[1].to_owned()])
    );
    told(&mut fleet, "WORKSPACE_ONLINE", 1, 9, &json!({}), now);
    told(&mut fleet, "WORKSPACE_PROVISIONING", 1, 4, &json!({}), now);
    let rows = || (0..3).map(|index| row(index, &json!({}))).collect();
    fleet.apply_list(listed(rows()), asked(now - Duration::from_millis(1)));
    assert_eq!(fleet.row(&id(1)), None, "older events and lists");
    assert!(told(&mut fleet, "WORKSPACE_PROVISIONING", 1, 10, &json!({}), now).list);
    assert_eq!(
        fleet.row(&id(1)).unwrap().status,
        "provisioning",
        "newer than both"
    );
}

#[tokio::test(start_paused = true)]
async fn absence_buries_only_in_a_list_that_is_whole() {
    let (mut fleet, now) = fleet();
    let partial = Listed {
        rows: vec![row(0, &json!({}))],
        left_out: 1,
    };
    assert_eq!(fleet.apply_list(partial, asked(now)).buried, []);
    let later = now + Duration::from_secs(1);
    let mut buried = fleet
        .apply_list(listed(vec![row(0, &json!({}))]), asked(later))
        .buried;
    buried.sort();
    assert_eq!(buried, [id(1), id(2)]);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_workspace_is_asked_for_and_what_came_meanwhile_counts() {
    let mut fleet = Fleet::default();
    let now = Instant::now();
    fleet.apply_list(listed(Vec::new()), asked(now));
    let event_at = now + Duration::from_secs(2);
    assert!(
        told(
            &mut fleet,
            "WORKSPACE_PROVISIONING",
            0,
            1,
            &json!({}),
            event_at
        )
        .list
    );
    told(&mut fleet, "WORKSPACE_ONLINE", 0, 2, &json!({}), event_at);
    assert_eq!(fleet.row(&id(0)), None);
    let stale = row(0, &json!({"status": "provisioning"}));
    fleet.apply_list(listed(vec![stale]), asked(now + Duration::from_secs(1)));
    assert_eq!(
        fleet.row(&id(0)).unwrap().status,
        "online",
        "the list was asked for before"
    );
}

#[tokio::test(start_paused = true)]
async fn provisioning_is_a_new_instance_and_the_end_of_a_due_restart() {
    let (mut fleet, now) = fleet();
    fleet.set_instance(id(0), Some("i-0123abcd".to_owned()));
    let due = |since_ms| NeedsRestart {
        reason: RestartReason::Files,
        since_ms,
    };
    fleet.set_needs_restart(id(0), Some(due(u64::MAX)));
    let follows = told(&mut fleet, "WORKSPACE_PROVISIONING", 0, 1, &json!({}), now);
    assert_eq!(follows.left, [(id(0), "i-0123abcd".to_owned())]);
    assert_eq!((follows.provisioned, follows.list), (Some(id(0)), false));
    assert!(follows.restarted.is_empty(), "due since after it");
    fleet.set_needs_restart(id(0), Some(due(1)));
    let follows = told(&mut fleet, "WORKSPACE_PROVISIONING", 0, 2, &json!({}), now);
    assert_eq!(follows.restarted, [id(0)]);
    let row = fleet.row(&id(0)).unwrap();
    assert_eq!(
        (row.needs_restart, row.instance_id, row.current_task),
        (None, None, None)
    );
    assert_eq!(row.provisioning_since_ms, Some(7));
}

#[tokio::test(start_paused = true)]
async fn cards_are_kept_by_the_newest_news_and_their_skills_shown() {
    let (mut fleet, now) = fleet();
    let card = |name: &str| json!({"agent_card": {"name": "Scout", "skills": [name]}});
    told(&mut fleet, "AGENT_CARD_UPDATED", 0, 5, &card("new"), now);
    told(&mut fleet, "WORKSPACE_ONLINE", 0, 4, &card("old"), now);
    assert_eq!(fleet.row(&id(0)).unwrap().skills, ["new"]);
    let cards = fleet.take_cards();
    assert_eq!(cards.len(), 1, "one write, however many events");
    assert!(cards[0].1.get().contains("new"));
    told(
        &mut fleet,
        "AGENT_CARD_UPDATED",
        0,
        6,
        &json!({"agent_card": null}),
        now,
    );
    assert!(fleet.take_cards()[0].1.is_null());
    assert!(fleet.row(&id(0)).unwrap().skills.is_empty());
}

#[tokio::test(start_paused = true)]
async fn any_order_of_the_same_events_gives_the_same_state() {
    let card =
        |version: u32| json!({"agent_card": {"name": "Scout", "skills": [format!("s{version}")]}});
    let make = |kind: u32, at: u32| -> (&'static str, Value) {
        match kind % 12 {
            0 => ("WORKSPACE_PROVISIONING", json!({})),
            1 => ("WORKSPACE_ONLINE", card(at)),
            2 => ("WORKSPACE_OFFLINE", json!({})),
            3 => (
                "WORKSPACE_DEGRADED",
                json!({"error_rate": f64::from(at) / 1e4, "sample_error": "e"}),
            ),
            4 => ("WORKSPACE_PAUSED", json!({})),
            5 => ("WORKSPACE_HIBERNATED", json!({})),
            6 => ("WORKSPACE_AWAITING_AGENT", json!({})),
            7 => (
                "WORKSPACE_PROVISION_FAILED",
                json!({"error": format!("e{at}")}),
            ),
            8 => ("WORKSPACE_REMOVED", json!({})),
            9 => (
                "WORKSPACE_HEARTBEAT",
                json!({"active_tasks": at, "uptime_seconds": at}),
            ),
            10 => (
                "TASK_UPDATED",
                json!({"current_task": format!("t{at}"), "active_tasks": at}),
            ),
            _ => ("AGENT_CARD_UPDATED", card(at)),
        }
    };
    for _ in 0..400 {
        let (mut in_order, now) = fleet();
        let (mut shuffled, _) = fleet();
        let mut events: Vec<_> = (0..24)
            .map(|at| {
                let (name, payload) = make(rand::random::<u32>(), at);
                event(name, rand::random_range(0..3), at, &payload)
            })
            .collect();
        for event in &events {
            in_order.apply_event(event.clone(), asked(now));
        }
        events.sort_by_cached_key(|_| rand::random::<u32>());
        for event in &events {
            shuffled.apply_event(event.clone(), asked(now));
        }
        assert_eq!(
            in_order.list(Source::Live),
            shuffled.list(Source::Live),
            "{events:#?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn deltas_lead_the_window_to_what_a_snapshot_shows() {
    let (mut fleet, now) = fleet();
    let mut window = fleet.list(Source::Live).unwrap().workspaces;
    for step in 1..200_u32 {
        let started = now + Duration::from_secs(u64::from(step));
        if step % 5 == 0 {
            let named = (0..3).filter(|_| rand::random::<bool>());
            let rows = named.map(|index| row(index, &json!({}))).collect();
            fleet.apply_list(listed(rows), asked(started));
        } else {
            let name = [
                "WORKSPACE_REMOVED",
                "WORKSPACE_PROVISIONING",
                "WORKSPACE_OFFLINE",
            ];
            let name = name[rand::random_range(0..3)];
            told(
                &mut fleet,
                name,
                rand::random_range(0..3),
                step,
                &json!({}),
                started,
            );
        }
        match fleet.drain(Source::Live) {
            Some(AppEvent::Workspaces { list }) => window = list.workspaces,
            Some(AppEvent::WorkspacesChanged { rows, removed, .. }) => {
                window.retain(|row| !removed.contains(&row.id));
                for row in rows {
                    match window.iter_mut().find(|known| known.id == row.id) {
                        Some(known) => *known = row,
                        None => window.push(row),
                    }
                }
            }
            Some(other) => panic!("{other:?}"),
            None => {}
        }
        assert_eq!(
            window,
            fleet.list(Source::Live).unwrap().workspaces,
            "step {step}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_turns_stale_is_told_without_any_row() {
    let (mut fleet, _) = fleet();
    assert!(fleet.drain(Source::Live).is_none());
    let Some(AppEvent::WorkspacesChanged { rows, source, .. }) = fleet.drain(Source::Store) else {
        panic!("a delta")
    };
    assert!(rows.is_empty());
    assert_eq!(source, Source::Store);
}
