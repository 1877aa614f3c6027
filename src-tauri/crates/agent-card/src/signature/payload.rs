//! The forms of a card that are signed.
//!
//! The text of the specification, the SDKs and everybody else do not agree on the bytes. Each form here is a function from
//! the card to a payload, together with what of the card is not in it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{
    SignatureForm,
    convert::to_v1,
    python,
    schema::{CARD, Kind, Member, Presence},
};
use crate::canonical::canonical;

/// Longest JSON pointer into a card that is written down here, so that long names cannot fill the memory.
const MAX_POINTER_BYTES: usize = 1 << 10;

/// What may have been signed.
#[derive(Debug)]
pub(super) struct Payload {
    pub(super) form: SignatureForm,
    pub(super) bytes: Vec<u8>,
    /// What of the card is not in the bytes.
    pub(super) lost: Lost,
}

/// What of a card is not in a payload: JSON pointers, exact, not fit to be shown.
#[derive(Debug, Clone, Default)]
pub(super) struct Lost {
    /// The payload says nothing about these.
    pub(super) dropped: BTreeSet<String>,
    /// Members at their default, which mean the same when they are absent.
    pub(super) empty: BTreeSet<String>,
}

/// Every form of `card`, in the order in which they are tried; old Python's only with `legacy`.
///
/// `card` has no `signatures` any more. A form that it cannot be brought into is left out.
pub(super) fn payloads(card: &Map<String, Value>, legacy: bool) -> Vec<Payload> {
    let mut forms = vec![spec(card)];
    let sdk = sdk(card);
    if let Some((object, lost)) = &sdk {
        let bytes = canonical(&Value::Object(object.clone()));
        forms.push(payload(SignatureForm::Sdk, bytes, lost.clone()));
    }
    let raw = canonical(&Value::Object(card.clone()));
    forms.push(payload(SignatureForm::Raw, raw, Lost::default()));
    if let Some((object, lost)) = sdk.filter(|_| legacy) {
        let texts = python::texts(&object).into_iter();
        forms.extend(texts.map(|text| {
            let bytes = Some(text.into_bytes());
            payload(SignatureForm::PyLegacy, bytes, lost.clone())
        }));
    }
    forms.into_iter().flatten().collect()
}

fn payload(form: SignatureForm, bytes: Option<Vec<u8>>, lost: Lost) -> Option<Payload> {
    Some(Payload {
        form,
        bytes: bytes?,
        lost,
    })
}

/// As the text of A2A 1.0.1 §8.4.1 has it: defaults are left out where their presence is not tracked; what is unknown stays.
fn spec(card: &Map<String, Value>) -> Option<Payload> {
    let mut walk = Walk::new(Form::Spec);
    let object = walk.object(card, CARD, "")?;
    let lost = Lost {
        empty: empty(card, |name| object.contains_key(name)),
        dropped: walk.dropped,
    };
    let bytes = canonical(&Value::Object(object));
    payload(SignatureForm::Spec, bytes, lost)
}

/// As the SDKs do: read into their types, written again, and every empty text, list and object taken away.
fn sdk(card: &Map<String, Value>) -> Option<(Map<String, Value>, Lost)> {
    let converted = to_v1(card)?;
    let mut walk = Walk::new(Form::Sdk);
    let object = walk.object(&converted.card, CARD, "")?;
    let dropped = converted.dropped_of(card, &walk.dropped);
    let Some(Value::Object(object)) = without_empty(Value::Object(object)) else {
        return None;
    };
    let is_in = |name: &str| {
        object.contains_key(name)
            || converted.has_used(name)
            || dropped.contains(&format!("/{}", escaped(name)))
    };
    let empty = empty(card, is_in);
    Some((object, Lost { dropped, empty }))
}

fn empty(card: &Map<String, Value>, is_in: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let absent = card.keys().filter(|name| !is_in(name));
    absent.map(|name| format!("/{}", escaped(name))).collect()
}

fn without_empty(value: Value) -> Option<Value> {
    match value {
        Value::Object(members) => {
            let members = members
                .into_iter()
                .filter_map(|(name, value)| Some((name, without_empty(value)?)));
            let members: Map<_, _> = members.collect();
            (!members.is_empty()).then_some(Value::Object(members))
        }
        Value::Array(items) => {
            let items: Vec<_> = items.into_iter().filter_map(without_empty).collect();
            (!items.is_empty()).then_some(Value::Array(items))
        }
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        other => Some(other),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Spec,
    Sdk,
}

/// Builds a payload, and remembers what of the card that had a meaning is not in it.
#[derive(Debug)]
struct Walk {
    form: Form,
    dropped: BTreeSet<String>,
}

impl Walk {
    fn new(form: Form) -> Self {
        Self {
            form,
            dropped: BTreeSet::new(),
        }
    }

    /// The pointer to a member; only the SDK's form drops any.
    fn below(&self, pointer: &str, name: &str) -> Option<String> {
        match self.form {
            Form::Spec => Some(String::new()),
            Form::Sdk if pointer.len() + name.len() > MAX_POINTER_BYTES => None,
            Form::Sdk => Some(format!("{pointer}/{}", escaped(name))),
        }
    }

    fn object(
        &mut self,
        object: &Map<String, Value>,
        known: &[Member],
        pointer: &str,
    ) -> Option<Map<String, Value>> {
        let mut kept = Map::new();
        for (name, value) in object {
            let pointer = self.below(pointer, name)?;
            let Some(member) = known.iter().find(|member| member.name == name) else {
                match self.form {
                    Form::Spec => drop(kept.insert(name.clone(), value.clone())),
                    Form::Sdk => drop(self.dropped.insert(pointer)),
                }
                continue;
            };
            if self.is_absent(*member, value) {
                continue;
            }
            kept.insert(name.clone(), self.value(value, member.kind, &pointer)?);
        }
        Some(kept)
    }

    /// Whether the member means the same as if it were not there.
    fn is_absent(&self, member: Member, value: &Value) -> bool {
        match (self.form, member.presence) {
            (_, Presence::Optional) => value.is_null(),
            (Form::Spec, Presence::Required) => false,
            (Form::Sdk, Presence::Required) | (_, Presence::Implicit)
                if member.kind.is_message() =>
            {
                value.is_null()
            }
            (Form::Sdk, Presence::Required) | (_, Presence::Implicit) => is_default(value),
        }
    }

    /// The value in this form; `None` when the SDKs would refuse the whole card for it.
    fn value(&mut self, value: &Value, kind: Kind, pointer: &str) -> Option<Value> {
        let read = match (kind, value) {
            (Kind::Object(known), Value::Object(object)) => {
                Value::Object(self.object(object, known, pointer)?)
            }
            (Kind::Objects(known), Value::Array(items)) => {
                let mut kept = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let pointer = self.below(pointer, &index.to_string())?;
                    kept.push(self.value(item, Kind::Object(known), &pointer)?);
                }
                Value::Array(kept)
            }
            (Kind::ObjectMap(known), Value::Object(members)) => {
                let mut kept = Map::new();
                for (name, item) in members {
                    let pointer = self.below(pointer, name)?;
                    let item = self.value(item, Kind::Object(known), &pointer)?;
                    kept.insert(name.clone(), item);
                }
                Value::Object(kept)
            }
            _ if self.form == Form::Spec || is_of_kind(value, kind) => value.clone(),
            _ => return None,
        };
        Some(read)
    }
}

fn is_of_kind(value: &Value, kind: Kind) -> bool {
    match (kind, value) {
        (Kind::Text, Value::String(_))
        | (Kind::Flag, Value::Bool(_))
        | (Kind::Free, Value::Object(_)) => true,
        (Kind::Texts, Value::Array(items)) => items.iter().all(Value::is_string),
        (Kind::TextMap, Value::Object(members)) => members.values().all(Value::is_string),
        _ => false,
    }
}

/// Whether it is what Protocol Buffers take an absent scalar, list or map for.
fn is_default(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
    }
}

/// A name as a step of a JSON pointer.
pub(super) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
