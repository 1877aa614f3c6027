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

use crate::delay::{self, Link};

/// What to wait when the system has no more file handles, before trying again.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What lies between a client and a router.
#[derive(Clone)]
pub(crate) struct Transport {
    /// The server's side of TLS.
    pub(crate) tls: TlsAcceptor,
    /// The distance.
    pub(crate) link: Link,
}

/// Serves `app` to whoever connects, until `shutdown`; then all connections are cut.
///
/// A connection that was upgraded is carried on here too, so it ends with the server.
pub(crate) async fn serve(
    listener: TcpListener,
    app: Router,
    transport: Transport,
    shutdown: impl Future<Output = ()>,
) {
    tokio::pin!(shutdown);
    let stopped = CancellationToken::new();
    let _stops = stopped.clone().drop_guard();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            Some(ended) = connections.join_next() => log_panic(ended),
            accepted = listener.accept() => match accepted {
                Ok((socket, _)) => {
                    let executor = Executor(stopped.clone());
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
