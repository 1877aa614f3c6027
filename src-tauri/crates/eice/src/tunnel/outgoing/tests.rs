use futures_util::task::noop_waker;
use tokio::io::{AsyncReadExt, duplex};

use super::*;

fn is_full(outgoing: &mut Outgoing, stream: &mut tokio::io::DuplexStream) -> bool {
    let waker = noop_waker();
    let mut cx = Context::from_waker(&waker);
    outgoing.poll_flush(stream, &mut cx).is_pending()
}

/// Header and unmasked payload of the frames in `bytes`.
fn frames(bytes: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut rest = bytes;
    let mut frames = Vec::new();
    while !rest.is_empty() {
        let (first, second) = (rest[0], rest[1]);
        assert_eq!(second & 0x80, 0x80, "a client masks");
        let length = usize::from(second & 0x7f);
        assert!(length < 126, "small frames only");
        let mask = &rest[2..6];
        let payload = rest[6..6 + length].iter().zip(mask.iter().cycle());
        frames.push((first, payload.map(|(byte, key)| byte ^ key).collect()));
        rest = &rest[6 + length..];
    }
    frames
}

#[tokio::test]
async fn of_many_pings_that_wait_the_last_one_is_answered() {
    let (mut ours, mut theirs) = duplex(8);
    let mut outgoing = Outgoing::default();
    outgoing.data(b"0123456789");
    assert!(is_full(&mut outgoing, &mut ours), "the peer does not read");
    for number in 0..10_000_u32 {
        outgoing.pong(Bytes::copy_from_slice(&number.to_be_bytes()));
        assert!(is_full(&mut outgoing, &mut ours));
    }
    assert!(outgoing.frame.capacity() < 1024, "nothing piles up");
    let mut received = Vec::new();
    let reading = async {
        while received.len() < 16 + 10 {
            theirs.read_buf(&mut received).await.unwrap();
        }
    };
    let flushing = std::future::poll_fn(|cx| outgoing.poll_flush(&mut ours, cx));
    let ((), flushed) = futures_util::future::join(reading, flushing).await;
    flushed.unwrap();
    assert_eq!(
        frames(&received),
        [
            (0x82, b"0123456789".to_vec()),
            (0x8a, 9_999_u32.to_be_bytes().to_vec())
        ]
    );
}

#[test]
fn nothing_is_said_after_the_last_word() {
    let mut outgoing = Outgoing::default();
    outgoing.pong(Bytes::from_static(b"late"));
    outgoing.close(1000);
    assert!(outgoing.is_closed() && outgoing.pong.is_none());
    outgoing.pong(Bytes::from_static(b"later"));
    outgoing.close(1002);
    assert!(outgoing.pong.is_none());
    assert_eq!(outgoing.close, Some(1000), "the first close counts");
}

#[test]
fn no_bytes_are_not_a_frame() {
    let mut outgoing = Outgoing::default();
    assert_eq!(outgoing.data(b""), 0);
    assert!(!outgoing.is_pending());
    assert_eq!(outgoing.data(&vec![0; 65_001]), 65_000);
    assert_eq!(outgoing.frame.len(), 8 + 65_000);
}
