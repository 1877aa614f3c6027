//! What a panel shows before anybody has answered.

use super::Opening;
use crate::{
    ConnectionMode, FileContent, Leg, Model, Outcome, PanelEvent, Provider,
    last_seen::{self, Seen},
    store::Store,
};

impl Opening<'_> {
    /// Tells what was seen last of each leg that is asked for, where something was. Asks nobody.
    pub(super) fn show_stored(&self, legs: &[Leg]) {
        let id = self.workspace.to_string();
        let store = &self.connection.store;
        // The demo's instances are others at every start: a text of the last ones would be no text of these.
        let is_demo = self.backend.state().shown().connection.mode == ConnectionMode::Demo;
        for leg in legs {
            match leg {
                Leg::Config if is_demo => {}
                Leg::Workspace => self.stored_row(&id),
                Leg::Model => self.tell(last_seen::model(store, &id), to_model),
                Leg::Provider => self.tell(last_seen::provider(store, &id), to_provider),
                Leg::Config => self.tell(last_seen::config(store, &id), to_config),
                Leg::Files => self.stored_files(),
            }
        }
    }

    /// Keeps something of this workspace, if the connection is still the one in force.
    pub(super) fn keep(&self, keep: impl FnOnce(&Store, &str)) {
        self.backend.while_current(self.connection, || {
            keep(&self.connection.store, &self.workspace.to_string());
        });
    }

    fn stored_row(&self, id: &str) {
        let known = self.backend.state().workspace(id);
        let fetched_ms = self.backend.state().shown().fleet.fetched_ms();
        let row = known.zip(fetched_ms);
        let row = row.map(|(value, fetched_ms)| Seen { value, fetched_ms });
        self.tell(row, |generation, outcome| PanelEvent::Workspace {
            generation,
            outcome,
        });
    }

    fn stored_files(&self) {
        let listing = self
            .backend
            .last_listing(self.connection, &self.workspace, "", false);
        self.tell(listing, |generation, outcome| PanelEvent::Files {
            generation,
            outcome,
        });
    }

    fn tell<T>(&self, seen: Option<Seen<T>>, event: impl FnOnce(u64, Outcome<T>) -> PanelEvent) {
        if let Some(Seen { value, fetched_ms }) = seen {
            let outcome = Outcome::Stored { value, fetched_ms };
            (self.sink)(event(self.generation, outcome));
        }
    }
}

fn to_model(generation: u64, outcome: Outcome<Model>) -> PanelEvent {
    PanelEvent::Model {
        generation,
        outcome,
    }
}

fn to_provider(generation: u64, outcome: Outcome<Provider>) -> PanelEvent {
    PanelEvent::Provider {
        generation,
        outcome,
    }
}

fn to_config(generation: u64, outcome: Outcome<FileContent>) -> PanelEvent {
    PanelEvent::Config {
        generation,
        outcome,
    }
}
