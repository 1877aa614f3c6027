//! The façade: what it holds, and how it comes to a connection and leaves it.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use tokio::sync::broadcast::{self, error::RecvError};
use tokio_util::task::AbortOnDropHandle;

use crate::{
    AppEvent, AppState, Cache, ConnectionMode, ConnectionStatus, Environment, IpcError, MoveNodes,
    Paths, SaveSettings, SettingsView,
    clock::now_ms,
    connection::Connection,
    panel::Panels,
    settings::{self, Destination, SettingsStore},
    state::State,
};

/// Between two lists while the platform answers; the platform's own canvas does the same.
const REFRESH_INTERVAL: Duration = Duration::from_secs(30);
/// Between two tries while it does not.
const RETRY_INTERVAL: Duration = Duration::from_secs(5);

/// What the app does. Cheap to clone; the last clone that is dropped closes everything.
#[derive(Clone)]
pub struct Backend(Arc<Inner>);

struct Inner {
    settings: SettingsStore,
    cache: Arc<dyn Cache>,
    state: State,
    panels: Panels,
    started_ms: u64,
    /// Held for a clone or a swap only.
    connected: Mutex<Connected>,
}

#[derive(Default)]
struct Connected {
    connection: Option<Arc<Connection>>,
    /// Lists again and again; ends when it is replaced.
    refresher: Option<AbortOnDropHandle<()>>,
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backend")
            .field("settings", &self.0.settings)
            .finish_non_exhaustive()
    }
}

impl Backend {
    /// A backend that is not connected yet. Reads the settings file; asks nobody.
    pub fn new(paths: Paths, environment: Environment, cache: Arc<dyn Cache>) -> Self {
        Self(Arc::new(Inner {
            settings: SettingsStore::load(paths, environment),
            cache,
            state: State::default(),
            panels: Panels::default(),
            started_ms: now_ms(),
            connected: Mutex::default(),
        }))
    }

    /// Connects to the platform of the settings, if one is set, without asking it anything.
    ///
    /// # Errors
    ///
    /// `invalid_input` for a setting that cannot be used; nothing is connected then.
    pub async fn connect(&self) -> Result<(), IpcError> {
        match self.0.settings.destination() {
            Ok(Some(destination)) => {
                self.connect_to(ConnectionMode::Platform, &destination, None)
                    .await
            }
            Ok(None) => {
                self.disconnect(None).await;
                Ok(())
            }
            Err(error) => {
                self.disconnect(Some(error.clone())).await;
                Err(error)
            }
        }
    }

    /// Connects to a demo platform that `environment` describes whole. `notice` is shown to the user.
    ///
    /// # Errors
    ///
    /// As [`Backend::connect`].
    pub async fn connect_demo(
        &self,
        environment: Environment,
        known_hosts: std::path::PathBuf,
        notice: Option<String>,
    ) -> Result<(), IpcError> {
        let destination = settings::given(environment, known_hosts)?;
        self.connect_to(ConnectionMode::Demo, &destination, notice)
            .await
    }

    /// Loads credentials, the list and the places of its instances, so that the first panel does not pay for them. Opens no
    /// tunnel.
    ///
    /// # Errors
    ///
    /// The platform's, then AWS's; what could be loaded is loaded.
    pub async fn preload(&self) -> Result<(), IpcError> {
        self.refresh().await?;
        self.preload_instances().await
    }

    /// Starts to list again and again: at once, then every 30 s, and every 5 s while the platform does not answer. Ends with the
    /// connection.
    pub fn keep_fresh(&self) {
        let backend = Arc::downgrade(&self.0);
        let refresher = AbortOnDropHandle::new(tokio::spawn(keep_fresh(backend)));
        self.connected().refresher = Some(refresher);
    }

    /// The state now and every change from here on.
    pub fn subscribe(&self) -> Subscription {
        Subscription {
            receiver: self.state().subscribe(),
            backend: self.clone(),
            is_behind: true,
        }
    }

    /// Keeps node positions locally.
    ///
    /// # Errors
    ///
    /// `invalid_input` when nothing is connected.
    pub fn move_nodes(&self, args: MoveNodes) -> Result<(), IpcError> {
        let connection = self.connection()?;
        let layout = {
            let mut shown = self.state().shown();
            shown.layout.extend(args.positions);
            shown.layout.clone()
        };
        connection.store.set_layout(&layout);
        Ok(())
    }

    /// The settings in force.
    pub fn read_settings(&self) -> SettingsView {
        self.0.settings.view()
    }

    /// Checks and keeps settings, and connects with them, unless the demo is on.
    ///
    /// # Errors
    ///
    /// `invalid_input`; nothing changes then.
    pub async fn save_settings(&self, args: SaveSettings) -> Result<SettingsView, IpcError> {
        self.0.settings.save(args)?;
        let settings = self.read_settings();
        self.state().announce(AppEvent::Settings {
            settings: settings.clone(),
        });
        if self.state().shown().connection.mode != ConnectionMode::Demo {
            self.connect().await?;
            self.keep_fresh();
        }
        Ok(settings)
    }

    /// Tunnel set-ups since the connection was made.
    pub fn setups(&self) -> u64 {
        self.connection()
            .ok()
            .and_then(|connection| Some(connection.aws().ok()?.setups()))
            .unwrap_or(0)
    }

    /// Ends all work, closes every session and puts the cache on the disk.
    pub async fn close(&self) {
        self.replace(None).await;
        self.0.cache.flush();
    }

    pub(crate) fn connection(&self) -> Result<Arc<Connection>, IpcError> {
        self.connected().connection.clone().ok_or_else(|| {
            self.state()
                .shown()
                .connection
                .error
                .clone()
                .unwrap_or_else(IpcError::not_connected)
        })
    }

    pub(crate) fn state(&self) -> &State {
        &self.0.state
    }

    pub(crate) fn panels(&self) -> &Panels {
        &self.0.panels
    }

    pub(crate) fn started_ms(&self) -> u64 {
        self.0.started_ms
    }

    async fn connect_to(
        &self,
        mode: ConnectionMode,
        destination: &Destination,
        notice: Option<String>,
    ) -> Result<(), IpcError> {
        let opened = Connection::open(mode, destination, self.0.cache.clone()).await;
        let connection = match opened {
            Ok(connection) => Arc::new(connection),
            Err(error) => {
                self.disconnect(Some(error.clone())).await;
                return Err(error);
            }
        };
        self.replace(Some(connection.clone())).await;
        self.show_stored(&connection);
        self.state().set_connection(|shown| {
            *shown = crate::Connection {
                mode,
                status: ConnectionStatus::Connecting,
                platform_url: Some(destination.platform_url.to_string()),
                error: None,
                notice,
            };
        });
        self.announce_snapshot();
        Ok(())
    }

    async fn disconnect(&self, error: Option<IpcError>) {
        self.replace(None).await;
        {
            let mut shown = self.state().shown();
            shown.list = None;
            shown.layout.clear();
            shown.connection = crate::Connection {
                error,
                ..crate::Connection::none()
            };
        }
        self.announce_snapshot();
    }

    /// Swaps the connection and closes the old one's sessions.
    async fn replace(&self, connection: Option<Arc<Connection>>) {
        self.panels().clear();
        let old = {
            let mut connected = self.connected();
            connected.refresher = None;
            std::mem::replace(&mut connected.connection, connection)
        };
        if let Some(Ok(aws)) = old.as_ref().map(|old| old.aws()) {
            aws.close().await;
        }
    }

    async fn preload_instances(&self) -> Result<(), IpcError> {
        let connection = self.connection()?;
        let instances: Vec<_> = {
            let shown = self.state().shown();
            let rows = shown.list.iter().flat_map(|list| &list.workspaces);
            rows.filter_map(|row| row.instance_id.as_deref()?.parse().ok())
                .collect()
        };
        connection.aws()?.preload(&instances).await
    }

    fn announce_snapshot(&self) {
        self.state().announce(AppEvent::Snapshot {
            state: self.app_state(),
        });
    }

    fn app_state(&self) -> AppState {
        let settings = self.read_settings();
        let shown = self.state().shown();
        AppState {
            connection: shown.connection.clone(),
            workspaces: shown.list.clone(),
            layout: shown.layout.clone(),
            settings,
        }
    }

    fn connected(&self) -> std::sync::MutexGuard<'_, Connected> {
        self.0
            .connected
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

async fn keep_fresh(backend: Weak<Inner>) {
    let mut is_first = true;
    loop {
        let pause = {
            let Some(inner) = backend.upgrade() else {
                return;
            };
            let backend = Backend(inner);
            let listed = backend.refresh().await;
            if is_first && listed.is_ok() {
                is_first = false;
                if let Err(error) = backend.preload_instances().await {
                    tracing::info!("instances could not be looked up ahead: {error}");
                }
            }
            if listed.is_ok() {
                REFRESH_INTERVAL
            } else {
                RETRY_INTERVAL
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// The events of one listener: a snapshot first, then changes; after a lag, a new snapshot.
#[derive(Debug)]
pub struct Subscription {
    backend: Backend,
    receiver: broadcast::Receiver<AppEvent>,
    is_behind: bool,
}

impl Subscription {
    /// The next event; `None` when the backend is gone.
    ///
    /// # Cancel safety
    ///
    /// No event is lost when the future is dropped.
    pub async fn next(&mut self) -> Option<AppEvent> {
        if !self.is_behind {
            match self.receiver.recv().await {
                Ok(event) => return Some(event),
                Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
        self.is_behind = false;
        self.receiver = self.backend.state().subscribe();
        Some(AppEvent::Snapshot {
            state: self.backend.app_state(),
        })
    }
}
