//! Quantiles, and how numbers are told.

/// The value below which this share of the values lies, in any order; the middle between two neighbours is a straight line. None of no
/// values is no number.
pub fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "never so many values")]
    let place = sorted.len().saturating_sub(1) as f64 * share.clamp(0.0, 1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in the list"
    )]
    let index = place.floor() as usize;
    let at = |index: usize| sorted.get(index).copied();
    match (at(index), at(index + 1)) {
        (Some(here), Some(next)) => here + (next - here) * place.fract(),
        (here, _) => here.unwrap_or(f64::NAN),
    }
}

/// The middle one of the values.
pub fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// A number with as many digits as say something.
pub fn told(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let digits = match value.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    format!("{value:.digits$}")
}

/// Milliseconds for people.
pub fn told_ms(value_ms: f64) -> String {
    format!("{} ms", told(value_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_lies_between_its_neighbours() {
        let values = [4.0, 1.0, 3.0, 2.0];
        assert!((median(&values) - 2.5).abs() < 1e-9);
        assert!((quantile(&values, 0.0) - 1.0).abs() < 1e-9);
        assert!((quantile(&values, 1.0) - 4.0).abs() < 1e-9);
        assert!(quantile(&[], 0.5).is_nan());
    }

    #[test]
    fn numbers_keep_three_digits() {
        assert_eq!(
            [told(0.0), told(0.123), told(12.34), told(1234.5)],
            ["0", "0.12", "12.3", "1234"]
        );
    }
}
