//! Whether a card's signatures are good (A2A §8.4: flattened JWS with a detached payload).

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

use super::{
    CardSignature, SignatureVerdict,
    coverage::{Coverage, coverage},
    keys::{Algorithm, PublicKey, TrustStore, TrustedKey, decoded},
    payload::{Payload, payloads},
};
use crate::{Document, mask::masked_url, text::displayable};

/// As many signatures of a card are looked at.
const MAX_SIGNATURES: usize = 8;
/// Longest protected header, as base64url.
const MAX_PROTECTED_BYTES: usize = 4 << 10;
/// Longest signature, as base64url: that of an RSA key of 8192 bits.
const MAX_SIGNATURE_BYTES: usize = 1_366;
/// From here on not every whole number is a double: what was signed is not certain.
const EXACT_INTEGERS: f64 = 9_007_199_254_740_992.0;

/// What the signatures of the card in `text` are worth.
///
/// `keys` are the only ones believed: an address of keys in a signature is told, never followed. With `legacy` the form that
/// Python SDKs up to 1.1 signed counts, too. `now` decides whether a key has expired. One good signature is enough.
///
/// A signature is about the members in [`CardSignature::covered`] and no others.
///
/// Source: A2A 1.0.1 §8.4, RFC 7515, RFC 7638, RFC 8785.
pub fn verify(text: &str, keys: &TrustStore, legacy: bool, now: SystemTime) -> CardSignature {
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => return CardSignature::of(SignatureVerdict::Malformed, error.to_string()),
    };
    let unsigned = || CardSignature::of(SignatureVerdict::Unsigned, "the card is not signed");
    let Value::Object(card) = document.value() else {
        return unsigned();
    };
    let signatures = match card.get("signatures") {
        Some(Value::Array(signatures)) if !signatures.is_empty() => signatures,
        _ => return unsigned(),
    };
    if let Some(why) = ambiguity(&document) {
        return CardSignature::of(SignatureVerdict::Malformed, why);
    }
    let mut bare = card.clone();
    bare.shift_remove("signatures");
    let check = Check {
        card: &bare,
        keys,
        legacy,
        now_s: now.duration_since(UNIX_EPOCH).map_or(0, |it| it.as_secs()),
    };
    check.best(signatures)
}

/// Why it is not certain what was signed.
fn ambiguity(document: &Document) -> Option<String> {
    if let Some(pointer) = document.duplicates().first() {
        return Some(format!("{pointer} occurs more than once in the card"));
    }
    let mut values = vec![document.value()];
    while let Some(value) = values.pop() {
        match value {
            Value::Array(items) => values.extend(items),
            Value::Object(members) => values.extend(members.values()),
            Value::Number(number) => {
                let number = number.as_f64().unwrap_or(f64::INFINITY);
                if number.abs() >= EXACT_INTEGERS {
                    return Some("the card holds a number beyond 2^53".to_owned());
                }
            }
            Value::Null | Value::Bool(_) | Value::String(_) => {}
        }
    }
    None
}

struct Check<'a> {
    card: &'a Map<String, Value>,
    keys: &'a TrustStore,
    legacy: bool,
    now_s: u64,
}

/// A signature that can be checked.
struct Entry<'a> {
    /// What is signed before the payload.
    protected: &'a str,
    signature: Vec<u8>,
    kid: String,
    algorithm: Algorithm,
}

impl Check<'_> {
    fn best(&self, signatures: &[Value]) -> CardSignature {
        let mut forms = None;
        let found = signatures
            .iter()
            .take(MAX_SIGNATURES)
            .map(|entry| self.one(entry, &mut forms))
            .min_by_key(|found| rank(found.verdict));
        let mut best = found.unwrap_or_else(|| {
            CardSignature::of(SignatureVerdict::Unsigned, "the card is not signed")
        });
        if signatures.len() > MAX_SIGNATURES {
            let more = format!(
                "; only {MAX_SIGNATURES} of its {} signatures were looked at",
                signatures.len()
            );
            best.message.push_str(&more);
        }
        best
    }

    fn one(&self, entry: &Value, forms: &mut Option<Vec<Payload>>) -> CardSignature {
        let (mut found, entry) = match read(entry) {
            (found, Ok(entry)) => (found, entry),
            (mut found, Err((verdict, why))) => {
                found.verdict = verdict;
                found.message = why;
                return found;
            }
        };
        let known = match self.candidates(&entry) {
            Ok(known) => known,
            Err((verdict, why)) => {
                found.verdict = verdict;
                found.message = why;
                return found;
            }
        };
        let forms = forms.get_or_insert_with(|| payloads(self.card, self.legacy));
        for trusted in &known {
            if let Some(payload) = forms.iter().find(|it| entry.is_over(it, &trusted.key)) {
                return self.verified(found, trusted, payload);
            }
        }
        let named = known.iter().any(|trusted| trusted.key.kid().is_some());
        if named {
            found.verdict = SignatureVerdict::Invalid;
            "the signature does not fit the card: it was changed, or another key signed it"
                .clone_into(&mut found.message);
        } else {
            found.message = unknown(&entry.kid);
        }
        found
    }

    /// The trusted keys that may have made a signature: those of its name, else those without a name that are of the right kind.
    fn candidates(&self, entry: &Entry<'_>) -> Result<Vec<&TrustedKey>, Refusal> {
        let is_named = |trusted: &&TrustedKey| {
            trusted.key.kid() == Some(&entry.kid)
                || trusted.key.kid().is_none() && trusted.key.thumbprint() == entry.kid
        };
        let named: Vec<_> = self.keys.keys.iter().filter(is_named).collect();
        if named.is_empty() {
            let nameless = self.keys.keys.iter().filter(|trusted| {
                trusted.key.kid().is_none()
                    && trusted.key.fits(entry.algorithm)
                    && trusted.key.refusal(self.now_s).is_none()
            });
            let nameless: Vec<_> = nameless.collect();
            if nameless.is_empty() {
                return Err((SignatureVerdict::UnknownKey, unknown(&entry.kid)));
            }
            return Ok(nameless);
        }
        let fitting = named
            .iter()
            .filter(|trusted| trusted.key.fits(entry.algorithm));
        let fitting: Vec<_> = fitting.copied().collect();
        if fitting.is_empty() {
            let why = "the key of that name is of another kind than the signature says";
            return Err((SignatureVerdict::Invalid, why.to_owned()));
        }
        let refusal = fitting.iter().find_map(|it| it.key.refusal(self.now_s));
        let usable = fitting
            .into_iter()
            .filter(|trusted| trusted.key.refusal(self.now_s).is_none());
        let usable: Vec<_> = usable.collect();
        match refusal {
            Some(why) if usable.is_empty() => Err((SignatureVerdict::UnknownKey, why)),
            _ => Ok(usable),
        }
    }

    fn verified(
        &self,
        found: CardSignature,
        trusted: &TrustedKey,
        payload: &Payload,
    ) -> CardSignature {
        let Coverage { covered, uncovered } = coverage(self.card, &payload.lost);
        let thumbprint = trusted.key.thumbprint();
        let label = displayable(&trusted.label).0;
        let mut message = format!("signed by key {thumbprint} ({label})");
        if !uncovered.is_empty() {
            let some: Vec<_> = uncovered.iter().take(5).map(String::as_str).collect();
            let dots = if uncovered.len() > some.len() {
                ", …"
            } else {
                ""
            };
            message = format!("{message}; not signed: {}{dots}", some.join(", "));
        }
        if self.has_foreign_url(&uncovered) {
            message.push_str("; its url is another address than the signed ones, so older clients may be led elsewhere");
        }
        CardSignature {
            verdict: SignatureVerdict::Verified,
            thumbprint: Some(thumbprint),
            label: Some(label),
            form: Some(payload.form),
            covered,
            uncovered,
            message,
            ..found
        }
    }

    /// Whether a top-level `url` that is not signed leads elsewhere than what is.
    fn has_foreign_url(&self, uncovered: &[String]) -> bool {
        let Some(url) = self.card.get("url").and_then(Value::as_str) else {
            return false;
        };
        let interfaces = self.card.get("supportedInterfaces");
        let interfaces = interfaces.and_then(Value::as_array);
        let is_signed = interfaces.into_iter().flatten().any(|interface| {
            interface
                .get("url")
                .and_then(Value::as_str)
                .is_some_and(|signed| signed.trim_end_matches('/') == url.trim_end_matches('/'))
        });
        uncovered.iter().any(|pointer| pointer == "/url") && !is_signed
    }
}

impl Entry<'_> {
    fn is_over(&self, payload: &Payload, key: &PublicKey) -> bool {
        let encoded = super::keys::encoded(&payload.bytes);
        let message = format!("{}.{encoded}", self.protected);
        key.verifies(self.algorithm, message.as_bytes(), &self.signature)
    }
}

type Refusal = (SignatureVerdict, String);

fn unknown(kid: &str) -> String {
    format!(
        "signed by a key that you have not added: {}",
        displayable(kid).0
    )
}

/// The better, the lower. A signature that a known key did not make says more than one by an unknown key.
fn rank(verdict: SignatureVerdict) -> u8 {
    match verdict {
        SignatureVerdict::Verified => 0,
        SignatureVerdict::Invalid => 1,
        SignatureVerdict::UnknownKey => 2,
        SignatureVerdict::Unsupported => 3,
        SignatureVerdict::Malformed => 4,
        SignatureVerdict::Unsigned => 5,
    }
}

/// An entry of `signatures`, and what is to be told of it. The unprotected header decides nothing.
fn read(entry: &Value) -> (CardSignature, Result<Entry<'_>, Refusal>) {
    let mut found = CardSignature::of(SignatureVerdict::UnknownKey, String::new());
    let read = entry_of(entry, &mut found);
    (found, read)
}

fn entry_of<'a>(entry: &'a Value, found: &mut CardSignature) -> Result<Entry<'a>, Refusal> {
    let malformed = |why: &str| (SignatureVerdict::Malformed, why.to_owned());
    let text = |name| entry.get(name).and_then(Value::as_str);
    let (Some(protected), Some(signature)) = (text("protected"), text("signature")) else {
        return Err(malformed("a signature has a protected header and a value"));
    };
    if protected.len() > MAX_PROTECTED_BYTES {
        return Err(malformed("a protected header is longer than 4 KiB"));
    }
    let header = decoded(protected).and_then(|bytes| String::from_utf8(bytes).ok());
    let header = header.ok_or_else(|| malformed("a protected header is not base64url"))?;
    let header = Document::parse(&header)
        .ok()
        .filter(|header| header.duplicates().is_empty() && header.value().is_object())
        .ok_or_else(|| malformed("a protected header is not a JSON object"))?;
    let shown = |name| header.value().get(name).and_then(Value::as_str);
    found.kid = shown("kid").map(|kid| displayable(kid).0);
    found.alg = shown("alg").map(|alg| displayable(alg).0);
    found.jku = shown("jku").map(|jku| displayable(&masked_url(jku)).0);
    let unsupported = |why: String| (SignatureVerdict::Unsupported, why);
    if let Some(name) = ["crit", "b64"]
        .into_iter()
        .find(|it| header.value().get(it).is_some())
    {
        return Err(unsupported(format!(
            "a signature with {name:?} is not checked"
        )));
    }
    let Some(alg) = shown("alg") else {
        return Err(malformed("a signature does not name its algorithm"));
    };
    let algorithm = Algorithm::of(alg).ok_or_else(|| {
        let alg = found.alg.clone().unwrap_or_default();
        unsupported(format!("signatures by {alg} are not accepted"))
    })?;
    let Some(kid) = shown("kid") else {
        return Err(malformed("a signature does not name its key"));
    };
    if signature.len() > MAX_SIGNATURE_BYTES {
        return Err(malformed("a signature is too long"));
    }
    let signature = decoded(signature).filter(|bytes| !bytes.is_empty());
    Ok(Entry {
        protected,
        signature: signature.ok_or_else(|| malformed("a signature is not base64url"))?,
        kid: kid.to_owned(),
        algorithm,
    })
}
