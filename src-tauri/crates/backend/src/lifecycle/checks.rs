//! What is looked at before anything is sent: what the platform would take without a word, and should not.

use control_plane::{Parent, WorkspacePatch};

use crate::{
    Backend, IpcError, NewParent, SaveWorkspace, Workspace, WorkspaceChanges, WorkspaceId,
    settings::invalid,
};

/// Of a model or a provider, as the platform's own form has it.
const MAX_SLUG_BYTES: usize = 100;

impl Backend {
    /// The changes of a row, and a model and a provider, that can be sent.
    ///
    /// # Errors
    ///
    /// `invalid_input`, naming the field.
    pub(super) fn checked(&self, args: &SaveWorkspace) -> Result<WorkspacePatch, IpcError> {
        for (field, slug) in [("model", &args.model), ("provider", &args.provider)] {
            slug.as_deref()
                .map_or(Ok(()), |slug| check_slug(field, slug))?;
        }
        if let Some(NewParent::Workspace { id }) = &args.changes.parent {
            let list = self.state().shown().list();
            let rows = list.as_ref().map_or(&[][..], |list| &list.workspaces);
            check_parent(rows, &args.workspace_id, id)?;
        }
        Ok(to_patch(&args.changes))
    }
}

fn to_patch(changes: &WorkspaceChanges) -> WorkspacePatch {
    let trimmed = |text: &Option<String>| text.as_deref().map(|text| text.trim().to_owned());
    WorkspacePatch {
        name: trimmed(&changes.name),
        role: trimmed(&changes.role),
        tier: changes.tier,
        runtime: trimmed(&changes.runtime),
        parent: changes.parent.as_ref().map(|parent| match parent {
            NewParent::None => Parent::TopLevel,
            NewParent::Workspace { id } => Parent::Under(*id),
        }),
        ..WorkspacePatch::default()
    }
}

fn check_slug(field: &str, slug: &str) -> Result<(), IpcError> {
    if slug.trim().len() > MAX_SLUG_BYTES {
        return Err(invalid(format!(
            "the {field} is longer than {MAX_SLUG_BYTES} bytes"
        )));
    }
    if slug.trim().contains(char::is_control) {
        return Err(invalid(format!("the {field} must be on one line")));
    }
    Ok(())
}

/// The platform checks for no cycle, and a workspace below itself is found by nobody any more.
fn check_parent(
    rows: &[Workspace],
    workspace: &WorkspaceId,
    parent: &WorkspaceId,
) -> Result<(), IpcError> {
    let (own, mut above) = (workspace.to_string(), Some(parent.to_string()));
    if above.as_ref() == Some(&own) {
        return Err(invalid("the parent cannot be the workspace itself"));
    }
    let row = |id: &str| rows.iter().find(|row| row.id == id);
    if above
        .as_deref()
        .and_then(row)
        .is_none_or(|row| row.status == "removed")
    {
        return Err(invalid(format!(
            "the parent {parent} is not in the list of workspaces: refresh it and choose again"
        )));
    }
    // As many steps as there are rows: what goes on longer is a cycle that was there before.
    for _ in rows {
        let Some(next) = above.as_deref().and_then(row) else {
            return Ok(());
        };
        above.clone_from(&next.parent_id);
        if above.as_ref() == Some(&own) {
            return Err(invalid(format!(
                "the parent {} is below the workspace itself",
                row(&parent.to_string()).map_or("", |row| &row.name)
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: usize) -> WorkspaceId {
        format!("7f0c1f7e-9a2b-4a0e-8c1d-{number:012x}")
            .parse()
            .unwrap()
    }

    fn row(number: usize, parent: Option<usize>) -> Workspace {
        Workspace {
            id: id(number).to_string(),
            name: format!("w{number}"),
            parent_id: parent.map(|parent| id(parent).to_string()),
            ..Workspace::default()
        }
    }

    #[test]
    fn a_workspace_comes_to_be_below_none_of_its_own() {
        // 1 > 2 > 3, and 4 apart; 5 and 6 below each other, which the platform allows.
        let rows = [
            row(1, None),
            row(2, Some(1)),
            row(3, Some(2)),
            row(4, None),
            row(5, Some(6)),
            row(6, Some(5)),
        ];
        let check = |workspace, parent| check_parent(&rows, &id(workspace), &id(parent));
        for (workspace, parent) in [(1, 1), (1, 2), (1, 3), (2, 3), (5, 6), (1, 9)] {
            let error = check(workspace, parent).unwrap_err();
            assert_eq!(error.code, crate::ErrorCode::InvalidInput);
            assert!(error.message.contains("parent"), "{error}");
        }
        for (workspace, parent) in [(3, 1), (2, 4), (4, 3), (4, 5)] {
            check(workspace, parent).unwrap();
        }
    }

    #[test]
    fn a_model_is_short_and_on_one_line() {
        assert!(
            check_slug("model", "").is_ok(),
            "which takes the override away"
        );
        assert!(check_slug("model", &"m".repeat(100)).is_ok());
        for slug in ["a\nb", "a\rb", "a\0b", &"m".repeat(101)] {
            let error = check_slug("model", slug).unwrap_err();
            assert!(error.message.contains("model"), "{error}");
        }
    }
}
