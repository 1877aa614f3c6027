//! One SSH connection to an instance.

use std::collections::HashMap;
use std::sync::Arc;

use russh::server::{
    Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Session, VerifiedPublicKey,
};
use russh::{Channel, ChannelId, ChannelOpenFailure};

use super::Instance;
use super::owners::Rights;
use super::sftp::Sftp;

/// Channels open at once on one connection; sshd's `MaxSessions`.
const MOST_CHANNELS: usize = 10;

/// What a shell answers for a command it does not have.
const COMMAND_NOT_FOUND: u32 = 127;

/// The number of standard error among a channel's data.
const STDERR: u32 = 1;

/// A client's connection, from its keys to its channels.
#[derive(Debug)]
pub(super) struct Connection {
    instance: Arc<Instance>,
    /// Every open channel; `None` once it is served.
    channels: HashMap<ChannelId, Option<Channel<Msg>>>,
}

impl Connection {
    pub(super) fn new(instance: Arc<Instance>) -> Self {
        Self {
            instance,
            channels: HashMap::new(),
        }
    }

    fn judge(&self, user: &str, key: &russh::keys::PublicKey) -> Auth {
        match key.to_openssh() {
            Ok(line) if (self.instance.grants)(user, &line) => Auth::Accept,
            _ => Auth::reject(),
        }
    }

    /// Serves SFTP on a channel that nothing runs on yet.
    async fn start_sftp(
        &mut self,
        id: ChannelId,
        rights: Rights,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        let Some(channel) = self.channels.get_mut(&id).and_then(Option::take) else {
            return session.channel_failure(id);
        };
        session.channel_success(id)?;
        (self.instance.on_sftp)();
        let sftp = Sftp::new(Arc::clone(&self.instance.disk), rights);
        // Starts a task of its own, which ends with the channel.
        russh_sftp::server::run(channel.into_stream(), sftp).await;
        Ok(())
    }
}

impl Handler for Connection {
    type Error = russh::Error;

    async fn auth_publickey_offered(
        &mut self,
        user: &str,
        offer: PublicKeyOffer<'_>,
    ) -> Result<Auth, russh::Error> {
        Ok(self.judge(user, offer.public_key))
    }

    async fn auth_publickey(
        &mut self,
        user: &str,
        key: VerifiedPublicKey<'_>,
    ) -> Result<Auth, russh::Error> {
        Ok(self.judge(user, key.public_key))
    }

    async fn auth_succeeded(&mut self, _: &mut Session) -> Result<(), russh::Error> {
        (self.instance.on_authenticated)();
        Ok(())
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), russh::Error> {
        if self.channels.len() >= MOST_CHANNELS {
            reply.reject(ChannelOpenFailure::ConnectFailed).await;
            return Ok(());
        }
        self.channels.insert(channel.id(), Some(channel));
        reply.accept().await;
        Ok(())
    }

    async fn channel_close(&mut self, id: ChannelId, _: &mut Session) -> Result<(), russh::Error> {
        self.channels.remove(&id);
        Ok(())
    }

    async fn subsystem_request(
        &mut self,
        id: ChannelId,
        name: &str,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        if name == "sftp" {
            return self.start_sftp(id, Rights::User, session).await;
        }
        session.channel_failure(id)
    }

    /// The only program here is `sftp-server`; under sudo it works as root.
    async fn exec_request(
        &mut self,
        id: ChannelId,
        data: &[u8],
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        let command = String::from_utf8_lossy(data);
        if command.contains("sftp-server") {
            let is_sudo = command.split_whitespace().any(|word| word == "sudo");
            let rights = if is_sudo { Rights::Root } else { Rights::User };
            return self.start_sftp(id, rights, session).await;
        }
        session.channel_success(id)?;
        session.extended_data(
            id,
            STDERR,
            format!("{command}: command not found\n").into_bytes(),
        )?;
        session.exit_status_request(id, COMMAND_NOT_FOUND)?;
        session.eof(id)?;
        session.close(id)
    }
}
