//! One row of the list: a transfer, its state, and the task that works on it.

use std::sync::Arc;

use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use super::{
    job::{Job, Order},
    run::{Outcome, run},
    turns::Turn,
};
use crate::{Backend, IpcError, Transfer, TransferState};

/// A transfer in the list.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) job: Arc<Job>,
    pub(super) state: TransferState,
    pub(super) error: Option<IpcError>,
    /// It goes when it has stopped working.
    pub(super) is_dismissed: bool,
    pub(super) work: Option<Working>,
}

/// What works on it; dropping it ends that.
#[derive(Debug)]
pub(super) struct Working {
    pub(super) stop: CancellationToken,
    pub(super) task: AbortOnDropHandle<()>,
}

impl Slot {
    /// One that waits for its turn.
    pub(super) fn new(order: Order) -> Self {
        Self {
            job: Arc::new(Job::new(order)),
            state: TransferState::Queued,
            error: None,
            is_dismissed: false,
            work: None,
        }
    }

    pub(super) fn turn(&self) -> Turn<'_> {
        Turn {
            id: self.job.order.id,
            instance: self.job.order.instance.as_str(),
            is_at_work: self.work.is_some(),
            waits: self.state == TransferState::Queued,
        }
    }

    pub(super) fn begin(&mut self, backend: &Backend) {
        let (job, stop) = (self.job.clone(), CancellationToken::new());
        let (weak, token) = (backend.downgrade(), stop.clone());
        self.job.progress.sample();
        let task = tokio::spawn(async move {
            let id = job.order.id;
            let outcome = Box::pin(run(weak.clone(), job, token)).await;
            if let Some(inner) = weak.upgrade() {
                Backend::of(inner).transfer_ended(id, outcome);
            }
        });
        let task = AbortOnDropHandle::new(task);
        self.work = Some(Working { stop, task });
    }

    pub(super) fn stop(&self) {
        if let Some(work) = &self.work {
            work.stop.cancel();
        }
    }

    /// Takes how the work has ended, unless the user has said something else meanwhile.
    pub(super) fn settle(&mut self, outcome: Outcome) {
        match (outcome, self.state) {
            (_, TransferState::Cancelled) | (Outcome::Stopped, _) => {}
            (Outcome::Done, _) => self.state = TransferState::Done,
            (Outcome::Failed(error), TransferState::Scanning | TransferState::Running) => {
                self.state = TransferState::Failed;
                self.error = Some(error);
            }
            (Outcome::Failed(_), _) => {}
        }
    }

    /// Removes what is of no use any more, once nobody works with it.
    pub(super) fn tidy(&mut self, backend: &Backend) {
        let is_over = matches!(self.state, TransferState::Done | TransferState::Cancelled);
        if self.work.is_some() || !(is_over || self.is_dismissed) || self.job.work().is_tidy() {
            return;
        }
        let (job, weak) = (self.job.clone(), backend.downgrade());
        let task = tokio::spawn(async move {
            let id = job.order.id;
            if let Some(inner) = weak.upgrade() {
                Backend::of(inner).remove_leftovers(&job).await;
            }
            if let Some(inner) = weak.upgrade() {
                Backend::of(inner).transfer_ended(id, Outcome::Stopped);
            }
        });
        self.work = Some(Working {
            stop: CancellationToken::new(),
            task: AbortOnDropHandle::new(task),
        });
    }

    pub(super) fn shown(&self) -> Transfer {
        let order = &self.job.order;
        let counts = self.job.progress.counts();
        // What still parks does not count as moving.
        let moves = self.state == TransferState::Running;
        Transfer {
            id: order.id,
            direction: order.direction(),
            workspace_id: order.workspace.to_string(),
            instance_id: order.instance.to_string(),
            name: order.name(),
            to: order.to(),
            state: self.state,
            bytes_done: counts.bytes_done,
            bytes_total: counts.bytes_total,
            files_done: counts.files_done,
            files_total: counts.files_total,
            bytes_per_second: counts.bytes_per_second().filter(|_| moves),
            seconds_left: counts.seconds_left().filter(|_| moves),
            problems: counts.problems.clone(),
            problem_count: counts.problem_count,
            error: self.error.clone(),
        }
    }
}

/// A state, in a sentence.
pub(super) fn word(state: TransferState) -> &'static str {
    match state {
        TransferState::Queued => "waiting for its turn",
        TransferState::Scanning => "looking what there is to do",
        TransferState::Running => "at work",
        TransferState::Paused => "paused",
        TransferState::Done => "done",
        TransferState::Failed => "stopped by a failure",
        TransferState::Cancelled => "cancelled",
    }
}
