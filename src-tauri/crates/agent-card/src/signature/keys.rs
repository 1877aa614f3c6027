//! Public keys, and those that the user believes.

use aws_lc_rs::{
    digest,
    rsa::PublicKeyComponents,
    signature::{
        ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
        RSA_PSS_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use crate::{Document, text::displayable};

/// Members of a JWK that only a private or a shared key has.
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];
/// Shortest RSA modulus that is believed, in bits.
const MIN_RSA_BITS: usize = 2048;

/// Why text holds no key that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Neither a JWK nor a set of them.
    #[error("this is neither a JWK nor a JWK set: {0}")]
    NotJwks(String),
    /// It should not have left its owner.
    #[error("this holds a private or shared key: only public keys belong here")]
    Private,
    /// None of the keys is of a kind that is checked.
    #[error("there is no key in it that can be used: {0}")]
    Unusable(String),
}

/// A public key of a kind that is checked.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicKey {
    jwk: Map<String, Value>,
    material: Material,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Material {
    P256(Vec<u8>),
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
    Rsa { n: Vec<u8>, e: Vec<u8> },
}

/// An algorithm that is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Es256,
    Es384,
    EdDsa,
    Rs256,
    Ps256,
}

impl Algorithm {
    pub(super) fn of(name: &str) -> Option<Self> {
        match name {
            "ES256" => Some(Self::Es256),
            "ES384" => Some(Self::Es384),
            "EdDSA" => Some(Self::EdDsa),
            "RS256" => Some(Self::Rs256),
            "PS256" => Some(Self::Ps256),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
        }
    }
}

impl PublicKey {
    /// Reads a JWK (RFC 7517): EC P-256 and P-384, Ed25519, RSA from 2048 bits.
    ///
    /// # Errors
    ///
    /// [`KeyError::Private`] for more than a public key, [`KeyError::Unusable`] for any other kind.
    pub fn from_jwk(jwk: &Value) -> Result<Self, KeyError> {
        let jwk = jwk
            .as_object()
            .ok_or_else(|| KeyError::NotJwks("a key is an object".to_owned()))?;
        let text = |name| jwk.get(name).and_then(Value::as_str).unwrap_or_default();
        if PRIVATE.iter().any(|name| jwk.contains_key(*name)) || text("kty") == "oct" {
            return Err(KeyError::Private);
        }
        let unusable = |why: &str| KeyError::Unusable(why.to_owned());
        let bytes = |name, length: usize| {
            let bytes = decoded(text(name)).filter(|bytes| bytes.len() == length);
            bytes.ok_or_else(|| unusable("its numbers are not of the right length"))
        };
        let point = |length| Ok([vec![4], bytes("x", length)?, bytes("y", length)?].concat());
        let material = match (text("kty"), text("crv")) {
            ("EC", "P-256") => Material::P256(point(32)?),
            ("EC", "P-384") => Material::P384(point(48)?),
            ("OKP", "Ed25519") => Material::Ed25519(bytes("x", 32)?),
            ("RSA", _) => rsa(text("n"), text("e"))?,
            (kind, curve) => {
                let kind = displayable(&format!("{kind} {curve}")).0;
                return Err(unusable(&format!(
                    "keys of kind {} are not checked",
                    kind.trim()
                )));
            }
        };
        Ok(Self {
            jwk: jwk.clone(),
            material,
        })
    }

    /// The key as it was read.
    pub fn jwk(&self) -> &Map<String, Value> {
        &self.jwk
    }

    /// Its name in signatures.
    pub fn kid(&self) -> Option<&str> {
        self.jwk.get("kid").and_then(Value::as_str)
    }

    /// Such as `EC P-256` or `RSA 2048`.
    pub fn kind(&self) -> String {
        match &self.material {
            Material::P256(_) => "EC P-256".to_owned(),
            Material::P384(_) => "EC P-384".to_owned(),
            Material::Ed25519(_) => "OKP Ed25519".to_owned(),
            Material::Rsa { n, .. } => format!("RSA {}", bits(n)),
        }
    }

    /// RFC 7638: SHA-256 of what makes the key, as base64url.
    pub fn thumbprint(&self) -> String {
        let text = |name| self.jwk.get(name).cloned().unwrap_or_default();
        let members = match &self.material {
            Material::P256(_) | Material::P384(_) => {
                json!({ "crv": text("crv"), "kty": text("kty"), "x": text("x"), "y": text("y") })
            }
            Material::Ed25519(_) => {
                json!({ "crv": text("crv"), "kty": text("kty"), "x": text("x") })
            }
            Material::Rsa { .. } => json!({ "e": text("e"), "kty": text("kty"), "n": text("n") }),
        };
        // In the order of their names, without white space, as the RFC wants them.
        let hash = digest::digest(&digest::SHA256, members.to_string().as_bytes());
        URL_SAFE_NO_PAD.encode(hash)
    }

    /// Why the key must not be used at `now_s` (seconds since the epoch), whatever for.
    pub(super) fn refusal(&self, now_s: u64) -> Option<String> {
        let is = |name: &str, wanted: &str| match self.jwk.get(name) {
            None | Some(Value::Null) => true,
            Some(Value::Array(items)) => items.iter().any(|item| item == wanted),
            Some(value) => value == wanted,
        };
        if !is("use", "sig") || !is("key_ops", "verify") {
            return Some("the key of that name is not for signatures".to_owned());
        }
        match self.jwk.get("exp").filter(|exp| !exp.is_null()) {
            None => None,
            // As a number may have a fraction.
            Some(exp) if exp.as_f64().is_some_and(|exp| exp > seconds(now_s)) => None,
            Some(_) => Some("the key of that name has expired".to_owned()),
        }
    }

    /// Whether it may be used with `algorithm`.
    pub(super) fn fits(&self, algorithm: Algorithm) -> bool {
        let alg = self.jwk.get("alg").filter(|alg| !alg.is_null());
        alg.is_none_or(|alg| alg == algorithm.name())
            && matches!(
                (&self.material, algorithm),
                (Material::P256(_), Algorithm::Es256)
                    | (Material::P384(_), Algorithm::Es384)
                    | (Material::Ed25519(_), Algorithm::EdDsa)
                    | (Material::Rsa { .. }, Algorithm::Rs256 | Algorithm::Ps256)
            )
    }

    /// Whether `signature` is this key's over `message`.
    pub(super) fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let plain = |algorithm: &'static dyn VerificationAlgorithm, bytes: &Vec<u8>| {
            UnparsedPublicKey::new(algorithm, bytes).verify(message, signature)
        };
        let verified = match (&self.material, algorithm) {
            (Material::P256(point), Algorithm::Es256) => plain(&ECDSA_P256_SHA256_FIXED, point),
            (Material::P384(point), Algorithm::Es384) => plain(&ECDSA_P384_SHA384_FIXED, point),
            (Material::Ed25519(key), Algorithm::EdDsa) => plain(&ED25519, key),
            (Material::Rsa { n, e }, Algorithm::Rs256) => {
                PublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
            (Material::Rsa { n, e }, Algorithm::Ps256) => {
                PublicKeyComponents { n, e }.verify(&RSA_PSS_2048_8192_SHA256, message, signature)
            }
            _ => return false,
        };
        verified.is_ok()
    }
}

#[expect(clippy::cast_precision_loss, reason = "exact for a very long time")]
fn seconds(now_s: u64) -> f64 {
    now_s as f64
}

fn rsa(n: &str, e: &str) -> Result<Material, KeyError> {
    let number =
        |text| decoded(text).filter(|bytes| bytes.first().is_some_and(|&first| first != 0));
    match (number(n), number(e)) {
        (Some(n), Some(e)) if bits(&n) >= MIN_RSA_BITS && bits(&n) <= 8192 => {
            Ok(Material::Rsa { n, e })
        }
        _ => Err(KeyError::Unusable(
            "an RSA key has 2048 to 8192 bits".to_owned(),
        )),
    }
}

fn bits(number: &[u8]) -> usize {
    let leading = number.first().map_or(0, |first| first.leading_zeros());
    number.len() * 8 - usize::try_from(leading).unwrap_or_default()
}

/// Strict base64url: no padding, no other characters, no bits left over.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Without padding.
pub(super) fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A key, and whose the user says it is.
#[derive(Debug, Clone, PartialEq)]
pub struct TrustedKey {
    /// The key.
    pub key: PublicKey,
    /// The user's words for whose it is.
    pub label: String,
}

/// The keys that the user believes. Nothing else is: no address in a card or a signature is followed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TrustStore {
    /// In the order in which they were added.
    pub keys: Vec<TrustedKey>,
}

impl TrustStore {
    /// The keys of a JWK set, all under one label.
    ///
    /// # Errors
    ///
    /// As [`read_jwks`].
    pub fn from_jwks(text: &str, label: &str) -> Result<Self, KeyError> {
        let keys = read_jwks(text)?.into_iter();
        let label = label.to_owned();
        let keys = keys.map(|key| TrustedKey {
            key,
            label: label.clone(),
        });
        Ok(Self {
            keys: keys.collect(),
        })
    }
}

/// The keys of a JWK or a JWK set. In a set, keys of kinds that are not checked are left out.
///
/// # Errors
///
/// [`KeyError`] when the text is something else, holds a private key, or no key that can be used.
pub fn read_jwks(text: &str) -> Result<Vec<PublicKey>, KeyError> {
    let document = Document::parse(text).map_err(|error| KeyError::NotJwks(error.to_string()))?;
    let Some(list) = document.value().get("keys") else {
        return Ok(vec![PublicKey::from_jwk(document.value())?]);
    };
    let list = list
        .as_array()
        .ok_or_else(|| KeyError::NotJwks("its keys are not a list".to_owned()))?;
    let mut keys = Vec::new();
    let mut problem = KeyError::Unusable("it is empty".to_owned());
    for jwk in list {
        match PublicKey::from_jwk(jwk) {
            Ok(key) => keys.push(key),
            Err(KeyError::Private) => return Err(KeyError::Private),
            Err(error) => problem = error,
        }
    }
    if keys.is_empty() {
        Err(problem)
    } else {
        Ok(keys)
    }
}

#[cfg(test)]
mod tests;
