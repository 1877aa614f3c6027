//! Whose agent an `ssh` finds at a path that many of them share: one at a time.
//!
//! A lock on a file beside the socket (`flock`, which the kernel drops with its holder, however that ends) is the turn. Who has it
//! replaces whatever is at the path, also what a killed holder has left. Lock file and socket go with the turn.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io,
    os::unix::fs::{
        DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _,
    },
    path::{Path, PathBuf},
    time::Duration,
};

use backend::{ErrorCode, IpcError};
use tokio::{
    net::{UnixListener, UnixStream},
    task::spawn_blocking,
    time::timeout,
};

/// How long a turn may last, and how long one is waited for: an `ssh` takes it up within milliseconds, but it may have been
/// stopped in the middle.
pub(super) const LONGEST: Duration = Duration::from_secs(10);

/// What a group and everybody may do with a file.
const OTHERS: u32 = 0o077;

/// Makes the folder of `socket`, or sees to it that it is the user's alone.
///
/// # Errors
///
/// `permission_denied` for a folder that others can look into or that is another user's, `invalid_input` where none can be made.
pub(super) fn make_private_folder(socket: &Path) -> Result<(), IpcError> {
    let folder = socket.parent().unwrap_or(Path::new("/"));
    let unusable = |error: io::Error| {
        IpcError::new(
            ErrorCode::InvalidInput,
            format!(
                "the folder {} for ssh's agent cannot be used: {error}; make the ssh configuration anew with `causeway ssh-config`",
                folder.display()
            ),
        )
    };
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(unusable(error)),
        _ => {}
    }
    let found = fs::symlink_metadata(folder).map_err(unusable)?;
    let is_private = found.mode() & OTHERS == 0;
    if found.is_dir() && found.uid() == own_uid() && is_private {
        return Ok(());
    }
    let message = format!(
        "{} is not a folder of yours alone, and keys are not offered in it: remove it, or `chmod 700` it if it is yours",
        folder.display()
    );
    Err(IpcError::new(ErrorCode::PermissionDenied, message))
}

pub(super) fn own_uid() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// The right to listen at a path. Dropping it leaves nothing there.
#[derive(Debug)]
pub(super) struct Turn {
    socket: Socket,
    /// `None` after [`Turn::let_others`], or when it did not come in time.
    lock: Option<Lock>,
}

impl Turn {
    /// Waits for the turn, in no order, and listens. After [`LONGEST`] it goes on out of turn: the path is then taken over from
    /// somebody who has not come to use it.
    ///
    /// # Cancel safety
    ///
    /// Nothing is left at the path when the future is dropped.
    pub(super) async fn take(path: &Path) -> io::Result<Self> {
        let file = path.with_added_extension("lock");
        let waiting = spawn_blocking(move || Lock::wait(file));
        let lock = match timeout(LONGEST, waiting).await {
            Ok(locked) => Some(locked.map_err(io::Error::other)??),
            Err(_) => None,
        };
        let socket = Socket::bind(path)?;
        Ok(Self { socket, lock })
    }

    /// The next of the user's own processes that connects.
    ///
    /// # Cancel safety
    ///
    /// Nobody who has connected is lost.
    pub(super) async fn accept(&self) -> io::Result<UnixStream> {
        loop {
            let (stream, _) = self.socket.listener.accept().await?;
            if stream.peer_cred()?.uid() == own_uid() {
                return Ok(stream);
            }
        }
    }

    /// Lets the next one have its turn, which takes the path over.
    pub(super) fn let_others(&mut self) {
        self.lock = None;
    }
}

#[derive(Debug)]
struct Socket {
    listener: UnixListener,
    path: PathBuf,
    /// Device and inode: a path that was taken over is not ours to remove.
    identity: (u64, u64),
}

impl Socket {
    fn bind(path: &Path) -> io::Result<Self> {
        remove(path)?;
        // Nobody else sees the moment before the mode is set: the folder is private.
        let listener = UnixListener::bind(path)?;
        fs::set_permissions(path, Permissions::from_mode(0o600))?;
        let found = fs::symlink_metadata(path)?;
        Ok(Self {
            listener,
            path: path.to_owned(),
            identity: (found.dev(), found.ino()),
        })
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let found = fs::symlink_metadata(&self.path);
        let is_ours = found.is_ok_and(|found| (found.dev(), found.ino()) == self.identity);
        if is_ours && let Err(error) = remove(&self.path) {
            tracing::warn!(%error, "the agent's socket stays behind");
        }
    }
}

/// A locked file. It is removed when the lock is given up, so that the folder is left empty.
#[derive(Debug)]
struct Lock {
    file: PathBuf,
    /// Held for its lock.
    _open: File,
}

impl Lock {
    /// Blocks until it is locked.
    fn wait(file: PathBuf) -> io::Result<Self> {
        loop {
            let mut options = OpenOptions::new();
            let open = options.write(true).create(true).truncate(false).mode(0o600);
            let open = open.open(&file)?;
            match open.lock() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                locked => locked?,
            }
            // Its last holder has removed the file that was waited for: the lock is another file's now.
            let ours = open.metadata()?;
            let current = fs::symlink_metadata(&file);
            if current.is_ok_and(|now| (now.dev(), now.ino()) == (ours.dev(), ours.ino())) {
                return Ok(Self { file, _open: open });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Still locked, so that nobody can have put another file there.
        if let Err(error) = remove(&self.file) {
            tracing::warn!(%error, "the agent's lock file stays behind");
        }
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
