//! DNS, TCP and TLS to an endpoint, straight or through a proxy.

use std::sync::Arc;

use bytes::Bytes;
use http::{
    Method, Request, StatusCode,
    header::{HOST, PROXY_AUTHORIZATION, USER_AGENT},
};
use http_body_util::Empty;
use rustls::pki_types::ServerName;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_util::either::Either;

use super::{CONNECT_DEADLINE, Network, PROXY_DEADLINE, exchange::Exchange, within};
use crate::{Error, Phase, connect::upgrade::AGENT, proxy::Proxy};

/// What carries the bytes to the endpoint: a socket, or TLS to a proxy.
pub(crate) type Wire = Either<TcpStream, Box<TlsStream<TcpStream>>>;

/// A TLS connection to the endpoint.
pub(super) async fn dial(dns_name: &str, network: &Network) -> Result<TlsStream<Wire>, Error> {
    let bad_name =
        || Error::InvalidSetting(format!("{dns_name:?} is not the DNS name of an endpoint"));
    let (host, port) = match dns_name.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().map_err(|_| bad_name())?),
        None => (dns_name, 443),
    };
    let name = ServerName::try_from(host.to_owned()).map_err(|_| bad_name())?;
    let tls = || Arc::clone(&network.tls);
    match network.proxy.on_the_way_to(host, port)? {
        None => {
            let straight = async {
                let socket = tcp(Phase::Connect, host, port).await?;
                shake_hands(Phase::Connect, tls(), name, Either::Left(socket)).await
            };
            within(Phase::Connect, CONNECT_DEADLINE, straight).await
        }
        Some(proxy) => {
            let way = through(&proxy, host, port, tls());
            let wire = within(Phase::Proxy, PROXY_DEADLINE, way).await?;
            let secured = shake_hands(Phase::Connect, tls(), name, wire);
            within(Phase::Connect, CONNECT_DEADLINE, secured).await
        }
    }
}

async fn tcp(phase: Phase, host: &str, port: u16) -> Result<TcpStream, Error> {
    let failed = |error| Error::io(phase, error);
    let socket = TcpStream::connect((host, port)).await.map_err(failed)?;
    socket.set_nodelay(true).map_err(failed)?;
    Ok(socket)
}

async fn shake_hands<S: AsyncRead + AsyncWrite + Unpin>(
    phase: Phase,
    tls: Arc<rustls::ClientConfig>,
    name: ServerName<'static>,
    wire: S,
) -> Result<TlsStream<S>, Error> {
    let shaking = TlsConnector::from(tls).connect(name, wire);
    shaking.await.map_err(|error| Error::io(phase, error))
}

/// A way to `host` and `port` that the proxy has opened.
async fn through(
    proxy: &Proxy,
    host: &str,
    port: u16,
    tls: Arc<rustls::ClientConfig>,
) -> Result<Wire, Error> {
    let socket = tcp(Phase::Proxy, &proxy.host, proxy.port).await?;
    let wire = if proxy.is_tls {
        let name = ServerName::try_from(proxy.host.clone())
            .map_err(|error| Error::unreachable(Phase::Proxy, error))?;
        let secured = shake_hands(Phase::Proxy, tls, name, socket).await?;
        Either::Right(Box::new(secured))
    } else {
        Either::Left(socket)
    };
    let request = connect_request(proxy, host, port)
        .map_err(|error| Error::unreachable(Phase::Proxy, error))?;
    let broken = |error| Error::unreachable(Phase::Proxy, error);
    let exchange = Exchange::send(wire, request).await.map_err(broken)?;
    let status = exchange.response.status();
    if !status.is_success() {
        return Err(refused(proxy, host, status));
    }
    let (wire, received) = exchange.upgraded().await.map_err(broken)?;
    if received.is_empty() {
        Ok(wire)
    } else {
        // TLS starts with us: whatever this is, it is not the endpoint's.
        Err(broken("the proxy sent bytes of its own".into()))
    }
}

fn connect_request(
    proxy: &Proxy,
    host: &str,
    port: u16,
) -> Result<Request<Empty<Bytes>>, http::Error> {
    let target = format!("{host}:{port}");
    let mut request = Request::builder()
        .method(Method::CONNECT)
        .uri(target.as_str())
        .header(HOST, &target)
        .header(USER_AGENT, AGENT);
    if let Some(credentials) = &proxy.authorization {
        request = request.header(PROXY_AUTHORIZATION, credentials);
    }
    request.body(Empty::new())
}

fn refused(proxy: &Proxy, host: &str, status: StatusCode) -> Error {
    let problem = match (status, &proxy.authorization) {
        (StatusCode::PROXY_AUTHENTICATION_REQUIRED, None) => {
            "asks for a user and password: put them into HTTPS_PROXY".to_owned()
        }
        (StatusCode::PROXY_AUTHENTICATION_REQUIRED, Some(_)) => {
            "does not accept the user and password in HTTPS_PROXY: correct them".to_owned()
        }
        _ => format!("does not connect to {host}: it answered {status}"),
    };
    Error::Proxy {
        proxy: proxy.to_string(),
        problem,
        status: Some(status.as_u16()),
    }
}
