//! How to authenticate to an agent, from any generation's members.

use crate::{
    fields::{Fields, Member},
    findings::Findings,
    view::CardSecurityScheme,
};

/// The member that holds a scheme in v1.0, and what v0.3 calls that kind.
const V1_KINDS: [(&str, &str); 5] = [
    ("apiKeySecurityScheme", "apiKey"),
    ("httpAuthSecurityScheme", "http"),
    ("oauth2SecurityScheme", "oauth2"),
    ("openIdConnectSecurityScheme", "openIdConnect"),
    ("mtlsSecurityScheme", "mutualTLS"),
];
/// Members of a scheme that are not shown.
const DETAILS: [&str; 10] = [
    "name",
    "in",
    "location",
    "scheme",
    "bearerFormat",
    "bearer_format",
    "flows",
    "openIdConnectUrl",
    "oauth2MetadataUrl",
    "pkceRequired",
];

/// The schemes, by name; those of a card before v0.3 are the texts of its `authentication`.
pub(crate) fn read(card: &mut Fields<'_>, findings: &mut Findings) -> Vec<CardSecurityScheme> {
    card.skip(&["security", "securityRequirements", "security_requirements"]);
    let schemes = card.take("securitySchemes", findings);
    let schemes = schemes.and_then(|member| member.fields(findings));
    let mut schemes: Vec<_> = schemes
        .map(Fields::into_members)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(name, member)| scheme(name, &member, findings))
        .collect();
    if let Some(member) = card.take("authentication", findings) {
        schemes.extend(authentication(&member, findings));
    }
    schemes
}

fn scheme(name: &str, member: &Member<'_>, findings: &mut Findings) -> Option<CardSecurityScheme> {
    let name = findings.shown(&member.pointer, name);
    let mut fields = member.fields(findings)?;
    for (key, kind) in V1_KINDS {
        let Some(inner) = fields.take(key, findings) else {
            continue;
        };
        fields.finish(findings);
        let description = inner
            .fields(findings)
            .and_then(|inner| description(inner, findings));
        return Some(CardSecurityScheme {
            name,
            kind: kind.to_owned(),
            description,
            details: Vec::new(),
        });
    }
    let kind = fields.text("type", findings);
    if kind.is_none() {
        findings.error(
            "missing_member",
            &fields.pointer_to("type"),
            "the scheme does not say its kind",
        );
    }
    let description = description(fields, findings);
    Some(CardSecurityScheme {
        name,
        kind: kind.unwrap_or_else(|| "unknown".to_owned()),
        description,
        details: Vec::new(),
    })
}

fn description(mut scheme: Fields<'_>, findings: &mut Findings) -> Option<String> {
    let description = scheme.text("description", findings);
    scheme.skip(&DETAILS);
    scheme.finish(findings);
    description
}

/// `authentication: { schemes: [...], credentials }`. Credentials are nobody's business, and not shown.
fn authentication(member: &Member<'_>, findings: &mut Findings) -> Vec<CardSecurityScheme> {
    let Some(mut fields) = member.fields(findings) else {
        return Vec::new();
    };
    let names = fields.texts("schemes", findings);
    let description = fields.text("description", findings);
    if fields.has("credentials") {
        let message = "the card carries credentials; they are not shown";
        findings.warning("secret_masked", &fields.pointer_to("credentials"), message);
    }
    fields.skip(&["credentials"]);
    fields.finish(findings);
    let scheme = |name| {
        let (kind, description) = ("authentication".to_owned(), description.clone());
        CardSecurityScheme {
            name,
            kind,
            description,
            details: Vec::new(),
        }
    };
    names.into_iter().map(scheme).collect()
}
