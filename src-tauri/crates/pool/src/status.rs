//! Looking into the pool.

use std::time::Duration;

/// What a pool holds at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status<K> {
    /// Dials that wait for a place.
    pub queued: usize,
    /// Dials in flight.
    pub connecting: usize,
    /// Open connections, idle and leased, also those no longer handed out.
    pub open: usize,
    /// Open connections that nobody holds.
    pub idle: usize,
    /// Dials that succeeded since the pool was made.
    pub setups: u64,
    /// Every entry, oldest first.
    pub entries: Vec<EntryStatus<K>>,
}

/// One connection, or one on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryStatus<K> {
    /// What the connection is shared by.
    pub key: K,
    /// Where it stands.
    pub state: EntryState,
    /// Time since set-up; before that, since it was asked for.
    pub age: Duration,
    /// How many hold it.
    pub leases: usize,
}

/// Where a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryState {
    /// Waits for a place.
    Queued,
    /// Is being dialled.
    Connecting,
    /// Open, held by nobody.
    Idle,
    /// Open and held.
    Leased,
    /// Held, but no longer handed out; closes with its last lease.
    Retired,
}
