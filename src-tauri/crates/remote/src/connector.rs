//! How the pool dials: what happens at the same time, and what waits for what.

use std::{fmt, sync::Arc, time::Duration};

use eice::{InstanceId, Place};
use futures_util::future::try_join3;
use pool::{ManageConnection, Phases};
use tokio::time::timeout;

use crate::{Error, HostKeyStrategy, HostKeys, OneTimeKey, Session, Visit, files::AllSightings};

/// sshd, and what an endpoint allows.
const SSH_PORT: u16 = 22;
/// The console is read beside the handshake; a dial does not wait longer for it.
const CONSOLE_DEADLINE: Duration = Duration::from_secs(3);

/// What a session belongs to. Different targets never share one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// The instance.
    pub instance: InstanceId,
    /// The user that the key is pushed for.
    pub os_user: String,
    /// The endpoint's id; its 20 connections are what the pool's budget counts.
    pub endpoint: String,
    /// The port of sshd.
    pub port: u16,
}

impl Target {
    /// sshd of `place`, for `os_user`.
    pub fn new(place: &Place, os_user: &str) -> Self {
        Self {
            instance: place.instance.id.clone(),
            os_user: os_user.to_owned(),
            endpoint: place.endpoint.id.clone(),
            port: SSH_PORT,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.os_user, self.instance)
    }
}

/// Dials SSH sessions through EC2 Instance Connect Endpoints.
#[derive(Debug, Clone)]
pub struct SshConnector {
    eice: eice::Client,
    host_keys: HostKeys,
    max_tunnel_duration: Duration,
    sightings: AllSightings,
}

impl SshConnector {
    /// Dials with `eice` and checks host keys with `host_keys`; the endpoint cuts a tunnel after `max_tunnel_duration`
    /// (1 s to 3,600 s), which must be longer than the pool keeps a session.
    pub fn new(eice: eice::Client, host_keys: HostKeys, max_tunnel_duration: Duration) -> Self {
        Self {
            eice,
            host_keys,
            max_tunnel_duration,
            sightings: AllSightings::default(),
        }
    }

    /// What the instance's console shows, where that decides. That it cannot be read is no failure of the dial.
    async fn printed_host_keys(
        &self,
        instance: &InstanceId,
        phases: &Phases,
    ) -> Result<Vec<String>, Error> {
        let asks_console = self.host_keys.strategy() == HostKeyStrategy::ConsoleThenTofu;
        if !asks_console || self.host_keys.has_pin(instance)? {
            return Ok(Vec::new());
        }
        let reading = timeout(CONSOLE_DEADLINE, self.eice.console_fingerprints(instance));
        match phases.time("console", reading).await {
            Ok(Ok(printed)) => return Ok(printed),
            Ok(Err(error)) => tracing::info!(%instance, %error, "the console cannot be read"),
            Err(_) => tracing::info!(%instance, "reading the console took too long"),
        }
        Ok(Vec::new())
    }

    /// Says why an instance did not answer, as far as the place tells it, and asks where it is next time.
    fn explained(&self, error: Error, place: &Place) -> Error {
        if let Error::TargetUnreachable { instance, .. } = &error {
            self.eice.forget(instance);
        }
        error.at(place)
    }

    async fn greet(&self, place: &Place, port: u16, phases: &Phases) -> Result<Visit, Error> {
        let opening = self.eice.open_tunnel(place, port, self.max_tunnel_duration);
        let tunnel = phases.time("websocket", Box::pin(opening)).await?;
        let greeting = Visit::begin(tunnel, place, &self.host_keys);
        phases.time("SSH key exchange", Box::pin(greeting)).await
    }
}

impl ManageConnection for SshConnector {
    type Key = Target;
    type Connection = Session;
    type Error = Error;

    /// Makes a key, pushes it beside tunnel and key exchange, and authenticates when both are done.
    async fn connect(&self, target: &Target, phases: &Phases) -> Result<Session, Error> {
        let locating = self.eice.locate(&target.instance);
        let place = phases.time("look-up", locating).await?;
        let key = OneTimeKey::generate()?;
        let public_key = key.public_line()?;
        let push = async {
            self.eice
                .send_ssh_public_key(&target.instance, &target.os_user, &public_key)
                .await
                .map_err(Error::from)
        };
        let met = try_join3(
            phases.time("key push", push),
            Box::pin(self.greet(&place, target.port, phases)),
            self.printed_host_keys(&target.instance, phases),
        )
        .await;
        let ((), visit, printed) = met.map_err(|error| self.explained(error, &place))?;
        visit.verify(&printed)?;
        let signing_in = visit.sign_in(&target.os_user, key);
        let session = phases.time("authentication", signing_in).await?;
        Ok(session.with_sightings(self.sightings.on(&target.instance)))
    }

    fn has_broken(&self, session: &Session) -> bool {
        session.is_dead()
    }

    async fn probe(&self, session: &Session) -> bool {
        session.probe().await
    }

    async fn close(&self, session: Arc<Session>) {
        session.close().await;
    }

    fn budget(&self, target: &Target) -> String {
        target.endpoint.clone()
    }

    /// A second try only where the first says "again": throttling, a server error, no answer, a death in the middle, or a key
    /// that was refused: the instance asks AWS for it, which fails now and then, and a fresh one has its whole minute.
    fn is_retryable(&self, error: &Error) -> bool {
        match error {
            Error::Eice(error) => error.is_retryable(),
            Error::TunnelLost(_) | Error::KeyRefused { .. } => true,
            _ => false,
        }
    }
}
