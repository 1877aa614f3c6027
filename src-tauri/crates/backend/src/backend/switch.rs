//! How the backend comes to a connection, changes it, and leaves it.

use std::sync::Arc;

use tokio_util::task::AbortOnDropHandle;

use crate::{
    Backend, ConnectionMode, ConnectionStatus, Environment, EventsStatus, IpcError, cache_commands,
    connection::Connection,
    fleet::Fleet,
    freshness,
    settings::{self, Destination},
    wake, way,
};

impl Backend {
    /// Connects to the platform of the settings, if one is set, without asking it anything. The keychain is asked for the token, and
    /// has five seconds.
    ///
    /// # Errors
    ///
    /// `invalid_input` for a setting that cannot be used; nothing is connected then.
    pub async fn connect(&self) -> Result<(), IpcError> {
        let _one_at_a_time = self.0.switching.acquire().await;
        self.shelves().migrate();
        self.0.settings.load_token().await;
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
        let _one_at_a_time = self.0.switching.acquire().await;
        self.shelves().migrate();
        self.connect_to(ConnectionMode::Demo, &destination, notice)
            .await
    }

    /// Puts the cache on the disk, ends all work and closes every session.
    pub async fn close(&self) {
        self.keep_rows();
        self.flush_cache().await;
        self.replace(None).await;
    }

    async fn connect_to(
        &self,
        mode: ConnectionMode,
        destination: &Destination,
        notice: Option<String>,
    ) -> Result<(), IpcError> {
        let connection = match Connection::open(mode, destination, self.shelves()) {
            Ok(connection) => Arc::new(connection),
            Err(error) => {
                self.disconnect(Some(error.clone())).await;
                return Err(error);
            }
        };
        self.replace(Some((connection.clone(), destination))).await;
        self.show_stored(
            &connection,
            crate::Connection {
                mode,
                status: ConnectionStatus::Connecting,
                platform_url: Some(destination.platform_url.to_string()),
                error: None,
                answered_ms: None,
                events: EventsStatus::Reconnecting,
                notice,
            },
        );
        self.announce_snapshot();
        Ok(())
    }

    async fn disconnect(&self, error: Option<IpcError>) {
        self.replace(None).await;
        {
            let mut shown = self.state().shown();
            shown.fleet = Fleet::default();
            shown.layout.clear();
            shown.connection = crate::Connection {
                error,
                ..crate::Connection::none()
            };
        }
        self.announce_snapshot();
    }

    /// Swaps the connection and closes the old one's sessions.
    async fn replace(&self, new: Option<(Arc<Connection>, &Destination)>) {
        // What events have changed since it was written last.
        self.keep_rows();
        self.panels().clear();
        self.searches().clear();
        self.interests().clear();
        self.warm_ups().clear();
        // Before the sessions: what they have left on the instance is removed over them.
        self.transfers().clear().await;
        self.state().set_transfers(Vec::new());
        let watchers = new
            .as_ref()
            .map(|(connection, destination)| self.watchers(connection, destination))
            .unwrap_or_default();
        let old = {
            let mut connected = self.connected();
            connected.refresher = None;
            connected.follower = None;
            connected.pulse = None;
            connected.watchers = watchers;
            std::mem::replace(
                &mut connected.connection,
                new.map(|(connection, _)| connection),
            )
        };
        self.state().set_tunnels(|_| Vec::new());
        let Some(old) = old else {
            return;
        };
        // Nobody sets it up any more.
        old.set_aws(Err(IpcError::replaced()));
        if let Some(aws) = old.aws_now() {
            // Nobody can renew the credentials of a connection that is gone.
            aws.renewal().stop();
            aws.close().await;
        }
    }

    fn watchers(
        &self,
        connection: &Arc<Connection>,
        destination: &Destination,
    ) -> Vec<AbortOnDropHandle<()>> {
        let backend = || Arc::downgrade(&self.0);
        let telling = cache_commands::tell(backend(), self.shelves().cache().notices());
        let changes = freshness::tell(backend(), self.state().changed().clone());
        let (connection, destination) = (Arc::downgrade(connection), destination.clone());
        vec![
            AbortOnDropHandle::new(tokio::spawn(wake::watch(backend()))),
            AbortOnDropHandle::new(tokio::spawn(telling)),
            AbortOnDropHandle::new(tokio::spawn(changes)),
            AbortOnDropHandle::new(tokio::spawn(way::keep(backend(), connection, destination))),
        ]
    }
}
