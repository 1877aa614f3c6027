//! From the format before this one: a file for each kind of value, with the platform and the workspace in the key.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Shelves, Store};

/// A card as it was kept.
#[derive(Deserialize)]
struct OldCard {
    raw: Value,
    confirmed_ms: u64,
}

/// Takes in what the old files hold; they go when that is on the disk.
pub(super) fn migrate(shelves: &Shelves) {
    let files = shelves.cache().old_files();
    if files.is_empty() {
        return;
    }
    for (name, values) in files {
        match name.as_str() {
            "workspaces" => each_platform(shelves, values, |store, list| {
                if store.list().is_none() {
                    store.set_list(&list);
                }
            }),
            "layout" => each_platform(shelves, values, |store, layout| {
                if store.layout().is_empty() {
                    store.set_layout(&layout);
                }
            }),
            "cards" => each_workspace(shelves, values, |store, id, card: OldCard| {
                if store.cards(id).is_none() {
                    store.keep_card(id, &card.raw.to_string(), card.confirmed_ms);
                }
            }),
            "bases" => each_workspace(shelves, values, |store, id, base: String| {
                if store.base(id).is_none() {
                    store.set_base(id, Some(&base));
                }
            }),
            _ => {}
        }
    }
    match shelves.flush() {
        Ok(()) => shelves.cache().remove_old_files(),
        // It is done again at the next start.
        Err(error) => tracing::warn!(%error, "the cache could not be taken into its new format"),
    }
}

fn each_platform<T: for<'a> Deserialize<'a>>(
    shelves: &Shelves,
    values: Map<String, Value>,
    keep: impl Fn(&Store, T),
) {
    for (scope, value) in values {
        if let Ok(value) = serde_json::from_value(value) {
            keep(&Store::new(shelves, scope), value);
        }
    }
}

fn each_workspace<T: for<'a> Deserialize<'a>>(
    shelves: &Shelves,
    values: Map<String, Value>,
    keep: impl Fn(&Store, &str, T),
) {
    for (key, value) in values {
        if let (Some((scope, id)), Ok(value)) =
            (key.rsplit_once(' '), serde_json::from_value(value))
        {
            keep(&Store::new(shelves, scope.to_owned()), id, value);
        }
    }
}
