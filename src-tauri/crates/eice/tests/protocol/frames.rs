//! What a tunnel must make of any bytes: a naive reading with everything in memory, to compare the real one with.

use std::io;

use eice::Tunnel;
use proptest::{collection::vec, prelude::*};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

/// How a stream of frames ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// With a CLOSE, and its code.
    Closed(Option<u16>),
    /// With what no websocket server may send.
    Violated,
    /// In the middle, or between two frames.
    Cut,
}

/// The payload and the end of `bytes`, by RFC 6455 §5 read literally.
pub(crate) fn expected(bytes: &[u8]) -> (Vec<u8>, End) {
    let mut payload = Vec::new();
    let mut rest = bytes;
    let mut is_fragmented = false;
    loop {
        let Some((first, length, body)) = header(rest) else {
            return (payload, End::Cut);
        };
        let (is_final, reserved, opcode) = (first & 0x80 != 0, first & 0x70, first & 0x0f);
        let is_masked = rest[1] & 0x80 != 0;
        let is_allowed = match opcode {
            0 => is_fragmented && length >> 63 == 0,
            2 => !is_fragmented && length >> 63 == 0,
            8..=10 => is_final && length <= 125,
            _ => false,
        };
        if !is_allowed || is_masked || reserved != 0 {
            return (payload, End::Violated);
        }
        let at_hand = body
            .len()
            .min(usize::try_from(length).unwrap_or(usize::MAX));
        let (content, after) = body.split_at(at_hand);
        let is_whole = at_hand as u64 == length;
        match (opcode, is_whole) {
            (0 | 2, _) => {
                payload.extend_from_slice(content);
                is_fragmented = !is_final;
            }
            (8, true) => {
                let end = match content {
                    [] => End::Closed(None),
                    [_] => End::Violated,
                    [high, low, ..] => End::Closed(Some(u16::from_be_bytes([*high, *low]))),
                };
                return (payload, end);
            }
            _ => {}
        }
        if !is_whole {
            return (payload, End::Cut);
        }
        rest = after;
    }
}

/// First byte, length and what follows the header; `None` when the header is not whole.
fn header(bytes: &[u8]) -> Option<(u8, u64, &[u8])> {
    let (&first, &second) = (bytes.first()?, bytes.get(1)?);
    let mask = if second & 0x80 == 0 { 0 } else { 4 };
    let (length, size) = match second & 0x7f {
        126 => (
            u64::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)),
            4,
        ),
        127 => (u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?), 10),
        short => (u64::from(short), 2),
    };
    Some((first, length, bytes.get(size + mask..)?))
}

/// What a peer does: its bytes, how they are cut, and whether it reads what it is sent.
#[derive(Debug, Clone)]
pub(crate) struct Script {
    pub(crate) bytes: Vec<u8>,
    /// How many bytes go out at once.
    pub(crate) piece: usize,
    /// How many bytes fit on the way.
    pub(crate) room: usize,
    /// How many bytes are read from the tunnel at once.
    pub(crate) gulp: usize,
    pub(crate) is_reading: bool,
}

/// Plays `script` to a tunnel until the tunnel ends.
pub(crate) async fn play(script: &Script) -> (Vec<u8>, End) {
    let (ours, theirs) = duplex(script.room);
    let mut tunnel = Tunnel::new(ours, bytes::Bytes::new());
    let monitor = tunnel.monitor();
    let reading = async move {
        let mut payload = Vec::new();
        let mut gulp = vec![0; script.gulp];
        loop {
            match tunnel.read(&mut gulp).await {
                Ok(0) => return (payload, None),
                Ok(read) => payload.extend_from_slice(&gulp[..read]),
                Err(error) => return (payload, Some(error.kind())),
            }
        }
    };
    let ((payload, error), ()) = tokio::join!(reading, act(theirs, script));
    let end = match error {
        None => End::Closed(monitor.close().unwrap().code),
        Some(io::ErrorKind::InvalidData) => End::Violated,
        Some(io::ErrorKind::UnexpectedEof) => End::Cut,
        Some(other) => panic!("{other:?}"),
    };
    (payload, end)
}

async fn act(theirs: DuplexStream, script: &Script) {
    let (mut from_tunnel, mut to_tunnel) = tokio::io::split(theirs);
    let writing = async {
        for piece in script.bytes.chunks(script.piece) {
            // The tunnel may have ended already.
            if to_tunnel.write_all(piece).await.is_err() {
                break;
            }
        }
        drop(to_tunnel.shutdown().await);
    };
    let listening = async {
        if script.is_reading {
            let mut heard = Vec::new();
            drop(from_tunnel.read_to_end(&mut heard).await);
        }
    };
    tokio::join!(writing, listening);
}

/// A frame with this first byte; its length is encoded in `width` bytes, or in as few as it needs.
fn frame(first: u8, width: u8, payload: &[u8]) -> Vec<u8> {
    let length = payload.len();
    let mut frame = vec![first];
    match (width, length) {
        (8, _) | (_, 65_536..) => {
            frame.push(127);
            frame.extend_from_slice(&(length as u64).to_be_bytes());
        }
        (2, _) | (_, 126..) => {
            frame.push(126);
            frame.extend_from_slice(&u16::try_from(length).unwrap().to_be_bytes());
        }
        _ => frame.push(u8::try_from(length).unwrap()),
    }
    frame.extend_from_slice(payload);
    frame
}

fn width() -> impl Strategy<Value = u8> {
    prop_oneof![12 => Just(0_u8), 1 => Just(2), 1 => Just(8)]
}

fn payload() -> impl Strategy<Value = Vec<u8>> {
    let length = prop_oneof![12 => 0..130_usize, 4 => 130..400_usize, 1 => 65_500..66_000_usize];
    (length, any::<u8>()).prop_map(|(length, fill)| {
        let byte = |at: usize| fill.wrapping_add(at.to_le_bytes()[0]);
        (0..length).map(byte).collect()
    })
}

/// PING or PONG, of allowed length.
fn control() -> impl Strategy<Value = Vec<u8>> {
    let first = prop_oneof![3 => Just(0x89_u8), 1 => Just(0x8a)];
    (first, width(), vec(any::<u8>(), 0..126))
        .prop_map(|(first, width, payload)| frame(first, width, &payload))
}

/// A message in one frame or in several, with control frames between them.
fn message() -> impl Strategy<Value = Vec<u8>> {
    let fragment = (width(), payload(), proptest::option::of(control()));
    vec(fragment, 1..4).prop_map(|fragments| {
        let last = fragments.len() - 1;
        let mut bytes = Vec::new();
        for (at, (width, payload, control)) in fragments.into_iter().enumerate() {
            let opcode = if at == 0 { 2 } else { 0 };
            let fin = if at == last { 0x80 } else { 0 };
            bytes.extend(frame(fin | opcode, width, &payload));
            bytes.extend(control.unwrap_or_default());
        }
        bytes
    })
}

/// What may be wrong: any first byte, any second byte, or no frame at all.
fn wild() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        (any::<u8>(), width(), payload())
            .prop_map(|(first, width, payload)| frame(first, width, &payload)),
        vec(any::<u8>(), 0..40),
        (0x88..=0x8a_u8, width(), vec(any::<u8>(), 120..130))
            .prop_map(|(first, width, payload)| frame(first, width, &payload)),
    ]
}

/// How a stream may end: with CLOSE of any length, or cut.
fn ending() -> impl Strategy<Value = Vec<u8>> {
    let close = prop_oneof![0..4_usize, 4..126_usize]
        .prop_flat_map(|length| vec(any::<u8>(), length))
        .prop_map(|payload| frame(0x88, 0, &payload));
    prop_oneof![3 => close.boxed(), 1 => Just(Vec::new()).boxed(), 1 => wild().boxed()]
}

/// Messages, PINGs, now and then something wrong, and an end; with any way of cutting it.
pub(crate) fn script() -> impl Strategy<Value = Script> {
    let part = prop_oneof![
        12 => message().boxed(),
        6 => control().boxed(),
        1 => wild().boxed(),
    ];
    let piece = prop_oneof![Just(1_usize), 2..20_usize, Just(4096_usize)];
    let cuts = (piece, 1..300_usize, 1..5_000_usize, any::<bool>());
    (vec(part, 0..6), ending(), cuts).prop_map(|(parts, ending, cuts)| {
        let bytes = [parts.concat(), ending].concat();
        let (piece, room, gulp, is_reading) = cuts;
        // One byte at a time is for what is short.
        let scale = 1 + bytes.len() / 2048;
        Script {
            bytes,
            piece: piece * scale,
            room: room * scale,
            gulp,
            is_reading,
        }
    })
}
