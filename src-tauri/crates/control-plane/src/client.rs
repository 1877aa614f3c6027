//! The reads that the app makes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use http::StatusCode;
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use url::Url;

use crate::{Error, Model, Provider, Workspace, WorkspaceId, fetch::Fetch, workspace};

/// Bound on one request, from its first byte to the answer's last.
const TIMEOUT: Duration = Duration::from_secs(15);
/// Largest list: thousands of workspaces with large cards.
const MAX_LIST_BYTES: usize = 32 << 20;
/// Largest answer about one workspace.
const MAX_SINGLE_BYTES: usize = 4 << 20;

/// Reads from one workspace server. Cheap to clone.
///
/// GETs only, and each is repeated at most once, when the server said 429. Requests carry the token, and the organization
/// id when there is one, but never an `Origin`: the server refuses those it does not know.
#[derive(Debug, Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    base: Url,
    fetch: Fetch,
    /// The server said that it has no provider endpoint.
    lacks_provider: AtomicBool,
}

impl Client {
    /// A client of the server at `base`, whose path is kept as a prefix; its query, fragment and user information are not.
    ///
    /// `http` must not follow redirects (`Policy::none()`): the organization id would go along to wherever they lead. A
    /// redirect is answered as [`Error::NotJson`] then.
    pub fn new(
        http: reqwest::Client,
        mut base: Url,
        org_id: Option<String>,
        token: Option<SecretString>,
    ) -> Self {
        base.set_query(None);
        base.set_fragment(None);
        // Fails only for addresses that cannot have any, which `endpoint` refuses.
        let _ = (base.set_username(""), base.set_password(None));
        let org_id = org_id
            .map(|id| id.trim().to_owned())
            .filter(|id| !id.is_empty());
        let token = token
            .map(|token| SecretString::from(token.expose_secret().trim()))
            .filter(|token| !token.expose_secret().is_empty());
        let fetch = Fetch {
            http,
            org_id,
            token,
            timeout: TIMEOUT,
        };
        Self {
            inner: Arc::new(Inner {
                base,
                fetch,
                lacks_provider: AtomicBool::new(false),
            }),
        }
    }

    /// The same server, with another bound on each request than 15 s.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        let Inner {
            base,
            fetch,
            lacks_provider,
        } = &*self.inner;
        let fetch = Fetch {
            http: fetch.http.clone(),
            org_id: fetch.org_id.clone(),
            token: fetch.token.clone(),
            timeout,
        };
        let lacks_provider = AtomicBool::new(lacks_provider.load(Ordering::Relaxed));
        Self {
            inner: Arc::new(Inner {
                base: base.clone(),
                fetch,
                lacks_provider,
            }),
        }
    }

    /// All workspaces, oldest first. Rows that cannot be read are logged and left out.
    ///
    /// # Wire
    ///
    /// `GET {base}/workspaces`, at most 32 MiB.
    ///
    /// # Errors
    ///
    /// See [`Error`]. A failed list says nothing about which workspaces exist.
    pub async fn workspaces(&self) -> Result<Vec<Workspace>, Error> {
        let url = self.endpoint(&["workspaces"])?;
        let json = self
            .inner
            .fetch
            .get(url, MAX_LIST_BYTES)
            .await?
            .into_json()?;
        workspace::parse_list(&json).map_err(Error::Malformed)
    }

    /// One workspace, also a removed one (its status says so). Lacks what only the list answers, see
    /// [`Workspace::with_list_fields_of`].
    ///
    /// # Wire
    ///
    /// `GET {base}/workspaces/{id}`, at most 4 MiB.
    ///
    /// # Errors
    ///
    /// See [`Error`]; [`Error::NotFound`] when there is none.
    pub async fn workspace(&self, id: &WorkspaceId) -> Result<Workspace, Error> {
        self.read(&["workspaces", &id.to_string()]).await
    }

    /// Which model a workspace runs. The server does not check that the workspace exists.
    ///
    /// # Wire
    ///
    /// `GET {base}/workspaces/{id}/model`
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn model(&self, id: &WorkspaceId) -> Result<Model, Error> {
        self.read(&["workspaces", &id.to_string(), "model"]).await
    }

    /// Which provider a workspace uses; `None` where the server does not offer that. Once the server has said so, this
    /// client and its clones do not ask again.
    ///
    /// # Wire
    ///
    /// `GET {base}/workspaces/{id}/provider`. Not offered: 410, or a 404 other than the server's own `{"error": …}`.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn provider(&self, id: &WorkspaceId) -> Result<Option<Provider>, Error> {
        if self.inner.lacks_provider.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let url = self.endpoint(&["workspaces", &id.to_string(), "provider"])?;
        let answer = self.inner.fetch.get(url, MAX_SINGLE_BYTES).await?;
        let is_retired = answer.status == StatusCode::GONE;
        match answer.into_json() {
            Ok(json) => serde_json::from_slice(&json)
                .map(Some)
                .map_err(Error::Malformed),
            Err(_) if is_retired => Ok(self.remember_no_provider()),
            Err(Error::EndpointUnknown) => Ok(self.remember_no_provider()),
            // May be about the organization rather than the endpoint: not to be remembered.
            Err(Error::WrongOrganization) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn remember_no_provider(&self) -> Option<Provider> {
        if !self.inner.lacks_provider.swap(true, Ordering::Relaxed) {
            tracing::debug!("the platform does not offer the provider endpoint");
        }
        None
    }

    async fn read<T: DeserializeOwned>(&self, path: &[&str]) -> Result<T, Error> {
        let url = self.endpoint(path)?;
        let json = self
            .inner
            .fetch
            .get(url, MAX_SINGLE_BYTES)
            .await?
            .into_json()?;
        serde_json::from_slice(&json).map_err(Error::Malformed)
    }

    /// `path` below the base address, each segment percent-encoded.
    /// What goes with each request.
    pub(crate) fn headers(&self) -> Result<http::HeaderMap, Error> {
        self.inner.fetch.headers()
    }

    pub(crate) fn endpoint(&self, path: &[&str]) -> Result<Url, Error> {
        let invalid = Error::InvalidSetting {
            setting: "platform address",
        };
        let mut url = self.inner.base.clone();
        if !matches!(url.scheme(), "http" | "https") {
            return Err(invalid);
        }
        match url.path_segments_mut() {
            Ok(mut segments) => segments.pop_if_empty().extend(path),
            Err(()) => return Err(invalid),
        };
        Ok(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(base: &str, path: &[&str]) -> Result<String, Error> {
        let client = Client::new(reqwest::Client::new(), base.parse().unwrap(), None, None);
        client.endpoint(path).map(String::from)
    }

    #[test]
    fn an_endpoint_is_below_the_base_address_whatever_its_form() {
        for (base, url) in [
            ("http://h:8080", "http://h:8080/workspaces/x"),
            ("http://h/", "http://h/workspaces/x"),
            ("https://h/a/b/", "https://h/a/b/workspaces/x"),
            ("https://h/a/b", "https://h/a/b/workspaces/x"),
            (
                "https://user:secret@h/?token=1#top",
                "https://h/workspaces/x",
            ),
        ] {
            assert_eq!(endpoint(base, &["workspaces", "x"]).unwrap(), url, "{base}");
        }
    }

    #[test]
    fn a_segment_cannot_leave_its_place() {
        let url = endpoint("http://h", &["workspaces", "a/b?c#d%2F", ".."]).unwrap();
        assert_eq!(url, "http://h/workspaces/a%2Fb%3Fc%23d%252F");
    }

    #[test]
    fn an_address_that_is_not_http_is_refused() {
        for base in ["mailto:a@b", "file:///etc", "ftp://h/", "data:,x"] {
            assert!(
                matches!(endpoint(base, &["x"]), Err(Error::InvalidSetting { .. })),
                "{base}"
            );
        }
    }

    #[test]
    fn the_token_is_never_printed() {
        let token = SecretString::from("hunter2-hunter2");
        let base = "https://u:hunter2-hunter2@h".parse().unwrap();
        let client = Client::new(reqwest::Client::new(), base, None, Some(token));
        assert!(!format!("{client:?}").contains("hunter2"));
    }
}
