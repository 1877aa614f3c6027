//! Where an agent listens, from any generation's members.

use crate::{
    fields::{Fields, Member},
    findings::Findings,
    view::{CardInterface, CardInterfaceOrigin},
};

/// Bindings that the specification names; known in any case.
const BINDINGS: [&str; 3] = ["JSONRPC", "GRPC", "HTTP+JSON"];

/// The interfaces, the preferred one first, each once.
///
/// `supportedInterfaces` wins if it has any; else they are built from `url`, `preferredTransport`, `additionalInterfaces`
/// and the card's `protocolVersion`. That is the rule of the Python and JavaScript SDKs, too.
pub(crate) fn read(card: &mut Fields<'_>, findings: &mut Findings) -> Vec<CardInterface> {
    let listed = card.take("supportedInterfaces", findings);
    let listed = listed.map(|list| list.items(findings)).unwrap_or_default();
    let url = card.take("url", findings);
    if listed.is_empty() {
        return from_address(card, url, findings);
    }
    card.skip(&[
        "preferredTransport",
        "additionalInterfaces",
        "protocolVersion",
    ]);
    let mut interfaces = Vec::new();
    for member in listed {
        let interface = from_listed(&member, findings);
        push(&mut interfaces, interface);
    }
    if let Some(member) = url {
        compare(&member, &interfaces, findings);
    }
    interfaces
}

/// An entry of `supportedInterfaces`.
fn from_listed(member: &Member<'_>, findings: &mut Findings) -> Option<CardInterface> {
    if member.value.is_string() {
        findings.info(
            "single_for_object",
            &member.pointer,
            "read as the address alone",
        );
        return Some(interface(member.url(findings)?, String::new(), None));
    }
    let mut fields = member.fields(findings)?;
    let url = fields.url("url", findings);
    let binding = fields.take_any(&["protocolBinding", "protocol", "transport"], findings);
    let binding = binding.and_then(|member| normal_binding(&member, findings));
    let version = version(&mut fields, findings);
    let tenant = fields
        .text("tenant", findings)
        .filter(|tenant| !tenant.is_empty());
    fields.finish(findings);
    Some(CardInterface {
        tenant,
        ..interface(url?, binding.unwrap_or_default(), version)
    })
}

/// `protocolVersion`, or the list of them that some cards have.
fn version(fields: &mut Fields<'_>, findings: &mut Findings) -> Option<String> {
    if fields.has("protocolVersion") || fields.has("protocol_version") {
        return fields.text("protocolVersion", findings);
    }
    let versions = fields.texts("protocolVersions", findings);
    (!versions.is_empty()).then(|| versions.join(", "))
}

/// The members of v0.3 and before.
fn from_address(
    card: &mut Fields<'_>,
    url: Option<Member<'_>>,
    findings: &mut Findings,
) -> Vec<CardInterface> {
    let version = card.text("protocolVersion", findings);
    let transport = card.take("preferredTransport", findings);
    let transport = transport.and_then(|member| normal_binding(&member, findings));
    let mut interfaces = Vec::new();
    if let Some(member) = url {
        let binding = transport.unwrap_or_else(|| "JSONRPC".to_owned());
        let main = member
            .url(findings)
            .map(|url| interface(url, binding, version.clone()))
            .map(|main| with_origin(main, CardInterfaceOrigin::Url));
        push(&mut interfaces, main);
    }
    let additional = card.take("additionalInterfaces", findings);
    for member in additional
        .map(|list| list.items(findings))
        .unwrap_or_default()
    {
        let Some(mut fields) = member.fields(findings) else {
            continue;
        };
        let url = fields.url("url", findings);
        let binding = fields.take_any(&["transport", "protocolBinding", "protocol"], findings);
        let binding = binding
            .and_then(|member| normal_binding(&member, findings))
            .unwrap_or_default();
        fields.finish(findings);
        let other = url
            .map(|url| interface(url, binding, version.clone()))
            .map(|other| with_origin(other, CardInterfaceOrigin::Additional));
        push(&mut interfaces, other);
    }
    interfaces
}

fn interface(url: String, binding: String, protocol_version: Option<String>) -> CardInterface {
    CardInterface {
        url,
        binding,
        protocol_version,
        tenant: None,
        origin: CardInterfaceOrigin::Supported,
    }
}

fn with_origin(interface: CardInterface, origin: CardInterfaceOrigin) -> CardInterface {
    CardInterface {
        origin,
        ..interface
    }
}

fn normal_binding(member: &Member<'_>, findings: &mut Findings) -> Option<String> {
    let text = member.text(findings)?;
    match BINDINGS
        .iter()
        .find(|binding| binding.eq_ignore_ascii_case(text.trim()))
    {
        Some(binding) if **binding != text => {
            findings.info("other_name", &member.pointer, format!("read as {binding}"));
            Some((*binding).to_owned())
        }
        _ => Some(text),
    }
}

/// Adds an interface that is not there yet.
fn push(interfaces: &mut Vec<CardInterface>, interface: Option<CardInterface>) {
    let Some(interface) = interface.filter(|new| {
        let is_same = |known: &CardInterface| {
            (&known.url, &known.binding) == (&new.url, &new.binding)
                && (&known.protocol_version, &known.tenant) == (&new.protocol_version, &new.tenant)
        };
        !interfaces.iter().any(is_same)
    }) else {
        return;
    };
    interfaces.push(interface);
}

/// The old address of a hybrid card should be one of the new ones.
fn compare(url: &Member<'_>, interfaces: &[CardInterface], findings: &mut Findings) {
    let Some(text) = url.url(findings) else {
        return;
    };
    let is_same = |interface: &CardInterface| {
        interface.url.trim_end_matches('/') == text.trim_end_matches('/')
    };
    if !interfaces.iter().any(is_same) {
        findings.warning(
            "url_differs",
            &url.pointer,
            "older clients are sent to another address",
        );
    }
}
