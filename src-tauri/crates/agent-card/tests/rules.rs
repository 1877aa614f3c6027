//! What each generation finds wrong with a card, by code, JSON pointer and severity.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail loudly")]

use agent_card::{CardSeverity, CardShape, CardView, view};
use serde_json::{Value, json};

/// A card of v1.0 that no rule has anything to say about.
fn v1() -> Value {
    json!({
        "name": "n", "description": "d", "version": "1",
        "supportedInterfaces": [
            { "url": "https://h.test", "protocolBinding": "JSONRPC", "protocolVersion": "1.0" },
        ],
        "capabilities": { "streaming": true },
        "defaultInputModes": ["text/plain"], "defaultOutputModes": ["text/plain"],
        "skills": [{ "id": "i", "name": "n", "description": "d", "tags": ["t"] }],
    })
}

/// The same of v0.3.
fn v03() -> Value {
    let mut card = v1();
    card.as_object_mut()
        .unwrap()
        .shift_remove("supportedInterfaces");
    with(
        card,
        "/url",
        json!("https://h.test"),
        "/protocolVersion",
        json!("0.3"),
    )
}

/// The same of v0.2.
fn v02() -> Value {
    let mut card = v03();
    card.as_object_mut()
        .unwrap()
        .shift_remove("protocolVersion");
    card
}

fn with(card: Value, first: &str, value: Value, second: &str, other: Value) -> Value {
    set(set(card, first, value), second, other)
}

/// Sets a member, or takes it away when `value` is null.
fn set(mut card: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = card.pointer_mut(parent).unwrap();
    if let Ok(index) = name.parse::<usize>() {
        parent[index] = value;
    } else if value.is_null() {
        parent.as_object_mut().unwrap().shift_remove(name);
    } else {
        parent[name] = value;
    }
    card
}

type Found = Vec<(String, String, CardSeverity)>;

fn found(card: &CardView) -> Found {
    let notes = card.notes.iter();
    notes
        .map(|note| (note.code.clone(), note.pointer.clone(), note.severity))
        .collect()
}

fn one(code: &str, pointer: &str, severity: CardSeverity) -> Found {
    vec![(code.to_owned(), pointer.to_owned(), severity)]
}

#[test]
fn a_complete_card_of_each_generation_has_no_problem() {
    for (card, shape) in [
        (v1(), CardShape::V1),
        (v03(), CardShape::V03),
        (v02(), CardShape::V02),
    ] {
        let view = view(&card);
        assert_eq!((view.shape, found(&view)), (shape, Vec::new()), "{card}");
    }
}

#[test]
fn each_required_member_of_v1_is_an_error_when_absent_and_a_warning_when_empty() {
    use CardSeverity::{Error, Warning};
    for (pointer, empty) in [
        ("/name", json!("")),
        ("/description", json!(" ")),
        ("/version", json!("")),
        ("/defaultInputModes", json!([])),
        ("/defaultOutputModes", json!([])),
        ("/skills", json!([])),
        ("/skills/0/id", json!("")),
        ("/skills/0/name", json!("")),
        ("/skills/0/description", json!("")),
        ("/skills/0/tags", json!([])),
        ("/supportedInterfaces/0/protocolVersion", json!("")),
    ] {
        for (value, code, severity) in [
            (Value::Null, "missing_member", Error),
            (empty, "empty_member", Warning),
        ] {
            let card = set(v1(), pointer, value);
            assert_eq!(found(&view(&card)), one(code, pointer, severity), "{card}");
        }
    }
    for pointer in ["/capabilities", "/supportedInterfaces/0/url"] {
        let card = set(v1(), pointer, Value::Null);
        assert_eq!(found(&view(&card)), one("missing_member", pointer, Error));
    }
    let second = json!([{ "url": "https://h.test", "protocolBinding": "GRPC", "protocolVersion": "1.0" }, { "url": "https://h.test", "protocolVersion": "1.0" }]);
    let card = set(v1(), "/supportedInterfaces", second);
    let pointer = "/supportedInterfaces/1/protocolBinding";
    assert_eq!(found(&view(&card)), one("missing_member", pointer, Error));
}

#[test]
fn within_provider_extensions_and_signatures_of_v1_members_are_required_too() {
    use CardSeverity::{Error, Warning};
    for (member, value, pointer, severity) in [
        (
            "/provider",
            json!({ "url": "https://p.test" }),
            "/provider/organization",
            Error,
        ),
        (
            "/provider",
            json!({ "organization": "p" }),
            "/provider/url",
            Error,
        ),
        (
            "/signatures",
            json!([{ "protected": "e30" }]),
            "/signatures/0/signature",
            Error,
        ),
        (
            "/capabilities/extensions",
            json!([{ "required": true }]),
            "/capabilities/extensions/0/uri",
            Warning,
        ),
    ] {
        let card = set(v1(), member, value);
        assert_eq!(
            found(&view(&card)),
            one("missing_member", pointer, severity)
        );
    }
}

#[test]
fn v03_asks_for_an_address_and_a_protocol_version() {
    use CardSeverity::Error;
    let card = set(v03(), "/preferredTransport", json!("JSONRPC"));
    for pointer in [
        "/url",
        "/protocolVersion",
        "/skills",
        "/capabilities",
        "/skills/0/tags",
    ] {
        let card = set(card.clone(), pointer, Value::Null);
        let view = view(&card);
        assert_eq!(view.shape, CardShape::V03);
        assert_eq!(
            found(&view),
            one("missing_member", pointer, Error),
            "{card}"
        );
    }
    let card = set(
        v03(),
        "/additionalInterfaces",
        json!([{ "url": "https://h.test" }]),
    );
    let pointer = "/additionalInterfaces/0/transport";
    assert_eq!(found(&view(&card)), one("missing_member", pointer, Error));
}

#[test]
fn v02_is_milder_about_what_its_first_releases_did_not_have() {
    use CardSeverity::{Error, Warning};
    for (pointer, severity) in [
        ("/name", Error),
        ("/url", Error),
        ("/version", Error),
        ("/skills/0/id", Error),
        ("/description", Warning),
        ("/defaultInputModes", Warning),
        ("/skills/0/tags", Warning),
    ] {
        let view = view(&set(v02(), pointer, Value::Null));
        assert_eq!(view.shape, CardShape::V02, "{pointer}");
        assert_eq!(found(&view), one("missing_member", pointer, severity));
    }
}

#[test]
fn the_platforms_own_cards_never_have_an_error() {
    let card = json!({
        "version": 1, "skills": ["dig", {}, { "id": "x" }], "capabilities": { "streaming": "yes" },
        "url": "nowhere", "description": "",
    });
    let view = view(&card);
    assert_eq!(view.shape, CardShape::Platform);
    let found = found(&view);
    for (code, pointer, severity) in [
        ("missing_member", "/name", CardSeverity::Warning),
        ("empty_member", "/description", CardSeverity::Info),
        ("missing_member", "/skills/1/name", CardSeverity::Warning),
        ("url_not_absolute", "/url", CardSeverity::Warning),
    ] {
        let expected = (code.to_owned(), pointer.to_owned(), severity);
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
    let is_error = |(_, _, severity): &(_, _, CardSeverity)| *severity == CardSeverity::Error;
    assert!(!found.iter().any(is_error), "{found:?}");
}

#[test]
fn a_text_for_an_object_and_a_member_of_another_type_are_errors() {
    let card = with(v1(), "/skills", json!(["dig", 7]), "/name", json!(["n"]));
    let errors = view(&card).notes.into_iter();
    let errors: Vec<_> = errors
        .filter(|note| note.severity == CardSeverity::Error)
        .map(|note| (note.code, note.pointer))
        .collect();
    let pair = |code: &str, pointer: &str| (code.to_owned(), pointer.to_owned());
    let expected = [
        pair("missing_member", "/name"),
        pair("not_an_object", "/skills/0"),
        pair("not_an_object", "/skills/1"),
    ];
    assert_eq!(errors, expected);
}

#[test]
fn addresses_are_judged_by_what_they_say() {
    use CardSeverity::{Error, Info, Warning};
    let pointer = "/supportedInterfaces/0/url";
    for (url, codes) in [
        ("https://h.test", vec![]),
        ("wss://h.test/ws", vec![]),
        (
            "",
            vec![("empty_member", Warning), ("url_not_absolute", Error)],
        ),
        ("/a2a", vec![("url_not_absolute", Error)]),
        ("h.test:443", vec![("url_not_absolute", Error)]),
        ("ftp://h.test", vec![("url_scheme_unknown", Warning)]),
        ("http://h.test", vec![("url_not_encrypted", Warning)]),
        ("http://127.0.0.1:1", vec![("url_loopback", Info)]),
        ("https://10.0.0.7", vec![("url_private", Info)]),
        (
            "http://agent:8000",
            vec![("url_not_encrypted", Warning), ("url_private", Info)],
        ),
        ("https://a.example.com", vec![("url_placeholder", Warning)]),
        ("https://{host}/a2a", vec![("url_placeholder", Warning)]),
        (
            "{BASE}/a2a",
            vec![("url_placeholder", Warning), ("url_not_absolute", Error)],
        ),
    ] {
        let card = view(&set(v1(), pointer, json!(url)));
        let expected: Found = codes
            .into_iter()
            .flat_map(|(code, severity)| one(code, pointer, severity))
            .collect();
        assert_eq!(found(&card), expected, "{url}");
    }
    let grpc = json!({ "url": "h.test:443", "protocolBinding": "GRPC", "protocolVersion": "1.0" });
    assert!(
        view(&set(v1(), "/supportedInterfaces/0", grpc))
            .notes
            .is_empty()
    );
    let own = json!({ "url": "mqtt://h.test", "protocolBinding": "https://h.test/mqtt", "protocolVersion": "1.0" });
    assert!(
        view(&set(v1(), "/supportedInterfaces/0", own))
            .notes
            .is_empty()
    );
    let card = view(&set(v03(), "/url", json!("a2a")));
    assert_eq!(found(&card), one("url_not_absolute", "/url", Error));
    let card = view(&set(v1(), "/documentationUrl", json!("docs")));
    assert_eq!(
        found(&card),
        one("url_not_absolute", "/documentationUrl", Warning)
    );
    assert!(
        view(&set(v1(), "/iconUrl", json!("data:image/png;base64,AA")))
            .notes
            .is_empty()
    );
}

#[test]
fn media_types_have_a_slash() {
    let card = with(
        v1(),
        "/defaultInputModes",
        json!(["text/plain", "text"]),
        "/skills/0/outputModes",
        json!(["data", "application/json"]),
    );
    let mut expected = one(
        "not_a_media_type",
        "/defaultInputModes/1",
        CardSeverity::Warning,
    );
    expected.extend(one(
        "not_a_media_type",
        "/skills/0/outputModes/0",
        CardSeverity::Warning,
    ));
    assert_eq!(found(&view(&card)), expected);
}

#[test]
fn a_protocol_version_is_a_major_and_a_minor_number_that_is_known() {
    use CardSeverity::{Info, Warning};
    let pointer = "/supportedInterfaces/0/protocolVersion";
    for (version, codes) in [
        (json!("1.0"), vec![]),
        (json!("0.3"), vec![]),
        (json!("1.0.1"), vec![("protocol_version_patch", Info)]),
        (json!("2.0"), vec![("protocol_version_unknown", Warning)]),
        (json!("0.4"), vec![("protocol_version_unknown", Warning)]),
        (
            json!("latest"),
            vec![("protocol_version_malformed", Warning)],
        ),
        (json!("1"), vec![("protocol_version_malformed", Warning)]),
        (json!("+1.0"), vec![("protocol_version_malformed", Warning)]),
        (
            json!("9.0.0"),
            vec![
                ("protocol_version_unknown", Warning),
                ("protocol_version_patch", Info),
            ],
        ),
    ] {
        let card = view(&set(v1(), pointer, version.clone()));
        let expected: Found = codes
            .into_iter()
            .flat_map(|(code, severity)| one(code, pointer, severity))
            .collect();
        assert_eq!(found(&card), expected, "{version}");
    }
    let card = view(&set(v03(), "/protocolVersion", json!("0.3.0")));
    let message = &card.notes[0].message;
    assert!(message.contains("only 0.3 counts"), "{message}");
    let card = view(&set(v03(), "/protocolVersion", json!("1.0")));
    assert_eq!(
        found(&card),
        one("protocol_version_differs", "/protocolVersion", Warning)
    );
}

#[test]
fn an_error_is_among_the_notes_however_many_others_there_are() {
    let modes: Vec<_> = (0..600).map(|_| json!("text")).collect();
    let unread: Vec<_> = (0..600).map(|_| json!({})).collect();
    let card = with(
        v1(),
        "/defaultInputModes",
        json!(unread),
        "/defaultOutputModes",
        json!(modes),
    );
    let card = set(card, "/version", Value::Null);
    let view = view(&card);
    assert_eq!(view.notes.len(), 512);
    let errors = view.notes.iter();
    let errors: Vec<_> = errors
        .filter(|note| note.severity == CardSeverity::Error)
        .map(|note| note.pointer.as_str())
        .collect();
    assert_eq!(errors, ["/version"]);
}

#[test]
fn a_signed_card_is_not_wrong_for_its_empty_members() {
    for text in [
        include_str!("fixtures/signed/defaults--spec--ES256.json"),
        include_str!("fixtures/signed/defaults--sdk--ES256.json"),
        include_str!("fixtures/signed/plain--raw--ES256.json"),
        include_str!("fixtures/signed/unicode--spec--ES256.json"),
        include_str!("fixtures/signed/neg-uncovered-url-swapped.json"),
    ] {
        let card = view(&serde_json::from_str(text).unwrap());
        let errors: Vec<_> = card
            .notes
            .iter()
            .filter(|note| note.severity == CardSeverity::Error)
            .collect();
        assert!(errors.is_empty(), "{:?}: {errors:?}", card.name);
    }
}
