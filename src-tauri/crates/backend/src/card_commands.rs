//! The commands about kept cards and keys.

use agent_card::CardDiff;

use crate::{
    AddCardKeys, Backend, CardCheck, CardEntry, CardKey, CheckCard, CompareCards, ErrorCode,
    IpcError, ReadCardVersion, RemoveCardKey,
};

impl Backend {
    /// An older version of a card.
    ///
    /// # Errors
    ///
    /// `unsupported`.
    pub async fn read_card_version(
        &self,
        args: ReadCardVersion,
    ) -> Result<Option<CardEntry>, IpcError> {
        drop(args);
        Err(IpcError::new(ErrorCode::Unsupported, "not there yet"))
    }

    /// What differs between two kept versions of a card.
    ///
    /// # Errors
    ///
    /// `unsupported`.
    pub async fn compare_cards(&self, args: CompareCards) -> Result<CardDiff, IpcError> {
        drop(args);
        Err(IpcError::new(ErrorCode::Unsupported, "not there yet"))
    }

    /// Reads text as a card; nobody is asked.
    ///
    /// # Errors
    ///
    /// `unsupported`.
    pub async fn check_card(&self, args: CheckCard) -> Result<CardCheck, IpcError> {
        drop(args);
        Err(IpcError::new(ErrorCode::Unsupported, "not there yet"))
    }

    /// The keys that signatures are checked with.
    ///
    /// # Errors
    ///
    /// `unsupported`.
    pub async fn list_card_keys(&self) -> Result<Vec<CardKey>, IpcError> {
        Err(IpcError::new(ErrorCode::Unsupported, "not there yet"))
    }

    /// Adds keys.
    ///
    /// # Errors
    ///
    /// `unsupported`.
    pub async fn add_card_keys(&self, args: AddCardKeys) -> Result<Vec<CardKey>, IpcError> {
        drop(args);
        Err(IpcError::new(ErrorCode::Unsupported, "not there yet"))
    }

    /// Takes a key away.
    ///
    /// # Errors
    ///
    /// `unsupported`.
    pub async fn remove_card_key(&self, args: RemoveCardKey) -> Result<Vec<CardKey>, IpcError> {
        drop(args);
        Err(IpcError::new(ErrorCode::Unsupported, "not there yet"))
    }
}
