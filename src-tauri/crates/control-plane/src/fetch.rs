//! One request: its headers, its deadline, its size limit and, for a read, its single retry on a 429 or a connection that has ended.

use std::{fmt, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use reqwest::{RequestBuilder, Response};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::{Error, answer::Answer, budget::Budget};

/// Header that names the organization; servers that know theirs answer nobody who does not.
const ORGANIZATION: &str = "x-molecule-org-id";
/// However long the server asks to wait, the one automatic retry comes by then.
const MAX_RETRY_WAIT: Duration = Duration::from_secs(20);
/// It never comes sooner than this, plus up to as much again at random.
const MIN_RETRY_WAIT: Duration = Duration::from_millis(250);
/// Largest answer to a change.
const MAX_CHANGE_BYTES: usize = 1 << 20;

/// Everything that goes with each request.
pub(crate) struct Fetch {
    pub(crate) http: reqwest::Client,
    pub(crate) org_id: Option<String>,
    pub(crate) token: Option<SecretString>,
    pub(crate) budget: Budget,
}

/// A read: from where, how much at most, and until when.
#[derive(Debug, Clone)]
pub(crate) struct Read {
    pub(crate) url: Url,
    pub(crate) limit_bytes: usize,
    pub(crate) timeout: Duration,
}

/// A change: it is sent once, whatever comes of it.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) method: Method,
    pub(crate) url: Url,
    /// JSON; most changes have none.
    pub(crate) body: Option<String>,
    /// Instead of the client's own.
    pub(crate) token: Option<SecretString>,
    pub(crate) timeout: Duration,
}

impl fmt::Debug for Fetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetch")
            .field("org_id", &self.org_id)
            .field("has_token", &self.token.is_some())
            .finish_non_exhaustive()
    }
}

impl Fetch {
    /// GETs, waiting and asking once more on a 429, if there is room for that. The answer may be of any status.
    ///
    /// Whoever asks has counted the request; the repetition counts itself.
    pub(crate) async fn get(&self, read: &Read) -> Result<Answer, Error> {
        let headers = self.headers()?;
        let answer = self.get_once(read, headers.clone()).await?;
        if answer.status != StatusCode::TOO_MANY_REQUESTS {
            return Ok(answer);
        }
        let wait = retry_wait(answer.retry_after());
        tracing::debug!(
            path = read.url.path(),
            ?wait,
            "rate limited; asking once more"
        );
        tokio::time::sleep(wait).await;
        if self.budget.take_repetition() {
            self.get_once(read, headers).await
        } else {
            Ok(answer)
        }
    }

    /// Asks, and at once again where the connection ended under the request: one that was kept from an earlier request may have been
    /// ended by the server just now, and a read does no harm twice.
    async fn get_once(&self, read: &Read, headers: HeaderMap) -> Result<Answer, Error> {
        match self.ask(read, headers.clone()).await {
            Err(Error::Unreachable(error)) if has_ended_under_request(&error) => {
                tracing::debug!(path = read.url.path(), %error, "asking on another connection");
                self.budget.count();
                self.ask(read, headers).await
            }
            answer => answer,
        }
    }

    async fn ask(&self, read: &Read, headers: HeaderMap) -> Result<Answer, Error> {
        let request = self.http.get(read.url.clone()).headers(headers);
        let request = request.timeout(read.timeout);
        self.complete(request, self.token.clone(), read.limit_bytes)
            .await
    }

    /// Makes a change. The answer may be of any status.
    pub(crate) async fn change(&self, change: Change) -> Result<Answer, Error> {
        let Change {
            method,
            url,
            body,
            token,
            timeout,
        } = change;
        let token = token.or_else(|| self.token.clone());
        let headers = headers(self.org_id.as_deref(), token.as_ref())?;
        let mut request = self.http.request(method, url).headers(headers);
        request = request.timeout(timeout);
        if let Some(body) = body {
            let json = HeaderValue::from_static("application/json");
            request = request.header(header::CONTENT_TYPE, json).body(body);
        }
        self.budget.count();
        self.complete(request, token, MAX_CHANGE_BYTES).await
    }

    async fn complete(
        &self,
        request: RequestBuilder,
        secret: Option<SecretString>,
        limit_bytes: usize,
    ) -> Result<Answer, Error> {
        let response = request.send().await.map_err(no_answer)?;
        self.budget.learn(response.headers());
        complete_answer(response, secret, limit_bytes).await
    }

    /// What goes with each request: the organization and the token.
    pub(crate) fn headers(&self) -> Result<HeaderMap, Error> {
        headers(self.org_id.as_deref(), self.token.as_ref())
    }
}

/// The rest of an answer, whose head is there.
pub(crate) async fn complete_answer(
    mut response: Response,
    secret: Option<SecretString>,
    limit_bytes: usize,
) -> Result<Answer, Error> {
    let (status, headers) = (response.status(), response.headers().clone());
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(no_answer)? {
        if body.len() + chunk.len() > limit_bytes {
            return Err(Error::TooLarge { limit_bytes });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer {
        status,
        headers,
        body,
        secret,
    })
}

fn headers(org_id: Option<&str>, token: Option<&SecretString>) -> Result<HeaderMap, Error> {
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    if let Some(org_id) = org_id {
        let value = HeaderValue::from_str(org_id);
        let invalid = |_| Error::InvalidSetting {
            setting: "organization id",
        };
        headers.insert(ORGANIZATION, value.map_err(invalid)?);
    }
    if let Some(token) = token {
        let value = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret()));
        let mut value = value.map_err(|_| Error::InvalidSetting { setting: "token" })?;
        value.set_sensitive(true);
        headers.insert(header::AUTHORIZATION, value);
    }
    Ok(headers)
}

pub(crate) fn no_answer(error: reqwest::Error) -> Error {
    if error.is_timeout() {
        Error::TimedOut
    } else {
        Error::Unreachable(Arc::new(error.without_url()))
    }
}

/// Whether a request was on its way and nothing came back: not that there was no way, nor that it broke off in the answer.
fn has_ended_under_request(error: &reqwest::Error) -> bool {
    error.is_request() && !error.is_connect()
}

fn retry_wait(asked: Duration) -> Duration {
    let jitter = MIN_RETRY_WAIT.mul_f64(rand::random::<f64>());
    asked.clamp(MIN_RETRY_WAIT, MAX_RETRY_WAIT) + jitter
}
