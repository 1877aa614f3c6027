//! The reads that the app makes, and what they share with its changes.

mod changes;

pub use self::changes::{Patched, Restarted};

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::FutureExt as _;
use http::StatusCode;
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep_until};
use url::Url;

use crate::{
    Error, Model, Provider, Template, Workspace, WorkspaceId, WorkspaceRows,
    answer::Answer,
    budget::Budget,
    fetch::{Fetch, Read},
    flights::{Flights, Route},
    template, workspace,
};

/// Bound on one read, from its first byte to the answer's last.
const READ_TIMEOUT: Duration = Duration::from_secs(15);
/// Bound on one change: the server itself may take 30 s for what it does on an instance, and a restart waits for a container.
const CHANGE_TIMEOUT: Duration = Duration::from_secs(45);
/// Largest list: thousands of workspaces with large cards.
const MAX_LIST_BYTES: usize = 32 << 20;
/// Largest answer about one workspace.
const MAX_SINGLE_BYTES: usize = 4 << 20;

/// Talks to one workspace server. Cheap to clone; clones share everything.
///
/// Identical reads in flight are one request; one that begins after a change was made is always a request of its own. A read is
/// repeated at most once when the server said 429, and once when its connection ended before the answer; a change never is. Requests carry the token, and the organization id when
/// there is one, but never an `Origin`: the server refuses those it does not know.
#[derive(Debug, Clone)]
pub struct Client {
    shared: Arc<Shared>,
    asker: Asker,
    read_timeout: Duration,
    change_timeout: Duration,
}

/// On whose account reads are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asker {
    /// A person waits.
    Person,
    /// Nobody does.
    Background,
}

#[derive(Debug)]
struct Shared {
    base: Url,
    fetch: Fetch,
    flights: Flights,
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
        Self {
            shared: Arc::new(Shared {
                base,
                fetch: Fetch {
                    http,
                    org_id,
                    token,
                    budget: Budget::default(),
                },
                flights: Flights::default(),
                lacks_provider: AtomicBool::new(false),
            }),
            asker: Asker::Person,
            read_timeout: READ_TIMEOUT,
            change_timeout: CHANGE_TIMEOUT,
        }
    }

    /// The same client, with another bound on each request than 15 s for a read and 45 s for a change.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self {
            read_timeout: timeout,
            change_timeout: timeout,
            ..self.clone()
        }
    }

    /// The same client, for reads that nobody waits for: polling, lists that are read again, what is fetched ahead.
    ///
    /// They go out while fewer than 120 requests were made in the last minute, those of the other clones included, and while the
    /// server has a tenth of its own limit left; otherwise they wait, up to a minute. Reads of the other clones count but never
    /// wait. A read that is under way already is joined at once.
    #[must_use]
    pub fn background(&self) -> Self {
        Self {
            asker: Asker::Background,
            ..self.clone()
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
        Ok(self.workspace_rows().await?.rows)
    }

    /// The same, and how many rows were left out: while there are some, absence from the list says nothing.
    ///
    /// # Errors
    ///
    /// As [`Client::workspaces`].
    pub async fn workspace_rows(&self) -> Result<WorkspaceRows, Error> {
        let answer = self.get(&["workspaces"], MAX_LIST_BYTES).await?;
        workspace::parse_list(answer.json()?).map_err(Error::malformed)
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
        if self.lacks_provider() {
            return Ok(None);
        }
        let path = ["workspaces", &id.to_string(), "provider"];
        let answer = self.get(&path, MAX_SINGLE_BYTES).await?;
        match answer.json() {
            Ok(json) => serde_json::from_slice(json)
                .map(Some)
                .map_err(Error::malformed),
            Err(_) if answer.status == StatusCode::GONE => Ok(self.remember_no_provider()),
            Err(Error::EndpointUnknown) => Ok(self.remember_no_provider()),
            // May be about the organization rather than the endpoint: not to be remembered.
            Err(Error::WrongOrganization) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The templates that workspaces are made from, by the names of their folders. Entries that cannot be read are left out.
    ///
    /// # Wire
    ///
    /// `GET {base}/templates`, at most 4 MiB.
    ///
    /// # Errors
    ///
    /// See [`Error`]. They only feed suggestions: a failure is nothing to show.
    pub async fn templates(&self) -> Result<Vec<Template>, Error> {
        let answer = self.get(&["templates"], MAX_SINGLE_BYTES).await?;
        template::parse_list(answer.json()?).map_err(Error::malformed)
    }

    fn lacks_provider(&self) -> bool {
        self.shared.lacks_provider.load(Ordering::Relaxed)
    }

    fn remember_no_provider<T>(&self) -> Option<T> {
        if !self.shared.lacks_provider.swap(true, Ordering::Relaxed) {
            tracing::debug!("the platform does not offer the provider endpoint");
        }
        None
    }

    async fn read<T: DeserializeOwned>(&self, path: &[&str]) -> Result<T, Error> {
        self.read_with(path, None).await
    }

    pub(crate) async fn read_with<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: Option<&str>,
    ) -> Result<T, Error> {
        let mut url = self.endpoint(path)?;
        url.set_query(query);
        let answer = self.get_url(url, MAX_SINGLE_BYTES).await?;
        serde_json::from_slice(answer.json()?).map_err(Error::malformed)
    }

    async fn get(&self, path: &[&str], limit_bytes: usize) -> Result<Arc<Answer>, Error> {
        self.get_url(self.endpoint(path)?, limit_bytes).await
    }

    async fn get_url(&self, url: Url, limit_bytes: usize) -> Result<Arc<Answer>, Error> {
        let timeout = self.read_timeout;
        let route = Route {
            url: url.clone(),
            timeout,
        };
        let read = Read {
            url,
            limit_bytes,
            timeout,
        };
        loop {
            let start = || {
                self.asker.permit(&self.shared.fetch.budget)?;
                let (shared, read) = (Arc::clone(&self.shared), read.clone());
                Ok(async move { shared.fetch.get(&read).await.map(Arc::new) }.boxed())
            };
            match self.shared.flights.join_or_start(&route, start) {
                Ok(flight) => return flight.await,
                Err(until) => sleep_until(until).await,
            }
        }
    }

    /// Has reads that begin from now on ask the server, whatever is under way.
    pub(crate) fn forget_reads(&self) {
        self.shared.flights.forget();
    }

    pub(crate) fn count_request(&self) {
        self.shared.fetch.budget.count();
    }

    pub(crate) fn token(&self) -> Option<SecretString> {
        self.shared.fetch.token.clone()
    }

    /// What goes with each request.
    pub(crate) fn headers(&self) -> Result<http::HeaderMap, Error> {
        self.shared.fetch.headers()
    }

    /// `path` below the base address, each segment percent-encoded.
    pub(crate) fn endpoint(&self, path: &[&str]) -> Result<Url, Error> {
        let invalid = Error::InvalidSetting {
            setting: "platform address",
        };
        let mut url = self.shared.base.clone();
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

impl Asker {
    /// Counts a request, or says when to ask again.
    fn permit(self, budget: &Budget) -> Result<(), Instant> {
        match self {
            Self::Person => {
                budget.count();
                Ok(())
            }
            Self::Background => budget.take(),
        }
    }
}

#[cfg(test)]
mod tests;
