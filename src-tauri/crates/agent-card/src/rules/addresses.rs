//! What the addresses of a card look like. None of them is asked.

use super::{
    Node,
    hosts::{Address, Place},
};
use crate::{
    fields::Member,
    findings::Findings,
    view::{CardSeverity, CardShape},
};

/// Names of a binding, in any generation.
const BINDINGS: [&str; 3] = ["protocolBinding", "protocol", "transport"];
/// Characters of a template that nobody filled in.
const TEMPLATE: [char; 4] = ['{', '}', '<', '>'];

/// An address that an agent listens at.
struct Listening<'a> {
    url: Member<'a>,
    binding: Option<&'a str>,
    /// How bad it is when it is not absolute.
    relative: CardSeverity,
}

pub(super) fn check(card: &Node<'_>, shape: CardShape, findings: &mut Findings) {
    let relative = |is_strict: bool| {
        if is_strict {
            CardSeverity::Error
        } else {
            CardSeverity::Warning
        }
    };
    // The members of a generation before are for older clients only.
    let (is_v1, is_v03) = (shape == CardShape::V1, shape == CardShape::V03);
    for (name, relative) in [
        ("supportedInterfaces", relative(is_v1)),
        ("additionalInterfaces", relative(is_v03)),
    ] {
        for node in card.nodes(name) {
            listen(&node, &BINDINGS, relative, findings);
        }
    }
    listen(card, &["preferredTransport"], relative(is_v03), findings);
    for name in ["documentationUrl", "iconUrl"] {
        link(card, name, findings);
    }
    for provider in card.nodes("provider") {
        link(&provider, "url", findings);
    }
}

fn listen(node: &Node<'_>, bindings: &[&str], relative: CardSeverity, findings: &mut Findings) {
    let Some(url) = node.get(&["url"]) else {
        return;
    };
    let binding = node.get(bindings).and_then(|member| member.value.as_str());
    let listening = Listening {
        url,
        binding,
        relative,
    };
    listening.check(findings);
}

impl Listening<'_> {
    fn check(&self, findings: &mut Findings) {
        let Some(text) = self.url.value.as_str() else {
            return;
        };
        let pointer = self.url.pointer.as_str();
        let is_template = note_template(text, pointer, findings);
        let is = |name: &str| {
            self.binding
                .is_some_and(|it| it.trim().eq_ignore_ascii_case(name))
        };
        let Some(address) = Address::of(text, is("GRPC")) else {
            let message = "the address is not absolute".to_owned();
            findings.note(self.relative, "url_not_absolute", pointer, message);
            return;
        };
        // A binding of somebody's own may use any scheme.
        let is_standard = self.binding.is_none() || is("JSONRPC") || is("GRPC") || is("HTTP+JSON");
        if is_standard && !address.has_known_scheme() {
            let message = "the address has a scheme that A2A is not spoken over";
            findings.warning("url_scheme_unknown", pointer, message);
        }
        if is_template {
            return;
        }
        if address.is_example() {
            findings.warning("url_placeholder", pointer, "the address is an example");
        }
        let place = address.place();
        if address.is_plain() && place != Place::Loopback {
            findings.warning("url_not_encrypted", pointer, "the address is not encrypted");
        }
        let seen = match place {
            Place::Loopback => ("url_loopback", "the agent's own machine"),
            Place::Private => ("url_private", "a private network"),
            Place::Public => return,
        };
        let message = format!("leads to {}, as the platform sees it", seen.1);
        findings.info(seen.0, pointer, message);
    }
}

/// An address for people.
fn link(node: &Node<'_>, name: &str, findings: &mut Findings) {
    let Some(member) = node.get(&[name]) else {
        return;
    };
    let Some(text) = member.value.as_str().filter(|text| !text.is_empty()) else {
        return;
    };
    let is_inline = name == "iconUrl" && text.starts_with("data:");
    if note_template(text, &member.pointer, findings) || is_inline {
        return;
    }
    match Address::of(text, false) {
        None => findings.warning(
            "url_not_absolute",
            &member.pointer,
            "the address is not absolute",
        ),
        Some(address) if address.is_example() => {
            findings.warning(
                "url_placeholder",
                &member.pointer,
                "the address is an example",
            );
        }
        Some(_) => {}
    }
}

fn note_template(text: &str, pointer: &str, findings: &mut Findings) -> bool {
    let is_template = text.contains(TEMPLATE);
    if is_template {
        findings.warning("url_placeholder", pointer, "the address is a template");
    }
    is_template
}
