//! Open files and folders, numbered as OpenSSH numbers them.
//!
//! A client may predict the next handle: the one freed last, else the next new one, as four bytes
//! big-endian. The SFTP library carries handles as text, so the numbers stop at 127.

use std::fs::File;
use std::path::PathBuf;
use std::vec::IntoIter;

use russh_sftp::protocol::{File as Entry, StatusCode};

/// How many may be open at once.
pub(super) const MOST_HANDLES: usize = 128;

/// Something open.
#[derive(Debug)]
pub(super) enum Open {
    /// A file, and where it was when it was opened.
    File { file: File, path: PathBuf },
    /// What is left to list of a folder, and where it is.
    Folder {
        entries: IntoIter<Entry>,
        path: PathBuf,
    },
}

/// Everything open on one SFTP channel.
#[derive(Debug, Default)]
pub(super) struct Handles {
    slots: Vec<Option<Open>>,
    freed: Vec<usize>,
}

impl Handles {
    /// Takes `open` in and answers its handle.
    ///
    /// # Errors
    ///
    /// `Failure` when too many are open.
    pub(super) fn insert(&mut self, open: Open) -> Result<String, StatusCode> {
        let index = match self.freed.pop() {
            Some(index) => index,
            None if self.slots.len() < MOST_HANDLES => {
                self.slots.push(None);
                self.slots.len() - 1
            }
            None => return Err(StatusCode::Failure),
        };
        let number = u32::try_from(index).map_err(|_| StatusCode::Failure)?;
        let name = String::from_utf8(number.to_be_bytes().to_vec());
        let slot = self.slots.get_mut(index).ok_or(StatusCode::Failure)?;
        *slot = Some(open);
        name.map_err(|_| StatusCode::Failure)
    }

    /// What a handle stands for.
    ///
    /// # Errors
    ///
    /// `Failure` for one that is not open.
    pub(super) fn get(&mut self, handle: &str) -> Result<&mut Open, StatusCode> {
        let slot = index(handle).and_then(|index| self.slots.get_mut(index));
        slot.and_then(Option::as_mut).ok_or(StatusCode::Failure)
    }

    /// The open file of a handle.
    ///
    /// # Errors
    ///
    /// `Failure` for anything else.
    pub(super) fn file(&mut self, handle: &str) -> Result<&File, StatusCode> {
        match self.get(handle)? {
            Open::File { file, .. } => Ok(file),
            Open::Folder { .. } => Err(StatusCode::Failure),
        }
    }

    /// Closes a handle.
    ///
    /// # Errors
    ///
    /// `Failure` for one that is not open.
    pub(super) fn remove(&mut self, handle: &str) -> Result<Open, StatusCode> {
        let index = index(handle).ok_or(StatusCode::Failure)?;
        let open = self
            .slots
            .get_mut(index)
            .and_then(Option::take)
            .ok_or(StatusCode::Failure)?;
        self.freed.push(index);
        Ok(open)
    }
}

fn index(handle: &str) -> Option<usize> {
    let bytes: [u8; 4] = handle.as_bytes().try_into().ok()?;
    usize::try_from(u32::from_be_bytes(bytes)).ok()
}
