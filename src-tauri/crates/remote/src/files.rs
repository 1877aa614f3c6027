//! The file operations, on one session.
//!
//! Each operation asks the instance where its path leads, symbolic links included. What lies outside of the root is never shown, and never
//! opened: but for a path that led to somewhere under the root when it was seen last, which is opened there at once, in the round trip
//! in which the instance is asked where it leads now. See `sightings`.

mod bulk;
mod entries;
mod explain;
mod folders;
mod list;
mod names;
mod open;
mod open_folder;
#[cfg(test)]
mod place;
mod read;
mod resolve;
mod search;
mod sightings;
mod text;
mod tidy;
mod write;

use std::sync::Arc;

use futures_util::future::BoxFuture;

pub(crate) use self::sightings::{AllSightings, Sightings};
pub use self::{
    bulk::{Download, Folder, Upload, UploadMode},
    entries::Stat,
    folders::Removed,
    list::{Entry, EntryKind, ListOptions, Listing},
    names::Leftover,
    read::{Content, ContentKind, Version, Whole, sha256},
    search::{Case, Match, SearchText, Searched},
    text::{Encoding, decode, encode},
    write::{Conflict, WriteMode, Written},
};

use crate::{Access, Error, Phase, RemotePath, Session, root_of, session::Lane, sftp::Sftp};

/// The largest file that is read for an editor; 5 MiB.
const MAX_EDIT_BYTES: u64 = 5 << 20;
/// One READ or WRITE; every server takes this much.
const CHUNK_BYTES: u32 = 32 << 10;
/// READs or WRITEs in flight: 2 MiB, so that a slow link answers within the request time-out.
const CHUNKS_IN_FLIGHT: usize = 64;

/// File operations on a session. Cheap: it borrows the session and holds nothing.
#[derive(Debug, Clone, Copy)]
pub struct Files<'a> {
    session: &'a Session,
    lane: Lane,
    own_root: Option<&'a RemotePath>,
}

/// Where a root comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// Every instance may have it.
    Usual,
    /// Given by the caller.
    Own,
}

/// A path together with the channel that serves its root.
#[derive(Debug, Clone)]
struct Place {
    sftp: Arc<Sftp>,
    root: RemotePath,
    /// Why files of root cannot be written here.
    read_only_reason: Option<String>,
    sightings: Sightings,
}

impl<'a> Files<'a> {
    /// Operations on `session`.
    pub fn new(session: &'a Session) -> Self {
        Self {
            session,
            lane: Lane::Interactive,
            own_root: None,
        }
    }

    /// Operations of a transfer: on a channel of their own, so that nobody who looks at a file waits behind them.
    pub fn bulk(session: &'a Session) -> Self {
        Self {
            session,
            lane: Lane::Bulk,
            own_root: None,
        }
    }

    /// The same, with `root` as a root beside the usual ones. It is served as root is, where that is permitted.
    #[must_use]
    pub fn with_root(self, root: &'a RemotePath) -> Self {
        Self {
            own_root: Some(root),
            ..self
        }
    }

    /// The first of `candidates` that is a folder on the instance.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] with the first candidate when none is.
    pub async fn base(&self, candidates: &[RemotePath]) -> Result<RemotePath, Error> {
        let first = candidates.first().cloned().unwrap_or_else(RemotePath::root);
        let looks = candidates.iter().map(|path| self.is_folder(path));
        let found = futures_util::future::join_all(looks).await;
        for (path, is_folder) in candidates.iter().zip(found) {
            match is_folder {
                Ok(true) => return Ok(path.clone()),
                Ok(false) | Err(Error::NotFound(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::NotFound(first))
    }

    async fn is_folder(&self, path: &RemotePath) -> Result<bool, Error> {
        self.reading(path, |place, path| {
            Box::pin(async move {
                let looked = place.sftp.stat(path.as_str()).await;
                let attributes = looked.map_err(|error| Error::from_sftp(error, path))?;
                Ok(attributes.is_folder())
            })
        })
        .await
    }

    async fn place(&self, path: &RemotePath) -> Result<Place, Error> {
        let (root, access, whose) = self.root_of(path)?;
        let served = self.session.sftp(access, self.lane).await?;
        Ok(self.place_at(root, whose, served))
    }

    /// The same, on a channel that may still be on its way, where the server takes requests that early.
    async fn place_on_its_way(&self, path: &RemotePath) -> Result<Place, Error> {
        if !self.session.takes_requests_ahead() {
            return self.place(path).await;
        }
        let (root, access, whose) = self.root_of(path)?;
        let served = self.session.sftp_on_its_way(access, self.lane).await?;
        Ok(self.place_at(root, whose, served))
    }

    fn place_at(
        &self,
        root: RemotePath,
        whose: Whose,
        (sftp, read_only_reason): (Arc<Sftp>, Option<String>),
    ) -> Place {
        Place {
            sftp,
            root,
            // Whose a root of one's own is, the server tells.
            read_only_reason: read_only_reason.filter(|_| whose == Whose::Usual),
            sightings: self.session.sightings().clone(),
        }
    }

    /// Runs a read at once, on a channel that may still be on its way. Where that ends under a living session, it is run once more on one
    /// that is ready: there may be no such server, or it was stuck in what it was asked for.
    async fn reading<T>(
        &self,
        path: &RemotePath,
        read: impl for<'p> Fn(&'p Place, &'p RemotePath) -> BoxFuture<'p, Result<T, Error>>,
    ) -> Result<T, Error> {
        let place = self.place_on_its_way(path).await?;
        let done = self.run(&place, read(&place, path)).await;
        if done.is_ok() {
            // It is by now: this keeps how long it took.
            place.sftp.ready().await?;
        }
        match done {
            Err(error) if self.may_be_repeated(&error) => {
                let place = self.place(path).await?;
                self.run(&place, read(&place, path)).await
            }
            done => done,
        }
    }

    /// Whether a read has failed with its channel, under a living session.
    fn may_be_repeated(&self, error: &Error) -> bool {
        matches!(error, Error::TunnelLost(_)) && !self.session.is_dead()
    }

    /// The root that holds `path`, and how it is served.
    fn root_of(&self, path: &RemotePath) -> Result<(RemotePath, Access, Whose), Error> {
        match (root_of(path), self.own_root) {
            (Ok((root, access)), _) => Ok((root, access, Whose::Usual)),
            (Err(_), Some(root)) if path.is_under(root) => {
                Ok((root.clone(), Access::Elevated, Whose::Own))
            }
            (Err(error), _) => Err(error),
        }
    }

    /// Runs one operation; a channel that does not answer, or has ended under a living session, is given up.
    async fn run<T>(
        &self,
        place: &Place,
        operation: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let done = place.sftp.run(operation).await;
        if let Err(Error::TimedOut(Phase::Operation | Phase::OpenSftp) | Error::TunnelLost(_)) =
            &done
        {
            self.session.give_up_sftp(&place.sftp);
        }
        done
    }
}

#[cfg(test)]
mod tests;
