//! What an answer means. Statuses alone do not tell: a 404 has five meanings here, and only the body says which.

use std::time::Duration;

use http::{HeaderMap, StatusCode, header};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};
use url::Url;

use crate::Error;

/// Longest text of the server that is kept, in characters.
const MAX_MESSAGE_CHARS: usize = 500;
/// What a 429 without a usable `Retry-After` asks for.
const DEFAULT_RETRY_AFTER: Duration = Duration::from_secs(2);
/// The ends of what a pause and a resume say when there is nothing to do for them.
const WRONG_STATES: [&str; 2] = ["not found or already paused", "not found or not paused"];

/// A complete answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// The token of the request: an error page may echo it, and no message may show it.
    pub(crate) secret: Option<SecretString>,
}

impl Answer {
    /// The body of a success that is JSON, or what the failure means.
    pub(crate) fn json(&self) -> Result<&[u8], Error> {
        if !self.status.is_success() {
            return Err(self.error());
        }
        if self.is_html() || serde_json::from_slice::<serde::de::IgnoredAny>(&self.body).is_err() {
            return Err(Error::NotJson { what: self.what() });
        }
        Ok(&self.body)
    }

    /// How long a 429 asks to wait.
    pub(crate) fn retry_after(&self) -> Duration {
        let seconds = self
            .header(header::RETRY_AFTER)
            .and_then(|text| text.trim().parse().ok());
        seconds.map_or(DEFAULT_RETRY_AFTER, Duration::from_secs)
    }

    pub(crate) fn error(&self) -> Error {
        let message = || self.message();
        match self.status {
            StatusCode::UNAUTHORIZED => Error::Unauthorized { message: message() },
            StatusCode::FORBIDDEN if self.is_empty() => Error::OriginRefused,
            StatusCode::BAD_REQUEST => Error::BadRequest { message: message() },
            StatusCode::NOT_FOUND => self.not_found(),
            StatusCode::CONFLICT => Error::Conflict { message: message() },
            StatusCode::GONE => Error::Gone { message: message() },
            StatusCode::TOO_MANY_REQUESTS => Error::RateLimited {
                retry_after: self.retry_after(),
            },
            StatusCode::SERVICE_UNAVAILABLE
                if self.code() == Some("platform_unavailable".into()) =>
            {
                Error::Unavailable { message: message() }
            }
            StatusCode::SERVICE_UNAVAILABLE if self.is_refusal_in_words() => {
                Error::NoProvisioner { message: message() }
            }
            StatusCode::NOT_IMPLEMENTED => Error::Unsupported { message: message() },
            StatusCode::BAD_GATEWAY => Error::Upstream { message: message() },
            status if status.is_redirection() => Error::NotJson { what: self.what() },
            status => Error::Refused {
                status: status.as_u16(),
                message: message(),
            },
        }
    }

    fn not_found(&self) -> Error {
        let failure = self.object().unwrap_or_default();
        if self.is_empty() {
            Error::WrongOrganization
        } else if failure.get("deleted") == Some(&Value::Bool(true)) {
            Error::Deleted
        } else if failure.contains_key("error") {
            let message = self.message();
            if WRONG_STATES.iter().any(|state| message.ends_with(state)) {
                Error::WrongState { message }
            } else {
                Error::NotFound { message }
            }
        } else {
            Error::EndpointUnknown
        }
    }

    /// An `error` without a `code`: the server's handlers answer so, what stands before it does not.
    fn is_refusal_in_words(&self) -> bool {
        let failure = self.object().unwrap_or_default();
        failure.contains_key("error") && !failure.contains_key("code")
    }

    fn object(&self) -> Option<Map<String, Value>> {
        serde_json::from_slice(&self.body).ok()
    }

    fn code(&self) -> Option<Value> {
        self.object()?.remove("code")
    }

    /// The server's own words: its `error`, else the start of its text.
    pub(crate) fn message(&self) -> String {
        match self
            .object()
            .and_then(|mut failure| failure.remove("error"))
        {
            Some(Value::String(error)) => self.showable(&error),
            _ if self.is_empty() || self.is_html() => self.what(),
            _ => self.showable(&String::from_utf8_lossy(&self.body)),
        }
    }

    /// A text of the server without the token, control characters and undue length.
    fn showable(&self, text: &str) -> String {
        let visible = |character: char| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        };
        let shorten = |text: &str| {
            text.trim()
                .chars()
                .map(visible)
                .take(MAX_MESSAGE_CHARS)
                .collect()
        };
        match &self.secret {
            Some(token) => shorten(&text.replace(token.expose_secret(), "…")),
            None => shorten(text),
        }
    }

    /// Names an answer that is not what was asked for.
    fn what(&self) -> String {
        if self.status.is_redirection() {
            return match self.redirect_host() {
                Some(host) => format!("a redirect to {host}"),
                None => "a redirect".to_owned(),
            };
        }
        if self.is_html() {
            "an HTML page".to_owned()
        } else if self.is_empty() {
            "an empty answer".to_owned()
        } else {
            match self.header(header::CONTENT_TYPE) {
                Some(kind) => format!("an answer of type {}", self.showable(kind)),
                None => "an answer of no type".to_owned(),
            }
        }
    }

    /// Only the host: the rest of such an address often carries one-time secrets.
    fn redirect_host(&self) -> Option<String> {
        Url::parse(self.header(header::LOCATION)?)
            .ok()?
            .host_str()
            .map(str::to_owned)
    }

    fn is_empty(&self) -> bool {
        self.body.trim_ascii().is_empty()
    }

    fn is_html(&self) -> bool {
        let is_declared = self
            .header(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.to_ascii_lowercase().starts_with("text/html"));
        is_declared || self.body.trim_ascii_start().starts_with(b"<")
    }

    pub(crate) fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(body: &[u8]) -> String {
        Answer {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            headers: HeaderMap::new(),
            body: body.to_vec(),
            secret: Some(SecretString::from("t0ken")),
        }
        .message()
    }

    #[test]
    fn a_message_is_the_servers_error_or_the_start_of_its_text() {
        assert_eq!(message(br#"{"error":"query failed"}"#), "query failed");
        assert_eq!(
            message(b"  canvas\x1b[31m unavailable\n"),
            "canvas [31m unavailable"
        );
        assert_eq!(message("ä".repeat(900).as_bytes()), "ä".repeat(500));
        assert_eq!(message(b"<!doctype html><p>secret</p>"), "an HTML page");
        assert_eq!(message(b""), "an empty answer");
        assert_eq!(
            message(br#"{"error":{"not":"a string"}}"#),
            r#"{"error":{"not":"a string"}}"#
        );
    }

    #[test]
    fn a_message_never_shows_the_token_not_even_a_part_that_is_cut_off() {
        assert_eq!(message(br#"{"error":"bad t0ken!"}"#), "bad …!");
        let text = format!("{}t0ken", "x".repeat(MAX_MESSAGE_CHARS - 2));
        assert!(!message(text.as_bytes()).contains("t0"));
    }

    #[test]
    fn an_unusable_retry_after_means_two_seconds() {
        for (text, seconds) in [("7", 7), ("0", 0), ("soon", 2), ("-1", 2), ("", 2)] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, text.parse().unwrap());
            let answer = Answer {
                status: StatusCode::TOO_MANY_REQUESTS,
                headers,
                body: Vec::new(),
                secret: None,
            };
            assert_eq!(
                answer.retry_after(),
                Duration::from_secs(seconds),
                "{text:?}"
            );
        }
    }
}
