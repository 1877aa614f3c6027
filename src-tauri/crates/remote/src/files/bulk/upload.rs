//! A file to the instance, piece by piece: the whole takes the place of what was there, or nothing does.

use std::collections::VecDeque;

use super::{Folder, window::Window};
use crate::{
    Error, RemotePath,
    files::{
        CHUNK_BYTES, Files, Place, names,
        open::must_be_file,
        write::{IsFlushed, Target, finish, kept_attributes},
    },
    session::Lane,
    sftp::{Asking, Attributes, OpenHandle, TemporaryFile, flags},
};

/// The most that is in flight: what a server may not have written yet when its session is cut.
const MOST_IN_FLIGHT: u64 = 8 << 20;

/// What an upload expects to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadMode {
    /// Nothing.
    Create,
    /// Whatever is there, or nothing.
    Replace,
}

/// A file that is being written beside its place. Dropping it removes it, but for [`Upload::suspend`].
#[derive(Debug)]
pub struct Upload<'a> {
    files: Files<'a>,
    place: Place,
    path: RemotePath,
    target: RemotePath,
    temporary: TemporaryFile,
    handle: OpenHandle,
    /// The same file on another channel.
    second: Option<OpenHandle>,
    kept: Attributes,
    mode: UploadMode,
    was_there: bool,
    offset: u64,
    asked: VecDeque<(usize, Asking<()>)>,
    window: Window,
}

impl<'a> Files<'a> {
    /// Begins an upload of `name` into `folder`, or goes on with the one that was suspended or cut at `resume`.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`] under [`UploadMode::Create`], [`Error::InvalidPath`] for what is not a regular file,
    /// [`Error::PermissionDenied`], [`Error::NotFound`] when there is nothing at `resume`.
    pub async fn upload(
        &self,
        folder: &Folder,
        name: &str,
        mode: UploadMode,
        resume: Option<&RemotePath>,
    ) -> Result<Upload<'a>, Error> {
        let (path, target) = folder.entry(name)?;
        let place = folder.place.clone();
        self.run(&place, async {
            let begun = begin(*self, &place, folder, path.clone(), target, mode, resume).await;
            match begun {
                Ok(upload) => Ok(upload),
                Err(error) => Err(place.look_for_room(error, &path).await),
            }
        })
        .await
        .map_err(|error| place.explain(error))
    }
}

async fn begin<'a>(
    files: Files<'a>,
    place: &Place,
    folder: &Folder,
    path: RemotePath,
    mut target: RemotePath,
    mode: UploadMode,
    resume: Option<&RemotePath>,
) -> Result<Upload<'a>, Error> {
    let sftp = &place.sftp;
    let mut old = sftp.lstat(target.as_str()).await.ok();
    if old.is_some_and(|old| old.is_symlink()) {
        // A link stays a link: its target is replaced.
        target = place.resolve(&path).await?;
        old = sftp.stat(target.as_str()).await.ok();
    }
    if let Some(old) = &old {
        must_be_file(old, &path)?;
        if mode == UploadMode::Create {
            return Err(Error::Exists(path));
        }
    }
    let to_error = |error| Error::from_sftp(error, &path);
    let (temporary, handle, offset) = if let Some(resume) = resume {
        let size = sftp
            .stat(resume.as_str())
            .await
            .map_err(to_error)?
            .size_bytes;
        let opening = sftp.open_file(resume.as_str(), flags::WRITE, Attributes::default());
        let handle = opening.await.map_err(to_error)?;
        let offset = size.unwrap_or(0).saturating_sub(MOST_IN_FLIGHT);
        (TemporaryFile::at(sftp, resume.clone()), handle, offset)
    } else {
        let creating = sftp.create_temporary(names::temporary(&target)?).await;
        let (temporary, handle) = creating.map_err(to_error)?;
        (temporary, handle, 0)
    };
    Ok(Upload {
        files,
        place: place.clone(),
        second: None,
        kept: kept_attributes(old.as_ref(), &folder.attributes),
        path,
        target,
        temporary,
        handle,
        mode,
        was_there: old.is_some(),
        offset,
        asked: VecDeque::new(),
        window: Window::new(),
    })
}

impl Upload<'_> {
    /// Where the next piece goes; not 0 when it goes on with an earlier one.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Where it is until it is finished; for resuming it after its session was lost.
    ///
    /// # Errors
    ///
    /// None that comes up: the path was checked when it was made.
    pub fn temporary(&self) -> Result<RemotePath, Error> {
        RemotePath::parse(self.temporary.as_str())
    }

    /// Writes over two channels from now on, which is worth it for a large file on a long line. Without another channel it stays at one.
    pub async fn widen(&mut self) {
        let files = Files {
            lane: Lane::SecondBulk,
            ..self.files
        };
        let temporary = self.temporary.as_str();
        let opened = async {
            let place = files.place(&self.path).await?;
            let opening = place
                .sftp
                .open_file(temporary, flags::WRITE, Attributes::default());
            opening
                .await
                .map_err(|error| Error::from_sftp(error, &self.path))
        };
        match opened.await {
            Ok(second) => self.second = Some(second),
            Err(error) => tracing::debug!("an upload stays at one channel: {error}"),
        }
    }

    /// Where the next chunk goes: over one channel and the other in turn.
    fn next_handle(&self) -> &OpenHandle {
        match &self.second {
            Some(second) if self.offset / u64::from(CHUNK_BYTES) % 2 == 1 => second,
            _ => &self.handle,
        }
    }

    /// Writes the next piece, and waits until there is room for it; not until it is written.
    ///
    /// # Errors
    ///
    /// Those of a session, and what the server says of this piece or an earlier one.
    pub async fn write(&mut self, piece: &[u8]) -> Result<(), Error> {
        for chunk in piece.chunks(CHUNK_BYTES as usize) {
            while !self.window.has_room(chunk.len()) {
                self.settle_oldest().await?;
            }
            let asked = self.next_handle().write(self.offset, chunk);
            self.asked.push_back((chunk.len(), asked));
            self.window.asked(chunk.len());
            self.offset += chunk.len() as u64;
        }
        Ok(())
    }

    async fn settle_oldest(&mut self) -> Result<(), Error> {
        let Some((length, asked)) = self.asked.pop_front() else {
            return Ok(());
        };
        let (place, path) = (&self.place, &self.path);
        let settled = self.files.run(place, async {
            match asked.await {
                Ok(()) => Ok(()),
                Err(error) => Err(place
                    .look_for_room(Error::from_sftp(error, path), path)
                    .await),
            }
        });
        settled.await.map_err(|error| place.explain(error))?;
        self.window.settled(length);
        Ok(())
    }

    /// Puts the file, as it is now, in its place. A file that was there is safe on the disk until the new one is.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`] when somebody was faster under [`UploadMode::Create`], and those of [`Upload::write`].
    pub async fn finish(mut self) -> Result<(), Error> {
        while !self.asked.is_empty() {
            self.settle_oldest().await?;
        }
        let Self {
            files,
            place,
            path,
            target,
            temporary,
            handle,
            kept,
            mode,
            was_there,
            ..
        } = self;
        // New files are many, and each flush stops the whole server: only what replaces something waits for the disk.
        let is_flushed = if was_there {
            IsFlushed::Yes
        } else {
            IsFlushed::No
        };
        let finished = finish(&place, handle, kept, is_flushed);
        let replaced = files.run(&place, async {
            finished
                .await
                .map_err(|error| Error::from_sftp(error, &path))?;
            let target = Target {
                place: &place,
                path: &path,
                real: target,
            };
            match mode {
                UploadMode::Replace if was_there => target.rename_over(&temporary).await,
                UploadMode::Replace | UploadMode::Create => target.create(&temporary).await,
            }
        });
        match replaced.await {
            Ok(()) => {
                temporary.keep();
                Ok(())
            }
            Err(error) => {
                drop(temporary);
                Err(place.explain(error))
            }
        }
    }

    /// Leaves what has come where it is, to go on later. Until it is resumed or removed it counts as left by a write that has died.
    ///
    /// # Errors
    ///
    /// As [`Upload::write`].
    pub async fn suspend(mut self) -> Result<RemotePath, Error> {
        while !self.asked.is_empty() {
            self.settle_oldest().await?;
        }
        let path = self.temporary()?;
        self.temporary.keep();
        Ok(path)
    }
}
