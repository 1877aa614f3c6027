//! For tests: a channel without SSH under it.

use std::sync::Arc;

use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::Semaphore,
};
use tokio_util::task::TaskTracker;

use super::{MAX_HANDLES, Sftp, client::Client, progress::Progress};
use crate::{ending::Ending, handshake::Death};

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
        let ended = death.token.child_token();
        let ends = ended.clone().drop_guard();
        let progress = Progress::default();
        let stream = Ending::new(stream, &ended);
        let (client, extensions) =
            Client::start(stream, progress.clone(), background, ended.clone()).await?;
        Some(Arc::new(Self {
            client,
            extensions,
            handles: Arc::new(Semaphore::new(MAX_HANDLES)),
            death,
            progress,
            ended,
            _ends: ends,
        }))
    }
}
