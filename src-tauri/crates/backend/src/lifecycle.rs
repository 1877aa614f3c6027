//! Changing a workspace on the platform.

use crate::{
    Backend, ControlWorkspace, Controlled, DismissRestart, ErrorCode, IpcError, PublishCard,
    SaveReport, SaveWorkspace, Template,
};

impl Backend {
    /// Registers a card on the platform.
    ///
    /// # Errors
    ///
    /// `unsupported`.
    pub async fn publish_card(&self, args: PublishCard) -> Result<(), IpcError> {
        drop(args);
        Err(IpcError::new(ErrorCode::Unsupported, "not there yet"))
    }

    /// Changes a workspace on the platform, part by part.
    ///
    /// # Errors
    ///
    /// `unsupported`.
    pub async fn save_workspace(&self, args: SaveWorkspace) -> Result<SaveReport, IpcError> {
        drop(args);
        Err(IpcError::new(ErrorCode::Unsupported, "not there yet"))
    }

    /// Restarts, pauses or resumes a workspace.
    ///
    /// # Errors
    ///
    /// `unsupported`.
    pub async fn control_workspace(&self, args: ControlWorkspace) -> Result<Controlled, IpcError> {
        drop(args);
        Err(IpcError::new(ErrorCode::Unsupported, "not there yet"))
    }

    /// Forgets that a restart is due.
    ///
    /// # Errors
    ///
    /// `unsupported`.
    pub async fn dismiss_restart(&self, args: DismissRestart) -> Result<(), IpcError> {
        drop(args);
        Err(IpcError::new(ErrorCode::Unsupported, "not there yet"))
    }

    /// What workspaces are made from.
    ///
    /// # Errors
    ///
    /// `unsupported`.
    pub async fn list_templates(&self) -> Result<Vec<Template>, IpcError> {
        Err(IpcError::new(ErrorCode::Unsupported, "not there yet"))
    }
}
