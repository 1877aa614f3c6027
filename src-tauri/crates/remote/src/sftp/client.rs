//! Requests and answers over one channel.
//!
//! A request is on its way as soon as it is made, and requests leave in the order in which they were made, whoever awaits what: that is
//! what a burst relies on. Nobody needs to wait for an answer: what is done with it is decided when the request is made, so that a handle
//! that comes too late is closed.
//!
//! Requests may be made before the server has said its version: they follow ours in the same packet.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use bytes::{Bytes, BytesMut};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    sync::{Notify, oneshot, watch},
};
use tokio_util::{
    sync::CancellationToken,
    task::{TaskTracker, task_tracker::TaskTrackerToken},
};

use super::{
    mirror::{Mirror, Number},
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
    /// The handles that the server is about to give out.
    mirror: Mirror,
    /// Those that are open.
    open: HashSet<Bytes>,
    /// Those that are being closed, by the number of the request.
    closing: HashMap<u32, Bytes>,
    /// Why there will be no more answers.
    ended: Option<String>,
}

struct Shared {
    /// Held for one request or one answer.
    state: Mutex<State>,
    has_outgoing: Notify,
    /// What the server has said first; `None` until it has.
    version: watch::Sender<Option<Version>>,
    progress: Progress,
    background: TaskTracker,
}

/// What a server says first.
#[derive(Debug, Clone)]
pub(super) enum Version {
    /// Its extensions.
    Three(Arc<[Bytes]>),
    /// It is no SFTP server of version 3, or has ended before it said so.
    No,
    /// Nothing: we have given it up before.
    GivenUp,
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
    /// Begins to talk over `stream`. Nothing is waited for: requests may be made at once, and fail when what answers is not an SFTP server.
    pub(super) fn start<S>(
        stream: S,
        progress: Progress,
        background: TaskTracker,
        ended: CancellationToken,
    ) -> Self
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let state = State {
            outgoing: BytesMut::from(&init()[..]),
            ..State::default()
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            has_outgoing: Notify::new(),
            version: watch::Sender::new(None),
            progress,
            background,
        });
        let (reader, writer) = tokio::io::split(stream);
        tokio::spawn(read(shared.clone(), reader, ended.clone()));
        tokio::spawn(write(shared.clone(), writer, ended));
        Self(shared)
    }

    /// What the server says first.
    pub(super) async fn version(&self) -> Version {
        let mut version = self.0.version.subscribe();
        let said = version.wait_for(Option::is_some).await;
        said.ok()
            .and_then(|said| said.clone())
            .unwrap_or(Version::No)
    }

    /// Whether it is known that there is no server.
    pub(super) fn has_refused(&self) -> bool {
        matches!(*self.0.version.borrow(), Some(Version::No))
    }

    /// Waits for the server no longer. What it has said stays: others may still ask why it is of no use.
    pub(super) fn give_up(&self) {
        self.0.said_first(Version::GivenUp);
    }

    /// The extensions that the server offers, as far as it has said so.
    pub(super) fn extensions(&self) -> Arc<[Bytes]> {
        match &*self.0.version.borrow() {
            Some(Version::Three(extensions)) => extensions.clone(),
            _ => Arc::default(),
        }
    }

    /// Its handles are used once they are there, and not before.
    pub(super) fn foresee_nothing(&self) {
        self.0.state().mirror.give_up();
    }

    /// Whether the server has numbered its handles as expected so far, and has answered in turn.
    pub(super) fn is_foreseeable(&self) -> bool {
        self.0.state().mirror.is_right()
    }

    /// Sends `request` now. `complete` gets the answer, or why there is none, as soon as that is known.
    pub(super) fn send(&self, request: &Request<'_>, complete: Complete) {
        self.0.send(self.0.state(), request, false, complete);
    }

    /// As [`Client::ask`], for an OPEN or OPENDIR of what is known to be there: also the handle that the server is going to give out.
    /// `None`, and nothing is sent, where that is not to be foreseen.
    pub(super) fn foresee<T: Send + 'static>(
        &self,
        request: &Request<'_>,
        take: impl FnOnce(Answer) -> Result<T, SftpError> + Send + 'static,
    ) -> Option<(Number, Asking<T>)> {
        // One lock for both: nothing comes in between.
        let state = self.0.state();
        let number = state.mirror.next()?;
        let (asking, complete) = asking(take);
        self.0.send(state, request, true, complete);
        Some((number, asking))
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
        let (asking, complete) = asking(take);
        self.send(request, complete);
        asking
    }
}

/// An answer on its way, and what to do with it when it comes.
fn asking<T: Send + 'static>(
    take: impl FnOnce(Answer) -> Result<T, SftpError> + Send + 'static,
) -> (Asking<T>, Complete) {
    let (give, answer) = oneshot::channel();
    let complete = Box::new(move |answer: Result<Answer, SftpError>| {
        // Nobody waits any more: what was made of the answer is dropped, and tidies up by that.
        drop(give.send(answer.and_then(take)));
    });
    (Asking(answer), complete)
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

    fn send(
        &self,
        mut state: MutexGuard<'_, State>,
        request: &Request<'_>,
        is_expected: bool,
        complete: Complete,
    ) {
        if let Some(reason) = &state.ended {
            let error = SftpError::Ended(reason.clone());
            drop(state);
            complete(Err(error));
            return;
        }
        let id = state.next_id;
        state.next_id = id.wrapping_add(1);
        request.encode(id, &mut state.outgoing);
        match request {
            Request::Open { .. } | Request::Opendir { .. } => state.mirror.opens(id, is_expected),
            Request::Close { handle } => {
                state.mirror.closes(id, handle);
                state.closing.insert(id, Bytes::copy_from_slice(handle));
            }
            _ => {}
        }
        let waiter = Waiter {
            complete,
            _pending: self.background.token(),
        };
        state.waiting.insert(id, waiter);
        drop(state);
        self.has_outgoing.notify_one();
    }

    /// Hands an answer to who waits for it, or tells what is wrong with it.
    fn answer(&self, id: u32, answer: Answer) -> Result<(), &'static str> {
        const NOBODY_S: &str = "the server sent what answers nothing";
        let mut state = self.state();
        let waiter = state.waiting.remove(&id).ok_or(NOBODY_S)?;
        state.mirror.answered(id, &answer);
        if let Some(handle) = state.closing.remove(&id) {
            state.open.remove(&handle);
        }
        if let Answer::Handle(handle) = &answer
            && !state.open.insert(handle.clone())
        {
            return Err("the server gave out a handle that is in use");
        }
        drop(state);
        self.progress.made();
        (waiter.complete)(Ok(answer));
        Ok(())
    }

    /// What is to be written; nothing while it is held back.
    fn take_outgoing(&self) -> BytesMut {
        let mut state = self.state();
        if state.corks > 0 {
            return BytesMut::new();
        }
        state.outgoing.split()
    }

    /// Takes what the server has said first.
    fn greeted(&self, version: Option<Vec<Bytes>>) -> bool {
        let is_sftp = version.is_some();
        let version = version.map_or(Version::No, |extensions| Version::Three(extensions.into()));
        self.said_first(version);
        is_sftp
    }

    /// Keeps the first word only.
    fn said_first(&self, version: Version) {
        self.version
            .send_if_modified(|said| said.is_none() && said.replace(version).is_none());
    }

    fn end(&self, reason: &str) {
        self.said_first(Version::No);
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

async fn read(shared: Arc<Shared>, mut reader: impl AsyncRead + Unpin, ended: CancellationToken) {
    let reason = answers(&shared, &mut reader).await;
    shared.end(&reason);
    // The writer, and what is left of the stream.
    ended.cancel();
}

/// Hands out answers until there are no more, and tells why.
async fn answers(shared: &Shared, reader: &mut (impl AsyncRead + Unpin)) -> String {
    let mut incoming = Incoming::default();
    let first = incoming.packet(reader).await;
    if !shared.greeted(first.ok().and_then(decode_version)) {
        return "what answers is not an SFTP server".to_owned();
    }
    loop {
        let packet = match incoming.packet(reader).await {
            Ok(packet) => packet,
            Err(reason) => return reason,
        };
        let answer = Answer::decode(packet).ok_or("the server sent what is no answer");
        if let Err(reason) = answer.and_then(|(id, answer)| shared.answer(id, answer)) {
            return reason.to_owned();
        }
    }
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
