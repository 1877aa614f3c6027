//! Request bodies, read as the server's binder reads them.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::response::Response;
use http::StatusCode;
use serde_json::{Map, Value};

use super::reply;

/// More than any client of ours sends.
const MAX_BYTES: usize = 8 << 20;

/// A body that is a JSON object; anything else is answered with 400 `invalid request body`.
#[derive(Debug)]
pub(super) struct Object(pub(super) Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Object {
    type Rejection = Response;

    async fn from_request(request: Request, _: &S) -> Result<Self, Response> {
        let invalid = || reply::error(StatusCode::BAD_REQUEST, "invalid request body");
        let bytes = to_bytes(request.into_body(), MAX_BYTES).await;
        let bytes = bytes.map_err(|_| invalid())?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|_| invalid())
    }
}
