//! One cold opening, step by step, as the app itself tells it.

use std::time::Duration;

use anyhow::{Context, Result};
use backend::{Tunnel, TunnelState};
use bench::report::Waterfall;
use tokio::time::{Instant, sleep};

use crate::ours::{METADATA, Ours};

/// The app looks at what its sessions have become every two seconds.
const TOLD_WITHIN: Duration = Duration::from_secs(6);
const LOOK: Duration = Duration::from_millis(50);

/// Opens a panel without a session. The set-up begins with the opening: nothing comes before it.
pub(crate) async fn of_cold_opening(ours: &Ours<'_>) -> Result<Waterfall> {
    ours.end().await?;
    let opening = ours.open().await?;
    let tunnel = told(ours).await?;
    let mut waterfall = Waterfall::new("A cold opening, 50 ms a round trip");
    for (leg, ms) in opening.legs_ms().filter(|(leg, _)| METADATA.contains(leg)) {
        waterfall = waterfall.span(leg, 0.0, ms);
    }
    for phase in tunnel.phases {
        let end_ms = phase.start_ms + phase.ms;
        waterfall = waterfall.span(&phase.name, phase.start_ms, end_ms);
    }
    for (leg, ms) in opening.legs_ms().filter(|(leg, _)| !METADATA.contains(leg)) {
        waterfall = waterfall.span(leg, 0.0, ms);
    }
    Ok(waterfall)
}

/// The session, once the app tells of its file server.
async fn told(ours: &Ours<'_>) -> Result<Tunnel> {
    let deadline = Instant::now() + TOLD_WITHIN;
    loop {
        let tunnels = ours.backend.tunnels();
        let open = tunnels
            .into_iter()
            .find(|tunnel| tunnel.state == TunnelState::Open);
        let knows_files = |tunnel: &Tunnel| {
            let mut names = tunnel.phases.iter().map(|phase| phase.name.to_lowercase());
            names.any(|name| name.contains("sftp"))
        };
        if open.as_ref().is_some_and(knows_files) || Instant::now() > deadline {
            return open.context("no session is open");
        }
        sleep(LOOK).await;
    }
}
