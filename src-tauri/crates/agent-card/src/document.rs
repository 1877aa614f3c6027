//! A card as received: text, with limits, that is kept as it is.
//!
//! What is shown, compared and verified all starts here. A key that occurs twice is JSON, and parsers do not agree on what
//! it means; it is noted, and nothing that is signed may hold one.

use std::{collections::HashSet, fmt};

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::{
    card,
    findings::{Findings, MAX_ITEMS},
    text::{displayable, pointer_step},
    view::CardView,
};

/// Longest text that is taken for a card, in bytes.
pub const MAX_CARD_BYTES: usize = 256 << 10;
/// Deepest nesting of objects and lists that is taken for a card.
pub const MAX_CARD_DEPTH: usize = 64;

/// Why text is not taken for a card.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Longer than [`MAX_CARD_BYTES`].
    #[error("larger than 256 KiB")]
    TooLarge,
    /// Nested deeper than [`MAX_CARD_DEPTH`].
    #[error("nested deeper than 64 levels")]
    TooDeep,
    /// Not JSON; where and why.
    #[error("not JSON: {0}")]
    NotJson(String),
}

/// Text that is JSON, within the limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    value: Value,
    duplicates: Vec<String>,
}

impl Document {
    /// Reads `text`. Of a key that occurs twice the last value counts, as in JavaScript, Python and Go.
    ///
    /// # Errors
    ///
    /// [`Unreadable`], when the text is too long, too deep or not JSON.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        if text.len() > MAX_CARD_BYTES {
            return Err(Unreadable::TooLarge);
        }
        let mut walk = Walk::default();
        let mut reader = serde_json::Deserializer::from_str(text);
        let walked = Step {
            walk: &mut walk,
            place: None,
            depth: 0,
        }
        .deserialize(&mut reader)
        .and_then(|()| reader.end());
        match walked {
            // The parser has a limit of its own, which says so in words only.
            Err(_) if walk.is_too_deep => return Err(Unreadable::TooDeep),
            Err(error) => return Err(Unreadable::NotJson(error.to_string())),
            Ok(()) => {}
        }
        let value =
            serde_json::from_str(text).map_err(|error| Unreadable::NotJson(error.to_string()))?;
        Ok(Self {
            value,
            duplicates: walk.duplicates,
        })
    }

    /// What the text says.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// JSON pointers of the keys that occur more than once, at most 512.
    pub fn duplicates(&self) -> &[String] {
        &self.duplicates
    }

    /// The text read as a card, as [`crate::view`] does, with a note for every key that occurs twice.
    pub fn view(&self) -> CardView {
        let mut findings = Findings::default();
        for pointer in &self.duplicates {
            let message = "the key occurs more than once; the last value counts";
            findings.warning("duplicate_key", pointer, message);
        }
        card::view_with(&self.value, findings)
    }
}

#[derive(Debug, Default)]
struct Walk {
    duplicates: Vec<String>,
    is_too_deep: bool,
}

/// One value on the way through the text; nothing of it is kept.
struct Step<'a> {
    walk: &'a mut Walk,
    place: Option<&'a Place<'a>>,
    depth: usize,
}

/// Where a value is. Written out only when it matters: long names in deep nesting would cost too much otherwise.
struct Place<'a> {
    within: Option<&'a Place<'a>>,
    step: Named<'a>,
}

enum Named<'a> {
    Member(&'a str),
    Index(usize),
}

impl Place<'_> {
    fn pointer(&self) -> String {
        let within = self.within.map(Self::pointer).unwrap_or_default();
        match self.step {
            Named::Member(name) => format!("{within}/{}", pointer_step(name)),
            Named::Index(index) => format!("{within}/{index}"),
        }
    }
}

impl Step<'_> {
    fn descend<E: de::Error>(&mut self) -> Result<(), E> {
        self.depth += 1;
        if self.depth > MAX_CARD_DEPTH {
            self.walk.is_too_deep = true;
            return Err(E::custom("too deep"));
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Step<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Step<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        self.descend()?;
        let mut index = 0_usize;
        loop {
            let place = Place {
                within: self.place,
                step: Named::Index(index),
            };
            let step = Step {
                walk: self.walk,
                place: Some(&place),
                depth: self.depth,
            };
            if items.next_element_seed(step)?.is_none() {
                return Ok(());
            }
            index += 1;
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<(), A::Error> {
        self.descend()?;
        let mut seen = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            let place = Place {
                within: self.place,
                step: Named::Member(&name),
            };
            if seen.contains(&name) && self.walk.duplicates.len() < MAX_ITEMS {
                self.walk.duplicates.push(displayable(&place.pointer()).0);
            }
            members.next_value_seed(Step {
                walk: self.walk,
                place: Some(&place),
                depth: self.depth,
            })?;
            seen.insert(name);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_occurs_twice_is_found_wherever_it_is() {
        let text = r#"{"a": 1, "b": [{"c/d": 1, "c\/d": 2}], "\u0061": 3}"#;
        let document = Document::parse(text).unwrap();
        assert_eq!(document.duplicates(), ["/b/0/c~1d", "/a"]);
        assert_eq!(document.value()["a"], 3, "the last value counts");
        let notes = document.view().notes;
        assert!(
            notes
                .iter()
                .any(|note| note.code == "duplicate_key" && note.pointer == "/a"),
            "{notes:?}"
        );
    }

    #[test]
    fn text_that_is_too_long_too_deep_or_not_json_is_told_apart() {
        let long = format!("\"{}\"", "x".repeat(MAX_CARD_BYTES));
        assert_eq!(Document::parse(&long), Err(Unreadable::TooLarge));
        for depth in [65, 200, 100_000] {
            let deep = "[".repeat(depth) + &"]".repeat(depth);
            assert_eq!(Document::parse(&deep), Err(Unreadable::TooDeep), "{depth}");
        }
        let just_right = "[".repeat(64) + &"]".repeat(64);
        assert!(Document::parse(&just_right).is_ok());
        for text in ["", "{", "{} x", "{\"a\": 1,}", "\"\\ud800\"", "nul"] {
            let read = Document::parse(text);
            assert!(
                matches!(read, Err(Unreadable::NotJson(_))),
                "{text}: {read:?}"
            );
        }
    }
}
