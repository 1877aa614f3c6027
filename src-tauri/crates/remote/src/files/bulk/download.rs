//! A file from the instance, piece by piece and in order.

use std::collections::VecDeque;

use bytes::Bytes;

use super::{Folder, window::Window};
use crate::{
    Error, RemotePath, Stat,
    files::{
        CHUNK_BYTES, Files, Place,
        open::{must_be_file, open},
    },
    sftp::{Asking, Attributes, OpenHandle, flags},
};

/// Pieces are asked for one by one, so that no content comes along with the handle of a file that has any.
const NOTHING_AHEAD: u64 = 0;

/// A file that is being read. Dropping it closes it.
#[derive(Debug)]
pub struct Download<'a> {
    files: Files<'a>,
    place: Place,
    path: RemotePath,
    handle: OpenHandle,
    stat: Stat,
    /// Where the next piece that is given out begins.
    offset: u64,
    /// Where the next request begins.
    next: u64,
    asked: VecDeque<(u32, Asking<Option<Bytes>>)>,
    window: Window,
}

impl<'a> Files<'a> {
    /// Opens the file at `path`, a link followed.
    ///
    /// # Errors
    ///
    /// As [`Files::read`].
    pub async fn download(&self, path: &RemotePath) -> Result<Download<'a>, Error> {
        let place = self.place(path).await?;
        let found = self.run(&place, open(&place, path, NOTHING_AHEAD)).await?;
        Ok(Download::new(
            *self,
            place,
            path.clone(),
            found.handle,
            found.attributes,
        ))
    }

    /// Opens a regular file that was just listed in `folder`: one round trip less. Where it has become a link to elsewhere since, that is
    /// what is read.
    ///
    /// # Errors
    ///
    /// As [`Files::read`].
    pub async fn download_in(&self, folder: &Folder, name: &str) -> Result<Download<'a>, Error> {
        let (path, real) = folder.entry(name)?;
        let place = folder.place.clone();
        let (handle, attributes) = self
            .run(&place, async {
                let to_error = |error| Error::from_sftp(error, &path);
                let looked = place.sftp.lstat(real.as_str());
                let attributes = looked.await.map_err(to_error)?;
                must_be_file(&attributes, &path)?;
                let opening =
                    place
                        .sftp
                        .open_file(real.as_str(), flags::READ, Attributes::default());
                Ok((opening.await.map_err(to_error)?, attributes))
            })
            .await?;
        Ok(Download::new(*self, place, path, handle, attributes))
    }
}

impl<'a> Download<'a> {
    fn new(
        files: Files<'a>,
        place: Place,
        path: RemotePath,
        handle: OpenHandle,
        attributes: Attributes,
    ) -> Self {
        Self {
            files,
            place,
            path,
            handle,
            stat: attributes.into(),
            offset: 0,
            next: 0,
            asked: VecDeque::new(),
            window: Window::new(),
        }
    }

    /// The file as it was when it was opened.
    pub fn stat(&self) -> &Stat {
        &self.stat
    }

    /// Goes on from `offset`, before the first piece.
    pub fn start_at(&mut self, offset: u64) {
        self.offset = offset;
        self.next = offset;
    }

    /// The next piece; `None` at the size that the file had when it was opened, or at its end if that comes first.
    ///
    /// # Errors
    ///
    /// Those of a session, and what the server says.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses a piece: begin anew, or drop the download, too.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let end = self.stat.size_bytes;
        while self.next < end && self.window.has_room(CHUNK_BYTES as usize) {
            let length =
                u32::try_from(end - self.next).map_or(CHUNK_BYTES, |left| left.min(CHUNK_BYTES));
            let asked = self
                .place
                .sftp
                .read(self.handle.as_bytes(), self.next, length);
            self.asked.push_back((length, asked));
            self.window.asked(length as usize);
            self.next += u64::from(length);
        }
        let Some((length, asked)) = self.asked.pop_front() else {
            return Ok(None);
        };
        let (files, place) = (self.files, &self.place);
        let to_error = |error| Error::from_sftp(error, &self.path);
        let piece = files
            .run(place, async { asked.await.map_err(to_error) })
            .await?;
        self.window.settled(length as usize);
        let Some(piece) = piece else {
            // It has shrunk: what was asked for behind its end has no answer either.
            self.asked.clear();
            self.next = end;
            return Ok(None);
        };
        self.offset += piece.len() as u64;
        let missing = length.saturating_sub(u32::try_from(piece.len()).unwrap_or(length));
        if missing > 0 {
            // A short answer: the rest comes next, and goes ahead of what was asked for behind it.
            let asked = place
                .sftp
                .read(self.handle.as_bytes(), self.offset, missing);
            self.asked.push_front((missing, asked));
            self.window.asked(missing as usize);
        }
        Ok(Some(piece))
    }
}
