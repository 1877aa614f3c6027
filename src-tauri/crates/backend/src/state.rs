//! What the window shows without asking, and who is told when it changes.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::broadcast;

use crate::{
    AppEvent, Connection, ConnectionMode, ConnectionStatus, EventsStatus, Position, Transfer,
    Tunnel, Workspace, WorkspaceList,
};

/// Events that a slow window may be behind before it gets a new snapshot instead.
const EVENTS_KEPT: usize = 256;

/// The pushed state. Every change goes through here and is announced.
#[derive(Debug)]
pub(crate) struct State {
    /// Held for a look or a change only.
    shown: Mutex<Shown>,
    events: broadcast::Sender<AppEvent>,
}

#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) connection: Connection,
    pub(crate) list: Option<WorkspaceList>,
    pub(crate) layout: BTreeMap<String, Position>,
    pub(crate) tunnels: Vec<Tunnel>,
    pub(crate) transfers: Vec<Transfer>,
}

impl Default for State {
    fn default() -> Self {
        let shown = Shown {
            connection: Connection::none(),
            list: None,
            layout: BTreeMap::default(),
            tunnels: Vec::new(),
            transfers: Vec::new(),
        };
        Self {
            shown: Mutex::new(shown),
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

    /// Changes the connection and announces it, if it is another one now.
    pub(crate) fn set_connection(&self, change: impl FnOnce(&mut Connection)) {
        let mut shown = self.shown();
        let before = shown.connection.clone();
        change(&mut shown.connection);
        let connection = shown.connection.clone();
        drop(shown);
        if connection != before {
            self.announce(AppEvent::Connection { connection });
        }
    }

    pub(crate) fn set_list(&self, list: WorkspaceList) {
        self.shown().list = Some(list.clone());
        self.announce(AppEvent::Workspaces { list });
    }

    /// Looks at the sessions again and announces them, if they are others now. Each is shown with its workspace.
    pub(crate) fn set_tunnels(&self, look: impl FnOnce(&[Tunnel]) -> Vec<Tunnel>) {
        let mut shown = self.shown();
        let mut tunnels = look(&shown.tunnels);
        let rows = shown.list.as_ref().map_or(&[][..], |list| &list.workspaces);
        for tunnel in &mut tunnels {
            let on_it = |row: &&Workspace| row.instance_id.as_ref() == Some(&tunnel.instance_id);
            tunnel.workspace_id = rows.iter().find(on_it).map(|row| row.id.clone());
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
        let shown = self.shown();
        shown
            .list
            .as_ref()?
            .workspaces
            .iter()
            .find(|row| row.id == id)
            .cloned()
    }
}
