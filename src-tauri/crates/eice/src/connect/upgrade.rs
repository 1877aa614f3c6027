//! The websocket's opening handshake, client side (RFC 6455 §4.1).
//!
//! By hand, with hyper for the HTTP, because tungstenite's handshake gives away the connection with the head of a refusal, and
//! with it the body that says why; it also writes the whole request, which is a secret, to the `trace` log.

use std::time::SystemTime;

use bytes::Bytes;
use http::{
    HeaderMap, Request, StatusCode, Uri,
    header::{
        CONNECTION, HOST, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_EXTENSIONS, SEC_WEBSOCKET_KEY,
        SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE, USER_AGENT,
    },
};
use http_body_util::Empty;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::{Instant, timeout_at},
};
use tungstenite::handshake::{client::generate_key, derive_accept_key};

use super::{UPGRADE_DEADLINE, exchange::Exchange, refusal};
use crate::{Error, Phase, Tunnel, access::RequestId, presign::SignedUrl};

/// How Causeway names itself, as the AWS CLI does.
pub(super) const AGENT: &str = concat!("causeway/", env!("CARGO_PKG_VERSION"));

/// Asks the endpoint for the tunnel of `url` and waits for 101.
///
/// # Wire
///
/// `GET /openTunnel?…` with `Host`, `Connection`, `Upgrade`, `Sec-WebSocket-Key`, `Sec-WebSocket-Version: 13` and `User-Agent`: no
/// subprotocol, no extension, no other authentication than the URL.
///
/// # Errors
///
/// [`Error::TimedOut`], [`Error::Unreachable`] when there is no answer or the answer is not a websocket's, else what the refusal
/// says.
pub(super) async fn upgrade<S>(
    stream: S,
    url: &SignedUrl,
    request_id: &RequestId,
) -> Result<Tunnel<S>, Error>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let end = Instant::now() + UPGRADE_DEADLINE;
    let broken = |error| Error::unreachable(Phase::Upgrade, error);
    let timed_out = |_| Error::TimedOut {
        phase: Phase::Upgrade,
    };
    let key = generate_key();
    let request = request(url, &key)?;
    let asked = timeout_at(end, Exchange::send(stream, request)).await;
    let exchange = asked.map_err(timed_out)?.map_err(broken)?;
    let head = &exchange.response;
    request_id.note(refusal::request_id(head.headers()));
    if head.status() != StatusCode::SWITCHING_PROTOCOLS {
        return Err(refusal::read(exchange.response, SystemTime::now(), end).await);
    }
    verify(head.headers(), &key).map_err(|problem| broken(problem.into()))?;
    tracing::debug!(
        request_id = refusal::request_id(head.headers()),
        "tunnel open"
    );
    let handed_over = timeout_at(end, exchange.upgraded()).await;
    let (stream, received) = handed_over.map_err(timed_out)?.map_err(broken)?;
    Ok(Tunnel::new(stream, received))
}

fn request(url: &SignedUrl, key: &str) -> Result<Request<Empty<Bytes>>, Error> {
    // The URL is a secret: an error has nothing of it.
    let invalid = || Error::InvalidSetting("the tunnel's URL is not usable".to_owned());
    let url: Uri = url.as_str().parse().map_err(|_| invalid())?;
    let authority = url.authority().ok_or_else(invalid)?;
    let path = url.path_and_query().ok_or_else(invalid)?;
    Request::get(path.as_str())
        .header(HOST, authority.as_str())
        .header(CONNECTION, "Upgrade")
        .header(UPGRADE, "websocket")
        .header(SEC_WEBSOCKET_VERSION, "13")
        .header(SEC_WEBSOCKET_KEY, key)
        .header(USER_AGENT, AGENT)
        .body(Empty::new())
        .map_err(|_| invalid())
}

/// Whether a 101 is about our websocket.
fn verify(headers: &HeaderMap, key: &str) -> Result<(), &'static str> {
    let has_token = |name, token: &str| {
        let values = headers.get_all(name).into_iter();
        let mut texts = values.filter_map(|value| value.to_str().ok());
        texts.any(|text| {
            text.split(',')
                .any(|part| part.trim().eq_ignore_ascii_case(token))
        })
    };
    if !has_token(UPGRADE, "websocket") || !has_token(CONNECTION, "upgrade") {
        return Err("the answer switches to something else than a websocket");
    }
    let accept = headers.get(SEC_WEBSOCKET_ACCEPT);
    if accept.is_none_or(|accept| accept != &derive_accept_key(key.as_bytes())) {
        return Err("the answer belongs to another request: Sec-WebSocket-Accept does not match");
    }
    if headers.contains_key(SEC_WEBSOCKET_EXTENSIONS)
        || headers.contains_key(SEC_WEBSOCKET_PROTOCOL)
    {
        return Err("the answer has a websocket extension or subprotocol that was not asked for");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
