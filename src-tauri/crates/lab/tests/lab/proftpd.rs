//! proftpd by itself.

use std::{fs, path::Path, sync::Arc, time::Duration};

use lab::{Extensions, Proftpd};
use russh::{ChannelMsg, client, keys::PrivateKey};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::client::ssh::{Checker, Session, new_key};

const DEADLINE: Duration = Duration::from_secs(20);

async fn login(server: &Proftpd, key: PrivateKey) -> Session {
    let checker = Checker::expecting(server.host_key());
    let config = Arc::new(client::Config::default());
    let handle = client::connect(config, server.address(), checker);
    let mut session = Session(handle.await.unwrap());
    assert!(session.authenticate(Proftpd::USER, key).await);
    session
}

async fn start(folder: &Path, extensions: Extensions) -> (Proftpd, Session) {
    let key = new_key();
    let authorized = key.public_key().to_openssh().unwrap();
    let server = Proftpd::start(folder, &authorized, extensions).await;
    let server = server.expect("proftpd");
    let session = login(&server, key).await;
    (server, session)
}

#[tokio::test]
async fn it_serves_a_folder_of_the_host_and_no_shell() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a"), "here").unwrap();
    let (_server, session) = start(folder.path(), Extensions::None).await;
    let sftp = session.sftp().await;
    assert_eq!(
        sftp.read("a").await.unwrap(),
        b"here",
        "the session begins there"
    );
    let absolute = folder.path().join("a").to_str().unwrap().to_owned();
    assert_eq!(sftp.read(absolute).await.unwrap(), b"here");
    sftp.write("a", b"HERE").await.unwrap();
    assert_eq!(fs::read(folder.path().join("a")).unwrap(), b"HERE");
    let mut channel = session.0.channel_open_session().await.unwrap();
    channel.exec(true, "id").await.unwrap();
    let refused = async { while !matches!(channel.wait().await.unwrap(), ChannelMsg::Failure) {} };
    timeout(DEADLINE, refused).await.expect("no shell");
}

/// A packet: its length, its type, and the rest.
fn packet(kind: u8, rest: &[u8]) -> Vec<u8> {
    let length = u32::try_from(rest.len() + 1).unwrap();
    [&length.to_be_bytes(), [kind].as_slice(), rest].concat()
}

async fn answer(stream: &mut (impl AsyncRead + Unpin)) -> Vec<u8> {
    let length = stream.read_u32().await.unwrap();
    let mut answer = vec![0; length.try_into().unwrap()];
    stream.read_exact(&mut answer).await.unwrap();
    answer
}

/// The client library knows the status codes of SFTP version 3 only and gives the session up at
/// others, so this one reads the bytes.
#[tokio::test]
async fn without_extensions_a_rename_replaces_nothing_and_says_so_in_a_later_versions_words() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("new"), "new").unwrap();
    fs::write(folder.path().join("old"), "old").unwrap();
    let (_server, session) = start(folder.path(), Extensions::None).await;
    let channel = session.0.channel_open_session().await.unwrap();
    channel.request_subsystem(true, "sftp").await.unwrap();
    let mut stream = channel.into_stream();
    stream.write_all(&packet(1, &[0, 0, 0, 3])).await.unwrap();
    assert_eq!(answer(&mut stream).await, [2, 0, 0, 0, 3], "no extension");
    let names = b"\0\0\0\x07\0\0\0\x03new\0\0\0\x03old";
    stream.write_all(&packet(18, names)).await.unwrap();
    let status = answer(&mut stream).await;
    // SSH_FXP_STATUS, the request's id, SSH_FX_FILE_ALREADY_EXISTS.
    assert_eq!(status[..9], [101, 0, 0, 0, 7, 0, 0, 0, 11]);
    assert_eq!(fs::read(folder.path().join("old")).unwrap(), b"old");
}

#[tokio::test]
async fn with_extensions_it_offers_them() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, session) = start(folder.path(), Extensions::Offered).await;
    let info = session.sftp().await.fs_info(".").await.unwrap();
    assert!(info.is_some(), "statvfs@openssh.com");
}

#[tokio::test]
async fn nobody_else_logs_in_and_a_dropped_server_ends_its_sessions() {
    let folder = tempfile::tempdir().unwrap();
    let (server, session) = start(folder.path(), Extensions::None).await;
    let checker = Checker::expecting(server.host_key());
    let config = Arc::new(client::Config::default());
    let handle = client::connect(config, server.address(), checker).await;
    let mut stranger = Session(handle.unwrap());
    assert!(!stranger.authenticate(Proftpd::USER, new_key()).await);
    let address = server.address();
    drop(server);
    session.ended().await;
    TcpStream::connect(address)
        .await
        .expect_err("nobody listens");
}
