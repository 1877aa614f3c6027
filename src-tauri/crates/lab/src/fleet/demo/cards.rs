//! The agents' cards, in the shapes that are met in the field.

use serde_json::{Value, json};

use super::{Card, Profile, Skill};

/// The card that the agent has registered.
pub(super) fn card(profile: &Profile) -> Option<Value> {
    let card = match profile.card {
        Card::None => return None,
        Card::Platform => platform(profile),
        Card::PlatformNames => platform_names(profile),
        Card::PlatformVendor => platform_vendor(profile),
        Card::V1 => v1(profile),
        Card::V1Signed => v1_signed(profile),
        Card::V1Minimal => v1_minimal(profile),
        Card::V03 => v03(profile),
        Card::V03Placeholder => v03_placeholder(profile),
        Card::Hybrid => hybrid(profile),
        Card::HybridGrpc => hybrid_grpc(profile),
        Card::Legacy => legacy(profile),
        Card::LegacyStrings => legacy_strings(profile),
        Card::Text => json!("no card yet: the machine never came up"),
    };
    Some(card)
}

/// `base` with the members of `more` put in, replacing those of the same name.
fn with(mut base: Value, more: Value) -> Value {
    if let (Value::Object(base), Value::Object(more)) = (&mut base, more) {
        base.extend(more);
    }
    base
}

fn host(profile: &Profile) -> String {
    format!("{}.agents.example", profile.slug())
}

fn skill(skill: &Skill) -> Value {
    let Skill {
        slug,
        title,
        summary,
        tags,
    } = skill;
    json!({ "id": slug, "name": title, "description": summary, "tags": tags })
}

fn skills(profile: &Profile) -> Value {
    profile.skills.iter().map(skill).collect()
}

/// Only what the platform's runtime fills in, with an address that means something to it alone.
fn platform(profile: &Profile) -> Value {
    json!({
        "name": profile.name,
        "description": profile.role,
        "version": "1.0.0",
        "url": "http://3f2c1a9be77d:8000",
        "skills": skills(profile),
        "capabilities": { "streaming": true, "pushNotifications": false },
    })
}

fn platform_names(profile: &Profile) -> Value {
    let names: Value = profile.skills.iter().map(|skill| skill.slug).collect();
    with(platform(profile), json!({ "skills": names, "version": 3 }))
}

fn platform_vendor(profile: &Profile) -> Value {
    let vendor = json!({
        "x-cost-center": "ops-42",
        "runtime": profile.runtime,
        "$comment": "filled in by the deployment script",
        "maintainers": [{ "name": "Platform team", "on_call": true }],
        "documentationUrl": null,
    });
    with(platform(profile), vendor)
}

fn v1(profile: &Profile) -> Value {
    let host = host(profile);
    json!({
        "name": profile.name,
        "description": profile.role,
        "version": "5.2.0",
        "supportedInterfaces": [
            { "url": format!("https://{host}/a2a/v1"), "protocolBinding": "JSONRPC", "protocolVersion": "1.0", "tenant": "shop" },
            { "url": format!("https://{host}/rest"), "protocolBinding": "HTTP+JSON", "protocolVersion": "1.0" },
        ],
        "provider": { "organization": "Example Shop", "url": "https://shop.example" },
        "documentationUrl": format!("https://{host}/docs"),
        "iconUrl": format!("https://{host}/icon.png"),
        "capabilities": {
            "streaming": true,
            "pushNotifications": true,
            "extendedAgentCard": true,
            "extensions": [
                { "uri": "https://shop.example/ext/budget/v1", "description": "Says what a task may cost.", "required": true, "params": { "currency": "EUR", "max": 25 } },
                { "uri": "https://shop.example/ext/trace/v1" },
            ],
        },
        "securitySchemes": {
            "staff": { "openIdConnectSecurityScheme": { "openIdConnectUrl": "https://id.shop.example/.well-known/openid-configuration" } },
            "machine": { "mtlsSecurityScheme": {} },
        },
        "securityRequirements": [
            { "schemes": { "staff": { "list": ["agents.call"] } } },
            { "schemes": { "machine": { "list": [] } } },
        ],
        "defaultInputModes": ["text/plain", "application/json"],
        "defaultOutputModes": ["text/markdown"],
        "skills": skills(profile),
    })
}

/// Signed with a key that nobody published: a reader can show it, not check it.
fn v1_signed(profile: &Profile) -> Value {
    // {"alg":"ES256","kid":"storefront-2026","typ":"JOSE"}
    let protected = "eyJhbGciOiJFUzI1NiIsImtpZCI6InN0b3JlZnJvbnQtMjAyNiIsInR5cCI6IkpPU0UifQ";
    let signature =
        "mEYvW2b1d0kq3nJ8s5tQx7uZr4oC6pA9hL1fGiTjDeBwKaNcVyXgRzMlOsUiPqHvEb2kF5wYtS8nJ3rD7xL0cQ";
    let signed = json!({
        "version": "2.4.0",
        "signatures": [{ "protected": protected, "signature": signature, "header": { "note": "rotated each spring" } }],
    });
    with(v1(profile), signed)
}

/// The fewest fields of version 1.0, and some of somebody's own.
fn v1_minimal(profile: &Profile) -> Value {
    json!({
        "name": profile.name,
        "description": profile.role,
        "version": "1.4.0",
        "supportedInterfaces": [{ "url": format!("https://{}", host(profile)), "protocolBinding": "jsonrpc" }],
        "capabilities": {},
        "defaultInputModes": ["text/plain"],
        "defaultOutputModes": ["text/plain"],
        "skills": skills(profile),
        "x-reading-list": { "open": 41, "done": 377, "sources": ["preprints", "proceedings"] },
        "loves": "footnotes",
    })
}

fn v03(profile: &Profile) -> Value {
    let url = format!("https://{}/a2a", host(profile));
    json!({
        "protocolVersion": "0.3.0",
        "name": profile.name,
        "description": profile.role,
        "version": "1.1.0",
        "url": url,
        "preferredTransport": "JSONRPC",
        "additionalInterfaces": [{ "url": url, "transport": "HTTP+JSON" }],
        "provider": { "organization": "Example Shop", "url": "https://shop.example" },
        "capabilities": { "streaming": true, "pushNotifications": false, "stateTransitionHistory": true },
        "securitySchemes": {
            "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
            "login": {
                "type": "oauth2",
                "flows": { "clientCredentials": { "tokenUrl": "https://id.shop.example/token", "scopes": { "ask": "May ask questions" } } },
            },
        },
        "security": [{ "bearer": [] }, { "login": ["ask"] }],
        "defaultInputModes": ["text/plain"],
        "defaultOutputModes": ["text/plain", "application/json"],
        "skills": skills(profile),
        "supportsAuthenticatedExtendedCard": false,
    })
}

/// Registered before its template was filled in.
fn v03_placeholder(profile: &Profile) -> Value {
    let odd = json!({
        "url": "{BASE_URL}/a2a",
        "additionalInterfaces": null,
        "provider": { "organization": "Example Audit" },
        "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "X-Api-Key" } },
        "security": [{ "key": [] }],
        "iconUrl": "",
    });
    with(v03(profile), odd)
}

/// Speaks to old and new clients at once.
fn hybrid(profile: &Profile) -> Value {
    let url = format!("https://{}/a2a", host(profile));
    let new = json!({
        "version": "3.0.0",
        "supportedInterfaces": [
            { "url": url, "protocolBinding": "JSONRPC", "protocolVersion": "1.0" },
            { "url": url, "protocolBinding": "JSONRPC", "protocolVersion": "0.3" },
        ],
        "securityRequirements": [{ "schemes": { "bearer": { "list": [] } } }],
    });
    with(v03(profile), new)
}

/// Prefers gRPC, whose address has no scheme, and says some things twice.
fn hybrid_grpc(profile: &Profile) -> Value {
    let host = host(profile);
    let new = json!({
        "version": "2.0.7",
        "preferredTransport": "GRPC",
        "supportedInterfaces": [
            { "url": format!("{host}:8443"), "protocolBinding": "GRPC", "protocolVersion": "1.0" },
            { "url": format!("{host}:8443"), "protocolBinding": "GRPC", "protocolVersion": "1.0" },
            { "url": format!("wss://{host}/pager"), "protocolBinding": "https://shop.example/bindings/pager", "protocolVersion": "1.0" },
        ],
    });
    with(v03(profile), new)
}

/// From before version 0.3: `authentication` instead of security, modes without a type.
fn legacy(profile: &Profile) -> Value {
    json!({
        "name": profile.name,
        "description": profile.role,
        "version": "1.0.3",
        "url": format!("http://{}:10002/", host(profile)),
        "provider": null,
        "capabilities": { "streaming": false, "pushNotifications": false, "stateTransitionHistory": false },
        "authentication": { "schemes": ["bearer"], "credentials": null },
        "defaultInputModes": ["text"],
        "defaultOutputModes": ["text", "data"],
        "skills": skills(profile),
    })
}

/// The same, written by a program that knows no booleans.
fn legacy_strings(profile: &Profile) -> Value {
    let strings = json!({
        "version": 0.9,
        "capabilities": { "streaming": "True", "pushNotifications": "False" },
        "skills": [{ "name": "write-changelog", "examples": ["Since v4.0.0, please"] }, "proofread"],
    });
    with(legacy(profile), strings)
}
