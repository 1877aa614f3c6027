//! Distributions: every single value, a line from the 5th percentile to the 95th, a box from the first quartile to the third, and the
//! median in it.

use anyhow::Result;
use plotters::{
    element::{Circle, EmptyElement, PathElement, Rectangle},
    style::Color,
};

use super::{
    FAINT, MAIN, coordinate, drawn, from_zero, not_drawn,
    rows::{self, Chart},
};
use crate::{
    report::{Samples, Series},
    statistics::quantile,
};

/// Draws a row for each series.
pub(crate) fn samples(samples: &Samples) -> Result<String> {
    let names: Vec<_> = samples.series.iter().map(|one| one.name.as_str()).collect();
    let values = samples.series.iter().flat_map(|one| &one.values);
    let most = from_zero(values.copied());
    drawn(|svg| {
        rows::plot(svg, &names, (most, &samples.unit), |chart| {
            let mut series = samples.series.iter().enumerate();
            series.try_for_each(|(from_top, one)| row(chart, &names, from_top, one))
        })
    })
}

fn row(chart: &mut Chart<'_>, names: &[&str], from_top: usize, series: &Series) -> Result<()> {
    let middle = rows::row(names, from_top);
    let dots = series.values.iter().map(|value| {
        let at = (coordinate(*value), middle.clone());
        Circle::new(at, 2, FAINT.filled())
    });
    chart.draw_series(dots).map_err(not_drawn)?;
    if series.values.is_empty() {
        return Ok(());
    }
    let at = |share| coordinate(quantile(&series.values, share));
    let (low, high) = rows::edges(names, from_top);
    let line = |from, to| PathElement::new([(from, middle.clone()), (to, middle.clone())], MAIN);
    let lines = [line(at(0.05), at(0.25)), line(at(0.75), at(0.95))];
    chart.draw_series(lines).map_err(not_drawn)?;
    let corners = [(at(0.25), low), (at(0.75), high)];
    let mut quartiles = Rectangle::new(corners, MAIN);
    quartiles.set_margin(7, 7, 0, 0);
    chart.draw_series([quartiles]).map_err(not_drawn)?;
    let line = PathElement::new([(0, -9), (0, 9)], MAIN.stroke_width(3));
    let middle = EmptyElement::at((at(0.5), middle)) + line;
    chart.draw_series([middle]).map_err(not_drawn)?;
    Ok(())
}
