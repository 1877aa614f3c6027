//! What criterion has measured of the pool, as a part of the report.

use std::{fs, path::Path, time::UNIX_EPOCH};

use anyhow::{Context, Result};
use bench::{
    folder,
    report::{Part, Table},
    statistics::told,
};
use serde_json::Value;

/// One benchmark: its group, whose it is, and how it was asked.
struct Measured {
    names: [String; 3],
    median_nanos: f64,
    made_seconds: u64,
}

/// The part, if there are measurements.
pub(crate) fn part() -> Result<Option<Part>> {
    let mut measured = Vec::new();
    find(
        &folder::report()?.with_file_name("criterion"),
        &mut measured,
    )?;
    let Some(made_seconds) = measured.iter().map(|one| one.made_seconds).min() else {
        return Ok(None);
    };
    measured.sort_by(|one, other| natural(&one.names).cmp(&natural(&other.names)));
    let mut part = Part::new("pool", "The pool's warm path");
    part.made_seconds = made_seconds;
    // Cargo has no other profile for benchmarks.
    "release".clone_into(&mut part.build);
    let table = Table::new(
        "One look-up of a connection that is there: the pool's get, beside moka's try_get_with",
        ["what", "asked by", "whose", "median"],
    );
    part.table(measured.iter().fold(table, |table, one| {
        let [group, whose, asked_by] = &one.names;
        let took = format!("{} ns", told(one.median_nanos));
        table.row([group, asked_by, whose, &took])
    }));
    Ok(Some(part))
}

/// Names with their numbers in order: `2 known` comes before `10 known`.
fn natural([group, whose, asked_by]: &[String; 3]) -> (usize, &str, &str, &str) {
    (group.len(), group, asked_by, whose)
}

/// Goes through criterion's folders, which are named after the benchmarks. Without any, nothing was measured.
fn find(folder: &Path, measured: &mut Vec<Measured>) -> Result<()> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry?.path();
        let new = path.join("new");
        if new.join("estimates.json").is_file() {
            measured.push(read(&new)?);
        } else if path.is_dir() {
            find(&path, measured)?;
        }
    }
    Ok(())
}

fn read(folder: &Path) -> Result<Measured> {
    let read = |name| {
        let text = fs::read(folder.join(name))?;
        Ok::<Value, anyhow::Error>(serde_json::from_slice(&text)?)
    };
    let (names, estimates) = (read("benchmark.json")?, read("estimates.json")?);
    let name = |key: &str| {
        let name = names.get(key).and_then(Value::as_str);
        name.unwrap_or_default().to_owned()
    };
    let median = estimates.pointer("/median/point_estimate");
    let made = fs::metadata(folder.join("estimates.json"))?.modified()?;
    Ok(Measured {
        names: [name("group_id"), name("function_id"), name("value_str")],
        median_nanos: median.and_then(Value::as_f64).context("no median")?,
        made_seconds: made.duration_since(UNIX_EPOCH)?.as_secs(),
    })
}
