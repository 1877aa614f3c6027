//! The fleet of tests: as small as it can be and still have everything a panel shows.

use serde_json::json;

use super::{FileSpec, InstanceSpec, Owner, WorkspaceSpec};

/// The id of the `i`-th small workspace.
pub(super) fn id(i: usize) -> String {
    format!("5a110000-0000-4000-8000-{i:012x}")
}

/// The `i`-th small workspace, counted from 1.
pub(super) fn workspace(i: usize) -> WorkspaceSpec {
    let name = format!("small-{i}");
    WorkspaceSpec {
        id: id(i),
        role: Some("Test agent".to_owned()),
        status: "online".to_owned(),
        tier: 2,
        runtime: "claude-code".to_owned(),
        parent_id: None,
        x: 0.0,
        y: 0.0,
        model: "anthropic:claude-sonnet-4-5".to_owned(),
        provider: "anthropic".to_owned(),
        card: Some(json!({
            "name": name,
            "description": "A small agent for tests.",
            "version": "1.0.0",
            "url": format!("http://10.0.0.{}:8000", i % 250 + 1),
            "capabilities": {"streaming": true, "pushNotifications": false},
            "defaultInputModes": ["text/plain"],
            "defaultOutputModes": ["text/plain"],
            "skills": [{"id": "echo", "name": "Echo", "description": "Says it back.", "tags": ["test"]}],
        })),
        active_tasks: 0,
        current_task: String::new(),
        last_error: String::new(),
        collapsed: false,
        workspace_dir: None,
        instance: Some(InstanceSpec {
            state: "running".to_owned(),
            files: files(&name),
        }),
        name,
    }
}

fn files(name: &str) -> Vec<FileSpec> {
    let root = |path: &str, text: String| FileSpec {
        path: path.to_owned(),
        content: text.into_bytes(),
        mode: 0o644,
        owner: Owner::Root,
    };
    let config = format!(
        "# Settings of {name}\nname: {name}\ndescription: A small agent for tests\nversion: 1.0.0\n\
         tier: 2 # standard\nruntime: claude-code\nmodel: anthropic:claude-sonnet-4-5\n\
         prompt_files:\n  - prompts/system.md\nenv:\n  required: [ANTHROPIC_API_KEY]\n\
         initial_prompt: |\n  Read prompts/system.md.\n  Then wait.\n"
    );
    let mut files = vec![
        root("/configs/config.yaml", config),
        root(
            "/configs/notes/a.md",
            format!("# A\n\nFirst note of {name}.\n"),
        ),
        root(
            "/configs/notes/b.md",
            format!("# B\n\nSecond note of {name}.\n"),
        ),
        root("/configs/prompts/system.md", format!("You are {name}.\n")),
        root(
            "/configs/skills/echo/SKILL.md",
            "# Echo\n\nSay it back.\n".to_owned(),
        ),
    ];
    files.push(FileSpec {
        path: "/workspace/README.md".to_owned(),
        content: format!("# Work of {name}\n").into_bytes(),
        mode: 0o644,
        owner: Owner::User,
    });
    files
}
