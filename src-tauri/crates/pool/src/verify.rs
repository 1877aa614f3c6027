//! Finding out which connections survived: after a sleep, or when the network changed.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::{FutureExt as _, future::join_all};
use tokio::time::timeout;

use crate::{ManageConnection, lease::Share, shared::Shared};

/// Probes every connection that is handed out, all at the same time, and poisons those that fail, panic or do not answer
/// within `deadline`. Returns how many those are.
pub(crate) async fn verify<M: ManageConnection>(
    shared: &Arc<Shared<M>>,
    deadline: Duration,
) -> usize {
    let open = shared.lock().lease_all();
    let probes: Vec<_> = open
        .into_iter()
        .map(|held| probe(Share::new(held), deadline))
        .collect();
    let answers = join_all(probes).await;
    answers.into_iter().filter(|is_alive| !is_alive).count()
}

/// Poisons the connection unless it answers; each by itself, so that one that hangs does not keep another handed out. The
/// share keeps it from being closed meanwhile, and its place from being given away while it is asked.
async fn probe<M: ManageConnection>(share: Share<M>, deadline: Duration) -> bool {
    let answer = AssertUnwindSafe(share.probe()).catch_unwind();
    let reason = match timeout(deadline, answer).await {
        Ok(Ok(true)) => return true,
        Ok(Ok(false)) => "the other end is gone",
        Ok(Err(_)) => "asking for an answer panicked",
        Err(_) => "no answer in time",
    };
    share.poison(reason);
    false
}
