//! What the window shows without asking, and who is told when it changes.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{Notify, broadcast};

use crate::{
    AppEvent, Connection, ConnectionMode, ConnectionStatus, EventsStatus, Position, Source,
    Transfer, Tunnel, Workspace, WorkspaceList, fleet::Fleet,
};

/// Events that a slow window may be behind before it gets a new snapshot instead.
const EVENTS_KEPT: usize = 256;

/// The pushed state. Every change goes through here and is announced.
#[derive(Debug)]
pub(crate) struct State {
    /// Held for a look or a change only.
    shown: Mutex<Shown>,
    /// The fleet may have changed, or the age of what is known of it.
    changed: Arc<Notify>,
    events: broadcast::Sender<AppEvent>,
}

#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) connection: Connection,
    pub(crate) fleet: Fleet,
    pub(crate) layout: BTreeMap<String, Position>,
    pub(crate) tunnels: Vec<Tunnel>,
    pub(crate) transfers: Vec<Transfer>,
}

impl Default for State {
    fn default() -> Self {
        let shown = Shown {
            connection: Connection::none(),
            fleet: Fleet::default(),
            layout: BTreeMap::default(),
            tunnels: Vec::new(),
            transfers: Vec::new(),
        };
        Self {
            shown: Mutex::new(shown),
            changed: Arc::default(),
            events: broadcast::channel(EVENTS_KEPT).0,
        }
    }
}

impl Connection {
    /// Nothing is set up.
    pub(crate) fn none() -> Self {
        Self {
            mode: ConnectionMode::None,
            status: ConnectionStatus::NotConfigured,
            platform_url: None,
            error: None,
            answered_ms: None,
            events: EventsStatus::Off,
            notice: None,
        }
    }
}

impl Shown {
    /// Live is what was answered in this session, as long as the platform answers.
    pub(crate) fn source(&self) -> Source {
        let is_online = self.connection.status == ConnectionStatus::Online;
        if is_online && self.fleet.is_listed() {
            Source::Live
        } else {
            Source::Store
        }
    }

    pub(crate) fn list(&self) -> Option<WorkspaceList> {
        self.fleet.list(self.source())
    }
}

impl State {
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<AppEvent> {
        self.events.subscribe()
    }

    pub(crate) fn announce(&self, event: AppEvent) {
        // Nobody listens until a window has subscribed.
        self.events.send(event).ok();
    }

    /// The same; whether anybody listens.
    pub(crate) fn ask(&self, event: AppEvent) -> bool {
        self.events.send(event).is_ok()
    }

    /// Where events go, for who announces by itself.
    pub(crate) fn events(&self) -> broadcast::Sender<AppEvent> {
        self.events.clone()
    }

    pub(crate) fn shown(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the connection and announces it, if it is another one now. When it last answered is told with the rest, and not by
    /// itself: every answer would be an event.
    pub(crate) fn set_connection(&self, change: impl FnOnce(&mut Connection)) {
        let mut shown = self.shown();
        let before = shown.connection.clone();
        change(&mut shown.connection);
        let connection = shown.connection.clone();
        drop(shown);
        let is_same = Connection {
            answered_ms: connection.answered_ms,
            ..before
        } == connection;
        if !is_same {
            self.announce(AppEvent::Connection { connection });
            self.changed.notify_one();
        }
    }

    /// Notified of every change of the fleet.
    pub(crate) fn changed(&self) -> &Arc<Notify> {
        &self.changed
    }

    /// Changes the fleet; the window is told within a frame.
    pub(crate) fn change_fleet<T>(&self, change: impl FnOnce(&mut Fleet) -> T) -> T {
        let changed = change(&mut self.shown().fleet);
        self.changed.notify_one();
        changed
    }

    /// Tells the window what has changed in the fleet; whether anything had.
    pub(crate) fn announce_fleet(&self) -> bool {
        let mut shown = self.shown();
        let source = shown.source();
        let event = shown.fleet.drain(source);
        let has_changed = event.is_some();
        if let Some(event) = event {
            // Under the lock: no snapshot that has more may be overtaken by this.
            self.announce(event);
        }
        has_changed
    }

    /// Looks at the sessions again and announces them, if they are others now. Each is shown with its workspace.
    pub(crate) fn set_tunnels(&self, look: impl FnOnce(&[Tunnel]) -> Vec<Tunnel>) {
        let mut shown = self.shown();
        let mut tunnels = look(&shown.tunnels);
        for tunnel in &mut tunnels {
            let workspace = shown.fleet.on_instance(&tunnel.instance_id);
            tunnel.workspace_id = workspace.map(|id| id.to_string());
        }
        if tunnels == shown.tunnels {
            return;
        }
        shown.tunnels.clone_from(&tunnels);
        drop(shown);
        self.announce(AppEvent::Tunnels { tunnels });
    }

    /// Announces the transfers, if they have changed.
    pub(crate) fn set_transfers(&self, transfers: Vec<Transfer>) {
        let mut shown = self.shown();
        if transfers == shown.transfers {
            return;
        }
        shown.transfers.clone_from(&transfers);
        drop(shown);
        self.announce(AppEvent::Transfers { transfers });
    }

    pub(crate) fn workspace(&self, id: &str) -> Option<Workspace> {
        self.shown().fleet.row(&id.parse().ok()?)
    }
}
