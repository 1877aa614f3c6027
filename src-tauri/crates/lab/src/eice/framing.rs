//! How the endpoint puts an instance's bytes into frames. Bounds of frames mean nothing to a tunnel,
//! so a client must not care.

use bytes::Bytes;
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

/// How long a fragment is at most.
const FRAGMENT_BYTES: usize = 1_000;

/// How an instance's bytes come to a client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Framing {
    /// A frame for what came in together.
    #[default]
    Normal,
    /// A frame for every byte.
    OneByte,
    /// Messages of at least two frames: a first one and its continuations.
    Fragmented,
    /// A ping before every frame.
    Pings {
        /// How many there are before the first byte of a tunnel.
        flood: usize,
    },
}

impl Framing {
    /// What a tunnel begins with.
    pub(super) fn opening(self) -> Vec<Message> {
        match self {
            Self::Pings { flood } => (0..flood).map(ping).collect(),
            Self::Normal | Self::OneByte | Self::Fragmented => Vec::new(),
        }
    }

    /// The frames of some bytes.
    pub(super) fn frames(self, bytes: Bytes) -> Vec<Message> {
        match self {
            Self::Normal => vec![Message::Binary(bytes)],
            Self::OneByte => pieces(&bytes, 1).map(Message::Binary).collect(),
            Self::Fragmented => fragments(&bytes),
            Self::Pings { .. } => vec![ping(bytes.len()), Message::Binary(bytes)],
        }
    }
}

fn pieces(bytes: &Bytes, size: usize) -> impl Iterator<Item = Bytes> {
    bytes.chunks(size).map(|piece| bytes.slice_ref(piece))
}

/// The pieces as one message, ended by an empty frame.
fn fragments(bytes: &Bytes) -> Vec<Message> {
    let opcodes = std::iter::once(Data::Binary).chain(std::iter::repeat(Data::Continue));
    let open = pieces(bytes, FRAGMENT_BYTES)
        .zip(opcodes)
        .map(|(piece, opcode)| frame(piece, opcode, false));
    open.chain([frame(Bytes::new(), Data::Continue, true)])
        .collect()
}

fn frame(bytes: Bytes, opcode: Data, is_final: bool) -> Message {
    Message::Frame(Frame::message(bytes, OpCode::Data(opcode), is_final))
}

fn ping(number: usize) -> Message {
    Message::Ping(number.to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_are_one_binary_message_and_its_continuations() {
        let headers: Vec<_> = Framing::Fragmented
            .frames(Bytes::from(vec![7; 1_001]))
            .into_iter()
            .map(|message| match message {
                Message::Frame(frame) => (
                    frame.header().opcode,
                    frame.header().is_final,
                    frame.payload().len(),
                ),
                other => panic!("a frame, not {other:?}"),
            })
            .collect();
        let (binary, more) = (OpCode::Data(Data::Binary), OpCode::Data(Data::Continue));
        assert_eq!(
            headers,
            [(binary, false, 1_000), (more, false, 1), (more, true, 0)]
        );
    }
}
