//! `causeway proxy`: OpenSSH's `ProxyCommand`, and the agent that this one `ssh` logs in with.
//!
//! `ssh` starts the proxy, exchanges keys through it, and only then connects to its `IdentityAgent`, at a path that its
//! configuration must name beforehand: the same one for every `ssh` to an instance, as no token of `ssh_config(5)` tells them
//! apart. Who answers there must be this proxy, with its own key, however many others run.
//!
//! So the proxies of an instance **take turns**, and **let their `ssh` come to the path only in their own**. Both directions of the
//! stream are plain until `SSH_MSG_NEWKEYS`, and `ssh` does not authenticate before it has received the server's. The proxy holds
//! that message back until (1) `ssh` has sent its own, that is, has accepted the host key, whatever it had to ask for that;
//! (2) the key is on the instance, pushed beside the tunnel and, if that is long ago, once more; (3) the turn at the path is its
//! own, and it listens there. When `ssh` has asked for the key, the path is free for the next: a turn takes a millisecond or two,
//! at most two round trips with versions of `ssh` that ask later.
//!
//! # What is promised
//!
//! - An `ssh` meets the agent of its own proxy, with one key in it: no other is offered, and no other process's end can take it away.
//! - A turn ends with its process, also with `kill -9`: the kernel drops the lock. What is left at the path is replaced.
//! - An `ssh` that has its turn and does not use it (stopped, or told to use another agent) holds up others for ten seconds.
//! - The folder is the user's alone (mode 0700) or nothing is listened on; the socket has mode 0600, and its peers the user's id.
//! - The key is wiped when `ssh` has logged in, after a minute, or with the proxy. It is never on a disk.
//! - If the key cannot be pushed, `ssh` is never asked to log in: the reason is on standard error, and the proxy ends.
//!
//! # Layout
//!
//! - `key_exchange`: finds `SSH_MSG_NEWKEYS`
//! - `turn`: folder, lock and socket
//! - `agent`: one key, two requests
//! - `relay`: the bytes

mod agent;
mod key_exchange;
mod relay;
mod turn;

use std::{convert::Infallible, fs::File, io, os::fd::AsFd as _, path::PathBuf, time::Duration};

use backend::{Backend, ErrorCode, InstanceId, IpcError, SshAccess, TunnelMonitor};
use tokio::{
    sync::{Notify, watch},
    time::Instant,
};

use self::{agent::Identity, relay::End, turn::Turn};
use crate::{
    args::ProxyArgs,
    connect::{find, reach_platform},
    output::Failure,
    run::internal,
};

/// A key is good for a minute on the instance, whose clock decides; logging in takes seconds.
const FRESH: Duration = Duration::from_secs(30);

/// One `ssh`'s way in.
#[derive(Debug)]
struct Proxy {
    access: SshAccess,
    public_key: String,
    agent: PathBuf,
    /// When the key was put on the instance.
    pushed: watch::Sender<Option<Instant>>,
    /// `ssh` has accepted the host key.
    has_agreed: Notify,
}

/// Carries standard input and output through a tunnel until either side ends.
///
/// # Cancel safety
///
/// Dropping the future closes the tunnel, leaves nothing in the agent's folder, and wipes the key.
pub(crate) async fn run(backend: &Backend, args: ProxyArgs) -> Result<(), Failure> {
    let instance = instance_of(backend, &args.target).await?;
    let agent = match args.agent {
        Some(path) => std::path::absolute(path).map_err(|error| internal(error.to_string()))?,
        None => backend::agent_path(&instance),
    };
    turn::make_private_folder(&agent)?;
    let unusable = |error| internal(format!("no key can be made: {error}"));
    let identity = Identity::new().map_err(unusable)?;
    let proxy = Proxy {
        access: backend.ssh_access(instance, args.user).await?,
        public_key: identity.public_key().map_err(unusable)?,
        agent,
        pushed: watch::Sender::new(None),
        has_agreed: Notify::new(),
    };
    let max_duration = Duration::from_secs(args.max_duration);
    tokio::select! {
        Err(error) = proxy.push() => Err(error.into()),
        done = Box::pin(proxy.carry(identity, max_duration)) => done,
    }
}

/// The platform is asked only for what only it knows.
async fn instance_of(backend: &Backend, target: &str) -> Result<InstanceId, Failure> {
    if let Ok(instance) = target.parse() {
        return Ok(instance);
    }
    reach_platform(backend).await?;
    let (workspace, _) = find(backend, target).await?;
    Ok(backend.instance(&workspace).await?)
}

impl Proxy {
    /// Pushes the key; returns with an error only.
    async fn push(&self) -> Result<Infallible, IpcError> {
        self.push_once().await?;
        std::future::pending().await
    }

    async fn push_once(&self) -> Result<(), IpcError> {
        self.access.push_key(&self.public_key).await?;
        self.pushed.send_replace(Some(Instant::now()));
        Ok(())
    }

    async fn carry(&self, identity: Identity, max_duration: Duration) -> Result<(), Failure> {
        let (stdin, stdout) = standard_streams()
            .map_err(|error| internal(format!("no standard streams: {error}")))?;
        let tunnel = self.access.open_tunnel(max_duration).await?;
        let monitor = tunnel.monitor();
        let (from_tunnel, to_tunnel) = tokio::io::split(tunnel);
        let (has_turn, turn) = tokio::sync::oneshot::channel();
        let gate = async {
            let turn = self.wait_for_turn().await?;
            // Who serves is below, as long as this waits.
            has_turn.send(turn).ok();
            Ok::<_, Failure>(())
        };
        let serving = async {
            if let Ok(turn) = turn.await {
                agent::serve(identity, turn).await;
            }
            std::future::pending::<Infallible>().await
        };
        let end = tokio::select! {
            end = relay::send(stdin, to_tunnel, &self.has_agreed) => end,
            end = relay::receive(from_tunnel, stdout, gate) => end?,
            never = serving => match never {},
        };
        Ok(self.verdict(end, &monitor)?)
    }

    /// Whether an end was one that was meant.
    fn verdict(&self, end: End, tunnel: &TunnelMonitor) -> Result<(), IpcError> {
        let reason = tunnel.close_reason();
        let lost_by = match end {
            End::NoAnswer => return Err(self.access.did_not_answer(tunnel)),
            End::Local => None,
            End::Remote => reason.filter(|reason| !is_clean(reason)),
            End::Broken(error) => Some(reason.unwrap_or_else(|| error.to_string())),
        };
        lost_by.map_or(Ok(()), |reason| {
            let message = format!("the tunnel to the instance was closed ({reason}): log in again");
            Err(IpcError::new(ErrorCode::TunnelLost, message))
        })
    }

    /// Waits until `ssh` may log in.
    async fn wait_for_turn(&self) -> Result<Turn, Failure> {
        self.has_agreed.notified().await;
        let mut pushed = self.pushed.subscribe();
        // The sender is our own.
        pushed.wait_for(Option::is_some).await.ok();
        let turn = Turn::take(&self.agent).await.map_err(|error| {
            let path = self.agent.display();
            IpcError::new(
                ErrorCode::InvalidInput,
                format!("ssh's agent cannot listen on {path}: {error}; make the ssh configuration anew with `causeway ssh-config`"),
            )
        })?;
        let pushed = *pushed.borrow();
        if pushed.is_none_or(|at| at.elapsed() > FRESH) {
            self.push_once().await?;
        }
        Ok(turn)
    }
}

/// A websocket's code for an end that was meant.
fn is_clean(close_reason: &str) -> bool {
    close_reason.starts_with("1000") || close_reason == "closed without a reason"
}

/// Without the buffers that the standard library puts around them for text.
fn standard_streams() -> io::Result<(tokio::fs::File, tokio::fs::File)> {
    let stdin = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let stdout = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    Ok((stdin.into(), stdout.into()))
}
