//! The event socket at `/ws`.
//!
//! Text frames from the server, no pings, no replay; what a client sends is read (so that its pings
//! are answered) and ignored. Each client has a buffer of 256 messages, and what does not fit is
//! dropped without a word. The upgrade is done by hand, so that the workspace needs one websocket
//! implementation only.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use axum::body::Body;
use axum::extract::{Request, State as Extract};
use axum::response::Response;
use futures_util::{SinkExt, StreamExt};
use http::header::{
    CONNECTION, HeaderName, ORIGIN, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION,
    UPGRADE,
};
use http::{HeaderMap, StatusCode};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

use super::{State, reply};
use crate::date;

/// Messages a client may lag behind; the real server's own number.
const BUFFER: usize = 256;

/// The clients connected.
#[derive(Debug, Default)]
pub(super) struct Sockets {
    /// Held for lines, never across an await.
    clients: Mutex<Vec<mpsc::Sender<Utf8Bytes>>>,
    opened: AtomicU64,
    dropped: AtomicU64,
}

impl Sockets {
    pub(super) fn broadcast(&self, event: &str, workspace_id: &str, payload: &Value) {
        let envelope = json!({
            "event": event,
            "workspace_id": workspace_id,
            "timestamp": date::rfc3339(SystemTime::now()),
            "payload": payload,
        });
        let text = Utf8Bytes::from(envelope.to_string());
        for client in self.lock().iter() {
            // Full or gone: the real server drops the message silently as well.
            let sent = client.try_send(text.clone());
            if let Err(mpsc::error::TrySendError::Full(_)) = sent {
                self.dropped.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// Lets go of every client; each one's task then closes its socket.
    pub(super) fn close(&self) {
        self.lock().clear();
    }

    pub(super) fn opened(&self) -> u64 {
        self.opened.load(Ordering::Relaxed)
    }

    pub(super) fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    pub(super) fn open(&self) -> usize {
        let mut clients = self.lock();
        clients.retain(|client| !client.is_closed());
        clients.len()
    }

    pub(super) fn reset(&self) {
        self.opened.store(0, Ordering::Relaxed);
        self.dropped.store(0, Ordering::Relaxed);
    }

    pub(super) fn join(&self) -> mpsc::Receiver<Utf8Bytes> {
        let (sender, receiver) = mpsc::channel(BUFFER);
        let mut clients = self.lock();
        clients.retain(|client| !client.is_closed());
        clients.push(sender);
        self.opened.fetch_add(1, Ordering::Relaxed);
        receiver
    }

    fn lock(&self) -> MutexGuard<'_, Vec<mpsc::Sender<Utf8Bytes>>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Turns the connection into an event socket.
///
/// # Wire
///
/// 101 with `Sec-WebSocket-Accept`; 400 when it is not a websocket request; 403 without a body when
/// the operator listed origins and the client sent none of them.
pub(super) async fn upgrade(Extract(state): Extract<Arc<State>>, mut request: Request) -> Response {
    if !is_socket_origin_allowed(&state, request.headers()) {
        return reply::empty(StatusCode::FORBIDDEN);
    }
    let Some(accept) = accept_key(request.headers()) else {
        return reply::answer(
            StatusCode::BAD_REQUEST,
            reply::TEXT,
            "Bad Request\n".to_owned(),
        );
    };
    let events = state.sockets.join();
    tokio::spawn(serve(hyper::upgrade::on(&mut request), events));
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    reply::set(headers, "connection", "Upgrade");
    reply::set(headers, "upgrade", "websocket");
    reply::set(headers, SEC_WEBSOCKET_ACCEPT.as_str(), &accept);
    response
}

/// Sends events until the client leaves, or the server lets go of it.
///
/// The task needs no owner: it lives as long as its sender in [`Sockets`], so no longer than the
/// server's state.
async fn serve(upgrade: OnUpgrade, mut events: mpsc::Receiver<Utf8Bytes>) {
    let Ok(connection) = upgrade.await else {
        return;
    };
    let io = TokioIo::new(connection);
    let mut socket = WebSocketStream::from_raw_socket(io, Role::Server, None).await;
    loop {
        tokio::select! {
            event = events.recv() => {
                let Some(text) = event else {
                    // The client may be gone already; there is nobody left to tell.
                    socket.close(None).await.ok();
                    return;
                };
                if socket.send(Message::Text(text)).await.is_err() {
                    return;
                }
            }
            frame = socket.next() => {
                if !matches!(frame, Some(Ok(_))) {
                    return;
                }
            }
        }
    }
}

fn accept_key(headers: &HeaderMap) -> Option<String> {
    let is_upgrade = has_token(headers, &CONNECTION, "upgrade")
        && has_token(headers, &UPGRADE, "websocket")
        && has_token(headers, &SEC_WEBSOCKET_VERSION, "13");
    let key = headers.get(SEC_WEBSOCKET_KEY)?;
    is_upgrade.then(|| derive_accept_key(key.as_bytes()))
}

fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    let values = headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .any(|part| part.trim().eq_ignore_ascii_case(token))
}

/// Unlike plain HTTP: with a list, the `Origin` must be there and on it.
fn is_socket_origin_allowed(state: &State, headers: &HeaderMap) -> bool {
    let world = state.world();
    let Some(listed) = &world.cors_origins else {
        return true;
    };
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    origin.is_some_and(|origin| listed.iter().any(|listed| listed == origin))
}
