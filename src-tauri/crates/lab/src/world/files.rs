//! Files that come to an instance's disk behind everybody's back. They are made on the disk itself, so
//! in a folder that is a mount of the instance's own they are seen after its server is started anew.

use std::{ffi::OsString, io, path::Path};

use super::World;
use crate::{
    Files, Owner,
    disk::{self, fill},
    error::Error,
};

impl World {
    /// Makes many files in a folder of an instance, and the folder. 100,000 empty ones take seconds.
    /// They are named `file-000000`, `file-000001`, …
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`], [`Error::Folder`]
    pub fn make_files(&self, instance: &str, folder: &str, files: &Files) -> Result<(), Error> {
        self.fill(instance, folder, |root, place| {
            fill::make_files(root, place, files)
        })
    }

    /// Makes files whose names are hard to show, to quote or to send: not UTF-8, with line breaks,
    /// control characters, quotes, spaces, shell's words, leading dashes, and one of 255 bytes. A file
    /// holds its own name. Answers the names.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`], [`Error::Folder`]
    pub fn make_odd_names(
        &self,
        instance: &str,
        folder: &str,
        owner: Owner,
    ) -> Result<Vec<OsString>, Error> {
        self.fill(instance, folder, |root, place| {
            fill::make_odd_names(root, place, owner)
        })
    }

    /// Makes a folder of links on an instance: `relative`, `absolute` and `up-and-down` lead to the
    /// file `inside`, `to-folder` to the folder `folder` (with a file `deep`), `dangling` nowhere,
    /// `loop` to itself, `loop-a` and `loop-b` to each other, `out-absolute` and `out-relative` to
    /// `/etc/passwd`, and `chain-00` to `chain-44` each to the one before, the first to `inside`: the
    /// system follows 40.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`], [`Error::Folder`]
    pub fn make_links(&self, instance: &str, folder: &str, owner: Owner) -> Result<(), Error> {
        self.fill(instance, folder, |root, place| {
            fill::make_links(root, place, folder, owner)
        })
    }

    fn fill<T>(
        &self,
        instance: &str,
        folder: &str,
        make: impl FnOnce(&Path, &Path) -> io::Result<T>,
    ) -> Result<T, Error> {
        let machine = self.machine(instance)?;
        let place = disk::on_host(&machine.disk, folder);
        make(&machine.disk, &place).map_err(|source| Error::Folder {
            path: place,
            source,
        })
    }
}
