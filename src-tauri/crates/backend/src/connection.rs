//! What a destination leads to: the control plane, AWS and the store of that platform.

use std::sync::Arc;

use tokio::sync::SetOnce;

use crate::{
    ConnectionMode, IpcError, aws::Aws, freshness::Asking, lifecycle::Templates,
    settings::Destination, store::Shelves, store::Store, tls, tls::Protocols,
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
    /// For AWS, as for the platform.
    pub(crate) tls: Arc<rustls::ClientConfig>,
    pub(crate) http: reqwest::Client,
    /// AWS fails by itself: canvas and cards go on without it. It comes later than the rest: the standard chain may ask the network
    /// for the region alone, and wait for seconds where there is none.
    aws: SetOnce<Result<Aws, IpcError>>,
    pub(crate) store: Store,
    /// What the platform's templates were last.
    pub(crate) templates: Templates,
    /// The tag of instances that names their workspace; none looks for it.
    pub(crate) instance_tag: Option<String>,
}

impl Connection {
    /// Sets everything up but AWS, which is [told](Self::set_aws) when it is there. Asks nobody.
    pub(crate) fn open(
        mode: ConnectionMode,
        destination: &Destination,
        shelves: &Shelves,
    ) -> Result<Self, IpcError> {
        let tls = tls::client_config(destination.way.extra_ca_pem.as_deref())?;
        let proxy = destination.way.environment.proxy();
        let http = tls::http_client(&tls, &proxy, Protocols::Any)?;
        let event_http = tls::http_client(&tls, &proxy, Protocols::Http1)?;
        let client = control_plane::Client::new(
            http.clone(),
            destination.platform_url.clone(),
            destination.org_id.clone(),
            destination.token.clone(),
        );
        Ok(Self {
            client,
            event_http,
            event_origin: destination.event_origin.clone(),
            asking: Asking::default(),
            tls,
            http,
            aws: SetOnce::new(),
            store: Store::new(shelves, scope(mode, destination)),
            templates: Templates::default(),
            instance_tag: destination.instance_tag.clone(),
        })
    }

    /// AWS, once it is set up.
    ///
    /// # Errors
    ///
    /// Why it could not be.
    pub(crate) async fn aws(&self) -> Result<&Aws, IpcError> {
        self.aws.wait().await.as_ref().map_err(Clone::clone)
    }

    /// AWS, where it is set up already.
    pub(crate) fn aws_now(&self) -> Option<&Aws> {
        self.aws.get()?.as_ref().ok()
    }

    /// What AWS has become; the first one stays. All who wait for it go on.
    pub(crate) fn set_aws(&self, aws: Result<Aws, IpcError>) {
        // A connection that was replaced while AWS was set up has its answer already.
        self.aws.set(aws).ok();
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
