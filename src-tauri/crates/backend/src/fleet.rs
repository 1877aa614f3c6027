//! The fleet: every workspace that is known, from lists, single reads and events, whatever order they come in.
//!
//! Each field has its own age. Events are compared with one another by the time of their envelope; an answer counts as of the start of
//! its request, so that an event that came meanwhile wins. What is gone stays known as gone: an older list or event does not bring it
//! back. Everything here is plain data, without a socket, a task or a store; what has to be done beyond it is answered as [`Follows`].
//!
//! Changes are gathered until [`Fleet::drain`] makes one event of them: a burst costs one delta a frame, and no copy of the list.

mod changes;
mod news;
mod record;
mod skills;
mod stamp;

use std::collections::{BTreeMap, HashMap, HashSet};

use control_plane::{Event, RawCard, Workspace as Row, WorkspaceId};

pub(crate) use self::stamp::Asked;
use self::{
    changes::Changes,
    news::{News, Presence},
    record::{Merged, Place, Record},
    stamp::Moment,
};
use crate::{NeedsRestart, Source, Workspace, WorkspaceList, store::StoredList};

/// Workspaces that only events have named, at most: a list names them all soon.
const MAX_UNNAMED: usize = 1_024;
/// A chain of parents is followed so far; longer ones are loops.
const MAX_DEPTH: usize = 64;

/// All workspaces, and what has changed since the window was told.
#[derive(Debug, Default)]
pub(crate) struct Fleet {
    records: HashMap<WorkspaceId, Record>,
    /// In the platform's order; those that are gone keep their place, those that are awaited have none.
    order: Vec<WorkspaceId>,
    /// When the platform last answered a list, ms since the epoch, be it in an earlier session; `None` before any.
    fetched_ms: Option<u64>,
    /// The last list of this session.
    listed: Option<Asked>,
    /// How many only events have told of.
    unnamed: usize,
    /// Restarts that are due.
    due: HashMap<WorkspaceId, NeedsRestart>,
    changes: Changes,
    /// Events that were about something else.
    ignored: u64,
}

/// What has to be done after news of the fleet.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Follows {
    /// The list is to be read again.
    pub(crate) list: bool,
    /// The workspace is started anew: what was decided about its instance is over.
    pub(crate) provisioned: Option<WorkspaceId>,
    /// Instances that workspaces had and have not any more.
    pub(crate) left: Vec<(WorkspaceId, String)>,
    /// No restart is due any more.
    pub(crate) restarted: Vec<WorkspaceId>,
    /// Workspaces that are gone.
    pub(crate) buried: Vec<WorkspaceId>,
}

/// The rows of a list, and how many more it had that could not be read.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) rows: Vec<Row>,
    pub(crate) left_out: usize,
}

impl Fleet {
    /// The fleet as it was seen last in an earlier session.
    pub(crate) fn stored(list: Option<&StoredList>, due: BTreeMap<String, NeedsRestart>) -> Self {
        let due = due
            .into_iter()
            .filter_map(|(id, due)| Some((id.parse().ok()?, due)));
        let mut fleet = Self {
            fetched_ms: list.map(|list| list.fetched_ms),
            due: due.collect(),
            ..Self::default()
        };
        let rows = list.map_or(&[][..], |list| &list.workspaces);
        for row in rows {
            // A row without an id cannot be asked for anything.
            let Ok(id) = row.id.parse() else { continue };
            if fleet.records.insert(id, Record::stored(id, row)).is_none() {
                fleet.order.push(id);
            }
        }
        fleet
    }

    /// When the platform last answered a list, in this session or an earlier one, ms since the epoch.
    pub(crate) fn fetched_ms(&self) -> Option<u64> {
        self.fetched_ms
    }

    /// Takes a list. What it does not name is gone, unless it had rows that could not be read, or newer news say otherwise.
    pub(crate) fn apply_list(&mut self, listed: Listed, asked: Asked) -> Follows {
        let mut follows = Follows::default();
        let mut order = Vec::with_capacity(listed.rows.len());
        for row in listed.rows.into_iter().filter(is_there) {
            order.push(row.id);
            self.answer(row, asked, &mut follows);
        }
        let named: HashSet<_> = order.iter().copied().collect();
        if listed.left_out == 0 {
            self.bury_all_but(&named, asked, &mut follows);
            self.forget_unnamed(asked);
        }
        if self.listed.is_none_or(|last| last.started <= asked.started) {
            let others = self.order.iter().filter(|id| !named.contains(id));
            order.extend(others.copied().collect::<Vec<_>>());
            if order != self.order {
                self.order = order;
                self.changes.order();
            }
            self.listed = Some(asked);
            self.fetched_ms = Some(asked.answered_ms);
        }
        follows
    }

    /// Takes a single read of a workspace that is known; one that is not is left to the list. What it leaves out stays.
    pub(crate) fn apply_row(&mut self, row: Row, asked: Asked) -> Follows {
        let mut follows = Follows::default();
        match self.records.get(&row.id).map(|record| record.place) {
            Some(Place::Here) => self.answer(row, asked, &mut follows),
            // It is there, so a list would name it.
            Some(Place::Awaited | Place::Gone) | None => follows.list = self.listed.is_some(),
        }
        follows
    }

    /// A row by itself, for one that the fleet does not know.
    pub(crate) fn alone(row: Row, asked: Asked) -> Workspace {
        let (id, parent) = (row.id, row.parent_id);
        let mut record = Record::awaited(id);
        record.answer(row, asked);
        record.row(parent)
    }

    /// Whether nothing was ever heard of a workspace.
    pub(crate) fn lacks(&self, id: &WorkspaceId) -> bool {
        !self.records.contains_key(id)
    }

    /// The workspace was asked for by itself, and is gone.
    pub(crate) fn bury(&mut self, id: WorkspaceId, asked: Asked) -> Follows {
        let mut follows = Follows::default();
        if let Some(record) = self.records.get_mut(&id)
            && record.presence.takes_answer(asked.started)
        {
            self.remove(id, &mut follows);
        }
        follows
    }

    /// Takes what an event tells of a workspace.
    pub(crate) fn apply_event(&mut self, event: Event, received: Asked) -> Follows {
        let mut follows = Follows::default();
        let (Some(id), Some(news)) = (event.workspace_id, News::of(event.kind)) else {
            self.ignored += 1;
            return follows;
        };
        let told = event.timestamp;
        let moment = Moment {
            told: told.and_then(|told| told.timestamp_nanos_opt()),
            received: received.started,
            received_ms: received.answered_ms,
        };
        follows.list = news.wants_list;
        if !self.await_unknown(id) {
            follows.list |= news.presence == Some(Presence::Provisioned);
            return follows;
        }
        let presence = news.presence;
        let Some(record) = self.records.get_mut(&id) else {
            return follows;
        };
        let mut merged = record.tell(news, moment);
        match presence {
            Some(Presence::Removed) if record.presence.takes_event(moment) => {
                self.remove(id, &mut follows);
            }
            Some(Presence::Provisioned) => {
                self.provision(id, moment, &mut merged, &mut follows);
            }
            Some(Presence::Removed) | None => {}
        }
        self.note(id, merged, &mut follows);
        follows
    }

    /// Sets which instance a workspace has, as the user has decided.
    pub(crate) fn set_instance(&mut self, id: WorkspaceId, instance: Option<String>) {
        if let Some(record) = self.records.get_mut(&id)
            && record.instance.set(instance)
        {
            self.changes.row(id);
        }
    }

    /// Sets whether a restart is due.
    pub(crate) fn set_needs_restart(&mut self, id: WorkspaceId, due: Option<NeedsRestart>) {
        let before = match due {
            Some(due) => self.due.insert(id, due),
            None => self.due.remove(&id),
        };
        if before != due {
            self.changes.row(id);
        }
    }

    /// The cards that were told since this was last asked, for the store.
    pub(crate) fn take_cards(&mut self) -> Vec<(WorkspaceId, RawCard)> {
        self.changes.take_cards()
    }

    /// Whether a list was answered in this session.
    pub(crate) fn is_listed(&self) -> bool {
        self.listed.is_some()
    }

    /// One workspace as it is shown.
    pub(crate) fn row(&self, id: &WorkspaceId) -> Option<Workspace> {
        let record = self.records.get(id).filter(|record| record.is_here())?;
        Some(Workspace {
            needs_restart: self.due.get(id).copied(),
            ..record.row(self.shown_parent(record))
        })
    }

    /// All workspaces as they are shown; `None` before any list.
    pub(crate) fn list(&self, source: Source) -> Option<WorkspaceList> {
        Some(WorkspaceList {
            workspaces: self.here().filter_map(|id| self.row(&id)).collect(),
            fetched_ms: self.fetched_ms?,
            source,
        })
    }

    /// The workspace on an instance.
    pub(crate) fn on_instance(&self, instance: &str) -> Option<WorkspaceId> {
        self.here().find(|id| {
            let record = self.records.get(id);
            record.is_some_and(|record| record.instance.get().as_deref() == Some(instance))
        })
    }

    /// The instances of all workspaces.
    pub(crate) fn instances(&self) -> impl Iterator<Item = &str> {
        self.here()
            .filter_map(|id| self.records.get(&id)?.instance.get().as_deref())
    }

    /// The ids of those that are shown, in the platform's order.
    fn here(&self) -> impl Iterator<Item = WorkspaceId> {
        let is_here = |id: &WorkspaceId| self.records.get(id).is_some_and(Record::is_here);
        self.order.iter().copied().filter(is_here)
    }

    /// Takes an answer about a workspace that is there.
    fn answer(&mut self, row: Row, asked: Asked, follows: &mut Follows) {
        let id = row.id;
        if !self.records.contains_key(&id) {
            self.unnamed += 1;
        }
        let record = self
            .records
            .entry(id)
            .or_insert_with(|| Record::awaited(id));
        if !record.is_named {
            record.is_named = true;
            self.unnamed = self.unnamed.saturating_sub(1);
            self.order.push(id);
        }
        let is_there = record.presence.takes_answer(asked.started);
        let mut merged = record.answer(row, asked);
        // An event that came meanwhile may have removed it.
        let arrives = match record.place {
            Place::Here => false,
            Place::Awaited => true,
            Place::Gone => is_there,
        };
        if arrives {
            record.arrive(&mut merged);
            self.changes.presence(id);
        }
        self.note(id, merged, follows);
    }

    /// Whether a workspace is known now, if only as one that a list has still to name.
    fn await_unknown(&mut self, id: WorkspaceId) -> bool {
        if self.records.contains_key(&id) {
            return true;
        }
        if self.unnamed >= MAX_UNNAMED {
            return false;
        }
        self.unnamed += 1;
        self.records.insert(id, Record::awaited(id));
        true
    }

    /// The workspace is started on a new instance, unless that is old news.
    fn provision(
        &mut self,
        id: WorkspaceId,
        moment: Moment,
        merged: &mut Merged,
        follows: &mut Follows,
    ) {
        let Some(record) = self.records.get_mut(&id) else {
            return;
        };
        if self.due.get(&id).is_some_and(|due| is_after(moment, *due)) {
            self.due.remove(&id);
            merged.is_changed = true;
            follows.restarted.push(id);
        }
        let before = record.instance.get().clone();
        if record.instance.tell(Some(None), moment) {
            merged.is_changed = true;
            follows.left.extend(before.map(|before| (id, before)));
        }
        if !record.presence.takes_event(moment) {
            return;
        }
        follows.provisioned = Some(id);
        follows.list |= !record.is_here();
        match record.place {
            Place::Gone if record.is_named => {
                record.arrive(merged);
                self.changes.presence(id);
            }
            Place::Gone => record.place = Place::Awaited,
            Place::Here | Place::Awaited => {}
        }
    }

    fn remove(&mut self, id: WorkspaceId, follows: &mut Follows) {
        let Some(record) = self.records.get_mut(&id) else {
            return;
        };
        if record.is_here() {
            self.changes.presence(id);
            follows.buried.push(id);
        }
        record.place = Place::Gone;
    }

    fn bury_all_but(&mut self, named: &HashSet<WorkspaceId>, asked: Asked, follows: &mut Follows) {
        let is_absent = |(id, record): (&WorkspaceId, &Record)| {
            let is_old = record.presence.is_older_than(asked.started);
            (record.is_here() && is_old && !named.contains(id)).then_some(*id)
        };
        let absent: Vec<_> = self.records.iter().filter_map(is_absent).collect();
        for id in absent {
            if let Some(record) = self.records.get_mut(&id) {
                record.presence.takes_answer(asked.started);
            }
            self.remove(id, follows);
        }
    }

    /// Forgets what only events have told of, and a complete list does not name.
    fn forget_unnamed(&mut self, asked: Asked) {
        let is_kept = |record: &Record| record.is_named || record.heard > Some(asked.started);
        self.records.retain(|_, record| is_kept(record));
        let unnamed = self.records.values().filter(|record| !record.is_named);
        self.unnamed = unnamed.count();
    }

    fn note(&mut self, id: WorkspaceId, merged: Merged, follows: &mut Follows) {
        let is_here = self.records.get(&id).is_some_and(Record::is_here);
        follows
            .left
            .extend(merged.left.map(|instance| (id, instance)));
        if is_here && merged.is_changed {
            self.changes.row(id);
        }
        if let Some(card) = merged.card {
            self.changes.card(id, card);
        }
    }

    /// The nearest workspace above that is not gone. One that was never seen may be on the platform all the same.
    fn shown_parent(&self, record: &Record) -> Option<WorkspaceId> {
        let mut parent = record.parent()?;
        for _ in 0..MAX_DEPTH {
            match self.records.get(&parent) {
                Some(above) if above.place == Place::Gone => parent = above.parent()?,
                Some(_) | None => return Some(parent),
            }
        }
        None
    }
}

/// A single read tells of workspaces that are gone, too.
pub(crate) fn is_there(row: &Row) -> bool {
    row.status != "removed"
}

/// Whether an event came after a restart became due, both by the clock of this machine: the server's may be another.
fn is_after(moment: Moment, due: NeedsRestart) -> bool {
    moment.received_ms >= due.since_ms
}

#[cfg(test)]
mod tests;
