//! The step that counts: the new file takes the place of the old one.

use super::{
    Before, Conflict, Write, WriteMode,
    check::{conflict, is_same},
    names,
};
use crate::{
    Error, RemotePath,
    files::{
        ContentKind,
        read::{read_content, version},
    },
    sftp::{Attributes, HARDLINK, POSIX_RENAME, TemporaryFile},
};

impl Write<'_> {
    /// Puts `temporary` in the place of the target.
    pub(super) async fn replace(&self, temporary: TemporaryFile) -> Result<(), Error> {
        let replaced = match &self.before {
            None => self.create(&temporary).await,
            Some(before) => self.look_and_replace(before, &temporary).await,
        };
        match replaced {
            // It has the name of the target now.
            Ok(()) => {
                temporary.keep();
                Ok(())
            }
            // In this one conflict it has, too.
            Err(error @ Error::Conflict { .. }) if was_written(&error) => {
                temporary.keep();
                Err(error)
            }
            Err(error) => {
                temporary.remove().await;
                Err(error)
            }
        }
    }

    /// Gives the new file its name, which nobody may have taken meanwhile.
    async fn create(&self, temporary: &TemporaryFile) -> Result<(), Error> {
        match self.at.create(temporary).await {
            Err(Error::Exists(_)) if *self.mode == WriteMode::Overwrite => {
                self.at.rename_over(temporary).await
            }
            Err(Error::Exists(_)) => {
                let theirs = read_content(self.at.place, &self.at.real).await?;
                Err(conflict(self.at.path, Some(theirs)))
            }
            done => done,
        }
    }

    async fn look_and_replace(
        &self,
        before: &Before,
        temporary: &TemporaryFile,
    ) -> Result<(), Error> {
        if *self.mode == WriteMode::Overwrite {
            return self.at.rename_over(temporary).await;
        }
        // The longest step is over: look once more, right before the one that counts.
        let (turn, now) = self.take_turn(temporary).await?;
        if !has_same_shape(&before.attributes, now.as_ref()) {
            if let Some(turn) = turn {
                turn.remove().await;
            }
            let theirs = match now {
                Some(_) => Some(read_content(self.at.place, &self.at.real).await?),
                None => None,
            };
            return Err(conflict(self.at.path, theirs));
        }
        let sftp = &self.at.place.sftp;
        if !sftp.has(HARDLINK) || !sftp.has(POSIX_RENAME) {
            return self.at.rename_over(temporary).await;
        }
        let aside = names::aside(&self.at.real)?;
        let (linked, renamed) = {
            let _one_burst = sftp.cork();
            let linked = sftp.hardlink(self.at.real.as_str(), aside.as_str());
            let renamed = sftp.posix_rename(temporary.as_str(), self.at.real.as_str());
            // Asks for its removal: the next one's turn.
            drop(turn);
            (linked, renamed)
        };
        let (linked, renamed) = futures_util::future::join(linked, renamed).await;
        let renamed = renamed.map_err(|error| self.at.error(error));
        if linked.is_err() {
            // A file system without links: the last look has to do.
            return renamed;
        }
        let aside = TemporaryFile::at(sftp, aside);
        if let Err(error) = renamed {
            aside.remove().await;
            return Err(error);
        }
        self.compare(before, aside).await
    }

    /// Compares what was replaced with what was expected there.
    async fn compare(&self, before: &Before, aside: TemporaryFile) -> Result<(), Error> {
        let path = RemotePath::parse(aside.as_str())?;
        let replaced = match read_content(self.at.place, &path).await {
            Ok(replaced) => replaced,
            // It stays where it is: it may be somebody's only copy.
            Err(error) => {
                tracing::warn!(%path, "what was replaced could not be compared: {error}");
                aside.keep();
                return Ok(());
            }
        };
        let expected = before
            .version
            .clone()
            .unwrap_or_else(|| version(&before.attributes, None));
        if is_same(&expected, &replaced.version) {
            aside.remove().await;
            return Ok(());
        }
        let kept = self.keep_if_large(&replaced.kind, aside).await?;
        let mine = self.at.place.sftp.stat(self.at.real.as_str()).await;
        let mut written = version(
            &mine.map_err(|error| self.at.error(error))?,
            Some(self.content),
        );
        written.size_bytes = self.content.len() as u64;
        Err(self.conflict(Conflict {
            theirs: Some(replaced),
            written: Some(written),
            kept,
        }))
    }

    /// Gives what cannot be part of the conflict a name that people see.
    async fn keep_if_large(
        &self,
        kind: &ContentKind,
        aside: TemporaryFile,
    ) -> Result<Option<RemotePath>, Error> {
        if !matches!(kind, ContentKind::TooLarge { .. }) {
            aside.remove().await;
            return Ok(None);
        }
        let kept = names::kept(&self.at.real)?;
        let renamed = self
            .at
            .place
            .sftp
            .rename(aside.as_str(), kept.as_str())
            .await;
        let path = RemotePath::parse(aside.as_str())?;
        aside.keep();
        Ok(Some(renamed.map_or(path, |()| kept)))
    }
}

fn was_written(error: &Error) -> bool {
    matches!(error, Error::Conflict { conflict, .. } if conflict.written.is_some())
}

fn has_same_shape(before: &Attributes, now: Option<&Attributes>) -> bool {
    let shape = |attributes: &Attributes| (attributes.size_bytes, attributes.modified_seconds());
    now.is_some_and(|now| shape(before) == shape(now))
}
