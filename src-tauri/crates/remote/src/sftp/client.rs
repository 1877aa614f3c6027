//! Requests and answers over one channel.
//!
//! A request is on its way as soon as it is made, and requests leave in the order in which they were made, whoever awaits what: that is
//! what a burst relies on. Nobody needs to wait for an answer: what is done with it is decided when the request is made, so that a handle
//! that comes too late is closed.

use std::{
    collections::HashMap,
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    sync::{Notify, oneshot},
};
use tokio_util::{
    sync::CancellationToken,
    task::{TaskTracker, task_tracker::TaskTrackerToken},
};

use super::{
    progress::Progress,
    wire::{Answer, MAX_PACKET_BYTES, Request, StatusCode, decode_version, init},
};

/// Why a request has no answer that could be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SftpError {
    /// The server says no.
    #[error("{}", if message.is_empty() { "the server gives no reason" } else { message })]
    Status { code: StatusCode, message: String },
    /// The channel is of no more use.
    #[error("{0}")]
    Ended(String),
}

type Complete = Box<dyn FnOnce(Result<Answer, SftpError>) + Send>;

struct Waiter {
    complete: Complete,
    /// A session that is closed lets what is on its way arrive.
    _pending: TaskTrackerToken,
}

#[derive(Default)]
struct State {
    next_id: u32,
    /// Packets that nobody has written yet. Bounded by those who make requests: each has a window of its own.
    outgoing: BytesMut,
    waiting: HashMap<u32, Waiter>,
    /// How many hold packets back until theirs are complete.
    corks: u32,
    /// Why there will be no more answers.
    ended: Option<String>,
}

struct Shared {
    /// Held for one request or one answer.
    state: Mutex<State>,
    has_outgoing: Notify,
    progress: Progress,
    background: TaskTracker,
}

/// The client's end of a channel. Its two tasks end with the stream.
#[derive(Clone)]
pub(crate) struct Client(Arc<Shared>);

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

impl Client {
    /// Exchanges versions over `stream`: the client, and the extensions that the server offers. `None` when what answers is not an SFTP
    /// server of version 3.
    pub(super) async fn start<S>(
        mut stream: S,
        progress: Progress,
        background: TaskTracker,
        ended: CancellationToken,
    ) -> Option<(Self, Vec<Bytes>)>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        stream.write_all(&init()).await.ok()?;
        stream.flush().await.ok()?;
        let mut incoming = Incoming::default();
        let version = incoming.packet(&mut stream).await.ok()?;
        let extensions = decode_version(version)?;
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            has_outgoing: Notify::new(),
            progress,
            background,
        });
        let (reader, writer) = tokio::io::split(stream);
        tokio::spawn(read(shared.clone(), reader, incoming, ended.clone()));
        tokio::spawn(write(shared.clone(), writer, ended));
        Some((Self(shared), extensions))
    }

    /// Sends `request` now. `complete` gets the answer, or why there is none, as soon as that is known.
    pub(super) fn send(&self, request: &Request<'_>, complete: Complete) {
        let mut state = self.0.state();
        if let Some(reason) = &state.ended {
            let error = SftpError::Ended(reason.clone());
            drop(state);
            complete(Err(error));
            return;
        }
        let id = state.next_id;
        state.next_id = id.wrapping_add(1);
        request.encode(id, &mut state.outgoing);
        let waiter = Waiter {
            complete,
            _pending: self.0.background.token(),
        };
        state.waiting.insert(id, waiter);
        drop(state);
        self.0.has_outgoing.notify_one();
    }

    /// Holds packets back until it is dropped, so that what is sent meanwhile leaves as one. Never held across a wait.
    pub(super) fn cork(&self) -> Cork<'_> {
        self.0.state().corks += 1;
        Cork(&self.0)
    }

    /// Sends `request` now, and awaits what `take` makes of the answer. Dropping the future drops what it would have returned.
    pub(super) fn ask<T: Send + 'static>(
        &self,
        request: &Request<'_>,
        take: impl FnOnce(Answer) -> Result<T, SftpError> + Send + 'static,
    ) -> Asking<T> {
        let (give, answer) = oneshot::channel();
        self.send(
            request,
            Box::new(move |answer| {
                // Nobody waits any more: what was made of the answer is dropped, and tidies up by that.
                drop(give.send(answer.and_then(take)));
            }),
        );
        Asking(answer)
    }
}

/// See [`Client::cork`].
pub(crate) struct Cork<'a>(&'a Shared);

impl Drop for Cork<'_> {
    fn drop(&mut self) {
        self.0.state().corks -= 1;
        self.0.has_outgoing.notify_one();
    }
}

/// An answer on its way. Dropping it drops what it would have been.
#[derive(Debug)]
#[must_use = "the request is made, and its answer says whether it was done"]
pub(crate) struct Asking<T>(oneshot::Receiver<Result<T, SftpError>>);

impl<T> Future for Asking<T> {
    type Output = Result<T, SftpError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx).map(|answer| {
            answer.unwrap_or_else(|_| Err(SftpError::Ended("the channel has ended".to_owned())))
        })
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands an answer to who waits for it; whether anybody did.
    fn answer(&self, id: u32, answer: Answer) -> bool {
        let Some(waiter) = self.state().waiting.remove(&id) else {
            return false;
        };
        self.progress.made();
        (waiter.complete)(Ok(answer));
        true
    }

    /// What is to be written; nothing while it is held back.
    fn take_outgoing(&self) -> BytesMut {
        let mut state = self.state();
        if state.corks > 0 {
            return BytesMut::new();
        }
        state.outgoing.split()
    }

    fn end(&self, reason: &str) {
        let waiting = {
            let mut state = self.state();
            state.ended.get_or_insert_with(|| reason.to_owned());
            state.outgoing.clear();
            std::mem::take(&mut state.waiting)
        };
        for (_, waiter) in waiting {
            (waiter.complete)(Err(SftpError::Ended(reason.to_owned())));
        }
    }
}

/// What has come and is not a whole packet yet.
#[derive(Default)]
struct Incoming(BytesMut);

impl Incoming {
    /// The next packet, without its length.
    async fn packet(&mut self, reader: &mut (impl AsyncRead + Unpin)) -> Result<Bytes, String> {
        loop {
            if let Some(length) = self.0.first_chunk::<4>() {
                let length = u32::from_be_bytes(*length);
                if length > MAX_PACKET_BYTES {
                    return Err(format!("the server sent a packet of {length} bytes"));
                }
                let length = length as usize;
                if self.0.len() >= 4 + length {
                    let mut packet = self.0.split_to(4 + length);
                    return Ok(packet.split_off(4).freeze());
                }
                self.0.reserve(4 + length - self.0.len());
            }
            match reader.read_buf(&mut self.0).await {
                Ok(0) => return Err("the server has ended it".to_owned()),
                Ok(_) => {}
                Err(error) => return Err(error.to_string()),
            }
        }
    }
}

async fn read(
    shared: Arc<Shared>,
    mut reader: impl AsyncRead + Unpin,
    mut incoming: Incoming,
    ended: CancellationToken,
) {
    let reason = loop {
        let packet = match incoming.packet(&mut reader).await {
            Ok(packet) => packet,
            Err(reason) => break reason,
        };
        let is_answer =
            Answer::decode(packet).is_some_and(|(id, answer)| shared.answer(id, answer));
        if !is_answer {
            break "the server sent what answers nothing".to_owned();
        }
    };
    shared.end(&reason);
    // The writer, and what is left of the stream.
    ended.cancel();
}

async fn write(shared: Arc<Shared>, mut writer: impl AsyncWrite + Unpin, ended: CancellationToken) {
    loop {
        let outgoing = shared.take_outgoing();
        if outgoing.is_empty() {
            tokio::select! {
                () = shared.has_outgoing.notified() => continue,
                () = ended.cancelled() => return,
            }
        }
        let written = async {
            writer.write_all(&outgoing).await?;
            writer.flush().await
        };
        if let Err(error) = written.await {
            // What has been answered is read first: the reader tells the end.
            tracing::debug!(%error, "an SFTP channel takes no more requests");
            return;
        }
    }
}
