use serde_json::json;

use super::*;

const ID: &str = "7f0c1f7e-9a2b-4a0e-8c1d-2f5c0a9b1e11";

fn row() -> Value {
    json!({
        "id": ID, "name": "Scout", "role": null, "tier": 3, "status": "online",
        "agent_card": {"name": "Scout", "skills": ["dig"]}, "url": "http://127.0.0.1:49153",
        "parent_id": null, "active_tasks": 2, "max_concurrent_tasks": 4, "last_error_rate": 0,
        "last_sample_error": "", "uptime_seconds": 812, "current_task": "digging",
        "runtime": "claude-code", "workspace_dir": null, "monthly_spend": 1250,
        "budget_limit": null, "x": 420, "y": 100.5, "collapsed": false,
        "provision_timeout_ms": 720_000, "instance_id": "i-0123456789abcdef0",
        "member_of_tomorrow": {"a": 1}
    })
}

fn card(json: &Value) -> RawCard {
    RawCard::parse(&json.to_string()).unwrap()
}

fn parse(row: &Value) -> Workspace {
    serde_json::from_value(row.clone()).unwrap()
}

fn without(mut row: Value, fields: &[&str]) -> Value {
    for field in fields {
        row.as_object_mut().unwrap().remove(*field).unwrap();
    }
    row
}

#[test]
fn a_full_row_is_read_and_unknown_members_are_ignored() {
    let workspace = parse(&row());
    assert_eq!(workspace.id.to_string(), ID);
    assert_eq!((workspace.tier, workspace.active_tasks), (Some(3), 2));
    assert_eq!((workspace.x, workspace.y), (420.0, 100.5));
    assert_eq!(
        workspace.instance_id.as_deref(),
        Some("i-0123456789abcdef0")
    );
    assert_eq!(workspace.current_task.as_deref(), Some("digging"));
    assert_eq!(workspace.monthly_spend, Some(1250));
}

#[test]
fn the_smallest_row_is_id_name_and_status() {
    let workspace = parse(&json!({"id": ID, "name": "", "status": "awaiting_moonrise"}));
    assert_eq!(
        workspace.status, "awaiting_moonrise",
        "status is an open string"
    );
    assert_eq!(
        (workspace.tier, workspace.current_task, workspace.agent_card),
        (None, None, None)
    );
}

#[test]
fn a_null_card_and_no_card_are_different() {
    let mut null = row();
    null["agent_card"] = Value::Null;
    assert_eq!(
        parse(&null).agent_card,
        Some(card(&Value::Null)),
        "the server says: no card"
    );
    assert_eq!(
        parse(&without(row(), &["agent_card"])).agent_card,
        None,
        "it says nothing"
    );
}

#[test]
fn the_difference_survives_being_stored() {
    for row in [row(), without(row(), &["agent_card"])] {
        let workspace = parse(&row);
        assert_eq!(parse(&serde_json::to_value(&workspace).unwrap()), workspace);
    }
    let mut null = row();
    null["agent_card"] = Value::Null;
    let stored = serde_json::to_value(parse(&null)).unwrap();
    assert_eq!(parse(&stored).agent_card, Some(card(&Value::Null)));
}

#[test]
fn a_card_may_be_any_json() {
    for card in [json!("a string"), json!([1, 2]), json!(7), json!(true)] {
        let mut row = row();
        row["agent_card"] = card.clone();
        assert_eq!(
            parse(&row).agent_card.unwrap().get(),
            card.to_string(),
            "as it came"
        );
    }
}

#[test]
fn a_parent_that_is_no_id_is_no_parent() {
    let mut row = row();
    row["parent_id"] = json!("ws_9b3k1m");
    assert_eq!(parse(&row).parent_id, None);
    row["parent_id"] = json!("{7F0C1F7E-9A2B-4A0E-8C1D-2F5C0A9B1E11}");
    assert_eq!(parse(&row).parent_id.unwrap().to_string(), ID);
}

#[test]
fn a_single_read_keeps_what_only_the_list_knows() {
    let listed = parse(&row());
    let single = without(
        row(),
        &[
            "current_task",
            "last_sample_error",
            "monthly_spend",
            "agent_card",
        ],
    );
    let merged = parse(&single).with_list_fields_of(&listed);
    assert_eq!(merged, listed);
    let mut no_card = row();
    no_card["agent_card"] = Value::Null;
    let merged = parse(&no_card).with_list_fields_of(&listed);
    assert_eq!(
        merged.agent_card,
        Some(card(&Value::Null)),
        "an answer of the single read wins"
    );
}

#[test]
fn a_row_that_does_not_parse_spoils_no_other() {
    let deep = format!("{}{}", "[".repeat(300), "]".repeat(300));
    let list = format!(
        r#"[{good}, {{"id": "nonsense"}}, 7, null, {{"id":"{ID}","name":"deep","status":"online","agent_card":{deep}}}, {good}]"#,
        good = row(),
    );
    let names: Vec<_> = parse_list(list.as_bytes())
        .unwrap()
        .rows
        .into_iter()
        .map(|workspace| workspace.name)
        .collect();
    assert_eq!(
        names,
        ["Scout", "deep", "Scout"],
        "a card is not looked into, however deep it is"
    );
}

#[test]
fn a_list_that_is_no_array_is_an_error() {
    for json in ["{}", "null", "", "[", "[1,]"] {
        assert!(parse_list(json.as_bytes()).is_err(), "{json}");
    }
}

#[test]
fn a_card_keeps_its_bytes_through_a_list_and_a_store() {
    let card = r#"{ "z": 1.50, "a":"\u00e4\/", "z": 2e3 }"#;
    let list = format!(r#"[{{"id":"{ID}","name":"x","status":"online","agent_card":{card}}}]"#);
    let listed = parse_list(list.as_bytes()).unwrap().rows.remove(0);
    assert_eq!(listed.agent_card.as_ref().unwrap().get(), card);
    let stored = serde_json::to_string(&listed).unwrap();
    let again: Workspace = serde_json::from_str(&stored).unwrap();
    assert_eq!(again.agent_card.unwrap().get(), card);
}
