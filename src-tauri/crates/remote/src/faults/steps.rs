//! A dial that breaks anywhere: each byte of a server may be its last.

use std::time::Duration;

use tokio::time::Instant;

use super::{
    LATE, ROOTS, USERS, World, dial,
    line::{Flow, Line},
    script::{Program, Script},
    server::serve,
};
use crate::{Error, Phase};

/// Bytes between two of the places where a dial breaks.
const STEP: usize = 37;

/// How a dial fails that is left at `flow` after each of its steps, and after what time.
async fn broken_everywhere(flow: Flow) -> Vec<(Error, Duration)> {
    let world = World::start(Script::default()).await;
    let mut broken = Vec::new();
    for bytes in (0..world.line.bytes_read()).step_by(STEP) {
        let (line, near, far) = Line::new();
        line.set_after_reading(bytes, flow);
        tokio::spawn(serve(far, Script::default(), <_>::default()));
        let started = Instant::now();
        broken.push((dial(near).await.unwrap_err(), started.elapsed()));
    }
    broken
}

/// Guards: the deadlines of `greet` and `authenticate`, and that each error is judged by how far the dial has come.
#[tokio::test(start_paused = true)]
async fn a_dial_that_stalls_anywhere_ends_at_the_deadline_of_its_step() {
    let mut steps = Vec::new();
    for (error, took) in broken_everywhere(Flow::Frozen).await {
        let expected = Duration::from_secs(10);
        assert!(
            took >= expected && took <= expected + LATE,
            "{took:?}, {error}"
        );
        steps.push(match error {
            Error::TargetUnreachable { .. } => 0,
            Error::TimedOut(Phase::Banner) => 1,
            Error::TimedOut(Phase::Handshake) => 2,
            Error::TimedOut(Phase::Authentication) => 3,
            other => panic!("no step of a dial: {other:?}"),
        });
    }
    assert!(steps.is_sorted(), "one step after the other: {steps:?}");
    for step in [0, 2, 3] {
        assert!(steps.contains(&step), "{step} is not among {steps:?}");
    }
}

/// Guards: as before, and that no loss is taken for a refusal: of the key, the host, or its software.
#[tokio::test(start_paused = true)]
async fn a_dial_that_is_cut_anywhere_is_a_loss_at_once() {
    for (at, (error, took)) in broken_everywhere(Flow::Cut).await.iter().enumerate() {
        assert!(*took <= LATE, "{took:?}");
        match error {
            Error::TargetUnreachable { .. } if at == 0 => {}
            Error::TunnelLost(_) if at > 0 => {}
            other => panic!("after {} bytes: {other:?}", at * STEP),
        }
    }
}

/// Guard: `Sftp::open` looks at the death of its session first. To `russh-sftp` it is a server that has ended, and with a server that does
/// not start under `sudo` the files of root are read-only from then on.
#[tokio::test(start_paused = true)]
async fn a_session_that_dies_while_sftp_starts_is_lost() {
    // What is looked at first would be left to chance.
    for _ in 0..8 {
        for path in [USERS, ROOTS] {
            let world = World::start(Script {
                subsystem: Program::Silent,
                command: Program::Silent,
                ..Script::default()
            })
            .await;
            let cut = async {
                tokio::time::sleep(LATE).await;
                world.line.cut();
            };
            let (read, ()) = tokio::join!(world.read(path), cut);
            let error = read.unwrap_err();
            assert!(matches!(error, Error::TunnelLost(_)), "{path}: {error:?}");
        }
    }
}
