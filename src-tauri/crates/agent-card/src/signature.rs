//! What the signatures of a card are worth.

use serde::Serialize;
use ts_rs::TS;

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
    /// JSON pointers of the members that the signature is about, top level first; only of a verified one.
    pub covered: Vec<String>,
    /// JSON pointers of top-level members that it says nothing about.
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
