//! Which handle the server gives out next.
//!
//! OpenSSH's server numbers handles: an OPEN takes the number that was freed last, else the next new one, and a failed one takes none.
//! It does what it is asked in order. So the number is known before the server has heard of the file, and what is to be done with the
//! handle can be asked for along with it: a round trip less.
//!
//! The mirror hears of every request and every answer of a channel. What has been answered is certain, what is on its way is played
//! forward from there. It tells nothing while an OPEN is on its way that may fail, and never again once the server has given out another
//! number than it should, or has answered out of turn. A channel that is new is believed to count like OpenSSH's: its first handle shows
//! whether it does, and nothing else is open then that could be mistaken for it.
//!
//! Source: OpenSSH `sftp-server.c`, `handle_new` and `handle_close`; checked against it by a property test.

use std::collections::VecDeque;

use super::wire::Answer;

/// As OpenSSH writes it: 4 bytes, big-endian.
pub(super) type Number = [u8; 4];

/// An OPEN or OPENDIR, or a CLOSE, that has no answer yet.
#[derive(Debug, Clone, Copy)]
enum Sent {
    /// Whether it is expected to succeed.
    Open {
        is_expected: bool,
    },
    Close(u32),
}

/// What a server has for its handles, as one knows it from outside.
#[derive(Debug, Clone, Default)]
struct Numbers {
    /// The last is taken first.
    freed: Vec<u32>,
    next: u32,
}

impl Numbers {
    fn take(&mut self) -> u32 {
        self.freed.pop().unwrap_or_else(|| {
            let number = self.next;
            self.next = number.wrapping_add(1);
            number
        })
    }
}

/// The server's numbers, mirrored.
#[derive(Debug, Default)]
pub(super) struct Mirror {
    numbers: Numbers,
    /// In the order in which they were sent, by the number of the request.
    sent: VecDeque<(u32, Sent)>,
    /// The request that is to be answered next.
    next_answer: u32,
    is_wrong: bool,
}

impl Mirror {
    /// Whether the server has counted as OpenSSH's does so far.
    pub(super) fn is_right(&self) -> bool {
        !self.is_wrong
    }

    /// The server counts otherwise.
    pub(super) fn give_up(&mut self) {
        self.is_wrong = true;
        self.sent.clear();
    }

    /// What the next OPEN gets if it succeeds.
    pub(super) fn next(&self) -> Option<Number> {
        if self.is_wrong {
            return None;
        }
        let mut numbers = self.numbers.clone();
        for (_, sent) in &self.sent {
            match sent {
                Sent::Open { is_expected: false } => return None,
                Sent::Open { is_expected: true } => drop(numbers.take()),
                Sent::Close(number) => numbers.freed.push(*number),
            }
        }
        Some(numbers.take().to_be_bytes())
    }

    /// An OPEN or OPENDIR is sent as request `id`.
    pub(super) fn opens(&mut self, id: u32, is_expected: bool) {
        self.push(id, Sent::Open { is_expected });
    }

    /// A CLOSE of `handle` is sent as request `id`.
    pub(super) fn closes(&mut self, id: u32, handle: &[u8]) {
        match <Number>::try_from(handle) {
            Ok(number) => self.push(id, Sent::Close(u32::from_be_bytes(number))),
            Err(_) => self.give_up(),
        }
    }

    /// The server answers request `id`.
    pub(super) fn answered(&mut self, id: u32, answer: &Answer) {
        if id != self.next_answer {
            self.give_up();
        }
        self.next_answer = id.wrapping_add(1);
        let Some((_, sent)) = self.sent.pop_front_if(|(first, _)| *first == id) else {
            return;
        };
        match (sent, answer) {
            (Sent::Open { .. }, Answer::Handle(handle)) => {
                let expected = self.numbers.take().to_be_bytes();
                if **handle != expected {
                    self.give_up();
                }
            }
            (Sent::Open { .. }, _) => {}
            // The number is free whatever the file system says to the close.
            (Sent::Close(number), _) => self.numbers.freed.push(number),
        }
    }

    fn push(&mut self, id: u32, sent: Sent) {
        if !self.is_wrong {
            self.sent.push_back((id, sent));
        }
    }
}
