//! What a destination leads to: the control plane, AWS and the store of that platform.

use std::{collections::BTreeMap, net::IpAddr};

use eice::InstanceId;
use tokio::sync::broadcast;

use crate::{
    AppEvent, ConnectionMode, IpcError, aws::Aws, freshness::Asking, lifecycle::Templates,
    settings::Destination, store::Shelves, store::Store, tls,
};

/// A platform that the app is connected to. Replaced as a whole when the settings change.
pub(crate) struct Connection {
    pub(crate) client: control_plane::Client,
    /// For the event socket.
    pub(crate) event_http: reqwest::Client,
    /// What that names as its own, where the server asks for it.
    pub(crate) event_origin: Option<String>,
    /// What the client has been asked and has not answered.
    pub(crate) asking: Asking,
    /// AWS fails by itself: canvas and cards go on without it.
    pub(crate) aws: Result<Aws, IpcError>,
    pub(crate) store: Store,
    /// What the platform's templates were last.
    pub(crate) templates: Templates,
    /// The tag of instances that names their workspace; none looks for it.
    pub(crate) instance_tag: Option<String>,
}

impl Connection {
    /// Sets everything up. Asks no server yet.
    pub(crate) async fn open(
        mode: ConnectionMode,
        destination: &Destination,
        addresses: BTreeMap<InstanceId, IpAddr>,
        events: broadcast::Sender<AppEvent>,
        shelves: &Shelves,
    ) -> Result<Self, IpcError> {
        let tls = tls::client_config(destination.way.extra_ca_pem.as_deref())?;
        let proxy = destination.way.environment.proxy();
        let http = tls::http_client(&tls, &proxy, |builder| builder)?;
        // There is no switch to a websocket in HTTP/2.
        let event_http = tls::http_client(&tls, &proxy, reqwest::ClientBuilder::http1_only)?;
        let client = control_plane::Client::new(
            http.clone(),
            destination.platform_url.clone(),
            destination.org_id.clone(),
            destination.token.clone(),
        );
        let aws = Aws::load(destination, addresses, events, tls, http).await;
        if let Err(error) = &aws {
            tracing::warn!(%error, "AWS is not available");
        }
        Ok(Self {
            client,
            event_http,
            event_origin: destination.event_origin.clone(),
            asking: Asking::default(),
            aws,
            store: Store::new(shelves, scope(mode, destination)),
            templates: Templates::default(),
            instance_tag: destination.instance_tag.clone(),
        })
    }

    pub(crate) fn aws(&self) -> Result<&Aws, IpcError> {
        self.aws.as_ref().map_err(Clone::clone)
    }
}

/// The name that cached values of this platform are kept under. The demo's port differs at every start.
pub(crate) fn scope(mode: ConnectionMode, destination: &Destination) -> String {
    match mode {
        ConnectionMode::Demo => "demo".to_owned(),
        ConnectionMode::None | ConnectionMode::Platform => format!(
            "{}|{}",
            destination.platform_url,
            destination.org_id.as_deref().unwrap_or_default()
        ),
    }
}
