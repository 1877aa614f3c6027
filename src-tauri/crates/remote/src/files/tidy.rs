//! What died writes have left in a folder.

use std::time::Duration;

use super::{
    Files, Place,
    names::{Fate, Leftover},
};
use crate::{Error, RemotePath};

impl Files<'_> {
    /// Removes what writes that have died have left in `folder`, and puts a file back that such a write had moved away. What a write that
    /// may be alive uses stays, and so does, for a week, what was replaced: it may be somebody's.
    ///
    /// How many were removed or put back. What cannot be is left.
    ///
    /// # Errors
    ///
    /// Those of a session.
    pub async fn tidy(&self, folder: &RemotePath, leftovers: &[Leftover]) -> Result<usize, Error> {
        if leftovers
            .iter()
            .all(|leftover| leftover.fate() == Fate::Stay)
        {
            return Ok(0);
        }
        let place = self.place(folder).await?;
        self.run(&place, async {
            let real = place.resolve(folder).await?;
            let mut tidied = 0;
            for leftover in leftovers {
                let done = tidy(&place, &real, leftover).await;
                match done {
                    Ok(true) => tidied += 1,
                    Ok(false) => {}
                    Err(error @ (Error::TunnelLost(_) | Error::TimedOut(_))) => return Err(error),
                    Err(error) => tracing::debug!(%error, "a leftover of a write stays"),
                }
            }
            Ok(tidied)
        })
        .await
    }
}

pub(super) async fn tidy(
    place: &Place,
    real: &RemotePath,
    leftover: &Leftover,
) -> Result<bool, Error> {
    let path = real.join(leftover.path.name())?;
    let target = real.join(leftover.target.name())?;
    let to_error = |error| Error::from_sftp(error, &path);
    match leftover.fate() {
        Fate::Stay => Ok(false),
        Fate::Remove => {
            let looked = place.sftp.lstat(path.as_str()).await.map_err(to_error)?;
            let modified = Duration::from_secs(looked.modified_seconds().into());
            if leftover.is_written_to(modified) {
                return Ok(false);
            }
            place.sftp.remove(path.as_str()).await.map_err(to_error)?;
            Ok(true)
        }
        Fate::PutBack => {
            if place.sftp.lstat(target.as_str()).await.is_ok() {
                return Ok(false);
            }
            let renamed = place.sftp.rename(path.as_str(), target.as_str()).await;
            renamed.map_err(to_error)?;
            tracing::info!(%target, "a file that a died write had moved away is back");
            Ok(true)
        }
    }
}
