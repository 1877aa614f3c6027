//! Puts a view together.

use serde_json::{Map, Value};

use crate::{
    capabilities,
    fields::{Fields, Member},
    findings::Findings,
    interfaces, rules, security,
    shape::{Classification, classify},
    skills,
    view::{CardCapabilities, CardProvider, CardView},
};

/// Reads any JSON as a card. What cannot be read is left out, with a note.
///
/// Bounded in what it gives back: lists have at most 512 items, texts at most 8 KiB, and nesting ends at 64.
pub fn view(raw: &Value) -> CardView {
    view_with(raw, Findings::default())
}

/// The same, after what was found already.
pub(crate) fn view_with(raw: &Value, mut findings: Findings) -> CardView {
    let Value::Object(object) = raw else {
        findings.error("not_a_card", "", "a card is a JSON object");
        findings.unknown(String::new(), "", raw);
        let empty = Map::new();
        return read(&empty, findings);
    };
    read(object, findings)
}

fn read(object: &Map<String, Value>, mut findings: Findings) -> CardView {
    let findings_mut = &mut findings;
    let Classification {
        shape,
        hybrid,
        score,
    } = classify(object);
    let mut card = Fields::new(object, String::new());
    let mut view = CardView {
        shape,
        hybrid,
        score,
        name: card.text("name", findings_mut),
        description: card.text("description", findings_mut),
        version: card.text("version", findings_mut),
        provider: card
            .take("provider", findings_mut)
            .and_then(|it| provider(&it, findings_mut)),
        documentation_url: card.url("documentationUrl", findings_mut),
        icon_url: card.url("iconUrl", findings_mut),
        interfaces: interfaces::read(&mut card, findings_mut),
        capabilities: capabilities::read(&mut card, findings_mut),
        skills: skills::read(&mut card, findings_mut),
        default_input_modes: card.texts("defaultInputModes", findings_mut),
        default_output_modes: card.texts("defaultOutputModes", findings_mut),
        security_schemes: security::read(&mut card, findings_mut),
        security_requirements: Vec::new(),
        signature_count: signature_count(&mut card, findings_mut),
        unknown_fields: Vec::new(),
        notes: Vec::new(),
    };
    view.security_requirements =
        security::requirements(&mut card, &view.security_schemes, findings_mut);
    if view.capabilities == CardCapabilities::default() && card.has("capabilities") {
        findings_mut.info(
            "nothing_said",
            &card.pointer_to("capabilities"),
            "no capability is declared",
        );
    }
    card.finish(findings_mut);
    rules::check(object, shape, findings_mut);
    view.unknown_fields = findings.unknown;
    view.notes = findings.notes;
    view
}

fn provider(member: &Member<'_>, findings: &mut Findings) -> Option<CardProvider> {
    if member.value.is_string() {
        findings.info(
            "single_for_object",
            &member.pointer,
            "read as the organization's name",
        );
        return Some(CardProvider {
            organization: member.text(findings),
            url: None,
        });
    }
    let mut fields = member.fields(findings)?;
    let organization = fields.take_any(&["organization", "name"], findings);
    let organization = organization.and_then(|member| member.text(findings));
    let url = fields.url("url", findings);
    fields.finish(findings);
    Some(CardProvider { organization, url })
}

fn signature_count(card: &mut Fields<'_>, findings: &mut Findings) -> u32 {
    let Some(member) = card.take("signatures", findings) else {
        return 0;
    };
    let Value::Array(signatures) = member.value else {
        findings.wrong_type(&member.pointer, "a list", member.value);
        return 0;
    };
    u32::try_from(signatures.len()).unwrap_or(u32::MAX)
}
