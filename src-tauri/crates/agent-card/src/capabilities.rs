//! What an agent can do beyond answering.

use crate::{
    fields::{Fields, Member},
    findings::Findings,
    view::{CardCapabilities, CardExtension},
};

/// The capabilities; the extended card in any of its three spellings.
pub(crate) fn read(card: &mut Fields<'_>, findings: &mut Findings) -> CardCapabilities {
    let member = card.take("capabilities", findings);
    let mut capabilities = member
        .and_then(|member| member.fields(findings))
        .map(|fields| from_fields(fields, findings))
        .unwrap_or_default();
    for name in [
        "supportsAuthenticatedExtendedCard",
        "supportsExtendedAgentCard",
    ] {
        let said = card.flag(name, findings);
        capabilities.extended_agent_card = capabilities.extended_agent_card.or(said);
    }
    capabilities
}

fn from_fields(mut fields: Fields<'_>, findings: &mut Findings) -> CardCapabilities {
    let streaming = fields.flag("streaming", findings);
    let push_notifications = fields.flag("pushNotifications", findings);
    let state_transition_history = fields.flag("stateTransitionHistory", findings);
    let extended_agent_card = fields.flag("extendedAgentCard", findings);
    let extensions = fields.take("extensions", findings);
    let extensions = extensions
        .map(|list| list.items(findings))
        .unwrap_or_default();
    let extensions = extensions
        .iter()
        .filter_map(|member| extension(member, findings))
        .collect();
    fields.finish(findings);
    CardCapabilities {
        streaming,
        push_notifications,
        state_transition_history,
        extended_agent_card,
        extensions,
    }
}

fn extension(member: &Member<'_>, findings: &mut Findings) -> Option<CardExtension> {
    if member.value.is_string() {
        findings.info(
            "single_for_object",
            &member.pointer,
            "read as the extension's URI",
        );
        let uri = member.url(findings)?;
        return Some(CardExtension {
            uri,
            description: None,
            required: false,
        });
    }
    let mut fields = member.fields(findings)?;
    let uri = fields.url("uri", findings);
    let description = fields.text("description", findings);
    let required = fields.flag("required", findings).unwrap_or(false);
    fields.skip(&["params"]);
    fields.finish(findings);
    Some(CardExtension {
        uri: uri?,
        description,
        required,
    })
}
