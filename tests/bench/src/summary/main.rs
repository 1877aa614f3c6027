//! Puts the parts that the benchmarks have left together: `report.json` and `report.html` in the build's `bench` folder.
//!
//! `bench-report [--markdown] [--write-readme FILE]`. It prints the checks that have failed, and fails if there is one. `--markdown`
//! prints what goes into the README; `--write-readme` puts it there, between the marks `<!-- bench -->` and `<!-- /bench -->`.

mod pool;

use std::{fs, io::Write, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, bail};
use bench::{
    folder,
    machine::Machine,
    page::page,
    readme,
    report::{Check, Part},
};
use serde::Serialize;

/// All of it, as it is kept.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'parts> {
    machine: &'parts Machine,
    parts: &'parts [Part],
}

fn main() -> Result<ExitCode> {
    let (mut prints_markdown, mut readme_file) = (false, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--markdown" => prints_markdown = true,
            "--write-readme" => {
                let file = arguments.next().context("--write-readme needs a file")?;
                readme_file = Some(PathBuf::from(file));
            }
            _ => bail!("{argument} is no argument of bench-report"),
        }
    }
    let (mut parts, machine) = (Part::read_all()?, Machine::of_now());
    parts.extend(pool::part()?);
    write(&parts, &machine)?;
    let section = readme::section(&parts, &machine);
    if prints_markdown {
        write!(std::io::stdout(), "{section}")?;
    }
    if let Some(file) = readme_file {
        let text = fs::read_to_string(&file)?;
        fs::write(&file, readme::replaced(&text, &section)?)?;
    }
    verdict(&parts)
}

/// Says which checks have failed.
fn verdict(parts: &[Part]) -> Result<ExitCode> {
    let checks = parts.iter().flat_map(|part| &part.checks);
    let (passed, failed): (Vec<&Check>, Vec<_>) = checks.partition(|check| check.passes);
    say(&format!(
        "{} checks hold, {} do not",
        passed.len(),
        failed.len()
    ))?;
    for check in &failed {
        say(&check.line())?;
    }
    Ok(if failed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn write(parts: &[Part], machine: &Machine) -> Result<()> {
    let folder = folder::report()?;
    let report = Report { machine, parts };
    let json = folder.join("report.json");
    fs::write(&json, serde_json::to_string_pretty(&report)?)?;
    let html = folder.join("report.html");
    fs::write(&html, page(parts, machine)?)?;
    say(&format!("{}\n{}", json.display(), html.display()))
}

/// Apart from what may be taken elsewhere.
fn say(line: &str) -> Result<()> {
    writeln!(std::io::stderr(), "{line}")?;
    Ok(())
}
