//! Measures how long a panel takes to open, counts its round trips, and opens the same panel in the ways that people have today.
//!
//! All of it is on one lab: real sshd behind a real websocket over TLS, with the round trip injected. Each way does the same work, which
//! is compared: row, model and provider of a workspace, its `config.yaml`, and the entries of its base folder. HTTP connections to the
//! platform are open already, and nobody asks AWS where the instance is.
//!
//! `bench-panel [RUNS [RUNS_OF_THE_OTHERS]]`; by default 30 of each kind for the app, and 10 for the others, who take their time.

mod contents;
mod key_command;
mod others;
mod ours;
mod sessions;
mod stage;
mod tables;
mod verdict;
mod waterfall;

use std::{io::Write, time::Duration};

use anyhow::{Result, bail};
use bench::report::Part;

use crate::{
    key_command::KeyCommand,
    others::{Others, Theirs},
    ours::{Opening, Ours},
    stage::Stage,
};

/// Round trips in milliseconds. Round trips are counted between the first and the last.
pub(crate) const ROUND_TRIPS_MS: [u64; 3] = [0, 50, 150];

/// What was measured with one round trip.
pub(crate) struct Row {
    rtt_ms: u64,
    /// With nothing open.
    cold: Vec<Opening>,
    /// With the connection to the endpoint that is open while somebody moves about.
    at_hand: Vec<Opening>,
    warm: Vec<Opening>,
    others: Theirs,
    /// What `AuthorizedKeysCommand` took in the app's cold openings.
    key_command_ms: Vec<f64>,
    /// How often it was run for one login of the app, and of OpenSSH.
    key_commands_per_login: (f64, f64),
}

#[tokio::main]
async fn main() -> Result<()> {
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .ok();
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let (runs, runs_of_others) = match arguments.as_slice() {
        ["sessions", count] => return sessions::hold(count.parse()?).await,
        [] => (30, 10),
        [runs] => (runs.parse()?, 10),
        [runs, others] => (runs.parse()?, others.parse()?),
        _ => bail!("see the documentation of bench-panel"),
    };
    let mut part = Part::new("panel", "Opening a panel");
    Box::pin(measure(&mut part, runs, runs_of_others)).await?;
    sessions::measure(&mut part).await?;
    part.finish()
}

async fn measure(part: &mut Part, runs: usize, runs_of_others: usize) -> Result<()> {
    let stage = Stage::set().await?;
    let ours = Ours::connect(&stage).await?;
    let key_command = KeyCommand::watch(&stage)?;
    let others = Others::new(&stage)?;
    let mut rows = Vec::new();
    for rtt_ms in ROUND_TRIPS_MS {
        let rtt = Duration::from_millis(rtt_ms);
        stage.lab.world().set_delay(rtt);
        say(&format!("round trips of {rtt_ms} ms"))?;
        ours.prepare().await?;
        key_command.take();
        let logins = stage.logins();
        let cold = ours.cold(runs).await?;
        let key_commands = key_command.take();
        let per_login = stage.per_login(key_commands.count, logins);
        let at_hand = ours.cold_at_hand(runs, rtt).await?;
        let warm = ours.warm(runs).await?;
        if rtt_ms == 50 {
            part.waterfall(waterfall::of_cold_opening(&ours).await?);
        }
        ours.end().await?;
        key_command.take();
        let logins = stage.logins();
        let theirs = others.measure(runs_of_others).await?;
        let of_openssh = stage.per_login(key_command.take().count, logins);
        rows.push(Row {
            rtt_ms,
            cold,
            at_hand,
            warm,
            others: theirs,
            key_command_ms: key_commands.took_ms,
            key_commands_per_login: (per_login, of_openssh),
        });
    }
    tables::add(part, &rows);
    verdict::add(part, &rows);
    ours.close().await;
    stage.lab.stop().await;
    Ok(())
}

/// Tells how far the run has come: it takes minutes.
pub(crate) fn say(line: &str) -> Result<()> {
    writeln!(std::io::stderr(), "{line}")?;
    Ok(())
}
