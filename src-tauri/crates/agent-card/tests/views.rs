//! Whole cards of each kind, as they are shown.
#![expect(clippy::panic, reason = "helpers of tests fail loudly")]

use agent_card::{
    CardInterface, CardInterfaceOrigin, CardNote, CardSeverity, CardShape, CardView, view,
};
use serde_json::{Value, json};

macro_rules! fixture {
    ($name:literal) => {
        view(&serde_json::from_str(include_str!(concat!("fixtures/", $name, ".json"))).unwrap())
    };
}

fn codes_at(card: &CardView, pointer: &str) -> Vec<String> {
    let at = card.notes.iter().filter(|note| note.pointer == pointer);
    at.map(|note| note.code.clone()).collect()
}

fn note<'a>(card: &'a CardView, code: &str) -> &'a CardNote {
    let found = card.notes.iter().find(|note| note.code == code);
    found.unwrap_or_else(|| panic!("no note {code} among {:?}", card.notes))
}

fn interface(url: &str, binding: &str, version: Option<&str>) -> CardInterface {
    let (url, binding) = (url.to_owned(), binding.to_owned());
    CardInterface {
        url,
        binding,
        protocol_version: version.map(str::to_owned),
        tenant: None,
        origin: CardInterfaceOrigin::Supported,
    }
}

fn without_origin(card: &CardView) -> Vec<CardInterface> {
    let plain = |it: &CardInterface| CardInterface {
        origin: CardInterfaceOrigin::Supported,
        ..it.clone()
    };
    card.interfaces.iter().map(plain).collect()
}

#[test]
fn a_tidy_v1_card_is_read_whole_with_nothing_to_say_but_a_spelling() {
    let card = fixture!("v1-plain");
    assert_eq!(
        (card.shape, card.hybrid, card.score),
        (CardShape::V1, false, 95)
    );
    let first = interface("https://pilot.harbour.test/a2a", "JSONRPC", Some("1.0"));
    let second = interface("pilot.harbour.test:8443", "GRPC", Some("1.0"));
    let expected = [
        CardInterface {
            tenant: Some("north".into()),
            ..first
        },
        second,
    ];
    assert_eq!(card.interfaces, expected);
    assert_eq!(
        card.provider.as_ref().unwrap().organization.as_deref(),
        Some("Harbour Office")
    );
    assert_eq!(card.capabilities.extended_agent_card, Some(true));
    assert!(card.capabilities.extensions[0].required);
    let kinds: Vec<_> = card
        .security_schemes
        .iter()
        .map(|it| (&*it.name, &*it.kind))
        .collect();
    assert_eq!(kinds, [("oidc", "openIdConnect"), ("key", "apiKey")]);
    assert_eq!(
        card.security_schemes[0].description.as_deref(),
        Some("Staff accounts")
    );
    assert_eq!(card.skills[0].tags, ["berth", "planning"]);
    assert_eq!(card.signature_count, 2);
    assert!(card.unknown_fields.is_empty(), "{:?}", card.unknown_fields);
    let pointers: Vec<_> = card.notes.iter().map(|note| &*note.pointer).collect();
    assert_eq!(pointers, ["/supportedInterfaces/1/protocolBinding"]);
}

#[test]
fn in_a_hybrid_card_the_new_interfaces_win_and_a_differing_address_is_noted() {
    let card = fixture!("v1-hybrid");
    assert_eq!(
        (card.shape, card.hybrid, card.score),
        (CardShape::V1, true, 100)
    );
    let expected = [
        interface("https://ledger.test/rpc", "JSONRPC", Some("1.0")),
        interface("https://ledger.test/rpc", "JSONRPC", Some("0.3")),
    ];
    assert_eq!(card.interfaces, expected, "in order, each once");
    assert_eq!(
        card.capabilities.extended_agent_card,
        Some(true),
        "the older spelling counts"
    );
    assert_eq!(note(&card, "url_differs").pointer, "/url");
    assert!(
        card.unknown_fields.is_empty(),
        "older members are known: {:?}",
        card.unknown_fields
    );
}

#[test]
fn a_v03_card_has_its_interfaces_built_from_its_addresses() {
    let card = fixture!("v03");
    assert_eq!((card.shape, card.hybrid), (CardShape::V03, false));
    let expected = [
        interface(
            "https://almanac.garden.test/a2a",
            "HTTP+JSON",
            Some("0.3.0"),
        ),
        interface("https://almanac.garden.test/rpc", "JSONRPC", Some("0.3.0")),
    ];
    let origins: Vec<_> = card.interfaces.iter().map(|it| it.origin).collect();
    assert_eq!(
        origins,
        [CardInterfaceOrigin::Url, CardInterfaceOrigin::Additional]
    );
    assert_eq!(
        without_origin(&card),
        expected,
        "the repeated address counts once"
    );
    let kinds: Vec<_> = card
        .security_schemes
        .iter()
        .map(|scheme| &*scheme.kind)
        .collect();
    assert_eq!(kinds, ["http", "mutualTLS"]);
    assert_eq!(card.signature_count, 0);
    let codes: Vec<_> = card.notes.iter().map(|note| &*note.code).collect();
    assert_eq!(codes, ["protocol_version_patch"], "{:?}", card.notes);
    assert!(card.unknown_fields.is_empty(), "{:?}", card.unknown_fields);
}

#[test]
fn a_v02_card_lists_its_authentication_and_never_shows_its_credentials() {
    let card = fixture!("v02");
    assert_eq!(card.shape, CardShape::V02);
    assert_eq!(
        without_origin(&card),
        [interface(
            "http://translator.internal.test:8000",
            "JSONRPC",
            None
        )]
    );
    let names: Vec<_> = card
        .security_schemes
        .iter()
        .map(|scheme| &*scheme.name)
        .collect();
    assert_eq!(names, ["bearer", "apiKey"]);
    assert_eq!(
        note(&card, "secret_masked").pointer,
        "/authentication/credentials"
    );
    assert_eq!(codes_at(&card, "/url"), ["url_not_encrypted"]);
    assert_eq!(card.description.as_deref(), Some("Übersetzt und 翻訳する."));
    assert!(!serde_json::to_string(&card).unwrap().contains("hunter2"));
}

#[test]
fn the_platforms_dialect_is_known_by_its_interfaces_or_its_bare_skills() {
    let card = fixture!("platform-interfaces");
    assert_eq!((card.shape, card.hybrid), (CardShape::Platform, false));
    assert_eq!(
        card.interfaces,
        [interface("http://127.0.0.1:49153", "JSONRPC", None)]
    );
    assert_eq!(
        codes_at(&card, "/supportedInterfaces/0/protocol"),
        ["other_name"]
    );

    let card = fixture!("platform-skills");
    assert_eq!((card.shape, card.score), (CardShape::Platform, 65));
    let skills: Vec<_> = card
        .skills
        .iter()
        .map(|skill| (&*skill.id, &*skill.name))
        .collect();
    assert_eq!(skills[0], ("find-document", "find-document"));
    assert_eq!(card.unknown_fields[0].pointer, "/runtime");
    assert_eq!(card.unknown_fields[0].json, "\"claude-code\"");
    assert!(
        card.notes
            .iter()
            .all(|note| note.severity == CardSeverity::Info),
        "{:?}",
        card.notes
    );
}

#[test]
fn an_untidy_card_is_read_with_good_will() {
    let card = fixture!("untidy");
    assert_eq!(card.name.as_deref(), Some("Untidy \u{fffd}gent"));
    assert_eq!(card.version.as_deref(), Some("3.5"));
    assert_eq!(
        card.provider.as_ref().unwrap().organization.as_deref(),
        Some("Somebody")
    );
    assert_eq!(card.capabilities.streaming, Some(true));
    assert_eq!(
        card.capabilities.push_notifications, None,
        "\"no\" is no boolean"
    );
    assert_eq!(card.capabilities.extensions.len(), 1);
    assert_eq!(card.default_input_modes, ["text/plain"]);
    assert_eq!(card.default_output_modes, ["text/plain", "7"]);
    let skills: Vec<_> = card
        .skills
        .iter()
        .map(|skill| (&*skill.id, &*skill.name))
        .collect();
    assert_eq!(
        skills,
        [
            ("sweep", "sweep"),
            ("mop", "mop"),
            ("Dust", "Dust"),
            ("", "")
        ]
    );
    assert_eq!(card.skills[2].tags, ["shelf"]);
    let schemes: Vec<_> = card
        .security_schemes
        .iter()
        .map(|it| (&*it.name, &*it.kind))
        .collect();
    assert_eq!(schemes, [("odd", "carrier-pigeon"), ("bare", "unknown")]);
    assert_eq!(card.signature_count, 0);
    for (pointer, codes) in [
        ("/name", vec!["control_characters"]),
        ("/version", vec!["read_as_text"]),
        ("/description", vec!["missing_member"]),
        ("/protocol_version", vec!["other_name"]),
        ("/provider/name", vec!["other_name"]),
        ("/capabilities/streaming", vec!["read_as_boolean"]),
        (
            "/capabilities/push_notifications",
            vec!["other_name", "wrong_type"],
        ),
        ("/capabilities/extensions/1/uri", vec!["missing_member"]),
        (
            "/default_input_modes",
            vec!["other_name", "single_for_list"],
        ),
        ("/defaultOutputModes/3", vec!["wrong_type"]),
        ("/skills/4", vec!["wrong_type", "not_an_object"]),
        ("/securitySchemes/text", vec!["wrong_type"]),
        ("/signatures", vec!["wrong_type"]),
    ] {
        assert_eq!(codes_at(&card, pointer), codes, "{pointer}");
    }
}

#[test]
fn unknown_members_are_listed_where_they_are_and_secrets_are_not_shown() {
    let card = fixture!("untidy");
    let unknown: Vec<_> = card
        .unknown_fields
        .iter()
        .map(|field| (&*field.pointer, &*field.json))
        .collect();
    assert_eq!(
        unknown,
        [
            ("/capabilities/batch", "true"),
            ("/skills/1/x-cost", "2"),
            ("/securitySchemes/odd/wings", "2"),
            ("/auth", r#"{"shared_secret":"••••••","hint":"ask Ann"}"#),
            ("/x-vendor~1extra~01", r#"{"a":[1,2]}"#),
        ]
    );
    assert_eq!(
        card.interfaces[0].url,
        "https://••••••@untidy.test/rpc?access_token=••••••"
    );
    assert_eq!(card.interfaces[0].binding, "JSONRPC");
    assert!(!serde_json::to_string(&card).unwrap().contains("hunter2"));
}

#[test]
fn other_json_is_not_a_card_and_is_shown_all_the_same() {
    let card = fixture!("not-a-card");
    assert_eq!((card.shape, card.score), (CardShape::NotACard, 40));
    assert_eq!(card.name.as_deref(), Some("Corner Shop"));
    assert_eq!(note(&card, "not_a_card").severity, CardSeverity::Error);
    assert!(!serde_json::to_string(&card).unwrap().contains("hunter2"));
    for raw in [
        Value::Null,
        json!("card"),
        json!(7),
        json!([{"name": "x"}]),
        json!({}),
    ] {
        let card = view(&raw);
        assert_eq!((card.shape, card.score), (CardShape::NotACard, 0), "{raw}");
        let count = card
            .notes
            .iter()
            .filter(|note| note.code == "not_a_card")
            .count();
        assert_eq!(count, 1, "{raw}");
    }
    assert_eq!(view(&json!(["x"])).unknown_fields[0].json, r#"["x"]"#);
}

#[test]
fn what_a_card_can_make_of_a_view_is_bounded() {
    let long = "ä".repeat(100_000);
    let mut deep = json!(1);
    for _ in 0..100 {
        deep = json!({ "d": deep });
    }
    let members: serde_json::Map<_, _> = (0..2_000).map(|n| (format!("u{n}"), json!(n))).collect();
    let mut card = json!({
        "name": long, "skills": vec![json!({"id": 7, "tags": vec!["t"; 600]}); 600], "deep": deep,
        "blob": long,
    });
    card.as_object_mut().unwrap().extend(members);
    let view = view(&card);
    assert!(view.name.unwrap().len() <= 8 << 10);
    assert_eq!((view.skills.len(), view.skills[0].tags.len()), (512, 512));
    assert_eq!((view.unknown_fields.len(), view.notes.len()), (512, 512));
    let deep = view
        .unknown_fields
        .iter()
        .find(|field| field.pointer == "/deep")
        .unwrap();
    assert_eq!(deep.json.matches('{').count(), 64);
    assert!(
        view.unknown_fields
            .iter()
            .all(|field| field.json.len() <= 8 << 10)
    );
}

#[test]
fn on_the_wire_shapes_and_severities_are_the_contracts_words() {
    let words = |value: Value| value.as_str().unwrap().to_owned();
    let shapes = [
        CardShape::V1,
        CardShape::V03,
        CardShape::V02,
        CardShape::Platform,
        CardShape::NotACard,
    ];
    let shapes = shapes.map(|shape| words(serde_json::to_value(shape).unwrap()));
    assert_eq!(shapes, ["v1.0", "v0.3", "v0.2", "platform", "not_a_card"]);
    let severities = [
        CardSeverity::Error,
        CardSeverity::Warning,
        CardSeverity::Info,
    ];
    let severities = severities.map(|severity| words(serde_json::to_value(severity).unwrap()));
    assert_eq!(severities, ["error", "warning", "info"]);
    let wire = serde_json::to_value(fixture!("v03")).unwrap();
    assert_eq!(wire["securitySchemes"][0]["kind"], "http");
    assert_eq!(
        wire["documentationUrl"],
        Value::Null,
        "absent is null, not missing"
    );
}

#[test]
fn requirements_are_one_of_lists_with_all_in_each_in_both_spellings() {
    let schemes = json!({ "oidc": { "openIdConnectSecurityScheme": {} }, "key": { "apiKeySecurityScheme": {} } });
    let new = json!([{ "schemes": { "oidc": { "list": ["read", "write"] }, "key": {} } }, { "schemes": { "key": { "list": [] } } }]);
    let old = json!([{ "oidc": ["read", "write"], "key": [] }, { "key": [] }]);
    let read = |name: &str, list: &Value| view(&json!({ "securitySchemes": schemes, name: list }));
    let plain = |card: &CardView| {
        let one = |it: &agent_card::CardRequirement| (it.scheme.clone(), it.scopes.clone());
        let all = card.security_requirements.iter();
        all.map(|list| list.iter().map(one).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    let scopes = |scopes: &[&str]| scopes.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    let expected = vec![
        vec![
            ("oidc".to_owned(), scopes(&["read", "write"])),
            ("key".to_owned(), vec![]),
        ],
        vec![("key".to_owned(), vec![])],
    ];
    assert_eq!(plain(&read("securityRequirements", &new)), expected);
    assert_eq!(plain(&read("security", &old)), expected);
    let card = read("security", &json!([{ "nobody": ["x"] }]));
    assert_eq!(note(&card, "unknown_scheme").pointer, "/security/0/nobody");
    let both = json!({ "securitySchemes": schemes, "securityRequirements": new, "security": [{ "nobody": [] }] });
    assert_eq!(plain(&view(&both)), expected, "v1.0's member wins");
}

#[test]
fn details_of_schemes_are_told_in_both_spellings_and_secrets_in_them_are_not() {
    let flows = json!({
        "authorizationCode": {
            "authorizationUrl": "https://id.test/authorize", "tokenUrl": "https://u:hunter2@id.test/token",
            "scopes": { "read": "Reads.", "write": "Writes." }, "pkceRequired": true,
        },
        "implicit": { "authorizationUrl": "https://id.test/old" },
    });
    let details = |schemes: Value| {
        let card = view(&json!({ "securitySchemes": { "s": schemes } }));
        let scheme = card.security_schemes[0].clone();
        let details = scheme.details.into_iter().map(|it| (it.name, it.value));
        (scheme.kind, details.collect::<Vec<_>>(), card.notes)
    };
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let key = [pair("location", "header"), pair("name", "X-Key")];
    for scheme in [
        json!({ "apiKeySecurityScheme": { "location": "header", "name": "X-Key" } }),
        json!({ "type": "apiKey", "in": "header", "name": "X-Key" }),
    ] {
        let (kind, found, _) = details(scheme);
        assert_eq!((kind.as_str(), found.as_slice()), ("apiKey", &key[..]));
    }
    for scheme in [
        json!({ "oauth2SecurityScheme": { "oauth2MetadataUrl": "https://id.test/meta", "flows": flows } }),
        json!({ "type": "oauth2", "oauth2MetadataUrl": "https://id.test/meta", "flows": flows }),
    ] {
        let (kind, found, notes) = details(scheme);
        assert_eq!(kind, "oauth2");
        let expected = [
            pair("oauth2MetadataUrl", "https://id.test/meta"),
            pair(
                "authorizationCode.authorizationUrl",
                "https://id.test/authorize",
            ),
            pair("authorizationCode.tokenUrl", "https://••••••@id.test/token"),
            pair("authorizationCode.pkceRequired", "true"),
            pair("authorizationCode.scopes", "read, write"),
            pair("implicit.authorizationUrl", "https://id.test/old"),
        ];
        assert_eq!(found, expected);
        let deprecated = notes.iter().find(|note| note.code == "deprecated_flow");
        assert!(
            deprecated.is_some_and(|it| it.pointer.ends_with("/flows/implicit")),
            "{notes:?}"
        );
    }
}
