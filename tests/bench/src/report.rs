//! The parts of the report.
//!
//! A part is plain data, written by the program that has measured and read by the one that draws. Numbers carry their unit beside them,
//! so that neither has to know what was measured.

mod check;
mod figures;
mod table;

use std::{
    fs,
    io::Write,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

pub use self::{
    check::{Bound, Check},
    figures::{Bar, Bars, Samples, Series, Span, Waterfall},
    table::Table,
};
use crate::folder;

/// What one program has measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Part {
    /// Names its file: lower case, without spaces.
    pub name: String,
    /// For people.
    pub title: String,
    /// When it was begun, in seconds since 1970.
    pub made_seconds: u64,
    /// `release`, or `debug`, whose figures mean nothing.
    pub build: String,
    /// What a reader should know, a sentence or more each.
    pub notes: Vec<String>,
    /// In the order in which they are shown.
    pub tables: Vec<Table>,
    /// Distributions.
    pub samples: Vec<Samples>,
    /// Comparisons.
    pub bars: Vec<Bars>,
    /// Courses of time.
    pub waterfalls: Vec<Waterfall>,
    /// What must hold.
    pub checks: Vec<Check>,
}

impl Part {
    /// An empty part, begun now.
    pub fn new(name: &str, title: &str) -> Self {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH);
        let build = if cfg!(debug_assertions) {
            "debug"
        } else {
            "release"
        };
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            made_seconds: since_1970.map_or(0, |since| since.as_secs()),
            build: build.to_owned(),
            notes: Vec::new(),
            tables: Vec::new(),
            samples: Vec::new(),
            bars: Vec::new(),
            waterfalls: Vec::new(),
            checks: Vec::new(),
        }
    }

    /// Adds what a reader should know.
    pub fn note(&mut self, note: &str) {
        self.notes.push(note.to_owned());
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table) {
        self.tables.push(table);
    }

    /// Adds distributions of one kind of value.
    pub fn samples(&mut self, samples: Samples) {
        self.samples.push(samples);
    }

    /// Adds a comparison.
    pub fn bars(&mut self, bars: Bars) {
        self.bars.push(bars);
    }

    /// Adds a course of time.
    pub fn waterfall(&mut self, waterfall: Waterfall) {
        self.waterfalls.push(waterfall);
    }

    /// Adds something that must hold.
    pub fn check(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// Prints the tables and the checks as Markdown, and writes the part to its file.
    ///
    /// A check that has failed is no error here: what was measured is kept, and `bench-report` fails.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn finish(&self) -> Result<()> {
        let mut out = std::io::stdout().lock();
        writeln!(out, "\n## {}\n", self.title)?;
        for table in &self.tables {
            writeln!(out, "{}\n\n{}", table.title, table.to_markdown())?;
        }
        if !self.checks.is_empty() {
            writeln!(out, "{}", Table::of_checks(&self.checks).to_markdown())?;
        }
        self.write()
    }

    fn write(&self) -> Result<()> {
        let parts = folder::parts()?;
        fs::create_dir_all(&parts)?;
        let file = parts.join(format!("{}.json", self.name));
        let text = serde_json::to_string_pretty(self)?;
        fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))
    }

    /// All parts that have been written, the first begun first.
    ///
    /// # Errors
    ///
    /// When one cannot be read, or there is none.
    pub fn read_all() -> Result<Vec<Self>> {
        let folder = folder::parts()?;
        let entries = fs::read_dir(&folder);
        let entries = entries.context("there are no parts: run the benchmarks first")?;
        let mut parts = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let text = fs::read(&path)?;
            let part: Self = serde_json::from_slice(&text)
                .with_context(|| format!("{} is no part", path.display()))?;
            parts.push(part);
        }
        parts.sort_by_key(|part| part.made_seconds);
        Ok(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_comes_back_as_it_was_kept() {
        let mut part = Part::new("pump", "Pumping");
        part.note("Water only.");
        part.table(
            Table::new("Speed", ["what", "speed"])
                .row(["up", "1 m"])
                .for_readme(),
        );
        part.samples(Samples::new("Speeds", "m/s").series("up", vec![1.0, f64::NAN]));
        part.bars(Bars::new("Mean", "m/s").bar("up", f64::INFINITY));
        part.waterfall(Waterfall::new("A stroke").span("suck", 0.0, 1.5));
        part.check(Check::at_most("the stroke", f64::NAN, 2.0, "ms"));
        let kept = serde_json::to_value(&part).unwrap();
        let read: Part = serde_json::from_value(kept.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), kept);
    }
}
