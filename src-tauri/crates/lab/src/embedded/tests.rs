use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::sync::atomic::{AtomicUsize, Ordering};

use russh::client::{self, Handle};
use russh::keys::{Algorithm, PrivateKeyWithHashAlg, PublicKeyOrCertificate};
use russh::{ChannelMsg, Disconnect};
use russh_sftp::client::RawSftpSession;
use russh_sftp::client::error::Error as SftpError;
use russh_sftp::protocol::{FileAttributes, OpenFlags, Packet, StatusCode};
use tempfile::TempDir;

use super::*;

const ELEVATED: &str = "sudo -n /usr/lib/openssh/sftp-server";

/// A machine on the host's disk, and a key that opens it.
struct Machine {
    disk: TempDir,
    key: PrivateKey,
    instance: Arc<Instance>,
    logins: Arc<AtomicUsize>,
    sftp_starts: Arc<AtomicUsize>,
}

/// A client that takes any host key.
struct Anyone;

impl client::Handler for Anyone {
    type Error = russh::Error;

    async fn check_server_key(&mut self, _: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        Ok(true)
    }
}

fn new_key() -> PrivateKey {
    PrivateKey::random(&mut russh::keys::key::safe_rng(), Algorithm::Ed25519).unwrap()
}

fn counter() -> (Arc<AtomicUsize>, Hook) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    (
        count,
        Arc::new(move || _ = counted.fetch_add(1, Ordering::Relaxed)),
    )
}

fn machine() -> Machine {
    let disk = TempDir::new().unwrap();
    for folder in ["configs/prompts", "home/ubuntu", "workspace", "etc"] {
        fs::create_dir_all(disk.path().join(folder)).unwrap();
    }
    fs::write(disk.path().join("configs/config.yaml"), "name: one\n").unwrap();
    fs::write(disk.path().join("etc/passwd"), "root\n").unwrap();
    let key = new_key();
    let granted = key.public_key().to_openssh().unwrap();
    let grants: Grants = Arc::new(move |user, line| user == "ubuntu" && line == granted);
    let ((logins, on_login), (sftp_starts, on_sftp)) = (counter(), counter());
    let instance = Instance::new(disk.path().to_owned(), new_key(), grants);
    let instance = Arc::new(instance.on_authenticated(on_login).on_sftp(on_sftp));
    Machine {
        disk,
        key,
        instance,
        logins,
        sftp_starts,
    }
}

impl Machine {
    async fn connect(&self, user: &str, key: &PrivateKey) -> (Handle<Anyone>, bool) {
        let (near, far) = tokio::io::duplex(1 << 18);
        tokio::spawn(serve(far, Arc::clone(&self.instance)));
        let config = Arc::new(client::Config::default());
        let mut session = client::connect_stream(config, near, Anyone).await.unwrap();
        let key = PrivateKeyWithHashAlg::new(Arc::new(key.clone()), None);
        let result = session.authenticate_publickey(user, key).await.unwrap();
        (session, result.success())
    }

    /// A session that is logged in.
    async fn session(&self) -> Handle<Anyone> {
        let (session, is_in) = self.connect("ubuntu", &self.key).await;
        assert!(is_in, "the granted key opens the machine");
        session
    }

    /// SFTP as root, over a session of its own.
    async fn root(&self) -> (RawSftpSession, Handle<Anyone>) {
        let session = self.session().await;
        let channel = session.channel_open_session().await.unwrap();
        channel.exec(true, ELEVATED).await.unwrap();
        (start(channel.into_stream()).await, session)
    }

    /// SFTP as the login user, over a session of its own.
    async fn user(&self) -> (RawSftpSession, Handle<Anyone>) {
        let session = self.session().await;
        let channel = session.channel_open_session().await.unwrap();
        channel.request_subsystem(true, "sftp").await.unwrap();
        (start(channel.into_stream()).await, session)
    }

    fn on_host(&self, path: &str) -> String {
        fs::read_to_string(self.disk.path().join(path)).unwrap()
    }
}

async fn start(stream: russh::ChannelStream<client::Msg>) -> RawSftpSession {
    let sftp = RawSftpSession::new(stream);
    let version = sftp.init().await.unwrap();
    assert!(version.extensions.contains_key("posix-rename@openssh.com"));
    sftp
}

async fn write(sftp: &RawSftpSession, path: &str, text: &str) -> Result<(), SftpError> {
    let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::EXCLUDE;
    let handle = sftp
        .open(path, flags, FileAttributes::empty())
        .await?
        .handle;
    sftp.write(&handle, 0, text.as_bytes().to_vec()).await?;
    sftp.fsync(&handle).await?;
    sftp.close(handle).await.map(drop)
}

async fn read(sftp: &RawSftpSession, path: &str) -> Result<String, SftpError> {
    let handle = sftp
        .open(path, OpenFlags::READ, FileAttributes::empty())
        .await?
        .handle;
    let data = sftp.read(&handle, 0, 1 << 20).await?.data;
    sftp.close(handle).await?;
    Ok(String::from_utf8(data).unwrap())
}

async fn posix_rename(sftp: &RawSftpSession, from: &str, to: &str) -> StatusCode {
    let mut data = Vec::new();
    for path in [from, to] {
        data.extend(u32::try_from(path.len()).unwrap().to_be_bytes());
        data.extend(path.as_bytes());
    }
    match sftp
        .extended("posix-rename@openssh.com", data)
        .await
        .unwrap()
    {
        Packet::Status(status) => status.status_code,
        other => panic!("expected a status, got {other:?}"),
    }
}

fn refusal<T: fmt::Debug>(result: Result<T, SftpError>) -> StatusCode {
    match result {
        Err(SftpError::Status(status)) => status.status_code,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[tokio::test]
async fn a_granted_key_comes_in_and_another_stays_out() {
    let machine = machine();
    assert!(machine.connect("ubuntu", &machine.key).await.1);
    assert!(
        !machine.connect("ubuntu", &new_key()).await.1,
        "a key nobody granted"
    );
    assert!(
        !machine.connect("root", &machine.key).await.1,
        "a user it was not granted to"
    );
    assert_eq!(machine.logins.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn a_new_host_key_is_shown_to_the_next_connection() {
    struct Seen(tokio::sync::mpsc::UnboundedSender<String>);
    impl client::Handler for Seen {
        type Error = russh::Error;

        async fn check_server_key(
            &mut self,
            key: &PublicKeyOrCertificate,
        ) -> Result<bool, russh::Error> {
            let PublicKeyOrCertificate::PublicKey { key, .. } = key else {
                panic!("a plain key, not a certificate");
            };
            self.0.send(key.to_openssh().unwrap()).unwrap();
            Ok(false)
        }
    }
    let machine = machine();
    let (sender, mut seen) = tokio::sync::mpsc::unbounded_channel();
    let next = new_key();
    machine.instance.set_host_key(next.clone());
    let (near, far) = tokio::io::duplex(1 << 16);
    tokio::spawn(serve(far, Arc::clone(&machine.instance)));
    let refused = client::connect_stream(Arc::default(), near, Seen(sender)).await;
    assert!(refused.is_err());
    assert_eq!(seen.recv().await, next.public_key().to_openssh().ok());
}

#[tokio::test]
async fn a_file_is_written_renamed_into_place_and_read_back() {
    let machine = machine();
    let (sftp, _session) = machine.root().await;
    write(&sftp, "/configs/.config.tmp", "name: two\n")
        .await
        .unwrap();
    let plain = sftp
        .rename("/configs/.config.tmp", "/configs/config.yaml")
        .await;
    assert_eq!(
        refusal(plain),
        StatusCode::Failure,
        "a plain rename never replaces"
    );
    let done = posix_rename(&sftp, "/configs/.config.tmp", "/configs/config.yaml").await;
    assert_eq!(done, StatusCode::Ok);
    assert_eq!(
        read(&sftp, "/configs/config.yaml").await.unwrap(),
        "name: two\n"
    );
    assert_eq!(machine.on_host("configs/config.yaml"), "name: two\n");
    assert!(!machine.disk.path().join("configs/.config.tmp").exists());
    assert_eq!(machine.sftp_starts.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn no_path_and_no_link_leads_out_of_the_machine() {
    let machine = machine();
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("secret"), "not yours").unwrap();
    symlink(outside.path(), machine.disk.path().join("configs/absolute")).unwrap();
    symlink(
        "../../../../../../etc",
        machine.disk.path().join("configs/relative"),
    )
    .unwrap();
    symlink("loop", machine.disk.path().join("configs/loop")).unwrap();
    let (sftp, _session) = machine.root().await;
    for path in [
        "/configs/../../etc/passwd",
        "/../configs/config.yaml",
        "/configs/relative/passwd",
    ] {
        assert_eq!(
            refusal(read(&sftp, path).await),
            StatusCode::PermissionDenied,
            "{path}"
        );
    }
    for path in [
        "/configs/absolute/secret",
        "/configs/loop",
        "/etc/passwd",
        "/configs/../etc/passwd",
    ] {
        assert_eq!(
            refusal(read(&sftp, path).await),
            StatusCode::NoSuchFile,
            "{path}"
        );
    }
    let written = write(&sftp, "/configs/absolute/new", "x").await;
    assert_eq!(refusal(written), StatusCode::NoSuchFile);
    assert!(!outside.path().join("new").exists());
}

#[tokio::test]
async fn links_inside_the_machine_are_followed_as_the_machine_sees_them() {
    let machine = machine();
    let (sftp, _session) = machine.root().await;
    sftp.symlink("/configs", "/workspace/settings")
        .await
        .unwrap();
    assert_eq!(
        read(&sftp, "/workspace/settings/config.yaml")
            .await
            .unwrap(),
        "name: one\n"
    );
    let real = sftp.realpath("/workspace/settings/prompts").await.unwrap();
    assert_eq!(real.files[0].filename, "/configs/prompts");
    assert!(
        sftp.lstat("/workspace/settings")
            .await
            .unwrap()
            .attrs
            .is_symlink()
    );
    assert_eq!(
        sftp.readlink("/workspace/settings").await.unwrap().files[0].filename,
        "/configs"
    );
}

#[tokio::test]
async fn the_login_user_may_not_write_what_is_roots() {
    let machine = machine();
    let (sftp, _session) = machine.user().await;
    assert_eq!(
        read(&sftp, "/configs/config.yaml").await.unwrap(),
        "name: one\n"
    );
    for path in ["/configs/new", "/configs/prompts/new"] {
        assert_eq!(
            refusal(write(&sftp, path, "x").await),
            StatusCode::PermissionDenied
        );
    }
    let removed = sftp.remove("/configs/config.yaml").await;
    assert_eq!(refusal(removed), StatusCode::PermissionDenied);
    write(&sftp, "notes.md", "mine").await.unwrap();
    assert_eq!(
        machine.on_host("home/ubuntu/notes.md"),
        "mine",
        "relative to home"
    );
    assert_eq!(sftp.stat("notes.md").await.unwrap().attrs.uid, Some(1000));
}

#[tokio::test]
async fn mode_times_and_owner_are_kept_as_set() {
    let machine = machine();
    let (sftp, _session) = machine.root().await;
    let wanted = FileAttributes {
        uid: Some(1000),
        gid: Some(1000),
        permissions: Some(0o640),
        atime: Some(1_700_000_000),
        mtime: Some(1_700_000_001),
        ..FileAttributes::default()
    };
    assert_eq!(
        sftp.stat("/configs/config.yaml").await.unwrap().attrs.uid,
        Some(0)
    );
    sftp.setstat("/configs/config.yaml", wanted).await.unwrap();
    let attrs = sftp.stat("/configs/config.yaml").await.unwrap().attrs;
    assert_eq!((attrs.uid, attrs.mtime), (Some(1000), Some(1_700_000_001)));
    assert_eq!(attrs.permissions.unwrap() & 0o7777, 0o640);
    let on_host = fs::metadata(machine.disk.path().join("configs/config.yaml")).unwrap();
    assert_eq!(on_host.permissions().mode() & 0o7777, 0o640);
}

#[tokio::test]
async fn a_long_folder_is_listed_a_hundred_at_a_time() {
    let machine = machine();
    for number in 0..150 {
        fs::write(machine.disk.path().join(format!("workspace/{number}")), "").unwrap();
    }
    let (sftp, _session) = machine.user().await;
    let handle = sftp.opendir("/workspace").await.unwrap().handle;
    assert_eq!(sftp.readdir(&handle).await.unwrap().files.len(), 100);
    assert_eq!(
        sftp.readdir(&handle).await.unwrap().files.len(),
        52,
        "with . and .."
    );
    assert_eq!(refusal(sftp.readdir(&handle).await), StatusCode::Eof);
}

#[tokio::test]
async fn the_top_of_the_machine_shows_only_its_own_folders() {
    let machine = machine();
    let (sftp, _session) = machine.root().await;
    let handle = sftp.opendir("/").await.unwrap().handle;
    let listed = sftp.readdir(&handle).await.unwrap();
    let mut names: Vec<&str> = listed
        .files
        .iter()
        .map(|file| file.filename.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [".", "..", "configs", "home", "workspace"],
        "etc is none of them"
    );
    assert_eq!(
        refusal(sftp.rmdir("/configs").await),
        StatusCode::PermissionDenied
    );
}

#[tokio::test]
async fn handles_are_numbered_as_openssh_numbers_them() {
    let machine = machine();
    let (sftp, _session) = machine.root().await;
    let mut open = Vec::new();
    for expected in 0..3_u32 {
        let handle = sftp.opendir("/configs").await.unwrap().handle;
        assert_eq!(handle.as_bytes(), expected.to_be_bytes());
        open.push(handle);
    }
    for freed in [0, 2] {
        sftp.close(&open[freed]).await.unwrap();
    }
    let again = sftp.opendir("/configs").await.unwrap().handle;
    assert_eq!(again, open[2], "the last one freed comes first");
    assert_eq!(
        refusal(sftp.opendir("/configs/nope").await),
        StatusCode::NoSuchFile
    );
    let next = sftp.opendir("/configs").await.unwrap().handle;
    assert_eq!(next, open[0], "a failed open takes no number");
}

#[tokio::test]
async fn any_other_command_is_not_found() {
    let machine = machine();
    let session = machine.session().await;
    let mut channel = session.channel_open_session().await.unwrap();
    channel.exec(true, "uname -a").await.unwrap();
    let mut status = None;
    while let Some(message) = channel.wait().await {
        if let ChannelMsg::ExitStatus { exit_status } = message {
            status = Some(exit_status);
        }
    }
    assert_eq!(status, Some(127));
    session
        .disconnect(Disconnect::ByApplication, "", "")
        .await
        .unwrap();
}

#[tokio::test]
async fn an_eleventh_channel_is_refused_and_the_session_lives_on() {
    let machine = machine();
    let session = machine.session().await;
    let mut channels = Vec::new();
    for _ in 0..10 {
        channels.push(session.channel_open_session().await.unwrap());
    }
    assert!(session.channel_open_session().await.is_err());
    let sftp = channels.pop().unwrap();
    sftp.request_subsystem(true, "sftp").await.unwrap();
    let sftp = start(sftp.into_stream()).await;
    assert_eq!(
        read(&sftp, "/configs/config.yaml").await.unwrap(),
        "name: one\n"
    );
}
