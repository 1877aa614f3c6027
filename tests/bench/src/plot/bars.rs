//! Comparisons: a bar for each value, with the value at its end.

use anyhow::Result;
use plotters::{
    element::{Rectangle, Text},
    style::Color,
};

use super::{MAIN, coordinate, drawn, from_zero, not_drawn, rows};
use crate::{report::Bars, statistics::told};

/// Draws a row for each value.
pub(crate) fn bars(bars: &Bars) -> Result<String> {
    let names: Vec<_> = bars.values.iter().map(|bar| bar.name.as_str()).collect();
    let most = from_zero(bars.values.iter().map(|bar| bar.value));
    drawn(|svg| {
        rows::plot(svg, &names, (most, &bars.unit), |chart| {
            for (from_top, bar) in bars.values.iter().enumerate() {
                let end = coordinate(bar.value);
                let (low, high) = rows::edges(&names, from_top);
                let mut shape = Rectangle::new([(0.0, low), (end, high.clone())], MAIN.filled());
                shape.set_margin(6, 6, 0, 0);
                chart.draw_series([shape]).map_err(not_drawn)?;
                let at = (end, rows::row(&names, from_top));
                let value = Text::new(rows::label(&told(bar.value)), at, rows::beside());
                chart.draw_series([value]).map_err(not_drawn)?;
            }
            Ok(())
        })
    })
}
