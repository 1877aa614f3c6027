//! Agent cards, from the store only: nobody is asked for one.

use std::time::SystemTime;

use agent_card::{
    CardSignature, CardView, Document, SignatureVerdict, TrustStore, pretty, verify, view,
};
use serde_json::Value;

use crate::{
    Backend, CardEntry, CardState, CardVersion, ErrorCode, IpcError, ReadCard, Source,
    store::{StoredCard, StoredCards},
};

impl Backend {
    /// The card of a workspace as it was seen last, or `None` when there never was one.
    ///
    /// # Errors
    ///
    /// `invalid_input` when no platform is set.
    pub fn read_card(&self, args: &ReadCard) -> Result<Option<CardEntry>, IpcError> {
        let id = args.workspace_id.to_string();
        let Some(cards) = self.connection()?.store.cards(&id) else {
            return Ok(None);
        };
        let Some(newest) = cards.versions.first() else {
            return Ok(None);
        };
        Ok(Some(self.card_entry(id, &cards, newest)))
    }

    /// One version of a card, with what its signatures are worth by the keys of now.
    pub(crate) fn card_entry(
        &self,
        workspace_id: String,
        cards: &StoredCards,
        card: &StoredCard,
    ) -> CardEntry {
        let is_newest = cards
            .versions
            .first()
            .is_some_and(|newest| newest.sha256 == card.sha256);
        let is_live = is_newest && card.confirmed_ms >= self.started_ms();
        CardEntry {
            workspace_id,
            view: read(&card.raw),
            raw: pretty(&card.raw),
            confirmed_ms: card.confirmed_ms,
            source: if is_live { Source::Live } else { Source::Store },
            state: match (cards.removed_ms, cards.withdrawn_ms) {
                (Some(_), _) => CardState::Removed,
                (None, Some(_)) => CardState::Withdrawn,
                (None, None) => CardState::Published,
            },
            sha256: card.sha256.clone(),
            signature: self.signature(cards, card),
            versions: cards.versions.iter().map(version).collect(),
        }
    }

    fn signature(&self, cards: &StoredCards, card: &StoredCard) -> CardSignature {
        let legacy = self
            .settings()
            .in_force()
            .is_ok_and(|values| values.legacy_signatures);
        let (keys, problem) = match self.card_keys().trusted() {
            Ok(keys) => (keys, None),
            Err(error) => (TrustStore::default(), Some(error.message)),
        };
        let check = |text: &str| verify(text, &keys, legacy, SystemTime::now());
        let mut signature = check(&card.raw);
        let mut older = cards
            .versions
            .iter()
            .skip_while(|version| version.sha256 != card.sha256)
            .skip(1);
        // A card that was vouched for and is no more is not the same as one that never was.
        if signature.verdict != SignatureVerdict::Verified
            && older.any(|version| check(&version.raw).verdict == SignatureVerdict::Verified)
        {
            let note = "; a version before this one was signed by a key of yours, this one is not";
            signature.message.push_str(note);
        }
        if let Some(problem) = problem {
            signature.message = format!("{}; {problem}", signature.message);
        }
        signature
    }
}

/// A card's text as a view. What the platform keeps is always shown, also beyond the limits for other cards.
fn read(text: &str) -> CardView {
    match Document::parse(text) {
        Ok(document) => document.view(),
        Err(_) => view(&serde_json::from_str(text).unwrap_or(Value::Null)),
    }
}

fn version(card: &StoredCard) -> CardVersion {
    CardVersion {
        sha256: card.sha256.clone(),
        version: read(&card.raw).version,
        first_seen_ms: card.first_seen_ms,
        confirmed_ms: card.confirmed_ms,
    }
}

/// The version of that hash.
pub(crate) fn find<'a>(cards: &'a StoredCards, sha256: &str) -> Result<&'a StoredCard, IpcError> {
    let found = cards.versions.iter().find(|card| card.sha256 == sha256);
    found.ok_or_else(|| {
        IpcError::new(
            ErrorCode::NotFound,
            "this version of the card is not kept any more",
        )
    })
}

/// The JSON of a kept card.
pub(crate) fn json_of(card: &StoredCard) -> Value {
    serde_json::from_str(&card.raw).unwrap_or(Value::Null)
}
