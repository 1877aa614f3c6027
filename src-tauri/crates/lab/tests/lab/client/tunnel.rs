//! Tunnels, asked for rightly or wrongly.

use std::{sync::Arc, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use lab::Lab;
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message},
};

use super::sign::Signer;

pub(crate) type WebSocket = WebSocketStream<TlsStream<TcpStream>>;

/// The parameters of a tunnel. [`Request::to`] is right; tests then change what they like.
#[derive(Clone)]
pub(crate) struct Request {
    /// One of the endpoint's names.
    pub(crate) host: String,
    pub(crate) parameters: Vec<(&'static str, String)>,
    pub(crate) signer: Signer,
}

/// A tunnel that was not opened.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Request {
    pub(crate) fn to(lab: &Lab, instance: &str) -> Self {
        let address = lab.instance(instance).expect("the instance").private_ip;
        Self {
            host: lab.endpoint_dns_name().to_owned(),
            parameters: vec![
                ("instanceConnectEndpointId", lab.endpoint_id().to_owned()),
                ("remotePort", "22".to_owned()),
                ("privateIpAddress", address.to_string()),
                ("maxTunnelDuration", "300".to_owned()),
            ],
            signer: Signer::of(lab, "ec2-instance-connect"),
        }
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        for (known, known_value) in &mut self.parameters {
            if *known == name {
                value.clone_into(known_value);
            }
        }
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.parameters.retain(|(known, _)| *known != name);
        self
    }

    pub(crate) fn aged(mut self, age: Duration) -> Self {
        self.signer = self.signer.aged(age);
        self
    }

    /// The address, signed.
    pub(crate) fn url(&self) -> String {
        let query = self
            .parameters
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let query: Vec<_> = query.collect();
        let host = &self.host;
        self.signer
            .presign(&format!("https://{host}/openTunnel?{}", query.join("&")))
    }

    pub(crate) async fn open(&self, lab: &Lab) -> Result<WebSocket, Refused> {
        open(lab, &self.url()).await
    }

    pub(crate) async fn refused(&self, lab: &Lab) -> Refused {
        self.open(lab)
            .await
            .map(|_| "a tunnel")
            .expect_err("the endpoint refuses")
    }
}

/// Opens a websocket at an address that was signed before.
pub(crate) async fn open(lab: &Lab, url: &str) -> Result<WebSocket, Refused> {
    let url = url.replacen("https", "wss", 1);
    let host = url.split('/').nth(2).expect("a host").to_owned();
    match client_async(url, connect_tls(lab, &host).await).await {
        Ok((socket, response)) => {
            assert!(
                response.headers().contains_key("x-amzn-requestid"),
                "answers have a request id"
            );
            Ok(socket)
        }
        Err(Error::Http(response)) => {
            assert!(
                response.headers().contains_key("x-amzn-requestid"),
                "so have refusals"
            );
            let body = response.body().clone().unwrap_or_default();
            let body: serde_json::Value = serde_json::from_slice(&body).expect("a JSON body");
            let field = |name: &str| body[name].as_str().expect(name).to_owned();
            Err(Refused {
                status: response.status().as_u16(),
                code: field("ErrorCode"),
                message: field("Message"),
            })
        }
        Err(error) => panic!("neither a tunnel nor a refusal: {error}"),
    }
}

/// A TLS connection to one of the lab's listeners: `localhost:PORT`.
pub(crate) async fn connect_tls(lab: &Lab, host: &str) -> TlsStream<TcpStream> {
    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(lab.ca_file()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let address = host.replace("localhost", "127.0.0.1");
    let socket = TcpStream::connect(address).await.unwrap();
    let name = host.rsplit_once(':').expect("a port").0.to_owned();
    let name = ServerName::try_from(name).unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, socket)
        .await
        .unwrap()
}

/// The tunnel as a stream of bytes. It ends with the websocket.
pub(crate) fn stream(socket: WebSocket) -> DuplexStream {
    let (ours, theirs) = tokio::io::duplex(1 << 20);
    let (mut to_server, mut from_server) = socket.split();
    let (mut reads, mut writes) = tokio::io::split(ours);
    tokio::spawn(async move {
        let inward = async {
            while let Some(Ok(message)) = from_server.next().await {
                if let Message::Binary(bytes) = message {
                    writes.write_all(&bytes).await.unwrap();
                }
            }
        };
        let outward = async {
            let mut buffer = vec![0; 65_000];
            while let Ok(count @ 1..) = reads.read(&mut buffer).await {
                let bytes = buffer.get(..count).unwrap().to_vec();
                if to_server.send(Message::Binary(bytes.into())).await.is_err() {
                    break;
                }
            }
        };
        tokio::select! {
            () = inward => {}
            () = outward => {}
        }
    });
    theirs
}
