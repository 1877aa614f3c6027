//! What must hold of the measurements.

use bench::{
    report::{Check, Part},
    statistics::median,
};

use crate::{
    Row,
    ours::{FILES, METADATA},
    tables::{stored, times, whole},
};

/// Some times of a row, in ms.
pub(crate) type Times<'row> = &'row dyn Fn(&Row) -> Vec<f64>;

/// What the clock may add to a count of round trips.
const CLOCK: f64 = 0.2;

/// Adds the checks.
pub(crate) fn add(part: &mut Part, rows: &[Row]) {
    count_round_trips(part, rows);
    for row in rows {
        match row.rtt_ms {
            0 => without_distance(part, row),
            rtt_ms => beside(part, row, rtt_ms),
        }
    }
}

/// How many round trips something takes: what a longer one makes of it.
pub(crate) fn round_trips(rows: &[Row], of: Times<'_>) -> f64 {
    let (Some(near), Some(far)) = (rows.first(), rows.last()) else {
        return f64::NAN;
    };
    #[expect(clippy::cast_precision_loss, reason = "milliseconds")]
    let distance_ms = (far.rtt_ms - near.rtt_ms) as f64;
    (median(&of(far)) - median(&of(near))) / distance_ms
}

fn count_round_trips(part: &mut Part, rows: &[Row]) {
    let counts: [(&str, f64, Times<'_>); 4] = [
        ("cold, to config.yaml", 10.0, &|row| {
            times(&row.at_hand, &["config.yaml"])
        }),
        ("warm, config.yaml and folder", 1.0, &|row| {
            times(&row.warm, &FILES)
        }),
        ("row, model and provider", 1.0, &|row| {
            times(&row.warm, &METADATA)
        }),
        ("from the cache", 0.0, &|row| stored(&row.cold)),
    ];
    for (name, limit, of) in counts {
        let name = format!("round trips: {name}");
        let count = round_trips(rows, of);
        part.check(Check::at_most(&name, count, limit + CLOCK, ""));
    }
}

fn without_distance(part: &mut Part, row: &Row) {
    const COLD_MS: f64 = 150.0;
    let (warm, cold) = (median(&whole(&row.warm)), median(&whole(&row.cold)));
    part.check(Check::at_most("warm at 0 ms, median", warm, 10.0, "ms"));
    let (runs, _) = row.key_commands_per_login;
    let limit = COLD_MS + runs * median(&row.key_command_ms);
    let name = "cold at 0 ms, median, AuthorizedKeysCommand included";
    part.check(Check::at_most(name, cold, limit, "ms"));
}

fn beside(part: &mut Part, row: &Row, rtt_ms: u64) {
    let (warm, cold) = (median(&whole(&row.warm)), median(&whole(&row.cold)));
    let theirs = &row.others;
    let mut check = |than: &str, theirs: &[f64], ours: f64, limit: f64| {
        let name = format!("{rtt_ms} ms: times as fast as {than}");
        let times = median(theirs) / ours;
        part.check(Check::at_least(&name, times, limit, ""));
    };
    if rtt_ms == 50 {
        check("a kept tunnel, warm", &theirs.pooled_warm, warm, 20.0);
    }
    check("ControlMaster, warm", &theirs.master_warm, warm, 1.8);
    let cold_ones = [
        ("everything anew, cold", &theirs.per_operation_cold, 2.5),
        ("a kept tunnel, cold", &theirs.pooled_cold, 2.5),
        ("ControlMaster, cold", &theirs.master_cold, 1.2),
    ];
    for (than, theirs, limit) in cold_ones {
        check(than, theirs, cold, limit);
    }
}
