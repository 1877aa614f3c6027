//! What may reach a log, and the last of it.

use std::{
    collections::VecDeque,
    io,
    sync::{Arc, Mutex, PoisonError},
};

use tracing::{Level, Metadata};
use tracing_subscriber::fmt::MakeWriter;

/// Dependencies that write signatures, tokens, URLs or key material at `debug` and `trace`.
const TALKATIVE: [&str; 14] = [
    "aws_",
    "h2",
    "hyper",
    "quick_xml",
    "reqwest",
    "russh",
    "rustls",
    "sqlx",
    "tokio_tungstenite",
    "tower",
    "tungstenite",
    "want",
    "mio",
    "ssh_",
];
/// Bytes of the log that are remembered.
const REMEMBERED_BYTES: usize = 64 << 10;

/// Whether an event may be logged, whatever the filter asks for: `debug` and `trace` of dependencies that handle secrets may not.
pub fn is_safe_to_log(metadata: &Metadata<'_>) -> bool {
    let is_talkative = TALKATIVE
        .iter()
        .any(|name| metadata.target().starts_with(name));
    !is_talkative || *metadata.level() <= Level::INFO
}

/// The last 64 KiB of the log, for a bug report. A writer of a `tracing_subscriber` layer; clones share it.
#[derive(Debug, Clone, Default)]
pub struct RecentLog(Arc<Mutex<VecDeque<u8>>>);

impl RecentLog {
    /// What was logged, from the first whole line that is remembered.
    pub fn text(&self) -> String {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let text = String::from_utf8_lossy(kept.make_contiguous()).into_owned();
        if kept.len() < REMEMBERED_BYTES {
            return text;
        }
        drop(kept);
        text.split_once('\n')
            .map_or_else(String::new, |(_, whole)| whole.to_owned())
    }
}

impl io::Write for RecentLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(bytes);
        let excess = kept.len().saturating_sub(REMEMBERED_BYTES);
        kept.drain(..excess);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for RecentLog {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn only_the_last_whole_lines_are_remembered() {
        let mut log = RecentLog::default();
        log.write_all(b"first\n").unwrap();
        assert_eq!(log.text(), "first\n");
        for number in 0..20_000 {
            writeln!(log, "line {number}").unwrap();
        }
        let text = log.text();
        assert!(
            text.len() <= REMEMBERED_BYTES && text.starts_with("line "),
            "{}",
            &text[..20]
        );
        assert!(text.ends_with("line 19999\n"));
    }
}
