//! What of a card a signature is about.

use serde_json::{Map, Value};

use super::payload::{Lost, escaped};
use crate::{findings::MAX_ITEMS, text::displayable};

/// JSON pointers, top level first, at most 512 of each and fit to be shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Coverage {
    /// Members that are signed, with all that is in them.
    pub(super) covered: Vec<String>,
    /// Members that are not.
    pub(super) uncovered: Vec<String>,
}

/// Of `card` without its `signatures`.
pub(super) fn coverage(card: &Map<String, Value>, lost: &Lost) -> Coverage {
    let mut coverage = Coverage::default();
    for (name, value) in card {
        let pointer = format!("/{}", escaped(name));
        if !lost.empty.contains(&pointer) {
            coverage.add(pointer, value, lost);
        }
    }
    for list in [&mut coverage.covered, &mut coverage.uncovered] {
        list.sort_by_key(|pointer| pointer.matches('/').count());
        list.truncate(MAX_ITEMS);
        for pointer in list {
            *pointer = displayable(pointer).0;
        }
    }
    coverage
}

impl Coverage {
    fn add(&mut self, pointer: String, value: &Value, lost: &Lost) {
        if lost.dropped.contains(&pointer) {
            self.uncovered.push(pointer);
            return;
        }
        let below = format!("{pointer}/");
        let is_whole = !lost
            .dropped
            .range(below.clone()..)
            .next()
            .is_some_and(|dropped| dropped.starts_with(&below));
        match value {
            Value::Object(members) if !is_whole => {
                for (name, member) in members {
                    self.add(format!("{below}{}", escaped(name)), member, lost);
                }
            }
            Value::Array(items) if !is_whole => {
                for (index, item) in items.iter().enumerate() {
                    self.add(format!("{below}{index}"), item, lost);
                }
            }
            _ => self.covered.push(pointer),
        }
    }
}
