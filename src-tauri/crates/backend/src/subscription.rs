//! Telling listeners what changes: a snapshot first, then events.

use tokio::sync::broadcast::{self, error::RecvError};

use crate::{AppEvent, AppState, Backend};

impl Backend {
    /// The state now and every change from here on.
    pub fn subscribe(&self) -> Subscription {
        Subscription {
            receiver: self.state().subscribe(),
            backend: self.clone(),
            is_behind: true,
        }
    }

    /// Asks whoever has subscribed whether the window may be closed; whether there is anybody.
    pub fn ask_to_close(&self) -> bool {
        self.state().ask(AppEvent::CloseRequested)
    }

    /// Tells the window everything anew.
    pub(crate) fn announce_snapshot(&self) {
        {
            let mut shown = self.state().shown();
            let source = shown.source();
            shown.fleet.told_all(source);
        }
        self.state().announce(AppEvent::Snapshot {
            state: Box::new(self.app_state()),
        });
    }

    fn app_state(&self) -> AppState {
        let settings = self.read_settings();
        let credentials = self.credentials_problem();
        let shown = self.state().shown();
        AppState {
            connection: shown.connection.clone(),
            workspaces: shown.list(),
            layout: shown.layout.clone(),
            tunnels: shown.tunnels.clone(),
            transfers: shown.transfers.clone(),
            settings,
            credentials,
            cache_notice: self.cache_notice(),
        }
    }
}

/// The events of one listener: a snapshot first, then changes; after a lag, a new snapshot.
#[derive(Debug)]
pub struct Subscription {
    backend: Backend,
    receiver: broadcast::Receiver<AppEvent>,
    is_behind: bool,
}

impl Subscription {
    /// The next event; `None` when the backend is gone.
    ///
    /// # Cancel safety
    ///
    /// No event is lost when the future is dropped.
    pub async fn next(&mut self) -> Option<AppEvent> {
        if !self.is_behind {
            match self.receiver.recv().await {
                Ok(event) => return Some(event),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
        self.is_behind = false;
        self.receiver = self.backend.state().subscribe();
        Some(AppEvent::Snapshot {
            state: Box::new(self.backend.app_state()),
        })
    }
}
