//! What is known of a tunnel from outside, also after its end.

use std::{
    fmt, io,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

/// The endpoint's CLOSE: why it has ended a tunnel.
///
/// `Display` is code and reason, such as `1011 Unable to connect to target`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// RFC 6455 §7.4: 1000 is a normal end, as is `None`, a CLOSE without a code. Which codes an endpoint uses is not documented.
    pub code: Option<u16>,
    /// The endpoint's own text, often the only diagnosis: at most 123 characters, without control characters, often empty.
    pub reason: String,
}

impl fmt::Display for Close {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            None => f.write_str("closed without a reason"),
            Some(code) if self.reason.is_empty() => write!(f, "{code}"),
            Some(code) => write!(f, "{code} {}", self.reason),
        }
    }
}

/// How a tunnel has ended. Stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum End {
    /// The peer has sent CLOSE.
    Closed(Close),
    /// The peer is gone without a word.
    Vanished,
    /// The peer does not speak websocket.
    Violated(&'static str),
}

impl End {
    /// What a reader gets.
    pub(super) fn as_read(&self) -> io::Result<()> {
        match self {
            Self::Closed(_) => Ok(()),
            Self::Vanished => Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the endpoint hung up without closing the tunnel",
            )),
            Self::Violated(text) => Err(io::Error::new(io::ErrorKind::InvalidData, *text)),
        }
    }
}

/// Looks into a tunnel from outside, also after its end. Clones look into the same one.
#[derive(Debug, Clone, Default)]
pub struct TunnelMonitor(Arc<Watched>);

#[derive(Debug, Default)]
struct Watched {
    bytes_read: AtomicU64,
    bytes_written: AtomicU64,
    end: OnceLock<End>,
}

impl TunnelMonitor {
    /// Payload bytes that came out of the tunnel.
    pub fn bytes_read(&self) -> u64 {
        self.0.bytes_read.load(Ordering::Relaxed)
    }

    /// Payload bytes that went into the tunnel; at most one frame of 65,000 bytes of them is not on the wire yet.
    pub fn bytes_written(&self) -> u64 {
        self.0.bytes_written.load(Ordering::Relaxed)
    }

    /// The endpoint's CLOSE; `None` while open, and after an end without one. It is seen by reading.
    pub fn close(&self) -> Option<Close> {
        match self.end()? {
            End::Closed(close) => Some(close.clone()),
            End::Vanished | End::Violated(_) => None,
        }
    }

    /// Why the tunnel has ended, in words: code and reason of the endpoint's CLOSE, such as `1011 Unable to connect to target`, or
    /// what was not a websocket's; `None` while open or after a silent end.
    pub fn close_reason(&self) -> Option<String> {
        match self.end()? {
            End::Closed(close) => Some(close.to_string()),
            End::Vanished => None,
            End::Violated(text) => Some((*text).to_owned()),
        }
    }

    pub(super) fn end(&self) -> Option<&End> {
        self.0.end.get()
    }

    /// Notes the end. The first one counts.
    pub(super) fn ended(&self, end: End) {
        if let Err(later) = self.0.end.set(end) {
            tracing::debug!(?later, "a tunnel ended twice");
        }
    }

    pub(super) fn read(&self, bytes: usize) {
        self.0.bytes_read.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(super) fn written(&self, bytes: usize) {
        self.0
            .bytes_written
            .fetch_add(bytes as u64, Ordering::Relaxed);
    }
}
