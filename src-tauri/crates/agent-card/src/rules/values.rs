//! Media types and protocol versions.

use serde_json::Value;

use super::Node;
use crate::{fields::Member, findings::Findings, view::CardShape};

/// Releases before 1.0, by minor number.
const MINORS_BEFORE_V1: [u32; 3] = [1, 2, 3];

pub(super) fn check(card: &Node<'_>, shape: CardShape, findings: &mut Findings) {
    for name in ["defaultInputModes", "defaultOutputModes"] {
        media_types(card, name, findings);
    }
    for skill in card.nodes("skills") {
        for name in ["inputModes", "outputModes"] {
            media_types(&skill, name, findings);
        }
    }
    if let Some(version) = card.get(&["protocolVersion"]) {
        protocol_version(&version, findings);
        if shape == CardShape::V03 && major(&version).is_some_and(|major| major > 0) {
            let message = "a card of this protocol version has supportedInterfaces instead of url";
            findings.warning("protocol_version_differs", &version.pointer, message);
        }
    }
    for interface in card.nodes("supportedInterfaces") {
        if let Some(version) = interface.get(&["protocolVersion"]) {
            protocol_version(&version, findings);
        }
    }
}

/// Such as `text/plain`; cards of the first releases said `text` and `data`.
fn media_types(node: &Node<'_>, name: &str, findings: &mut Findings) {
    for member in node.members(name) {
        let Value::String(text) = member.value else {
            continue;
        };
        let is_media_type = text
            .split_once('/')
            .is_some_and(|(kind, rest)| !kind.trim().is_empty() && !rest.trim().is_empty());
        if !is_media_type {
            findings.warning(
                "not_a_media_type",
                &member.pointer,
                "a media type has a slash, such as text/plain",
            );
        }
    }
}

fn numbers(version: &Member<'_>) -> Option<Vec<u32>> {
    let text = match version.value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = text.split('.');
    parts
        .map(|part| part.parse().ok().filter(|_| digits(part)))
        .collect()
}

fn major(version: &Member<'_>) -> Option<u32> {
    numbers(version)?.first().copied()
}

/// Only Major.Minor counts.
fn protocol_version(version: &Member<'_>, findings: &mut Findings) {
    if !version.value.is_string() && !version.value.is_number() || version.value == "" {
        // Noted as what it is: not readable, or empty.
        return;
    }
    let pointer = version.pointer.as_str();
    let (major, minor, has_patch) = match numbers(version).as_deref() {
        Some([major, minor]) => (*major, *minor, false),
        Some([major, minor, _]) => (*major, *minor, true),
        _ => {
            let message = "a protocol version is Major.Minor, such as 1.0";
            findings.warning("protocol_version_malformed", pointer, message);
            return;
        }
    };
    if major > 1 || major == 0 && !MINORS_BEFORE_V1.contains(&minor) {
        let message = format!("there is no A2A {major}.{minor} that is known here");
        findings.warning("protocol_version_unknown", pointer, message);
    }
    if has_patch {
        let message =
            format!("a protocol version has no patch number; only {major}.{minor} counts");
        findings.info("protocol_version_patch", pointer, message);
    }
}
