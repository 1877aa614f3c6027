//! Programs of an instance that lie elsewhere than on the host, or not at all.
//!
//! The host's `/usr` is never touched: a layer with what is different is mounted over it, in the
//! instance's own mount namespace, in which a character device 0/0 is a file that is not there
//! (kernel, `filesystems/overlayfs`, "whiteouts and opaque directories").

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rustix::fs::{CWD, FileType, Mode, mknodat};

use super::possible::{Binaries, SFTP_SERVERS};
use crate::system::{SftpPath, Sudo, System};

/// Under the disk, where only root looks.
const FOLDER: &str = "run/lab/private/usr";

/// Makes the layer for a system, if it needs one; the old one goes.
pub(super) fn write(
    disk: &Path,
    binaries: &Binaries,
    system: &System,
) -> io::Result<Option<PathBuf>> {
    let layer = disk.join(FOLDER);
    if layer.exists() {
        fs::remove_dir_all(&layer)?;
    }
    if system.sftp_path == SftpPath::Hosts && system.sudo != Sudo::Missing {
        return Ok(None);
    }
    fs::create_dir_all(&layer)?;
    if system.sudo == Sudo::Missing {
        hide(&layer, Path::new("/usr/bin/sudo"))?;
    }
    if system.sftp_path != SftpPath::Hosts {
        let wanted = system.sftp_path.path();
        let others = SFTP_SERVERS.iter().filter(|path| Some(**path) != wanted);
        for path in others.filter(|path| Path::new(path).exists()) {
            hide(&layer, Path::new(path))?;
        }
        if let Some(wanted) = wanted.filter(|wanted| !Path::new(wanted).exists()) {
            fs::copy(&binaries.sftp_server, place(&layer, Path::new(wanted))?)?;
        }
    }
    Ok(Some(layer))
}

fn hide(layer: &Path, path: &Path) -> io::Result<()> {
    let place = place(layer, path)?;
    mknodat(CWD, place, FileType::CharacterDevice, Mode::empty(), 0)?;
    Ok(())
}

/// Where a path of `/usr` lies in the layer; its folders are made.
fn place(layer: &Path, path: &Path) -> io::Result<PathBuf> {
    let place = layer.join(path.strip_prefix("/usr").map_err(io::Error::other)?);
    if let Some(folder) = place.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(place)
}
