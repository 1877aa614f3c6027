//! Changes that are not on the disk yet, in the order of their last change.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use serde_json::Value;

/// What is to become of a section.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Write(Arc<Value>),
    Remove,
}

/// What waits, and what is being written.
#[derive(Debug, Default)]
pub(super) struct Pending {
    last: u64,
    order: BTreeMap<u64, String>,
    waiting: HashMap<String, (u64, Change)>,
    writing: Option<(String, Change)>,
    /// Could not be written, and are not tried again in this flush.
    aside: Vec<(String, Change)>,
}

impl Pending {
    /// The newest change of a section takes the place of an older one, at the end of the order.
    pub(super) fn add(&mut self, section: &str, change: Change) {
        self.last += 1;
        let before = self.waiting.insert(section.to_owned(), (self.last, change));
        if let Some((place, _)) = before {
            self.order.remove(&place);
        }
        self.order.insert(self.last, section.to_owned());
    }

    /// The change that has not reached the disk yet, the newest one.
    pub(super) fn of(&self, section: &str) -> Option<Change> {
        if let Some((_, change)) = self.waiting.get(section) {
            return Some(change.clone());
        }
        let begun = self.writing.iter().chain(&self.aside);
        let mut of_section = begun.filter(|(name, _)| name == section);
        of_section.next().map(|(_, change)| change.clone())
    }

    /// Takes the first one for writing.
    pub(super) fn begin(&mut self) -> Option<(String, Change)> {
        let (_, section) = self.order.pop_first()?;
        let (_, change) = self.waiting.remove(&section)?;
        self.writing = Some((section.clone(), change.clone()));
        Some((section, change))
    }

    /// It is on the disk.
    pub(super) fn end(&mut self) {
        self.writing = None;
    }

    /// It is not, and is to be tried again later.
    pub(super) fn put_aside(&mut self) {
        self.aside.extend(self.writing.take());
    }

    /// What was put aside waits again, unless there is a newer change.
    pub(super) fn take_back(&mut self) {
        for (section, change) in std::mem::take(&mut self.aside) {
            if !self.waiting.contains_key(&section) {
                self.add(&section, change);
            }
        }
    }

    /// The sections that there will be.
    pub(super) fn apply_to(&self, sections: &mut BTreeSet<String>) {
        let waiting = self
            .waiting
            .iter()
            .map(|(name, (_, change))| (name, change));
        let begun = self.writing.iter().chain(&self.aside);
        for (name, change) in begun.map(|(name, change)| (name, change)).chain(waiting) {
            match change {
                Change::Write(_) => sections.insert(name.clone()),
                Change::Remove => sections.remove(name),
            };
        }
    }
}
