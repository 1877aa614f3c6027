//! Work that waits for AWS credentials: one prompt, however much waits, and all of it goes on by itself once they are good.
//!
//! Nobody is asked where nobody listens: without a window, work fails at once, with the command that renews the credentials.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{broadcast, watch},
    time::sleep,
};

use crate::{AppEvent, CredentialsProblem, ErrorCode, IpcError, clock::now_ms};

/// Between two looks whether somebody has signed in.
const LOOK_INTERVAL: Duration = Duration::from_secs(3);

/// The prompt, and who waits for it. Clones share it.
#[derive(Debug, Clone)]
pub(crate) struct Renewal {
    status: Arc<watch::Sender<Status>>,
    events: broadcast::Sender<AppEvent>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Status {
    problem: Option<CredentialsProblem>,
    /// How often the wait has ended: with good credentials, and with none.
    renewed: u64,
    stopped: u64,
}

/// One that waits; counted for as long as it lives.
struct Waiter<'a>(&'a Renewal);

impl Drop for Waiter<'_> {
    fn drop(&mut self) {
        self.0.change(|status| {
            if let Some(problem) = &mut status.problem {
                problem.waiting = problem.waiting.saturating_sub(1);
            }
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

    /// What is wrong, while work waits.
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
            // Renewed while it ran: what failed were the old ones.
            if self.status.borrow().renewed == before.renewed {
                self.wait(&before, command, error).await?;
            }
        }
    }

    async fn wait(
        &self,
        before: &Status,
        command: Option<&str>,
        error: IpcError,
    ) -> Result<(), IpcError> {
        let mut status = self.status.subscribe();
        self.change(|status| {
            let problem = status.problem.get_or_insert_with(|| CredentialsProblem {
                error: error.clone(),
                command: command.map(str::to_owned),
                since_ms: now_ms(),
                waiting: 0,
            });
            problem.waiting += 1;
        });
        let _counted = Waiter(self);
        let has_ended =
            |status: &Status| status.renewed != before.renewed || status.stopped != before.stopped;
        // The sender lives as long as `self`, so waiting cannot fail.
        let is_renewed = match status.wait_for(has_ended).await {
            Ok(status) => status.renewed != before.renewed,
            Err(_) => false,
        };
        if is_renewed { Ok(()) } else { Err(error) }
    }

    /// The credentials are good: all work goes on.
    pub(crate) fn renewed(&self) {
        self.change(|status| {
            status.problem = None;
            status.renewed += 1;
        });
    }

    /// Ends all waiting work.
    pub(crate) fn stop(&self) {
        self.change(|status| {
            status.problem = None;
            status.stopped += 1;
        });
    }

    /// Looks every few seconds, while work waits, whether somebody has signed in.
    pub(crate) async fn watch(self, eice: eice::Client) {
        // A program that hands out credentials may ask questions: it is only run when somebody says so.
        let is_watched = eice.login().command().is_some();
        let mut status = self.status.subscribe();
        while status
            .wait_for(|status| status.problem.is_some())
            .await
            .is_ok()
        {
            sleep(LOOK_INTERVAL).await;
            if is_watched && eice.renew_credentials().await.is_ok() {
                self.renewed();
            }
        }
    }

    fn has_listener(&self) -> bool {
        self.events.receiver_count() > 0
    }

    /// Changes the status and announces the problem, if it is another one now.
    fn change(&self, change: impl FnOnce(&mut Status)) {
        let before = self.problem();
        self.status.send_modify(change);
        let problem = self.problem();
        if problem != before {
            // Nobody listens: nobody needs to know.
            self.events.send(AppEvent::Credentials { problem }).ok();
        }
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
