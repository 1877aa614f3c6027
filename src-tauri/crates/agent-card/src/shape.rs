//! Tells the generations of the format apart, and cards from other JSON that is found under the same names.

use serde_json::{Map, Value};

use crate::view::CardShape;

/// Below this score a JSON object is not a card. Every card in the wild that was looked at has 65 or more, everything else
/// 40 or less.
const LOWEST_CARD_SCORE: u8 = 45;
/// Members that v1.0 replaced, and that servers keep for older clients.
const REPLACED_BY_V1: [&str; 5] = [
    "url",
    "preferredTransport",
    "additionalInterfaces",
    "protocolVersion",
    "supportsAuthenticatedExtendedCard",
];

/// What kind of card it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Classification {
    pub(crate) shape: CardShape,
    pub(crate) hybrid: bool,
    pub(crate) score: u8,
}

pub(crate) fn classify(card: &Map<String, Value>) -> Classification {
    let score = score(card);
    let shape = if score < LOWEST_CARD_SCORE {
        CardShape::NotACard
    } else {
        shape(card)
    };
    let has_replaced = REPLACED_BY_V1.iter().any(|name| has(card, name));
    Classification {
        shape,
        hybrid: shape == CardShape::V1 && has_replaced,
        score,
    }
}

fn shape(card: &Map<String, Value>) -> CardShape {
    let has_any = |names: &[&str]| names.iter().any(|name| has(card, name));
    let interfaces_have = |names: &[&str]| {
        interfaces(card)
            .iter()
            .any(|interface| names.iter().any(|name| interface.get(*name).is_some()))
    };
    let is_bare = interfaces(card).is_empty()
        && has(card, "skills")
        && !has_any(&["protocolVersion", "authentication"])
        && !has_any(&["defaultInputModes", "defaultOutputModes"])
        && !has_any(&["default_input_modes", "default_output_modes"]);
    if interfaces_have(&["protocolBinding", "protocol_binding"]) {
        CardShape::V1
    } else if interfaces_have(&["protocol"]) || is_bare {
        CardShape::Platform
    } else if has_any(&[
        "protocolVersion",
        "preferredTransport",
        "additionalInterfaces",
    ]) {
        CardShape::V03
    } else {
        CardShape::V02
    }
}

/// 0 to 100: how much of what makes a card is there.
fn score(card: &Map<String, Value>) -> u8 {
    let is_text = |name| {
        card.get(name)
            .and_then(Value::as_str)
            .is_some_and(|text| !text.is_empty())
    };
    let is_list = |name| card.get(name).is_some_and(Value::is_array);
    let has_skills = card
        .get("skills")
        .and_then(Value::as_array)
        .is_some_and(|skills| {
            skills
                .iter()
                .all(|skill| skill.is_object() || skill.is_string())
        });
    let has_address = !interfaces(card).is_empty()
        || card
            .get("url")
            .and_then(Value::as_str)
            .is_some_and(|url| url.contains("://"));
    let has_capabilities = card.get("capabilities").is_some_and(|capabilities| {
        [
            "streaming",
            "pushNotifications",
            "stateTransitionHistory",
            "extensions",
        ]
        .iter()
        .any(|name| capabilities.get(*name).is_some())
    });
    let has_modes = ["defaultInputModes", "defaultOutputModes"]
        .into_iter()
        .any(is_list)
        || ["default_input_modes", "default_output_modes"]
            .into_iter()
            .any(is_list);
    let has_version = is_text("version") || card.get("version").is_some_and(Value::is_number);
    let has_protocol = has(card, "protocolVersion") || has(card, "preferredTransport");
    [
        (is_text("name"), 20),
        (has_skills, 20),
        (has_address, 20),
        (has_capabilities, 15),
        (has_modes, 10),
        (has_version, 10),
        (has_protocol, 5),
    ]
    .into_iter()
    .filter_map(|(is_there, points)| is_there.then_some(points))
    .sum()
}

fn interfaces(card: &Map<String, Value>) -> &[Value] {
    let interfaces = card
        .get("supportedInterfaces")
        .or_else(|| card.get("supported_interfaces"));
    interfaces
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

fn has(card: &Map<String, Value>, name: &str) -> bool {
    card.get(name).is_some_and(|value| !value.is_null())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn classified(card: &Value) -> (CardShape, bool) {
        let Classification { shape, hybrid, .. } = classify(card.as_object().unwrap());
        (shape, hybrid)
    }

    fn with(members: &Value) -> Value {
        let mut card = json!({
            "name": "n", "version": "1", "skills": [], "capabilities": {"streaming": true},
            "defaultInputModes": ["text/plain"],
        });
        card.as_object_mut()
            .unwrap()
            .extend(members.as_object().unwrap().clone());
        card
    }

    #[test]
    fn each_generation_is_known_by_its_own_members() {
        let v1 = json!([{"url": "https://h", "protocolBinding": "GRPC"}]);
        let platform = json!([{"url": "https://h", "protocol": "JSONRPC"}]);
        for (members, shape) in [
            (json!({"supportedInterfaces": v1}), CardShape::V1),
            (
                json!({"supportedInterfaces": platform, "url": "https://h"}),
                CardShape::Platform,
            ),
            (
                json!({"url": "https://h", "protocolVersion": "0.3.0"}),
                CardShape::V03,
            ),
            (
                json!({"url": "https://h", "preferredTransport": "GRPC"}),
                CardShape::V03,
            ),
            (
                json!({"url": "https://h", "additionalInterfaces": []}),
                CardShape::V03,
            ),
            (
                json!({"url": "https://h", "supportedInterfaces": []}),
                CardShape::V02,
            ),
            (
                json!({"url": "https://h", "authentication": {}, "defaultInputModes": null}),
                CardShape::V02,
            ),
            (
                json!({"url": "https://h", "defaultInputModes": null}),
                CardShape::Platform,
            ),
        ] {
            assert_eq!(classified(&with(&members)), (shape, false), "{members}");
        }
    }

    #[test]
    fn a_v1_card_with_members_of_v03_is_hybrid() {
        let interfaces = json!([{"url": "https://h", "protocolBinding": "GRPC"}]);
        for (name, value) in [
            ("url", "https://h"),
            ("protocolVersion", "0.3"),
            ("preferredTransport", "GRPC"),
        ] {
            let card = with(&json!({"supportedInterfaces": interfaces, name: value}));
            assert_eq!(classified(&card), (CardShape::V1, true), "{name}");
        }
    }

    #[test]
    fn points_add_up_to_a_hundred_and_too_few_are_no_card() {
        let full = with(&json!({"url": "https://h", "protocolVersion": "0.3"}));
        assert_eq!(classify(full.as_object().unwrap()).score, 100);
        let page = json!({"name": "n", "url": "https://h", "capabilities": {"read": true}});
        assert_eq!(classify(page.as_object().unwrap()).score, 40);
        assert_eq!(classified(&page).0, CardShape::NotACard);
    }
}
