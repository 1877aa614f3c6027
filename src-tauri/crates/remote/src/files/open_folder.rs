//! Opening a folder for listing: one round trip where it was seen before, with its first names.

use std::collections::VecDeque;

use futures_util::future::join;

use super::{Place, sightings::Sighting};
use crate::{
    Error, RemotePath,
    sftp::{Asking, Name, OpenHandle, SftpError, Told},
};

/// READDIRs in flight; OpenSSH answers each with 100 names.
const READDIRS_IN_FLIGHT: usize = 32;
/// READDIRs that go along with the OPENDIR. Most folders need no more: the names, and the word that there are no more.
const FIRST_READDIRS: usize = 2;

type Names = Asking<Option<Vec<Name>>>;

/// A folder that is being read.
pub(super) struct ReadingFolder {
    handle: OpenHandle,
    asked: VecDeque<Names>,
}

/// Opens a folder under the root, and tells where it really is.
///
/// # Wire
///
/// REALPATH of root and path, OPENDIR and two READDIRs in one go for a folder that was seen; the READDIRs wait for the handle where it is
/// not to be foreseen. For one that was not, the OPENDIR waits for where the path leads.
pub(super) async fn open(
    place: &Place,
    path: &RemotePath,
) -> Result<(RemotePath, ReadingFolder), Error> {
    let to_error = |error| Error::from_sftp(error, path);
    let real = if let Some(Sighting::Folder { real }) = place.sightings.of(path) {
        let (now, begun) = join(place.resolve(path), begin(place, &real)).await;
        match (now, begun) {
            (Ok(now), Ok(reading)) if now == real => return Ok((real, reading)),
            (now, _) => now.inspect_err(|_| place.sightings.forget(path))?,
        }
    } else {
        place.resolve(path).await?
    };
    let reading = begin(place, &real).await.map_err(to_error)?;
    let sighting = Sighting::Folder { real: real.clone() };
    place.sightings.saw(path.clone(), sighting);
    Ok((real, reading))
}

/// Reads the folder at `real`, with many requests in flight.
pub(super) async fn read_folder(
    place: &Place,
    real: &RemotePath,
    path: &RemotePath,
    on_names: &mut (dyn FnMut(Vec<Name>) + Send),
) -> Result<(), Error> {
    let begun = begin(place, real).await;
    let reading = begun.map_err(|error| Error::from_sftp(error, path))?;
    reading.all(place, path, on_names).await
}

/// Opens `real` and asks for its first names.
async fn begin(place: &Place, real: &RemotePath) -> Result<ReadingFolder, SftpError> {
    let sftp = &place.sftp;
    if let Some(foreseen) = sftp.foresee_folder(real.as_str()) {
        let asked = ask(place, foreseen.as_bytes());
        if let Told::Right(handle) = foreseen.told().await? {
            return Ok(ReadingFolder { handle, asked });
        }
        // Names were asked of whatever has the number that was foreseen: another folder that was opened meanwhile may have taken ours.
        // It is read anew, as that one is.
    }
    let handle = sftp.open_folder(real.as_str()).await?;
    let asked = ask(place, handle.as_bytes());
    Ok(ReadingFolder { handle, asked })
}

fn ask(place: &Place, handle: &[u8]) -> VecDeque<Names> {
    (0..FIRST_READDIRS)
        .map(|_| place.sftp.readdir(handle))
        .collect()
}

impl ReadingFolder {
    /// All names, as they come.
    pub(super) async fn all(
        mut self,
        place: &Place,
        path: &RemotePath,
        on_names: &mut (dyn FnMut(Vec<Name>) + Send),
    ) -> Result<(), Error> {
        let mut in_flight = FIRST_READDIRS;
        loop {
            while self.asked.len() < in_flight {
                self.asked
                    .push_back(place.sftp.readdir(self.handle.as_bytes()));
            }
            let Some(answer) = self.asked.pop_front() else {
                return Ok(());
            };
            match answer
                .await
                .map_err(|error| Error::from_sftp(error, path))?
            {
                Some(names) => on_names(names),
                None => return Ok(()),
            }
            in_flight = READDIRS_IN_FLIGHT;
        }
    }
}
