//! One HTTP/1.1 request on a connection that is to become something else: a websocket, or the way through a proxy.

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Empty;
use hyper::{body::Incoming, client::conn::http1, upgrade};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    task::JoinSet,
};

use crate::error::BoxError;

/// An answer's head may have this many bytes, which is far above what any server sends.
const MAX_HEAD_BYTES: usize = 64 << 10;

/// An answered request. Dropping it closes the connection.
pub(super) struct Exchange<S> {
    /// Its body is still on the wire.
    pub(super) response: Response<Incoming>,
    /// Moves the bytes; ends with the body, or when the connection is handed over.
    driver: JoinSet<()>,
    stream: std::marker::PhantomData<S>,
}

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> Exchange<S> {
    /// Sends `request` and waits for the head of the answer.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future closes the connection.
    pub(super) async fn send(stream: S, request: Request<Empty<Bytes>>) -> Result<Self, BoxError> {
        let (mut sender, connection) = http1::Builder::new()
            .title_case_headers(true)
            .max_buf_size(MAX_HEAD_BYTES)
            .handshake(TokioIo::new(stream))
            .await?;
        let mut driver = JoinSet::new();
        driver.spawn(async move {
            // Whoever waits for the answer or its body is told as well.
            if let Err(error) = connection.with_upgrades().await {
                tracing::debug!(%error, "an HTTP connection ended");
            }
        });
        Ok(Self {
            response: sender.send_request(request).await?,
            driver,
            stream: std::marker::PhantomData,
        })
    }

    /// The connection itself, and what has already come after the head. Only after 101, or 2xx to CONNECT.
    pub(super) async fn upgraded(self) -> Result<(S, Bytes), BoxError> {
        let Self {
            response, driver, ..
        } = self;
        let upgraded = upgrade::on(response).await?;
        drop(driver);
        let parts = upgraded
            .downcast::<TokioIo<S>>()
            .map_err(|_| "the connection was replaced by another")?;
        Ok((parts.io.into_inner(), parts.read_buf))
    }
}
