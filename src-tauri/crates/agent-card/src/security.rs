//! How to authenticate to an agent, from any generation's members.

use crate::{
    fields::{Fields, Member},
    findings::Findings,
    text::displayable,
    view::{CardDetail, CardRequirement, CardSecurityScheme},
};

/// The member that holds a scheme in v1.0, and what v0.3 calls that kind.
const V1_KINDS: [(&str, &str); 5] = [
    ("apiKeySecurityScheme", "apiKey"),
    ("httpAuthSecurityScheme", "http"),
    ("oauth2SecurityScheme", "oauth2"),
    ("openIdConnectSecurityScheme", "openIdConnect"),
    ("mtlsSecurityScheme", "mutualTLS"),
];

/// The schemes, by name; those of a card before v0.3 are the texts of its `authentication`.
pub(crate) fn read(card: &mut Fields<'_>, findings: &mut Findings) -> Vec<CardSecurityScheme> {
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
        let inner = inner.fields(findings);
        let (description, details) = inner
            .map(|inner| contents(inner, findings))
            .unwrap_or_default();
        return Some(CardSecurityScheme {
            name,
            kind: kind.to_owned(),
            description,
            details,
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
    let (description, details) = contents(fields, findings);
    Some(CardSecurityScheme {
        name,
        kind: kind.unwrap_or_else(|| "unknown".to_owned()),
        description,
        details,
    })
}

/// Its description and what else it says. Addresses are shown, never asked.
fn contents(mut scheme: Fields<'_>, findings: &mut Findings) -> (Option<String>, Vec<CardDetail>) {
    let description = scheme.text("description", findings);
    let mut details = Vec::new();
    let location = scheme.take_any(&["location", "in"], &mut Findings::default());
    add(
        &mut details,
        "location",
        location.and_then(|it| it.text(findings)),
    );
    for name in ["name", "scheme", "bearerFormat"] {
        let value = scheme.text(name, findings);
        add(&mut details, name, value);
    }
    for name in ["openIdConnectUrl", "oauth2MetadataUrl"] {
        let value = scheme.url(name, findings);
        add(&mut details, name, value);
    }
    let flows = scheme.take("flows", findings);
    if let Some(flows) = flows.and_then(|member| member.fields(findings)) {
        for (name, member) in flows.into_members() {
            flow(name, &member, &mut details, findings);
        }
    }
    scheme.finish(findings);
    (description, details)
}

fn flow(name: &str, member: &Member<'_>, details: &mut Vec<CardDetail>, findings: &mut Findings) {
    let Some(mut flow) = member.fields(findings) else {
        return;
    };
    let name = findings.shown(&member.pointer, name);
    if matches!(name.as_str(), "implicit" | "password") {
        findings.info(
            "deprecated_flow",
            &member.pointer,
            "this flow is deprecated",
        );
    }
    for part in [
        "authorizationUrl",
        "tokenUrl",
        "refreshUrl",
        "deviceAuthorizationUrl",
    ] {
        let value = flow.url(part, findings);
        add(details, &format!("{name}.{part}"), value);
    }
    if flow.flag("pkceRequired", findings) == Some(true) {
        add(
            details,
            &format!("{name}.pkceRequired"),
            Some("true".to_owned()),
        );
    }
    let scopes = flow.take("scopes", findings);
    if let Some(scopes) = scopes.and_then(|member| member.fields(findings)) {
        let names: Vec<_> = scopes
            .into_members()
            .iter()
            .map(|(name, _)| *name)
            .collect();
        let names = Some(names.join(", ")).filter(|names| !names.is_empty());
        add(details, &format!("{name}.scopes"), names);
    }
    flow.finish(findings);
}

fn add(details: &mut Vec<CardDetail>, name: &str, value: Option<String>) {
    if let Some(value) = value {
        let value = displayable(&value).0;
        details.push(CardDetail {
            name: name.to_owned(),
            value,
        });
    }
}

/// Which schemes are wanted: one of these lists, with all in it. From v1.0's member, else from the one before.
pub(crate) fn requirements(
    card: &mut Fields<'_>,
    schemes: &[CardSecurityScheme],
    findings: &mut Findings,
) -> Vec<Vec<CardRequirement>> {
    let new = card.take("securityRequirements", findings);
    let old = card.take("security", findings);
    let list = new.or(old).map(|list| list.items(findings));
    let mut requirements = Vec::new();
    for member in list.unwrap_or_default() {
        let Some(mut fields) = member.fields(findings) else {
            continue;
        };
        let wanted = match fields.take("schemes", findings) {
            Some(inner) if inner.value.is_object() => inner.fields(findings),
            _ => member.fields(findings),
        };
        let wanted = wanted.map(Fields::into_members).unwrap_or_default();
        let all = wanted
            .into_iter()
            .map(|(name, scopes)| requirement(name, &scopes, schemes, findings));
        requirements.push(all.collect());
    }
    requirements
}

fn requirement(
    name: &str,
    scopes: &Member<'_>,
    schemes: &[CardSecurityScheme],
    findings: &mut Findings,
) -> CardRequirement {
    let scheme = findings.shown(&scopes.pointer, name);
    if schemes.iter().all(|known| known.name != scheme) {
        findings.warning(
            "unknown_scheme",
            &scopes.pointer,
            "the card has no security scheme of this name",
        );
    }
    let scopes = if scopes.value.is_array() {
        scopes
            .items(findings)
            .iter()
            .filter_map(|scope| scope.text(findings))
            .collect()
    } else {
        let fields = scopes.fields(findings);
        fields.map_or_else(Vec::new, |mut fields| fields.texts("list", findings))
    };
    CardRequirement { scheme, scopes }
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
