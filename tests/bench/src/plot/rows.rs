//! What all plots have in common: named rows and an axis of numbers.

use anyhow::Result;
use plotters::{
    chart::{ChartBuilder, ChartContext},
    coord::{
        Shift,
        ranged1d::{IntoSegmentedCoord, SegmentValue, SegmentedCoord},
        types::{RangedCoordf32, RangedCoordi32},
    },
    prelude::{Cartesian2d, DrawingArea, IntoDrawingArea, SVGBackend},
    style::{
        Color, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::{GRID, INK, not_drawn};
use crate::statistics::told;

const WIDTH: u32 = 960;
const ROW_HEIGHT: u32 = 30;
/// The axis and its description.
const AXIS_HEIGHT: u32 = 48;
const MARGIN: u32 = 8;
const FONT: (&str, u32) = ("sans-serif", 16);
/// What a letter takes of a name, about.
const LETTER_WIDTH: u32 = 7;
const MOST_LETTERS: u32 = 52;

pub(super) type Chart<'plot> = ChartContext<
    'plot,
    SVGBackend<'plot>,
    Cartesian2d<RangedCoordf32, SegmentedCoord<RangedCoordi32>>,
>;

/// A row from the top, as a coordinate: the middle of its height.
pub(super) fn row(names: &[&str], from_top: usize) -> SegmentValue<i32> {
    SegmentValue::CenterOf(own(names, from_top))
}

/// The two edges of a row.
pub(super) fn edges(names: &[&str], from_top: usize) -> (SegmentValue<i32>, SegmentValue<i32>) {
    let own = own(names, from_top);
    (SegmentValue::Exact(own), SegmentValue::Exact(own + 1))
}

fn own(names: &[&str], from_top: usize) -> i32 {
    index(slots(names).saturating_sub(from_top + 1))
}

/// Rows for these names. A single one would have no height: its axis would have one value.
fn slots(names: &[&str]) -> usize {
    names.len().max(2)
}

/// Draws rows with these names, an axis up to `most`, and what `fill` puts there.
pub(super) fn plot(
    svg: &mut String,
    names: &[&str],
    (most, unit): (f32, &str),
    fill: impl FnOnce(&mut Chart<'_>) -> Result<()>,
) -> Result<()> {
    let rows = u32::try_from(slots(names)).unwrap_or(u32::MAX);
    let size = (WIDTH, rows * ROW_HEIGHT + AXIS_HEIGHT + 2 * MARGIN);
    let area = SVGBackend::with_string(svg, size).into_drawing_area();
    let mut chart = chart(&area, names, most)?;
    mesh(&mut chart, names, unit)?;
    fill(&mut chart)?;
    area.present().map_err(not_drawn)
}

fn chart<'plot>(
    area: &DrawingArea<SVGBackend<'plot>, Shift>,
    names: &[&str],
    most: f32,
) -> Result<Chart<'plot>> {
    let letters = names.iter().map(|name| name.chars().count()).max();
    let letters = u32::try_from(letters.unwrap_or(0)).unwrap_or(MOST_LETTERS);
    ChartBuilder::on(area)
        .margin(MARGIN)
        .margin_right(64)
        .y_label_area_size(letters.min(MOST_LETTERS) * LETTER_WIDTH + 16)
        .x_label_area_size(AXIS_HEIGHT)
        .build_cartesian_2d(0.0_f32..most, (0..index(slots(names)) - 1).into_segmented())
        .map_err(not_drawn)
}

fn mesh(chart: &mut Chart<'_>, names: &[&str], unit: &str) -> Result<()> {
    let name_of = |at: &SegmentValue<i32>| match at {
        SegmentValue::CenterOf(index) => {
            let from_bottom = usize::try_from(*index).unwrap_or(usize::MAX);
            let from_top = slots(names).checked_sub(from_bottom + 1);
            let name = from_top.and_then(|from_top| names.get(from_top));
            name.copied().unwrap_or_default().to_owned()
        }
        _ => String::new(),
    };
    chart
        .configure_mesh()
        .disable_y_mesh()
        .bold_line_style(GRID)
        .light_line_style(GRID.mix(0.0))
        .axis_style(INK)
        .label_style(text())
        .axis_desc_style(text())
        .x_desc(unit)
        .x_label_formatter(&|value| told(f64::from(*value)))
        .y_labels(slots(names) + 1)
        .y_label_formatter(&name_of)
        .draw()
        .map_err(not_drawn)
}

/// How names and numbers are written.
fn text() -> TextStyle<'static> {
    TextStyle::from(FONT).color(&INK)
}

/// A number beside a bar's end, which keeps off it.
pub(super) fn label(text: &str) -> String {
    format!("\u{a0}{text}")
}

/// How it is written.
pub(super) fn beside() -> TextStyle<'static> {
    text().pos(Pos::new(HPos::Left, VPos::Center))
}

fn index(index: usize) -> i32 {
    i32::try_from(index).unwrap_or(i32::MAX)
}
