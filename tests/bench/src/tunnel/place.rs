//! Where the endpoint is, and the websocket to it.

use std::{sync::Arc, time::SystemTime};

use anyhow::{Context, Result};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_tungstenite::{
    WebSocketStream, client_async, tungstenite::client::IntoClientRequest as _,
};

use crate::sign;

/// An instance behind an endpoint.
#[derive(Clone)]
pub(crate) struct Place {
    endpoint_id: String,
    /// `HOST:PORT`, or a bare host.
    dns_name: String,
    address: String,
    tls: TlsConnector,
}

impl Place {
    /// The instance with this private address, behind the environment's endpoint.
    pub(crate) fn new(address: &str) -> Result<Self> {
        Ok(Self {
            endpoint_id: variable("CAUSEWAY_ENDPOINT_ID")?,
            dns_name: variable("CAUSEWAY_ENDPOINT_DNS_NAME")?,
            address: address.to_owned(),
            tls: TlsConnector::from(Arc::new(tls()?)),
        })
    }

    /// Opens a tunnel to its port 22: TCP, TLS and the upgrade, one after the other.
    pub(crate) async fn open(&self) -> Result<WebSocketStream<TlsStream<TcpStream>>> {
        let (host, port) = match self.dns_name.split_once(':') {
            Some((host, port)) => (host, port.parse()?),
            None => (self.dns_name.as_str(), 443),
        };
        let socket = TcpStream::connect((host, port)).await?;
        socket.set_nodelay(true)?;
        let name = ServerName::try_from(host.to_owned())?;
        let socket = self.tls.connect(name, socket).await?;
        let url = format!(
            "https://{}/openTunnel?instanceConnectEndpointId={}&remotePort=22&privateIpAddress={}",
            self.dns_name, self.endpoint_id, self.address
        );
        let url = sign::presigned(&url, SystemTime::now())?;
        let request = url
            .replacen("https://", "wss://", 1)
            .into_client_request()?;
        Ok(client_async(request, socket).await?.0)
    }
}

/// Trusts the environment's authority.
fn tls() -> Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    let file = variable("CAUSEWAY_EXTRA_CA_FILE")?;
    for certificate in CertificateDer::pem_file_iter(file)? {
        roots.add(certificate?)?;
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

/// A variable of the environment that must be there.
pub(crate) fn variable(name: &str) -> Result<String> {
    std::env::var(name).with_context(|| format!("{name} is not set"))
}
