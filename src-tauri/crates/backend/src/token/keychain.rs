//! The system's keychain, asked in a thread of its own: it may ask the user, and some never answer.

use std::{sync::Arc, thread, time::Duration};

use keyring_core::{CredentialStore, Entry, Error};
use tokio::{sync::oneshot, time::timeout};

/// What the entries belong to.
const SERVICE: &str = "causeway";
/// A keychain that is locked, with nobody there to unlock it, does not answer for minutes.
const LIMIT: Duration = Duration::from_secs(5);

/// Whether and how the keychain is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keychain {
    /// It is not.
    Off,
    /// It has so long to answer.
    System { limit: Duration },
}

impl Keychain {
    /// The user's own.
    pub(crate) const fn of_user() -> Self {
        Self::System { limit: LIMIT }
    }

    /// What is kept under `key`, or why the keychain cannot be used.
    pub(super) async fn read(self, key: &str) -> Result<Option<String>, String> {
        self.ask(key, |entry| match entry.get_password() {
            Err(Error::NoEntry) => Ok(None),
            read => read.map(Some),
        })
        .await
    }

    pub(super) async fn keep(self, key: &str, token: String) -> Result<(), String> {
        self.ask(key, move |entry| entry.set_password(&token)).await
    }

    pub(super) async fn forget(self, key: &str) -> Result<(), String> {
        self.ask(key, |entry| match entry.delete_credential() {
            Err(Error::NoEntry) => Ok(()),
            removed => removed,
        })
        .await
    }

    /// The thread is not waited for when it takes too long, also not at the end of the process, as one of the runtime's would be.
    async fn ask<T: Send + 'static>(
        self,
        key: &str,
        question: impl FnOnce(&Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, String> {
        let Self::System { limit } = self else {
            return Err("it is switched off".to_owned());
        };
        let (answer, answered) = oneshot::channel();
        let key = key.to_owned();
        let asking = move || {
            let found = open().and_then(|store| question(&store.build(SERVICE, &key, None)?));
            // Nobody listens any more when it took too long.
            answer.send(found).ok();
        };
        let started = thread::Builder::new()
            .name("keychain".to_owned())
            .spawn(asking);
        started.map_err(|error| error.to_string())?;
        match timeout(limit, answered).await {
            Ok(Ok(found)) => found.map_err(|error| describe(&error)),
            Ok(Err(_)) => Err("it failed".to_owned()),
            Err(_) => Err(format!("it did not answer within {} s", limit.as_secs())),
        }
    }
}

/// Without the values that some variants carry.
fn describe(error: &Error) -> String {
    match error {
        Error::PlatformFailure(_) => "there is none, or it cannot be reached".to_owned(),
        Error::NoStorageAccess(_) => "it is locked, or refuses".to_owned(),
        Error::NoEntry
        | Error::BadEncoding(_)
        | Error::BadDataFormat(..)
        | Error::BadStoreFormat(_)
        | Error::TooLong(..)
        | Error::Invalid(..)
        | Error::Ambiguous(_)
        | Error::NoDefaultStore
        | Error::NotSupportedByStore(_) => "what it holds cannot be used".to_owned(),
        _ => "it failed".to_owned(),
    }
}

#[cfg(target_os = "linux")]
fn open() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(zbus_secret_service_keyring_store::Store::new()?)
}

#[cfg(target_os = "macos")]
fn open() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(apple_native_keyring_store::keychain::Store::new()?)
}

#[cfg(windows)]
fn open() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(windows_native_keyring_store::Store::new()?)
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn open() -> keyring_core::Result<Arc<CredentialStore>> {
    Err(Error::NotSupportedByStore("no keychain".to_owned()))
}
