//! Answers in the server's own handwriting.

use axum::body::Body;
use axum::response::Response;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};

/// What the server says of its JSON.
pub(super) const JSON: &str = "application/json; charset=utf-8";

/// What the router says of its own plain text.
pub(super) const TEXT: &str = "text/plain";

/// A JSON answer, with `<`, `>` and `&` escaped as the server's encoder does.
pub(super) fn json(status: StatusCode, body: &Value) -> Response {
    let text = body
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026");
    answer(status, JSON, text)
}

/// `{"error": message}`.
pub(super) fn error(status: StatusCode, message: &str) -> Response {
    json(status, &json!({ "error": message }))
}

/// A status and nothing more: what the tenant guard and the origin check say.
pub(super) fn empty(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// The router's answer to a path or method it does not have.
pub(super) fn unknown_route() -> Response {
    answer(StatusCode::NOT_FOUND, TEXT, "404 page not found".to_owned())
}

/// Any body of any type.
pub(super) fn answer(status: StatusCode, content_type: &str, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    set(response.headers_mut(), CONTENT_TYPE.as_str(), content_type);
    response
}

/// Sets a header; a value that cannot be one is left out.
pub(super) fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
