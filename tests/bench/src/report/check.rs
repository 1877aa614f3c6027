//! What must hold, and whether it does.

use serde::{Deserialize, Serialize};

use super::Table;
use crate::statistics::told;

/// A value with the bound that it must keep.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// What is looked at, e.g. `warm, 50 ms: times as fast as ssh`.
    pub name: String,
    /// What was measured.
    pub value: f64,
    /// On which side of the limit the value must be.
    pub bound: Bound,
    /// The last value that passes.
    pub limit: f64,
    /// Of both, e.g. `ms`; empty for bare numbers.
    pub unit: String,
    /// Whether it holds. A value that is no number does not.
    pub passes: bool,
}

/// On which side of a limit a value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The value must not exceed the limit.
    AtMost,
    /// The value must reach the limit.
    AtLeast,
}

impl Check {
    /// `value` must not exceed `limit`.
    pub fn at_most(name: &str, value: f64, limit: f64, unit: &str) -> Self {
        Self::new(name, value, Bound::AtMost, limit, unit)
    }

    /// `value` must reach `limit`.
    pub fn at_least(name: &str, value: f64, limit: f64, unit: &str) -> Self {
        Self::new(name, value, Bound::AtLeast, limit, unit)
    }

    fn new(name: &str, value: f64, bound: Bound, limit: f64, unit: &str) -> Self {
        let passes = match bound {
            Bound::AtMost => value <= limit,
            Bound::AtLeast => value >= limit,
        };
        Self {
            name: name.to_owned(),
            value: written(value),
            bound,
            limit: written(limit),
            unit: unit.to_owned(),
            passes: passes && value.is_finite() && limit.is_finite(),
        }
    }

    /// One line for people.
    pub fn line(&self) -> String {
        let [name, value, limit, holds] = self.cells();
        format!("{name}: {value}, {limit}: {holds}")
    }

    pub(super) fn cells(&self) -> [String; 4] {
        let bound = match self.bound {
            Bound::AtMost => "at most",
            Bound::AtLeast => "at least",
        };
        let with_unit = |value| format!("{} {}", told(value), self.unit).trim().to_owned();
        [
            self.name.clone(),
            with_unit(self.value),
            format!("{bound} {}", with_unit(self.limit)),
            if self.passes { "holds" } else { "FAILS" }.to_owned(),
        ]
    }
}

/// JSON knows neither infinity nor a value that is none.
fn written(value: f64) -> f64 {
    if value.is_finite() { value } else { -1.0 }
}

impl Table {
    /// A row for each check.
    pub fn of_checks(checks: &[Check]) -> Self {
        let table = Self::new("What must hold", ["what", "measured", "limit", ""]);
        checks
            .iter()
            .fold(table, |table, check| table.row(check.cells()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_itself_passes_and_what_is_no_number_never_does() {
        assert!(Check::at_most("a", 10.0, 10.0, "ms").passes);
        assert!(!Check::at_most("a", 10.1, 10.0, "ms").passes);
        assert!(Check::at_least("a", 10.0, 10.0, "ms").passes);
        assert!(!Check::at_least("a", 9.9, 10.0, "ms").passes);
        assert!(!Check::at_most("a", f64::NAN, 10.0, "ms").passes);
        assert!(!Check::at_least("a", f64::INFINITY, 10.0, "ms").passes);
        assert!(!Check::at_most("a", 1.0, f64::NAN, "ms").passes);
    }

    #[test]
    fn a_check_is_one_line_for_people() {
        let check = Check::at_most("warm", 12.345, 10.0, "ms");
        assert_eq!(check.line(), "warm: 12.3 ms, at most 10.0 ms: FAILS");
    }
}
