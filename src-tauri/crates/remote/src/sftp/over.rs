//! For tests: a channel without SSH under it.

use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::task::TaskTracker;

use super::{Opening, Sftp};
use crate::{Access, channel::Refused, handshake::Death};

impl Sftp {
    /// The client's end of `stream`, behind which a server answers already. `None` when what answers is not one.
    ///
    /// `death` stands for the end of the session, and `background` for what a session waits for when it is closed.
    pub(crate) async fn over<S>(
        stream: S,
        death: Death,
        background: TaskTracker,
    ) -> Option<Arc<Self>>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let opening = Opening::now(Access::User);
        let sftp = Self::begin(stream, opening, Refused::default(), death, background);
        sftp.ready().await.ok()?;
        Some(sftp)
    }
}
