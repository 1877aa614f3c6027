//! What was done to let somebody in: each key push and each tunnel, told to whoever keeps a record of them.
//!
//! AWS's own record, CloudTrail, names no instance for a tunnel and no user's action; its events and ours meet in the request id.

use std::{
    fmt,
    sync::{Mutex, OnceLock, PoisonError},
};

use crate::{Error, InstanceId, printable::printable};

/// How much of a request id is kept, in characters.
const MAX_ID_CHARS: usize = 100;

/// A key push or a tunnel that has ended, well or not.
#[derive(Debug)]
pub struct Access<'a> {
    /// The instance.
    pub instance: &'a InstanceId,
    /// What was asked for.
    pub kind: AccessKind<'a>,
    /// AWS's name for the request, where there was an answer with one.
    pub request_id: Option<&'a str>,
    /// How it ended.
    pub end: AccessEnd<'a>,
}

/// What lets somebody in.
#[derive(Debug, Clone, Copy)]
pub enum AccessKind<'a> {
    /// `SendSSHPublicKey`.
    KeyPush {
        /// The user that the key is good for.
        os_user: &'a str,
    },
    /// `OpenTunnel`.
    Tunnel {
        /// The endpoint's id.
        endpoint: &'a str,
    },
}

/// How it ended.
#[derive(Debug, Clone, Copy)]
pub enum AccessEnd<'a> {
    /// Granted.
    Granted,
    /// Not granted, as far as we know: an answer may have been lost.
    Failed(&'a Error),
    /// Nobody waited for the answer any more.
    Abandoned,
}

type Callback = Box<dyn Fn(&Access<'_>) + Send + Sync>;

/// Who is told, if anybody is.
#[derive(Default)]
pub(crate) struct Observer(OnceLock<Callback>);

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Observer").finish_non_exhaustive()
    }
}

impl Observer {
    /// The first one stays.
    pub(crate) fn set(&self, callback: impl Fn(&Access<'_>) + Send + Sync + 'static) {
        if self.0.set(Box::new(callback)).is_err() {
            tracing::debug!("accesses are observed already");
        }
    }

    /// An access that begins. It is told of when it is settled, or dropped.
    pub(crate) fn begin<'a>(
        &'a self,
        instance: &'a InstanceId,
        kind: AccessKind<'a>,
    ) -> Attempt<'a> {
        Attempt {
            observer: Some(self),
            instance,
            kind,
            request_id: RequestId::default(),
        }
    }
}

/// AWS's name for a request, noted on the way. Held for a look or a swap only.
#[derive(Debug, Default)]
pub(crate) struct RequestId(Mutex<Option<String>>);

impl RequestId {
    /// Notes the name; an empty one is none.
    pub(crate) fn note(&self, id: &str) {
        let id = printable(id, MAX_ID_CHARS);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(id).filter(|id| !id.is_empty());
    }

    fn get(&self) -> Option<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// An access on its way.
pub(crate) struct Attempt<'a> {
    /// Taken when it is settled.
    observer: Option<&'a Observer>,
    instance: &'a InstanceId,
    kind: AccessKind<'a>,
    request_id: RequestId,
}

impl Attempt<'_> {
    pub(crate) fn request_id(&self) -> &RequestId {
        &self.request_id
    }

    /// Tells how it ended.
    pub(crate) fn settle<T>(mut self, ended: &Result<T, Error>) {
        self.tell(match ended {
            Ok(_) => AccessEnd::Granted,
            Err(error) => AccessEnd::Failed(error),
        });
    }

    fn tell(&mut self, end: AccessEnd<'_>) {
        let Some(callback) = self.observer.take().and_then(|observer| observer.0.get()) else {
            return;
        };
        callback(&Access {
            instance: self.instance,
            kind: self.kind,
            request_id: self.request_id.get().as_deref(),
            end,
        });
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        self.tell(AccessEnd::Abandoned);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn each_attempt_is_told_of_once_however_it_ends() {
        let (observer, told) = (Observer::default(), Arc::new(Mutex::new(Vec::new())));
        let instance = "i-0123456789abcdef0".parse().unwrap();
        let kind = AccessKind::KeyPush { os_user: "ubuntu" };
        drop(observer.begin(&instance, kind));
        let heard = told.clone();
        observer.set(move |access| heard.lock().unwrap().push(format!("{access:?}")));
        let granted = observer.begin(&instance, kind);
        granted.request_id().note("id-1\n");
        granted.settle(&Ok(()));
        observer
            .begin(&instance, kind)
            .settle::<()>(&Err(Error::NoRegion));
        drop(observer.begin(&instance, kind));
        let told = told.lock().unwrap();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(
            told[0].contains("Some(\"id-1\")") && told[0].contains("Granted"),
            "{told:?}"
        );
        assert!(
            told[1].contains("Failed") && told[2].contains("Abandoned"),
            "{told:?}"
        );
    }
}
