//! What a bad line and a bad peer do to a session: the gate for another version of `russh`.
//!
//! Each test holds a guard of this crate against one way in which those two freeze, leak, or tell a loss from an answer wrongly, or it
//! holds a behaviour of theirs that this crate builds on. Both ends are real, the line between them is memory, and time is paused, so
//! that minutes of waiting take none. A test that fails after an upgrade says which guard to look at.

mod authentication;
mod channels;
mod death;
mod goodbye;
mod greeting;
mod line;
mod rekey;
mod round_trips;
mod script;
mod search;
mod server;
mod sftp;
mod shelf;
mod steps;
mod window;

use std::{sync::Arc, time::Duration};

use eice::TunnelMonitor;
use russh::keys::{Algorithm, PrivateKey, key::safe_rng};
use tempfile::TempDir;
use tokio::{io::DuplexStream, time::Instant};

use self::{
    line::{FaultyStream, Line},
    script::Script,
    server::{Seen, serve},
};
use crate::{
    Error, Files, HostKeys, RemotePath, Session, Whole,
    handshake::{Greeted, greet},
};

/// What a deadline may be late by.
const LATE: Duration = Duration::from_millis(250);
/// Longer than any deadline of this crate.
const FOR_EVER: Duration = Duration::from_hours(1);

/// A file of the OS user, and one of root: they are served over channels of their own.
const USERS: &str = "/home/ubuntu/file";
const ROOTS: &str = "/configs/file";

/// A session, the line under it, and what its server has seen.
struct World {
    session: Arc<Session>,
    line: Line,
    seen: Arc<Seen>,
}

impl World {
    /// Dials a server that follows `script`.
    async fn start(script: Script) -> Self {
        let (line, near, far) = Line::new();
        let seen = Arc::<Seen>::default();
        tokio::spawn(serve(far, script, seen.clone()));
        let session = Arc::new(dial(near).await.unwrap());
        Self {
            session,
            line,
            seen,
        }
    }

    async fn read(&self, path: &str) -> Result<Whole, Error> {
        read(&self.session, path).await
    }
}

/// Reads a file of any size.
async fn read(session: &Session, path: &str) -> Result<Whole, Error> {
    let path = RemotePath::parse(path).unwrap();
    Files::new(session).read_all(&path).await
}

/// How many bytes of the shelf's content a file holds.
fn sevens(whole: &Whole) -> usize {
    whole.bytes.iter().map(|byte| usize::from(*byte == 7)).sum()
}

async fn dial(near: FaultyStream) -> Result<Session, Error> {
    let pins = tempfile::tempdir().unwrap();
    let greeted = greeted(near, &pins).await?;
    let key = PrivateKey::random(&mut safe_rng(), Algorithm::Ed25519).unwrap();
    let (handle, death) = greeted.authenticate("ubuntu", key).await?;
    Ok(Session::new(handle, death, TunnelMonitor::default()))
}

async fn greeted(near: FaultyStream, pins: &TempDir) -> Result<Greeted, Error> {
    let host_keys = HostKeys::new(
        pins.path().join("known_hosts"),
        crate::HostKeyStrategy::Tofu,
    );
    greet(near, &"i-0123abcd".parse().unwrap(), &host_keys, || None).await
}

/// Runs `peer` at the other end of a line and dials it: how that fails, and after what time.
async fn dial_peer<F>(peer: impl FnOnce(DuplexStream) -> F) -> (Error, Duration, Line)
where
    F: Future<Output = ()> + Send + 'static,
{
    let (line, near, far) = Line::new();
    tokio::spawn(peer(far));
    let started = Instant::now();
    let error = dial(near).await.unwrap_err();
    (error, started.elapsed(), line)
}

/// Tasks of this runtime, once those that can end have ended.
async fn tasks() -> usize {
    tokio::time::sleep(LATE).await;
    tokio::runtime::Handle::current()
        .metrics()
        .num_alive_tasks()
}
