//! Finding out which connections survived: after a sleep, or when the network changed.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::{FutureExt as _, future::join_all};
use tokio::time::timeout;

use crate::{EntryId, ManageConnection, entry::Held, shared::Shared};

/// Probes every connection that is handed out, all at the same time, and poisons those that fail, panic or do not answer
/// within `deadline`. Returns how many those are.
pub(crate) async fn verify<M: ManageConnection>(
    shared: &Arc<Shared<M>>,
    deadline: Duration,
) -> usize {
    let open = shared.lock().handed_out();
    let probes = open.into_iter().map(|held| probe(shared, held, deadline));
    let dead = join_all(probes).await.into_iter().flatten();
    dead.count()
}

/// Poisons the connection unless it answers; each by itself, so that one that hangs does not keep another handed out.
async fn probe<M: ManageConnection>(
    shared: &Arc<Shared<M>>,
    held: Arc<Held<M>>,
    deadline: Duration,
) -> Option<EntryId> {
    let answer = AssertUnwindSafe(async { shared.manager.probe(&held.connection).await });
    let reason = match timeout(deadline, answer.catch_unwind()).await {
        Ok(Ok(true)) => return None,
        Ok(Ok(false)) => "the other end is gone",
        Ok(Err(_)) => "asking for an answer panicked",
        Err(_) => "no answer in time",
    };
    shared.update(|state| state.poison(held.id, reason.into()));
    Some(held.id)
}
