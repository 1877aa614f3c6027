//! What differs between two versions of a card.
//!
//! Skills are told apart by id, interfaces by all that they are, security schemes by name; the rest by JSON pointer. Texts are
//! fit to be shown: bounded, without characters that disguise, and with secrets masked, so that a secret that changed is
//! told, and not shown.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};
use ts_rs::TS;

use crate::{
    card::view,
    findings::MAX_ITEMS,
    mask::masked,
    text::{displayable, pointer_step},
    view::CardInterface,
};

/// Deepest nesting that is looked into for differences.
const MAX_DEPTH: usize = 16;
/// Members that say where the agent listens.
const INTERFACES: [&str; 6] = [
    "supportedInterfaces",
    "supported_interfaces",
    "url",
    "preferredTransport",
    "additionalInterfaces",
    "protocolVersion",
];
/// Members that say how to authenticate.
const REQUIREMENTS: [&str; 3] = ["security", "securityRequirements", "authentication"];
const SCHEMES: &str = "securitySchemes";
const SKILLS: &str = "skills";

/// What differs, in the parts that matter to who calls the agent, and elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardDiff {
    /// Of its skills, by id.
    pub skills: Vec<CardChange>,
    /// Of its interfaces, by address and binding.
    pub interfaces: Vec<CardChange>,
    /// Of its security schemes and requirements.
    pub security: Vec<CardChange>,
    /// Everything else, by JSON pointer.
    pub other: Vec<CardChange>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardChange {
    /// What it is about: a skill's name, an address, a JSON pointer.
    pub subject: String,
    /// What was there, as text; null when nothing was.
    pub before: Option<String>,
    /// What is there, as text; null when nothing is.
    pub after: Option<String>,
}

/// What differs between two cards, at most 512 differences of each kind.
pub fn diff(before: &Value, after: &Value) -> CardDiff {
    let empty = Map::new();
    let (Some(old), Some(new)) = (before.as_object(), after.as_object()) else {
        let mut other = Changes::default();
        other.compare("", "", Some(before), Some(after), 0);
        return CardDiff {
            other: other.0,
            ..CardDiff::default()
        };
    };
    let mut security = Changes::default();
    let (old_schemes, new_schemes) = (members(old, SCHEMES), members(new, SCHEMES));
    security.named(old_schemes.unwrap_or(&empty), new_schemes.unwrap_or(&empty));
    for name in REQUIREMENTS {
        security.whole(&format!("/{name}"), name, old.get(name), new.get(name));
    }
    let mut other = Changes::default();
    let is_elsewhere = |name: &str| {
        let is_read = name == SCHEMES && old_schemes.is_some() == new_schemes.is_some();
        let is_listed = name == SKILLS && is_list(old, name) == is_list(new, name);
        is_read || is_listed || INTERFACES.contains(&name) || REQUIREMENTS.contains(&name)
    };
    other.members("", old, new, 0, is_elsewhere);
    CardDiff {
        skills: skills(old, new),
        interfaces: interfaces(before, after, old, new),
        security: security.0,
        other: other.0,
    }
}

fn members<'a>(card: &'a Map<String, Value>, name: &str) -> Option<&'a Map<String, Value>> {
    card.get(name).and_then(Value::as_object)
}

fn is_list(card: &Map<String, Value>, name: &str) -> bool {
    card.get(name).is_some_and(Value::is_array)
}

/// By id; where two have the same, by their order.
fn skills(old: &Map<String, Value>, new: &Map<String, Value>) -> Vec<CardChange> {
    let mut changes = Changes::default();
    let (old, new) = (skills_by_id(old), skills_by_id(new));
    let added = new.iter().filter(|(key, _)| !old.contains_key(*key));
    let known = old
        .iter()
        .map(|(key, skill)| (key, Some(*skill), new.get(key).copied()));
    for (key, before, after) in known.chain(added.map(|(key, skill)| (key, None, Some(*skill)))) {
        changes.whole(&key.0, "", before, after);
    }
    changes.0
}

fn skills_by_id(card: &Map<String, Value>) -> BTreeMap<(String, usize), &Value> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut skills = BTreeMap::new();
    for skill in card
        .get(SKILLS)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let member = |name| skill.get(name).and_then(Value::as_str);
        let id = member("id").or_else(|| member("name")).or(skill.as_str());
        let id = id.unwrap_or_default().to_owned();
        let count = seen.entry(id.clone()).or_default();
        skills.insert((id, *count), skill);
        *count += 1;
    }
    skills
}

fn interfaces(
    before: &Value,
    after: &Value,
    old: &Map<String, Value>,
    new: &Map<String, Value>,
) -> Vec<CardChange> {
    let mut changes = Changes::default();
    let (was, is) = (view(before).interfaces, view(after).interfaces);
    let is_among =
        |list: &[CardInterface], it: &CardInterface| list.iter().any(|other| is_same(other, it));
    for gone in was.iter().filter(|it| !is_among(&is, it)) {
        changes.push(gone.url.clone(), Some(words(gone)), None);
    }
    for come in is.iter().filter(|it| !is_among(&was, it)) {
        changes.push(come.url.clone(), None, Some(words(come)));
    }
    let is_listed = [old, new]
        .iter()
        .any(|card| card.contains_key("supportedInterfaces"));
    for name in INTERFACES {
        // What the interfaces do not tell: their order, an address for older clients, a member that nobody knows.
        if changes.0.is_empty() || is_listed && name == "url" {
            changes.compare(&format!("/{name}"), name, old.get(name), new.get(name), 1);
        }
    }
    changes.0
}

fn is_same(one: &CardInterface, other: &CardInterface) -> bool {
    let key = |it: &CardInterface| {
        (
            it.url.clone(),
            it.binding.clone(),
            it.protocol_version.clone(),
            it.tenant.clone(),
        )
    };
    key(one) == key(other)
}

fn words(interface: &CardInterface) -> String {
    let mut words = vec![interface.binding.clone()];
    words.extend(interface.protocol_version.clone());
    words.extend(
        interface
            .tenant
            .as_ref()
            .map(|tenant| format!("tenant {tenant}")),
    );
    words.join(" ")
}

/// The text of a value that is called `name`.
fn shown(name: &str, value: &Value) -> String {
    match masked(name, value).0 {
        Value::String(text) => displayable(&text).0,
        other => displayable(&other.to_string()).0,
    }
}

#[derive(Debug, Default)]
struct Changes(Vec<CardChange>);

impl Changes {
    fn push(&mut self, subject: String, before: Option<String>, after: Option<String>) {
        if self.0.len() < MAX_ITEMS {
            self.0.push(CardChange {
                subject,
                before,
                after,
            });
        }
    }

    /// Two values that are only told as wholes.
    fn whole(&mut self, subject: &str, name: &str, before: Option<&Value>, after: Option<&Value>) {
        if before == after || self.0.len() == MAX_ITEMS {
            return;
        }
        let text = |value: Option<&Value>| value.map(|value| shown(name, value));
        self.push(displayable(subject).0, text(before), text(after));
    }

    /// Members that are told apart by name only.
    fn named(&mut self, old: &Map<String, Value>, new: &Map<String, Value>) {
        for (name, value) in old {
            self.whole(name, "", Some(value), new.get(name));
        }
        for (name, value) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
            self.whole(name, "", None, Some(value));
        }
    }

    /// Two values, and what is in them.
    fn compare(
        &mut self,
        pointer: &str,
        name: &str,
        before: Option<&Value>,
        after: Option<&Value>,
        depth: usize,
    ) {
        match (before, after) {
            (Some(Value::Object(old)), Some(Value::Object(new))) if depth < MAX_DEPTH => {
                self.members(pointer, old, new, depth, |_| false);
            }
            (Some(Value::Array(old)), Some(Value::Array(new)))
                if depth < MAX_DEPTH && old.len() == new.len() =>
            {
                for (index, (old, new)) in old.iter().zip(new).enumerate() {
                    if old != new {
                        let pointer = format!("{pointer}/{index}");
                        self.compare(&pointer, name, Some(old), Some(new), depth + 1);
                    }
                }
            }
            _ => self.whole(pointer, name, before, after),
        }
    }

    fn members(
        &mut self,
        pointer: &str,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        depth: usize,
        is_left_out: impl Fn(&str) -> bool,
    ) {
        let added = new.keys().filter(|name| !old.contains_key(*name));
        for name in old.keys().chain(added).filter(|name| !is_left_out(name)) {
            let (before, after) = (old.get(name), new.get(name));
            if before != after && self.0.len() < MAX_ITEMS {
                let pointer = format!("{pointer}/{}", pointer_step(name));
                self.compare(&pointer, name, before, after, depth + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn card() -> Value {
        json!({
            "name": "Harbour", "version": "1", "token": "hunter2",
            "supportedInterfaces": [{"url": "https://h.test/a", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"}],
            "skills": [{"id": "dig", "name": "Dig", "tags": ["earth"]}, {"id": "fill", "name": "Fill"}],
            "securitySchemes": {"key": {"apiKeySecurityScheme": {"location": "header", "name": "X-Key"}}},
            "capabilities": {"streaming": true}, "x-vendor": {"list": [1, 2]},
        })
    }

    fn told(changes: &[CardChange]) -> Vec<(&str, Option<&str>, Option<&str>)> {
        let told = changes
            .iter()
            .map(|it| (&*it.subject, it.before.as_deref(), it.after.as_deref()));
        told.collect()
    }

    #[test]
    fn the_same_card_in_another_order_does_not_differ() {
        let mut other = card();
        other["skills"].as_array_mut().unwrap().reverse();
        let turned: Map<_, _> = other
            .as_object()
            .unwrap()
            .clone()
            .into_iter()
            .rev()
            .collect();
        assert_eq!(diff(&card(), &Value::Object(turned)), CardDiff::default());
    }

    #[test]
    fn each_part_is_told_by_what_names_it() {
        let mut after = card();
        after["version"] = json!("2");
        after["token"] = json!("hunter3");
        after["x-vendor"]["list"][1] = json!(3);
        after["skills"] = json!([{"id": "fill", "name": "Fill"}, {"id": "rake", "name": "Rake"}]);
        after["supportedInterfaces"][0]["protocolVersion"] = json!("1.1");
        after["url"] = json!("https://evil.test");
        after["securitySchemes"] = json!({"sso": {"type": "oauth2"}});
        after["securityRequirements"] = json!([{"schemes": {"sso": {"list": []}}}]);
        let found = diff(&card(), &after);
        let skill = |id: &str, name: &str| format!(r#"{{"id":"{id}","name":"{name}"}}"#);
        assert_eq!(
            told(&found.skills),
            [
                (
                    "dig",
                    Some(r#"{"id":"dig","name":"Dig","tags":["earth"]}"#),
                    None
                ),
                ("rake", None, Some(&*skill("rake", "Rake"))),
            ]
        );
        assert_eq!(
            told(&found.interfaces),
            [
                ("https://h.test/a", Some("JSONRPC 1.0"), None),
                ("https://h.test/a", None, Some("JSONRPC 1.1")),
                ("/url", None, Some("https://evil.test")),
            ]
        );
        let subjects: Vec<_> = found.security.iter().map(|it| &*it.subject).collect();
        assert_eq!(subjects, ["key", "sso", "/securityRequirements"]);
        assert_eq!(
            told(&found.other),
            [
                ("/version", Some("1"), Some("2")),
                ("/token", Some("••••••"), Some("••••••")),
                ("/x-vendor/list/1", Some("2"), Some("3")),
            ]
        );
    }

    #[test]
    fn what_the_interfaces_do_not_tell_is_told_by_pointer() {
        let mut after = card();
        after["supportedInterfaces"][0]["x-weight"] = json!(3);
        let expected = [("/supportedInterfaces/0/x-weight", None, Some("3"))];
        assert_eq!(told(&diff(&card(), &after).interfaces), expected);
    }
}
