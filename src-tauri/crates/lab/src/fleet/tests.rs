use std::collections::HashSet;

use super::*;

fn running(fleet: &Fleet) -> Vec<&WorkspaceSpec> {
    let is_running =
        |row: &&WorkspaceSpec| row.instance.as_ref().is_some_and(|i| i.state == "running");
    fleet.workspaces.iter().filter(is_running).collect()
}

fn files(row: &WorkspaceSpec) -> &[FileSpec] {
    row.instance
        .as_ref()
        .map_or(&[], |instance| &instance.files)
}

#[test]
fn the_demo_is_an_organisation_of_three_teams_nested_two_deep() {
    let fleet = Fleet::demo();
    assert!(fleet.workspaces.len() >= 14);
    let parent = |id: &str| {
        let row = fleet
            .workspaces
            .iter()
            .find(|row| row.id == id)
            .expect("every parent is listed");
        row.parent_id.clone()
    };
    let depth =
        |row: &WorkspaceSpec| std::iter::successors(row.parent_id.clone(), |id| parent(id)).count();
    let depths: Vec<usize> = fleet.workspaces.iter().map(depth).collect();
    assert_eq!(
        depths.iter().filter(|depth| **depth == 0).count(),
        3,
        "three leads"
    );
    assert!(
        depths.iter().filter(|depth| **depth == 2).count() >= 2,
        "some members have members"
    );
}

#[test]
fn the_demo_has_every_state_tier_and_kind_of_machine() {
    let fleet = Fleet::demo();
    let statuses: HashSet<&str> = fleet
        .workspaces
        .iter()
        .map(|row| row.status.as_str())
        .collect();
    for status in [
        "online",
        "provisioning",
        "offline",
        "degraded",
        "failed",
        "paused",
        "hibernated",
    ] {
        assert!(statuses.contains(status), "nobody is {status}");
    }
    let tiers: HashSet<i64> = fleet.workspaces.iter().map(|row| row.tier).collect();
    assert_eq!(tiers, HashSet::from([1, 2, 3, 4]));
    assert!(running(&fleet).len() >= 9);
    let states = fleet
        .workspaces
        .iter()
        .map(|row| row.instance.as_ref().map(|i| i.state.as_str()));
    let states: HashSet<Option<&str>> = states.collect();
    assert_eq!(
        states,
        HashSet::from([None, Some("running"), Some("stopped")])
    );
    assert!(
        fleet
            .workspaces
            .iter()
            .any(|row| row.x.abs() + row.y.abs() > 0.0),
        "some are placed"
    );
    assert!(
        fleet
            .workspaces
            .iter()
            .any(|row| row.x.abs() + row.y.abs() == 0.0),
        "some are not"
    );
}

#[test]
fn ids_are_lower_case_uuids_and_unique() {
    let mut rows = Fleet::demo().workspaces;
    rows.extend(Fleet::small(40).workspaces);
    let mut seen = HashSet::new();
    for row in &rows {
        let uuid = uuid::Uuid::parse_str(&row.id).expect("a uuid");
        assert_eq!(uuid.to_string(), row.id);
        assert!(seen.insert(row.id.clone()), "{} is there twice", row.id);
    }
}

#[test]
fn every_machine_has_its_own_config_under_its_runtimes_folder() {
    let fleet = Fleet::demo();
    let mut texts = HashSet::new();
    for row in fleet.workspaces.iter().filter(|row| row.instance.is_some()) {
        let base = match row.runtime.as_str() {
            "hermes" => "/home/ubuntu/.hermes",
            "external" => "/opt/configs",
            _ => "/configs",
        };
        let path = format!("{base}/config.yaml");
        let config = files(row)
            .iter()
            .find(|file| file.path == path)
            .expect("a config.yaml");
        let text = String::from_utf8(config.content.clone()).expect("text");
        let named = text
            .lines()
            .any(|line| line.starts_with("name: ") && line.contains(&row.name));
        assert!(named, "{path} of {} speaks of somebody else", row.name);
        assert!(
            text.contains(&format!("\nruntime: {}\n", row.runtime)),
            "runtime of {}",
            row.name
        );
        assert!(
            texts.insert(text),
            "{} has somebody else's config",
            row.name
        );
        let owner = if row.runtime == "hermes" {
            Owner::User
        } else {
            Owner::Root
        };
        assert_eq!((config.owner, config.mode), (owner, 0o644));
    }
}

#[test]
fn the_demo_has_a_long_log_a_binary_and_something_in_every_root() {
    let fleet = Fleet::demo();
    let all: Vec<&FileSpec> = fleet.workspaces.iter().flat_map(files).collect();
    let log = all
        .iter()
        .find(|file| file.path.ends_with("logs/agent.log"))
        .expect("a log");
    assert!(log.content.len() >= 5_000_000 && log.content.len() < 6_000_000);
    assert!(
        all.iter()
            .any(|file| std::str::from_utf8(&file.content).is_err()),
        "nothing binary"
    );
    for row in running(&fleet) {
        for root in ["/workspace/src/", "/home/ubuntu/", "/workspace/README.md"] {
            let has_it = files(row).iter().any(|file| file.path.starts_with(root));
            assert!(has_it, "{} has nothing in {root}", row.name);
        }
    }
}

#[test]
fn paths_are_absolute_plain_and_unique_per_machine() {
    for row in Fleet::demo()
        .workspaces
        .iter()
        .chain(&Fleet::small(2).workspaces)
    {
        let mut seen = HashSet::new();
        for file in files(row) {
            let parts: Vec<&str> = file.path.split('/').collect();
            assert_eq!(parts.first(), Some(&""), "{} is not absolute", file.path);
            assert!(
                !parts[1..].iter().any(|part| ["", ".", ".."].contains(part)),
                "{}",
                file.path
            );
            assert!(seen.insert(&file.path), "{} is there twice", file.path);
        }
    }
}

#[test]
fn the_same_fleet_has_the_same_bytes_each_time() {
    let (one, other) = (Fleet::demo(), Fleet::demo());
    for (one, other) in one.workspaces.iter().zip(&other.workspaces) {
        assert_eq!((&one.id, &one.card), (&other.id, &other.card));
        for (file, again) in files(one).iter().zip(files(other)) {
            assert_eq!(file.path, again.path);
            assert!(
                file.content == again.content,
                "{} differs from itself",
                file.path
            );
        }
    }
}

#[test]
fn cards_come_in_many_shapes() {
    let fleet = Fleet::demo();
    let cards: Vec<&serde_json::Value> = fleet
        .workspaces
        .iter()
        .filter_map(|row| row.card.as_ref())
        .collect();
    let any = |is: &dyn Fn(&serde_json::Value) -> bool| cards.iter().any(|card| is(card));
    assert!(cards.len() < fleet.workspaces.len(), "one has no card");
    assert!(any(&|card| card.is_string()), "one is not an object");
    assert!(any(&|card| card["signatures"].is_array()));
    assert!(any(
        &|card| card["protocolVersion"].is_string() && card["supportedInterfaces"].is_null()
    ));
    assert!(any(
        &|card| card["protocolVersion"].is_string() && card["supportedInterfaces"].is_array()
    ));
    assert!(any(&|card| card["authentication"].is_object()));
    assert!(any(&|card| card["skills"][0].is_string()));
    assert!(any(&|card| !card["name"]
        .as_str()
        .unwrap_or_default()
        .is_ascii()));
}

#[test]
fn small_workspaces_are_known_by_their_number() {
    let fleet = Fleet::small(3);
    let ids: Vec<&str> = fleet.workspaces.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(
        ids,
        [Fleet::small_id(1), Fleet::small_id(2), Fleet::small_id(3)]
    );
    assert_eq!(fleet.workspaces[2].name, "small-3");
    assert!(running(&fleet).len() == 3 && files(&fleet.workspaces[0]).len() >= 5);
}
