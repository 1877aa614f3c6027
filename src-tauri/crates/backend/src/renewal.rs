//! Work that waits for AWS credentials: one prompt, however much waits, and all of it goes on by itself once they are good.
//!
//! Nobody is asked where nobody listens: without a window, work fails at once, with the command that renews the credentials.

mod end;

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{broadcast, watch},
    time::sleep,
};

use crate::{AppEvent, CredentialsProblem, ErrorCode, IpcError, clock::now_ms};

/// Before the first look whether somebody has signed in, and between two at most; what lies between is doubled.
const FIRST_LOOK: Duration = Duration::from_secs(3);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// The prompt, and who waits for it. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Renewal {
    status: Arc<watch::Sender<Status>>,
    events: broadcast::Sender<AppEvent>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Status {
    problem: Option<CredentialsProblem>,
    /// Whether the problem is that the credentials have ended: it stands then also while nothing waits.
    has_ended: bool,
    /// How often the wait has ended: with good credentials, and with none.
    renewed: u64,
    stopped: u64,
}

impl Status {
    /// Whether the wait that was on at `before` has ended.
    fn has_ended_since(&self, before: &Self) -> bool {
        self.renewed != before.renewed || self.stopped != before.stopped
    }
}

/// One that waits; counted for as long as it lives. The prompt goes with the last of them, unless the credentials have ended.
struct Waiter<'a> {
    renewal: &'a Renewal,
    before: &'a Status,
}

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.renewal.change(|status| {
            if status.has_ended_since(self.before) {
                return;
            }
            if let Some(problem) = &mut status.problem {
                problem.waiting = problem.waiting.saturating_sub(1);
            }
            let has_ended = status.has_ended;
            status
                .problem
                .take_if(|problem| problem.waiting == 0 && !has_ended);
        });
    }
}

impl Renewal {
    /// Tells `events` of problems, and asks nobody while nobody listens there.
    pub(crate) fn new(events: broadcast::Sender<AppEvent>) -> Self {
        Self {
            status: Arc::new(watch::Sender::default()),
            events,
        }
    }

    /// What is wrong, while work waits or after the credentials have ended.
    pub(crate) fn problem(&self) -> Option<CredentialsProblem> {
        self.status.borrow().problem.clone()
    }

    /// Runs `work`; where it fails for want of good credentials and somebody can be asked, waits for them and runs it again.
    ///
    /// # Errors
    ///
    /// Those of `work`; that of the credentials when nobody can be asked, or when the wait was [stopped](Self::stop).
    pub(crate) async fn with_credentials<T, F>(
        &self,
        command: Option<&str>,
        mut work: impl FnMut() -> F,
    ) -> Result<T, IpcError>
    where
        F: Future<Output = Result<T, IpcError>>,
    {
        loop {
            let before = self.status.borrow().clone();
            let error = match work().await {
                Err(error) if is_about_credentials(&error) && self.has_listener() => error,
                done => return done,
            };
            self.wait(&before, command, error).await?;
        }
    }

    /// Returns when the credentials were renewed after `before`.
    async fn wait(
        &self,
        before: &Status,
        command: Option<&str>,
        error: IpcError,
    ) -> Result<(), IpcError> {
        let mut status = self.status.subscribe();
        self.change(|status| {
            if status.has_ended_since(before) {
                return;
            }
            let command = command.map(str::to_owned);
            let problem = status
                .problem
                .get_or_insert_with(|| problem_of(error.clone(), command));
            problem.waiting += 1;
        });
        let _counted = Waiter {
            renewal: self,
            before,
        };
        // The sender lives as long as `self`, so waiting cannot fail.
        let ended = status
            .wait_for(|status| status.has_ended_since(before))
            .await;
        let is_renewed = ended.is_ok_and(|status| status.renewed != before.renewed);
        if is_renewed { Ok(()) } else { Err(error) }
    }

    /// The credentials are good: all work goes on.
    pub(crate) fn renewed(&self) {
        self.change(|status| {
            status.problem = None;
            status.has_ended = false;
            status.renewed += 1;
        });
    }

    /// Ends all waiting work.
    pub(crate) fn stop(&self) {
        self.change(|status| {
            status.problem = None;
            status.has_ended = false;
            status.stopped += 1;
        });
    }

    /// The credentials have ended and there are no others: told also while nothing waits for them.
    fn ended(&self, error: IpcError, command: Option<String>) {
        self.change(|status| {
            status.has_ended = true;
            status
                .problem
                .get_or_insert_with(|| problem_of(error, command));
        });
    }

    /// Looks now and then, while work waits, whether somebody has signed in: whether the source gives other credentials than those that
    /// were refused.
    pub(crate) async fn watch(self, eice: eice::Client) {
        // A program that hands out credentials may ask questions: it is only run when somebody says so.
        if !eice.login().is_watchable() {
            return;
        }
        let mut status = self.status.subscribe();
        let mut pause = FIRST_LOOK;
        loop {
            let has_problem = |status: &Status| status.problem.is_some();
            if !has_problem(&status.borrow_and_update()) {
                pause = FIRST_LOOK;
                if status.wait_for(has_problem).await.is_err() {
                    return;
                }
            }
            sleep(pause).await;
            if self.problem().is_some() && matches!(eice.renew_credentials().await, Ok(true)) {
                self.renewed();
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn has_listener(&self) -> bool {
        self.events.receiver_count() > 0
    }

    /// Changes the status and announces the problem, if it is another one now. One after the other, so that the last event tells how it
    /// stands.
    fn change(&self, change: impl FnOnce(&mut Status)) {
        self.status.send_modify(|status| {
            let before = status.problem.clone();
            change(status);
            if status.problem != before {
                let problem = status.problem.clone();
                // Nobody listens: nobody needs to know.
                self.events.send(AppEvent::Credentials { problem }).ok();
            }
        });
    }
}

/// A problem that begins now, and that nothing waits for yet.
fn problem_of(error: IpcError, command: Option<String>) -> CredentialsProblem {
    CredentialsProblem {
        error,
        command,
        since_ms: now_ms(),
        waiting: 0,
    }
}

fn is_about_credentials(error: &IpcError) -> bool {
    matches!(
        error.code,
        ErrorCode::CredentialsExpired | ErrorCode::CredentialsMissing
    )
}

#[cfg(test)]
mod tests;
