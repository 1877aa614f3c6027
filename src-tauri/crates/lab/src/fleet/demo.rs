//! The demo organisation: a shop's three teams of agents.
//!
//! What differs between workspaces is data (`teams`, and one `config.yaml` each in `configs/`);
//! what they share (prompts, skills, a repository, a log) is made from that data by `tree`. The
//! texts are the lab's own.

mod cards;
mod log;
mod png;
mod teams;
mod tree;

use super::{InstanceSpec, WorkspaceSpec};

/// All of it, in listing order: a lead comes before its members.
pub(super) fn workspaces() -> Vec<WorkspaceSpec> {
    teams::all().map(Profile::workspace).collect()
}

/// What sets one workspace of the demo apart.
#[derive(Debug)]
struct Profile {
    id: &'static str,
    name: &'static str,
    role: &'static str,
    status: &'static str,
    tier: i64,
    runtime: &'static str,
    /// The lead's id.
    parent_id: Option<&'static str>,
    /// `(0, 0)`: never placed.
    position: (f64, f64),
    model: &'static str,
    provider: &'static str,
    activity: Activity,
    skills: &'static [Skill],
    machine: Machine,
    card: Card,
}

/// Something an agent can do: a folder under `skills/` and an entry of the card.
#[derive(Debug)]
struct Skill {
    slug: &'static str,
    title: &'static str,
    summary: &'static str,
    tags: &'static [&'static str],
}

/// What the agent is at.
#[derive(Debug)]
enum Activity {
    Idle,
    Task(&'static str),
    Error(&'static str),
}

/// The instance, with the text of its `config.yaml`.
#[derive(Debug)]
enum Machine {
    None,
    Running(&'static str),
    Stopped(&'static str),
}

/// The shape of the card that the agent has registered.
#[derive(Clone, Copy, Debug)]
enum Card {
    None,
    /// What the platform's own runtime registers.
    Platform,
    /// The same, with skills as bare names.
    PlatformNames,
    /// The same, with fields nobody else knows.
    PlatformVendor,
    V1,
    V1Signed,
    V1Minimal,
    V03,
    V03Placeholder,
    Hybrid,
    HybridGrpc,
    Legacy,
    LegacyStrings,
    /// Not an object at all.
    Text,
}

impl Profile {
    fn workspace(&self) -> WorkspaceSpec {
        let (task, error) = match self.activity {
            Activity::Idle => ("", ""),
            Activity::Task(task) => (task, ""),
            Activity::Error(error) => ("", error),
        };
        WorkspaceSpec {
            id: self.id.to_owned(),
            name: self.name.to_owned(),
            role: (!self.role.is_empty()).then(|| self.role.to_owned()),
            status: self.status.to_owned(),
            tier: self.tier,
            runtime: self.runtime.to_owned(),
            parent_id: self.parent_id.map(str::to_owned),
            x: self.position.0,
            y: self.position.1,
            model: self.model.to_owned(),
            provider: self.provider.to_owned(),
            card: cards::card(self),
            active_tasks: i64::from(!task.is_empty()),
            current_task: task.to_owned(),
            last_error: error.to_owned(),
            collapsed: false,
            workspace_dir: None,
            instance: self.instance(),
        }
    }

    fn instance(&self) -> Option<InstanceSpec> {
        let (state, config) = match self.machine {
            Machine::None => return None,
            Machine::Running(config) => ("running", config),
            Machine::Stopped(config) => ("stopped", config),
        };
        Some(InstanceSpec {
            state: state.to_owned(),
            files: tree::files(self, config),
        })
    }

    /// The folder where this runtime keeps an agent's configuration.
    fn base(&self) -> &'static str {
        match self.runtime {
            "hermes" => "/home/ubuntu/.hermes",
            "external" => "/opt/configs",
            _ => "/configs",
        }
    }

    /// The name as a file or host name takes it.
    fn slug(&self) -> String {
        let mut slug = String::new();
        for letter in self.name.to_lowercase().chars() {
            match letter {
                'ü' => slug.push_str("ue"),
                letter if letter.is_ascii_alphanumeric() => slug.push(letter),
                _ => slug.push('-'),
            }
        }
        slug
    }
}
