//! The workspace server: the REST routes and the event socket that the app uses, in both generations
//! (see [`ServerGeneration`]).
//!
//! It answers as the real one does where a client could tell the difference: three kinds of 401,
//! three kinds of 404, a tenant guard that says nothing, an `Origin` that is refused without a body,
//! rate-limit headers on everything, and a socket that never pings. It speaks plain HTTP; whoever
//! serves [`router`] puts TLS (and delay) around it, and must allow connection upgrades.
//!
//! Everything about it can be changed while it runs: rows ([`State::change`]), events
//! ([`State::broadcast`]), and faults (see [`PlatformFault`]).

mod auth;
mod body;
mod cards;
mod counters;
mod events;
mod faults;
mod generation;
mod guard;
mod legs;
mod lifecycle;
mod patch;
mod reply;
mod routes;
mod rows;
mod settings;
mod templates;
mod tokens;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::fleet::{Fleet, WorkspaceSpec};

pub use self::counters::Counters;
pub use self::faults::PlatformFault;
pub use self::generation::{Provisioner, ServerGeneration};
pub(crate) use self::lifecycle::Replacement;
pub use self::routes::router;

/// What `GET /workspaces/:id/provider` is on this server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProviderEndpoint {
    /// Answers `{"provider","source"}`.
    #[default]
    Offered,
    /// Was never built: the router's own plain-text 404.
    Absent,
    /// Was there once: 410 with the code `PROVIDER_ENDPOINT_RETIRED`.
    Retired,
}

/// Requests per minute before the server answers 429. A real server's own default is 600; operators
/// raise it by `RATE_LIMIT`, and so does the lab, lest a benchmark measures the limiter.
const DEFAULT_RATE_LIMIT: u32 = 6_000;

/// The server's whole state; shared by its routes and by whoever works its switches.
#[derive(Debug)]
pub struct State {
    token: String,
    /// Empty: a server without an organisation, which guards nothing.
    org_id: String,
    /// Held for lines, never across an await.
    world: Mutex<World>,
    tally: counters::Tally,
    legs: legs::Legs,
    faults: faults::Faults,
    limiter: guard::Limiter,
    sockets: events::Sockets,
}

/// What may change while the server runs.
#[derive(Debug)]
struct World {
    workspaces: Vec<WorkspaceSpec>,
    instance_ids: HashMap<String, String>,
    instance_ids_shown: bool,
    provider: ProviderEndpoint,
    generation: ServerGeneration,
    provisioner: Provisioner,
    /// How long a start takes; `None`: it never ends by itself.
    boot_time: Option<Duration>,
    /// Who replaces instances; nobody, where the server stands alone.
    replacements: Option<mpsc::UnboundedSender<Replacement>>,
    tokens: Vec<tokens::Token>,
    /// Columns that no `PATCH` writes.
    swallowed: HashSet<String>,
    /// Ids of rows with a null where none may be: no list has them, and reading one fails.
    unreadable: HashSet<String>,
    /// The operator's `CORS_ORIGINS`; unset means the two built-in ones for HTTP, any for the socket.
    cors_origins: Option<Vec<String>>,
}

impl State {
    /// A server that knows the fleet's workspaces and, by workspace id, their instances' ids.
    ///
    /// `token` is the admin token: good on every route that asks for one. With an empty `org_id`
    /// there is no tenant guard.
    pub fn new(
        fleet: &Fleet,
        instance_ids: HashMap<String, String>,
        token: impl Into<String>,
        org_id: impl Into<String>,
    ) -> Arc<Self> {
        Arc::new(Self {
            token: token.into(),
            org_id: org_id.into(),
            world: Mutex::new(World {
                workspaces: fleet.workspaces.clone(),
                instance_ids,
                instance_ids_shown: true,
                provider: ProviderEndpoint::default(),
                generation: ServerGeneration::default(),
                provisioner: Provisioner::default(),
                boot_time: Some(lifecycle::BOOT_TIME),
                replacements: None,
                tokens: Vec::new(),
                swallowed: HashSet::new(),
                unreadable: HashSet::new(),
                cors_origins: None,
            }),
            tally: counters::Tally::default(),
            legs: legs::Legs::default(),
            faults: faults::Faults::default(),
            limiter: guard::Limiter::new(DEFAULT_RATE_LIMIT),
            sockets: events::Sockets::default(),
        })
    }

    /// What has been asked of the server since the start or the last [`State::reset_counters`].
    pub fn counters(&self) -> Counters {
        Counters {
            requests: self.tally.requests(),
            metadata_legs: self.legs.high_water(),
            sockets_opened: self.sockets.opened(),
            sockets_open: self.sockets.open(),
            events_dropped: self.sockets.dropped(),
        }
    }

    /// Sets all counters to zero; requests and sockets in progress go on.
    pub fn reset_counters(&self) {
        self.tally.reset();
        self.legs.reset();
        self.sockets.reset();
    }

    /// Chooses how the provider route answers. Defaults to [`ProviderEndpoint::Offered`].
    pub fn set_provider_endpoint(&self, provider: ProviderEndpoint) {
        self.world().provider = provider;
    }

    /// Sets the operator's list of allowed origins; `None` takes it away.
    ///
    /// With a list, the socket refuses a client that sends no `Origin` at all.
    pub fn set_cors_origins(&self, origins: Option<Vec<String>>) {
        self.world().cors_origins = origins;
    }

    /// Sets how many requests a minute are answered before 429. Defaults to 6,000.
    pub fn set_rate_limit(&self, requests_per_minute: u32) {
        self.limiter.set_limit(requests_per_minute);
    }

    /// Makes `route` (such as `"GET /workspaces/:id/model"`) fail until [`State::clear_faults`].
    pub fn set_fault(&self, route: &str, fault: PlatformFault) {
        self.faults.set(route, fault, None);
    }

    /// Makes the next request to `route` fail, and only that one.
    pub fn fault_next(&self, route: &str, fault: PlatformFault) {
        self.faults.set(route, fault, Some(1));
    }

    /// Takes all faults away; stalled requests are answered now.
    pub fn clear_faults(&self) {
        self.faults.clear();
    }

    /// Holds every metadata answer (workspace, model, provider) until `legs` different ones are in
    /// flight for that workspace, or until `deadline` has passed for the one held.
    ///
    /// This proves a fan-out without depending on timing: a client that asks one after the other
    /// never has `legs` in flight, however slow or quick the machine is.
    pub fn hold_metadata(&self, legs: usize, deadline: Duration) {
        self.legs.hold(legs, deadline);
    }

    /// Undoes [`State::hold_metadata`] and lets the held answers go.
    pub fn release_metadata(&self) {
        self.legs.release();
    }

    /// Changes a workspace's row without telling anybody, as PATCH does on the real server.
    ///
    /// Answers whether there is such a workspace.
    pub fn change(&self, workspace_id: &str, change: impl FnOnce(&mut WorkspaceSpec)) -> bool {
        let mut world = self.world();
        let row = world
            .workspaces
            .iter_mut()
            .find(|row| row.id == workspace_id);
        row.map(change).is_some()
    }

    /// Sets the instance behind a workspace, as a re-provisioning does; `None`: it has none now.
    pub fn set_instance_id(&self, workspace_id: &str, instance_id: Option<String>) {
        let mut world = self.world();
        match instance_id {
            Some(id) => world.instance_ids.insert(workspace_id.to_owned(), id),
            None => world.instance_ids.remove(workspace_id),
        };
    }

    /// Leaves `instance_id` out of the rows, as servers do that keep it to themselves.
    pub fn hide_instance_ids(&self) {
        self.world().instance_ids_shown = false;
    }

    /// Undoes [`State::hide_instance_ids`].
    pub fn show_instance_ids(&self) {
        self.world().instance_ids_shown = true;
    }

    /// Changes a workspace's status and sends the event that goes with it.
    pub fn set_status(&self, workspace_id: &str, status: &str) -> bool {
        let mut payload = json!({});
        let known = self.change(workspace_id, |row| {
            status.clone_into(&mut row.status);
            payload = rows::status_payload(row);
        });
        if known {
            self.broadcast(&rows::status_event(status), workspace_id, &payload);
        }
        known
    }

    /// Replaces a workspace's card and sends `AGENT_CARD_UPDATED`.
    pub fn set_card(&self, workspace_id: &str, card: Option<Value>) -> bool {
        let payload = json!({ "agent_card": card });
        let known = self.change(workspace_id, |row| row.card = card);
        if known {
            self.broadcast("AGENT_CARD_UPDATED", workspace_id, &payload);
        }
        known
    }

    /// Sends an event to every connected socket; one whose buffer is full does not get it.
    pub fn broadcast(&self, event: &str, workspace_id: &str, payload: &Value) {
        self.sockets.broadcast(event, workspace_id, payload);
    }

    /// Closes every event socket, as a restart of the server does.
    pub fn close_sockets(&self) {
        self.sockets.close();
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
