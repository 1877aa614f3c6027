//! What the README shows of the report, between two marks.

use std::fmt::Write;

use anyhow::{Context, Result};

use crate::{
    machine::Machine,
    page::date,
    report::{Part, Table},
};

const BEGIN: &str = "<!-- bench -->";
const END: &str = "<!-- /bench -->";

/// The tables that are for the README, with the date and the kind of machine.
pub fn section(parts: &[Part], machine: &Machine) -> String {
    let made = parts.iter().map(|part| part.made_seconds).max();
    let is_release = parts.iter().all(|part| part.build == "release");
    let build = if is_release {
        "release build"
    } else {
        "DEBUG BUILD: these figures mean nothing"
    };
    let mut text = format!(
        "Measured by `make bench` on {}: {}; everything on loopback with the round trip injected, {build}.\n",
        date(made.unwrap_or_default()),
        machine.line(),
    );
    let tables = parts.iter().flat_map(|part| &part.tables);
    for table in tables.filter(|table| table.is_for_readme) {
        add(&mut text, table);
    }
    text
}

fn add(text: &mut String, table: &Table) {
    // Writing to a string cannot fail.
    write!(text, "\n{}:\n\n{}", table.title, table.to_markdown()).ok();
}

/// `readme` with `section` between its marks.
///
/// # Errors
///
/// When there are no such marks.
pub fn replaced(readme: &str, section: &str) -> Result<String> {
    let split = readme.split_once(BEGIN);
    let (before, rest) = split.context("the README has no mark of the section's beginning")?;
    let split = rest.split_once(END);
    let (_, after) = split.context("the README has no mark of the section's end")?;
    Ok(format!("{before}{BEGIN}\n{section}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_is_replaced() {
        let readme = "# A\n<!-- bench -->\nold\n<!-- /bench -->\n# B\n";
        let replaced = replaced(readme, "new\n").unwrap();
        assert_eq!(replaced, "# A\n<!-- bench -->\nnew\n<!-- /bench -->\n# B\n");
    }

    #[test]
    fn a_readme_without_marks_is_left_alone() {
        assert!(replaced("# A\n", "new\n").is_err());
    }

    #[test]
    fn only_tables_that_are_for_it_are_shown() {
        let mut part = Part::new("pump", "Pumping");
        part.table(Table::new("Shown", ["a"]).row(["1"]).for_readme());
        part.table(Table::new("Hidden", ["a"]).row(["2"]));
        let text = section(&[part], &Machine::of_now());
        assert!(text.contains("Shown:") && !text.contains("Hidden"));
    }
}
