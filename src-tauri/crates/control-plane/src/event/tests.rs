use serde_json::{Value, json};

use super::*;

const ID: &str = "7f0c1f7e-9a2b-4a0e-8c1d-2f5c0a9b1e11";

/// Every event of the server, with what its handlers put into it.
#[expect(clippy::too_many_lines, reason = "a table, one row per event")]
fn everything() -> Vec<(&'static str, Value)> {
    let child = json!({"id": ID, "name": "Scout", "role": null});
    vec![
        (
            "WORKSPACE_PROVISIONING",
            json!({"name": "Scout", "tier": 2, "runtime": "hermes", "parent_id": ID, "x": 1.5, "y": 2}),
        ),
        (
            "WORKSPACE_ONLINE",
            json!({"url": "http://h:1", "agent_card": {"name": "Scout"}}),
        ),
        ("WORKSPACE_OFFLINE", json!({})),
        (
            "WORKSPACE_DEGRADED",
            json!({"error_rate": 0.5, "sample_error": "boom"}),
        ),
        ("WORKSPACE_PAUSED", json!({"name": "Scout"})),
        ("WORKSPACE_HIBERNATED", json!({"name": "Scout", "tier": 2})),
        (
            "WORKSPACE_AWAITING_AGENT",
            json!({"name": "Scout", "external": true}),
        ),
        (
            "WORKSPACE_PROVISION_FAILED",
            json!({"error": "no key", "missing": ["A_KEY"], "timeout_secs": 120}),
        ),
        ("WORKSPACE_REMOVED", json!({"cascade_deleted": 3})),
        ("WORKSPACE_EXPANDED", json!({"children": [child, 7]})),
        (
            "WORKSPACE_COLLAPSED",
            json!({"removed_children": ["a", "b"]}),
        ),
        (
            "WORKSPACE_HEARTBEAT",
            json!({"active_tasks": 1, "uptime_seconds": 60}),
        ),
        (
            "TASK_UPDATED",
            json!({"current_task": "dig", "active_tasks": 1}),
        ),
        ("AGENT_CARD_UPDATED", json!({"agent_card": {"name": "x"}})),
        ("AGENT_ASSIGNED", json!({"agent_id": "a", "model": "m"})),
        (
            "AGENT_REPLACED",
            json!({"agent_id": "a", "model": "m", "old_model": "l"}),
        ),
        ("AGENT_REMOVED", json!({"agent_id": "a", "model": "m"})),
        (
            "AGENT_MOVED",
            json!({"agent_id": "a", "target_workspace_id": ID}),
        ),
        (
            "AGENT_MESSAGE",
            json!({"message": "hi", "name": "Scout", "attachments": [{"uri": "u", "name": "n"}]}),
        ),
        (
            "A2A_RESPONSE",
            json!({"response_body": {}, "method": "message/send", "duration_ms": 12}),
        ),
        (
            "ACTIVITY_LOGGED",
            json!({"activity_type": "a2a_send", "summary": null}),
        ),
        (
            "DELEGATION_SENT",
            json!({"delegation_id": "d", "target_id": ID, "task_preview": "t"}),
        ),
        (
            "DELEGATION_STATUS",
            json!({"delegation_id": "d", "status": "t"}),
        ),
        (
            "DELEGATION_COMPLETE",
            json!({"delegation_id": "d", "response_preview": "t", "via": "poll"}),
        ),
        (
            "DELEGATION_FAILED",
            json!({"delegation_id": "d", "error": "t"}),
        ),
        (
            "APPROVAL_REQUESTED",
            json!({"approval_id": "p", "action": "ship", "reason": "why", "task_id": "t"}),
        ),
        (
            "APPROVAL_ESCALATED",
            json!({"approval_id": "p", "from_workspace_id": ID, "action": "ship"}),
        ),
        (
            "APPROVAL_APPROVED",
            json!({"approval_id": "p", "decision": "approved", "decided_by": "me"}),
        ),
        (
            "APPROVAL_DENIED",
            json!({"approval_id": "p", "decision": "denied"}),
        ),
        (
            "CRON_EXECUTED",
            json!({"schedule_id": "c", "schedule_name": "n", "status": "t"}),
        ),
        ("CRON_SKIPPED", json!({"schedule_id": "c", "reason": "t"})),
        (
            "CHANNEL_MESSAGE",
            json!({"channel_id": "h", "channel_type": "slack", "direction": "in"}),
        ),
    ]
}

fn event(name: &str, payload: &Value) -> Event {
    let envelope = json!({
        "event": name, "workspace_id": ID, "timestamp": "2026-08-14T10:00:00.123456789Z",
        "payload": payload
    });
    Event::parse(&envelope.to_string()).unwrap()
}

fn kind(name: &str, payload: &Value) -> EventKind {
    event(name, payload).kind
}

#[test]
fn every_event_is_known_and_keeps_its_name() {
    for (name, payload) in everything() {
        let event = event(name, &payload);
        assert_eq!(event.kind.name(), name);
        assert!(!matches!(event.kind, EventKind::Other(_)), "{name}");
        assert_eq!(event.workspace_id, Some(ID.parse().unwrap()));
    }
}

#[test]
fn no_event_is_lost_over_a_payload_of_another_shape() {
    let odd = [json!(null), json!([]), json!("text"), json!({"tier": "x"})];
    for (name, _) in everything() {
        for payload in &odd {
            assert_eq!(kind(name, payload).name(), name, "{payload}");
        }
        let bare = Event::parse(&json!({ "event": name }).to_string()).unwrap();
        assert_eq!(bare.kind.name(), name);
        assert_eq!((bare.workspace_id, bare.timestamp), (None, None));
    }
}

#[test]
fn what_an_event_says_is_read() {
    let payloads: std::collections::HashMap<_, _> = everything().into_iter().collect();
    let kind = |name: &str| kind(name, &payloads[name]);
    let EventKind::Provisioning(started) = kind("WORKSPACE_PROVISIONING") else {
        panic!("not a start")
    };
    assert_eq!(
        (started.tier, started.x, started.parent_id),
        (Some(2), Some(1.5), Some(ID.parse().unwrap()))
    );
    let EventKind::Degraded(bad) = kind("WORKSPACE_DEGRADED") else {
        panic!("not degraded")
    };
    assert_eq!(
        (bad.error_rate, bad.sample_error.as_deref()),
        (Some(0.5), Some("boom"))
    );
    let EventKind::ProvisionFailed(failed) = kind("WORKSPACE_PROVISION_FAILED") else {
        panic!("not failed")
    };
    assert_eq!(failed.error.as_deref(), Some("no key"));
    assert_eq!(failed.missing, ["A_KEY"]);
    let EventKind::Expanded { children } = kind("WORKSPACE_EXPANDED") else {
        panic!("not expanded")
    };
    assert_eq!(children.len(), 1, "what is no child is passed over");
    for name in [
        "DELEGATION_SENT",
        "DELEGATION_STATUS",
        "DELEGATION_COMPLETE",
        "DELEGATION_FAILED",
    ] {
        let EventKind::Delegation(delegation) = kind(name) else {
            panic!("no delegation")
        };
        assert_eq!(delegation.text.as_deref(), Some("t"), "{name}");
    }
}

#[test]
fn a_card_keeps_its_bytes() {
    let card = r#"{ "z": 1.50, "a":"\u00e4" }"#;
    for name in ["AGENT_CARD_UPDATED", "WORKSPACE_ONLINE"] {
        let frame = format!(r#"{{"event":"{name}","payload":{{"agent_card":{card}}}}}"#);
        let got = match Event::parse(&frame).unwrap().kind {
            EventKind::CardUpdated { agent_card } => agent_card,
            EventKind::Online(online) => online.agent_card,
            other => panic!("{other:?}"),
        };
        assert_eq!(got.unwrap().get(), card);
    }
    let none = kind("AGENT_CARD_UPDATED", &json!({"agent_card": null}));
    let EventKind::CardUpdated { agent_card } = none else {
        panic!("not a card")
    };
    assert!(agent_card.unwrap().is_null(), "the server says: no card");
    let silent = kind("WORKSPACE_ONLINE", &json!({}));
    assert_eq!(silent, EventKind::Online(Online::default()));
}

#[test]
fn an_unknown_name_is_kept() {
    let kind = kind("WORKSPACE_MOVED", &json!({"x": 1}));
    assert_eq!(kind, EventKind::Other("WORKSPACE_MOVED".to_owned()));
    assert_eq!(kind.name(), "WORKSPACE_MOVED");
}

#[test]
fn times_differ_down_to_the_nanosecond_and_across_offsets() {
    let at = |text: &str| {
        let envelope = json!({"event": "WORKSPACE_OFFLINE", "timestamp": text});
        Event::parse(&envelope.to_string()).unwrap().timestamp
    };
    assert!(at("2026-08-14T10:00:00.000000001Z") > at("2026-08-14T10:00:00Z"));
    assert_eq!(at("2026-08-14T12:00:00+02:00"), at("2026-08-14T10:00:00Z"));
    assert_eq!(at("yesterday"), None);
}

#[test]
fn what_is_no_event_is_an_error() {
    for frame in ["", "{}", "[]", "7", r#"{"event":7}"#] {
        assert!(Event::parse(frame).is_err(), "{frame}");
    }
}
