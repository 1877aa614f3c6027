//! The files of the log: `audit.jsonl`, and `audit.1.jsonl` to `audit.3.jsonl` with what is older.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
};

/// A file that has grown to this becomes the first of the older ones.
const MAX_BYTES: u64 = 5 << 20;
/// How many older ones are kept.
const KEPT: usize = 3;

/// A file of lines that any number of processes append to.
#[derive(Debug)]
pub(super) struct AuditFile {
    path: PathBuf,
    max_bytes: u64,
}

impl AuditFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            max_bytes: MAX_BYTES,
        }
    }

    /// The same, with smaller files.
    #[cfg(test)]
    pub(super) fn of_size(path: PathBuf, max_bytes: u64) -> Self {
        Self { path, max_bytes }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a line, in one write to the end of the file: lines of several processes do not mix. It is opened anew for each line, as
    /// another process may have moved it away.
    pub(super) fn append(&self, line: &str) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut open = options.open(&self.path)?;
        open.write_all(format!("{line}\n").as_bytes())?;
        if open.metadata()?.len() >= self.max_bytes {
            self.rotate()?;
        }
        Ok(())
    }

    /// Moves the files on by one. Whoever was slower finds a small file, or none, when it is its turn.
    fn rotate(&self) -> io::Result<()> {
        let turn = File::create(self.path.with_extension("lock"))?;
        turn.lock()?;
        let is_full = fs::metadata(&self.path).is_ok_and(|now| now.len() >= self.max_bytes);
        if is_full {
            for older in (1..KEPT).rev() {
                rename(&self.older(older), &self.older(older + 1))?;
            }
            rename(&self.path, &self.older(1))?;
        }
        turn.unlock()
    }

    /// Every line, oldest first.
    pub(super) fn lines(&self) -> io::Result<Vec<String>> {
        let older = (1..=KEPT).rev().map(|number| self.older(number));
        let mut lines = Vec::new();
        for path in older.chain([self.path.clone()]) {
            let open = match File::open(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                open => open?,
            };
            for line in BufReader::new(open).lines() {
                lines.push(line?);
            }
        }
        Ok(lines)
    }

    fn older(&self, number: usize) -> PathBuf {
        self.path.with_extension(format!("{number}.jsonl"))
    }
}

/// Renames what is there.
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}
