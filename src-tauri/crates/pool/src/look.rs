//! Reading the state: for status, for the reaper, for probes.

use std::sync::Arc;

use tokio::time::Instant;

use crate::{
    EntryId, EntryState, EntryStatus, ManageConnection, Status,
    entry::{Entry, Held, Session},
    state::State,
};

/// An entry, and its connection if it has one.
type Seen<M> = (
    EntryStatus<<M as ManageConnection>::Key>,
    Option<Arc<<M as ManageConnection>::Connection>>,
);

impl<M: ManageConnection> State<M> {
    pub(crate) fn status(&self) -> Status<M::Key> {
        let entries: Vec<_> = self
            .entries
            .iter()
            .map(|(id, entry)| self.entry_status(*id, entry))
            .collect();
        let count = |of: EntryState| entries.iter().filter(|entry| entry.state == of).count();
        Status {
            queued: count(EntryState::Queued),
            connecting: self.entries.values().filter(|e| e.is_dialled()).count(),
            open: self.sessions().count(),
            idle: count(EntryState::Idle),
            closing: self.closing.values().sum(),
            setups: self.setups,
            entries,
        }
    }

    /// Every entry, with its connection where it has one.
    pub(crate) fn inspect(&self) -> Vec<Seen<M>> {
        let connection = |entry: &Entry<M>| Some(Arc::clone(&entry.session()?.held.connection));
        self.entries
            .iter()
            .map(|(id, entry)| (self.entry_status(*id, entry), connection(entry)))
            .collect()
    }

    /// The idle connections, for the reaper to ask whether they are dead.
    pub(crate) fn idle(&self) -> Vec<Arc<Held<M>>> {
        self.sessions()
            .filter(|(.., session)| session.is_idle())
            .map(|(.., session)| Arc::clone(&session.held))
            .collect()
    }

    /// When a connection is too old or due for rotation next, but not after `at_most`. `None` when nothing is open at all.
    pub(crate) fn next_look(&self, now: Instant, at_most: Instant) -> Option<Instant> {
        self.sessions().next()?;
        let times = self
            .sessions()
            .filter(|(.., session)| !session.is_retired())
            .flat_map(|(.., session)| {
                // A rotation that is due already has begun, or waits for an interest, which does not wait for a look.
                let rotation = session.rotation.next.filter(|next| *next > now);
                [Some(session.held.expires), rotation]
            });
        Some(times.flatten().fold(at_most, Instant::min))
    }

    fn entry_status(&self, id: EntryId, entry: &Entry<M>) -> EntryStatus<M::Key> {
        let now = Instant::now();
        let session = entry.session();
        let handed_out = session.filter(|session| !session.is_retired());
        let interests = self.interests.get(&entry.key).copied().unwrap_or(0);
        EntryStatus {
            id,
            key: entry.key.clone(),
            state: entry.state(),
            age: now.duration_since(entry.since),
            expires_in: handed_out
                .map(|session| session.held.expires.saturating_duration_since(now)),
            rotates_in: handed_out
                .filter(|session| interests > 0 && session.rotation.successor.is_none())
                .and_then(|session| session.rotation.next)
                .map(|next| next.saturating_duration_since(now)),
            is_unused: entry.is_unused(),
            leases: session.map_or(0, |session| session.held.uses.leases()),
            interests,
            channels: session.map_or(0, |session| self.channels(session)),
            phases: session.map_or_else(
                || entry.phases.snapshot(),
                |session| Arc::clone(&session.held.phases),
            ),
            last_error: self.history.last_error(&entry.key),
        }
    }

    /// Channels in use.
    fn channels(&self, session: &Session<M>) -> usize {
        let free = session.held.channels.available_permits();
        self.config.max_channels.saturating_sub(free)
    }
}
