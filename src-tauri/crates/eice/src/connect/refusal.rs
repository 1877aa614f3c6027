//! A refused upgrade: what the endpoint, or something in between, says instead of 101.
//!
//! The body may come after the head, in pieces, chunked, slowly, without an end, or not be the endpoint's at all. It is read up
//! to 4 KiB and for 2 s; what has come by then is the explanation.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, Response, StatusCode, response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use serde::Deserialize;
use tokio::time::{Instant, timeout_at};

use crate::{Error, printable::printable, query::ahead_seconds};

const ACTION: &str = "ec2-instance-connect:OpenTunnel";
/// How much of the body is looked at.
const MAX_BODY_BYTES: usize = 4096;
/// How long the body is waited for, within the upgrade's own deadline.
const BODY_DEADLINE: Duration = Duration::from_secs(2);
/// How much of what was said is shown, in characters.
const MAX_TEXT_CHARS: usize = 500;
/// How much of an error code or a request id is shown, in characters.
const MAX_ID_CHARS: usize = 100;
/// A signature is good for 60 s: a clock that differs by more cannot sign.
const TOLERATED_SKEW: Duration = Duration::from_mins(1);

/// Reads the body and says what the refusal means. `now` is this computer's clock; `end` is the upgrade's deadline.
pub(super) async fn read(response: Response<Incoming>, now: SystemTime, end: Instant) -> Error {
    let (head, mut body) = response.into_parts();
    let mut received = Vec::new();
    let reading = async {
        while received.len() < MAX_BODY_BYTES {
            let Some(Ok(frame)) = body.frame().await else {
                break;
            };
            received.extend_from_slice(frame.data_ref().map_or(&[], |data| &data[..]));
        }
    };
    let patience = end.min(Instant::now() + BODY_DEADLINE);
    if timeout_at(patience, reading).await.is_err() {
        tracing::debug!("the body of a refusal did not end in time");
    }
    explain(&head, &received, now)
}

/// The endpoint's own words: `{"ErrorCode","Message"}`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Said {
    error_code: String,
    #[serde(default)]
    message: String,
}

/// The error that a refusal stands for. The message has the HTTP status and the request id, and the clock when it is wrong.
fn explain(head: &response::Parts, body: &[u8], now: SystemTime) -> Error {
    let status = head.status;
    let body = body.get(..MAX_BODY_BYTES).unwrap_or(body);
    let said = serde_json::from_slice(body).unwrap_or_else(|_| Said {
        error_code: status.as_u16().to_string(),
        message: String::from_utf8_lossy(body).into_owned(),
    });
    let code = printable(&said.error_code, MAX_ID_CHARS);
    let message = printable(&without_signature(&said.message), MAX_TEXT_CHARS);
    let request_id = printable(request_id(&head.headers), MAX_ID_CHARS);
    tracing::debug!(%status, request_id, "tunnel refused");
    let mut circumstances = format!("(HTTP {}", status.as_u16());
    if !request_id.is_empty() {
        circumstances.push_str(", request ");
        circumstances.push_str(&request_id);
    }
    circumstances.push(')');
    if let Some(skew) = clock_skew(&head.headers, now) {
        circumstances.push_str(". ");
        circumstances.push_str(&skew);
    }
    let error = classify(status, &code, &message).weighing(ahead_seconds(&head.headers, now));
    with_circumstances(error, &circumstances)
}

/// By AWS's code first and by the HTTP status second.
fn classify(status: StatusCode, code: &str, message: &str) -> Error {
    let text = format!("{code} {message}").to_ascii_lowercase();
    let mentions_capacity = ["limit", "concurrent", "exceeded"]
        .iter()
        .any(|word| text.contains(word));
    match Error::from_aws(ACTION, code, message) {
        Error::Refused { message, .. } if status.is_client_error() && mentions_capacity => {
            Error::EndpointFull { message }
        }
        Error::Refused { code, message, .. } if matches!(status.as_u16(), 401 | 403) => {
            Error::AccessDenied {
                action: ACTION,
                resource: None,
                message: format!("{code}: {message}"),
            }
        }
        Error::Refused {
            action,
            code,
            message,
            retryable,
        } => Error::Refused {
            action,
            code,
            message,
            retryable: retryable || status.is_server_error() || status.as_u16() == 429,
        },
        error => error,
    }
}

fn with_circumstances(mut error: Error, circumstances: &str) -> Error {
    if let Error::CredentialsExpired { message, .. }
    | Error::CredentialsRefused { message, .. }
    | Error::AccessDenied { message, .. }
    | Error::EndpointFull { message }
    | Error::Refused { message, .. } = &mut error
    {
        if !message.is_empty() {
            message.push(' ');
        }
        message.push_str(circumstances);
    }
    error
}

/// What something in between says may repeat the address that was asked for, which is a secret for a minute.
fn without_signature(text: &str) -> String {
    const PARAMETER: &str = "x-amz-";
    let lower = text.to_ascii_lowercase();
    let mut clean = String::new();
    let mut rest = 0;
    while let Some(found) = lower.get(rest..).and_then(|left| left.find(PARAMETER)) {
        let start = rest + found;
        clean.push_str(text.get(rest..start).unwrap_or_default());
        clean.push('…');
        let after = text.get(start..).unwrap_or_default();
        let length = after.find(|c: char| c.is_whitespace() || "&\"'<>".contains(c));
        rest = length.map_or(text.len(), |length| start + length);
    }
    clean.push_str(text.get(rest..).unwrap_or_default());
    clean
}

/// AWS's name for the request, or nothing.
pub(super) fn request_id(headers: &HeaderMap) -> &str {
    let value = headers.get("x-amzn-requestid");
    value.and_then(|value| value.to_str().ok()).unwrap_or("")
}

/// What is wrong with this computer's clock, when the answer's `Date` differs from it by more than a signature lasts. A signature that is
/// refused for it has an error of its own.
fn clock_skew(headers: &HeaderMap, now: SystemTime) -> Option<String> {
    let ahead = ahead_seconds(headers, now)?;
    let skew = ahead.unsigned_abs();
    (skew > TOLERATED_SKEW.as_secs()).then(|| {
        let minutes = (skew + 30) / 60;
        let side = if ahead < 0 { "behind" } else { "ahead" };
        format!("This computer's clock is {minutes} min {side}: set it, then try again")
    })
}

#[cfg(test)]
mod tests;
