//! The credentials of a client: fetched once for all who need them, and kept while they are good.
//!
//! The SDK's own chain keeps nothing: each question may run a credential process or ask a server. Everything that signs asks here.

use std::{
    error::Error as StdError,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use aws_credential_types::{
    Credentials,
    provider::{
        ProvideCredentials, SharedCredentialsProvider, error::CredentialsError,
        future::ProvideCredentials as Providing,
    },
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};

use tokio::{sync::watch, time::Instant};

use crate::{Error, Login, Phase};

/// A credential process or an instance role may need a network answer.
const DEADLINE: Duration = Duration::from_secs(15);
/// Credentials are renewed this long before their end, so that what is signed with them arrives in time.
const MARGIN: Duration = Duration::from_mins(5);

/// Credentials near their end are asked for again after this.
const PATIENCE: Duration = Duration::from_secs(30);

type Fetch = Shared<BoxFuture<'static, Result<Credentials, Arc<CredentialsError>>>>;

/// A source of credentials with a memory. Clones share it.
#[derive(Clone)]
pub(crate) struct KeptCredentials(Arc<Inner>);

struct Inner {
    /// Held for lines, never across an await.
    state: Mutex<State>,
    /// When what was loaded last ends, if its source says so.
    end: watch::Sender<Option<SystemTime>>,
}

struct State {
    source: SharedCredentialsProvider,
    kept: Option<Credentials>,
    /// What was kept last, also after AWS has refused it.
    last: Option<Credentials>,
    /// The one fetch that all wait for who need credentials meanwhile.
    fetch: Option<Fetch>,
    /// When the last fetch ended.
    asked: Option<Instant>,
}

impl State {
    /// A source that gives the same credentials until their end need not be asked for every signature before it.
    fn has_asked_lately(&self) -> bool {
        self.asked.is_some_and(|asked| asked.elapsed() < PATIENCE)
    }
}

impl fmt::Debug for KeptCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptCredentials").finish_non_exhaustive()
    }
}

impl KeptCredentials {
    /// Asks `source` when there is need.
    pub(crate) fn new(source: SharedCredentialsProvider) -> Self {
        Self(Arc::new(Inner {
            state: Mutex::new(State {
                source,
                kept: None,
                last: None,
                fetch: None,
                asked: None,
            }),
            end: watch::Sender::default(),
        }))
    }

    /// When the credentials that were loaded last end; `None` before the first, and for those without an end. Follows every load.
    pub(crate) fn end(&self) -> watch::Receiver<Option<SystemTime>> {
        self.0.end.subscribe()
    }

    /// Credentials that are not past their end.
    ///
    /// # Errors
    ///
    /// [`Error::CredentialsMissing`], [`Error::CredentialsExpired`], [`Error::Unreachable`] when the source did not answer. A
    /// failure is not kept.
    ///
    /// # Cancel safety
    ///
    /// The fetch is a task of its own: dropping the future changes nothing for the others who wait for it.
    pub(crate) async fn get(&self) -> Result<Credentials, Error> {
        self.fetched().await.map_err(source_error)
    }

    /// Asks another source, and takes it instead of the present one if what it gives is good. Returns whether that is something new.
    ///
    /// # Errors
    ///
    /// As [`Self::get`]; nothing changes then.
    pub(crate) async fn replace(&self, source: SharedCredentialsProvider) -> Result<bool, Error> {
        let renewed = Self::new(source);
        let credentials = renewed.get().await?;
        let mut state = self.state();
        state.source = renewed.state().source.clone();
        let is_new = state.last.as_ref() != Some(&credentials);
        self.keep(&mut state, credentials);
        Ok(is_new)
    }

    /// What is kept, while it is not past its end.
    fn still_good(&self) -> Option<Credentials> {
        let kept = self.state().kept.clone();
        kept.filter(|kept| is_good(kept, Duration::ZERO))
    }

    /// Whether something is kept that need not be renewed yet.
    pub(crate) fn are_at_hand(&self) -> bool {
        let state = self.state();
        state
            .kept
            .as_ref()
            .is_some_and(|kept| is_good(kept, MARGIN))
    }

    /// Drops what is kept, after AWS has called it expired.
    pub(crate) fn forget(&self) {
        self.state().kept = None;
    }

    async fn fetched(&self) -> Result<Credentials, CredentialsError> {
        let fetch = {
            let mut state = self.state();
            let margin = if state.has_asked_lately() {
                Duration::ZERO
            } else {
                MARGIN
            };
            if let Some(kept) = state.kept.as_ref().filter(|kept| is_good(kept, margin)) {
                return Ok(kept.clone());
            }
            state
                .fetch
                .get_or_insert_with(|| self.clone().start_fetch())
                .clone()
        };
        let fetched = fetch.await;
        if fetched.is_err()
            && let Some(kept) = self.still_good()
        {
            return Ok(kept);
        }
        match fetched {
            Ok(credentials) if is_good(&credentials, Duration::ZERO) => Ok(credentials),
            Ok(_) => Err(CredentialsError::provider_error(
                "the credentials that the source gives have expired",
            )),
            Err(error) => Err(shared(&error)),
        }
    }

    fn start_fetch(self) -> Fetch {
        let fetch = tokio::spawn(async move {
            let source = self.state().source.clone();
            let asked = tokio::time::timeout(DEADLINE, source.provide_credentials());
            let answer = asked
                .await
                .unwrap_or_else(|_| Err(CredentialsError::provider_timed_out(DEADLINE)));
            let mut state = self.state();
            state.fetch = None;
            state.asked = Some(Instant::now());
            if let Ok(credentials) = &answer {
                self.keep(&mut state, credentials.clone());
            }
            answer.map_err(Arc::new)
        });
        let ended = |error| Err(Arc::new(CredentialsError::unhandled(error)));
        fetch
            .map(move |joined| joined.unwrap_or_else(ended))
            .boxed()
            .shared()
    }

    /// Takes what was loaded. Only another end is told on.
    fn keep(&self, state: &mut State, credentials: Credentials) {
        let end = credentials.expiry();
        state.last = Some(credentials.clone());
        state.kept = Some(credentials);
        self.0
            .end
            .send_if_modified(|known| std::mem::replace(known, end) != end);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ProvideCredentials for KeptCredentials {
    fn provide_credentials<'a>(&'a self) -> Providing<'a>
    where
        Self: 'a,
    {
        Providing::new(self.fetched())
    }
}

fn is_good(credentials: &Credentials, margin: Duration) -> bool {
    credentials
        .expiry()
        .is_none_or(|expiry| expiry > SystemTime::now() + margin)
}

/// What all who waited get. The time-out stays one: its remedy is another.
fn shared(error: &Arc<CredentialsError>) -> CredentialsError {
    match &**error {
        CredentialsError::ProviderTimedOut(after) => {
            CredentialsError::provider_timed_out(after.timeout_duration())
        }
        _ => CredentialsError::provider_error(Arc::clone(error)),
    }
}

/// What a failing source of credentials means for the user. `error` is the source's own, or one that it has caused.
pub(crate) fn source_error(error: impl StdError + Send + Sync + 'static) -> Error {
    let of_source = chain(&error).filter_map(|cause| cause.downcast_ref::<CredentialsError>());
    let has_timed_out = of_source
        .clone()
        .any(|cause| matches!(cause, CredentialsError::ProviderTimedOut(_)));
    // A source that asks a server, and finds none.
    let is_offline = of_source
        .clone()
        .flat_map(|cause| chain(cause))
        .any(<dyn StdError>::is::<ConnectorError>);
    // The chain has no type of its own for an SSO session that is over.
    let has_expired = of_source
        .flat_map(|cause| chain(cause))
        .any(|cause| cause.to_string().to_ascii_lowercase().contains("expired"));
    if has_timed_out || is_offline {
        Error::unreachable(Phase::LookUp, error)
    } else if has_expired {
        Error::CredentialsExpired {
            login: Login::default(),
            message: "the session is over".to_owned(),
        }
    } else {
        Error::CredentialsMissing {
            login: Login::default(),
            source: Box::new(error),
        }
    }
}

/// Whether it was the source of credentials that made `error`.
pub(crate) fn is_of_source(error: &(dyn StdError + 'static)) -> bool {
    chain(error).any(<dyn StdError>::is::<CredentialsError>)
}

fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> + Clone {
    std::iter::successors(Some(error), |&cause| cause.source())
}

#[cfg(test)]
mod tests;
