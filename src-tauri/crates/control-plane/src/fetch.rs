//! One GET: its headers, its deadline, its size limit and its single retry.

use std::{collections::hash_map::RandomState, fmt, hash::BuildHasher as _, time::Duration};

use http::{HeaderMap, HeaderValue, StatusCode, header};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::{Error, answer::Answer};

/// Header that names the organization; servers that know theirs answer nobody who does not.
const ORGANIZATION: &str = "x-molecule-org-id";
/// However long the server asks to wait, the one automatic retry comes by then.
const MAX_RETRY_WAIT: Duration = Duration::from_secs(20);
/// It never comes sooner than this, plus up to as much again at random.
const MIN_RETRY_WAIT: Duration = Duration::from_millis(250);

/// Everything that goes with each request.
pub(crate) struct Fetch {
    pub(crate) http: reqwest::Client,
    pub(crate) org_id: Option<String>,
    pub(crate) token: Option<SecretString>,
    pub(crate) timeout: Duration,
}

impl fmt::Debug for Fetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetch")
            .field("org_id", &self.org_id)
            .field("has_token", &self.token.is_some())
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

impl Fetch {
    /// GETs `url`, waiting and asking once more on a 429. The answer may be of any status.
    pub(crate) async fn get(&self, url: Url, limit_bytes: usize) -> Result<Answer, Error> {
        let headers = self.headers()?;
        let answer = self
            .get_once(url.clone(), headers.clone(), limit_bytes)
            .await?;
        if answer.status != StatusCode::TOO_MANY_REQUESTS {
            return Ok(answer);
        }
        let wait = retry_wait(answer.retry_after());
        tracing::debug!(path = url.path(), ?wait, "rate limited; asking once more");
        tokio::time::sleep(wait).await;
        self.get_once(url, headers, limit_bytes).await
    }

    async fn get_once(
        &self,
        url: Url,
        headers: HeaderMap,
        limit_bytes: usize,
    ) -> Result<Answer, Error> {
        let request = self.http.get(url).headers(headers).timeout(self.timeout);
        let mut response = request.send().await.map_err(no_answer)?;
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
            secret: self.token.clone(),
        })
    }

    /// What goes with each request: the organization and the token.
    pub(crate) fn headers(&self) -> Result<HeaderMap, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(org_id) = &self.org_id {
            let value = HeaderValue::from_str(org_id);
            let invalid = |_| Error::InvalidSetting {
                setting: "organization id",
            };
            headers.insert(ORGANIZATION, value.map_err(invalid)?);
        }
        if let Some(token) = &self.token {
            let value = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret()));
            let mut value = value.map_err(|_| Error::InvalidSetting { setting: "token" })?;
            value.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, value);
        }
        Ok(headers)
    }
}

pub(crate) fn no_answer(error: reqwest::Error) -> Error {
    if error.is_timeout() {
        Error::TimedOut
    } else {
        Error::Unreachable(error.without_url())
    }
}

fn retry_wait(asked: Duration) -> Duration {
    // A fresh `RandomState` has random keys: chance enough to spread retries, without a generator of our own.
    let random = u32::try_from(RandomState::new().hash_one(()) % 1_000).unwrap_or(0);
    asked.clamp(MIN_RETRY_WAIT, MAX_RETRY_WAIT) + MIN_RETRY_WAIT * random / 1_000
}
