//! For tests: a place in any folder of this machine, served by OpenSSH's own `sftp-server`.

use std::sync::Arc;

use super::{Place, Sightings};
use crate::{RemotePath, sftp::Sftp};

impl Place {
    /// `root` as `sftp` serves it.
    pub(super) fn at(sftp: Arc<Sftp>, root: RemotePath) -> Self {
        Self {
            sftp,
            root,
            read_only_reason: None,
            sightings: Sightings::default(),
        }
    }
}
