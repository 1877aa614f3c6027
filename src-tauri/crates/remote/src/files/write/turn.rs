//! One after the other: who saves a file takes its turn between the last look at it and the step that replaces it.
//!
//! A turn is a name beside the file that only one can make. Agents know nothing of it; for them there is the comparison afterwards.

use std::time::Duration;

use futures_util::future::join;
use tokio::time::{Instant, sleep};

use super::{Write, check::present, names};
use crate::{
    Error,
    sftp::{Attributes, HARDLINK, TemporaryFile},
};

/// A turn takes two round trips: who has not ended it by then has died in it.
const PATIENCE: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(20);

impl Write<'_> {
    /// Waits for its turn, and looks at the file in it. There is no turn on a file system, or a server, without links.
    pub(super) async fn take_turn(
        &self,
        temporary: &TemporaryFile,
    ) -> Result<(Option<TemporaryFile>, Option<Attributes>), Error> {
        let sftp = &self.at.place.sftp;
        if !sftp.has(HARDLINK) {
            return Ok((None, present(self.at.place, &self.at.real).await?));
        }
        let turn = names::turn(&self.at.real)?;
        let mut last = Instant::now() + PATIENCE;
        let mut has_waited = false;
        loop {
            // One after the other, in one round trip.
            let made = sftp.hardlink(temporary.as_str(), turn.as_str());
            let (made, now) = join(made, present(self.at.place, &self.at.real)).await;
            if made.is_ok() {
                let turn = TemporaryFile::at(sftp, turn);
                return Ok((Some(turn), now?));
            }
            let is_taken = sftp.lstat(turn.as_str()).await.is_ok();
            if !is_taken && !has_waited {
                // It has just been given back, or no links can be made here: the next try tells.
                has_waited = true;
                continue;
            }
            if !is_taken {
                return Ok((None, now?));
            }
            has_waited = false;
            if Instant::now() < last {
                sleep(PAUSE).await;
                continue;
            }
            // Whoever is faster at this begins the next turn.
            if let Err(error) = sftp.remove(turn.as_str()).await {
                tracing::debug!(%turn, %error, "a turn that nobody has ended stays");
                return Ok((None, now?));
            }
            last = Instant::now() + PATIENCE;
        }
    }
}
