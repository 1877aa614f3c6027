//! A payload, looked into field by field.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::RawCard;

/// The members of a payload; one that is no object has none.
pub(super) struct Payload<'a>(HashMap<String, &'a RawValue>);

impl<'a> Payload<'a> {
    pub(super) fn of(payload: Option<&'a RawValue>) -> Self {
        let members = payload.and_then(|payload| serde_json::from_str(payload.get()).ok());
        Self(members.unwrap_or_default())
    }

    /// A member of the type that is asked for.
    pub(super) fn get<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_str(self.0.get(name)?.get()).ok()
    }

    /// The elements of a list that are of the type that is asked for.
    pub(super) fn list<T: DeserializeOwned>(&self, name: &str) -> Vec<T> {
        let elements: Vec<Box<RawValue>> = self.get(name).unwrap_or_default();
        let read = |element: Box<RawValue>| serde_json::from_str(element.get()).ok();
        elements.into_iter().filter_map(read).collect()
    }

    /// The card, with its bytes; null is one too.
    pub(super) fn card(&self) -> Option<RawCard> {
        self.get("agent_card")
    }
}
