//! An agent card as the server sent it.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A card: any JSON, byte for byte as it came. Cheap to clone.
///
/// Signatures cover bytes, and what is shown as raw is to be raw: nothing is sorted, normalised or dropped. Two cards are equal
/// when their texts are.
#[derive(Clone)]
pub struct RawCard(Arc<RawValue>);

/// A text that is not JSON, and so no card.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the card is not JSON: {reason}")]
pub struct InvalidCard {
    /// What is wrong, and where.
    pub reason: String,
}

impl RawCard {
    /// The card that this JSON text is; white space around it goes.
    ///
    /// # Errors
    ///
    /// [`InvalidCard`] when it is not JSON.
    pub fn parse(json: &str) -> Result<Self, InvalidCard> {
        let card = serde_json::from_str(json).map_err(|error| InvalidCard {
            reason: error.to_string(),
        })?;
        Ok(Self(card))
    }

    /// The card's text.
    pub fn get(&self) -> &str {
        self.0.get()
    }

    /// Whether the server says that there is no card.
    pub fn is_null(&self) -> bool {
        self.get() == "null"
    }
}

impl fmt::Debug for RawCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RawCard").field(&self.get()).finish()
    }
}

impl PartialEq for RawCard {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.get() == other.get()
    }
}

impl Eq for RawCard {}

impl Serialize for RawCard {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawCard {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Arc::from(Box::<RawValue>::deserialize(deserializer)?)))
    }
}

/// Keeps `null` apart from absence, which `#[serde(default)]` answers.
pub(crate) fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<RawCard>, D::Error> {
    RawCard::deserialize(from).map(Some)
}
