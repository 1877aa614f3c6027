//! The plots of the page, as SVG that stands in it.
//!
//! Each has named rows from top to bottom, and one axis of numbers. They are drawn in the few colours of [`COLOURS`], which the page's
//! style replaces by those of a light or a dark page: SVG's own attributes give way to style sheets.

mod bars;
mod rows;
mod samples;
mod waterfall;

use anyhow::{Result, anyhow};
use plotters::style::RGBColor;

pub(crate) use self::{bars::bars, samples::samples, waterfall::waterfall};

/// Text and axes.
const INK: RGBColor = RGBColor(0x20, 0x20, 0x20);
/// Lines of the grid.
const GRID: RGBColor = RGBColor(0xd8, 0xd8, 0xd8);
/// What is measured.
const MAIN: RGBColor = RGBColor(0x1f, 0x6f, 0xb4);
/// Single values beside it.
const FAINT: RGBColor = RGBColor(0x8f, 0xbc, 0xdd);

/// The colours that plots are drawn in, as they are written in SVG, each with the name of the page's colour in its place.
pub(crate) const COLOURS: [(&str, &str); 4] = [
    ("#202020", "--ink"),
    ("#D8D8D8", "--grid"),
    ("#1F6FB4", "--main"),
    ("#8FBCDD", "--faint"),
];

/// What went wrong while drawing into a string: nothing that anybody could mend.
fn not_drawn(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow!("a plot could not be drawn: {error}")
}

/// A coordinate: plots need no more precision.
#[expect(clippy::cast_possible_truncation, reason = "pixels of a plot")]
fn coordinate(value: f64) -> f32 {
    value as f32
}

/// The values that an axis from zero must show; some room is left beyond.
fn from_zero(values: impl Iterator<Item = f64>) -> f32 {
    let most = values.filter(|value| value.is_finite()).fold(0.0, f64::max);
    coordinate(if most > 0.0 { most * 1.08 } else { 1.0 })
}

/// Draws into a string.
fn drawn(draw: impl FnOnce(&mut String) -> Result<()>) -> Result<String> {
    let mut svg = String::new();
    draw(&mut svg)?;
    Ok(svg)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Bars, Samples, Waterfall};

    #[test]
    fn every_plot_names_its_rows_and_keeps_to_the_colours_of_the_page() {
        let plots = [
            samples(&Samples::new("S", "ms").series("up & down", vec![1.0, 2.0, 9.0])),
            bars(&Bars::new("B", "ms").bar("up & down", 3.0)),
            waterfall(&Waterfall::new("W").span("up & down", 1.0, 2.5)),
        ];
        for plot in plots {
            let svg = plot.unwrap();
            assert!(svg.starts_with("<svg"), "{svg}");
            assert!(svg.contains("up &amp; down"), "names are escaped: {svg}");
            let known = |colour: &str| COLOURS.iter().any(|(own, _)| *own == colour);
            for part in svg.split("=\"#").skip(1) {
                let colour = format!("#{}", part.split('"').next().unwrap());
                assert!(known(&colour), "{colour} is none of the page's");
            }
        }
    }

    #[test]
    fn nothing_measured_is_drawn_as_nothing() {
        assert!(samples(&Samples::new("S", "ms").series("none", vec![])).is_ok());
        assert!(bars(&Bars::new("B", "ms")).is_ok());
        assert!(waterfall(&Waterfall::new("W")).is_ok());
    }
}
