//! The file operations against real servers, over lines on which things go wrong.

mod escape;
mod numbers;
mod openssh;
mod race;
mod refused;
mod steps;
mod twisted;
mod wire;

use std::{fs, path::PathBuf};

use tempfile::TempDir;

use super::{Place, Version, WriteMode, read::read_content, write::write};
use crate::{Error, RemotePath, Written, sftp::Sftp};

/// Tests that repeat do so this often in the gate, and all of it when `CAUSEWAY_SOAK_RUNS` says so.
fn runs(all: usize) -> usize {
    const GATE: usize = 200;
    let wanted = std::env::var("CAUSEWAY_SOAK_RUNS").map_or(GATE, |runs| runs.parse().unwrap());
    wanted.min(all)
}

/// A folder of this machine, and a file in it.
struct Disk {
    folder: TempDir,
    real: PathBuf,
}

impl Disk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().canonicalize().unwrap();
        Self { folder, real }
    }

    fn root(&self) -> RemotePath {
        RemotePath::parse(self.real.to_str().unwrap()).unwrap()
    }

    fn path(&self) -> RemotePath {
        self.root().join("config.yaml").unwrap()
    }

    fn place(&self, sftp: std::sync::Arc<Sftp>) -> Place {
        Place::at(sftp, self.root())
    }

    fn set(&self, content: &[u8]) {
        fs::write(self.file(), content).unwrap();
    }

    fn get(&self) -> Option<Vec<u8>> {
        fs::read(self.file()).ok()
    }

    fn file(&self) -> PathBuf {
        self.real.join("config.yaml")
    }

    /// What else is in the folder.
    fn others(&self) -> Vec<String> {
        let names = fs::read_dir(self.folder.path()).unwrap();
        names
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "config.yaml")
            .collect()
    }
}

/// Saves as a client does that has loaded the file.
async fn save(
    place: &Place,
    path: &RemotePath,
    content: &[u8],
    mode: &WriteMode,
) -> Result<Written, Error> {
    place.sftp.run(write(place, path, content, mode)).await
}

async fn load(place: &Place, path: &RemotePath) -> Version {
    read_content(place, path).await.unwrap().version
}
