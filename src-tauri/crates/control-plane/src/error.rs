//! Why the server's answer could not be had. One variant per thing to do about it.

use std::{sync::Arc, time::Duration};

/// A request that failed. No variant ever holds the token, a query or user information of an address.
///
/// A change that failed with [`TimedOut`](Self::TimedOut) or [`Unreachable`](Self::Unreachable) may have been made all the same:
/// read it back. Clones share their source: everybody who waited for the same request gets the same error.
#[derive(Debug, Clone, thiserror::Error)]
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
    /// 404 that says `"deleted": true`: the workspace was removed.
    #[error("the workspace was deleted")]
    Deleted,
    /// 404 of a pause or a resume: the workspace is in that state already, or is not there.
    #[error("not in this state: {message}")]
    WrongState {
        /// The server's own words.
        message: String,
    },
    /// 404 from a router or a web page: this server has no such endpoint, or the address is not a platform's.
    #[error("the server does not know this endpoint")]
    EndpointUnknown,
    /// 410: the endpoint was there once.
    #[error("gone: {message}")]
    Gone {
        /// The server's own words.
        message: String,
    },
    /// 400: the server does not take what was sent.
    #[error("the platform did not accept this: {message}")]
    BadRequest {
        /// The server's own words.
        message: String,
    },
    /// 409: something else has to happen first, such as resuming the parent.
    #[error("not now: {message}")]
    Conflict {
        /// The server's own words.
        message: String,
    },
    /// 429, for a read also after waiting once.
    #[error("the platform asks to wait for {} s", retry_after.as_secs())]
    RateLimited {
        /// How long the server asks to wait.
        retry_after: Duration,
    },
    /// 429 of a token that was not made: the workspace has as many live ones as it may. Waiting does not help.
    #[error("the workspace has too many tokens: {message}")]
    TokenLimit {
        /// The server's own words.
        message: String,
    },
    /// 501, or known from before: this server does not offer that.
    #[error("the platform does not offer this: {message}")]
    Unsupported {
        /// The server's own words.
        message: String,
    },
    /// 502: what stands behind the server does not answer.
    #[error("the platform's own back end does not answer: {message}")]
    Upstream {
        /// The server's own words.
        message: String,
    },
    /// 503 with the code `platform_unavailable`: the server's database is away; worth trying again soon.
    #[error("the platform is unavailable: {message}")]
    Unavailable {
        /// The server's own words.
        message: String,
    },
    /// 503 without a code: the server cannot start or stop workspaces. Trying again does not help.
    #[error("the platform cannot start workspaces: {message}")]
    NoProvisioner {
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
    Unreachable(#[source] Arc<reqwest::Error>),
    /// No complete answer within the deadline.
    #[error("the platform did not answer in time")]
    TimedOut,
    /// JSON, but not what this endpoint answers.
    #[error("the platform's answer could not be understood")]
    Malformed(#[source] Arc<serde_json::Error>),
    /// The answer is larger than any real one.
    #[error("the platform's answer is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit that it went over.
        limit_bytes: usize,
    },
    /// What was to be sent is not what the server takes: no request was made.
    #[error("{what}")]
    InvalidInput {
        /// What is wrong with it, such as "the name must not be empty".
        what: String,
    },
    /// A setting cannot be sent: no request was made.
    #[error("the {setting} cannot be used")]
    InvalidSetting {
        /// Which one: "platform address", "token" or "organization id".
        setting: &'static str,
    },
}

impl Error {
    pub(crate) fn malformed(error: serde_json::Error) -> Self {
        Self::Malformed(Arc::new(error))
    }
}
