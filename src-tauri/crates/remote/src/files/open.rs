//! Opening a file for reading: one round trip where it was seen before, with its content.

use bytes::Bytes;
use futures_util::future::join;

use super::{CHUNK_BYTES, CHUNKS_IN_FLIGHT, Place, sightings::Sighting};
use crate::{
    Error, RemotePath,
    sftp::{Asking, Attributes, OpenHandle, SftpError, Told, flags},
};

/// A path that leads elsewhere each time it is looked at is given up.
const MAX_LOOKS: usize = 3;

/// A regular file that is open for reading.
pub(super) struct Found {
    pub(super) handle: OpenHandle,
    pub(super) attributes: Attributes,
    /// How it begins, as far as it came along.
    pub(super) beginning: Vec<u8>,
}

/// Opens a regular file under the root. Its content comes along, up to 2 MiB of it, unless it is larger than `most_bytes`.
///
/// # Wire
///
/// REALPATH of root and path, STAT, OPEN, FSTAT and the READs in one go for a file that was seen; the last two wait for the handle where it
/// is not to be foreseen. Before that, for one that was not: REALPATH of root and path, STAT.
pub(super) async fn open(
    place: &Place,
    path: &RemotePath,
    most_bytes: u64,
) -> Result<Found, Error> {
    for _ in 0..MAX_LOOKS {
        let seen = match place.sightings.of(path) {
            Some(Sighting::File { real, size_bytes }) => (real, size_bytes),
            _ => look(place, path).await?,
        };
        if let Some(found) = open_seen(place, path, seen, most_bytes).await? {
            return Ok(found);
        }
        place.sightings.forget(path);
    }
    Err(Error::InvalidPath {
        path: path.to_string(),
        reason: "it leads elsewhere each time it is looked at".to_owned(),
    })
}

pub(super) fn must_be_file(attributes: &Attributes, path: &RemotePath) -> Result<(), Error> {
    if attributes.is_file() {
        return Ok(());
    }
    let what = if attributes.is_folder() {
        "a folder"
    } else {
        "not a regular file"
    };
    Err(Error::InvalidPath {
        path: path.to_string(),
        reason: format!("it is {what}"),
    })
}

/// Where `path` leads, which is under the root, and the size of the file there. Opens nothing: opening a pipe waits for its writer.
async fn look(place: &Place, path: &RemotePath) -> Result<(RemotePath, u64), Error> {
    let looked = place.sftp.stat(path.as_str());
    let (real, looked) = join(place.resolve(path), looked).await;
    let real = real?;
    let attributes = looked.map_err(|error| Error::from_sftp(error, path))?;
    must_be_file(&attributes, path)?;
    Ok((real, attributes.size_bytes.unwrap_or(0)))
}

/// Opens what was seen, and finds out meanwhile whether it is there still; `None` when it is not.
async fn open_seen(
    place: &Place,
    path: &RemotePath,
    (real, size_bytes): (RemotePath, u64),
    most_bytes: u64,
) -> Result<Option<Found>, Error> {
    let wanted = (size_bytes <= most_bytes).then_some(size_bytes);
    // In this order: what is there is known before it is opened.
    let (there, begun) = join(still_there(place, path, &real), begin(place, &real, wanted)).await;
    let Some(there) = there? else {
        return Ok(None);
    };
    let begun = begun.map_err(|error| Error::from_sftp(error, path))?;
    let attributes = begun.attributes.unwrap_or(there);
    if !attributes.is_file() {
        return Ok(None);
    }
    let size_bytes = attributes.size_bytes.unwrap_or(0);
    let sighting = Sighting::File { real, size_bytes };
    place.sightings.saw(path.clone(), sighting);
    Ok(Some(Found {
        handle: begun.handle,
        attributes,
        beginning: begun.beginning,
    }))
}

/// What is known of the file at `real`; `None` when `path` does not lead there any more, or something else is there.
async fn still_there(
    place: &Place,
    path: &RemotePath,
    real: &RemotePath,
) -> Result<Option<Attributes>, Error> {
    let looked = place.sftp.stat(real.as_str());
    let (now, looked) = join(place.resolve(path), looked).await;
    if let Ok(attributes) = &looked
        && !attributes.is_file()
        && !attributes.is_folder()
    {
        // The server may wait in the OPEN for as long as it likes, and answers nothing else then.
        place.sftp.give_up();
    }
    match now {
        Err(error @ Error::TunnelLost(_)) => Err(error),
        Ok(now) if now == *real => Ok(looked.ok().filter(Attributes::is_file)),
        _ => Ok(None),
    }
}

/// Opens `real` and asks for the bytes that are wanted.
async fn begin(place: &Place, real: &RemotePath, wanted: Option<u64>) -> Result<Begun, SftpError> {
    let sftp = &place.sftp;
    let ask = |handle: &[u8]| Asked::of(place, handle, wanted);
    let Some(foreseen) = sftp.foresee_file(real.as_str()) else {
        let opening = sftp.open_file(real.as_str(), flags::READ, Attributes::default());
        let handle = opening.await?;
        return ask(handle.as_bytes()).of_file(handle).await;
    };
    let asked = ask(foreseen.as_bytes());
    let handle = match foreseen.told().await? {
        Told::Right(handle) => handle,
        Told::Wrong(handle) => return ask(handle.as_bytes()).of_file(handle).await,
    };
    let begun = asked.of_file(handle).await;
    if sftp.is_foreseeable() {
        return begun;
    }
    // It answers out of turn, so the bytes may be those of whatever had that number before.
    let handle = begun?.handle;
    ask(handle.as_bytes()).of_file(handle).await
}

/// A file that is open.
struct Begun {
    handle: OpenHandle,
    /// Not every server has a word for them.
    attributes: Option<Attributes>,
    beginning: Vec<u8>,
}

/// What is asked of an open file.
struct Asked {
    attributes: Asking<Attributes>,
    chunks: Vec<Asking<Option<Bytes>>>,
}

impl Asked {
    /// The bytes that are wanted, and a look behind them; the first 2 MiB where there are more.
    fn of(place: &Place, handle: &[u8], wanted: Option<u64>) -> Self {
        let attributes = place.sftp.fstat(handle);
        let chunks = (0..CHUNKS_IN_FLIGHT as u64)
            .map(|chunk| chunk * u64::from(CHUNK_BYTES))
            .take_while(|offset| wanted.is_some_and(|bytes| *offset <= bytes))
            .map(|offset| place.sftp.read(handle, offset, CHUNK_BYTES))
            .collect();
        Self { attributes, chunks }
    }

    async fn of_file(self, handle: OpenHandle) -> Result<Begun, SftpError> {
        let attributes = match self.attributes.await {
            Err(ended @ SftpError::Ended(_)) => return Err(ended),
            attributes => attributes.ok(),
        };
        let mut beginning = Vec::new();
        for chunk in self.chunks {
            let Some(data) = chunk.await? else { break };
            beginning.extend_from_slice(&data);
            if data.len() < CHUNK_BYTES as usize {
                // The end, or a server that answers with less than it was asked for.
                break;
            }
        }
        Ok(Begun {
            handle,
            attributes,
            beginning,
        })
    }
}
