//! How often something waits for the other side, counted: what comes from the server takes one second, and nothing else takes any.

use std::time::Duration;

use futures_util::future::join;
use tokio::time::Instant;

use super::{
    ROOTS, USERS, World,
    line::Line,
    script::{MOD_SFTP, Program, Script},
    server::serve,
    sevens,
    shelf::{Numbers, Shelf},
};
use crate::{Files, ListOptions, RemotePath};

const ROUND_TRIP: Duration = Duration::from_secs(1);
const SIZE: usize = 100 << 10;
const FOLDER: &str = "/home/ubuntu";

fn script(numbers: Option<Numbers>) -> Script {
    Script {
        shelf: Shelf {
            size_bytes: SIZE as u64,
            numbers,
            ..Shelf::default()
        },
        ..Script::default()
    }
}

/// A server that counts its handles as OpenSSH's does.
fn openssh() -> Script {
    script(Some(Numbers::default()))
}

/// How many round trips `work` waits for, which is a whole number.
async fn counted<T>(work: impl Future<Output = T>) -> (u128, T) {
    let started = Instant::now();
    let done = work.await;
    let took = started.elapsed();
    let trips = (took + ROUND_TRIP / 2).as_nanos() / ROUND_TRIP.as_nanos();
    (trips, done)
}

impl World {
    async fn far_away(script: Script) -> Self {
        let world = Self::start(script).await;
        world.line.set_latency(ROUND_TRIP);
        world
    }

    async fn lists(&self) -> usize {
        let path = RemotePath::parse(FOLDER).unwrap();
        let listing = Files::new(&self.session)
            .list(&path, ListOptions::default(), &mut |_| {})
            .await;
        listing.unwrap().entries.len()
    }
}

/// `russh` answers for three of the five: it asks for the service before it authenticates, asks whether the key would do before it signs,
/// and tells of neither while it waits. Of the others, one is for the banners and what each side offers, and one for the keys.
#[tokio::test(start_paused = true)]
async fn signing_in_takes_five_round_trips() {
    let (line, near, far) = Line::new();
    line.set_latency(ROUND_TRIP);
    let seen = std::sync::Arc::default();
    tokio::spawn(serve(far, openssh(), seen));
    let (trips, session) = counted(super::dial(near)).await;
    session.unwrap();
    assert_eq!(trips, 5);
}

#[tokio::test(start_paused = true)]
async fn a_fresh_session_reads_a_file_that_was_seen_before_in_two_round_trips() {
    for path in [USERS, ROOTS] {
        let before = World::start(openssh()).await;
        before.read(path).await.unwrap();
        let world = World::far_away(openssh()).await;
        let sightings = before.session.sightings().clone();
        let session = std::sync::Arc::into_inner(world.session).unwrap();
        let session = session.with_sightings(sightings);
        let (trips, read) = counted(super::read(&session, path)).await;
        assert_eq!(sevens(&read.unwrap()), SIZE);
        assert_eq!(trips, 2, "the channel, and all the rest at once");
    }
}

#[tokio::test(start_paused = true)]
async fn an_open_session_reads_a_file_and_lists_its_folder_in_one_round_trip() {
    let world = World::far_away(openssh()).await;
    join(world.read(USERS), world.lists()).await.0.unwrap();
    for _ in 0..20 {
        let (trips, (read, names)) =
            counted(Box::pin(join(world.read(USERS), world.lists()))).await;
        assert_eq!((sevens(&read.unwrap()), names), (SIZE, 1));
        assert_eq!(trips, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_never_seen_costs_one_look_more() {
    let world = World::far_away(openssh()).await;
    world.session.open_sftp().await.unwrap();
    let (trips, names) = counted(world.lists()).await;
    assert_eq!((trips, names), (2, 1));
    let (trips, read) = counted(world.read("/home/ubuntu/other")).await;
    assert_eq!((trips, sevens(&read.unwrap())), (2, SIZE));
    let (trips, read) = counted(world.read(USERS)).await;
    assert_eq!(
        (trips, sevens(&read.unwrap())),
        (1, SIZE),
        "the listing has shown it"
    );
}

#[tokio::test(start_paused = true)]
async fn a_server_that_counts_otherwise_is_found_out_once_and_costs_one_round_trip_more() {
    let world = World::far_away(script(None)).await;
    world.session.open_sftp().await.unwrap();
    let (first, _) = counted(world.read(USERS)).await;
    assert_eq!(first, 3, "a look, the handle, and the bytes under it");
    for _ in 0..3 {
        let (trips, (read, names)) =
            counted(Box::pin(join(world.read(USERS), world.lists()))).await;
        assert_eq!((sevens(&read.unwrap()), names), (SIZE, 1));
        assert!(trips <= 3, "{trips}");
    }
    let (trips, read) = counted(world.read(USERS)).await;
    assert_eq!((trips, sevens(&read.unwrap())), (2, SIZE));
}

/// proftpd ends the connection when something comes before the word that the program has started, or under a handle that it has not given
/// out.
#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_openssh_is_asked_step_by_step_until_it_is_there() {
    let script = Script {
        banner: MOD_SFTP,
        ..openssh()
    };
    let world = World::far_away(script).await;
    let (trips, read) = counted(world.read(USERS)).await;
    assert_eq!(sevens(&read.unwrap()), SIZE);
    assert_eq!(
        trips, 6,
        "the channel, its program, its version, a look, the handle, the bytes"
    );
    let (trips, _) = counted(world.read(USERS)).await;
    assert_eq!(trips, 2, "the handle, and the bytes under it");
}

/// The refusal comes with the answers to what was asked on the belief that there is a server.
#[tokio::test(start_paused = true)]
async fn files_of_root_are_read_as_the_user_where_sudo_is_refused() {
    let script = Script {
        command: Program::Declined,
        ..openssh()
    };
    let world = World::far_away(script).await;
    let (trips, read) = counted(world.read(ROOTS)).await;
    assert_eq!(sevens(&read.unwrap()), SIZE);
    assert_eq!(
        trips, 6,
        "a channel and its refusal, another channel, ready, a look, the file"
    );
    let (trips, _) = counted(world.read(ROOTS)).await;
    assert_eq!(trips, 1);
}
