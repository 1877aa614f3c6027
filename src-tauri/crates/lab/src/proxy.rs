//! An HTTP proxy, as companies put between a desk and AWS: it knows CONNECT and nothing else.
//!
//! It leads to loopback only, wherever a client asks to go: a lab opens no way out of the machine.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
};

use axum::body::Body;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use http::{
    HeaderMap, Method, Request, Response, StatusCode,
    header::{PROXY_AUTHENTICATE, PROXY_AUTHORIZATION},
    uri::Authority,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};

use crate::{cloud::Cloud, error::Error};

/// What a proxy is started with.
#[derive(Clone, Default)]
pub struct ProxyOptions {
    /// The user and the password without which it answers 407. Defaults to none: anybody may pass.
    pub credentials: Option<(String, String)>,
}

impl std::fmt::Debug for ProxyOptions {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("ProxyOptions").finish_non_exhaustive()
    }
}

/// What a proxy does with who connects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProxyMode {
    /// Leads on to the target.
    #[default]
    Forward,
    /// Answers with this status.
    Refuse(u16),
    /// Says nothing until the mode is another.
    Stall,
}

/// A CONNECT that came in, whatever became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connect {
    /// The target, as the client wrote it: `localhost:443`.
    pub authority: String,
    /// Whether credentials came with it, right or wrong.
    pub has_authorization: bool,
}

/// A proxy on a port of 127.0.0.1. It ends with its lab, whatever becomes of this.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// What `Proxy-Authorization` must say.
    expected: Option<String>,
    mode: watch::Sender<ProxyMode>,
    /// Held for lines, never across an await.
    connects: Mutex<Vec<Connect>>,
    cloud: Arc<Cloud>,
}

impl Proxy {
    /// Where it is, without any credentials: `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Sets what it does from now on, also with who is stalled. Defaults to [`ProxyMode::Forward`].
    pub fn set_mode(&self, mode: ProxyMode) {
        self.shared.mode.send_replace(mode);
    }

    /// Every CONNECT so far, in the order in which they came.
    pub fn connects(&self) -> Vec<Connect> {
        self.shared.connects().clone()
    }

    /// See [`crate::Lab::start_proxy`].
    pub(crate) async fn start(cloud: &Arc<Cloud>, options: ProxyOptions) -> Result<Self, Error> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.map_err(Error::Listen)?;
        let address = listener.local_addr().map_err(Error::Listen)?;
        let expected = options.credentials.map(|(user, password)| {
            let pair = STANDARD.encode(format!("{user}:{password}"));
            format!("Basic {pair}")
        });
        let shared = Arc::new(Shared {
            expected,
            mode: watch::Sender::default(),
            connects: Mutex::default(),
            cloud: Arc::clone(cloud),
        });
        cloud.spawn(serve(listener, Arc::clone(&shared)));
        Ok(Self { address, shared })
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((socket, _)) => drop(connections.spawn(connection(socket, Arc::clone(&shared)))),
                Err(error) => return tracing::warn!(%error, "the proxy accepts no more"),
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(socket: TcpStream, shared: Arc<Shared>) {
    let service = service_fn(move |request| {
        let shared = Arc::clone(&shared);
        async move { Ok::<_, std::convert::Infallible>(shared.answer(request).await) }
    });
    let served = http1::Builder::new().serve_connection(TokioIo::new(socket), service);
    if let Err(error) = served.with_upgrades().await {
        tracing::debug!(%error, "a connection to the proxy ended early");
    }
}

impl Shared {
    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        let authority = request.uri().authority().cloned();
        let (&Method::CONNECT, Some(authority)) = (request.method(), authority) else {
            return page(StatusCode::METHOD_NOT_ALLOWED);
        };
        self.connects().push(Connect {
            authority: authority.to_string(),
            has_authorization: request.headers().contains_key(PROXY_AUTHORIZATION),
        });
        let mut mode = self.mode.subscribe();
        // The sender lives as long as `self`, so waiting cannot fail.
        let settled = mode.wait_for(|mode| *mode != ProxyMode::Stall).await;
        let settled = settled.map(|mode| *mode);
        if let Ok(ProxyMode::Refuse(status)) = settled {
            return page(StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN));
        }
        if !self.lets_through(request.headers()) {
            let mut refused = page(StatusCode::PROXY_AUTHENTICATION_REQUIRED);
            let challenge = http::HeaderValue::from_static("Basic realm=\"lab\"");
            refused.headers_mut().insert(PROXY_AUTHENTICATE, challenge);
            return refused;
        }
        match connect(&authority).await {
            Ok(target) => self.lead_on(request, target),
            Err(status) => page(status),
        }
    }

    fn lets_through(&self, headers: &HeaderMap) -> bool {
        let Some(expected) = &self.expected else {
            return true;
        };
        let sent = headers.get(PROXY_AUTHORIZATION);
        sent.is_some_and(|sent| sent.as_bytes() == expected.as_bytes())
    }

    fn lead_on(&self, request: Request<Incoming>, mut target: TcpStream) -> Response<Body> {
        self.cloud.spawn(async move {
            let carried = match hyper::upgrade::on(request).await {
                Ok(client) => copy_bidirectional(&mut TokioIo::new(client), &mut target).await,
                Err(error) => return tracing::debug!(%error, "a client left the proxy"),
            };
            if let Err(error) = carried {
                // Clients cut connections all the time; that is not the proxy's error.
                tracing::debug!(%error, "a connection through the proxy was cut");
            }
        });
        Response::new(Body::empty())
    }

    fn connects(&self) -> std::sync::MutexGuard<'_, Vec<Connect>> {
        // Every change is one push, so a poisoned lock still holds whole entries.
        self.connects.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection to the target, which must be on loopback.
async fn connect(authority: &Authority) -> Result<TcpStream, StatusCode> {
    let host = authority.host().trim_matches(['[', ']']);
    let address: IpAddr = match host {
        "localhost" => Ipv4Addr::LOCALHOST.into(),
        host => host.parse().map_err(|_| StatusCode::FORBIDDEN)?,
    };
    let port = authority.port_u16().ok_or(StatusCode::BAD_REQUEST)?;
    if !address.is_loopback() {
        return Err(StatusCode::FORBIDDEN);
    }
    let connected = TcpStream::connect((address, port)).await;
    let stream = connected.map_err(|_| StatusCode::BAD_GATEWAY)?;
    stream
        .set_nodelay(true)
        .map_err(|_| StatusCode::BAD_GATEWAY)?;
    Ok(stream)
}

fn page(status: StatusCode) -> Response<Body> {
    let text = format!("<html><body><h1>{status}</h1><hr>lab proxy</body></html>");
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response
}
