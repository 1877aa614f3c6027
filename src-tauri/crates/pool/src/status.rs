//! Looking into the pool.

use std::{sync::Arc, time::Duration};

use crate::{EntryId, Phase};

/// What a pool holds at one moment.
#[derive(Debug, Clone)]
pub struct Status<K> {
    /// Dials that wait for a place.
    pub queued: usize,
    /// Dials in flight, rotations included.
    pub connecting: usize,
    /// Open connections, idle and leased, also those no longer handed out.
    pub open: usize,
    /// Open connections that nobody holds.
    pub idle: usize,
    /// Connections that are being closed; they have left `entries` but not yet their budget.
    pub closing: usize,
    /// Dials that succeeded since the pool was made.
    pub setups: u64,
    /// Every entry, oldest first.
    pub entries: Vec<EntryStatus<K>>,
}

/// One connection, or one on its way.
#[derive(Debug, Clone)]
pub struct EntryStatus<K> {
    /// Names the entry, in events too.
    pub id: EntryId,
    /// What the connection is shared by.
    pub key: K,
    /// Where it stands.
    pub state: EntryState,
    /// Time since set-up; before that, since it was asked for.
    pub age: Duration,
    /// Until it is too old to be handed out. `None` unless it is open and handed out.
    pub expires_in: Option<Duration>,
    /// Until its successor is dialled; zero while it waits for a place. `None` where none will be: nobody holds an interest,
    /// it is not handed out any more, or its rotation has begun or was given up.
    pub rotates_in: Option<Duration>,
    /// Whether it was opened [ahead](crate::Pool::get_ahead), and no `get` has asked for it since.
    pub is_unused: bool,
    /// How many hold the connection.
    pub leases: usize,
    /// How many hold an interest in the key.
    pub interests: usize,
    /// Channels in use, over all leases.
    pub channels: usize,
    /// Where the time of its dial went, up to now if it is still being dialled.
    pub phases: Arc<[Phase]>,
    /// The last trouble with the key, of this connection or one before it.
    pub last_error: Option<LastError>,
}

/// The last trouble with a key: a failed dial, or why a connection was poisoned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastError {
    /// The whole chain of causes, joined by `": "`.
    pub text: Arc<str>,
    /// Time since then.
    pub age: Duration,
}

/// Where a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryState {
    /// Waits for a place.
    Queued,
    /// Is being dialled.
    Connecting,
    /// Is being dialled, as the successor of an open one.
    Rotating,
    /// Was removed while it was dialled; the dial is ending.
    Abandoned,
    /// Open, held by nobody.
    Idle,
    /// Open and held.
    Leased,
    /// Held, but no longer handed out; closes with its last lease.
    Retired,
}
