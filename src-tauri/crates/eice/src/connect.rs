//! From a signed URL to an open tunnel: each step on the way has a deadline of its own.
//!
//! TCP, the proxy, TLS and the upgrade are done one by one instead of by a websocket library, because of what is wanted from
//! each: the name of the step that hangs, a proxy, and the body of a refusal, which is the only place where the endpoint says why.
//!
//! # Layout
//!
//! - `dial`: DNS, TCP and TLS, straight or through a proxy
//! - `spares`: the same, done before it is needed
//! - `exchange`: one HTTP/1.1 request on a connection that turns into something else
//! - `upgrade`: the websocket's request, and whether the answer is one
//! - `refusal`: what an answer other than 101 says

mod dial;
mod exchange;
mod refusal;
mod spares;
mod upgrade;

use std::{sync::Arc, time::Duration};

use tokio::time::timeout;

pub(crate) use self::{dial::Wire, spares::Spares};
use crate::{Error, Phase, ProxySettings, Tunnel, access::RequestId, presign::SignedUrl};

/// DNS, TCP and TLS to the endpoint; with a proxy, TLS alone.
const CONNECT_DEADLINE: Duration = Duration::from_secs(5);
/// DNS, TCP and TLS to the proxy, and its answer to CONNECT.
const PROXY_DEADLINE: Duration = Duration::from_secs(5);
/// The websocket's request and its answer, with the body of a refusal.
const UPGRADE_DEADLINE: Duration = Duration::from_secs(10);
/// The same on a spare: one that has died unseen does not answer, and a new connection may.
const SPARE_DEADLINE: Duration = Duration::from_secs(3);

/// What the way to an endpoint is made of.
#[derive(Debug, Clone)]
pub(crate) struct Network {
    /// Trust for the endpoint, and for an `https://` proxy.
    pub(crate) tls: Arc<rustls::ClientConfig>,
    pub(crate) proxy: ProxySettings,
    pub(crate) spares: Spares,
}

impl Network {
    /// What a spare is made with: it must not keep the shelf that it is on.
    fn without_spares(&self) -> Self {
        Self {
            spares: Spares::default(),
            ..self.clone()
        }
    }
}

/// Dials `dns_name` (port 443 unless it names one), or takes the connection that is open already, and upgrades with the signed URL.
/// AWS's name for the request is noted, where the endpoint answers.
///
/// # Errors
///
/// [`Error::TimedOut`] and [`Error::Unreachable`] with the phase, [`Error::Proxy`], [`Error::InvalidSetting`], and what the
/// endpoint's refusal says.
///
/// # Cancel safety
///
/// Dropping the future closes the socket.
pub(crate) async fn open(
    dns_name: &str,
    url: &SignedUrl,
    network: &Network,
    request_id: &RequestId,
) -> Result<Tunnel, Error> {
    if let Some(stream) = network.spares.take(dns_name).await? {
        let upgrading = Box::pin(upgrade::upgrade(stream, url, request_id));
        match within(Phase::Upgrade, SPARE_DEADLINE, upgrading).await {
            Err(error) if is_silence(&error) => {
                tracing::debug!(%error, "a connection that was open before is of no use");
            }
            answered => return answered,
        }
    }
    let stream = Box::pin(dial::dial(dns_name, network)).await?;
    Box::pin(upgrade::upgrade(stream, url, request_id)).await
}

/// Whether nobody has answered an upgrade.
fn is_silence(error: &Error) -> bool {
    matches!(
        error,
        Error::Unreachable { phase, .. } | Error::TimedOut { phase } if *phase == Phase::Upgrade
    )
}

/// Runs one step under its deadline.
async fn within<T>(
    phase: Phase,
    deadline: Duration,
    step: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    match timeout(deadline, step).await {
        Ok(done) => done,
        Err(_) => Err(Error::TimedOut { phase }),
    }
}
