//! One listener: TCP, delay, TLS, HTTP. All of the lab's servers are a [`Router`] behind this.

use std::{future::Future, time::Duration};

use axum::Router;
use hyper_util::{rt::TokioIo, server::conn::auto, service::TowerToHyperService};
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use crate::{
    cable::Cable,
    delay::{self, Link},
};

/// What to wait when the system has no more file handles, before trying again.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What lies between a client and a router.
#[derive(Clone)]
pub(crate) struct Transport {
    /// The server's side of TLS.
    pub(crate) tls: TlsAcceptor,
    /// The distance.
    pub(crate) link: Link,
    /// What it hangs on.
    pub(crate) cable: Cable,
}

/// Serves `app` to whoever connects, until `shutdown`; then all connections are cut.
///
/// A connection that was upgraded is carried on here too, so it ends with the server. While the cable is
/// cut, connections are reset as soon as they are made; those that stood were cut with it.
pub(crate) async fn serve(
    listener: TcpListener,
    app: Router,
    transport: Transport,
    shutdown: impl Future<Output = ()>,
) {
    tokio::pin!(shutdown);
    let mut cuts = transport.cable.watch();
    let mut stopped = CancellationToken::new().drop_guard();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Ok(()) = cuts.changed() => if transport.cable.is_cut() {
                stopped = CancellationToken::new().drop_guard();
                connections.shutdown().await;
            },
            Some(ended) = connections.join_next() => log_panic(ended),
            accepted = listener.accept() => match accepted {
                Ok((socket, _)) if transport.cable.is_cut() => reset(&socket),
                Ok((socket, _)) => {
                    let executor = Executor(stopped.token().clone());
                    connections.spawn(connection(socket, app.clone(), transport.clone(), executor));
                }
                Err(error) => {
                    tracing::warn!(%error, "could not accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }
    connections.shutdown().await;
}

/// Has the system answer what comes over the connection, once it is dropped, with a reset.
fn reset(socket: &TcpStream) {
    if let Err(error) = socket.set_zero_linger() {
        // It is closed in order then, which a client takes for a cut as well.
        tracing::debug!(%error, "could not reset a connection");
    }
}

fn log_panic(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a connection of the lab panicked");
    }
}

async fn connection(socket: TcpStream, app: Router, transport: Transport, executor: Executor) {
    if let Err(error) = socket.set_nodelay(true) {
        // Only slower; the connection still works.
        tracing::debug!(%error, "could not switch Nagle's algorithm off");
    }
    delay::carry(socket, &transport.link, async |stream| {
        let stream = match transport.tls.accept(stream).await {
            Ok(stream) => stream,
            Err(error) => return tracing::debug!(%error, "no TLS with a client"),
        };
        let service = TowerToHyperService::new(app);
        let served = auto::Builder::new(executor)
            .serve_connection_with_upgrades(TokioIo::new(stream), service)
            .await;
        if let Err(error) = served {
            tracing::debug!(%error, "a connection ended early");
        }
    })
    .await;
}

/// Runs what HTTP/2 does beside the connection's own task, and ends it with the server.
#[derive(Clone)]
struct Executor(CancellationToken);

impl<F> hyper::rt::Executor<F> for Executor
where
    F: Future<Output: Send> + Send + 'static,
{
    fn execute(&self, work: F) {
        let stopped = self.0.clone();
        drop(tokio::spawn(stopped.run_until_cancelled_owned(work)));
    }
}
