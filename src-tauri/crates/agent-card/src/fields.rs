//! Reading one object with good will, remembering what was read.
//!
//! Every member is optional, `null` is absence, and a member of the wrong type is a note. What nobody asked for by the end
//! is unknown.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{
    findings::{Findings, MAX_ITEMS},
    mask::masked_url,
    text::pointer_step,
};

/// An object and what was read of it.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    object: &'a Map<String, Value>,
    pointer: String,
    known: BTreeSet<&'a str>,
}

/// A member, and where it is.
#[derive(Debug, Clone)]
pub(crate) struct Member<'a> {
    pub(crate) value: &'a Value,
    pub(crate) pointer: String,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(object: &'a Map<String, Value>, pointer: String) -> Self {
        Self {
            object,
            pointer,
            known: BTreeSet::new(),
        }
    }

    /// Where its member `name` is, or would be.
    pub(crate) fn pointer_to(&self, name: &str) -> String {
        format!("{}/{}", self.pointer, pointer_step(name))
    }

    /// Whether there is such a member, other than null. Does not count as reading it.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.object.get(name).is_some_and(|value| !value.is_null())
    }

    /// The member of this name, in camelCase or in `snake_case`.
    pub(crate) fn take(&mut self, name: &str, findings: &mut Findings) -> Option<Member<'a>> {
        self.take_any(&[name], findings)
    }

    /// The first of these members that there is. Any but the first name is noted.
    pub(crate) fn take_any(
        &mut self,
        names: &[&str],
        findings: &mut Findings,
    ) -> Option<Member<'a>> {
        let proper = names.first().copied()?;
        let spellings = names
            .iter()
            .flat_map(|name| [(*name).to_owned(), snake_case(name)]);
        for spelling in spellings {
            let Some((key, value)) = self.object.get_key_value(&spelling) else {
                continue;
            };
            self.known.insert(key);
            if value.is_null() {
                continue;
            }
            let pointer = self.pointer_to(key);
            if spelling != proper {
                findings.info("other_name", &pointer, format!("read as {proper}"));
            }
            return Some(Member { value, pointer });
        }
        None
    }

    /// Reads members that are known but not shown.
    pub(crate) fn skip(&mut self, names: &[&str]) {
        for name in names {
            if let Some((key, _)) = self.object.get_key_value(*name) {
                self.known.insert(key);
            }
        }
    }

    /// A text. Numbers and booleans are written out.
    pub(crate) fn text(&mut self, name: &str, findings: &mut Findings) -> Option<String> {
        self.take(name, findings)?.text(findings)
    }

    /// An address, without the secrets that it may carry.
    pub(crate) fn url(&mut self, name: &str, findings: &mut Findings) -> Option<String> {
        self.take(name, findings)?.url(findings)
    }

    /// A boolean, or a text that says one.
    pub(crate) fn flag(&mut self, name: &str, findings: &mut Findings) -> Option<bool> {
        self.take(name, findings)?.flag(findings)
    }

    /// A list of texts; a single text is a list of one.
    pub(crate) fn texts(&mut self, name: &str, findings: &mut Findings) -> Vec<String> {
        let Some(member) = self.take(name, findings) else {
            return Vec::new();
        };
        if member.value.is_string() {
            findings.info("single_for_list", &member.pointer, "read as a list of one");
            return member.text(findings).into_iter().collect();
        }
        member
            .items(findings)
            .into_iter()
            .filter_map(|item| item.text(findings))
            .collect()
    }

    /// The members, each named; at most [`MAX_ITEMS`].
    pub(crate) fn into_members(self) -> Vec<(&'a str, Member<'a>)> {
        let Self {
            object, pointer, ..
        } = self;
        let member = |name: &str, value| Member {
            value,
            pointer: format!("{pointer}/{}", pointer_step(name)),
        };
        object
            .iter()
            .take(MAX_ITEMS)
            .map(|(name, value)| (name.as_str(), member(name, value)))
            .collect()
    }

    /// Reports what was not read.
    pub(crate) fn finish(self, findings: &mut Findings) {
        for (name, value) in self.object {
            if !self.known.contains(name.as_str()) {
                findings.unknown(self.pointer_to(name), name, value);
            }
        }
    }
}

impl<'a> Member<'a> {
    pub(crate) fn text(&self, findings: &mut Findings) -> Option<String> {
        let text = match self.value {
            Value::String(text) => return Some(findings.shown(&self.pointer, text)),
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            Value::Null => return None,
            Value::Array(_) | Value::Object(_) => {
                findings.wrong_type(&self.pointer, "a text", self.value);
                return None;
            }
        };
        findings.info("read_as_text", &self.pointer, "not a text; read as one");
        Some(text)
    }

    pub(crate) fn url(&self, findings: &mut Findings) -> Option<String> {
        let Value::String(url) = self.value else {
            return self.text(findings);
        };
        let masked = masked_url(url);
        if masked != *url {
            findings.warning("secret_masked", &self.pointer, "the address holds a secret");
        }
        Some(findings.shown(&self.pointer, &masked))
    }

    pub(crate) fn flag(&self, findings: &mut Findings) -> Option<bool> {
        let said = match self.value {
            Value::Bool(flag) => return Some(*flag),
            Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        };
        match said {
            Some(_) => findings.info(
                "read_as_boolean",
                &self.pointer,
                "a text; read as a boolean",
            ),
            None => findings.wrong_type(&self.pointer, "a boolean", self.value),
        }
        said
    }

    /// The items of a list, without nulls; at most [`MAX_ITEMS`].
    pub(crate) fn items(&self, findings: &mut Findings) -> Vec<Self> {
        let Value::Array(items) = self.value else {
            findings.wrong_type(&self.pointer, "a list", self.value);
            return Vec::new();
        };
        if items.len() > MAX_ITEMS {
            let message = format!("{MAX_ITEMS} of {} are shown", items.len());
            findings.warning("list_cut", &self.pointer, message);
        }
        let items = items.iter().take(MAX_ITEMS).enumerate();
        items
            .filter(|(_, value)| !value.is_null())
            .map(|(index, value)| Self {
                value,
                pointer: format!("{}/{index}", self.pointer),
            })
            .collect()
    }

    /// The members of an object.
    pub(crate) fn fields(&self, findings: &mut Findings) -> Option<Fields<'a>> {
        if let Value::Object(object) = self.value {
            return Some(Fields::new(object, self.pointer.clone()));
        }
        findings.wrong_type(&self.pointer, "an object", self.value);
        None
    }
}

/// `defaultInputModes` as `default_input_modes`.
fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}
