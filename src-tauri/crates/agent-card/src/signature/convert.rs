//! A card of v0.3 as the Python SDK reads it: as one of v1.0.
//!
//! Source: a2a-sdk 1.3.0, `a2a/client/card_resolver.py`, `parse_agent_card`.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::payload::escaped;

const KINDS: [(&str, &str); 5] = [
    ("apiKey", "apiKeySecurityScheme"),
    ("http", "httpAuthSecurityScheme"),
    ("oauth2", "oauth2SecurityScheme"),
    ("openIdConnect", "openIdConnectSecurityScheme"),
    ("mutualTLS", "mtlsSecurityScheme"),
];
const EXTENDED: &str = "supportsAuthenticatedExtendedCard";
/// Members that v1.0 has no place for: they are read before, or lost.
const OLD: [&str; 6] = [
    "url",
    "preferredTransport",
    "protocolVersion",
    "additionalInterfaces",
    "security",
    EXTENDED,
];

/// The card in v1.0, and what of the old one went into it.
#[derive(Debug)]
pub(super) struct Converted {
    pub(super) card: Map<String, Value>,
    /// Old top-level members whose meaning is in the new ones.
    used: BTreeSet<&'static str>,
    /// Pointers to skills whose `security` is in the new ones.
    used_skills: BTreeSet<String>,
}

impl Converted {
    /// Whether the meaning of this old member is in the new ones.
    pub(super) fn has_used(&self, name: &str) -> bool {
        self.used.contains(name)
    }

    /// What of the old card is not in the payload, when `dropped` of the new one is not.
    pub(super) fn dropped_of(
        &self,
        old: &Map<String, Value>,
        dropped: &BTreeSet<String>,
    ) -> BTreeSet<String> {
        let lost = OLD
            .into_iter()
            .filter(|name| old.contains_key(*name) && !self.used.contains(name))
            .map(|name| format!("/{name}"));
        let skills = old.get("skills").and_then(Value::as_array);
        let skills = skills.map(Vec::as_slice).unwrap_or_default();
        let lost_of_skills = skills
            .iter()
            .enumerate()
            .filter(|(_, skill)| skill.get("security").is_some())
            .map(|(index, _)| format!("/skills/{index}/security"))
            .filter(|pointer| !self.used_skills.contains(pointer));
        let kept = dropped
            .iter()
            .map(|pointer| before_wrapping(pointer, old))
            .filter(|pointer| !OLD.iter().any(|name| pointer == &format!("/{name}")));
        lost.chain(lost_of_skills).chain(kept).collect()
    }
}

/// `None` where the SDK gives up on the card.
pub(super) fn to_v1(old: &Map<String, Value>) -> Option<Converted> {
    let mut converted = Converted {
        card: old.clone(),
        used: BTreeSet::new(),
        used_skills: BTreeSet::new(),
    };
    for name in OLD {
        converted.card.shift_remove(name);
    }
    extended_card(old, &mut converted)?;
    interfaces(old, &mut converted)?;
    security(old, &mut converted)?;
    if let Some(schemes) = converted.card.get_mut("securitySchemes") {
        wrap_schemes(schemes)?;
    }
    Some(converted)
}

fn extended_card(old: &Map<String, Value>, converted: &mut Converted) -> Option<()> {
    if !old.get(EXTENDED).is_some_and(is_truthy) {
        return Some(());
    }
    let capabilities = converted
        .card
        .entry("capabilities")
        .or_insert_with(|| json!({}))
        .as_object_mut()?;
    if !capabilities.contains_key("extendedAgentCard") {
        capabilities.insert("extendedAgentCard".to_owned(), true.into());
        converted.used.insert(EXTENDED);
    }
    Some(())
}

fn interfaces(old: &Map<String, Value>, converted: &mut Converted) -> Option<()> {
    let Some(url) = old.get("url").filter(|url| is_truthy(url)) else {
        return Some(());
    };
    if old.contains_key("supportedInterfaces") {
        return Some(());
    }
    let or = |name, default: &str| old.get(name).cloned().unwrap_or_else(|| default.into());
    let (transport, version) = (
        or("preferredTransport", "JSONRPC"),
        or("protocolVersion", "0.3.0"),
    );
    let mut list =
        vec![json!({ "url": url, "protocolBinding": transport, "protocolVersion": version })];
    let more = old
        .get("additionalInterfaces")
        .filter(|more| is_truthy(more));
    if let Some(more) = more {
        for interface in more.as_array()? {
            let interface = interface.as_object()?;
            list.push(json!({
                "url": interface.get("url"), "protocolBinding": interface.get("transport"), "protocolVersion": version,
            }));
        }
    }
    converted
        .card
        .insert("supportedInterfaces".to_owned(), list.into());
    let used = [
        "url",
        "preferredTransport",
        "protocolVersion",
        "additionalInterfaces",
    ];
    converted.used.extend(used);
    Some(())
}

fn security(old: &Map<String, Value>, converted: &mut Converted) -> Option<()> {
    let of_card = old.get("security").filter(|value| !value.is_null());
    if let Some(list) = of_card.filter(|_| !old.contains_key("securityRequirements")) {
        let requirements = requirements(list)?;
        converted
            .card
            .insert("securityRequirements".to_owned(), requirements);
        converted.used.insert("security");
    }
    let Some(skills) = converted.card.get_mut("skills") else {
        return Some(());
    };
    for (index, skill) in skills.as_array_mut()?.iter_mut().enumerate() {
        let skill = skill.as_object_mut()?;
        let of_skill = skill
            .shift_remove("security")
            .filter(|value| !value.is_null());
        if let Some(list) = of_skill.filter(|_| !skill.contains_key("securityRequirements")) {
            skill.insert("securityRequirements".to_owned(), requirements(&list)?);
            let pointer = format!("/skills/{index}/security");
            converted.used_skills.insert(pointer);
        }
    }
    Some(())
}

fn requirements(list: &Value) -> Option<Value> {
    let mut converted = Vec::new();
    for requirement in list.as_array()? {
        let schemes = requirement.as_object()?.iter();
        let schemes: Map<_, _> = schemes
            .map(|(name, scopes)| (name.clone(), json!({ "list": scopes })))
            .collect();
        converted.push(json!({ "schemes": schemes }));
    }
    Some(Value::Array(converted))
}

/// Puts what a scheme holds under the name of its kind.
fn wrap_schemes(schemes: &mut Value) -> Option<()> {
    if !is_truthy(schemes) {
        return Some(());
    }
    for scheme in schemes.as_object_mut()?.values_mut() {
        let scheme = scheme.as_object_mut()?;
        let kind = scheme.shift_remove("type");
        let kind = kind.as_ref().and_then(Value::as_str);
        let Some((kind, wrapper)) = KINDS.into_iter().find(|(name, _)| Some(*name) == kind) else {
            continue;
        };
        let mut inner = std::mem::take(scheme);
        if let Some(place) = inner.shift_remove("in").filter(|_| kind == "apiKey") {
            inner.insert("location".to_owned(), place);
        }
        scheme.insert(wrapper.to_owned(), Value::Object(inner));
    }
    Some(())
}

/// A pointer into a wrapped scheme, as it was before.
fn before_wrapping(pointer: &str, old: &Map<String, Value>) -> String {
    let mut steps = pointer.splitn(5, '/').skip(1);
    let (first, name, wrapper, rest) = (steps.next(), steps.next(), steps.next(), steps.next());
    if let (Some("securitySchemes"), Some(name), Some(wrapper), Some(rest)) =
        (first, name, wrapper, rest)
    {
        let schemes = old.get("securitySchemes").and_then(Value::as_object);
        let scheme = schemes.and_then(|schemes| {
            schemes
                .iter()
                .find(|(own, _)| escaped(own) == name)
                .map(|(_, scheme)| scheme)
        });
        if scheme.is_some_and(|scheme| scheme.get(wrapper).is_none()) {
            return format!("/securitySchemes/{name}/{rest}");
        }
    }
    pointer.to_owned()
}

/// As Python sees it.
fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}
