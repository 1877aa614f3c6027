//! What the benchmarks say: each program has a part of the report, and one puts the parts together.
//!
//! A program fills a [`report::Part`] with tables, distributions, waterfalls, bars and checks, and ends with [`report::Part::finish`], which prints the
//! tables and keeps the whole as JSON. `bench-report` makes one JSON and one page of all parts, and fails if a check has failed. Nothing
//! is measured here.
//!
//! # Layout
//!
//! - `report`: the parts, and what they are made of
//! - `statistics`: quantiles
//! - `machine`: the kind of machine, without its name
//! - `app`: the app without its window
//! - `folder`: where all of it is kept
//! - `page`: the page, with its plots by `plot`; `readme`: what the README shows of it
//!
//! ```no_run
//! use bench::report::{Check, Part, Table};
//!
//! # fn shown() -> anyhow::Result<()> {
//! let mut part = Part::new("pump", "Pumping");
//! part.table(Table::new("Speed", ["round trip", "speed"]).row(["50 ms", "12 MB/s"]));
//! part.check(Check::at_least("speed at 50 ms", 12.0, 10.0, "MB/s"));
//! part.finish()?;
//! # Ok(())
//! # }
//! ```

pub mod app;
pub mod folder;
pub mod machine;
pub mod page;
mod plot;
pub mod readme;
pub mod report;
pub mod statistics;
