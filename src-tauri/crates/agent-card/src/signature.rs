//! What the signatures of a card are worth.
//!
//! `verify` reads the signatures and asks the user's `keys`; `payload` makes the forms of a card that may have been signed,
//! by `schema`, with v0.3 brought to v1.0 by `convert` and old Python's text by `python`; `coverage` says what a good
//! signature is about. Everything works on the JSON as received.

use serde::Serialize;
use ts_rs::TS;

mod convert;
mod coverage;
mod keys;
mod payload;
mod python;
mod schema;
mod verify;

pub use keys::{KeyError, PublicKey, TrustStore, TrustedKey, read_jwks};
pub use verify::verify;

/// The best that can be said of a card's signatures: one good one is enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardSignature {
    /// In one word.
    pub verdict: SignatureVerdict,
    /// The key's name, as the signature gives it.
    pub kid: Option<String>,
    /// The key's RFC 7638 thumbprint, where it is known.
    pub thumbprint: Option<String>,
    /// The user's words for whose key it is.
    pub label: Option<String>,
    /// The algorithm, such as `ES256`.
    pub alg: Option<String>,
    /// Which bytes were signed; only of a verified one.
    pub form: Option<SignatureForm>,
    /// JSON pointers of the members that the signature is about with all that is in them, top level first; only of a verified one.
    pub covered: Vec<String>,
    /// JSON pointers of members that it says nothing about, top level first; only of a verified one.
    pub uncovered: Vec<String>,
    /// Where the card says that its keys are; shown, never fetched.
    pub jku: Option<String>,
    /// What to know about it: one sentence for people.
    pub message: String,
}

/// What can be said of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum SignatureVerdict {
    /// By a key that the user believes.
    Verified,
    /// By a key that the user has not been told of.
    UnknownKey,
    /// By nobody's: the card was changed, or signed with another key.
    Invalid,
    /// By an algorithm that is not checked.
    Unsupported,
    /// Not in the form of a signature.
    Malformed,
    /// There is none.
    Unsigned,
}

/// Which bytes of a card were signed: implementations do not agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum SignatureForm {
    /// As the text of A2A 1.0.1 has it.
    Spec,
    /// As the SDKs do: known members only, without empty ones.
    Sdk,
    /// The card as it is, without its signatures.
    Raw,
    /// As Python SDKs up to 1.1 did.
    PyLegacy,
}

impl CardSignature {
    /// A verdict with nothing to add but its reason.
    pub(crate) fn of(verdict: SignatureVerdict, message: impl Into<String>) -> Self {
        Self {
            verdict,
            kid: None,
            thumbprint: None,
            label: None,
            alg: None,
            form: None,
            covered: Vec::new(),
            uncovered: Vec::new(),
            jku: None,
            message: message.into(),
        }
    }
}
