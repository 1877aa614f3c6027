//! Agent cards, from the store only: nobody is asked for one.

use agent_card::{CardSignature, SignatureVerdict};
use serde_json::Value;

use crate::{Backend, CardEntry, CardState, IpcError, ReadCard, Source};

impl Backend {
    /// The card of a workspace as it was seen last, or `None` when there never was one.
    ///
    /// # Errors
    ///
    /// `invalid_input` when no platform is set.
    pub fn read_card(&self, args: &ReadCard) -> Result<Option<CardEntry>, IpcError> {
        let connection = self.connection()?;
        let workspace_id = args.workspace_id.to_string();
        let kept = connection.store.cards(&workspace_id);
        let newest = kept.and_then(|cards| cards.versions.into_iter().next());
        let parsed = newest.and_then(|card| {
            let raw: Value = serde_json::from_str(&card.raw).ok()?;
            Some((card, raw))
        });
        Ok(parsed.map(|(card, raw)| CardEntry {
            state: CardState::Published,
            sha256: card.sha256,
            signature: CardSignature {
                verdict: SignatureVerdict::Unsigned,
                kid: None,
                thumbprint: None,
                label: None,
                alg: None,
                form: None,
                covered: Vec::new(),
                uncovered: Vec::new(),
                jku: None,
                message: "signatures are not checked yet".to_owned(),
            },
            versions: Vec::new(),
            workspace_id,
            view: agent_card::view(&raw),
            raw: serde_json::to_string_pretty(&raw).unwrap_or_default(),
            confirmed_ms: card.confirmed_ms,
            source: if card.confirmed_ms >= self.started_ms() {
                Source::Live
            } else {
                Source::Store
            },
        }))
    }
}
