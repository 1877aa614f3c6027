//! What has changed since the window was told, and the one event that tells it.

use std::collections::{HashMap, HashSet};

use control_plane::{RawCard, WorkspaceId};

use super::{
    Fleet, MAX_DEPTH,
    record::{Place, Record},
};
use crate::{AppEvent, Source, Workspace};

/// Changes that the window has not been told of.
#[derive(Debug, Default)]
pub(super) struct Changes {
    rows: HashSet<WorkspaceId>,
    /// Came or went.
    presence: HashSet<WorkspaceId>,
    is_reordered: bool,
    /// The newest card of each.
    cards: HashMap<WorkspaceId, RawCard>,
    /// `None` until the window has been told a list.
    told: Option<Told>,
}

/// What the window knows.
#[derive(Debug)]
struct Told {
    order: Vec<WorkspaceId>,
    fetched_ms: u64,
    source: Source,
}

impl Changes {
    pub(super) fn row(&mut self, id: WorkspaceId) {
        self.rows.insert(id);
    }

    pub(super) fn presence(&mut self, id: WorkspaceId) {
        self.presence.insert(id);
        // The card of one that goes is not news any more; that of one that comes is put in after this.
        self.cards.remove(&id);
    }

    pub(super) fn order(&mut self) {
        self.is_reordered = true;
    }

    pub(super) fn card(&mut self, id: WorkspaceId, card: RawCard) {
        self.cards.insert(id, card);
    }

    pub(super) fn take_cards(&mut self) -> Vec<(WorkspaceId, RawCard)> {
        self.cards.drain().collect()
    }
}

impl Fleet {
    /// The event that tells the window all that has changed since the last one; `None` when nothing has.
    pub(crate) fn drain(&mut self, source: Source) -> Option<AppEvent> {
        let fetched_ms = self.fetched_ms?;
        let Some(told) = &self.changes.told else {
            return self.drain_list(source);
        };
        let is_moved = self.changes.is_reordered || !self.changes.presence.is_empty();
        if !is_moved {
            let is_same = (told.fetched_ms, told.source) == (fetched_ms, source);
            if is_same && self.changes.rows.is_empty() {
                return None;
            }
            let changed = std::mem::take(&mut self.changes.rows);
            let rows = changed.iter().filter_map(|id| self.row(id)).collect();
            return Some(self.delta(rows, Vec::new(), source, fetched_ms));
        }
        let order: Vec<_> = self.here().collect();
        let (here, known): (HashSet<_>, HashSet<_>) =
            (order.iter().collect(), told.order.iter().collect());
        let kept = told.order.iter().filter(|id| here.contains(id));
        let new = order.iter().filter(|id| !known.contains(id));
        if !kept.chain(new).eq(order.iter()) {
            return self.drain_list(source);
        }
        let gone = told.order.iter().filter(|id| !here.contains(id));
        let removed = gone.map(ToString::to_string).collect();
        let is_new = |id: &WorkspaceId| {
            !known.contains(id)
                || self.changes.rows.contains(id)
                || self.changes.presence.contains(id)
                || self.is_below_a_change(id)
        };
        let rows: Vec<Workspace> = order
            .iter()
            .filter(|id| is_new(id))
            .filter_map(|id| self.row(id))
            .collect();
        let delta = self.delta(rows, removed, source, fetched_ms);
        self.tell(order, source);
        Some(delta)
    }

    /// What a snapshot tells, too, is not told again.
    pub(crate) fn told_all(&mut self, source: Source) {
        if self.fetched_ms.is_some() {
            let order = self.here().collect();
            self.tell(order, source);
        }
    }

    fn drain_list(&mut self, source: Source) -> Option<AppEvent> {
        let list = self.list(source)?;
        self.told_all(source);
        Some(AppEvent::Workspaces { list })
    }

    fn delta(
        &mut self,
        rows: Vec<Workspace>,
        removed: Vec<String>,
        source: Source,
        fetched_ms: u64,
    ) -> AppEvent {
        if let Some(told) = &mut self.changes.told {
            (told.fetched_ms, told.source) = (fetched_ms, source);
        }
        AppEvent::WorkspacesChanged {
            rows,
            removed,
            fetched_ms,
            source,
        }
    }

    fn tell(&mut self, order: Vec<WorkspaceId>, source: Source) {
        self.changes.rows.clear();
        self.changes.presence.clear();
        self.changes.is_reordered = false;
        self.changes.told = self.fetched_ms.map(|fetched_ms| Told {
            order,
            fetched_ms,
            source,
        });
    }

    /// Whether the workspace that is shown above this one has come or gone.
    fn is_below_a_change(&self, id: &WorkspaceId) -> bool {
        let mut parent = self.records.get(id).and_then(Record::parent);
        for _ in 0..MAX_DEPTH {
            let Some(above) = parent else { return false };
            if self.changes.presence.contains(&above) {
                return true;
            }
            match self.records.get(&above) {
                Some(record) if record.place == Place::Gone => parent = record.parent(),
                Some(_) | None => return false,
            }
        }
        false
    }
}
