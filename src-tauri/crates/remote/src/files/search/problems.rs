//! What a search could not look into.

/// As many as are told.
const MAX_PROBLEMS: usize = 20;
/// What is kept of a line; what is told of it.
const MAX_LINE_BYTES: usize = 4 << 10;
const MAX_CHARS: usize = 300;

/// The errors of `grep`, line by line, and what the app has to say of the search.
#[derive(Debug, Default)]
pub(super) struct Problems {
    told: Vec<String>,
    /// There were more.
    omitted: u64,
    line: Vec<u8>,
    /// The last line that is not `grep`'s: of `sudo`, or of the shell.
    stranger: Option<String>,
}

impl Problems {
    /// Takes what comes next of the standard error.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            let text = part.strip_suffix(b"\n").unwrap_or(part);
            let room = MAX_LINE_BYTES.saturating_sub(self.line.len());
            self.line.extend(text.iter().take(room));
            if text.len() < part.len() {
                self.end_line();
            }
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        match line.strip_prefix("grep: ") {
            Some(problem) => self.add(problem.strip_prefix("./").unwrap_or(problem)),
            None if line.trim().is_empty() => {}
            // Of those, much is idle talk: of a host name that `sudo` cannot resolve, of a start-up file.
            None => self.stranger = Some(shown(&line)),
        }
    }

    /// Adds one.
    pub(super) fn add(&mut self, problem: &str) {
        if self.told.len() < MAX_PROBLEMS {
            self.told.push(shown(problem));
        } else {
            self.omitted += 1;
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// What somebody else than `grep` has said last.
    pub(super) fn take_stranger(&mut self) -> Option<String> {
        self.end_line();
        self.stranger.take()
    }

    /// All of them; the last says how many more there are, if there are.
    pub(super) fn finish(mut self) -> Vec<String> {
        self.end_line();
        if self.omitted > 0 {
            self.told.truncate(MAX_PROBLEMS - 1);
            self.told.push(format!("and {} more", self.omitted + 1));
        }
        self.told
    }
}

/// One line, its control characters shown.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars().take(MAX_CHARS) {
        if character.is_control() {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_by_line_and_the_talk_of_others_is_not() {
        let mut problems = Problems::default();
        for piece in [
            &b"sudo: unable to resolve host x\ngr"[..],
            b"ep: ./a\x1b[1m: Permission",
            b" denied\ngrep: memory exhausted",
        ] {
            problems.push(piece);
        }
        assert_eq!(
            problems.take_stranger().as_deref(),
            Some("sudo: unable to resolve host x")
        );
        assert_eq!(
            problems.finish(),
            ["a\\u{1b}[1m: Permission denied", "memory exhausted"]
        );
    }

    #[test]
    fn of_many_problems_twenty_lines_are_told() {
        let mut problems = Problems::default();
        for number in 0..1_000 {
            problems.push(format!("grep: {number}: {}\n", "x".repeat(10_000)).as_bytes());
        }
        let told = problems.finish();
        assert_eq!(told.len(), 20);
        assert_eq!(told.last().unwrap(), "and 981 more");
        assert!(told.iter().all(|line| line.chars().count() <= 300));
    }
}
