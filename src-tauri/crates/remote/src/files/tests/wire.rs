//! A line to a real server on which something goes wrong at a chosen request.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use tokio::task::JoinHandle;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, DuplexStream},
    process::{ChildStdin, ChildStdout},
    sync::{Notify, watch},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    handshake::Death,
    interop::{Server, spawn_server},
    sftp::Sftp,
};

/// What goes wrong.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fault {
    /// The line is cut before the request arrives.
    CutBefore,
    /// The line is cut in the middle of the request.
    CutWithin,
    /// The request is done, and the line is cut before the answer arrives.
    CutAfter,
    /// Nothing moves any more, until the app is gone.
    Stall,
    /// The server is killed before the request arrives; the session lives.
    Kill,
    /// The server is killed after it has done the request.
    KillAfter,
    /// Nothing goes wrong, but somebody else writes right before the request.
    Meanwhile(fn(&Path)),
}

const RENAME: &[u8] = b"posix-rename@";

pub(super) const FAULTS: [Fault; 6] = [
    Fault::CutBefore,
    Fault::CutWithin,
    Fault::CutAfter,
    Fault::Stall,
    Fault::Kill,
    Fault::KillAfter,
];

/// A channel on such a line.
pub(super) struct Faulty {
    pub(super) sftp: Arc<Sftp>,
    /// Requests that were made, the first packet included.
    pub(super) requests: Arc<AtomicU32>,
    /// Told when a line has stalled.
    pub(super) stalled: Arc<Notify>,
    /// Whether the request at which it happened was the step that replaces the file.
    pub(super) was_rename: Arc<AtomicBool>,
    ended: CancellationToken,
    over: JoinHandle<()>,
}

impl Faulty {
    /// Ends what is left of it, and waits until the server has done what has reached it.
    pub(super) async fn end(self) {
        self.ended.cancel();
        drop(self.sftp);
        self.over.await.unwrap();
    }
}

/// Dials; `None` when it goes wrong before the versions are exchanged.
///
/// `file` is what somebody else writes to.
pub(super) async fn dial(server: Server, fault: Fault, at: u32, file: &Path) -> Option<Faulty> {
    let mut server = spawn_server(server);
    let (input, output) = (server.stdin.take().unwrap(), server.stdout.take().unwrap());
    let (near, far) = tokio::io::duplex(1 << 20);
    let death = Death::default();
    let (requests, stalled) = (Arc::<AtomicU32>::default(), Arc::<Notify>::default());
    let was_rename = Arc::<AtomicBool>::default();
    let line = Line {
        file: file.to_owned(),
        fault,
        at,
        requests: requests.clone(),
        stalled: stalled.clone(),
        was_rename: was_rename.clone(),
        awaited: Arc::default(),
        is_open: Arc::new(AtomicBool::new(true)),
        was_answered: Arc::default(),
        answered: watch::Sender::new(0),
        death: death.clone(),
    };
    let ended = death.token.clone();
    let over = tokio::spawn(async move {
        line.run(far, input, output, server).await;
    });
    let sftp = tokio::select! {
        sftp = Sftp::over(near, death, TaskTracker::new()) => sftp?,
        () = stalled.notified() => return None,
    };
    Some(Faulty {
        sftp,
        requests,
        stalled,
        was_rename,
        ended,
        over,
    })
}

struct Line {
    file: PathBuf,
    fault: Fault,
    at: u32,
    requests: Arc<AtomicU32>,
    stalled: Arc<Notify>,
    was_rename: Arc<AtomicBool>,
    /// The number of the request whose answer is waited for.
    awaited: Arc<AtomicU32>,
    /// Whether answers get through.
    is_open: Arc<AtomicBool>,
    was_answered: Arc<Notify>,
    /// How many answers the server has given.
    answered: watch::Sender<u32>,
    death: Death,
}

impl Line {
    async fn run(
        self,
        far: DuplexStream,
        mut input: ChildStdin,
        output: ChildStdout,
        mut server: tokio::process::Child,
    ) {
        let (mut from_client, to_client) = tokio::io::split(far);
        let answers = tokio::spawn(answers(
            output,
            to_client,
            self.is_open.clone(),
            self.awaited.clone(),
            self.was_answered.clone(),
            self.answered.clone(),
        ));
        while let Some(packet) = packet(&mut from_client).await {
            let number = self.requests.fetch_add(1, Ordering::SeqCst);
            if number == self.at {
                let is_rename = packet.windows(RENAME.len()).any(|part| part == RENAME);
                self.was_rename.store(is_rename, Ordering::SeqCst);
                if let Fault::Meanwhile(write) = self.fault {
                    // The server has done all that came before.
                    let mut answered = self.answered.subscribe();
                    answered
                        .wait_for(|answers| *answers == number)
                        .await
                        .unwrap();
                    write(&self.file);
                } else {
                    self.go_wrong(&packet, &mut input, &mut server).await;
                    break;
                }
            }
            if input.write_all(&packet).await.is_err() {
                break;
            }
        }
        // Dropped together: the server ends with its input, and the client's stream with this end.
        drop(input);
        answers.abort();
        server.wait().await.ok();
    }

    async fn go_wrong(
        &self,
        packet: &[u8],
        input: &mut ChildStdin,
        server: &mut tokio::process::Child,
    ) {
        match self.fault {
            Fault::CutBefore => self.cut(),
            Fault::CutWithin => {
                input.write_all(&packet[..packet.len() / 2]).await.ok();
                self.cut();
            }
            Fault::CutAfter => {
                self.let_it_be_done(packet, input).await;
                self.cut();
            }
            Fault::Stall => {
                self.is_open.store(false, Ordering::SeqCst);
                self.stalled.notify_one();
                self.death.token.cancelled().await;
            }
            Fault::Kill => server.kill().await.unwrap(),
            Fault::KillAfter => {
                self.let_it_be_done(packet, input).await;
                server.kill().await.unwrap();
            }
            Fault::Meanwhile(_) => {}
        }
    }

    async fn let_it_be_done(&self, packet: &[u8], input: &mut ChildStdin) {
        self.awaited.store(id(packet), Ordering::SeqCst);
        self.is_open.store(false, Ordering::SeqCst);
        input.write_all(packet).await.unwrap();
        self.was_answered.notified().await;
    }

    fn cut(&self) {
        self.death.record("the line was cut".to_owned());
        self.death.token.cancel();
    }
}

/// Takes answers to the client, and hears those that do not get through.
async fn answers(
    mut output: ChildStdout,
    mut to_client: impl tokio::io::AsyncWrite + Unpin,
    is_open: Arc<AtomicBool>,
    awaited: Arc<AtomicU32>,
    was_answered: Arc<Notify>,
    answered: watch::Sender<u32>,
) {
    while let Some(packet) = packet(&mut output).await {
        answered.send_modify(|answers| *answers += 1);
        if is_open.load(Ordering::SeqCst) {
            if to_client.write_all(&packet).await.is_err() {
                return;
            }
        } else if id(&packet) == awaited.load(Ordering::SeqCst) {
            was_answered.notify_one();
        }
    }
    // Without a server, nobody waits for it for ever.
    was_answered.notify_one();
}

async fn packet(reader: &mut (impl tokio::io::AsyncRead + Unpin)) -> Option<Vec<u8>> {
    let length = reader.read_u32().await.ok()?;
    let mut packet = length.to_be_bytes().to_vec();
    packet.resize(4 + length as usize, 0);
    reader.read_exact(&mut packet[4..]).await.ok()?;
    Some(packet)
}

/// The number of a request or an answer; of the first packet, the version.
fn id(packet: &[u8]) -> u32 {
    u32::from_be_bytes(packet[5..9].try_into().unwrap())
}
