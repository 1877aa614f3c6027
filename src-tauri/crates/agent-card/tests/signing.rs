//! Cards signed here, with every algorithm that is checked, and one of v0.3 as the SDKs sign it.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "helpers of tests fail loudly"
)]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use agent_card::{CardSignature, SignatureForm, SignatureVerdict, TrustStore, verify};
use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair,
        EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256,
        RsaEncoding, RsaKeyPair,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

type Sign = Box<dyn Fn(&[u8]) -> Vec<u8>>;

/// A key pair that lives as long as a test.
struct Signer {
    alg: &'static str,
    jwk: Value,
    sign: Sign,
}

impl Signer {
    fn ecdsa(alg: &'static str, crv: &str, kind: &'static EcdsaSigningAlgorithm) -> Self {
        let pair = EcdsaKeyPair::generate(kind).unwrap();
        let (x, y) = {
            let point = &pair.public_key().as_ref()[1..];
            let (x, y) = point.split_at(point.len() / 2);
            (URL_SAFE_NO_PAD.encode(x), URL_SAFE_NO_PAD.encode(y))
        };
        let sign = move |message: &[u8]| {
            let signature = pair.sign(&SystemRandom::new(), message).unwrap();
            signature.as_ref().to_vec()
        };
        Self {
            alg,
            jwk: json!({ "kty": "EC", "crv": crv, "x": x, "y": y, "kid": alg }),
            sign: Box::new(sign),
        }
    }

    fn ed25519() -> Self {
        let pair = Ed25519KeyPair::generate().unwrap();
        let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
        Self {
            alg: "EdDSA",
            jwk: json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": "EdDSA" }),
            sign: Box::new(move |message| pair.sign(message).as_ref().to_vec()),
        }
    }

    fn rsa(alg: &'static str, padding: &'static dyn RsaEncoding) -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        // RFC 8017 A.1.1: a sequence of n, of 256 bytes after a zero, and e.
        let der = pair.public_key().as_ref();
        let (n, e) = (&der[9..265], &der[267..]);
        let (n, e) = (URL_SAFE_NO_PAD.encode(n), URL_SAFE_NO_PAD.encode(e));
        let sign = move |message: &[u8]| {
            let mut signature = vec![0; pair.public_modulus_len()];
            let random = SystemRandom::new();
            pair.sign(padding, &random, message, &mut signature)
                .unwrap();
            signature
        };
        Self {
            alg,
            jwk: json!({ "kty": "RSA", "n": n, "e": e, "kid": alg }),
            sign: Box::new(sign),
        }
    }

    /// A flattened JWS over `payload` in its canonical form.
    fn entry(&self, payload: &Value) -> Value {
        let header = json!({ "alg": self.alg, "kid": self.alg, "typ": "JOSE" });
        let protected = URL_SAFE_NO_PAD.encode(header.to_string());
        let payload = serde_json_canonicalizer::to_vec(payload).unwrap();
        let message = format!("{protected}.{}", URL_SAFE_NO_PAD.encode(payload));
        let signature = URL_SAFE_NO_PAD.encode((self.sign)(message.as_bytes()));
        json!({ "protected": protected, "signature": signature })
    }

    fn verify(&self, card: &Value) -> CardSignature {
        let keys = TrustStore::from_jwks(&self.jwk.to_string(), "the test").unwrap();
        verify(&card.to_string(), &keys, false, now())
    }
}

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_hours(500_000)
}

fn plain() -> Value {
    json!({
        "name": "Plain", "description": "No defaults.", "version": "1",
        "supportedInterfaces": [
            { "url": "https://h.test", "protocolBinding": "JSONRPC", "protocolVersion": "1.0" },
        ],
        "capabilities": { "streaming": true },
        "defaultInputModes": ["text/plain"], "defaultOutputModes": ["text/plain"],
        "skills": [{ "id": "i", "name": "n", "description": "d", "tags": ["t"] }],
    })
}

#[test]
fn a_signature_by_each_algorithm_is_good_and_not_for_another_card_or_by_another_key() {
    let makers: [fn() -> Signer; 5] = [
        || Signer::ecdsa("ES256", "P-256", &ECDSA_P256_SHA256_FIXED_SIGNING),
        || Signer::ecdsa("ES384", "P-384", &ECDSA_P384_SHA384_FIXED_SIGNING),
        Signer::ed25519,
        || Signer::rsa("RS256", &RSA_PKCS1_SHA256),
        || Signer::rsa("PS256", &RSA_PSS_SHA256),
    ];
    for make in makers {
        let signer = make();
        let mut card = plain();
        card["signatures"] = json!([signer.entry(&plain())]);
        let found = signer.verify(&card);
        assert_eq!(found.verdict, SignatureVerdict::Verified, "{found:?}");
        assert_eq!(found.alg.as_deref(), Some(signer.alg));
        assert!(found.uncovered.is_empty(), "{found:?}");
        let other = make().verify(&card);
        assert_eq!(
            other.verdict,
            SignatureVerdict::Invalid,
            "another key of the same name: {other:?}"
        );
        card["skills"][0]["tags"] = json!(["t", "u"]);
        let changed = signer.verify(&card);
        assert_eq!(changed.verdict, SignatureVerdict::Invalid, "{changed:?}");
    }
}

/// As a server of v0.3 has it.
fn v03() -> Value {
    json!({
        "protocolVersion": "0.3.0", "name": "Almanac", "description": "Sows.", "version": "7",
        "url": "https://h.test/a2a", "preferredTransport": "HTTP+JSON",
        "additionalInterfaces": [{ "url": "https://h.test/rpc", "transport": "JSONRPC" }],
        "supportsAuthenticatedExtendedCard": true,
        "capabilities": { "streaming": true, "stateTransitionHistory": true },
        "securitySchemes": {
            "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
            "key": { "type": "apiKey", "in": "header", "name": "X-Key" },
        },
        "security": [{ "bearer": ["read"] }],
        "defaultInputModes": ["text/plain"], "defaultOutputModes": ["text/plain"],
        "skills": [{
            "id": "sow", "name": "Sow", "description": "When.", "tags": ["seeds"],
            "security": [{ "bearer": ["sow"] }],
        }],
    })
}

/// What the Python SDK makes of it before it signs: v1.0, and nothing empty.
fn v03_as_v1() -> Value {
    json!({
        "name": "Almanac", "description": "Sows.", "version": "7",
        "supportedInterfaces": [
            { "url": "https://h.test/a2a", "protocolBinding": "HTTP+JSON", "protocolVersion": "0.3.0" },
            { "url": "https://h.test/rpc", "protocolBinding": "JSONRPC", "protocolVersion": "0.3.0" },
        ],
        "capabilities": { "streaming": true, "extendedAgentCard": true },
        "securitySchemes": {
            "bearer": { "httpAuthSecurityScheme": { "scheme": "bearer", "bearerFormat": "JWT" } },
            "key": { "apiKeySecurityScheme": { "location": "header", "name": "X-Key" } },
        },
        "securityRequirements": [{ "schemes": { "bearer": { "list": ["read"] } } }],
        "defaultInputModes": ["text/plain"], "defaultOutputModes": ["text/plain"],
        "skills": [{
            "id": "sow", "name": "Sow", "description": "When.", "tags": ["seeds"],
            "securityRequirements": [{ "schemes": { "bearer": { "list": ["sow"] } } }],
        }],
    })
}

#[test]
fn a_card_of_v03_is_signed_as_the_card_of_v1_that_it_means() {
    let signer = Signer::ed25519();
    let mut card = v03();
    card["signatures"] = json!([signer.entry(&v03_as_v1())]);
    let found = signer.verify(&card);
    assert_eq!(
        (found.verdict, found.form),
        (SignatureVerdict::Verified, Some(SignatureForm::Sdk)),
        "{found:?}"
    );
    assert_eq!(found.uncovered, ["/capabilities/stateTransitionHistory"]);
    for pointer in [
        "/url",
        "/preferredTransport",
        "/additionalInterfaces",
        "/security",
    ] {
        assert!(
            found.covered.iter().any(|it| it == pointer),
            "{pointer}: {found:?}"
        );
        let mut changed = card.clone();
        let value = changed.pointer_mut(pointer).unwrap();
        *value = match value {
            Value::String(_) => json!("https://evil.test"),
            _ => json!([]),
        };
        let verdict = signer.verify(&changed).verdict;
        assert_eq!(verdict, SignatureVerdict::Invalid, "{pointer} is signed");
    }
    let mut changed = card;
    changed["capabilities"]["stateTransitionHistory"] = json!(false);
    let verdict = signer.verify(&changed).verdict;
    assert_eq!(verdict, SignatureVerdict::Verified, "it is not signed");
}
