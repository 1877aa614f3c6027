//! Hearing that the platform starts a workspace anew.

use std::time::Duration;

use tokio::{
    sync::broadcast::{
        self,
        error::{RecvError, TryRecvError},
    },
    time::timeout,
};

use crate::WorkspaceId;

/// Whoever waits reads at once. One that lags misses what it waits for at the worst, and restarts once more than it had to.
const MOST_UNREAD: usize = 64;

/// Tells who waits for a workspace to be provisioned.
#[derive(Debug)]
pub(crate) struct Provisioned {
    told: broadcast::Sender<WorkspaceId>,
}

impl Default for Provisioned {
    fn default() -> Self {
        Self {
            told: broadcast::channel(MOST_UNREAD).0,
        }
    }
}

/// Hears of one workspace what happens from its making on.
#[derive(Debug)]
pub(super) struct Listener {
    told: broadcast::Receiver<WorkspaceId>,
    workspace: WorkspaceId,
    has_heard: bool,
}

impl Provisioned {
    /// The platform has said that it provisions this workspace.
    pub(crate) fn tell(&self, workspace: WorkspaceId) {
        // Mostly nobody waits.
        self.told.send(workspace).ok();
    }

    pub(super) fn listen(&self, workspace: WorkspaceId) -> Listener {
        Listener {
            told: self.told.subscribe(),
            workspace,
            has_heard: false,
        }
    }
}

impl Listener {
    /// Whether the workspace was provisioned since the listener was made.
    pub(super) fn has_heard(&mut self) -> bool {
        while !self.has_heard {
            match self.told.try_recv() {
                Ok(told) => self.has_heard = told == self.workspace,
                Err(TryRecvError::Lagged(_)) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
        self.has_heard
    }

    /// The same, or whether it is within `patience`.
    pub(super) async fn hears(&mut self, patience: Duration) -> bool {
        let hearing = async {
            while !self.has_heard {
                match self.told.recv().await {
                    Ok(told) => self.has_heard = told == self.workspace,
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => break,
                }
            }
        };
        // What was heard decides, in time or not.
        timeout(patience, hearing).await.ok();
        self.has_heard
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(last: char) -> WorkspaceId {
        format!("7f0c1f7e-9a2b-4a0e-8c1d-2f5c0a9b1e1{last}")
            .parse()
            .unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_told_since_the_listener_was_made_is_heard_and_nothing_else() {
        let provisioned = Provisioned::default();
        provisioned.tell(workspace('1'));
        let mut late = provisioned.listen(workspace('1'));
        let mut early = provisioned.listen(workspace('2'));
        assert!(!early.has_heard());
        provisioned.tell(workspace('2'));
        let patience = Duration::from_secs(3);
        assert!(early.hears(patience).await);
        assert!(early.has_heard(), "what was heard once stays heard");
        assert!(!late.hears(patience).await);
        assert!(!late.has_heard());
    }
}
