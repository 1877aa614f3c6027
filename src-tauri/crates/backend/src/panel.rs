//! Opening a panel: five legs at once, each settling alone; before them, without a network, what was seen last.

mod place;
mod stored;

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use futures_util::future::{BoxFuture, join, join_all};
use remote::ListOptions;
use tokio::{sync::watch, time::Instant};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Backend, ClosePanel, ErrorCode, IpcError, Leg, OpenPanel, Outcome, PanelEvent, WorkspaceId,
    clock::now_ms,
    connection::Connection,
    files::{CONFIG_FILE, Opened, Site, in_order, to_content, to_listing},
    last_seen::{self, Kept},
};

/// The openings at work, so that a newer one ends an older.
#[derive(Debug, Default)]
pub(crate) struct Panels {
    /// Held for one look or change only.
    open: Mutex<HashMap<WorkspaceId, Generation>>,
}

/// The openings of one generation of a panel.
#[derive(Debug, Clone)]
struct Generation {
    number: u64,
    /// Ends them.
    token: CancellationToken,
    /// Who is at work.
    work: TaskTracker,
    /// The generation before, which may be at work still: its requests must have ended, or this one would share them.
    before: Option<TaskTracker>,
}

impl Generation {
    fn new(number: u64, before: Option<TaskTracker>) -> Self {
        Self {
            number,
            token: CancellationToken::new(),
            work: TaskTracker::new(),
            before,
        }
    }

    /// Ends the work; it is over when what is answered says so.
    fn end(&self) -> TaskTracker {
        self.token.cancel();
        self.work.close();
        self.work.clone()
    }
}

impl Panels {
    /// Ends older generations of the workspace and joins this one; `None` when a newer one is at work.
    fn enter(&self, workspace: WorkspaceId, number: u64) -> Option<Generation> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let current = open
            .entry(workspace)
            .or_insert_with(|| Generation::new(number, None));
        if number < current.number {
            return None;
        }
        if number > current.number || current.token.is_cancelled() {
            let before = current.end();
            *current = Generation::new(number, Some(before));
        }
        Some(current.clone())
    }

    /// Ends the panel, unless a newer generation is at work; whether it was there.
    fn leave(&self, workspace: WorkspaceId, number: u64) -> bool {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let ours = open
            .get(&workspace)
            .filter(|current| current.number <= number && !current.token.is_cancelled());
        ours.map(Generation::end).is_some()
    }

    /// Ends everything, for another connection.
    pub(crate) fn clear(&self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        for (_, generation) in open.drain() {
            generation.end();
        }
    }
}

impl Backend {
    /// Loads the legs of a panel at the same time; `sink` gets each as soon as it settles, and before that, at once, what was seen of
    /// it last. Resolves after the last one.
    ///
    /// # Errors
    ///
    /// `invalid_input` when no platform is set, `cancelled` when the panel was closed or a newer generation was opened. A leg that
    /// fails is not an error: it is an event.
    pub async fn open_panel(
        &self,
        args: OpenPanel,
        sink: impl Fn(PanelEvent) + Send + Sync,
    ) -> Result<(), IpcError> {
        let cancelled =
            || IpcError::new(ErrorCode::Cancelled, "the panel was closed or opened again");
        let connection = self.connection()?;
        let entered = self.panels().enter(args.workspace_id, args.generation);
        let generation = entered.ok_or_else(cancelled)?;
        let _at_work = generation.work.token();
        let opening = Opening {
            backend: self,
            connection: &connection,
            workspace: args.workspace_id,
            generation: args.generation,
            started: Instant::now(),
            sink: &sink,
            has_row_leg: args.legs.contains(&Leg::Workspace),
            closed: generation.token.clone(),
            row: watch::channel(None).0,
        };
        opening.show_stored(&args.legs);
        let run = async {
            if let Some(before) = &generation.before {
                before.wait().await;
            }
            opening.run(&args.legs).await;
        };
        tokio::select! {
            // A panel that is closed before it has begun begins nothing.
            biased;
            () = generation.token.cancelled() => Err(cancelled()),
            () = run => Ok(()),
        }
    }

    /// Stops the work of a panel.
    pub fn close_panel(&self, args: &ClosePanel) {
        if self.panels().leave(args.workspace_id, args.generation) {
            self.interests().release(args.workspace_id);
        }
    }
}

/// One opening at work. Dropping its future stops every leg.
struct Opening<'a> {
    backend: &'a Backend,
    connection: &'a Connection,
    workspace: WorkspaceId,
    generation: u64,
    started: Instant,
    sink: &'a (dyn Fn(PanelEvent) + Send + Sync),
    has_row_leg: bool,
    /// Cancelled when the panel is closed, or opened again.
    closed: CancellationToken,
    /// The row leg's answer, for the legs that need the instance and do not know it yet.
    row: watch::Sender<Option<Result<crate::Workspace, IpcError>>>,
}

impl Opening<'_> {
    async fn run(&self, legs: &[Leg]) {
        let has = |leg| legs.contains(&leg);
        let mut work: Vec<BoxFuture<'_, ()>> = Vec::new();
        if has(Leg::Workspace) {
            work.push(Box::pin(self.workspace_leg()));
        }
        if has(Leg::Model) {
            work.push(Box::pin(self.model_leg()));
        }
        if has(Leg::Provider) {
            work.push(Box::pin(self.provider_leg()));
        }
        if has(Leg::Config) || has(Leg::Files) {
            work.push(Box::pin(self.file_legs(has(Leg::Config), has(Leg::Files))));
        }
        join_all(work).await;
    }

    async fn workspace_leg(&self) {
        let row = self
            .backend
            .read_row(self.connection, &self.workspace)
            .await;
        self.row.send_replace(Some(row.clone()));
        let outcome = self.outcome(row.map(Some));
        (self.sink)(PanelEvent::Workspace {
            generation: self.generation,
            outcome,
        });
    }

    async fn model_leg(&self) {
        let answer = self.connection.client.model(&self.workspace).await;
        let model = answer.map(|answer| crate::Model {
            model: answer.model,
            source: answer.source,
        });
        let model = self.backend.heard(self.connection, model);
        if let Ok(model) = &model {
            self.keep(|store, id| last_seen::keep_model(store, id, model, now_ms()));
        }
        let outcome = self.outcome(model.map(Some));
        (self.sink)(PanelEvent::Model {
            generation: self.generation,
            outcome,
        });
    }

    async fn provider_leg(&self) {
        let answer = self.connection.client.provider(&self.workspace).await;
        let provider = answer.map(|answer| {
            answer.map(|answer| crate::Provider {
                provider: answer.provider,
                source: answer.source,
            })
        });
        let provider = self.backend.heard(self.connection, provider);
        if let Ok(provider) = &provider {
            self.keep(|store, id| last_seen::keep_provider(store, id, provider.as_ref(), now_ms()));
        }
        let outcome = self.outcome(provider);
        (self.sink)(PanelEvent::Provider {
            generation: self.generation,
            outcome,
        });
    }

    /// config.yaml and the listing share one session and one look for the base folder.
    async fn file_legs(&self, wants_config: bool, wants_files: bool) {
        match self.open_site().await {
            Ok((site, opened)) => {
                let config = async {
                    if wants_config {
                        self.config(&site, &opened).await;
                    }
                };
                let files = async {
                    if wants_files {
                        self.files(&site, &opened).await;
                    }
                };
                join(config, files).await;
            }
            Err(error) => {
                if wants_config {
                    self.send_config(Err(error.clone()));
                }
                if wants_files {
                    self.send_files(Err(error));
                }
            }
        }
    }

    async fn config(&self, site: &Site, opened: &Opened) {
        let content = self.reading((site, opened), |files, base| {
            Box::pin(async move {
                let path = base.join(CONFIG_FILE)?;
                let content = files.read(&path).await?;
                Ok(to_content(&path, content))
            })
        });
        let content = content.await.map(|(site, content)| content.on(&site));
        if let Ok(content) = &content {
            self.keep(|store, id| last_seen::keep_config(store, id, content, now_ms()));
        }
        self.send_config(content);
    }

    async fn files(&self, site: &Site, opened: &Opened) {
        let listing = self.reading((site, opened), |files, base| {
            Box::pin(async move {
                let listing = files
                    .list(&base, ListOptions::default(), &mut |_| {})
                    .await?;
                let entries = in_order(&listing);
                Ok(to_listing(listing, &base, entries))
            })
        });
        let listing = listing.await.map(|(_, listing)| listing);
        if let Err(IpcError {
            code: ErrorCode::NotFound,
            ..
        }) = &listing
        {
            // The folder that was remembered is gone: look for another one next time.
            self.connection
                .store
                .set_base(&self.workspace.to_string(), None);
        }
        if let Ok(listing) = &listing {
            let kept = Kept::new(listing, false, now_ms());
            self.keep(|store, id| self.backend.folders().keep(store, id, kept));
        }
        self.send_files(listing);
    }

    fn send_config(&self, content: Result<crate::FileContent, IpcError>) {
        let outcome = self.outcome(content.map(Some));
        (self.sink)(PanelEvent::Config {
            generation: self.generation,
            outcome,
        });
    }

    fn send_files(&self, listing: Result<crate::Listing, IpcError>) {
        let outcome = self.outcome(listing.map(Some));
        (self.sink)(PanelEvent::Files {
            generation: self.generation,
            outcome,
        });
    }

    fn outcome<T>(&self, settled: Result<Option<T>, IpcError>) -> Outcome<T> {
        let ms = self.started.elapsed().as_secs_f64() * 1_000.0;
        match settled {
            Ok(Some(value)) => Outcome::Ok {
                value,
                ms,
                fetched_ms: now_ms(),
            },
            Ok(None) => Outcome::NotOffered { ms },
            Err(error) => {
                tracing::info!(workspace = %self.workspace, code = ?error.code, "a leg failed: {error}");
                Outcome::Failed { error, ms }
            }
        }
    }
}
