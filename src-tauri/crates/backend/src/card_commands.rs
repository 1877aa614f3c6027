//! The commands about kept cards and keys.

use agent_card::{CardDiff, Document, TrustStore, diff};
use serde_json::Value;

use crate::{
    AddCardKeys, Backend, CardCheck, CardEntry, CardKey, CheckCard, CompareCards, ErrorCode,
    IpcError, ReadCardVersion, RemoveCardKey,
    cards::{find, json_of},
};

impl Backend {
    /// An older version of a card; `None` when it is not kept.
    ///
    /// # Errors
    ///
    /// `invalid_input` when no platform is set.
    pub fn read_card_version(&self, args: &ReadCardVersion) -> Result<Option<CardEntry>, IpcError> {
        let id = args.workspace_id.to_string();
        let Some(cards) = self.connection()?.store.cards(&id) else {
            return Ok(None);
        };
        let card = find(&cards, &args.sha256).ok();
        Ok(card.map(|card| self.card_entry(id, &cards, card)))
    }

    /// What differs between two kept versions of a card.
    ///
    /// # Errors
    ///
    /// `not_found` when one of them is not kept, `invalid_input` when no platform is set.
    pub fn compare_cards(&self, args: &CompareCards) -> Result<CardDiff, IpcError> {
        let id = args.workspace_id.to_string();
        let cards = self.connection()?.store.cards(&id);
        let cards = cards.ok_or_else(|| {
            IpcError::new(ErrorCode::NotFound, "no card of the workspace is kept")
        })?;
        let (from, to) = (find(&cards, &args.from)?, find(&cards, &args.to)?);
        Ok(diff(&json_of(from), &json_of(to)))
    }

    /// Reads text as a card; nobody is asked.
    ///
    /// # Errors
    ///
    /// None: what is wrong with the text is in the answer.
    #[expect(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "a command is a method and answers with a result"
    )]
    pub fn check_card(&self, args: &CheckCard) -> Result<CardCheck, IpcError> {
        Ok(match Document::parse(&args.json) {
            Ok(document) => CardCheck {
                problem: problem(document.value()),
                view: Some(document.view()),
            },
            Err(error) => CardCheck {
                view: None,
                problem: Some(format!("the card is {error}")),
            },
        })
    }

    /// The same as keys, for who checks a card that is not kept.
    ///
    /// # Errors
    ///
    /// `invalid_input` when their file cannot be read.
    pub fn trusted_card_keys(&self) -> Result<TrustStore, IpcError> {
        self.card_keys().trusted()
    }

    /// The keys that signatures are checked with.
    ///
    /// # Errors
    ///
    /// `invalid_input` when their file cannot be read.
    pub fn list_card_keys(&self) -> Result<Vec<CardKey>, IpcError> {
        self.card_keys().list()
    }

    /// Adds keys; returns all.
    ///
    /// # Errors
    ///
    /// `invalid_input` for what is no public key or has no label, and when the file cannot be read; `internal` when it cannot be
    /// written.
    pub fn add_card_keys(&self, args: &AddCardKeys) -> Result<Vec<CardKey>, IpcError> {
        self.card_keys().add(&args.jwks, &args.label)
    }

    /// Takes a key away; returns those that are left.
    ///
    /// # Errors
    ///
    /// `not_found`, and those of [`Backend::add_card_keys`].
    pub fn remove_card_key(&self, args: &RemoveCardKey) -> Result<Vec<CardKey>, IpcError> {
        self.card_keys().remove(&args.thumbprint)
    }
}

/// Why the platform would not keep it: it wants an object, and its database holds no NUL.
fn problem(card: &Value) -> Option<String> {
    if !card.is_object() {
        return Some("a card is a JSON object".to_owned());
    }
    let mut values = vec![card];
    while let Some(value) = values.pop() {
        let has_nul = match value {
            Value::String(text) => text.contains('\0'),
            Value::Array(items) => {
                values.extend(items);
                false
            }
            Value::Object(members) => {
                values.extend(members.values());
                members.keys().any(|name| name.contains('\0'))
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        };
        if has_nul {
            return Some(
                "a text in the card holds a NUL, which the platform cannot keep".to_owned(),
            );
        }
    }
    None
}
