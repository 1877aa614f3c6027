//! Whatever JSON comes, there is a view of it, and it is fit to be shown.
#![expect(
    clippy::disallowed_types,
    clippy::unwrap_used,
    reason = "how long it is tried is real time; a wrong variable fails the test"
)]

use std::{
    env,
    time::{Duration, Instant, SystemTime},
};

use agent_card::{Document, SignatureVerdict, TrustStore, diff, pretty, verify, view};
use proptest::test_runner::TestRunner;
use proptest::{collection, prelude::*, sample};
use serde_json::{Map, Value};

/// Names that mean something, so that random JSON reaches every reader.
const NAMES: [&str; 28] = [
    "name",
    "description",
    "version",
    "url",
    "supportedInterfaces",
    "protocolBinding",
    "protocol",
    "protocolVersion",
    "preferredTransport",
    "additionalInterfaces",
    "transport",
    "tenant",
    "capabilities",
    "streaming",
    "extensions",
    "uri",
    "required",
    "skills",
    "id",
    "tags",
    "securitySchemes",
    "httpAuthSecurityScheme",
    "type",
    "authentication",
    "schemes",
    "signatures",
    "provider",
    "token",
];

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![4 => sample::select(&NAMES[..]).prop_map(str::to_owned), 1 => any::<String>()]
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        sample::select(&["https://u:p@h/?token=x", "True", "grpc", "h:1", "{X}"][..])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 128, 8, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            collection::btree_map(any_name(), inner, 0..12)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn any_json_has_a_view(raw in any_json()) {
        let card = view(&raw);
        prop_assert!(card.score <= 100);
        let shown = serde_json::to_string(&card).unwrap();
        let is_bidi = |c: char| ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c);
        prop_assert!(!shown.contains(is_bidi), "text that turns around: {shown}");
    }

    #[test]
    fn every_pointer_of_a_note_leads_into_the_card_or_to_what_is_missing(raw in any_json()) {
        for note in view(&raw).notes {
            // Names that had to be made fit to be shown lead nowhere.
            let parent = note.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
            let is_exact = !note.pointer.contains('\u{fffd}');
            prop_assert!(!is_exact || raw.pointer(parent).is_some(), "{} of {raw}", note.pointer);
        }
    }
}

/// Tried for so long: `CAUSEWAY_FUZZ_SECONDS`, 5 s by default.
fn fuzz_duration() -> Duration {
    let seconds = env::var("CAUSEWAY_FUZZ_SECONDS").ok();
    Duration::from_secs_f64(seconds.map_or(5.0, |text| text.parse().unwrap()))
}

#[test]
fn any_two_cards_are_laid_out_compared_and_verified_in_bounded_time_and_memory() {
    let set = include_str!("fixtures/signed/jwks.json");
    let keys = TrustStore::from_jwks(set, "tests").unwrap();
    let header = "eyJhbGciOiJFUzI1NiIsInR5cCI6IkpPU0UiLCJraWQiOiJ0ZXN0LWVzMjU2In0";
    let until = Instant::now() + fuzz_duration();
    let strategy = (any_json(), any_json(), any::<Vec<u8>>());
    while Instant::now() < until {
        TestRunner::default()
            .run(&strategy, |(mut before, after, noise)| {
                if let Some(card) = before.as_object_mut() {
                    let entry = serde_json::json!({"protected": header, "signature": "AAAA"});
                    card.insert("signatures".to_owned(), vec![entry].into());
                }
                let text = before.to_string();
                let laid_out = pretty(&text);
                prop_assert!(laid_out.len() <= text.len() * 40 + 64);
                let squeezed = |text: &str| text.split_ascii_whitespace().collect::<String>();
                prop_assert_eq!(
                    squeezed(&laid_out),
                    squeezed(&text),
                    "only white space changes"
                );
                let found = verify(&text, &keys, true, SystemTime::now());
                prop_assert!(found.verdict != SignatureVerdict::Verified);
                prop_assert_eq!(diff(&before, &before), agent_card::CardDiff::default());
                let changes = diff(&before, &after);
                let told = serde_json::to_string(&changes).unwrap();
                prop_assert!(told.len() < 4 * 512 * 3 * (9 << 10));
                let noise = String::from_utf8_lossy(&noise);
                prop_assert_eq!(pretty(&noise).is_empty(), noise.is_empty());
                drop(Document::parse(&noise));
                Ok(())
            })
            .unwrap();
    }
}
