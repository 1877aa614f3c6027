//! An SSH server that follows a script.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use russh::{
    Channel, ChannelId, ChannelOpenFailure, MethodKind, MethodSet, SshId,
    keys::{Algorithm, PrivateKey, key::safe_rng},
    server::{
        Auth, ChannelOpenHandle, Config, Handler, Msg, Session, VerifiedPublicKey, run_stream,
    },
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    sync::Notify,
};

use super::script::{Authentication, Flood, MOD_SFTP, Opening, Program, Script};

/// What the server has seen.
#[derive(Default)]
pub(super) struct Seen {
    /// Held for a look or a change only.
    open_channels: Mutex<HashSet<ChannelId>>,
    pub(super) opened_channels: AtomicUsize,
    has_goodbye: AtomicBool,
    changed: Notify,
}

impl Seen {
    fn open(&self) -> usize {
        self.open_channels.lock().unwrap().len()
    }

    fn closed(&self, id: ChannelId) {
        self.open_channels.lock().unwrap().remove(&id);
        self.changed.notify_waiters();
    }

    /// Waits until no more than `count` channels are open.
    pub(super) async fn channels_fall_to(&self, count: usize) {
        while self.open() > count {
            self.changed.notified().await;
        }
    }

    /// Waits until the client has ended the connection with a word.
    pub(super) async fn said_goodbye(&self) {
        while !self.has_goodbye.load(Ordering::Relaxed) {
            self.changed.notified().await;
        }
    }
}

/// The life of a server on a channel. Its end closes the channel, of which `russh` does not tell its own side.
pub(super) struct Until {
    seen: Arc<Seen>,
    id: ChannelId,
}

impl Drop for Until {
    fn drop(&mut self) {
        self.seen.closed(self.id);
    }
}

/// Serves one connection.
pub(super) async fn serve<S>(stream: S, script: Script, seen: Arc<Seen>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let host_key = PrivateKey::random(&mut safe_rng(), Algorithm::Ed25519).unwrap();
    let config = Config {
        server_id: SshId::Standard(Cow::Borrowed(script.banner)),
        methods: MethodSet::from([MethodKind::PublicKey].as_slice()),
        auth_rejection_time: Duration::ZERO,
        keys: vec![host_key],
        inactivity_timeout: None,
        // Of requests that wait for their answers: a key exchange stops the answers, and a full queue would stop the key exchange.
        channel_buffer_size: 1 << 16,
        window_size: script.window.unwrap_or(2 << 20),
        limits: script.limits.clone(),
        ..Config::default()
    };
    let connection = Connection {
        script,
        seen: seen.clone(),
        channels: HashMap::new(),
    };
    if let Ok(running) = run_stream(Arc::new(config), stream, connection).await {
        let has_goodbye = running.await.is_ok();
        seen.has_goodbye.store(has_goodbye, Ordering::Relaxed);
        seen.changed.notify_waiters();
    }
}

struct Connection {
    script: Script,
    seen: Arc<Seen>,
    channels: HashMap<ChannelId, Option<Channel<Msg>>>,
}

impl Connection {
    async fn start(
        &mut self,
        id: ChannelId,
        program: Program,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        let channel = self.channels.get_mut(&id).and_then(Option::take).unwrap();
        match program {
            Program::Declined => {
                self.channels.insert(id, Some(channel));
                return session.channel_failure(id);
            }
            Program::Unanswered => {
                self.channels.insert(id, Some(channel));
                return Ok(());
            }
            _ => session.channel_success(id)?,
        }
        let mut stream = channel.into_stream();
        let mut files = self.script.shelf.clone();
        files.until = Some(Arc::new(Until {
            seen: self.seen.clone(),
            id,
        }));
        match program {
            Program::Silent => drop(tokio::spawn(drain(stream))),
            Program::Answers(answer, flood) => drop(tokio::spawn(answers(stream, answer, flood))),
            Program::Prints(text) => {
                tokio::spawn(async move {
                    stream.write_all(text).await.unwrap();
                    russh_sftp::server::run(stream, files).await;
                });
            }
            _ => russh_sftp::server::run(stream, files).await,
        }
        Ok(())
    }
}

/// Reads all that comes: who does not freezes the server's own session.
async fn drain(mut stream: impl AsyncRead + Unpin) {
    tokio::io::copy(&mut stream, &mut tokio::io::sink())
        .await
        .ok();
}

async fn answers<S>(stream: S, answer: &'static [u8], flood: Flood)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    /// `SSH_FXP_VERSION`, 3, no extensions.
    const VERSION: [u8; 9] = [0, 0, 0, 5, 2, 0, 0, 0, 3];
    let (mut reader, mut writer) = tokio::io::split(stream);
    for answer in [&VERSION, answer] {
        let length = reader.read_u32().await.unwrap();
        reader
            .read_exact(&mut vec![0; length as usize])
            .await
            .unwrap();
        writer.write_all(answer).await.unwrap();
    }
    tokio::spawn(drain(reader));
    if let Flood::Of(size) = flood {
        while writer.write_all(&vec![0; size]).await.is_ok() {}
    }
    pending::<()>().await;
}

impl Handler for Connection {
    type Error = russh::Error;

    async fn auth_publickey(
        &mut self,
        _: &str,
        _: VerifiedPublicKey<'_>,
    ) -> Result<Auth, russh::Error> {
        match self.script.authentication {
            Authentication::Accept => Ok(Auth::Accept),
            Authentication::Refuse => Ok(Auth::reject()),
            Authentication::Cut => Err(russh::Error::Disconnect),
            Authentication::Never => pending().await,
        }
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), russh::Error> {
        let is_full = self.seen.open() >= self.script.most_channels;
        match self.script.opening {
            Opening::Never => {
                // Kept: dropping it would be an answer.
                tokio::spawn(async move { (pending::<()>().await, reply) });
                return Ok(());
            }
            Opening::Accept | Opening::After(_) if !is_full => {}
            _ => {
                reply.reject(ChannelOpenFailure::ConnectFailed).await;
                return Ok(());
            }
        }
        let id = channel.id();
        self.channels.insert(id, Some(channel));
        self.seen.open_channels.lock().unwrap().insert(id);
        self.seen.opened_channels.fetch_add(1, Ordering::Relaxed);
        match self.script.opening {
            Opening::After(late) => drop(tokio::spawn(async move {
                tokio::time::sleep(late).await;
                reply.accept().await;
            })),
            _ => reply.accept().await,
        }
        Ok(())
    }

    async fn channel_close(&mut self, id: ChannelId, _: &mut Session) -> Result<(), russh::Error> {
        self.channels.remove(&id);
        self.seen.closed(id);
        Ok(())
    }

    /// proftpd ends the connection when bytes come for a channel on which nothing runs.
    async fn data(&mut self, id: ChannelId, _: &[u8], _: &mut Session) -> Result<(), russh::Error> {
        let is_idle = matches!(self.channels.get(&id), Some(Some(_)));
        if is_idle && self.script.banner == MOD_SFTP {
            return Err(russh::Error::Disconnect);
        }
        Ok(())
    }

    fn adjust_window(&mut self, _: ChannelId, current: u32) -> u32 {
        // A target of one byte is always met.
        if self.script.window.is_some() {
            1
        } else {
            current
        }
    }

    async fn subsystem_request(
        &mut self,
        id: ChannelId,
        _: &str,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        self.start(id, self.script.subsystem.clone(), session).await
    }

    async fn exec_request(
        &mut self,
        id: ChannelId,
        _: &[u8],
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        self.start(id, self.script.command.clone(), session).await
    }
}
