//! What follows from a change of the state, done once the lock is free.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::{
    EntryId, Error, ManageConnection, Phases,
    closing::Closing,
    entry::{Held, Waiter},
};

/// What the rules decided. Nothing of it may happen under the lock: it runs tasks, wakers and drops of connections.
pub(crate) struct Effects<M: ManageConnection> {
    /// Connections to close.
    pub(crate) closings: Vec<Closing<M>>,
    /// Dials that have their place now.
    pub(crate) dials: Vec<Admitted<M>>,
    /// Answers to callers; a granted one is counted already.
    pub(crate) answers: Vec<(Waiter<M>, Answer<M>)>,
    /// Callers that learn by the drop of these that there is no place.
    pub(crate) turned_away: Vec<Waiter<M>>,
    /// Dials that end when these are dropped.
    pub(crate) abandoned: Vec<oneshot::Sender<()>>,
    /// The reaper is to look when it has to look next.
    pub(crate) has_new_deadline: bool,
}

/// What a waiting caller is told.
pub(crate) type Answer<M> = Result<Arc<Held<M>>, Error<<M as ManageConnection>::Error>>;

/// A dial that may begin.
pub(crate) struct Admitted<M: ManageConnection> {
    pub(crate) id: EntryId,
    pub(crate) key: M::Key,
    pub(crate) phases: Phases,
    /// Resolves when the dial is to end early.
    pub(crate) abandoned: oneshot::Receiver<()>,
}

impl<M: ManageConnection> Default for Effects<M> {
    fn default() -> Self {
        Self {
            closings: Vec::new(),
            dials: Vec::new(),
            answers: Vec::new(),
            turned_away: Vec::new(),
            abandoned: Vec::new(),
            has_new_deadline: false,
        }
    }
}
