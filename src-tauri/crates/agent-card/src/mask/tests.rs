use serde_json::json;

use super::*;

#[test]
fn members_named_like_secrets_are_masked_at_any_depth() {
    let value = json!({
        "shared_secret": "s", "apiKey": "k", "API_KEY": "k", "accessToken": {"value": "t"},
        "x-password": 12345, "nested": [{"clientCredentials": ["c"]}],
    });
    let (shown, has_secret) = masked("auth", &value);
    assert!(has_secret);
    assert_eq!(
        shown,
        json!({
            "shared_secret": MASK, "apiKey": MASK, "API_KEY": MASK, "accessToken": MASK,
            "x-password": MASK, "nested": [{"clientCredentials": MASK}],
        })
    );
}

#[test]
fn what_only_sounds_like_a_secret_is_shown() {
    let value = json!({
        "tokenUrl": "https://h/token", "max_tokens": 3000, "credentials": null, "secret": false,
        "tokenizer": "bpe", "secretary": "Ann", "keyboard": "qwerty", "token": "", "apiKeys": 2,
    });
    assert_eq!(masked("x", &value), (value.clone(), false));
}

#[test]
fn names_are_read_word_by_word_in_any_style() {
    for name in [
        "apiKey",
        "APIKey",
        "X-API-Key",
        "api_keys",
        "userAPIToken",
        "OAuthToken",
        "accesstoken",
        "client-secret",
        "PRIVATE_KEY",
        "dbPasswd",
    ] {
        assert!(is_secret_name(name), "{name}: {:?}", words(name));
    }
    for name in [
        "keyId",
        "monkey",
        "tokenEndpoint",
        "bearerFormat",
        "api",
        "key",
        "pass",
        "",
        "-",
    ] {
        assert!(!is_secret_name(name), "{name}: {:?}", words(name));
    }
}

#[test]
fn a_secret_itself_may_be_the_member() {
    assert_eq!(masked("token", &json!("abc")).0, json!(MASK));
    assert_eq!(masked("tokens", &json!(["abc"])).0, json!(MASK));
}

#[test]
fn secrets_in_addresses_are_masked_and_the_rest_is_kept() {
    for (text, shown) in [
        ("https://h/p?q=1#f", "https://h/p?q=1#f"),
        ("https://u:p@h:1/p", "https://••••••@h:1/p"),
        (
            "wss://h?a=1&access_token=t&b=2",
            "wss://h?a=1&access_token=••••••&b=2",
        ),
        ("https://h/?sig=", "https://h/?sig="),
        ("mail me @ home", "mail me @ home"),
    ] {
        assert_eq!(masked_url(text), shown);
    }
}

#[test]
fn deep_nesting_ends_in_an_ellipsis() {
    let mut value = json!("bottom");
    for _ in 0..200 {
        value = json!([value]);
    }
    let text = masked("x", &value).0.to_string();
    assert!(text.contains('…') && !text.contains("bottom"));
    assert_eq!(text.matches('[').count(), MAX_DEPTH);
}
