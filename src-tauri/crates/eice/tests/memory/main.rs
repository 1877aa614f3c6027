//! How much memory a peer can make a tunnel take, counted by the allocator.
//!
//! A binary of its own, because the allocator counts everything in its process; one test at a time, for the same reason.
#![expect(clippy::unwrap_used, reason = "a test's peer fails loudly")]

use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use eice::Tunnel;
use futures_util::FutureExt;
use peak_alloc::PeakAlloc;
use tokio::{
    io::{AsyncWriteExt, DuplexStream, copy, duplex, sink},
    runtime::Builder,
};

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// What a tunnel may take: its buffers of 64 KiB and one frame, with room for the copy's and the runtime's own.
const BOUND: usize = 384 << 10;
const ROOM: usize = 16 << 10;
static PIECE: [u8; 16 << 10] = [7; 16 << 10];

/// The most memory that `run` has had beyond what there was before.
fn peak_of<F: Future<Output = ()>>(
    run: impl FnOnce(Tunnel<DuplexStream>, DuplexStream) -> F,
) -> usize {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = Builder::new_current_thread().build().unwrap();
    let (ours, theirs) = duplex(ROOM);
    let tunnel = Tunnel::new(ours, Bytes::new());
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    runtime.block_on(Box::pin(run(tunnel, theirs)));
    ALLOCATOR.peak_usage().saturating_sub(before)
}

/// Reads `tunnel` to its end beside `sending`, and gives how many bytes there were.
async fn swallow(mut tunnel: Tunnel<DuplexStream>, sending: impl Future<Output = ()>) -> u64 {
    let mut nowhere = sink();
    let (read, ()) = tokio::join!(copy(&mut tunnel, &mut nowhere), sending);
    read.unwrap()
}

#[test]
fn a_frame_of_16_mib_costs_no_more_than_a_small_one() {
    let peak = peak_of(|tunnel, mut peer| async move {
        let sending = async move {
            for _ in 0..4 {
                peer.write_all(&[0x82, 127, 0, 0, 0, 0, 1, 0, 0, 0])
                    .await
                    .unwrap();
                for _ in 0..1024 {
                    peer.write_all(&PIECE).await.unwrap();
                }
            }
            peer.write_all(&[0x88, 0]).await.unwrap();
        };
        assert_eq!(swallow(tunnel, sending).await, 64 << 20);
    });
    assert!(peak < BOUND, "{peak} bytes");
}

#[test]
fn a_message_that_never_ends_costs_no_more_than_a_frame() {
    let peak = peak_of(|tunnel, mut peer| async move {
        let sending = async move {
            peer.write_all(&[0x02, 0]).await.unwrap();
            for _ in 0..4096 {
                peer.write_all(&[0x00, 126, 0x40, 0]).await.unwrap();
                peer.write_all(&PIECE).await.unwrap();
            }
            peer.write_all(&[0x88, 0]).await.unwrap();
        };
        assert_eq!(swallow(tunnel, sending).await, 64 << 20);
    });
    assert!(peak < BOUND, "{peak} bytes");
}

#[test]
fn frames_of_one_byte_and_of_none_pile_up_nowhere() {
    let peak = peak_of(|tunnel, mut peer| async move {
        let sending = async move {
            let frames = [0x82, 1, 7, 0x82, 0, 0x8a, 0].repeat(1_000);
            for _ in 0..300 {
                peer.write_all(&frames).await.unwrap();
            }
            peer.write_all(&[0x88, 0]).await.unwrap();
        };
        assert_eq!(swallow(tunnel, sending).await, 300_000);
    });
    assert!(peak < BOUND, "{peak} bytes");
}

#[test]
fn a_ping_flood_without_a_reader_of_pongs_piles_up_nowhere() {
    let peak = peak_of(|tunnel, peer| async move {
        let (from_tunnel, mut to_tunnel) = tokio::io::split(peer);
        let sending = async move {
            let mut ping = vec![0x89, 125];
            ping.resize(127, b'p');
            let pings = ping.repeat(100);
            for _ in 0..3_000 {
                to_tunnel.write_all(&pings).await.unwrap();
            }
            to_tunnel.write_all(&[0x88, 0]).await.unwrap();
        };
        assert_eq!(
            swallow(tunnel, sending).await,
            0,
            "300,000 PINGs are no bytes"
        );
        drop(from_tunnel);
    });
    assert!(peak < BOUND, "{peak} bytes");
}

#[test]
fn a_peer_that_does_not_read_makes_a_writer_wait_with_one_frame_at_most() {
    let peak = peak_of(|mut tunnel, peer| async move {
        let mut written = 0;
        while let Some(sent) = tunnel.write(&PIECE).now_or_never() {
            written += sent.unwrap();
        }
        assert!(
            written <= 2 * ROOM,
            "{written} bytes were taken for {ROOM} on the way"
        );
        drop(peer);
    });
    assert!(peak < BOUND, "{peak} bytes");
}

#[test]
fn a_reader_that_does_not_read_takes_nothing_from_the_peer() {
    let peak = peak_of(|tunnel, mut peer| async move {
        let mut sent = 0;
        while let Some(taken) = peer.write(&PIECE).now_or_never() {
            sent += taken.unwrap();
        }
        assert_eq!(sent, ROOM, "what fits on the way and no more");
        drop(tunnel);
    });
    assert!(peak < BOUND, "{peak} bytes");
}
