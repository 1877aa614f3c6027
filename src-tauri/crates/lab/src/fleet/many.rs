//! The fleet of benchmarks: many rows, no machines.

use serde_json::json;

use super::WorkspaceSpec;

/// One lead and nine members.
const TEAM: usize = 10;
const RUNTIMES: [&str; 4] = ["claude-code", "langgraph", "hermes", "crewai"];
/// Most are well.
const STATUSES: [&str; 10] = [
    "online", "online", "online", "online", "online", "online", "offline", "degraded", "paused",
    "failed",
];
const SKILLS: [&str; 6] = [
    "search",
    "review",
    "translate",
    "plan",
    "deploy",
    "summarise",
];
/// Workspaces side by side before the next line begins.
const LINE: usize = 40;

/// The id of the `i`-th of many workspaces.
pub(super) fn id(i: usize) -> String {
    format!("5a120000-0000-4000-8000-{i:012x}")
}

/// The `i`-th of many workspaces, counted from 1.
pub(super) fn workspace(i: usize) -> WorkspaceSpec {
    let index = i.saturating_sub(1);
    let place = index % TEAM;
    let lead = i - place;
    let pick = |from: &[&'static str], by: usize| {
        let picked = from.get(by % from.len().max(1));
        picked.copied().unwrap_or_default()
    };
    let status = pick(&STATUSES, index * 7 / TEAM + place);
    let failed = matches!(status, "degraded" | "failed");
    WorkspaceSpec {
        id: id(i),
        name: format!("many-{i}"),
        role: Some(if place == 0 { "Lead" } else { "Member" }.to_owned()),
        status: status.to_owned(),
        tier: i64::try_from(index % 4).unwrap_or_default() + 1,
        runtime: pick(&RUNTIMES, index / TEAM + place).to_owned(),
        parent_id: (place != 0).then(|| id(lead)),
        x: spread(index % LINE) * 260.0 + 1.0,
        y: spread(index / LINE) * 160.0 + 1.0,
        model: "anthropic:claude-sonnet-4-5".to_owned(),
        provider: "anthropic".to_owned(),
        card: Some(card(
            i,
            pick(&SKILLS, index),
            pick(&SKILLS, index / TEAM + 3),
        )),
        active_tasks: 0,
        current_task: String::new(),
        last_error: if failed { "the last task failed" } else { "" }.to_owned(),
        collapsed: false,
        workspace_dir: None,
        instance: None,
    }
}

fn card(i: usize, first: &str, second: &str) -> serde_json::Value {
    let skill = |name: &str| {
        json!({
            "id": name, "name": name, "description": format!("What {name} is about."),
            "tags": ["bench", name]
        })
    };
    json!({
        "name": format!("many-{i}"),
        "description": "One of many.",
        "version": "1.0.0",
        "url": format!("http://10.1.{}.{}:8000", i / 250 % 250, i % 250),
        "capabilities": {"streaming": true, "pushNotifications": false},
        "skills": [skill(first), skill(second)],
    })
}

fn spread(step: usize) -> f64 {
    u32::try_from(step).map_or(0.0, f64::from)
}
