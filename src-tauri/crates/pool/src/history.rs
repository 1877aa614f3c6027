//! What is remembered of a key, whether it has a connection or not.

use std::{collections::HashMap, error, sync::Arc, time::Duration};

use tokio::time::Instant;

use crate::{Error, LastError, ManageConnection, Phase};

/// Keys remembered; the one that was written least recently is forgotten first.
const MAX_KEYS: usize = 256;

/// How the last dial of a key went.
#[derive(Debug)]
pub struct LastDial<E> {
    /// Where its time went.
    pub phases: Arc<[Phase]>,
    /// From the `get` that asked for it to its end.
    pub took: Duration,
    /// When it ended.
    pub ended: Instant,
    /// Why it failed, if it did.
    pub error: Option<Error<E>>,
}

impl<E> Clone for LastDial<E> {
    fn clone(&self) -> Self {
        Self {
            phases: Arc::clone(&self.phases),
            took: self.took,
            ended: self.ended,
            error: self.error.clone(),
        }
    }
}

/// The past of the keys.
pub(crate) struct History<M: ManageConnection> {
    keys: HashMap<M::Key, Past<M::Error>>,
    writes: u64,
}

struct Past<E> {
    written: u64,
    dial: Option<LastDial<E>>,
    error: Option<(Arc<str>, Instant)>,
}

impl<M: ManageConnection> History<M> {
    pub(crate) fn new() -> Self {
        Self {
            keys: HashMap::new(),
            writes: 0,
        }
    }

    pub(crate) fn last_dial(&self, key: &M::Key) -> Option<LastDial<M::Error>> {
        self.keys.get(key)?.dial.clone()
    }

    pub(crate) fn last_error(&self, key: &M::Key) -> Option<LastError> {
        let (text, at) = self.keys.get(key)?.error.as_ref()?;
        Some(LastError {
            text: Arc::clone(text),
            age: at.elapsed(),
        })
    }

    /// Remembers a dial that ended.
    pub(crate) fn record_dial(&mut self, key: &M::Key, dial: LastDial<M::Error>) {
        if let Some(error) = &dial.error {
            self.record_error(key, chain(error).into());
        }
        self.past(key).dial = Some(dial);
    }

    /// Remembers a trouble with a connection.
    pub(crate) fn record_error(&mut self, key: &M::Key, text: Arc<str>) {
        self.past(key).error = Some((text, Instant::now()));
    }

    fn past(&mut self, key: &M::Key) -> &mut Past<M::Error> {
        if self.keys.len() >= MAX_KEYS && !self.keys.contains_key(key) {
            let oldest = self.keys.iter().min_by_key(|(_, past)| past.written);
            if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                self.keys.remove(&oldest);
            }
        }
        self.writes += 1;
        let past = self.keys.entry(key.clone()).or_insert(Past {
            written: 0,
            dial: None,
            error: None,
        });
        past.written = self.writes;
        past
    }
}

/// The error and its causes, joined by `": "`.
fn chain(error: &dyn error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
