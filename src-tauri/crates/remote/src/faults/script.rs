//! What a server does, step by step.

use std::time::Duration;

use russh::Limits;

use super::shelf::Shelf;

/// What proftpd says that it is.
pub(super) const MOD_SFTP: &str = "SSH-2.0-mod_sftp";

/// What the server does when it is asked to.
#[derive(Clone)]
pub(super) struct Script {
    pub(super) banner: &'static str,
    pub(super) authentication: Authentication,
    pub(super) opening: Opening,
    /// What answers for files of the OS user.
    pub(super) subsystem: Program,
    /// What answers for files of root.
    pub(super) command: Program,
    /// sshd's `MaxSessions`.
    pub(super) most_channels: usize,
    /// What the client may write to a channel, which is granted twice and never again; `None` for no end.
    pub(super) window: Option<u32>,
    /// When the server starts a key exchange.
    pub(super) limits: Limits,
    pub(super) shelf: Shelf,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            banner: "SSH-2.0-OpenSSH_0.0 Faults",
            authentication: Authentication::Accept,
            opening: Opening::Accept,
            subsystem: Program::Sftp,
            command: Program::Sftp,
            most_channels: 10,
            window: None,
            limits: Limits::default(),
            shelf: Shelf::default(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Authentication {
    Accept,
    Refuse,
    /// The connection ends in the place of an answer.
    Cut,
    Never,
}

#[derive(Clone)]
pub(super) enum Opening {
    Accept,
    Refuse,
    Never,
    /// Late, as many a busy server.
    After(Duration),
}

#[derive(Clone)]
pub(super) enum Program {
    /// Serves the shelf.
    Sftp,
    /// Refuses to start.
    Declined,
    /// Does not even answer whether it starts.
    Unanswered,
    /// Starts, reads and says nothing.
    Silent,
    /// Says this at its start, and then serves the shelf.
    Prints(&'static [u8]),
    /// Answers the version of SFTP, and the first request with this; then it floods the channel, if asked to.
    Answers(&'static [u8], Flood),
}

#[derive(Clone, Copy)]
pub(super) enum Flood {
    No,
    /// Messages of this many bytes, without end.
    Of(usize),
}
