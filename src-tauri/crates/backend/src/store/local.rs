//! The section of what the user has done on this machine: `local-…`. The platform does not know it, so that clearing the cache leaves it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{NeedsRestart, Position};

/// Layout, base folders and due restarts of one platform.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Local {
    schema: u32,
    scope: String,
    pub(super) layout: BTreeMap<String, Position>,
    /// The base folder that was found on an instance of each workspace.
    pub(super) bases: BTreeMap<String, String>,
    pub(super) needs_restart: BTreeMap<String, NeedsRestart>,
}

impl Local {
    pub(super) fn new(scope: &str) -> Self {
        Self {
            schema: 1,
            scope: scope.to_owned(),
            ..Self::default()
        }
    }
}
