//! What was measured, as tables and plots.

use bench::{
    report::{Bars, Part, Samples, Table},
    statistics::{median, quantile, told},
};

use crate::{
    Row,
    others::Theirs,
    ours::{FILES, METADATA, Opening},
    verdict::{Times, round_trips},
};

/// Adds all of it.
pub(crate) fn add(part: &mut Part, rows: &[Row]) {
    part.note(
        "A panel is a workspace's row, model and provider, its config.yaml and the entries of its base folder, which is root's. \
         HTTP connections are open, and instance and endpoint are known, for everybody. Round trips are counted as \
         (t(150 ms) - t(0)) / 150 ms, of medians.",
    );
    part.note(
        "Cold is without a session. The app connects to the endpoint (TCP and TLS, two round trips) when the pointer or the keyboard \
         comes to a workspace, so that this is done when one is opened; the openings with nothing open are those that nobody has come \
         near to in the last 30 s. Beside the others the app has nothing open either.",
    );
    part.table(openings(rows).for_readme());
    part.note(
        "The others are real clients: OpenSSH's ssh and ssh-keygen, and in the place of the AWS CLI a small program of our own, which \
         starts in milliseconds and looks nothing up. The AWS CLI's own start, about half a second for each of its two processes, is \
         left out, and so are its look-ups. Those who log in for each operation do one after the other, as the panels do that they are \
         from; what it would be side by side is shown too. ControlMaster has both side by side.",
    );
    part.table(beside(rows).for_readme());
    part.table(key_command(rows).for_readme());
    for row in rows {
        part.bars(bars(
            &format!("Cold, {} ms a round trip", row.rtt_ms),
            &cold_ways(row),
        ));
        part.bars(bars(
            &format!("Warm, {} ms a round trip", row.rtt_ms),
            &warm_ways(row),
        ));
    }
    for row in rows {
        for (name, openings) in [
            ("cold", &row.at_hand),
            ("cold, with nothing open", &row.cold),
            ("warm", &row.warm),
        ] {
            let title = format!("Parts of a panel, {name}, {} ms a round trip", row.rtt_ms);
            part.samples(legs(&title, openings));
        }
    }
}

/// What the app takes, part by part.
fn openings(rows: &[Row]) -> Table {
    let lines: [(&str, Times<'_>); 9] = [
        ("cold: config.yaml", &|row| {
            times(&row.at_hand, &["config.yaml"])
        }),
        ("cold: everything", &|row| whole(&row.at_hand)),
        ("cold, with nothing open: config.yaml", &|row| {
            times(&row.cold, &["config.yaml"])
        }),
        ("cold, with nothing open: folder", &|row| {
            times(&row.cold, &["folder"])
        }),
        ("cold, with nothing open: everything", &|row| {
            whole(&row.cold)
        }),
        ("warm: config.yaml and folder", &|row| {
            times(&row.warm, &FILES)
        }),
        ("warm: everything", &|row| whole(&row.warm)),
        ("row, model and provider", &|row| {
            times(&row.warm, &METADATA)
        }),
        ("from the cache", &|row| stored(&row.cold)),
    ];
    let columns = ["until it is there".to_owned()];
    let columns = columns.into_iter().chain(headings(rows));
    let table = Table::new(
        "Opening a panel, by the time of a round trip: median, and 95th percentile in brackets",
        columns.chain(["round trips".to_owned()]),
    );
    lines.iter().fold(table, |table, (name, of)| {
        let cells = rows.iter().map(|row| {
            let values = of(row);
            let (middle, high) = (median(&values), quantile(&values, 0.95));
            format!("{} ms ({})", told(middle), told(high))
        });
        let cells = [(*name).to_owned()].into_iter().chain(cells);
        // Less than none is what the clock makes of none.
        let count = round_trips(rows, *of).max(0.0);
        table.row(cells.chain([format!("{count:.1}")]))
    })
}

/// The app beside the others, at each round trip.
fn beside(rows: &[Row]) -> Table {
    let columns = ["a whole panel".to_owned()].into_iter();
    let mut table = Table::new(
        "Beside what people have today, by the time of a round trip: median, and in brackets how many times as fast Causeway is",
        columns.chain(headings(rows)),
    );
    for ways in [cold_ways, warm_ways] {
        let all: Vec<_> = rows.iter().map(ways).collect();
        let names = all.first().into_iter().flatten().map(|(name, _)| *name);
        for (index, name) in names.enumerate() {
            let cells = all
                .iter()
                .map(|ways| match (ways.get(index), ways.first()) {
                    (Some((_, theirs)), Some((_, ours))) if index > 0 => {
                        format!("{} ms ({})", told(*theirs), told(theirs / ours))
                    }
                    (Some((_, ours)), _) => format!("{} ms", told(*ours)),
                    (None, _) => String::new(),
                });
            table = table.row([name.to_owned()].into_iter().chain(cells));
        }
    }
    table
}

fn key_command(rows: &[Row]) -> Table {
    let table = Table::new(
        "The instance's own part of each login: a run of sshd's AuthorizedKeysCommand, which in the lab reads a file",
        [
            "round trip",
            "median",
            "p95",
            "runs a login: the app",
            "runs a login: ssh",
        ],
    );
    rows.iter().fold(table, |table, row| {
        let took = &row.key_command_ms;
        let (ours, of_ssh) = row.key_commands_per_login;
        table.row([
            format!("{} ms", row.rtt_ms),
            format!("{} ms", told(median(took))),
            format!("{} ms", told(quantile(took, 0.95))),
            format!("{ours:.1}"),
            format!("{of_ssh:.1}"),
        ])
    })
}

fn headings(rows: &[Row]) -> impl Iterator<Item = String> {
    rows.iter().map(|row| format!("{} ms", row.rtt_ms))
}

/// The ways from nothing, the app's first.
fn cold_ways(row: &Row) -> Vec<(&'static str, f64)> {
    let theirs: &Theirs = &row.others;
    vec![
        (
            "cold: Causeway, with nothing open",
            median(&whole(&row.cold)),
        ),
        (
            "cold: key, tunnel and ssh for each operation",
            median(&theirs.per_operation_cold),
        ),
        (
            "cold: a tunnel that is kept, ssh for each operation",
            median(&theirs.pooled_cold),
        ),
        (
            "cold: ssh with ControlMaster, side by side",
            median(&theirs.master_cold),
        ),
    ]
}

/// The ways with a connection that is open already, the app's first.
fn warm_ways(row: &Row) -> Vec<(&'static str, f64)> {
    let theirs: &Theirs = &row.others;
    vec![
        ("warm: Causeway", median(&whole(&row.warm))),
        (
            "warm: a tunnel that is kept, ssh for each operation",
            median(&theirs.pooled_warm),
        ),
        (
            "warm: the same, if it ran both side by side",
            median(&theirs.pooled_warm_beside),
        ),
        (
            "warm: ssh with ControlMaster, side by side",
            median(&theirs.master_warm),
        ),
    ]
}

fn bars(title: &str, ways: &[(&str, f64)]) -> Bars {
    let bars = Bars::new(title, "ms");
    ways.iter()
        .fold(bars, |bars, (name, ms)| bars.bar(name, *ms))
}

fn legs(title: &str, openings: &[Opening]) -> Samples {
    let samples = Samples::new(title, "ms");
    let legs = METADATA.into_iter().chain(FILES);
    legs.fold(samples, |samples, leg| {
        samples.series(leg, times(openings, &[leg]))
    })
}

/// When these parts were there.
pub(crate) fn times(openings: &[Opening], legs: &[&str]) -> Vec<f64> {
    openings.iter().map(|one| one.all_ms(legs)).collect()
}

/// When everything was there.
pub(crate) fn whole(openings: &[Opening]) -> Vec<f64> {
    openings.iter().map(Opening::whole_ms).collect()
}

/// When all that the store had was shown.
pub(crate) fn stored(openings: &[Opening]) -> Vec<f64> {
    openings.iter().map(|one| one.stored_ms).collect()
}
