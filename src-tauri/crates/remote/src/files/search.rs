//! Searching the content of files: the instance's own `grep`, on a channel of its own.
//!
//! It is the one operation that needs a shell there. What runs is fixed text; the searched text and the folder are its arguments, and go
//! through one function that quotes them. Where the folder leads is asked over SFTP first, as for every other operation, and links in it
//! are not followed.

mod command;
mod excerpt;
mod finder;
mod heard;
mod lines;
mod problems;
mod run;

use super::Files;
use crate::{Access, Error, RemotePath};

/// Matching lines of one file; `grep` goes on with the next.
const MAX_LINES_PER_FILE: u64 = 200;
/// Matching lines in all; then the search ends.
const MAX_LINES: u64 = 2_000;

/// A text that can be searched for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchText(String);

impl SearchText {
    /// The longest, in characters.
    pub const MAX_CHARS: usize = 1_000;

    /// Checks a text: `grep` takes one with several lines for several texts.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidSearch`] for an empty text, one with a line break or a NUL, and one of more than 1,000 characters.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let problem = if text.is_empty() {
            "it is empty"
        } else if text.contains('\n') {
            "it has more than one line"
        } else if text.contains('\0') {
            "it holds a NUL character"
        } else if text.chars().count() > Self::MAX_CHARS {
            "it is longer than 1,000 characters"
        } else {
            return Ok(Self(text.to_owned()));
        };
        Err(Error::InvalidSearch(problem))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether upper and lower case differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// They do. Text that is not UTF-8 is searched as well.
    Sensitive,
    /// They do not. A file that is not UTF-8 counts as binary.
    Ignored,
}

/// A line that holds the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// Absolute path of its file.
    pub path: String,
    /// Some name in the path is not UTF-8: the path is shown with escapes, and opens nothing.
    pub is_path_escaped: bool,
    /// Counts from 1.
    pub line: u64,
    /// The line, without its end: at most 400 characters around the first find, with `…` where more follows. Bytes that are not UTF-8
    /// are shown as such.
    pub text: String,
}

/// How a search ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Searched {
    /// Matching lines that were told.
    pub matches: u64,
    /// It was stopped at 2,000 lines.
    pub is_cut: bool,
    /// What could not be searched: at most 20.
    pub problems: Vec<String>,
}

impl Files<'_> {
    /// Finds the lines of the files below `folder` that hold `text`, and tells them in pieces: 100 lines, or what has come within 50 ms.
    ///
    /// Binary files, `.git`, `node_modules`, `__pycache__` and what writes have left are passed over; of a file 200 lines are told, and
    /// 2,000 in all. Under a root of the super user it runs as root, and as the OS user where `sudo` refuses, which is one of the
    /// problems then. It takes at most 5 minutes, of which 60 s without an answer.
    ///
    /// # Wire
    ///
    /// `exec` on a channel: `grep` of GNU, started by `sh`. The login shell may be any that knows single quotes as `sh`, `csh` or `fish`
    /// do; a folder with a line break in its name needs another than `csh`.
    ///
    /// # Errors
    ///
    /// Those of [`Files::list`] for the folder, [`Error::SearchUnsupported`] for another `grep`, [`Error::ChannelRefused`] while too many other
    /// searches run, [`Error::TimedOut`], [`Error::TunnelLost`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future closes the channel, and `grep` ends.
    pub async fn search(
        &self,
        folder: &RemotePath,
        text: &SearchText,
        case: Case,
        on_matches: &mut (dyn FnMut(Vec<Match>) + Send),
    ) -> Result<Searched, Error> {
        let place = self.place(folder).await?;
        let real = self
            .run(&place, async {
                let real = place.resolve(folder).await?;
                let looked = place.sftp.stat(real.as_str()).await;
                let looked = looked.map_err(|error| Error::from_sftp(error, folder))?;
                if looked.is_folder() {
                    return Ok(real);
                }
                Err(Error::InvalidPath {
                    path: folder.to_string(),
                    reason: "it is not a folder".to_owned(),
                })
            })
            .await?;
        let search = run::Search {
            session: self.session,
            folder,
            real: &real,
            text,
            case,
        };
        let (_, access, _) = self.root_of(folder)?;
        let mut problems = problems::Problems::default();
        let who = match (access, &place.read_only_reason) {
            (Access::Elevated, None) => command::As::Root,
            (Access::Elevated, Some(reason)) => {
                problems.add(&format!("searched as the OS user: {reason}"));
                command::As::User
            }
            (Access::User, _) => command::As::User,
        };
        search.run(who, problems, on_matches).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_line_of_bounded_length() {
        for text in ["x", "'; touch /tmp/x; '", &"ü".repeat(1_000), "\r"] {
            assert_eq!(SearchText::parse(text).unwrap().as_str(), text);
        }
        for text in ["", "a\nb", "\n", "a\0", &"x".repeat(1_001)] {
            assert!(SearchText::parse(text).is_err(), "{text:?}");
        }
    }
}
