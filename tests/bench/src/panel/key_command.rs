//! How long sshd's `AuthorizedKeysCommand` runs, and how often.
//!
//! On EC2 that command asks the instance's metadata, in the lab it reads a file; either way its time is the instance's and not the
//! client's. It is watched from outside and not touched: its shell opens the script when it begins, and closes it when it ends. What sshd
//! itself needs to start a process and to wait for it comes on top.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};
use inotify::{EventMask, Inotify, WatchMask};
use tokio::time::Instant;

use crate::stage::Stage;

/// The script on the instance.
const SCRIPT: &str = "/run/lab/granted-keys";

/// Watches until the lab, and so the script, is gone.
pub(crate) struct KeyCommand {
    /// Held for a look or a push.
    runs: Arc<Mutex<Runs>>,
}

/// The runs that were seen.
#[derive(Default)]
pub(crate) struct Runs {
    pub(crate) count: usize,
    /// Milliseconds of those whose beginning and end were seen apart: on a busy machine both may be heard of at once, which says
    /// nothing of the time between.
    pub(crate) took_ms: Vec<f64>,
}

impl KeyCommand {
    /// Watches the command of an instance whose sshd runs already.
    pub(crate) fn watch(stage: &Stage) -> Result<Self> {
        let script = stage.lab.disk(&stage.instance.id, SCRIPT);
        let script = script.context("an instance without a disk")?;
        let inotify = Inotify::init()?;
        let mask = WatchMask::OPEN | WatchMask::CLOSE_NOWRITE;
        inotify.watches().add(script, mask)?;
        let runs = Arc::<Mutex<Runs>>::default();
        let seen = Arc::clone(&runs);
        std::thread::spawn(move || note_runs(inotify, &seen));
        Ok(Self { runs })
    }

    /// The runs since the last call.
    pub(crate) fn take(&self) -> Runs {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *runs)
    }
}

fn note_runs(mut inotify: Inotify, seen: &Mutex<Runs>) {
    let mut buffer = [0; 4096];
    // An end belongs to the newest beginning: two that come at once are told as one, and what then stays over must not be taken for
    // the beginning of every later run.
    let mut begun = Vec::new();
    while let Ok(events) = inotify.read_events_blocking(&mut buffer) {
        let now = Instant::now();
        for event in events {
            if event.mask.contains(EventMask::IGNORED) {
                return;
            }
            if event.mask.contains(EventMask::OPEN) {
                begun.push(now);
            } else if let Some(began) = begun.pop() {
                let mut runs = seen.lock().unwrap_or_else(PoisonError::into_inner);
                runs.count += 1;
                if now > began {
                    runs.took_ms.push((now - began).as_secs_f64() * 1_000.0);
                }
            }
        }
    }
}
