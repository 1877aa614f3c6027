use super::*;

/// RFC 7638 §3.1.
const RSA: &str = r#"{"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}"#;
const P256: &str = r#"{"kty":"EC","crv":"P-256","x":"hbhVcUfC60MNvsINEPuDPmzBcl6EdLLj6mSeKnmYOi0","y":"gvse1i3QxMe4d_Kky7jwJ6D_jEmyGv-K7rInHsyMmKM"}"#;

fn key(text: &str, more: &Value) -> Result<PublicKey, KeyError> {
    let mut jwk: Value = serde_json::from_str(text).unwrap();
    let more = more.as_object().unwrap().clone();
    jwk.as_object_mut().unwrap().extend(more);
    PublicKey::from_jwk(&jwk)
}

#[test]
fn a_thumbprint_is_that_of_rfc_7638() {
    let key = key(RSA, &json!({})).unwrap();
    assert_eq!(
        key.thumbprint(),
        "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
    );
    assert_eq!((&*key.kind(), key.kid()), ("RSA 2048", Some("2011-04-29")));
}

#[test]
fn private_keys_short_keys_and_odd_numbers_are_refused() {
    for more in [json!({"d": "AA"}), json!({"kty": "oct", "k": "AA"})] {
        assert_eq!(key(P256, &more), Err(KeyError::Private));
    }
    for (text, more) in [
        (P256, json!({"crv": "P-384"})),
        (P256, json!({"crv": "secp256k1"})),
        (
            P256,
            json!({"x": "hbhVcUfC60MNvsINEPuDPmzBcl6EdLLj6mSeKnmYOi0="}),
        ),
        (P256, json!({"y": "AA"})),
        (RSA, json!({"n": "0vx7"})),
        (RSA, json!({"e": ""})),
    ] {
        let read = key(text, &more);
        assert!(
            matches!(read, Err(KeyError::Unusable(_))),
            "{more}: {read:?}"
        );
    }
}

#[test]
fn a_key_is_used_for_what_it_says_until_it_says() {
    let is_usable = |more: &Value| key(P256, more).unwrap().refusal(1_000).is_none();
    for more in [
        json!({}),
        json!({"use": "sig", "exp": 1_001}),
        json!({"key_ops": ["verify"]}),
    ] {
        assert!(is_usable(&more), "{more}");
    }
    for more in [
        json!({"use": "enc"}),
        json!({"exp": 1_000}),
        json!({"exp": "never"}),
        json!({"key_ops": ["sign"]}),
    ] {
        assert!(!is_usable(&more), "{more}");
    }
    let fits = |more: &Value, algorithm| key(P256, more).unwrap().fits(algorithm);
    assert!(fits(&json!({}), Algorithm::Es256) && fits(&json!({"alg": "ES256"}), Algorithm::Es256));
    assert!(
        !fits(&json!({}), Algorithm::Rs256) && !fits(&json!({"alg": "ES384"}), Algorithm::Es256)
    );
}

#[test]
fn a_set_gives_the_keys_that_can_be_used() {
    let set = format!(r#"{{"keys": [{P256}, {{"kty": "EC", "crv": "P-521"}}, {RSA}]}}"#);
    assert_eq!(read_jwks(&set).unwrap().len(), 2);
    assert_eq!(read_jwks(P256).unwrap().len(), 1, "one alone");
    assert!(matches!(read_jwks("[]"), Err(KeyError::NotJwks(_))));
    assert!(matches!(
        read_jwks("{\"keys\": []}"),
        Err(KeyError::Unusable(_))
    ));
    assert!(matches!(read_jwks("nonsense"), Err(KeyError::NotJwks(_))));
}
