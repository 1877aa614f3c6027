//! Credentials that end at a known time: told when it comes, and not only when work meets it.
//!
//! Nobody is asked before. At the end, their source is asked once: what renews itself is no problem. Each load, whoever needed it, sets
//! the time anew.

use std::time::{Duration, SystemTime};

use eice::Login;
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

use super::Renewal;
use crate::IpcError;

/// Longest between two looks at the wall clock: the clock that timers go by stands still while the computer sleeps.
const LOOK_INTERVAL: Duration = Duration::from_secs(1);
/// How long the source may take before its silence is told as an end. What it gives later is taken.
const SOURCE_PATIENCE: Duration = Duration::from_secs(3);

impl Renewal {
    /// Tells of the end of the credentials of `eice`, within 5 s, unless their source gives newer ones.
    pub(crate) async fn watch_end(self, eice: eice::Client) {
        let load = || eice.load_credentials();
        let following =
            self.follow_end(eice.credentials_end(), eice.login(), load, SystemTime::now);
        following.await;
    }

    /// As [`Self::watch_end`], by the clock `now`.
    pub(super) async fn follow_end<F>(
        &self,
        mut end: watch::Receiver<Option<SystemTime>>,
        login: &Login,
        load: impl Fn() -> F,
        now: impl Fn() -> SystemTime,
    ) where
        F: Future<Output = Result<(), eice::Error>>,
    {
        while reach(&mut end, &now).await.is_ok() {
            let reason = match timeout(SOURCE_PATIENCE, load()).await {
                Ok(Ok(())) => continue,
                Ok(Err(error)) => IpcError::from(error).message,
                Err(_) => "their source does not answer".to_owned(),
            };
            let error = eice::Error::CredentialsExpired {
                login: login.clone(),
                message: format!("no newer ones came at their end: {reason}"),
            };
            self.ended(error.into(), login.command());
            let is_ahead = |end: &Option<SystemTime>| end.is_none_or(|end| end > now());
            if end.wait_for(is_ahead).await.is_err() {
                return;
            }
            self.renewed();
        }
    }
}

/// Returns when the end has come, also one that is set meanwhile.
async fn reach(
    end: &mut watch::Receiver<Option<SystemTime>>,
    now: &impl Fn() -> SystemTime,
) -> Result<(), watch::error::RecvError> {
    loop {
        let known = *end.borrow_and_update();
        let left = known.map(|known| known.duration_since(now()).unwrap_or_default());
        match left {
            None => end.changed().await?,
            Some(Duration::ZERO) => return Ok(()),
            Some(left) => tokio::select! {
                changed = end.changed() => changed?,
                () = sleep(left.min(LOOK_INTERVAL)) => {}
            },
        }
    }
}

#[cfg(test)]
mod tests;
