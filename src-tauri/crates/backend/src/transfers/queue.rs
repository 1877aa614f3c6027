//! The list of transfers: what the user sees and controls, and who works.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use eice::InstanceId;
use tokio_util::task::AbortOnDropHandle;

use super::{
    job::{Job, Order},
    run::Outcome,
    slot::{Slot, word},
    turns::{after, next},
    up::remove,
};
use crate::{
    Backend, Direction, ErrorCode, IpcError, Transfer, TransferAction, TransferState, WorkspaceId,
    files::open, settings::invalid,
};

/// Between two looks at what moves.
const LOOK_INTERVAL: Duration = Duration::from_millis(250);
/// Those that have ended stay in the list until there are more than these.
const ENDED_KEPT: usize = 100;
/// What is left of a cancelled upload is removed in this time, or by a later write beside it.
const TIDYING: Duration = Duration::from_secs(20);

/// Every transfer of a connection.
#[derive(Debug, Default)]
pub(crate) struct Transfers(Mutex<Queue>);

/// Held for a look or a change only.
#[derive(Debug, Default)]
struct Queue {
    last_id: u64,
    /// Oldest first.
    slots: Vec<Slot>,
    /// Shows progress; there is none while nothing works.
    showing: Option<AbortOnDropHandle<()>>,
}

impl Backend {
    /// All transfers, oldest first.
    pub fn transfer_list(&self) -> Vec<Transfer> {
        self.transfers().queue().shown()
    }

    /// Lets those begin whose turn it is, and tells what has changed.
    pub(super) fn take_turns(&self) {
        let mut queue = self.transfers().queue();
        let turns: Vec<_> = queue.slots.iter().map(Slot::turn).collect();
        for id in next(&turns) {
            if let Some(slot) = queue.slot(id) {
                slot.state = TransferState::Scanning;
                slot.begin(self);
            }
        }
        let is_at_work = queue.slots.iter().any(|slot| slot.work.is_some());
        if is_at_work && queue.showing.is_none() {
            let showing = tokio::spawn(show(self.downgrade()));
            queue.showing = Some(AbortOnDropHandle::new(showing));
        }
        // Under the lock, so that what is newer is told later.
        self.state().set_transfers(queue.shown());
    }

    /// Has a transfer do something.
    pub(super) fn tell_transfer(&self, id: u64, action: TransferAction) -> Result<(), IpcError> {
        let mut queue = self.transfers().queue();
        let slot = queue.slot(id).ok_or_else(|| unknown(id))?;
        let was = slot.state;
        slot.state = after(was, action)
            .ok_or_else(|| invalid(format!("transfer {id} cannot do that: it is {}", word(was))))?;
        match action {
            TransferAction::Pause => slot.stop(),
            TransferAction::Resume => slot.error = None,
            TransferAction::Cancel if was == TransferState::Cancelled => {}
            TransferAction::Cancel => {
                slot.stop();
                slot.tidy(self);
            }
            TransferAction::Dismiss => {
                slot.is_dismissed = true;
                slot.tidy(self);
            }
        }
        queue.forget();
        drop(queue);
        self.take_turns();
        Ok(())
    }

    /// A transfer knows what there is to do.
    pub(super) fn transfer_scanned(&self, id: u64) {
        let mut queue = self.transfers().queue();
        if let Some(slot) = queue.slot(id)
            && slot.state == TransferState::Scanning
        {
            slot.state = TransferState::Running;
        }
        drop(queue);
        self.take_turns();
    }

    /// Nobody works on a transfer any more.
    pub(super) fn transfer_ended(&self, id: u64, outcome: Outcome) {
        let mut queue = self.transfers().queue();
        if let Some(slot) = queue.slot(id) {
            slot.work = None;
            slot.job.progress.rest();
            slot.settle(outcome);
            slot.tidy(self);
        }
        queue.forget();
        drop(queue);
        self.take_turns();
    }

    /// Removes what a transfer has left on its instance, if that can be reached.
    pub(super) async fn remove_leftovers(&self, job: &Job) {
        let left = job.drop_work();
        if left.is_empty() {
            return;
        }
        let removing = async {
            let connection = self.connection()?;
            let site = self.site(&connection, &job.order.workspace).await?;
            site.must_be(Some(job.order.instance.as_str()))?;
            let opened = open(&connection, &site).await?;
            for path in &left {
                remove(opened.bulk_files(), path).await;
            }
            Ok::<_, IpcError>(())
        };
        if let Ok(Err(error)) = tokio::time::timeout(TIDYING, removing).await {
            // They are hidden, and a later write beside them removes them.
            tracing::warn!(%error, "unfinished uploads stay on the instance for now");
        }
    }
}

impl Transfers {
    /// Adds one at the end, in its turn.
    pub(super) fn add(&self, order: impl FnOnce(u64) -> Order) -> u64 {
        let mut queue = self.queue();
        queue.last_id += 1;
        let id = queue.last_id;
        queue.slots.push(Slot::new(order(id)));
        id
    }

    /// Where a transfer belongs, and whether it writes there.
    pub(super) fn whereabouts(&self, id: u64) -> Result<(WorkspaceId, InstanceId, bool), IpcError> {
        let mut queue = self.queue();
        let order = &queue.slot(id).ok_or_else(|| unknown(id))?.job.order;
        let is_upload = order.direction() == Direction::Upload;
        Ok((order.workspace, order.instance.clone(), is_upload))
    }

    /// Ends all of them, and waits until what works has let go of its session and its files.
    pub(crate) async fn clear(&self) {
        let (slots, showing) = {
            let mut queue = self.queue();
            (std::mem::take(&mut queue.slots), queue.showing.take())
        };
        drop(showing);
        let mut tasks = Vec::new();
        for mut slot in slots {
            if let Some(work) = slot.work.take() {
                work.task.abort();
                tasks.push(work.task);
            }
        }
        // Each has been told to end: that it ends by that is no news.
        futures_util::future::join_all(tasks).await;
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn slot(&mut self, id: u64) -> Option<&mut Slot> {
        self.slots.iter_mut().find(|slot| slot.job.order.id == id)
    }

    /// Lets go of what was dismissed, and of the oldest that have ended, where there are many.
    fn forget(&mut self) {
        self.slots
            .retain(|slot| !slot.is_dismissed || slot.work.is_some());
        let has_ended = |slot: &Slot| {
            let ended = [TransferState::Done, TransferState::Cancelled];
            slot.work.is_none() && ended.contains(&slot.state)
        };
        let ended = self.slots.iter().filter(|slot| has_ended(slot)).count();
        let mut too_many = ended.saturating_sub(ENDED_KEPT);
        self.slots.retain(|slot| {
            let goes = too_many > 0 && has_ended(slot);
            too_many -= usize::from(goes);
            !goes
        });
    }

    fn shown(&self) -> Vec<Transfer> {
        let seen = self.slots.iter().filter(|slot| !slot.is_dismissed);
        seen.map(Slot::shown).collect()
    }
}

/// Shows progress for as long as there is any.
async fn show(backend: std::sync::Weak<crate::backend::Inner>) {
    loop {
        tokio::time::sleep(LOOK_INTERVAL).await;
        let Some(inner) = backend.upgrade() else {
            return;
        };
        let backend = Backend::of(inner);
        let mut queue = backend.transfers().queue();
        let at_work = queue.slots.iter().filter(|slot| slot.work.is_some());
        let at_work: Vec<_> = at_work.map(|slot| slot.job.clone()).collect();
        if at_work.is_empty() {
            queue.showing = None;
            return;
        }
        for job in &at_work {
            job.progress.sample();
        }
        backend.state().set_transfers(queue.shown());
    }
}

fn unknown(id: u64) -> IpcError {
    IpcError::new(
        ErrorCode::NotFound,
        format!("there is no transfer {id} any more"),
    )
}
