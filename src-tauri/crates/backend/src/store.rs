//! What the app keeps in its [`Cache`]: the last list, the cards, the layout and the base folders, each under its platform.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{Cache, Position, Workspace};

const LISTS: &str = "workspaces";
const CARDS: &str = "cards";
const LAYOUTS: &str = "layout";
const BASES: &str = "bases";

/// The typed cache of one platform.
#[derive(Clone)]
pub(crate) struct Store {
    cache: Arc<dyn Cache>,
    scope: String,
}

/// The last list, as kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredList {
    pub(crate) workspaces: Vec<Workspace>,
    pub(crate) fetched_ms: u64,
}

/// A card, as kept: unchanged, so that a better parser can read it later.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredCard {
    pub(crate) raw: Value,
    pub(crate) confirmed_ms: u64,
}

impl Store {
    /// `scope` tells platforms apart: the same workspace id elsewhere is another workspace.
    pub(crate) fn new(cache: Arc<dyn Cache>, scope: String) -> Self {
        Self { cache, scope }
    }

    pub(crate) fn list(&self) -> Option<StoredList> {
        self.get(LISTS, &self.scope)
    }

    pub(crate) fn set_list(&self, list: &StoredList) {
        self.set(LISTS, &self.scope, list);
    }

    pub(crate) fn card(&self, workspace: &str) -> Option<StoredCard> {
        self.get(CARDS, &self.key(workspace))
    }

    pub(crate) fn set_card(&self, workspace: &str, card: &StoredCard) {
        self.set(CARDS, &self.key(workspace), card);
    }

    pub(crate) fn layout(&self) -> BTreeMap<String, Position> {
        self.get(LAYOUTS, &self.scope).unwrap_or_default()
    }

    pub(crate) fn set_layout(&self, layout: &BTreeMap<String, Position>) {
        self.set(LAYOUTS, &self.scope, layout);
    }

    /// The base folder that was found on an instance of this workspace.
    pub(crate) fn base(&self, workspace: &str) -> Option<String> {
        self.get(BASES, &self.key(workspace))
    }

    pub(crate) fn set_base(&self, workspace: &str, base: Option<&str>) {
        match base {
            Some(base) => self.set(BASES, &self.key(workspace), &base),
            None => self.cache.remove(BASES, &self.key(workspace)),
        }
    }

    fn key(&self, workspace: &str) -> String {
        format!("{} {workspace}", self.scope)
    }

    fn get<T: DeserializeOwned>(&self, section: &str, key: &str) -> Option<T> {
        let value = self.cache.get(section, key)?;
        match serde_json::from_value(value) {
            Ok(value) => Some(value),
            Err(error) => {
                // A cache: what cannot be read is fetched again.
                tracing::warn!(section, %error, "a cached value is unreadable and is left out");
                None
            }
        }
    }

    fn set<T: Serialize>(&self, section: &str, key: &str, value: &T) {
        match serde_json::to_value(value) {
            Ok(value) => self.cache.set(section, key, value),
            Err(error) => tracing::warn!(section, %error, "a value could not be cached"),
        }
    }
}
