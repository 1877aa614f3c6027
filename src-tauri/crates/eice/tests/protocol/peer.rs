//! An endpoint on loopback, one step at a time, and the client that dials it.

use std::{sync::Arc, time::Duration};

use eice::{
    AwsSettings, Client, Error, GivenEndpoint, InstanceId, Place, ProxySettings, StaticCredentials,
    Tunnel,
};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_tungstenite::{WebSocketStream, accept_async_with_config};
use tungstenite::protocol::WebSocketConfig;

/// A listener with a certificate for `localhost`.
pub(crate) struct Peer {
    listener: TcpListener,
    acceptor: TlsAcceptor,
    trust: Arc<ClientConfig>,
}

impl Peer {
    pub(crate) async fn start() -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let certificate = made.cert.der().clone();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let server = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key)
            .unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(certificate).unwrap();
        let trust = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self {
            listener: TcpListener::bind(("127.0.0.1", 0)).await.unwrap(),
            acceptor: TlsAcceptor::from(Arc::new(server)),
            trust: Arc::new(trust),
        }
    }

    /// Another listener with the same certificate.
    pub(crate) async fn beside(&self) -> Self {
        Self {
            listener: TcpListener::bind(("127.0.0.1", 0)).await.unwrap(),
            acceptor: self.acceptor.clone(),
            trust: Arc::clone(&self.trust),
        }
    }

    /// As an endpoint's DNS name: with the port.
    pub(crate) fn name(&self) -> String {
        format!("localhost:{}", self.listener.local_addr().unwrap().port())
    }

    pub(crate) async fn accept(&self) -> TcpStream {
        let (socket, _) = self.listener.accept().await.unwrap();
        socket.set_nodelay(true).unwrap();
        socket
    }

    pub(crate) async fn accept_tls(&self) -> TlsStream<TcpStream> {
        let socket = self.accept().await;
        self.secure(socket).await
    }

    pub(crate) async fn secure(&self, socket: TcpStream) -> TlsStream<TcpStream> {
        self.acceptor.accept(socket).await.unwrap()
    }

    pub(crate) async fn accept_websocket(&self) -> WebSocketStream<TlsStream<TcpStream>> {
        websocket(self.accept_tls().await).await
    }

    /// What dials this peer, and nothing else.
    pub(crate) async fn client(&self, proxy: ProxySettings) -> Dialler {
        let client = self.load(proxy, "http://127.0.0.1:1/").await;
        let place = client.locate(&instance()).await.unwrap();
        Dialler { client, place }
    }

    /// A client whose AWS is at `url`.
    pub(crate) async fn client_of_aws(&self, url: &str) -> Client {
        self.load(ProxySettings::default(), url).await
    }

    async fn load(&self, proxy: ProxySettings, aws_url: &str) -> Client {
        self.try_load(proxy, aws_url).await.unwrap()
    }

    pub(crate) async fn try_load(
        &self,
        proxy: ProxySettings,
        aws_url: &str,
    ) -> Result<Client, Error> {
        let settings = AwsSettings {
            region: Some("us-east-2".to_owned()),
            profile: None,
            credentials: Some(StaticCredentials {
                access_key_id: "AKIDEXAMPLE".to_owned(),
                secret_access_key: "secret-key".to_owned(),
                session_token: None,
                end: None,
            }),
            ec2_url: Some(aws_url.parse().unwrap()),
            sts_url: Some(aws_url.parse().unwrap()),
            endpoint: Some(GivenEndpoint {
                id: "eice-123".to_owned(),
                dns_name: self.name(),
            }),
            addresses: [(instance(), "10.1.2.3".parse().unwrap())].into(),
            instance_connect_url: Some(aws_url.parse().unwrap()),
            extra_ca_pem: None,
            tls: Arc::clone(&self.trust),
            proxy,
            http: reqwest::Client::new(),
        };
        Client::load(settings).await
    }

    /// A tunnel, and the far end of its websocket.
    pub(crate) async fn tunnel(&self) -> (Tunnel, WebSocketStream<TlsStream<TcpStream>>) {
        let dialler = self.client(ProxySettings::default()).await;
        let (tunnel, socket) = tokio::join!(dialler.open(), self.accept_websocket());
        (tunnel.unwrap(), socket)
    }
}

fn instance() -> InstanceId {
    "i-0123456789abcdef0".parse().unwrap()
}

/// A client that knows where to go.
pub(crate) struct Dialler {
    pub(crate) client: Client,
    place: Place,
}

impl Dialler {
    pub(crate) async fn open(&self) -> Result<Tunnel, Error> {
        let duration = Duration::from_mins(5);
        self.client.open_tunnel(&self.place, 22, duration).await
    }

    /// Opens while `peer` does its part, and gives the error that this must end in.
    pub(crate) async fn refused_by(&self, peer: impl Future<Output = ()>) -> Error {
        let ((), opened) = tokio::join!(peer, self.open());
        opened.err().unwrap()
    }
}

/// A proxy as the environment names it.
pub(crate) fn proxy(url: &str) -> ProxySettings {
    ProxySettings::from_env(|name| (name == "https_proxy").then(|| url.to_owned()))
}

pub(crate) async fn websocket<S>(stream: S) -> WebSocketStream<S>
where
    S: AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let eager = WebSocketConfig::default()
        .write_buffer_size(0)
        .max_write_buffer_size(64 << 20);
    accept_async_with_config(stream, Some(eager)).await.unwrap()
}

/// Reads the head of a request or of an answer, up to its empty line.
pub(crate) async fn head(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap()
}

/// Reads a request and answers it, in as many writes as there are `pieces`.
pub(crate) async fn answer(
    stream: &mut (impl AsyncRead + tokio::io::AsyncWrite + Unpin),
    pieces: &[&str],
) -> String {
    let request = head(stream).await;
    for piece in pieces {
        stream.write_all(piece.as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
        tokio::task::yield_now().await;
    }
    request
}
