//! The app's own openings, in this process.

use std::{
    cell::Cell,
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};
use backend::{Backend, ClosePanel, Leg, Listing, OpenPanel, Outcome, PanelEvent};
use bench::app;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use crate::{contents::Contents, stage::Stage};

/// Long enough that no session ends by itself while it is measured.
const TTL_SECONDS: &str = "3000";
/// TCP's and TLS's, and one to spare.
const CONNECT_ROUND_TRIPS: u32 = 3;
/// What a connection takes besides.
const CONNECTED: Duration = Duration::from_millis(50);

pub(crate) struct Ours<'stage> {
    stage: &'stage Stage,
    pub(crate) backend: Backend,
    generation: Cell<u64>,
    _home: TempDir,
}

/// When each part of one panel was there, in ms since it was asked for.
pub(crate) struct Opening {
    /// The last part that the store had.
    pub(crate) stored_ms: f64,
    legs_ms: BTreeMap<&'static str, f64>,
}

/// The parts that the workspace server answers.
pub(crate) const METADATA: [&str; 3] = ["row", "model", "provider"];
/// The parts that come from the instance.
pub(crate) const FILES: [&str; 2] = ["config.yaml", "folder"];

impl Opening {
    /// When these parts were there.
    pub(crate) fn all_ms(&self, legs: &[&str]) -> f64 {
        let settled = legs.iter().map(|leg| self.legs_ms.get(leg));
        settled.fold(0.0, |latest: f64, leg| {
            leg.map_or(f64::NAN, |ms| latest.max(*ms))
        })
    }

    /// When everything was there.
    pub(crate) fn whole_ms(&self) -> f64 {
        self.all_ms(&METADATA).max(self.all_ms(&FILES))
    }

    pub(crate) fn legs_ms(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let legs = METADATA.into_iter().chain(FILES);
        legs.map(|leg| (leg, self.all_ms(&[leg])))
    }
}

impl<'stage> Ours<'stage> {
    /// Connects, and opens a first panel, so that everything is known that does not change.
    pub(crate) async fn connect(stage: &'stage Stage) -> Result<Self> {
        let home = tempfile::tempdir()?;
        let mut variables = stage.lab.exports();
        variables.push(("EIC_TUNNEL_POOL_TTL", TTL_SECONDS.to_owned()));
        let ours = Self {
            stage,
            backend: app::connected(home.path(), variables).await?,
            generation: Cell::new(0),
            _home: home,
        };
        ours.open().await?;
        Ok(ours)
    }

    /// Gets ready for another round trip time: look-ups are fresh, and the connections have been used.
    pub(crate) async fn prepare(&self) -> Result<()> {
        self.backend.preload().await?;
        self.end().await?;
        self.open().await?;
        Ok(())
    }

    /// Openings without a session, and without any connection to the endpoint.
    pub(crate) async fn cold(&self, runs: usize) -> Result<Vec<Opening>> {
        let mut openings = Vec::with_capacity(runs);
        for _ in 0..runs {
            self.end().await?;
            openings.push(self.open().await?);
        }
        Ok(openings)
    }

    /// The same by somebody whose pointer is among the workspaces: the app has connected to the endpoint, and no more.
    pub(crate) async fn cold_at_hand(&self, runs: usize, rtt: Duration) -> Result<Vec<Opening>> {
        let mut openings = Vec::with_capacity(runs);
        for _ in 0..runs {
            self.end().await?;
            self.backend.preconnect();
            sleep(CONNECTED + CONNECT_ROUND_TRIPS * rtt).await;
            openings.push(self.open().await?);
        }
        Ok(openings)
    }

    /// Openings with a session, and SFTP open on it.
    pub(crate) async fn warm(&self, runs: usize) -> Result<Vec<Opening>> {
        let logins = self.stage.logins();
        let mut openings = Vec::with_capacity(runs);
        for _ in 0..runs {
            openings.push(self.open().await?);
        }
        ensure!(
            self.stage.logins() == logins,
            "a warm opening has logged in"
        );
        Ok(openings)
    }

    /// Opens the panel once.
    pub(crate) async fn open(&self) -> Result<Opening> {
        self.generation.set(self.generation.get() + 1);
        let args = OpenPanel {
            workspace_id: self.stage.workspace,
            generation: self.generation.get(),
            legs: Leg::ALL.to_vec(),
        };
        let events = Mutex::new(Vec::new());
        let started = Instant::now();
        let opened = self.backend.open_panel(args, |event| {
            let ms = started.elapsed().as_secs_f64() * 1_000.0;
            let mut events = events.lock().unwrap_or_else(PoisonError::into_inner);
            events.push((ms, event));
        });
        opened.await?;
        let events = events.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut contents = Contents::default();
        let mut opening = Opening {
            stored_ms: f64::NAN,
            legs_ms: BTreeMap::new(),
        };
        for (ms, event) in events {
            if event.is_stored() {
                opening.stored_ms = ms;
            } else {
                opening.legs_ms.insert(take(event, &mut contents)?, ms);
            }
        }
        contents.check(&self.stage.expected)?;
        Ok(opening)
    }

    /// Closes the panel and its session.
    pub(crate) async fn end(&self) -> Result<()> {
        self.backend.close_panel(&ClosePanel {
            workspace_id: self.stage.workspace,
            generation: self.generation.get(),
        });
        self.backend.close_all_tunnels().await?;
        self.stage.quiet().await
    }

    pub(crate) async fn close(&self) {
        self.backend.close().await;
    }
}

/// What a leg has brought, and its name.
fn take(event: PanelEvent, contents: &mut Contents) -> Result<&'static str> {
    Ok(match event {
        PanelEvent::Workspace { outcome, .. } => {
            contents.name = value(outcome)?.name;
            "row"
        }
        PanelEvent::Model { outcome, .. } => {
            contents.model = value(outcome)?.model;
            "model"
        }
        PanelEvent::Provider { outcome, .. } => {
            contents.provider = value(outcome)?.provider;
            "provider"
        }
        PanelEvent::Config { outcome, .. } => {
            let text = value(outcome)?.text;
            contents.config = text.context("a config.yaml without a text")?;
            "config.yaml"
        }
        PanelEvent::Files { outcome, .. } => {
            contents.folder = entries(value(outcome)?);
            "folder"
        }
    })
}

fn value<T>(outcome: Outcome<T>) -> Result<T> {
    match outcome {
        Outcome::Ok { value, .. } => Ok(value),
        Outcome::Failed { error, .. } => Err(error.into()),
        Outcome::NotOffered { .. } | Outcome::Stored { .. } => bail!("a leg without a value"),
    }
}

fn entries(listing: Listing) -> BTreeMap<String, Option<u64>> {
    let entries = listing.entries.into_iter().map(|entry| {
        let is_file = entry.kind == backend::EntryKind::File;
        (entry.name, is_file.then_some(entry.size_bytes))
    });
    entries.collect()
}
