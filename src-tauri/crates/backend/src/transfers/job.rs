//! One transfer: what was asked for, how far it is, and what a pause must not lose.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::SystemTime,
};

use eice::InstanceId;
use remote::RemotePath;

use super::{part::Part, plan::Plan, progress::Progress};
use crate::{Direction, Existing, TransferProblem, WorkspaceId};

/// A small file costs round trips, a large one memory for what is asked for ahead: each counts for as much as it holds up.
const BYTES_OF_ONE: u64 = 256 << 10;
/// At the most; four such files go at the same time.
const MOST_OF_ONE: usize = 12;

/// What was asked for. It does not change any more.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) id: u64,
    pub(super) workspace: WorkspaceId,
    /// Where it began is where it goes on.
    pub(super) instance: InstanceId,
    pub(super) existing: Existing,
    pub(super) what: What,
}

/// Which way, from where to where.
#[derive(Debug)]
pub(super) enum What {
    /// To the instance.
    Upload {
        /// Files and folders here.
        from: Vec<PathBuf>,
        /// Absolute, or below the base folder.
        folder: String,
    },
    /// To this machine.
    Download {
        /// Files and folders there: absolute, or below the base folder.
        from: Vec<String>,
        /// A folder here.
        into: PathBuf,
    },
}

impl Order {
    pub(super) fn direction(&self) -> Direction {
        match self.what {
            What::Upload { .. } => Direction::Upload,
            What::Download { .. } => Direction::Download,
        }
    }

    /// What goes, in a word.
    pub(super) fn name(&self) -> String {
        let name = |text: &str| {
            text.trim_end_matches('/')
                .rsplit('/')
                .next()
                .map(str::to_owned)
        };
        let only = match &self.what {
            What::Upload { from, .. } => match from.as_slice() {
                [only] => name(&only.to_string_lossy()),
                several => Some(format!("{} files", several.len())),
            },
            What::Download { from, .. } => match from.as_slice() {
                [only] => name(only),
                several => Some(format!("{} files", several.len())),
            },
        };
        only.unwrap_or_default()
    }

    /// Where it goes, in a word: paths of this machine are not told.
    pub(super) fn to(&self) -> String {
        match &self.what {
            What::Upload { folder, .. } => folder.clone(),
            What::Download { into, .. } => into
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
        }
    }
}

/// A transfer, shared by who shows it and who works on it.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) order: Order,
    pub(super) progress: Progress,
    work: Mutex<Work>,
}

/// What there is to do and what is done. Held for a look or a change only.
#[derive(Debug, Default)]
pub(super) struct Work {
    /// None until everything was looked at.
    pub(super) plan: Option<Arc<Plan>>,
    /// Whether the folders stand.
    pub(super) has_folders: bool,
    /// Folders that could not be made, and why.
    pub(super) refused: HashMap<usize, String>,
    /// The first file that has not begun.
    next: usize,
    /// Files that have begun and are to go on.
    again: Vec<usize>,
    /// What is here of them.
    parts: HashMap<usize, Part>,
    /// What is there of them.
    temporaries: HashMap<usize, Temporary>,
}

/// A file on the instance that is not whole yet.
#[derive(Debug, Clone)]
pub(super) struct Temporary {
    pub(super) path: RemotePath,
    /// Of the file here that it is made from.
    pub(super) source: Version,
    /// Whether it may have taken its place already.
    pub(super) is_finishing: bool,
}

/// What tells one state of a file here from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) size_bytes: u64,
    pub(super) modified: Option<SystemTime>,
}

impl Job {
    pub(super) fn new(order: Order) -> Self {
        Self {
            order,
            progress: Progress::default(),
            work: Mutex::default(),
        }
    }

    pub(super) fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What has arrived is all that is left of it. What was left on the instance.
    pub(super) fn drop_work(&self) -> Vec<RemotePath> {
        let work = std::mem::take(&mut *self.work());
        let left = work.temporaries.into_values();
        left.map(|temporary| temporary.path).collect()
    }

    /// A file did not arrive, and will not.
    pub(super) fn give_up(&self, plan: &Plan, file: usize, reason: String) {
        let Some((found, folder)) = plan.get(file) else {
            return;
        };
        let path = match self.order.direction() {
            Direction::Upload => folder.local.join(&found.name).display().to_string(),
            Direction::Download => format!("{}/{}", folder.remote, found.name),
        };
        let problem = TransferProblem { path, reason };
        self.progress.given_up(file, found.size_bytes, problem);
    }
}

impl Work {
    /// The next file, and how much it counts for, if that is not more than `room`: those that have begun first.
    pub(super) fn take(&mut self, room: usize) -> Option<(usize, usize)> {
        let plan = self.plan.as_ref()?;
        let file = self.again.last().copied().unwrap_or(self.next);
        let size_bytes = plan.files.get(file)?.size_bytes;
        let weight = usize::try_from(size_bytes / BYTES_OF_ONE).unwrap_or(MOST_OF_ONE);
        let weight = weight.clamp(1, MOST_OF_ONE);
        if weight > room {
            return None;
        }
        if self.again.pop().is_none() {
            self.next += 1;
        }
        Some((file, weight))
    }

    /// Whether nothing is left to do.
    pub(super) fn is_done(&self) -> bool {
        let files = self.plan.as_ref().map(|plan| plan.files.len());
        files.is_some_and(|files| self.again.is_empty() && self.next >= files)
    }

    /// Whether it holds nothing.
    pub(super) fn is_tidy(&self) -> bool {
        self.plan.is_none() && self.parts.is_empty() && self.temporaries.is_empty()
    }

    /// It is to go on later.
    pub(super) fn put_back(&mut self, file: usize) {
        self.again.push(file);
    }

    pub(super) fn take_part(&mut self, file: usize) -> Option<Part> {
        self.parts.remove(&file)
    }

    pub(super) fn keep_part(&mut self, file: usize, part: Part) {
        self.parts.insert(file, part);
    }

    pub(super) fn take_temporary(&mut self, file: usize) -> Option<Temporary> {
        self.temporaries.remove(&file)
    }

    pub(super) fn keep_temporary(&mut self, file: usize, temporary: Temporary) {
        self.temporaries.insert(file, temporary);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::plan::File, *};

    fn work(sizes: &[u64]) -> Work {
        let mut plan = Plan::default();
        for size_bytes in sizes {
            plan.file(File {
                folder: 0,
                name: String::new(),
                size_bytes: *size_bytes,
                is_named: false,
            });
        }
        Work {
            plan: Some(Arc::new(plan)),
            ..Work::default()
        }
    }

    #[test]
    fn many_small_files_go_at_once_and_few_large_ones() {
        let mut small = work(&[100; 60]);
        let mut room = 48;
        let taken = std::iter::from_fn(|| {
            let (file, weight) = small.take(room)?;
            room -= weight;
            Some(file)
        });
        assert_eq!(taken.count(), 48);
        let mut large = work(&[1 << 30; 60]);
        assert_eq!(large.take(48), Some((0, MOST_OF_ONE)));
        assert_eq!(large.take(11), None, "it waits for its room");
        assert_eq!(large.take(12), Some((1, 12)));
    }

    #[test]
    fn what_was_interrupted_goes_on_before_anything_else_begins() {
        let mut work = work(&[1, 1, 1]);
        assert_eq!(work.take(48), Some((0, 1)));
        work.put_back(0);
        assert_eq!(work.take(48), Some((0, 1)));
        assert_eq!(work.take(48), Some((1, 1)));
        assert_eq!(work.take(48), Some((2, 1)));
        assert_eq!(work.take(48), None);
    }
}
