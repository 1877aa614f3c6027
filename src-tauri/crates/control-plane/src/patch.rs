//! What may be changed about a workspace's row, and what the server would swallow.
//!
//! The server writes each column by itself, logs what fails and answers 200 all the same; a `tier` of null makes the row
//! unreadable for good. So what it would not take is refused here, before anything is sent.

use serde_json::{Map, Value, json};

use crate::{Error, WorkspaceId};

/// Longest name, role and runtime, in bytes.
const MAX_NAME_BYTES: usize = 255;
const MAX_ROLE_BYTES: usize = 1_000;
const MAX_RUNTIME_BYTES: usize = 100;
/// What neither name nor role may hold: it would change the meaning of the YAML that the server writes from them.
const YAML_SIGNS: [char; 10] = ['{', '}', '[', ']', '|', '>', '*', '&', '!', '\0'];
/// Folders of the host that no workspace may be given.
const SYSTEM_FOLDERS: [&str; 9] = [
    "/etc", "/var", "/proc", "/sys", "/dev", "/boot", "/sbin", "/bin", "/lib",
];

/// Changes to a workspace's row; what is `None` stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkspacePatch {
    /// Another name: 1 to 255 bytes on one line, none of `{}[]|>*&!`.
    pub name: Option<String>,
    /// What it is for: up to 1,000 bytes on one line, none of `{}[]|>*&!`. Empty: nothing any more.
    pub role: Option<String>,
    /// Size class, 1 to 4.
    pub tier: Option<i64>,
    /// The agent's runtime: 1 to 100 bytes on one line.
    pub runtime: Option<String>,
    /// Where it belongs. The server checks for no cycle: the caller does.
    pub parent: Option<Parent>,
    /// Whether its children are folded away.
    pub collapsed: Option<bool>,
    /// A folder on the server's host: absolute, without `..`, none of the system's. Needs a restart.
    pub workspace_dir: Option<String>,
}

/// Where a workspace belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parent {
    /// To this workspace's team.
    Under(WorkspaceId),
    /// To none.
    TopLevel,
}

impl WorkspacePatch {
    /// Whether nothing is to be changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The body that says so.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidInput`] for what the server refuses or swallows.
    pub(crate) fn to_body(&self, id: &WorkspaceId) -> Result<Value, Error> {
        if self.is_empty() {
            return Err(invalid("there is nothing to change"));
        }
        let mut body = Map::new();
        let mut set = |field: &str, value: Value| {
            body.insert(field.to_owned(), value);
        };
        if let Some(name) = &self.name {
            set("name", checked("name", name, MAX_NAME_BYTES)?.into());
        }
        if let Some(role) = &self.role {
            let is_cleared = role.trim().is_empty();
            set(
                "role",
                if is_cleared {
                    Value::Null
                } else {
                    checked("role", role, MAX_ROLE_BYTES)?.into()
                },
            );
        }
        if let Some(tier) = self.tier {
            set("tier", checked_tier(tier)?);
        }
        if let Some(runtime) = &self.runtime {
            let runtime = one_line("runtime", runtime, MAX_RUNTIME_BYTES)?;
            set("runtime", runtime.into());
        }
        if let Some(parent) = self.parent {
            set("parent_id", checked_parent(id, parent)?);
        }
        if let Some(collapsed) = self.collapsed {
            set("collapsed", collapsed.into());
        }
        if let Some(folder) = &self.workspace_dir {
            set("workspace_dir", checked_folder(folder)?.into());
        }
        Ok(Value::Object(body))
    }
}

fn invalid(what: impl Into<String>) -> Error {
    Error::InvalidInput { what: what.into() }
}

/// Not blank, on one line, not too long.
fn one_line<'a>(field: &str, text: &'a str, max_bytes: usize) -> Result<&'a str, Error> {
    if text.trim().is_empty() {
        return Err(invalid(format!("the {field} must not be empty")));
    }
    if text.len() > max_bytes {
        return Err(invalid(format!(
            "the {field} is longer than {max_bytes} bytes"
        )));
    }
    if text.contains(['\r', '\n']) {
        return Err(invalid(format!("the {field} must be on one line")));
    }
    Ok(text)
}

fn checked<'a>(field: &str, text: &'a str, max_bytes: usize) -> Result<&'a str, Error> {
    let text = one_line(field, text, max_bytes)?;
    match text.chars().find(|sign| YAML_SIGNS.contains(sign)) {
        Some(sign) => Err(invalid(format!(
            "the {field} must not contain {}",
            sign.escape_default()
        ))),
        None => Ok(text),
    }
}

fn checked_tier(tier: i64) -> Result<Value, Error> {
    match tier {
        1..=4 => Ok(json!(tier)),
        _ => Err(invalid("the tier must be 1, 2, 3 or 4")),
    }
}

fn checked_parent(id: &WorkspaceId, parent: Parent) -> Result<Value, Error> {
    match parent {
        Parent::TopLevel => Ok(Value::Null),
        Parent::Under(parent) if parent == *id => {
            Err(invalid("a workspace cannot belong to itself"))
        }
        Parent::Under(parent) => Ok(parent.to_string().into()),
    }
}

fn checked_folder(folder: &str) -> Result<&str, Error> {
    let is_within = |root: &str| {
        let rest = folder.strip_prefix(root);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if !folder.starts_with('/') || folder.contains("..") || folder.contains(['\r', '\n', '\0']) {
        return Err(invalid(
            "the workspace folder must be an absolute path without \"..\"",
        ));
    }
    let is_system = SYSTEM_FOLDERS.iter().copied().any(is_within) || is_within("/usr");
    if is_system {
        Err(invalid("the workspace folder must not be a system folder"))
    } else {
        Ok(folder)
    }
}

#[cfg(test)]
mod tests;
