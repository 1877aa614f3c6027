//! What each generation of the format asks of a card.
//!
//! Reading takes what is there; the rules say what a stricter reader would miss or stumble over. They look at the raw
//! object, as a view can no longer tell an empty member from one that is not there: absent is worse. `required` goes by a
//! table of `tables` for each generation, `addresses` and `values` look at what members hold, `hosts` at where an address leads.
//!
//! Source: A2A 1.0.1 `specification/a2a.proto`, A2A 0.3.0 `specification/json/a2a.json`.

mod addresses;
mod hosts;
mod required;
mod tables;
mod values;

use serde_json::{Map, Value};

use crate::{
    fields::{Fields, Member},
    findings::Findings,
    view::CardShape,
};

/// Notes what the card's own generation would have otherwise.
pub(crate) fn check(card: &Map<String, Value>, shape: CardShape, findings: &mut Findings) {
    if shape == CardShape::NotACard {
        if findings.notes.iter().all(|note| note.code != "not_a_card") {
            findings.error("not_a_card", "", "this does not look like an agent card");
        }
        return;
    }
    let card = Node {
        object: card,
        pointer: String::new(),
    };
    required::check(&card, shape, findings);
    addresses::check(&card, shape, findings);
    values::check(&card, shape, findings);
}

/// An object of the raw card, and where it is.
#[derive(Debug)]
struct Node<'a> {
    object: &'a Map<String, Value>,
    pointer: String,
}

impl<'a> Node<'a> {
    fn of(member: Member<'a>) -> Option<Self> {
        Some(Self {
            object: member.value.as_object()?,
            pointer: member.pointer,
        })
    }

    fn fields(&self) -> Fields<'a> {
        Fields::new(self.object, self.pointer.clone())
    }

    fn pointer_to(&self, name: &str) -> String {
        self.fields().pointer_to(name)
    }

    /// The first of these members that there is, other than null.
    fn get(&self, names: &[&str]) -> Option<Member<'a>> {
        // That it has another name was noted when it was read.
        self.fields().take_any(names, &mut Findings::default())
    }

    /// The member if it is an object, or the items if it is a list of them.
    fn nodes(&self, name: &str) -> Vec<Self> {
        self.members(name)
            .into_iter()
            .filter_map(Self::of)
            .collect()
    }

    /// The member, or its items if it is a list.
    fn members(&self, name: &str) -> Vec<Member<'a>> {
        match self.get(&[name]) {
            Some(list) if list.value.is_array() => list.items(&mut Findings::default()),
            member => member.into_iter().collect(),
        }
    }
}
