//! Why the server's answer could not be had. One variant per thing to do about it.

use std::time::Duration;

/// A read that failed. No variant ever holds the token, a query or user information of an address.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 401: the token is missing, wrong, or not good for this route. `message` is the server's.
    #[error("the platform did not accept the token: {message}")]
    Unauthorized {
        /// The server's own words.
        message: String,
    },
    /// 403 without a body: the server, or something before it, refuses where the request comes from.
    #[error("the platform refuses requests from here")]
    OriginRefused,
    /// 404 without a body: the server belongs to another organization than the one named, or wants one named.
    #[error("the organization id is missing or is not this platform's")]
    WrongOrganization,
    /// 404 in the server's own words: there is no such workspace.
    #[error("not found: {message}")]
    NotFound {
        /// The server's own words.
        message: String,
    },
    /// The workspace was deleted, or the endpoint was retired (410).
    #[error("gone: {message}")]
    Gone {
        /// The server's own words.
        message: String,
    },
    /// 404 from a router or a web page: this server has no such endpoint, or the address is not a platform's.
    #[error("the server does not know this endpoint")]
    EndpointUnknown,
    /// 429, also after waiting once.
    #[error("the platform asks to wait for {} s", retry_after.as_secs())]
    RateLimited {
        /// How long the server asks to wait.
        retry_after: Duration,
    },
    /// 503 with the code `platform_unavailable`: the server's database is away; worth trying again soon.
    #[error("the platform is unavailable: {message}")]
    Unavailable {
        /// The server's own words.
        message: String,
    },
    /// An answer that is not JSON where JSON was due: mostly a login or error page, so the address is wrong.
    #[error("expected JSON, got {what}")]
    NotJson {
        /// What came instead, such as "an HTML page".
        what: String,
    },
    /// Any other refusal.
    #[error("the platform answered {status}: {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The server's own words, at most 500 characters.
        message: String,
    },
    /// No answer: name, connection or TLS failed, or it broke off.
    #[error("could not reach the platform")]
    Unreachable(#[source] reqwest::Error),
    /// No complete answer within the deadline.
    #[error("the platform did not answer in time")]
    TimedOut,
    /// JSON, but not what this endpoint answers.
    #[error("the platform's answer could not be understood")]
    Malformed(#[source] serde_json::Error),
    /// The answer is larger than any real one.
    #[error("the platform's answer is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit that it went over.
        limit_bytes: usize,
    },
    /// A setting cannot be sent: no request was made.
    #[error("the {setting} cannot be used")]
    InvalidSetting {
        /// Which one: "platform address", "token" or "organization id".
        setting: &'static str,
    },
}
