//! A transfer, and what is told of it.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use backend::{
    AppEvent, Backend, ControlTransfer, Existing, IpcError, Subscription, Transfer, TransferAction,
    TransferState,
};

use crate::support::World;

/// One transfer and what is told of it.
pub(super) struct Watched {
    backend: Backend,
    events: Subscription,
    pub(super) id: u64,
}

impl Watched {
    pub(super) async fn up(world: &World, from: &[&Path], to: &str, existing: Existing) -> Self {
        let events = world.backend.subscribe();
        let from = from.iter().map(|path| PathBuf::from(*path)).collect();
        let begun = world.backend.upload(world.id(0), from, to, existing);
        let id = begun.await.unwrap();
        let backend = world.backend.clone();
        Self {
            backend,
            events,
            id,
        }
    }

    pub(super) async fn down(
        world: &World,
        from: &[&str],
        into: &Path,
        existing: Existing,
    ) -> Self {
        let events = world.backend.subscribe();
        let from = from.iter().map(|path| (*path).to_owned()).collect();
        let begun = world
            .backend
            .download(world.id(0), from, into.to_owned(), existing);
        let id = begun.await.unwrap();
        let backend = world.backend.clone();
        Self {
            backend,
            events,
            id,
        }
    }

    /// The transfer as soon as it is told to be as it should.
    pub(super) async fn when(&mut self, is_right: impl Fn(&Transfer) -> bool) -> Transfer {
        let waiting = async {
            loop {
                let transfers = match self.events.next().await.unwrap() {
                    AppEvent::Snapshot { state } => state.transfers,
                    AppEvent::Transfers { transfers } => transfers,
                    _ => continue,
                };
                let ours = transfers.into_iter().find(|one| one.id == self.id);
                if let Some(ours) = ours.filter(&is_right) {
                    return ours;
                }
            }
        };
        let found = tokio::time::timeout(Duration::from_mins(2), waiting).await;
        found.unwrap_or_else(|_| panic!("it stands at {:?}", self.backend.transfer_list()))
    }

    pub(super) async fn done(&mut self) -> Transfer {
        let ended = self.when(|one| {
            matches!(
                one.state,
                TransferState::Done | TransferState::Failed | TransferState::Cancelled
            )
        });
        let ended = ended.await;
        assert_eq!(ended.state, TransferState::Done, "{ended:?}");
        ended
    }

    /// All of it, and no word of anything that is missing.
    pub(super) async fn arrived(&mut self) -> Transfer {
        let done = self.done().await;
        assert!(done.problems.is_empty(), "{:?}", done.problems);
        assert_eq!(done.files_done, done.files_total);
        assert_eq!(done.bytes_done, done.bytes_total);
        done
    }

    pub(super) async fn tell(&self, action: TransferAction) -> Result<(), IpcError> {
        let id = self.id;
        self.backend
            .control_transfer(ControlTransfer { id, action })
            .await
    }
}
