//! A file of this machine that is being read, and whether it stays the same.

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom},
    path::PathBuf,
};

use super::{
    job::Version,
    trouble::{Trouble, blocking},
};

/// One read.
const PIECE_BYTES: u64 = 1 << 20;

/// A file that is open.
#[derive(Debug)]
pub(super) struct Source {
    path: PathBuf,
    /// Taken while it is being read.
    file: Option<File>,
    version: Version,
    position: u64,
}

impl Source {
    /// Opens a regular file. `follows` tells whether a link may lead to it.
    pub(super) async fn open(path: PathBuf, follows: bool) -> Result<Self, Trouble> {
        blocking(move || {
            if !follows && fs::symlink_metadata(&path)?.is_symlink() {
                return Err(changed("it has become a link, and links are not followed"));
            }
            // Looked at before: opening a pipe would wait for somebody who writes to it.
            if !fs::metadata(&path)?.is_file() {
                return Err(changed("it is no regular file"));
            }
            let file = File::open(&path)?;
            let version = Version::of(&file.metadata()?);
            Ok(Self {
                path,
                file: Some(file),
                version,
                position: 0,
            })
        })
        .await
    }

    /// As it was when it was opened.
    pub(super) fn version(&self) -> Version {
        self.version
    }

    /// Goes on from `position`.
    pub(super) async fn start_at(&mut self, position: u64) -> Result<(), Trouble> {
        if position == 0 {
            return Ok(());
        }
        let mut file = self.file.take().ok_or_else(closed)?;
        self.file = Some(
            blocking(move || {
                file.seek(SeekFrom::Start(position))?;
                Ok::<_, io::Error>(file)
            })
            .await?,
        );
        self.position = position;
        Ok(())
    }

    /// The next piece, in `buffer`; empty at the size that it had when it was opened, or at its end if that comes first.
    pub(super) async fn next(&mut self, mut buffer: Vec<u8>) -> Result<Vec<u8>, Trouble> {
        buffer.clear();
        let left = self.version.size_bytes.saturating_sub(self.position);
        if left == 0 {
            return Ok(buffer);
        }
        let file = self.file.take().ok_or_else(closed)?;
        let (file, buffer) = blocking(move || {
            let mut piece = file.take(left.min(PIECE_BYTES));
            piece.read_to_end(&mut buffer)?;
            Ok::<_, io::Error>((piece.into_inner(), buffer))
        })
        .await?;
        self.file = Some(file);
        self.position += buffer.len() as u64;
        Ok(buffer)
    }

    /// Whether all of it was read, and it is now what it was when it was opened.
    pub(super) async fn is_same(&self) -> Result<bool, Trouble> {
        if self.position != self.version.size_bytes {
            return Ok(false);
        }
        let (path, version) = (self.path.clone(), self.version);
        blocking(move || {
            let now = fs::metadata(&path).map(|now| Version::of(&now));
            Ok::<_, Trouble>(now.is_ok_and(|now| now == version))
        })
        .await
    }
}

impl Version {
    fn of(metadata: &fs::Metadata) -> Self {
        Self {
            size_bytes: metadata.len(),
            modified: metadata.modified().ok(),
        }
    }
}

fn changed(reason: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, reason)
}

fn closed() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "it was closed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_read_to_its_end_and_a_change_is_noticed() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("a");
        let content = vec![7; 2_500_000];
        fs::write(&path, &content).unwrap();
        let mut source = Source::open(path.clone(), false).await.unwrap();
        source.start_at(10).await.unwrap();
        let mut read = 0;
        let mut piece = Vec::new();
        loop {
            piece = source.next(piece).await.unwrap();
            if piece.is_empty() {
                break;
            }
            read += piece.len();
        }
        assert_eq!(read, content.len() - 10);
        assert!(source.is_same().await.unwrap());
        fs::write(&path, "other").unwrap();
        assert!(!source.is_same().await.unwrap());
        fs::remove_file(&path).unwrap();
        assert!(!source.is_same().await.unwrap());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_link_is_followed_only_where_it_was_named() {
        let home = tempfile::tempdir().unwrap();
        let (path, link) = (home.path().join("a"), home.path().join("link"));
        fs::write(&path, "x").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(Source::open(link.clone(), true).await.is_ok());
        assert!(matches!(
            Source::open(link, false).await,
            Err(Trouble::Problem(_))
        ));
        let folder = home.path().to_owned();
        assert!(matches!(
            Source::open(folder, true).await,
            Err(Trouble::Problem(_))
        ));
    }
}
