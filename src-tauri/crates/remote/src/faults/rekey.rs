//! Key exchanges in the middle of work.

use std::time::Duration;

use futures_util::future::join_all;
use russh::Limits;

use super::{USERS, World, script::Script, sevens, shelf::Shelf};
use crate::handshake::config;

const SIZE: u64 = 1 << 20;

/// Reads at the same time, with the latency of another continent: what the client has written for that.
async fn read_in_parallel(limits: Limits) -> u64 {
    let world = World::start(Script {
        limits,
        shelf: Shelf {
            size_bytes: SIZE,
            ..Shelf::default()
        },
        ..Script::default()
    })
    .await;
    world.line.set_latency(Duration::from_millis(200));
    for read in join_all((0..8).map(|_| world.read(USERS))).await {
        assert_eq!(sevens(&read.unwrap()) as u64, SIZE);
    }
    world.line.bytes_written()
}

/// Guard: `limits` of `config`. A client that starts a key exchange is sent data until the server answers; `russh` takes twice its window of
/// it and then ends the session. The volume that starts one by itself is too much for a test, and `russh` counts the time
/// with a clock that cannot be paused.
#[test]
fn the_client_does_not_start_a_key_exchange_while_a_tunnel_can_last() {
    /// What an endpoint allows at most.
    const TUNNEL: Duration = Duration::from_hours(1);
    /// More than any link to an instance carries, in bytes a second.
    const FASTEST: u64 = 10 << 20;
    let limits = config().limits;
    assert!(limits.rekey_time_limit > TUNNEL);
    let most = usize::try_from(FASTEST * TUNNEL.as_secs()).unwrap();
    assert!(limits.rekey_read_limit > most && limits.rekey_write_limit > most);
}

/// Held for `russh`: OpenSSH starts one after a gigabyte or an hour, as its administrator likes.
#[tokio::test(start_paused = true)]
async fn a_key_exchange_that_the_server_starts_disturbs_no_transfer() {
    /// What a client writes in one key exchange, at least.
    const EXCHANGE: u64 = 1 << 10;
    let often = Limits {
        rekey_write_limit: 512 << 10,
        ..Limits::default()
    };
    let without = read_in_parallel(Limits::default()).await;
    let with = read_in_parallel(often).await;
    assert!(
        with > without + 8 * EXCHANGE,
        "8 MiB are worth some key exchanges: {with} and {without} bytes written"
    );
}
