//! The façade: what it holds, and what it does itself.

mod switch;

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use tokio::sync::Semaphore;
use tokio_util::task::AbortOnDropHandle;

use crate::{
    AppEvent, Cache, ConnectionMode, CredentialsProblem, Environment, IpcError, MoveNodes, Paths,
    SaveSettings, SetVisible, SetWorkspace, SettingsView,
    audit::Audit,
    card_keys::CardKeys,
    clock::now_ms,
    connection::Connection,
    drafts::Journal,
    drops::Drops,
    files::Searches,
    freshness::Pulse,
    instances::Choices,
    interest::{Interests, Pause},
    last_seen::Folders,
    lifecycle::Provisioned,
    panel::Panels,
    settings::SettingsStore,
    state::State,
    store::Shelves,
    transfers::Transfers,
    warm_up::WarmUps,
};

/// How long a hidden window keeps the sessions of its panels.
const HIDDEN_LONG: Duration = Duration::from_mins(5);

/// What the app does. Cheap to clone; the last clone that is dropped closes everything.
#[derive(Clone)]
pub struct Backend(Arc<Inner>);

pub(crate) struct Inner {
    paths: Paths,
    settings: SettingsStore,
    shelves: Shelves,
    state: State,
    panels: Panels,
    searches: Searches,
    interests: Interests,
    warm_ups: WarmUps,
    transfers: Transfers,
    choices: Choices,
    card_keys: CardKeys,
    journal: Journal,
    drops: Drops,
    folders: Folders,
    provisioned: Provisioned,
    audit: Audit,
    started_ms: u64,
    /// One switch of the connection at a time.
    switching: Semaphore,
    /// Held for a clone or a swap only.
    connected: Mutex<Connected>,
}

#[derive(Default)]
pub(crate) struct Connected {
    pub(crate) connection: Option<Arc<Connection>>,
    /// Lists again and again; ends when it is replaced.
    pub(crate) refresher: Option<AbortOnDropHandle<()>>,
    /// Follows the platform's events; ends when it is replaced.
    pub(crate) follower: Option<AbortOnDropHandle<()>>,
    /// What those two tell each other.
    pub(crate) pulse: Option<Arc<Pulse>>,
    /// Show the pool, look out for a sleep; end with the connection.
    watchers: Vec<AbortOnDropHandle<()>>,
    /// Ends the interest in sessions when the window has been hidden long enough.
    hiding: Option<AbortOnDropHandle<()>>,
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
        let choices = Choices::load(paths.instances());
        Self(Arc::new(Inner {
            choices,
            card_keys: CardKeys::new(paths.card_keys()),
            journal: Journal::new(paths.drafts()),
            drops: Drops::default(),
            folders: Folders::default(),
            provisioned: Provisioned::default(),
            audit: Audit::new(paths.audit()),
            settings: SettingsStore::load(paths.clone(), environment),
            paths,
            shelves: Shelves::new(cache),
            state: State::default(),
            panels: Panels::default(),
            searches: Searches::default(),
            interests: Interests::default(),
            warm_ups: WarmUps::default(),
            transfers: Transfers::default(),
            started_ms: now_ms(),
            switching: Semaphore::new(1),
            connected: Mutex::default(),
        }))
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
        self.0.settings.save(args.values)?;
        self.0.settings.keep_token(args.token.as_deref()).await;
        let settings = self.announce_settings();
        if self.state().shown().connection.mode != ConnectionMode::Demo {
            self.connect().await?;
            self.keep_fresh();
        }
        Ok(settings)
    }

    /// Keeps what differs for one workspace. Sessions stay; a base folder counts from the next opening on.
    ///
    /// # Errors
    ///
    /// `invalid_input` for a base folder that is not absolute or lies outside of the roots, and while the settings cannot be read;
    /// `internal` when they cannot be written. Nothing changes then.
    pub fn set_workspace(&self, args: SetWorkspace) -> Result<SettingsView, IpcError> {
        self.0.settings.set_workspace(args)?;
        Ok(self.announce_settings())
    }

    fn announce_settings(&self) -> SettingsView {
        let settings = self.read_settings();
        self.state().announce(AppEvent::Settings {
            settings: Box::new(settings.clone()),
        });
        settings
    }

    /// Whether the window can be seen. Sessions of open panels are replaced ahead of their end only while it can, or has been hidden
    /// for less than five minutes.
    pub fn set_visible(&self, args: &SetVisible) {
        let mut connected = self.connected();
        if args.visible {
            connected.hiding = None;
            drop(connected);
            self.interests().resume(Pause::Hidden);
            return;
        }
        let backend = Arc::downgrade(&self.0);
        connected.hiding = Some(AbortOnDropHandle::new(tokio::spawn(async move {
            tokio::time::sleep(HIDDEN_LONG).await;
            if let Some(inner) = backend.upgrade() {
                inner.interests.pause(Pause::Hidden);
            }
        })));
    }

    /// Asks for AWS credentials again; work that waits for them goes on when they are good.
    ///
    /// # Errors
    ///
    /// `credentials_missing`, `credentials_expired`, `unreachable`; the work goes on waiting then.
    pub async fn renew_credentials(&self) -> Result<(), IpcError> {
        let connection = self.connection()?;
        let aws = connection.aws().await?;
        // Also when they are the same: AWS may have been asked too early.
        aws.eice().renew_credentials().await?;
        aws.renewal().renewed();
        Ok(())
    }

    /// Ends the work that waits for credentials, with their error.
    ///
    /// # Errors
    ///
    /// `invalid_input` when nothing is connected.
    pub fn stop_waiting_for_credentials(&self) -> Result<(), IpcError> {
        // What is not set up yet has nothing waiting for it.
        if let Some(aws) = self.connection()?.aws_now() {
            aws.renewal().stop();
        }
        Ok(())
    }

    /// Tunnel set-ups since the connection was made.
    pub fn setups(&self) -> u64 {
        self.connection()
            .ok()
            .and_then(|connection| Some(connection.aws_now()?.setups()))
            .unwrap_or(0)
    }

    pub(crate) fn downgrade(&self) -> Weak<Inner> {
        Arc::downgrade(&self.0)
    }

    pub(crate) fn of(inner: Arc<Inner>) -> Self {
        Self(inner)
    }

    /// Runs `change` if `connection` is still the one in force: an answer that comes late belongs to nobody.
    pub(crate) fn while_current<T>(
        &self,
        connection: &Connection,
        change: impl FnOnce() -> T,
    ) -> Option<T> {
        let connected = self.connected();
        let current = connected.connection.as_deref()?;
        std::ptr::eq(current, connection).then(change)
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

    pub(crate) fn settings(&self) -> &SettingsStore {
        &self.0.settings
    }

    pub(crate) fn panels(&self) -> &Panels {
        &self.0.panels
    }

    pub(crate) fn searches(&self) -> &Searches {
        &self.0.searches
    }

    pub(crate) fn interests(&self) -> &Interests {
        &self.0.interests
    }

    pub(crate) fn warm_ups(&self) -> &WarmUps {
        &self.0.warm_ups
    }

    pub(crate) fn transfers(&self) -> &Transfers {
        &self.0.transfers
    }

    pub(crate) fn paths(&self) -> &Paths {
        &self.0.paths
    }

    pub(crate) fn choices(&self) -> &Choices {
        &self.0.choices
    }

    pub(crate) fn card_keys(&self) -> &CardKeys {
        &self.0.card_keys
    }

    pub(crate) fn journal(&self) -> &Journal {
        &self.0.journal
    }

    pub(crate) fn shelves(&self) -> &Shelves {
        &self.0.shelves
    }

    pub(crate) fn drops(&self) -> &Drops {
        &self.0.drops
    }

    pub(crate) fn folders(&self) -> &Folders {
        &self.0.folders
    }

    pub(crate) fn provisioned(&self) -> &Provisioned {
        &self.0.provisioned
    }

    pub(crate) fn audit(&self) -> &Audit {
        &self.0.audit
    }

    /// What is wrong with the AWS credentials, while work waits for them or after they have ended.
    pub(crate) fn credentials_problem(&self) -> Option<CredentialsProblem> {
        let connection = self.connected().connection.clone()?;
        connection.aws_now()?.renewal().problem()
    }

    pub(crate) fn started_ms(&self) -> u64 {
        self.0.started_ms
    }

    pub(crate) fn connected(&self) -> std::sync::MutexGuard<'_, Connected> {
        self.0
            .connected
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
