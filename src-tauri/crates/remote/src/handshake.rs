//! The SSH side of a dial: configuration, host key check, authentication.

use std::{
    borrow::Cow,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use eice::InstanceId;
use russh::{
    Limits, Preferred, cipher,
    client::{self, AuthResult, DisconnectReason, Handle},
    keys::{PrivateKey, PrivateKeyWithHashAlg, PublicKey, PublicKeyOrCertificate},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::timeout,
};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{
    Error, Expectation, HostKeyStrategy, HostKeys, Phase, Verdict,
    classify::{self, Fate},
    host_keys::fingerprint,
    transport::{Traffic, Transport},
};

/// Banner and key exchange.
const HANDSHAKE_DEADLINE: Duration = Duration::from_secs(10);
/// sshd asks the instance's metadata service for the key, which is cut at 5 s there.
const AUTHENTICATION_DEADLINE: Duration = Duration::from_secs(10);

/// What is known of the end of a session.
#[derive(Debug, Clone, Default)]
pub(crate) struct Death {
    /// Cancelled when russh's session task has ended, whatever ended it; cancelling it ends the task.
    pub(crate) token: CancellationToken,
    /// What has moved, which tells a busy session from a dead one.
    pub(crate) traffic: Traffic,
    /// Held for one assignment or clone only.
    cause: Arc<Mutex<Option<String>>>,
}

impl Death {
    pub(crate) fn cause(&self) -> String {
        let cause = self
            .cause
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        cause.unwrap_or_else(|| "the connection ended".to_owned())
    }

    /// The first cause is the one that counts; what follows from it says less.
    pub(crate) fn record(&self, cause: String) {
        self.cause
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(cause);
    }
}

/// russh's callbacks. It lives in russh's session task: its drop is the one sign of the end that cannot be missed.
#[derive(Debug)]
pub(crate) struct Callbacks {
    instance: InstanceId,
    host_keys: HostKeys,
    seen: Arc<Mutex<Seen>>,
    death: Death,
    _ends: DropGuard,
}

/// What the host key check has found, for the dial to read.
#[derive(Debug, Default)]
struct Seen {
    offered: Option<String>,
    to_pin: Option<PublicKey>,
    refusal: Option<Error>,
}

impl client::Handler for Callbacks {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        offered: &PublicKeyOrCertificate,
    ) -> Result<bool, Self::Error> {
        let key = offered.public_key();
        self.seen().offered = Some(fingerprint(&key));
        match self.judge(key) {
            Ok(()) => Ok(true),
            Err(refusal) => {
                self.seen().refusal = Some(refusal);
                Ok(false)
            }
        }
    }

    async fn disconnected(
        &mut self,
        reason: DisconnectReason<Self::Error>,
    ) -> Result<(), Self::Error> {
        match reason {
            DisconnectReason::ReceivedDisconnect(info) => {
                self.death
                    .record(format!("the instance disconnected: {}", info.message));
                Ok(())
            }
            DisconnectReason::Error(error) => {
                self.death.record(error.to_string());
                Err(error)
            }
        }
    }
}

impl Callbacks {
    /// Holds a key to its pin. One without a pin is left to [`Greeted::verify`], but where only pinned ones are accepted.
    fn judge(&self, key: PublicKey) -> Result<(), Error> {
        let strategy = self.host_keys.strategy();
        if strategy == HostKeyStrategy::Off {
            let fingerprint = fingerprint(&key);
            tracing::warn!(instance = %self.instance, fingerprint, "the host key is not checked");
            return Ok(());
        }
        let refuse = |expected: &[String]| {
            let expectation = Expectation::Pin;
            Err(self
                .host_keys
                .refuse(&self.instance, &key, expectation, expected))
        };
        match self.host_keys.check(&self.instance, &key)? {
            Verdict::Known => self.host_keys.accepted(&self.instance),
            Verdict::Changed(pinned) => return refuse(&[pinned]),
            Verdict::Unknown if strategy == HostKeyStrategy::Pinned => return refuse(&[]),
            Verdict::Unknown => self.seen().to_pin = Some(key),
        }
        Ok(())
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A session after the key exchange, before authentication.
pub(crate) struct Greeted {
    handle: Handle<Callbacks>,
    seen: Arc<Mutex<Seen>>,
    death: Death,
    host_keys: HostKeys,
    instance: InstanceId,
    /// Ends russh's task when the dial is given up; it would go on for as long as the other side likes.
    given_up: DropGuard,
}

/// Exchanges banners and keys over `stream`; `end_of_stream` tells why the stream ended, when it did.
pub(crate) async fn greet<S>(
    stream: S,
    instance: &InstanceId,
    host_keys: &HostKeys,
    end_of_stream: impl Fn() -> Option<String>,
) -> Result<Greeted, Error>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let death = Death::default();
    let seen = Arc::<Mutex<Seen>>::default();
    let callbacks = Callbacks {
        instance: instance.clone(),
        host_keys: host_keys.clone(),
        seen: seen.clone(),
        death: death.clone(),
        _ends: death.token.clone().drop_guard(),
    };
    let given_up = death.token.clone().drop_guard();
    let traffic = death.traffic.clone();
    let transport = Transport::new(stream, &death.token, traffic.clone());
    let connecting = client::connect_stream(Arc::new(config()), transport, callbacks);
    match timeout(HANDSHAKE_DEADLINE, connecting).await {
        Err(_) if traffic.bytes_read() == 0 => Err(unreachable(instance, "no answer")),
        Err(_) if traffic.has_banner() => Err(Error::TimedOut(Phase::Handshake)),
        Err(_) => Err(Error::TimedOut(Phase::Banner)),
        Ok(Ok(handle)) => Ok(Greeted {
            handle,
            seen,
            death,
            host_keys: host_keys.clone(),
            instance: instance.clone(),
            given_up,
        }),
        Ok(Err(error)) => {
            let refusal = seen
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .refusal
                .take();
            Err(refusal
                .unwrap_or_else(|| greeting_error(instance, &error, end_of_stream(), &traffic)))
        }
    }
}

impl Greeted {
    /// The fingerprint of the key that the server has shown.
    pub(crate) fn host_key(&self) -> Option<String> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.offered.clone()
    }

    /// Compares a host key that has no pin with those that are `printed` on the instance's console, if there are any.
    ///
    /// # Errors
    ///
    /// [`Error::HostKeyChanged`].
    pub(crate) fn verify(&self, printed: &[String]) -> Result<(), Error> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(key) = seen.to_pin.as_ref().filter(|_| !printed.is_empty()) else {
            return Ok(());
        };
        if printed.contains(&fingerprint(key)) {
            return Ok(());
        }
        let instance = &self.instance;
        let refused = self
            .host_keys
            .refuse(instance, key, Expectation::Console, printed);
        Err(refused)
    }

    /// Signs in with `key`, which is dropped (and zeroized) afterwards, and pins the host key on first use.
    pub(crate) async fn authenticate(
        mut self,
        os_user: &str,
        key: PrivateKey,
    ) -> Result<(Handle<Callbacks>, Death), Error> {
        let key = PrivateKeyWithHashAlg::new(Arc::new(key), None);
        let answer = timeout(
            AUTHENTICATION_DEADLINE,
            self.handle.authenticate_publickey(os_user, key),
        )
        .await
        .map_err(|_| Error::TimedOut(Phase::Authentication))?;
        match answer {
            Ok(AuthResult::Success) => {}
            // A connection that dies here looks like a refusal without alternatives. A server that names some has answered, even
            // if it is gone by now.
            Ok(AuthResult::Failure {
                remaining_methods, ..
            }) if !remaining_methods.is_empty() || !self.handle.is_closed() => {
                return Err(Error::KeyRefused {
                    instance: self.instance,
                    os_user: os_user.to_owned(),
                });
            }
            Ok(AuthResult::Failure { .. }) => return Err(Error::TunnelLost(self.death.cause())),
            Err(error) => return Err(Error::TunnelLost(error.to_string())),
        }
        let to_pin = self
            .seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .to_pin
            .take();
        if let Some(key) = to_pin {
            tracing::info!(instance = %self.instance, fingerprint = fingerprint(&key), "host key pinned");
            self.host_keys.trust(&self.instance, &key)?;
            self.host_keys.accepted(&self.instance);
        }
        self.given_up.disarm();
        Ok((self.handle, self.death))
    }
}

fn greeting_error(
    instance: &InstanceId,
    error: &russh::Error,
    end: Option<String>,
    traffic: &Traffic,
) -> Error {
    match classify::of_ssh(error) {
        Fate::Unsupported => {
            Error::UnsupportedServer(format!("what answers on its SSH port: {error}"))
        }
        // Something that speaks SSH was there: neither sshd nor the security group is in the way.
        Fate::Dead if traffic.has_banner() => {
            Error::TunnelLost(end.unwrap_or_else(|| error.to_string()))
        }
        Fate::Dead | Fate::Busy | Fate::Refused | Fate::WrongHost => {
            unreachable(instance, &end.unwrap_or_else(|| error.to_string()))
        }
    }
}

fn unreachable(instance: &InstanceId, reason: &str) -> Error {
    Error::TargetUnreachable {
        instance: instance.clone(),
        reason: reason.to_owned(),
        rule: String::new(),
    }
}

/// Keep-alive finds a dead peer, the inactivity limit one that stops draining during a write. The client never starts a rekey:
/// russh 0.65 kills busy sessions with it, and a tunnel lives an hour at most.
pub(crate) fn config() -> client::Config {
    const RARELY: usize = 64 << 30;
    client::Config {
        nodelay: true,
        window_size: 16 << 20,
        maximum_packet_size: 32_768,
        channel_buffer_size: 1024,
        keepalive_interval: Some(Duration::from_secs(15)),
        keepalive_max: 3,
        inactivity_timeout: Some(Duration::from_mins(1)),
        limits: Limits {
            rekey_write_limit: RARELY,
            rekey_read_limit: RARELY,
            rekey_time_limit: Duration::from_hours(24),
        },
        preferred: Preferred {
            cipher: Cow::Borrowed(&[cipher::AES_256_GCM, cipher::CHACHA20_POLY1305]),
            ..Preferred::default()
        },
        ..client::Config::default()
    }
}
