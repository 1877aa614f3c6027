//! SSH over a tunnel, with a key of its own.

use std::{sync::Arc, time::Duration};

use lab::Lab;
use russh::{
    ChannelMsg,
    client::{self, AuthResult, Handle},
    keys::{Algorithm, PrivateKey, PrivateKeyWithHashAlg, PublicKeyOrCertificate},
};
use russh_sftp::client::SftpSession;
use serde_json::json;
use tokio::time::timeout;

use super::{
    sign::{Answer, Signer, send_ssh_public_key},
    tunnel,
};

const DEADLINE: Duration = Duration::from_secs(20);

pub(crate) fn new_key() -> PrivateKey {
    PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519).unwrap()
}

/// Pushes the public half of a key; the lab must grant it.
pub(crate) async fn push(lab: &Lab, instance: &str, key: &PrivateKey) {
    let answer = try_push(
        lab,
        instance,
        "ubuntu",
        &key.public_key().to_openssh().unwrap(),
    )
    .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body.contains(r#""Success":true"#), "{}", answer.body);
}

pub(crate) async fn try_push(lab: &Lab, instance: &str, user: &str, key: &str) -> Answer {
    let body = json!({ "InstanceId": instance, "InstanceOSUser": user, "SSHPublicKey": key });
    let signer = Signer::of(lab, "ec2-instance-connect");
    send_ssh_public_key(lab, &signer, &body.to_string()).await
}

/// A connection to an instance, not yet logged in.
pub(crate) async fn connect(lab: &Lab, instance: &str) -> Session {
    let socket = tunnel::Request::to(lab, instance)
        .open(lab)
        .await
        .expect("a tunnel");
    let checker = Checker::expecting(&lab.world().host_key(instance).unwrap());
    let config = Arc::new(client::Config::default());
    let connected = client::connect_stream(config, tunnel::stream(socket), checker);
    let handle = timeout(DEADLINE, connected)
        .await
        .expect("in time")
        .expect("an SSH server");
    Session(handle)
}

/// Pushes a fresh key and logs in with it.
pub(crate) async fn login(lab: &Lab, instance: &str) -> Session {
    let key = new_key();
    push(lab, instance, &key).await;
    let mut session = connect(lab, instance).await;
    assert!(
        session.authenticate("ubuntu", key).await,
        "the key was granted"
    );
    session
}

pub(crate) struct Session(pub(crate) Handle<Checker>);

impl Session {
    /// Whether the server accepts a key. A connection that is lost meanwhile fails the test.
    pub(crate) async fn authenticate(&mut self, user: &str, key: PrivateKey) -> bool {
        let key = PrivateKeyWithHashAlg::new(Arc::new(key), None);
        let answer = timeout(DEADLINE, self.0.authenticate_publickey(user, key)).await;
        match answer.expect("in time").expect("an answer") {
            AuthResult::Success => true,
            AuthResult::Failure {
                remaining_methods, ..
            } => {
                assert!(!remaining_methods.is_empty(), "refused, not lost");
                false
            }
        }
    }

    /// The user's own SFTP.
    pub(crate) async fn sftp(&self) -> SftpSession {
        let channel = self.0.channel_open_session().await.unwrap();
        channel.request_subsystem(true, "sftp").await.unwrap();
        SftpSession::new(channel.into_stream()).await.expect("SFTP")
    }

    /// Root's SFTP.
    pub(crate) async fn sftp_under_sudo(&self) -> SftpSession {
        self.sftp_of("sudo -n /usr/lib/openssh/sftp-server").await
    }

    /// The SFTP of a command.
    pub(crate) async fn sftp_of(&self, command: &str) -> SftpSession {
        let mut channel = self.0.channel_open_session().await.unwrap();
        channel.exec(true, command).await.unwrap();
        loop {
            match channel.wait().await.expect("an answer") {
                ChannelMsg::Success => break,
                ChannelMsg::WindowAdjusted { .. } => {}
                other => panic!("{command} was refused: {other:?}"),
            }
        }
        SftpSession::new(channel.into_stream())
            .await
            .expect("SFTP of a command")
    }

    /// What a command prints.
    pub(crate) async fn output(&self, command: &str) -> String {
        let mut channel = self.0.channel_open_session().await.unwrap();
        channel.exec(true, command).await.unwrap();
        let mut output = Vec::new();
        while let Some(message) = timeout(DEADLINE, channel.wait()).await.expect("in time") {
            if let ChannelMsg::Data { data } | ChannelMsg::ExtendedData { data, .. } = message {
                output.extend_from_slice(&data);
            }
        }
        String::from_utf8(output).unwrap()
    }

    /// Waits until the connection has ended.
    pub(crate) async fn ended(self) {
        // How it ended is for others to say.
        timeout(DEADLINE, self.0).await.expect("in time").ok();
    }
}

/// Accepts the host key that the lab says its server has.
pub(crate) struct Checker {
    expected: String,
}

impl Checker {
    pub(crate) fn expecting(host_key: &str) -> Self {
        let expected = host_key.to_owned();
        Self { expected }
    }
}

impl client::Handler for Checker {
    type Error = russh::Error;

    async fn check_server_key(
        &mut self,
        key: &PublicKeyOrCertificate,
    ) -> Result<bool, Self::Error> {
        let shown = key.public_key().to_openssh().unwrap();
        let same = |text: &str| {
            text.split(' ')
                .take(2)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        Ok(same(&shown) == same(&self.expected))
    }
}
