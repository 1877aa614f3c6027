//! The report's page: one file that needs nothing else.

mod escape;

use std::fmt::Write;

use anyhow::Result;
use chrono::DateTime;

use self::escape::escape;
use crate::{
    machine::Machine,
    plot,
    report::{Part, Table},
};

const STYLE: &str = include_str!("page/style.css");

/// A date as people write it: `24 November 2026`.
pub fn date(seconds: u64) -> String {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    let date = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    date.format("%-d %B %Y").to_string()
}

/// All parts as one page of HTML.
///
/// # Errors
///
/// When a plot cannot be drawn.
pub fn page(parts: &[Part], machine: &Machine) -> Result<String> {
    let made = parts.iter().map(|part| part.made_seconds).max();
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Causeway: benchmarks</title>\n<style>\n{STYLE}{}</style>\n</head>\n<body>\n\
         <h1>Causeway: benchmarks</h1>\n<p>{}, {}.</p>\n",
        colours(),
        date(made.unwrap_or_default()),
        escape(&machine.line()),
    );
    checks(&mut html, parts);
    for part in parts {
        add_part(&mut html, part)?;
    }
    html.push_str("</body>\n</html>\n");
    Ok(html)
}

/// Rules that put the page's colours in the place of the plots'.
fn colours() -> String {
    let rules = plot::COLOURS.iter().map(|(own, name)| {
        format!(
            "svg [fill=\"{own}\"] {{ fill: var({name}); }}\n\
             svg [stroke=\"{own}\"] {{ stroke: var({name}); }}\n"
        )
    });
    rules.collect()
}

/// All checks at the top, those that have failed first.
fn checks(html: &mut String, parts: &[Part]) {
    let mut checks: Vec<_> = parts.iter().flat_map(|part| part.checks.clone()).collect();
    checks.sort_by_key(|check| check.passes);
    if !checks.is_empty() {
        add_table(html, &Table::of_checks(&checks));
    }
}

fn add_part(html: &mut String, part: &Part) -> Result<()> {
    // Writing to a string cannot fail.
    writeln!(html, "<section>\n<h2>{}</h2>", escape(&part.title)).ok();
    if part.build != "release" {
        html.push_str("<p class=\"fails\">A debug build: these figures mean nothing.</p>\n");
    }
    for note in &part.notes {
        writeln!(html, "<p>{}</p>", escape(note)).ok();
    }
    for table in &part.tables {
        add_table(html, table);
    }
    for bars in &part.bars {
        add_plot(html, &bars.title, &plot::bars(bars)?);
    }
    for samples in &part.samples {
        add_plot(html, &samples.title, &plot::samples(samples)?);
    }
    for waterfall in &part.waterfalls {
        add_plot(html, &waterfall.title, &plot::waterfall(waterfall)?);
    }
    html.push_str("</section>\n");
    Ok(())
}

fn add_plot(html: &mut String, title: &str, svg: &str) {
    let title = escape(title);
    writeln!(
        html,
        "<figure>\n<figcaption>{title}</figcaption>\n{svg}</figure>"
    )
    .ok();
}

fn add_table(html: &mut String, table: &Table) {
    let class = |column| {
        if table.is_number(column) {
            " class=\"number\""
        } else {
            ""
        }
    };
    let line = |cells: &[String], tag: &str| {
        let cells = cells.iter().enumerate().map(|(column, cell)| {
            let class = match cell.as_str() {
                "FAILS" => " class=\"fails\"",
                _ => class(column),
            };
            format!("<{tag}{class}>{}</{tag}>", escape(cell))
        });
        format!("<tr>{}</tr>\n", cells.collect::<String>())
    };
    let rows: String = table.rows.iter().map(|row| line(row, "td")).collect();
    writeln!(
        html,
        "<table>\n<caption>{}</caption>\n<thead>\n{}</thead>\n<tbody>\n{rows}</tbody>\n</table>",
        escape(&table.title),
        line(&table.columns, "th"),
    )
    .ok();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Bars, Check, Samples};

    #[test]
    fn the_page_needs_nothing_else_and_shows_failed_checks_first() {
        let mut part = Part::new("pump", "Up & down");
        part.check(Check::at_most("good", 1.0, 2.0, "ms"));
        part.check(Check::at_most("bad", 3.0, 2.0, "ms"));
        part.samples(Samples::new("Speeds", "ms").series("up", vec![1.0, 2.0]));
        part.bars(Bars::new("Mean", "ms").bar("up", 1.5));
        let html = page(&[part], &Machine::of_now()).unwrap();
        assert!(html.contains("Up &amp; down"));
        assert!(html.find(">bad<") < html.find(">good<"));
        for link in ["href=", "src=", "@import", "url("] {
            assert!(!html.contains(link), "{link} would lead elsewhere");
        }
    }

    #[test]
    fn a_date_is_written_as_people_write_it() {
        assert_eq!(date(1_795_478_400), "24 November 2026");
    }
}
