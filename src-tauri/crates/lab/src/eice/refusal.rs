//! How the endpoint says no: `{"ErrorCode":"…","Message":"…"}` and a request id.

use std::time::Duration;

use axum::{
    Json,
    body::Body,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use http::{HeaderMap, HeaderValue, header::CONTENT_LENGTH};
use serde_json::json;
use tokio::time::sleep;
use uuid::Uuid;

use super::switches::RefusalBody;
use crate::{faults::Fault, sigv4};

/// A tunnel that is not opened.
#[derive(Debug)]
pub(super) struct Refusal(pub(super) Fault);

impl Refusal {
    /// A parameter is missing or not valid.
    pub(super) fn invalid_parameter(message: &str) -> Self {
        Self(Fault::new(400, "InvalidParameter", message))
    }

    /// A plain HTTP request.
    pub(super) fn not_a_websocket() -> Self {
        Self::invalid_parameter("The request is not a websocket upgrade.")
    }

    /// The answer, its body sent as the switch says.
    pub(super) fn respond(&self, sent: RefusalBody) -> Response {
        let response = self.0.raw_answer().unwrap_or_else(|| self.document());
        match sent {
            RefusalBody::Whole => response,
            RefusalBody::Pieces { bytes, pause } => in_pieces(response, bytes.max(1), pause),
        }
    }

    fn document(&self) -> Response {
        let body = json!({ "ErrorCode": self.0.code, "Message": self.0.message });
        let mut response = (self.0.status(), Json(body)).into_response();
        add_request_id(response.headers_mut());
        response
    }
}

/// The same answer without a length, so that nobody knows how much is still to come.
fn in_pieces(mut response: Response, size: usize, pause: Duration) -> Response {
    response.headers_mut().remove(CONTENT_LENGTH);
    response.map(|body| {
        let whole = body.into_data_stream().map_ok(move |bytes| {
            let pieces: Vec<_> = bytes.chunks(size).map(Bytes::copy_from_slice).collect();
            stream::iter(pieces).map(Ok::<_, axum::Error>)
        });
        Body::from_stream(whole.try_flatten().then(move |piece| async move {
            sleep(pause).await;
            piece
        }))
    })
}

impl From<sigv4::Refusal> for Refusal {
    fn from(refusal: sigv4::Refusal) -> Self {
        use sigv4::Refusal as Sig;
        let forbidden = |code, message: &str| Fault::new(403, code, message);
        Self(match refusal {
            Sig::Unsigned => forbidden("MissingAuthenticationToken", "The request is not signed."),
            Sig::Incomplete(message) => Fault::new(400, "IncompleteSignature", &message),
            Sig::UnknownKey => Fault::tunnel_unknown_key(),
            Sig::WrongToken => forbidden("InvalidClientTokenId", "The session token is not valid."),
            Sig::WrongScope(message) | Sig::NotYetValid(message) => {
                forbidden("SignatureDoesNotMatch", &message)
            }
            Sig::Expired(_) => Fault::tunnel_expired(),
            Sig::Mismatch => Fault::tunnel_signature(),
        })
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

/// Names the answer, refused or not, as AWS does.
pub(super) fn add_request_id(headers: &mut HeaderMap) {
    if let Ok(id) = HeaderValue::from_str(&Uuid::new_v4().to_string()) {
        headers.insert("x-amzn-requestid", id);
    }
}
