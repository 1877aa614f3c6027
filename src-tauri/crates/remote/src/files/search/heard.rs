//! What has come of a search, and what is told of it.

use std::time::Duration;

use tokio::time::Instant;

use super::{
    MAX_LINES, MAX_LINES_PER_FILE, Match, Searched,
    command::{NO_FOLDER, NO_GREP},
    finder::Finder,
    lines::{Line, Lines},
    problems::Problems,
    run::Search,
};
use crate::{Error, RemotePath, files::text::escaped};

/// Matches are told when there are so many, or when the first of them has waited so long.
const BATCH: usize = 100;
const BATCH_DELAY: Duration = Duration::from_millis(50);
/// Exit statuses of `grep`: found, and not found. All others are errors, beside which there may be finds.
const FOUND: u32 = 0;
const NOT_FOUND: u32 = 1;
const ERRORS: u32 = 2;

/// Whom matches are told.
pub(super) type OnMatches<'a> = &'a mut (dyn FnMut(Vec<Match>) + Send);

/// The matches of a search on their way to who waits for them.
pub(super) struct Heard<'a> {
    folder: &'a RemotePath,
    lines: Lines,
    pub(super) problems: Problems,
    matches: u64,
    /// Found and not told yet, and when they are.
    batch: Vec<Match>,
    batch_due: Option<Instant>,
    /// The file that was found in last, and how often.
    file: (Vec<u8>, u64),
    on_matches: OnMatches<'a>,
}

impl<'a> Heard<'a> {
    pub(super) fn new(search: &Search<'a>, problems: Problems, on_matches: OnMatches<'a>) -> Self {
        Self {
            folder: search.folder,
            lines: Lines::new(Finder::new(search.text.as_str(), search.case)),
            problems,
            matches: 0,
            batch: Vec::new(),
            batch_due: None,
            file: (Vec::new(), 0),
            on_matches,
        }
    }

    /// Whether `grep` has been reached.
    pub(super) fn has_started(&self) -> bool {
        self.lines.has_started()
    }

    /// Whether as many lines were found as are told.
    pub(super) fn is_enough(&self) -> bool {
        self.matches >= MAX_LINES
    }

    /// When [`Heard::tell`] is due.
    pub(super) fn tells_at(&self) -> Option<Instant> {
        self.batch_due
    }

    /// Takes what comes next of the output.
    pub(super) fn take(&mut self, output: &[u8]) {
        for line in self.lines.push(output) {
            if self.is_enough() {
                return;
            }
            self.matches += 1;
            self.count(&line);
            let found = found(self.folder, line);
            self.batch.push(found);
            self.batch_due
                .get_or_insert_with(|| Instant::now() + BATCH_DELAY);
            if self.batch.len() >= BATCH {
                self.tell();
            }
        }
    }

    /// Notes where `grep` leaves a file that may hold more.
    fn count(&mut self, line: &Line) {
        let (name, count) = &mut self.file;
        if *name != line.name {
            name.clone_from(&line.name);
            *count = 0;
        }
        *count += 1;
        if *count == MAX_LINES_PER_FILE {
            let (name, _) = shown(name);
            self.problems.add(&format!(
                "{name}: no more than its first {MAX_LINES_PER_FILE} matching lines"
            ));
        }
    }

    /// Tells what has not been told.
    pub(super) fn tell(&mut self) {
        self.batch_due = None;
        if !self.batch.is_empty() {
            (self.on_matches)(std::mem::take(&mut self.batch));
        }
    }

    /// The end of the search, with the exit status of its command.
    pub(super) fn end(mut self, status: u32) -> Result<Searched, Error> {
        self.tell();
        match status {
            _ if self.is_enough() => {}
            NO_FOLDER => {
                return Err(Error::PermissionDenied {
                    path: self.folder.clone(),
                    hint: Some("the folder cannot be entered".to_owned()),
                });
            }
            NO_GREP => {
                return Err(Error::SearchUnsupported(
                    "it has no grep, or another one than GNU's, such as BusyBox's".to_owned(),
                ));
            }
            status if !self.has_started() => {
                let reason = self.problems.take_stranger().unwrap_or_default();
                return Err(Error::SearchUnsupported(format!(
                    "`sh` does not run, but ends with {status}: {reason}"
                )));
            }
            FOUND | NOT_FOUND => {}
            ERRORS if !self.problems.is_empty() => {}
            status => self
                .problems
                .add(&format!("grep ended with status {status}")),
        }
        Ok(Searched {
            matches: self.matches,
            is_cut: self.is_enough(),
            problems: self.problems.finish(),
        })
    }
}

fn found(folder: &RemotePath, line: Line) -> Match {
    let (name, is_path_escaped) = shown(&line.name);
    Match {
        path: format!("{folder}/{name}"),
        is_path_escaped,
        line: line.number,
        text: line.text,
    }
}

/// A path as `grep` names it, below the folder, and whether it is escaped.
fn shown(name: &[u8]) -> (String, bool) {
    let name = name.strip_prefix(b"./").unwrap_or(name);
    match std::str::from_utf8(name) {
        Ok(name) => (name.to_owned(), false),
        Err(_) => (escaped(name), true),
    }
}
