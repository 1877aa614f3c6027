//! What is shown of a card, and sent to the window.

use serde::Serialize;
use ts_rs::TS;

/// A card, read as far as it can be.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardView {
    /// Which generation it follows.
    pub shape: CardShape,
    /// It carries members of the generation before beside its own.
    pub hybrid: bool,
    /// 0 to 100: how much it looks like an A2A card.
    pub score: u8,
    /// The agent's name.
    pub name: Option<String>,
    /// What the agent is for.
    pub description: Option<String>,
    /// The agent's own version.
    pub version: Option<String>,
    /// Who offers it.
    pub provider: Option<CardProvider>,
    /// Where its documentation is.
    pub documentation_url: Option<String>,
    /// Where its icon is; never loaded by itself.
    pub icon_url: Option<String>,
    /// Where it listens, the preferred one first.
    pub interfaces: Vec<CardInterface>,
    /// What it can do beyond answering.
    pub capabilities: CardCapabilities,
    /// What it can be asked for; at most 512.
    pub skills: Vec<CardSkill>,
    /// Media types it takes, unless a skill says otherwise.
    pub default_input_modes: Vec<String>,
    /// Media types it answers in, unless a skill says otherwise.
    pub default_output_modes: Vec<String>,
    /// How to authenticate to it.
    pub security_schemes: Vec<CardSecurityScheme>,
    /// Which of the schemes are wanted: one of these lists, with all in it. Empty: none is asked for.
    pub security_requirements: Vec<Vec<CardRequirement>>,
    /// How many signatures the card carries; a view does not verify them.
    pub signature_count: u32,
    /// Members that no version of A2A knows: JSON pointer and JSON text.
    pub unknown_fields: Vec<CardUnknownField>,
    /// What is wrong with it, or was understood only with good will.
    pub notes: Vec<CardNote>,
}

/// Which generation of the format a card follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export_to = "contract.ts")]
pub enum CardShape {
    /// Interfaces with a `protocolBinding`.
    #[serde(rename = "v1.0")]
    V1,
    /// An address with a preferred transport or a protocol version.
    #[serde(rename = "v0.3")]
    V03,
    /// An address, and neither.
    #[serde(rename = "v0.2")]
    V02,
    /// The dialect of the platform's own runtime.
    #[serde(rename = "platform")]
    Platform,
    /// JSON, but not a card.
    #[serde(rename = "not_a_card")]
    NotACard,
}

/// Who offers an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardProvider {
    /// Its name.
    pub organization: Option<String>,
    /// Its address.
    pub url: Option<String>,
}

/// One address of an agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardInterface {
    /// The address; for gRPC it may have no scheme.
    pub url: String,
    /// `JSONRPC`, `GRPC`, `HTTP+JSON` or an URI; empty when the card does not say.
    pub binding: String,
    /// The protocol version spoken there, as the card writes it.
    pub protocol_version: Option<String>,
    /// Which of several agents at this address.
    pub tenant: Option<String>,
    /// Which member of the card names it.
    pub origin: CardInterfaceOrigin,
}

/// Which member of a card names an interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum CardInterfaceOrigin {
    /// `supportedInterfaces`, as since v1.0.
    Supported,
    /// The card's own `url`.
    Url,
    /// `additionalInterfaces`, as in v0.3.
    Additional,
}

/// A scheme that is wanted, and with which scopes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardRequirement {
    /// The scheme's name in the card.
    pub scheme: String,
    /// Scopes of it.
    pub scopes: Vec<String>,
}

/// What an agent can do beyond answering. `None` is not said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardCapabilities {
    /// It answers in parts as they come.
    pub streaming: Option<bool>,
    /// It calls back.
    pub push_notifications: Option<bool>,
    /// It keeps the states that a task went through; gone in v1.0.
    pub state_transition_history: Option<bool>,
    /// It shows another card to those it knows.
    pub extended_agent_card: Option<bool>,
    /// Extensions of the protocol that it speaks.
    pub extensions: Vec<CardExtension>,
}

/// An extension of the protocol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardExtension {
    /// Its name.
    pub uri: String,
    /// What the agent uses it for.
    pub description: Option<String>,
    /// A client must speak it, too.
    pub required: bool,
}

/// Something that an agent can be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardSkill {
    /// Its id; the name where the card gives none.
    pub id: String,
    /// Its name; the id where the card gives none.
    pub name: String,
    /// What it does.
    pub description: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// What one could ask.
    pub examples: Vec<String>,
    /// Media types it takes; empty for the card's defaults.
    pub input_modes: Vec<String>,
    /// Media types it answers in; empty for the card's defaults.
    pub output_modes: Vec<String>,
}

/// One way to authenticate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardSecurityScheme {
    /// What the card calls it.
    pub name: String,
    /// `apiKey`, `http`, `oauth2`, `openIdConnect`, `mutualTLS`; what an old card lists is `authentication`, anything else
    /// as the card writes it.
    pub kind: String,
    /// The card's words about it.
    pub description: Option<String>,
    /// What else the card says of it, such as where a key goes or where tokens come from; never asked by itself.
    pub details: Vec<CardDetail>,
}

/// A name and a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardDetail {
    /// The member's name.
    pub name: String,
    /// Its value as text.
    pub value: String,
}

/// A member that no version of A2A knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardUnknownField {
    /// Where it is, as a JSON pointer.
    pub pointer: String,
    /// What it holds, as JSON text; secrets masked, cut at 8 KiB.
    pub json: String,
}

/// Something about a card that its reader should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export_to = "contract.ts")]
pub struct CardNote {
    /// Which kind of thing.
    pub code: String,
    /// JSON pointer into the raw card.
    pub pointer: String,
    /// How bad it is.
    pub severity: CardSeverity,
    /// The same in words.
    pub message: String,
}

/// How bad something about a card is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export_to = "contract.ts")]
pub enum CardSeverity {
    /// The card breaks a rule of its own generation.
    Error,
    /// Something is lost, or may not work.
    Warning,
    /// Understood, though not as written.
    Info,
}
