//! Finds the end of the first key exchange in a stream of SSH, by its framing alone: until then packets are plain (RFC 4253,
//! sections 4.2, 6 and 7.3).

/// `SSH_MSG_NEWKEYS`.
const NEW_KEYS: u8 = 21;
/// Length of the packet, length of its padding, type of its message.
const HEADER_BYTES: usize = 6;
/// RFC 4253 asks for 35,000 at least, and OpenSSH takes 256 KiB.
const MAX_PACKET_BYTES: usize = 256 << 10;

/// Looks at one direction of a connection, piece by piece.
#[derive(Debug)]
pub(super) struct Scanner(State);

#[derive(Debug)]
enum State {
    /// Lines before and up to the version; how a line begins, and how many bytes of it there were.
    Line { start: [u8; 4], length: usize },
    /// In a packet's header, with so many of its bytes.
    Header {
        bytes: [u8; HEADER_BYTES],
        length: usize,
    },
    /// So many bytes until the next packet.
    Body(usize),
    /// Nothing more is looked for.
    Over,
}

impl Scanner {
    pub(super) fn new() -> Self {
        Self(State::Line {
            start: [0; 4],
            length: 0,
        })
    }

    /// How many of `bytes` come before the other side can know that the key exchange is over; `None` while it goes on, and
    /// after it has been told once. What is not SSH is told at once, so that nobody waits for its end.
    pub(super) fn find_end(&mut self, bytes: &[u8]) -> Option<usize> {
        for (at, &byte) in bytes.iter().enumerate() {
            match &mut self.0 {
                State::Line { start, length } => {
                    if let Some(place) = start.get_mut(*length) {
                        *place = byte;
                    }
                    *length += 1;
                    if byte == b'\n' {
                        self.0 = if start == b"SSH-" {
                            packet()
                        } else {
                            Self::new().0
                        };
                    }
                }
                State::Header { bytes, length } => {
                    if let Some(place) = bytes.get_mut(*length) {
                        *place = byte;
                    }
                    *length += 1;
                    if *length == HEADER_BYTES {
                        let [a, b, c, d, _, kind] = *bytes;
                        let packet_bytes = u32::from_be_bytes([a, b, c, d]) as usize;
                        if kind == NEW_KEYS || !(3..=MAX_PACKET_BYTES).contains(&packet_bytes) {
                            self.0 = State::Over;
                            // A packet that lacks its last bytes is not acted on.
                            return Some(at);
                        }
                        // The length counts neither itself nor, here, what has been read after it.
                        self.0 = State::Body(packet_bytes - 2);
                    }
                }
                State::Body(rest) => {
                    *rest -= 1;
                    if *rest == 0 {
                        self.0 = packet();
                    }
                }
                State::Over => return None,
            }
        }
        None
    }

    /// Whether the end has been told.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.0, State::Over)
    }
}

fn packet() -> State {
    State::Header {
        bytes: [0; HEADER_BYTES],
        length: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(kind: u8, payload_bytes: usize) -> Vec<u8> {
        let padding = 4;
        let length = u32::try_from(1 + 1 + payload_bytes + padding).unwrap();
        let mut packet = length.to_be_bytes().to_vec();
        packet.extend([u8::try_from(padding).unwrap(), kind]);
        packet.resize(packet.len() + payload_bytes + padding, NEW_KEYS);
        packet
    }

    fn exchange() -> (Vec<u8>, usize) {
        let mut stream = b"SSH me not\r\nSSH-2.0-OpenSSH_9.2p1 Debian\r\n".to_vec();
        stream.extend(packet(20, 1_500));
        stream.extend(packet(31, 300));
        let end = stream.len() + HEADER_BYTES - 1;
        stream.extend(packet(NEW_KEYS, 0));
        stream.extend([0xff; 500]);
        (stream, end)
    }

    #[test]
    fn the_end_is_found_however_the_stream_is_cut() {
        let (stream, end) = exchange();
        for piece in [1, 2, 3, 7, 64, 1_000, stream.len()] {
            let mut scanner = Scanner::new();
            let found: Vec<_> = stream
                .chunks(piece)
                .enumerate()
                .filter_map(|(index, bytes)| Some(index * piece + scanner.find_end(bytes)?))
                .collect();
            assert_eq!(found, [end], "in pieces of {piece}");
            assert!(scanner.is_over());
        }
    }

    #[test]
    fn what_comes_before_the_end_is_not_the_whole_packet() {
        let (stream, _) = exchange();
        let mut scanner = Scanner::new();
        let before = scanner.find_end(&stream).unwrap();
        let rest = &stream[before..];
        assert_eq!(rest[0], NEW_KEYS, "its type is still to come");
    }

    #[test]
    fn what_is_not_ssh_is_told_at_once() {
        for length in [0, 2, 0xffff_ffff_u32] {
            let mut stream = b"SSH-2.0-x\n".to_vec();
            stream.extend(length.to_be_bytes());
            stream.extend([4, 20, 0, 0]);
            assert!(Scanner::new().find_end(&stream).is_some(), "{length}");
        }
    }
}
