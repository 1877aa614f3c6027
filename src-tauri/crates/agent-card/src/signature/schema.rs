//! What A2A 1.0.1 knows about the members of a card, as far as signatures depend on it.
//!
//! Source: a2aproject/A2A v1.0.1, `specification/a2a.proto`: `REQUIRED` fields, `optional` fields, and those whose default
//! means that they are absent.

/// Whether a member at its default belongs into what is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// Always, also at its default.
    Required,
    /// When it was set, also to its default.
    Optional,
    /// Only when it differs from its default.
    Implicit,
}

/// What a member holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Text,
    Flag,
    Texts,
    /// Texts by name.
    TextMap,
    /// Any JSON.
    Free,
    Object(&'static [Member]),
    Objects(&'static [Member]),
    /// Objects by name.
    ObjectMap(&'static [Member]),
}

impl Kind {
    /// Whether a default cannot be told from a value, so that what is there was set.
    pub(super) fn is_message(self) -> bool {
        matches!(self, Self::Object(_) | Self::Free)
    }
}

/// A member that is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) presence: Presence,
    pub(super) kind: Kind,
}

const fn required(name: &'static str, kind: Kind) -> Member {
    let presence = Presence::Required;
    Member {
        name,
        presence,
        kind,
    }
}

const fn optional(name: &'static str, kind: Kind) -> Member {
    let presence = Presence::Optional;
    Member {
        name,
        presence,
        kind,
    }
}

const fn implicit(name: &'static str, kind: Kind) -> Member {
    let presence = Presence::Implicit;
    Member {
        name,
        presence,
        kind,
    }
}

/// `AgentCard`, without its signatures.
pub(super) const CARD: &[Member] = &[
    required("name", Kind::Text),
    required("description", Kind::Text),
    required("supportedInterfaces", Kind::Objects(INTERFACE)),
    implicit("provider", Kind::Object(PROVIDER)),
    required("version", Kind::Text),
    optional("documentationUrl", Kind::Text),
    required("capabilities", Kind::Object(CAPABILITIES)),
    implicit("securitySchemes", Kind::ObjectMap(SCHEME)),
    implicit("securityRequirements", Kind::Objects(REQUIREMENT)),
    required("defaultInputModes", Kind::Texts),
    required("defaultOutputModes", Kind::Texts),
    required("skills", Kind::Objects(SKILL)),
    optional("iconUrl", Kind::Text),
];

const INTERFACE: &[Member] = &[
    required("url", Kind::Text),
    required("protocolBinding", Kind::Text),
    implicit("tenant", Kind::Text),
    required("protocolVersion", Kind::Text),
];

const PROVIDER: &[Member] = &[
    required("url", Kind::Text),
    required("organization", Kind::Text),
];

const CAPABILITIES: &[Member] = &[
    optional("streaming", Kind::Flag),
    optional("pushNotifications", Kind::Flag),
    implicit("extensions", Kind::Objects(EXTENSION)),
    optional("extendedAgentCard", Kind::Flag),
];

const EXTENSION: &[Member] = &[
    implicit("uri", Kind::Text),
    implicit("description", Kind::Text),
    implicit("required", Kind::Flag),
    implicit("params", Kind::Free),
];

const SKILL: &[Member] = &[
    required("id", Kind::Text),
    required("name", Kind::Text),
    required("description", Kind::Text),
    required("tags", Kind::Texts),
    implicit("examples", Kind::Texts),
    implicit("inputModes", Kind::Texts),
    implicit("outputModes", Kind::Texts),
    implicit("securityRequirements", Kind::Objects(REQUIREMENT)),
];

const REQUIREMENT: &[Member] = &[implicit("schemes", Kind::ObjectMap(SCOPES))];

const SCOPES: &[Member] = &[implicit("list", Kind::Texts)];

const SCHEME: &[Member] = &[
    implicit("apiKeySecurityScheme", Kind::Object(API_KEY)),
    implicit("httpAuthSecurityScheme", Kind::Object(HTTP)),
    implicit("oauth2SecurityScheme", Kind::Object(OAUTH2)),
    implicit("openIdConnectSecurityScheme", Kind::Object(OPEN_ID)),
    implicit("mtlsSecurityScheme", Kind::Object(MUTUAL_TLS)),
];

const API_KEY: &[Member] = &[
    implicit("description", Kind::Text),
    required("location", Kind::Text),
    required("name", Kind::Text),
];

const HTTP: &[Member] = &[
    implicit("description", Kind::Text),
    required("scheme", Kind::Text),
    implicit("bearerFormat", Kind::Text),
];

const OAUTH2: &[Member] = &[
    implicit("description", Kind::Text),
    required("flows", Kind::Object(FLOWS)),
    implicit("oauth2MetadataUrl", Kind::Text),
];

const OPEN_ID: &[Member] = &[
    implicit("description", Kind::Text),
    required("openIdConnectUrl", Kind::Text),
];

const MUTUAL_TLS: &[Member] = &[implicit("description", Kind::Text)];

const FLOWS: &[Member] = &[
    implicit("authorizationCode", Kind::Object(AUTHORIZATION_CODE)),
    implicit("clientCredentials", Kind::Object(CLIENT_CREDENTIALS)),
    implicit("implicit", Kind::Object(IMPLICIT_FLOW)),
    implicit("password", Kind::Object(PASSWORD_FLOW)),
    implicit("deviceCode", Kind::Object(DEVICE_CODE)),
];

const AUTHORIZATION_CODE: &[Member] = &[
    required("authorizationUrl", Kind::Text),
    required("tokenUrl", Kind::Text),
    implicit("refreshUrl", Kind::Text),
    required("scopes", Kind::TextMap),
    implicit("pkceRequired", Kind::Flag),
];

const CLIENT_CREDENTIALS: &[Member] = &[
    required("tokenUrl", Kind::Text),
    implicit("refreshUrl", Kind::Text),
    required("scopes", Kind::TextMap),
];

const IMPLICIT_FLOW: &[Member] = &[
    implicit("authorizationUrl", Kind::Text),
    implicit("refreshUrl", Kind::Text),
    implicit("scopes", Kind::TextMap),
];

const PASSWORD_FLOW: &[Member] = &[
    implicit("tokenUrl", Kind::Text),
    implicit("refreshUrl", Kind::Text),
    implicit("scopes", Kind::TextMap),
];

const DEVICE_CODE: &[Member] = &[
    required("deviceAuthorizationUrl", Kind::Text),
    required("tokenUrl", Kind::Text),
    implicit("refreshUrl", Kind::Text),
    required("scopes", Kind::TextMap),
];
