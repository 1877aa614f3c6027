//! Tables, as they are printed, drawn and copied into the README.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

/// A table of text.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Table {
    /// One line above it.
    pub title: String,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// As many cells each as there are columns.
    pub rows: Vec<Vec<String>>,
    /// Whether the README shows it.
    pub is_for_readme: bool,
}

impl Table {
    /// A table without rows.
    pub fn new<C: Into<String>>(title: &str, columns: impl IntoIterator<Item = C>) -> Self {
        Self {
            title: title.to_owned(),
            columns: columns.into_iter().map(Into::into).collect(),
            rows: Vec::new(),
            is_for_readme: false,
        }
    }

    /// With one row more.
    #[must_use]
    pub fn row<C: Into<String>>(mut self, cells: impl IntoIterator<Item = C>) -> Self {
        self.rows.push(cells.into_iter().map(Into::into).collect());
        self
    }

    /// To be shown in the README too.
    #[must_use]
    pub fn for_readme(mut self) -> Self {
        self.is_for_readme = true;
        self
    }

    /// The table in Markdown, without its title. Columns of numbers stand to the right.
    pub fn to_markdown(&self) -> String {
        let mut text = line(&self.columns);
        let rules = (0..self.columns.len()).map(|column| {
            if self.is_number(column) {
                "---:"
            } else {
                "---"
            }
        });
        // Writing to a string cannot fail.
        writeln!(text, "|{}|", rules.collect::<Vec<_>>().join("|")).ok();
        self.rows.iter().for_each(|row| text.push_str(&line(row)));
        text
    }

    /// Whether every cell of a column that holds anything begins with a digit.
    pub(crate) fn is_number(&self, column: usize) -> bool {
        let mut cells = self.rows.iter().filter_map(|row| row.get(column));
        let is_number = |cell: &String| {
            let first = cell.trim_start_matches(['-', '–', '<', '>', '~', ' ']);
            cell.is_empty() || cell == "–" || first.starts_with(|at: char| at.is_ascii_digit())
        };
        cells.all(is_number)
    }
}

fn line(cells: &[String]) -> String {
    let cells: Vec<_> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |\n", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_to_the_right_and_bars_are_escaped() {
        let table = Table::new("T", ["what", "took"])
            .row(["a|b", "1.0 ms"])
            .row(["c", "–"]);
        assert_eq!(
            table.to_markdown(),
            "| what | took |\n|---|---:|\n| a\\|b | 1.0 ms |\n| c | – |\n"
        );
    }
}
