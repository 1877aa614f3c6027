//! The names of sections, which are names of files: what comes from a server is in them by its hash only.

/// The names of one platform's sections.
#[derive(Debug, Clone)]
pub(super) struct Names(String);

/// What the names of all indexes begin with.
pub(super) const INDEX: &str = "index-";
/// What the names of all that is local begin with.
pub(super) const LOCAL: &str = "local-";

impl Names {
    /// `scope` tells platforms apart.
    pub(super) fn of(scope: &str) -> Self {
        Self(shortened(scope, 16))
    }

    pub(super) fn index(&self) -> String {
        format!("{INDEX}{}", self.0)
    }

    pub(super) fn local(&self) -> String {
        format!("{LOCAL}{}", self.0)
    }

    pub(super) fn workspace(&self, id: &str) -> String {
        format!("{}{}", self.workspaces(), shortened(id, 32))
    }

    /// What the names of all its workspaces' sections begin with.
    pub(super) fn workspaces(&self) -> String {
        format!("ws-{}-", self.0)
    }
}

fn shortened(text: &str, length: usize) -> String {
    let mut sha256 = remote::sha256(text.as_bytes());
    sha256.truncate(length);
    sha256
}
