//! Measures the real window: how soon it shows a fleet that it knows from before, with no network, how soon a panel stands after a
//! click, how smoothly a burst of events is taken, and what the app costs while nobody touches it.
//!
//! Run it inside a display, on a release build of the app: `make bench` does. Each start is a process of its own; its age and the
//! webview's own mark of the first painted cards are on one clock.
//!
//! `bench-window [STARTS [SECONDS [ROUNDS]]]`; by default 5 starts a row, a burst of 10 s, and 5 times each of 8 panels. What
//! is 0 is left out.

mod burst;
mod cold;
mod idle;
mod opening;
mod sizes;

use bench::{
    report::{Check, Part, Samples, Table},
    statistics::{quantile, told, told_ms},
};
use e2e::Outcome;

use crate::{burst::Burst, cold::Starts, idle::Use, opening::Opening};

/// Fleets that are started with, and how soon their first cards or groups should be there, in ms.
const FLEETS: [(usize, f64); 2] = [(1_000, 1_000.0), (10_000, 3_000.0)];
const FRAME_MS: f64 = 33.0;
const CARD_MS: f64 = 100.0;
const CONFIG_MS: f64 = 150.0;
const IDLE_PERCENT: f64 = 0.5;
const MEMORY_MIB: f64 = 80.0;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<usize>());
    let mut next = |otherwise| arguments.next().unwrap_or(Ok(otherwise));
    let (starts, seconds, rounds) = (next(5)?, next(10)?, next(5)?);
    let mut part = Part::new("window", "The window");
    part.note("Drawn by software into a display in memory, and driven through WebDriver.");
    if starts > 0 {
        add_starts(&mut part, starts).await?;
    }
    if rounds > 0 {
        add_openings(&mut part, rounds).await?;
    }
    if seconds > 0 {
        add_burst(&mut part, &burst::measure(seconds).await?);
    }
    add_idle(&mut part).await?;
    add_sizes(&mut part)?;
    Ok(part.finish()?)
}

async fn add_starts(part: &mut Part, count: usize) -> Outcome<()> {
    let columns = [
        "workspaces known",
        "median",
        "slowest",
        "at most",
        "to all cards: median",
    ];
    let mut table = Table::new(
        "A start without network, to the first painted cards",
        columns,
    );
    let mut samples = Samples::new("Start to the first painted cards", "ms");
    for (workspaces, limit_ms) in FLEETS {
        let Starts {
            took_ms,
            all_ms,
            last,
        } = cold::measure(workspaces, count).await?;
        let (median, slowest) = (quantile(&took_ms, 0.5), quantile(&took_ms, 1.0));
        table = table.row([
            workspaces.to_string(),
            told_ms(median),
            told_ms(slowest),
            told_ms(limit_ms),
            told_ms(quantile(&all_ms, 0.5)),
        ]);
        let name = format!("start with {workspaces} workspaces, median");
        part.check(Check::at_most(&name, median, limit_ms, "ms"));
        samples = samples.series(&format!("{workspaces} workspaces"), took_ms);
        part.waterfall(last);
    }
    part.table(table.for_readme());
    part.samples(samples);
    Ok(())
}

/// What is measured of an opening, and how it is read.
type Measured = (&'static str, fn(&Opening) -> f64);

async fn add_openings(part: &mut Part, rounds: usize) -> Outcome<()> {
    let openings = opening::measure(rounds).await?;
    part.note(&openings.behind);
    let title = "From the click to what is painted, at a round trip of 50 ms";
    let mut table = Table::new(title, ["what", "openings", "p50", "p95", "at most"]);
    let mut samples = Samples::new(title, "ms");
    let parts: [Measured; 3] = [
        ("the card", |opening| opening.card_ms),
        ("config.yaml, as it was kept", |opening| opening.config_ms),
        ("config.yaml, as it is", |opening| opening.fresh_ms),
    ];
    for (kind, openings, is_bound) in [
        ("warm", &openings.warm, true),
        ("first", &openings.first, false),
    ] {
        for ((name, value), limit_ms) in parts.iter().zip([CARD_MS, CONFIG_MS, CONFIG_MS]) {
            let values: Vec<_> = openings.iter().map(value).collect();
            let (name, p95) = (format!("{kind}: {name}"), quantile(&values, 0.95));
            table = table.row([
                name.clone(),
                values.len().to_string(),
                told_ms(quantile(&values, 0.5)),
                told_ms(p95),
                if is_bound {
                    told_ms(limit_ms)
                } else {
                    String::new()
                },
            ]);
            if is_bound {
                part.check(Check::at_most(&format!("{name}, p95"), p95, limit_ms, "ms"));
            }
            samples = samples.series(&name, values);
        }
    }
    part.table(table.for_readme());
    part.samples(samples);
    Ok(())
}

fn add_burst(part: &mut Part, burst: &Burst) {
    let frame = |share| quantile(&burst.frames_ms, share);
    let table = Table::new(
        "1,000 events a second over 1,000 workspaces",
        ["what", "value"],
    )
    .row(["events sent".to_owned(), burst.events.to_string()])
    .row(["frames".to_owned(), burst.frames_ms.len().to_string()])
    .row(["frame, p50".to_owned(), told_ms(frame(0.5))])
    .row(["frame, p95".to_owned(), told_ms(frame(0.95))])
    .row(["slowest frame".to_owned(), told_ms(frame(1.0))])
    .row([
        "cards in view that show the last event".to_owned(),
        format!("{} of {}", burst.right, burst.seen),
    ]);
    part.table(table.for_readme());
    part.check(Check::at_most(
        "frame in a burst, p95",
        frame(0.95),
        FRAME_MS,
        "ms",
    ));
    let samples = Samples::new("Frames during the burst", "ms");
    part.samples(samples.series("frames", burst.frames_ms.clone()));
    #[expect(clippy::cast_precision_loss, reason = "some cards")]
    let wrong = (burst.seen - burst.right) as f64;
    part.check(Check::at_most(
        "cards that miss the last event",
        wrong,
        0.0,
        "",
    ));
}

async fn add_idle(part: &mut Part) -> Outcome<()> {
    let idle = idle::measure().await?;
    let row = |name: &str, used: &Use| {
        [
            name.to_owned(),
            format!("{} %", told(used.cpu_percent)),
            told_mib(used.memory.resident_kib),
            told_mib(used.memory.proportional_kib),
            told_mib(used.memory.own_kib),
        ]
    };
    let columns = [
        "processes",
        "of one core",
        "resident",
        "its share",
        "without libraries",
    ];
    let table = Table::new("Idle for 30 s, with 1,000 workspaces loaded", columns)
        .row(row("the app", &idle.app))
        .row(row("the webview's", &idle.webview));
    part.table(table.for_readme());
    part.check(Check::at_most(
        "idle: the app, of one core",
        idle.app.cpu_percent,
        IDLE_PERCENT,
        "%",
    ));
    let own = mib(idle.app.memory.own_kib);
    part.check(Check::at_most(
        "the app's memory with 1,000 workspaces, without libraries",
        own,
        MEMORY_MIB,
        "MiB",
    ));
    Ok(())
}

fn add_sizes(part: &mut Part) -> Outcome<()> {
    let sizes = sizes::measure()?;
    if sizes.is_empty() {
        return Ok(());
    }
    let table = sizes.iter().fold(
        Table::new("Sizes, as installed", ["file", "size"]),
        |table, (name, bytes)| table.row([name.clone(), told_mib(bytes / 1_024)]),
    );
    part.table(table.for_readme());
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "rounded to MiB")]
fn mib(kib: u64) -> f64 {
    kib as f64 / 1_024.0
}

fn told_mib(kib: u64) -> String {
    format!("{} MiB", told(mib(kib)))
}
