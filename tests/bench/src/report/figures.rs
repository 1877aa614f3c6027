//! What is drawn: distributions, comparisons and courses of time.

use serde::{Deserialize, Serialize};

/// Distributions of one kind of value, side by side on one axis.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Samples {
    /// One line above the plot.
    pub title: String,
    /// Of every value, e.g. `ms`.
    pub unit: String,
    /// From top to bottom.
    pub series: Vec<Series>,
}

/// All values of one thing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Series {
    /// What was measured.
    pub name: String,
    /// In the order in which they were measured.
    pub values: Vec<f64>,
}

impl Samples {
    /// No distributions yet.
    pub fn new(title: &str, unit: &str) -> Self {
        Self {
            title: title.to_owned(),
            unit: unit.to_owned(),
            series: Vec::new(),
        }
    }

    /// With one more, of the values that are numbers.
    #[must_use]
    pub fn series(mut self, name: &str, mut values: Vec<f64>) -> Self {
        let name = name.to_owned();
        values.retain(|value| value.is_finite());
        self.series.push(Series { name, values });
        self
    }
}

/// Values beside each other, one bar each.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bars {
    /// One line above the plot.
    pub title: String,
    /// Of every value, e.g. `ms`.
    pub unit: String,
    /// From top to bottom.
    pub values: Vec<Bar>,
}

/// A named value.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bar {
    /// What was measured.
    pub name: String,
    /// How much.
    pub value: f64,
}

impl Bars {
    /// No bars yet.
    pub fn new(title: &str, unit: &str) -> Self {
        Self {
            title: title.to_owned(),
            unit: unit.to_owned(),
            values: Vec::new(),
        }
    }

    /// With one more, unless its value is no number.
    #[must_use]
    pub fn bar(mut self, name: &str, value: f64) -> Self {
        if !value.is_finite() {
            return self;
        }
        let name = name.to_owned();
        self.values.push(Bar { name, value });
        self
    }
}

/// What happened when, in one run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Waterfall {
    /// One line above the plot.
    pub title: String,
    /// From top to bottom.
    pub spans: Vec<Span>,
}

/// Something that took time.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    /// What it was.
    pub name: String,
    /// When it began, in ms since the run did.
    pub start_ms: f64,
    /// When it ended.
    pub end_ms: f64,
}

impl Waterfall {
    /// Nothing has happened yet.
    pub fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            spans: Vec::new(),
        }
    }

    /// With one span more, unless it has no beginning or no end.
    #[must_use]
    pub fn span(mut self, name: &str, start_ms: f64, end_ms: f64) -> Self {
        if !(start_ms.is_finite() && end_ms.is_finite()) {
            return self;
        }
        self.spans.push(Span {
            name: name.to_owned(),
            start_ms,
            end_ms,
        });
        self
    }
}
