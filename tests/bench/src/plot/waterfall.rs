//! Courses of time: a bar from the beginning to the end of each span, with its length beside it.

use anyhow::Result;
use plotters::{
    element::{Rectangle, Text},
    style::Color,
};

use super::{MAIN, coordinate, drawn, from_zero, not_drawn, rows};
use crate::{report::Waterfall, statistics::told_ms};

/// Draws a row for each span.
pub(crate) fn waterfall(waterfall: &Waterfall) -> Result<String> {
    let names: Vec<_> = waterfall
        .spans
        .iter()
        .map(|span| span.name.as_str())
        .collect();
    let most = from_zero(waterfall.spans.iter().map(|span| span.end_ms));
    drawn(|svg| {
        rows::plot(svg, &names, (most, "ms"), |chart| {
            for (from_top, span) in waterfall.spans.iter().enumerate() {
                let (start, end) = (coordinate(span.start_ms), coordinate(span.end_ms));
                let (low, high) = rows::edges(&names, from_top);
                let mut shape = Rectangle::new([(start, low), (end, high)], MAIN.filled());
                shape.set_margin(6, 6, 0, 0);
                chart.draw_series([shape]).map_err(not_drawn)?;
                let at = (end, rows::row(&names, from_top));
                let length = told_ms(span.end_ms - span.start_ms);
                let length = Text::new(rows::label(&length), at, rows::beside());
                chart.draw_series([length]).map_err(not_drawn)?;
            }
            Ok(())
        })
    })
}
