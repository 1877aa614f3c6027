//! TLS connections to endpoints that are open before anybody needs them.
//!
//! Two of the round trips of a new tunnel, TCP's and TLS's, say nothing of it: they can be made as soon as it is likely that there
//! will be one. A spare is used once, by the next tunnel to its endpoint. It may have died unseen meanwhile; then the tunnel is
//! opened on a new connection, as if there had been none.

use std::{
    collections::HashMap,
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use futures_util::FutureExt as _;
use tokio::{
    io::{AsyncRead, ReadBuf},
    time::{Instant, sleep},
};
use tokio_rustls::client::TlsStream;
use tokio_util::task::AbortOnDropHandle;

use super::{Network, Wire, dial::dial};
use crate::Error;

/// How long a spare waits for a tunnel. What is between us and an endpoint forgets idle connections after a minute or more.
const LIFETIME: Duration = Duration::from_secs(30);
/// From this age on, a spare that is asked for again gives way to a new one.
const RENEWED_AFTER: Duration = Duration::from_secs(15);

/// The spares of one client, at most one for each endpoint. They are closed with it.
#[derive(Clone, Default)]
pub(crate) struct Spares(Arc<Shelf>);

/// Held for one look or change only.
type Shelf = Mutex<HashMap<String, Spare>>;

struct Spare {
    dialing: AbortOnDropHandle<Result<TlsStream<Wire>, Error>>,
    begun: Instant,
    /// Drops it in time.
    _end: AbortOnDropHandle<()>,
}

impl fmt::Debug for Spares {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Spares")
            .field(&shelf(&self.0).len())
            .finish()
    }
}

impl Spares {
    /// Begins to connect to `dns_name`, unless that was done a moment ago. Does not wait for it, and does not tell whether it works:
    /// the tunnel will.
    pub(crate) fn prepare(&self, dns_name: &str, network: &Network) {
        let mut spares = shelf(&self.0);
        let is_fresh = |spare: &Spare| spare.begun.elapsed() < RENEWED_AFTER;
        if spares.get(dns_name).is_some_and(is_fresh) {
            return;
        }
        let (name, network) = (dns_name.to_owned(), network.without_spares());
        let dialing = tokio::spawn(async move { dial(&name, &network).await });
        let begun = Instant::now();
        let end = tokio::spawn(end(Arc::downgrade(&self.0), dns_name.to_owned(), begun));
        let spare = Spare {
            dialing: AbortOnDropHandle::new(dialing),
            begun,
            _end: AbortOnDropHandle::new(end),
        };
        spares.insert(dns_name.to_owned(), spare);
    }

    /// The spare to `dns_name`, as far as can be seen from here; one that is still being made is waited for.
    ///
    /// # Errors
    ///
    /// Those of dialling, when it ends while it is waited for. What failed earlier counts as no spare.
    pub(crate) async fn take(&self, dns_name: &str) -> Result<Option<TlsStream<Wire>>, Error> {
        let Some(spare) = shelf(&self.0).remove(dns_name) else {
            return Ok(None);
        };
        let was_ready = spare.dialing.is_finished();
        match spare.dialing.await {
            Ok(Ok(mut stream)) => Ok(is_open(&mut stream).then_some(stream)),
            Ok(Err(error)) if !was_ready => Err(error),
            Ok(Err(_)) | Err(_) => Ok(None),
        }
    }

    /// Closes all: after a sleep or in another network they are dead, whatever they look like.
    pub(crate) fn clear(&self) {
        shelf(&self.0).clear();
    }
}

fn shelf(shelf: &Shelf) -> MutexGuard<'_, HashMap<String, Spare>> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the spare of `begun` off the shelf when its time is over.
async fn end(spares: Weak<Shelf>, dns_name: String, begun: Instant) {
    sleep(LIFETIME).await;
    if let Some(spares) = spares.upgrade() {
        let mut spares = shelf(&spares);
        if spares
            .get(&dns_name)
            .is_some_and(|spare| spare.begun == begun)
        {
            spares.remove(&dns_name);
        }
    }
}

/// Whether the other side has neither closed a connection nor sent what nobody has asked for.
fn is_open(stream: &mut TlsStream<Wire>) -> bool {
    let mut byte = [0];
    let mut buffer = ReadBuf::new(&mut byte);
    poll_fn(|cx| Pin::new(&mut *stream).poll_read(cx, &mut buffer))
        .now_or_never()
        .is_none()
}
