//! A2A agent cards, as they are found.
//!
//! An agent card says who an agent is, where it listens and what it can do. There are three generations of the format,
//! cards that mix two of them, the platform's own dialect, and a great many that follow none: strings for objects, `"True"`
//! for `true`, members under last year's names. [`view`] reads them all. It never fails: what it cannot read it leaves
//! out, and says so in a [`CardNote`].
//!
//! A card is untrusted text written by others. A view holds only text fit to be shown: control and bidirectional
//! characters are replaced, long texts cut, and members that look like secrets masked. It makes no request to any address
//! in a card, and does not check signatures; it counts them.
//!
//! # Layout
//!
//! `view` is what comes out. `shape` tells the generations apart, and cards from other JSON. `card` puts a view together
//! from `interfaces`, `capabilities`, `skills` and `security`, which read through `fields`: a look at one object that
//! remembers what was read. `rules` says what the card's own generation would have otherwise: an error breaks it, a warning
//! may not work, an info is good to know. `findings` collects notes and unknown members; `text` and `mask` make text safe to
//! show.
//!
//! # Example
//!
//! ```
//! use agent_card::{CardShape, view};
//!
//! let raw = serde_json::json!({ "name": "Scout", "version": 2, "skills": ["dig"], "capabilities": { "streaming": "True" } });
//! let card = view(&raw);
//! assert_eq!(card.shape, CardShape::Platform);
//! assert_eq!(card.skills[0].name, "dig");
//! assert_eq!(card.capabilities.streaming, Some(true));
//! assert!(card.notes.iter().any(|note| note.pointer == "/capabilities/streaming"));
//! ```

mod canonical;
mod capabilities;
mod card;
mod diff;
mod document;
mod fields;
mod findings;
mod interfaces;
mod mask;
mod pretty;
mod rules;
mod security;
mod shape;
mod signature;
mod skills;
mod text;
mod view;

pub use crate::canonical::sha256_of;
pub use crate::card::view;
pub use crate::diff::{CardChange, CardDiff, diff};
pub use crate::document::{Document, MAX_CARD_BYTES, MAX_CARD_DEPTH, Unreadable};
pub use crate::pretty::pretty;
pub use crate::signature::{
    CardSignature, KeyError, PublicKey, SignatureForm, SignatureVerdict, TrustStore, TrustedKey,
    read_jwks, verify,
};
pub use crate::view::{
    CardCapabilities, CardDetail, CardExtension, CardInterface, CardInterfaceOrigin, CardNote,
    CardProvider, CardRequirement, CardSecurityScheme, CardSeverity, CardShape, CardSkill,
    CardUnknownField, CardView,
};
