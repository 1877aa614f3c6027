//! Measures the real window: how soon it shows a fleet that it knows from before, with no network, and how smoothly it takes a burst of
//! events.
//!
//! Run it inside a display, on a release build of the app: `make bench` does. Each start is a process of its own; its age and the
//! webview's own mark of the first painted cards are on one clock.
//!
//! `bench-window [STARTS [SECONDS]]`; by default 5 starts a row, and a burst of 10 s.

mod burst;
mod cold;

use std::io::Write;

use e2e::Outcome;

/// Fleets that are started with, and how soon their first cards or groups should be there, in ms.
const ROWS: [(usize, u64); 2] = [(1_000, 1_500), (10_000, 3_000)];

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let starts = arguments.next().map_or(Ok(5), |text| text.parse())?;
    let seconds = arguments.next().map_or(Ok(10), |text| text.parse())?;
    say("| a start without network, with | first cards: median | slowest | at most |")?;
    say("|---|---:|---:|---:|")?;
    for (workspaces, limit_ms) in ROWS {
        let row = cold::measure(workspaces, starts).await?;
        say(&format!(
            "| {workspaces} workspaces | {:.0} ms | {:.0} ms | {limit_ms} ms |",
            row.median_ms, row.slowest_ms
        ))?;
    }
    say("")?;
    let burst = burst::measure(seconds).await?;
    say("| a burst over 1,000 workspaces | value | at most |")?;
    say("|---|---:|---:|")?;
    say(&format!("| events sent | {} | |", burst.events))?;
    say(&format!("| frames | {} | |", burst.frames))?;
    say(&format!("| frame, p50 | {:.1} ms | |", burst.p50_ms))?;
    say(&format!("| frame, p95 | {:.1} ms | 33 ms |", burst.p95_ms))?;
    say(&format!("| slowest frame | {:.1} ms | |", burst.slowest_ms))?;
    say(&format!(
        "| cards in view that show the last event | {} of {} | all |",
        burst.right, burst.seen
    ))
}

fn say(line: &str) -> Outcome<()> {
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}

/// The value below which this share of the sorted values lies.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a share of a small number"
    )]
    let index = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
    sorted.get(index).copied().unwrap_or(f64::NAN)
}
