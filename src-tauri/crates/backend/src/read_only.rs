//! The switches that keep everything as it is: one for all workspaces, and one for each.
//!
//! They are looked at here and not in the window, so that no way to a change goes past them: whatever writes, moves or removes asks
//! [`Backend::must_be_writable`] first, and again after it has waited.

use crate::{Backend, ErrorCode, IpcError, WorkspaceId};

impl Backend {
    /// Whether something on the workspace's instance may be changed.
    ///
    /// # Errors
    ///
    /// `read_only`, with the switch that is on; those of settings that cannot be read, which may have it on.
    pub fn must_be_writable(&self, workspace: &WorkspaceId) -> Result<(), IpcError> {
        let settings = self.settings().in_force()?;
        let id = workspace.to_string();
        if settings.read_only {
            let is_from_environment = self.settings().is_read_only_by_environment();
            return Err(refusal("all workspaces").with_remedy(if is_from_environment {
                "CAUSEWAY_READ_ONLY=1 switches it on: start again with CAUSEWAY_READ_ONLY=0, or without it."
            } else {
                "Switch \"Read-only\" off in the settings (readOnly in settings.json), if this is to be changed."
            }));
        }
        if settings
            .workspaces
            .get(&id)
            .is_some_and(|own| own.read_only)
        {
            return Err(refusal("this workspace").with_remedy(format!(
                "Switch \"Read-only\" off for this workspace (workspaces.{id}.readOnly in settings.json), if it is to be changed."
            )));
        }
        Ok(())
    }
}

fn refusal(of: &str) -> IpcError {
    IpcError::new(
        ErrorCode::ReadOnly,
        format!("read-only is switched on for {of}: nothing was written, moved or removed"),
    )
}
