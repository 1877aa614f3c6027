//! Looking into the pool: the sessions as the window shows them, and closing them.

use std::{collections::BTreeMap, sync::Weak, time::Duration};

use pool::{EntryState, EntryStatus, Phase, Transition};
use remote::{Session, Target};
use tokio::{
    sync::broadcast::error::RecvError,
    time::{Instant, MissedTickBehavior, interval},
};

use crate::{
    Backend, CloseTunnel, IpcError, PhaseTime, Tunnel, TunnelState,
    aws::Aws,
    backend::Inner,
    clock::{now_ms, to_ms},
};

/// Between two looks at what moves without an event: leases, channels, bytes.
const LOOK_INTERVAL: Duration = Duration::from_secs(2);
/// Transitions come in bursts; one look shows them all.
const GATHERING: Duration = Duration::from_millis(50);
/// How long a failed set-up stays in the list.
const FAILURE_SHOWN: Duration = Duration::from_mins(5);

impl Backend {
    /// The sessions as they stand: open, on their way, and failed a while ago.
    pub fn tunnels(&self) -> Vec<Tunnel> {
        self.state().shown().tunnels.clone()
    }

    /// Closes one session. Work on it goes on and closes it when it is done.
    ///
    /// # Errors
    ///
    /// `invalid_input` when nothing is connected. A session that is gone already is no error.
    pub async fn close_tunnel(&self, args: &CloseTunnel) -> Result<(), IpcError> {
        let connection = self.connection()?;
        let pool = connection.aws().await?.pool();
        let entries = pool.status().entries;
        if let Some(entry) = entries.iter().find(|entry| entry.id.as_u64() == args.id) {
            pool.remove(&entry.key).await;
        }
        Ok(())
    }

    /// Closes every session.
    ///
    /// # Errors
    ///
    /// As [`Backend::close_tunnel`].
    pub async fn close_all_tunnels(&self) -> Result<(), IpcError> {
        self.connection()?.aws().await?.pool().clear().await;
        Ok(())
    }
}

/// Shows the pool's transitions until the backend or its connection is gone.
pub(crate) async fn show(backend: Weak<Inner>, aws: Aws) {
    let mut events = aws.pool().subscribe();
    let mut failures = Failures::default();
    let mut looks = interval(LOOK_INTERVAL);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            event = events.recv() => {
                match event {
                    Ok(event) => failures.take(&event),
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return,
                }
                tokio::time::sleep(GATHERING).await;
                while let Ok(event) = events.try_recv() {
                    failures.take(&event);
                }
            }
            _ = looks.tick() => {}
        }
        let Some(inner) = backend.upgrade() else {
            return;
        };
        let backend = Backend::of(inner);
        backend
            .state()
            .set_tunnels(|rows| look(rows, &aws, &failures));
    }
}

/// Set-ups that failed and have had no successor.
#[derive(Default)]
struct Failures(BTreeMap<String, (Tunnel, Instant)>);

impl Failures {
    fn take(&mut self, event: &pool::Event<Target, remote::Error>) {
        let key = event.key.to_string();
        match &event.transition {
            // Nobody has asked for it, and nobody wants it any more.
            Transition::Failed {
                error: pool::Error::GivenUp,
                ..
            }
            | Transition::Dialling
            | Transition::Open { .. } => {
                self.0.remove(&key);
            }
            Transition::Failed { error, phases } => {
                let mut row = row(event.id.as_u64(), &event.key, TunnelState::Failed, phases);
                row.last_error = Some(IpcError::from(error.clone()).message);
                self.0.insert(key, (row, Instant::now()));
            }
            Transition::Rotating { .. }
            | Transition::Poisoned(_)
            | Transition::Evicted(_)
            | Transition::Closed => {}
        }
    }

    fn recent(&self) -> impl Iterator<Item = Tunnel> {
        let recent = self
            .0
            .values()
            .filter(|(_, at)| at.elapsed() < FAILURE_SHOWN);
        recent.map(|(row, _)| row.clone())
    }
}

/// The rows now; `before` keeps the wall-clock times of those that stay, so that they do not tremble.
fn look(before: &[Tunnel], aws: &Aws, failures: &Failures) -> Vec<Tunnel> {
    let now = now_ms();
    let mut rows = aws
        .pool()
        .inspect(|entry, session| to_tunnel(entry, session, now));
    rows.extend(failures.recent());
    for row in &mut rows {
        if let Some(known) = before.iter().find(|known| known.id == row.id) {
            steady(&mut row.since_ms, known.since_ms);
            steady_option(&mut row.rotates_at_ms, known.rotates_at_ms);
            steady_option(&mut row.expires_at_ms, known.expires_at_ms);
        }
    }
    rows
}

fn to_tunnel(entry: &EntryStatus<Target>, session: Option<&Session>, now: u64) -> Tunnel {
    let state = match entry.state {
        EntryState::Queued | EntryState::Connecting => TunnelState::Connecting,
        EntryState::Rotating => TunnelState::Reconnecting,
        EntryState::Idle | EntryState::Leased => TunnelState::Open,
        EntryState::Abandoned | EntryState::Retired => TunnelState::Closed,
    };
    let mut row = row(entry.id.as_u64(), &entry.key, state, &entry.phases);
    row.since_ms = now.saturating_sub(to_ms(entry.age));
    row.rotates_at_ms = entry.rotates_in.map(|rest| now + to_ms(rest));
    row.expires_at_ms = entry.expires_in.map(|rest| now + to_ms(rest));
    row.leases = entry.leases as u64;
    row.last_error = entry
        .last_error
        .as_ref()
        .map(|error| error.text.to_string());
    if let Some(session) = session {
        row.channels = session.channels() as u64;
        row.bytes_read = session.monitor().bytes_read();
        row.bytes_written = session.monitor().bytes_written();
        let set_up = row
            .phases
            .iter()
            .map(|phase| phase.start_ms + phase.ms)
            .fold(0.0, f64::max);
        row.phases.extend(
            session
                .sftp_openings()
                .into_iter()
                .map(|opening| PhaseTime {
                    name: opening.name.to_owned(),
                    start_ms: set_up + in_ms(opening.after),
                    ms: in_ms(opening.took),
                }),
        );
    }
    row
}

fn row(id: u64, target: &Target, state: TunnelState, phases: &[Phase]) -> Tunnel {
    Tunnel {
        id,
        instance_id: target.instance.to_string(),
        workspace_id: None,
        os_user: target.os_user.clone(),
        endpoint: target.endpoint.clone(),
        state,
        since_ms: now_ms(),
        rotates_at_ms: None,
        expires_at_ms: None,
        leases: 0,
        channels: 0,
        bytes_read: 0,
        bytes_written: 0,
        last_error: None,
        phases: phases.iter().map(to_phase_time).collect(),
    }
}

fn to_phase_time(phase: &Phase) -> PhaseTime {
    PhaseTime {
        name: phase.name.to_owned(),
        start_ms: in_ms(phase.after),
        ms: in_ms(phase.took),
    }
}

fn in_ms(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}

/// Two looks disagree by what lies between reading the two clocks.
fn steady(value: &mut u64, known: u64) {
    const NOISE_MS: u64 = 250;
    if value.abs_diff(known) < NOISE_MS {
        *value = known;
    }
}

fn steady_option(value: &mut Option<u64>, known: Option<u64>) {
    if let (Some(value), Some(known)) = (value, known) {
        steady(value, known);
    }
}
