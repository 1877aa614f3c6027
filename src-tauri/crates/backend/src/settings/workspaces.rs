//! What differs for single workspaces.

use std::{collections::BTreeMap, path::PathBuf};

use remote::RemotePath;

use super::{Environment, SettingsStore, destination, invalid, write};
use crate::{IpcError, SetWorkspace, WorkspaceId, WorkspaceSettings};

type Workspaces = BTreeMap<String, WorkspaceSettings>;

impl SettingsStore {
    /// Checks and keeps what differs for one workspace; on an error nothing changes.
    pub(crate) fn set_workspace(&self, args: SetWorkspace) -> Result<(), IpcError> {
        let _one_at_a_time = self.saving();
        let mut values = {
            let kept = self.kept();
            // Saving would replace a file that nobody has read.
            kept.problem.clone().map_or(Ok(()), Err)?;
            kept.values.clone()
        };
        let id = args.workspace_id.to_string();
        values.workspaces.insert(id, args.values);
        values.workspaces = tidy(values.workspaces);
        check(&values.workspaces)?;
        destination(&values, None, PathBuf::new(), Environment::default())?;
        write(&self.paths.settings, &values)?;
        self.kept().values = values;
        Ok(())
    }

    /// Whether it is the environment that switches changes off, where they are.
    pub(crate) fn is_read_only_by_environment(&self) -> bool {
        self.environment.sources().contains_key("readOnly")
    }

    /// The base folder that was set for a workspace.
    pub(crate) fn base_folder(
        &self,
        workspace: &WorkspaceId,
    ) -> Result<Option<RemotePath>, IpcError> {
        // The demo goes on with settings that nobody can read; on a platform there are none such.
        let values = self.in_force().unwrap_or_default();
        let own = values.workspaces.get(&workspace.to_string());
        let folder = own.and_then(|own| own.base_folder.as_deref());
        folder.map(base_folder).transpose()
    }
}

/// The same, without blanks and without what says nothing.
pub(super) fn tidy(workspaces: Workspaces) -> Workspaces {
    let tidied = workspaces.into_iter().map(|(id, own)| {
        let folder = own.base_folder.map(|folder| folder.trim().to_owned());
        let own = WorkspaceSettings {
            read_only: own.read_only,
            base_folder: folder.filter(|folder| !folder.is_empty()),
        };
        (id, own)
    });
    tidied
        .filter(|(_, own)| *own != WorkspaceSettings::default())
        .collect()
}

/// Whether every base folder can be used.
pub(super) fn check(workspaces: &Workspaces) -> Result<(), IpcError> {
    for own in workspaces.values() {
        own.base_folder.as_deref().map(base_folder).transpose()?;
    }
    Ok(())
}

/// A base folder: under one of the roots, or a root of its own. A whole instance is none.
fn base_folder(text: &str) -> Result<RemotePath, IpcError> {
    let folder = RemotePath::parse(text)?;
    if folder.parent().is_none() {
        return Err(invalid("the whole instance cannot be a base folder")
            .with_remedy("Give the folder in which the agent's configuration lies."));
    }
    Ok(folder)
}
