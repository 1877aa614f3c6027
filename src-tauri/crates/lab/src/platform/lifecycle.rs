//! Restart, pause and resume.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, State as Extract};
use axum::response::Response;
use http::StatusCode;
use serde_json::json;
use tokio::sync::{mpsc, oneshot};

use super::auth::WorkspaceAuth;
use super::{Provisioner, State, World, reply};
use crate::fleet::WorkspaceSpec;

/// What a start takes, unless it is said otherwise.
pub(super) const BOOT_TIME: Duration = Duration::from_millis(100);

/// A workspace that gets another instance; answered once it has it.
#[derive(Debug)]
pub(crate) struct Replacement {
    pub(crate) workspace_id: String,
    /// Dropped when it is done, or cannot be done.
    pub(crate) done: oneshot::Sender<()>,
}

impl State {
    /// Sets how long a workspace that is started stays `provisioning` before it is `online`; `None`: until
    /// [`State::set_status`]. Defaults to 100 ms.
    pub fn set_boot_time(&self, boot_time: Option<Duration>) {
        self.world().boot_time = boot_time;
    }

    /// Has whoever holds the other end replace instances, as a restart does.
    pub(crate) fn replace_instances_by(&self, replacements: mpsc::UnboundedSender<Replacement>) {
        self.world().replacements = Some(replacements);
    }

    /// Starts a workspace: `provisioning` at once, `online` later, each with its event.
    pub(super) fn boot(self: &Arc<Self>, id: &str) {
        self.set_status(id, "provisioning");
        let (boot_time, replaced) = {
            let world = self.world();
            let is_new = world.provisioner == Provisioner::Instances;
            let replacements = world.replacements.as_ref().filter(|_| is_new);
            let replaced = replacements.and_then(|replacements| {
                let (done, replaced) = oneshot::channel();
                let workspace_id = id.to_owned();
                let sent = replacements.send(Replacement { workspace_id, done });
                sent.ok().map(|()| replaced)
            });
            (world.boot_time, replaced)
        };
        let (state, id) = (Arc::downgrade(self), id.to_owned());
        // Needs no owner: it ends by itself, and does nothing once the server is gone.
        drop(tokio::spawn(async move {
            if let Some(replaced) = replaced {
                // Either way there is no more to wait for.
                replaced.await.ok();
            }
            let Some(boot_time) = boot_time else { return };
            tokio::time::sleep(boot_time).await;
            if let Some(state) = state.upgrade() {
                state.finish_boot(&id);
            }
        }));
    }

    fn finish_boot(&self, id: &str) {
        let is_starting = self
            .world()
            .row(id)
            .is_some_and(|row| row.status == "provisioning");
        if is_starting {
            self.set_status(id, "online");
        }
    }
}

/// Any status may be restarted.
pub(super) async fn restart(
    _: WorkspaceAuth,
    Extract(state): Extract<Arc<State>>,
    Path(id): Path<String>,
) -> Response {
    if let Some(refusal) = refusal_to_start(&state, &id, "workspace not found", |_| true) {
        return refusal;
    }
    state.boot(&id);
    let body = json!({
        "status": "provisioning", "config_dir": "existing-volume", "reset_session": false
    });
    reply::json(StatusCode::OK, &body)
}

/// Pauses a workspace and all below it. Their instances run on.
pub(super) async fn pause(
    _: WorkspaceAuth,
    Extract(state): Extract<Arc<State>>,
    Path(id): Path<String>,
) -> Response {
    let paused: Vec<String> = {
        let mut world = state.world();
        let is_running = |row: &WorkspaceSpec| row.status != "paused" && row.status != "removed";
        if !world.row(&id).is_some_and(|row| is_running(row)) {
            let message = "workspace not found or already paused";
            return reply::error(StatusCode::NOT_FOUND, message);
        }
        world.with_descendants(&id, is_running)
    };
    for id in &paused {
        state.set_status(id, "paused");
    }
    let body = json!({ "status": "paused", "paused_count": paused.len() });
    reply::json(StatusCode::OK, &body)
}

/// Resumes a workspace and all below it that are paused.
pub(super) async fn resume(
    _: WorkspaceAuth,
    Extract(state): Extract<Arc<State>>,
    Path(id): Path<String>,
) -> Response {
    let is_paused = |row: &WorkspaceSpec| row.status == "paused";
    let otherwise = "workspace not found or not paused";
    if let Some(refusal) = refusal_to_start(&state, &id, otherwise, is_paused) {
        return refusal;
    }
    let resumed = state.world().with_descendants(&id, is_paused);
    for id in &resumed {
        state.boot(id);
    }
    let body = json!({ "status": "provisioning", "resumed_count": resumed.len() });
    reply::json(StatusCode::OK, &body)
}

/// What is answered where a workspace may not be started.
fn refusal_to_start(
    state: &State,
    id: &str,
    otherwise: &str,
    is_startable: impl Fn(&WorkspaceSpec) -> bool,
) -> Option<Response> {
    let mut world = state.world();
    if world.provisioner == Provisioner::Missing {
        let message = "provisioner not available";
        return Some(reply::error(StatusCode::SERVICE_UNAVAILABLE, message));
    }
    if !world.row(id).is_some_and(|row| is_startable(row)) {
        return Some(reply::error(StatusCode::NOT_FOUND, otherwise));
    }
    match world.paused_ancestor(id) {
        Some(name) => {
            let message = format!("parent workspace \"{name}\" is paused — resume it first");
            Some(reply::error(StatusCode::CONFLICT, &message))
        }
        None => None,
    }
}

impl World {
    pub(super) fn row(&mut self, id: &str) -> Option<&mut WorkspaceSpec> {
        self.workspaces.iter_mut().find(|row| row.id == id)
    }

    /// The name of the nearest workspace above that is paused.
    pub(super) fn paused_ancestor(&self, id: &str) -> Option<String> {
        let find = |id: &str| self.workspaces.iter().find(|row| row.id == id);
        let mut seen = HashSet::new();
        let mut row = find(id)?;
        // The server lets cycles be made.
        while seen.insert(row.id.as_str()) {
            row = find(row.parent_id.as_deref()?)?;
            if row.status == "paused" {
                return Some(row.name.clone());
            }
        }
        None
    }

    /// The ids of a workspace and of all below it for which `wanted` holds, from the top down.
    fn with_descendants(&self, id: &str, wanted: impl Fn(&WorkspaceSpec) -> bool) -> Vec<String> {
        let mut family = vec![id.to_owned()];
        let mut next = 0;
        while let Some(parent) = family.get(next).cloned() {
            let children = self.workspaces.iter().filter(|row| {
                row.parent_id.as_deref() == Some(parent.as_str()) && !family.contains(&row.id)
            });
            let children: Vec<_> = children.map(|row| row.id.clone()).collect();
            family.extend(children);
            next += 1;
        }
        let rows = self.workspaces.iter();
        let wanted: HashSet<_> = rows
            .filter(|row| wanted(row))
            .map(|row| row.id.as_str())
            .collect();
        family.retain(|id| wanted.contains(id.as_str()));
        family
    }
}
