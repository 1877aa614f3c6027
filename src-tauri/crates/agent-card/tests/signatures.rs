//! Signed cards, made for this project with keys that were thrown away: `fixtures/signed`.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests fail loudly"
)]

use std::{
    fs,
    path::PathBuf,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use agent_card::{CardSignature, SignatureForm, SignatureVerdict, TrustStore, verify};
use serde_json::{Value, json};

fn read(name: &str) -> String {
    // From the package's folder, where Cargo runs tests: the path of a build may be that of a clone that is gone.
    let folder = PathBuf::from("tests/fixtures/signed");
    fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn keys() -> TrustStore {
    TrustStore::from_jwks(&read("jwks.json"), "the tests").unwrap()
}

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_hours(500_000)
}

fn verified(text: &str) -> CardSignature {
    verify(text, &keys(), false, now())
}

fn form_word(form: SignatureForm) -> String {
    let word = serde_json::to_value(form).unwrap();
    word.as_str().unwrap().replace('_', "-")
}

#[test]
fn each_vector_verifies_under_its_profile_or_a_form_of_the_same_bytes() {
    let vectors: Value = serde_json::from_str(&read("vectors.json")).unwrap();
    let rows = vectors["rows"].as_array().unwrap();
    assert!(rows.len() >= 16, "{} rows", rows.len());
    for row in rows {
        let name = row["file"].as_str().unwrap();
        let mut allowed: Vec<_> = row["same_bytes_as"].as_array().unwrap().clone();
        allowed.push(row["profile"].clone());
        let is_legacy_only = allowed == [json!("py-legacy")];
        let strict = verified(&read(name));
        if is_legacy_only {
            assert_eq!(
                strict.verdict,
                SignatureVerdict::Invalid,
                "{name}: {strict:?}"
            );
        }
        let found = verify(&read(name), &keys(), is_legacy_only, now());
        assert_eq!(
            found.verdict,
            SignatureVerdict::Verified,
            "{name}: {found:?}"
        );
        let form = form_word(found.form.unwrap());
        assert!(
            allowed.contains(&json!(form)),
            "{name}: {form} of {allowed:?}"
        );
        assert_eq!(found.alg.as_deref(), row["alg"].as_str(), "{name}");
    }
}

#[test]
fn a_changed_card_and_one_without_an_algorithm_are_refused() {
    assert_eq!(
        verified(&read("neg-tampered-name.json")).verdict,
        SignatureVerdict::Invalid
    );
    let none = verified(&read("neg-alg-none.json"));
    assert_eq!(
        (none.verdict, none.form),
        (SignatureVerdict::Unsupported, None)
    );
    assert!(none.covered.is_empty());
}

#[test]
fn a_good_signature_says_nothing_about_an_address_that_was_swapped() {
    let found = verified(&read("neg-uncovered-url-swapped.json"));
    assert_eq!(
        (found.verdict, found.form),
        (SignatureVerdict::Verified, Some(SignatureForm::Sdk))
    );
    assert!(
        found.covered.contains(&"/supportedInterfaces".to_owned()),
        "{found:?}"
    );
    assert_eq!(
        found.uncovered,
        [
            "/url",
            "/preferredTransport",
            "/protocolVersion",
            "/x-vendor"
        ]
    );
    assert!(!found.covered.contains(&"/url".to_owned()));
    assert!(
        found.message.contains("another address"),
        "{}",
        found.message
    );
}

#[test]
fn without_its_key_a_signature_is_by_somebody_unknown() {
    let found = verify(
        &read("plain--spec--ES256.json"),
        &TrustStore::default(),
        false,
        now(),
    );
    assert_eq!(found.verdict, SignatureVerdict::UnknownKey);
    assert_eq!(found.kid.as_deref(), Some("test-es256"));
    assert_eq!(
        found.jku.as_deref(),
        Some("https://keys.example.test/jwks.json")
    );
}

#[test]
fn order_and_spelling_of_the_json_do_not_matter_and_what_it_means_does() {
    let card: Value = serde_json::from_str(&read("unicode--spec--ES256.json")).unwrap();
    let reversed: serde_json::Map<_, _> = card
        .as_object()
        .unwrap()
        .clone()
        .into_iter()
        .rev()
        .collect();
    let text = serde_json::to_string(&reversed)
        .unwrap()
        .replace('é', "\\u00e9");
    assert_eq!(verified(&text).verdict, SignatureVerdict::Verified);
    let twice = text.replacen('{', "{\"name\":\"first\",", 1);
    assert_eq!(
        verified(&twice).verdict,
        SignatureVerdict::Malformed,
        "a key that occurs twice"
    );
    let large = text.replacen('{', "{\"x\":9007199254740993,", 1);
    assert_eq!(
        verified(&large).verdict,
        SignatureVerdict::Malformed,
        "a number that is not exact"
    );
}

/// The plain card with `signatures` instead of its own.
fn with_signatures(signatures: &Value) -> String {
    let mut card: Value = serde_json::from_str(&read("plain--spec--ES256.json")).unwrap();
    card["signatures"] = signatures.clone();
    card.to_string()
}

fn good() -> Value {
    let card: Value = serde_json::from_str(&read("plain--spec--ES256.json")).unwrap();
    card["signatures"][0].clone()
}

#[test]
fn one_good_signature_among_the_first_eight_is_enough() {
    let bad = json!({"protected": "e30", "signature": "AA"});
    let some = with_signatures(&json!([bad, good()]));
    assert_eq!(verified(&some).verdict, SignatureVerdict::Verified);
    let mut many = vec![bad; 8];
    many.push(good());
    assert_eq!(
        verified(&with_signatures(&many.into())).verdict,
        SignatureVerdict::Malformed
    );
    for none in [json!([]), json!(null), json!("x"), json!({})] {
        assert_eq!(
            verified(&with_signatures(&none)).verdict,
            SignatureVerdict::Unsigned
        );
    }
}

/// base64url without padding, of a header.
fn protected(header: &Value) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(header.to_string())
}

#[test]
fn a_header_is_read_strictly() {
    use SignatureVerdict::{Invalid, Malformed, Unsupported};
    let signature = good()["signature"].clone();
    for (header, verdict) in [
        (json!({"alg": "HS256", "kid": "test-es256"}), Unsupported),
        (json!({"alg": "ES256K", "kid": "test-es256"}), Unsupported),
        (
            json!({"alg": "ES256", "kid": "test-es256", "crit": ["x"]}),
            Unsupported,
        ),
        (
            json!({"alg": "ES256", "kid": "test-es256", "b64": false}),
            Unsupported,
        ),
        (json!({"kid": "test-es256"}), Malformed),
        (json!({"alg": "ES256"}), Malformed),
        (json!(["ES256"]), Malformed),
        (json!({"alg": "ES256", "kid": "test-es256"}), Invalid),
        // The algorithm of another kind of key.
        (json!({"alg": "RS256", "kid": "test-es256"}), Invalid),
        (json!({"alg": "PS256", "kid": "test-rs256"}), Invalid),
    ] {
        let entry = json!([{"protected": protected(&header), "signature": signature}]);
        let found = verified(&with_signatures(&entry));
        assert_eq!(found.verdict, verdict, "{header}: {}", found.message);
    }
    let padded = format!("{}=", good()["signature"].as_str().unwrap());
    let long = "A".repeat(5_000);
    for (protected, signature) in [
        (good()["protected"].clone(), json!(padded)),
        (json!(long), signature.clone()),
        (json!("!"), signature),
        (good()["protected"].clone(), json!("")),
    ] {
        let entry = json!([{"protected": protected, "signature": signature}]);
        assert_eq!(verified(&with_signatures(&entry)).verdict, Malformed);
    }
}
