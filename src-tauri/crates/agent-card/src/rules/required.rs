//! Members that a card must have.
//!
//! Absent is as bad as the table says. Empty is a warning at most: in Protocol Buffers an empty required member is a valid one,
//! and cards are signed like that.

use serde_json::Value;

use super::{
    Node,
    tables::{Inside, Kind, Rule, rules},
};
use crate::{
    findings::Findings,
    view::{
        CardSeverity::{self, Error, Info, Warning},
        CardShape,
    },
};

pub(super) fn check(card: &Node<'_>, shape: CardShape, findings: &mut Findings) {
    let Some(rules) = rules(shape) else {
        return;
    };
    apply(card, rules.card, findings);
    for inside in rules.inside {
        check_inside(card, inside, rules.bare, findings);
    }
}

fn check_inside(
    card: &Node<'_>,
    inside: &Inside,
    bare: Option<CardSeverity>,
    findings: &mut Findings,
) {
    let (name, holder) = match inside.path {
        [name] => (name, None),
        [outer, name] => match card.nodes(outer).into_iter().next() {
            Some(holder) => (name, Some(holder)),
            None => return,
        },
        _ => return,
    };
    for member in holder.as_ref().unwrap_or(card).members(name) {
        let pointer = member.pointer.clone();
        match (Node::of(member), bare) {
            (Some(node), _) => apply(&node, inside.rules, findings),
            (None, Some(severity)) => {
                let message = "an object is required here".to_owned();
                findings.note(severity, "not_an_object", &pointer, message);
            }
            (None, None) => {}
        }
    }
}

fn apply(node: &Node<'_>, rules: &[Rule], findings: &mut Findings) {
    for rule in rules {
        let Some(name) = rule.names.first() else {
            continue;
        };
        let member = node.get(rule.names);
        match member.as_ref().and_then(|it| is_empty(it.value, rule.kind)) {
            Some(false) => {}
            Some(true) => {
                let severity = match rule.absent {
                    Error | Warning => Warning,
                    Info => Info,
                };
                let pointer = member.map_or_else(|| node.pointer_to(name), |it| it.pointer);
                let message = format!("{name} is there, but empty");
                findings.note(severity, "empty_member", &pointer, message);
            }
            None => {
                let pointer = node.pointer_to(name);
                let message = match (rule.absent, member) {
                    (_, Some(_)) => format!("{name} cannot be read"),
                    (Error, None) => format!("{name} is required, but missing"),
                    (Warning | Info, None) => format!("{name} is missing"),
                };
                findings.note(rule.absent, "missing_member", &pointer, message);
            }
        }
    }
}

/// `None` when it is of another kind.
fn is_empty(value: &Value, kind: Kind) -> Option<bool> {
    match (value, kind) {
        (Value::String(text), Kind::Text | Kind::Texts) => Some(text.trim().is_empty()),
        (Value::Array(items), Kind::Texts | Kind::List) => Some(items.iter().all(Value::is_null)),
        (Value::Number(_) | Value::Bool(_), Kind::Text | Kind::Texts)
        | (Value::Object(_), Kind::Object) => Some(false),
        _ => None,
    }
}
