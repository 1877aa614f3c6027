//! What reading a card brings to light beside its members: notes, and members that nobody knows.

use serde_json::Value;

use crate::{
    mask::masked,
    text::displayable,
    view::{CardNote, CardSeverity, CardUnknownField},
};

/// Longest list that is shown; of notes and unknown members, too.
pub(crate) const MAX_ITEMS: usize = 512;

/// Collects while a card is read. Bounded: a card cannot make it grow without end.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) notes: Vec<CardNote>,
    pub(crate) unknown: Vec<CardUnknownField>,
}

impl Findings {
    /// The card breaks a rule.
    pub(crate) fn error(&mut self, code: &str, pointer: &str, message: impl Into<String>) {
        self.note(CardSeverity::Error, code, pointer, message.into());
    }

    /// Something is lost, or may not work.
    pub(crate) fn warning(&mut self, code: &str, pointer: &str, message: impl Into<String>) {
        self.note(CardSeverity::Warning, code, pointer, message.into());
    }

    /// Something was understood, though not as written.
    pub(crate) fn info(&mut self, code: &str, pointer: &str, message: impl Into<String>) {
        self.note(CardSeverity::Info, code, pointer, message.into());
    }

    /// A member that cannot be read, as it is of another type.
    pub(crate) fn wrong_type(&mut self, pointer: &str, expected: &str, value: &Value) {
        let message = format!("expected {expected}, found {}", type_name(value));
        self.warning("wrong_type", pointer, message);
    }

    /// A member that no version of A2A knows.
    pub(crate) fn unknown(&mut self, pointer: String, name: &str, value: &Value) {
        if self.unknown.len() == MAX_ITEMS {
            return;
        }
        let (shown, has_secret) = masked(name, value);
        if has_secret {
            self.warning("secret_masked", &pointer, "holds what looks like a secret");
        }
        let (json, _) = displayable(&shown.to_string());
        self.unknown.push(CardUnknownField { pointer, json });
    }

    /// Makes a text of the card fit to be shown.
    pub(crate) fn shown(&mut self, pointer: &str, text: &str) -> String {
        let (shown, changes) = displayable(text);
        if changes.is_cut {
            self.info("text_cut", pointer, "only the first 8 KiB are shown");
        }
        if changes.is_neutralised {
            self.warning(
                "control_characters",
                pointer,
                "holds characters that can disguise text",
            );
        }
        shown
    }

    /// Once there are too many notes, errors take the place of others: whether there are any must not depend on the rest.
    pub(crate) fn note(
        &mut self,
        severity: CardSeverity,
        code: &str,
        pointer: &str,
        message: String,
    ) {
        if self.notes.len() >= MAX_ITEMS {
            let is_other = |note: &CardNote| note.severity != CardSeverity::Error;
            match self.notes.iter().rposition(is_other) {
                Some(last) if severity == CardSeverity::Error => drop(self.notes.remove(last)),
                _ => return,
            }
        }
        let (code, pointer) = (code.to_owned(), pointer.to_owned());
        self.notes.push(CardNote {
            code,
            pointer,
            severity,
            message,
        });
    }
}

/// What JSON calls it.
fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
