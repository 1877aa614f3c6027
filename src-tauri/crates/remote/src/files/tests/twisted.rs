//! Servers whose handles are not to be foreseen: they cost round trips, and never a wrong byte.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
};

use futures_util::future::{join, join_all};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    process::{ChildStdin, ChildStdout},
};
use tokio_util::task::TaskTracker;

use super::{Disk, Place, read_content};
use crate::{
    ContentKind, Error, RemotePath,
    files::open_folder,
    handshake::Death,
    interop::{Server, spawn_server},
    sftp::Sftp,
};

/// What a line does to the handles of OpenSSH's server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Twist {
    /// Each is another by two: 0 is 1, and 1 is 0. What is foreseen for one file is the handle of another that is open.
    Swapped,
    /// They begin at 7.
    Later,
    /// Answers that come together are told in the wrong order.
    OutOfTurn,
    /// The second and later ones are the first again.
    Same,
    /// None.
    No,
}

impl Twist {
    /// The server's handle as the client knows it, and back.
    fn of(self, number: u32) -> u32 {
        match self {
            Self::Swapped => number ^ 1,
            Self::Later => number ^ 0x0700,
            Self::OutOfTurn | Self::Same | Self::No => number,
        }
    }
}

/// `CLOSE`, `READ`, `WRITE`, `FSTAT`, `FSETSTAT`, `READDIR`: a handle follows the number of the request.
const WITH_HANDLE: [u8; 6] = [4, 5, 6, 8, 10, 12];
const HANDLE: u8 = 102;
/// Where the handle is in those, and in the answer that gives it out.
const AT: std::ops::Range<usize> = 13..17;

/// A place over a line that twists.
async fn place(disk: &Disk, twist: Twist) -> Place {
    let mut server = spawn_server(Server::Whole);
    let (input, output) = (server.stdin.take().unwrap(), server.stdout.take().unwrap());
    let (near, far) = tokio::io::duplex(4 << 20);
    let (from_client, to_client) = tokio::io::split(far);
    tokio::spawn(requests(from_client, input, twist));
    tokio::spawn(answers(output, to_client, twist));
    tokio::spawn(async move { server.wait().await });
    let sftp = Sftp::over(near, Death::default(), TaskTracker::new()).await;
    disk.place(sftp.unwrap())
}

async fn packet(reader: &mut (impl AsyncRead + Unpin)) -> Option<Vec<u8>> {
    let length = reader.read_u32().await.ok()?;
    let mut packet = length.to_be_bytes().to_vec();
    packet.resize(4 + length as usize, 0);
    reader.read_exact(&mut packet[4..]).await.ok()?;
    Some(packet)
}

fn twist_handle(packet: &mut [u8], twist: Twist) {
    if let Some(handle) = packet.get_mut(AT) {
        let number = u32::from_be_bytes(handle.try_into().unwrap());
        handle.copy_from_slice(&twist.of(number).to_be_bytes());
    }
}

async fn requests(mut client: impl AsyncRead + Unpin, mut server: ChildStdin, twist: Twist) {
    while let Some(mut packet) = packet(&mut client).await {
        if WITH_HANDLE.contains(&packet[4]) {
            twist_handle(&mut packet, twist);
        }
        if server.write_all(&packet).await.is_err() {
            return;
        }
    }
}

async fn answers(mut server: ChildStdout, mut client: impl AsyncWrite + Unpin, twist: Twist) {
    let mut held: Option<Vec<u8>> = None;
    while let Some(mut packet) = packet(&mut server).await {
        if packet[4] == HANDLE {
            twist_handle(&mut packet, twist);
            match twist {
                Twist::Same => packet[AT].fill(0),
                // The answer that comes next goes first.
                Twist::OutOfTurn if held.is_none() => {
                    held = Some(packet);
                    continue;
                }
                _ => {}
            }
        }
        if client.write_all(&packet).await.is_err() {
            return;
        }
        if let Some(held) = held.take() {
            client.write_all(&held).await.ok();
        }
    }
}

/// Files of all sizes, each of its own byte.
fn furnish(disk: &Disk) -> HashMap<RemotePath, Vec<u8>> {
    const SIZES: [usize; 8] = [0, 1, 100, 4 << 10, 32 << 10, 33 << 10, 100 << 10, 3 << 20];
    let content = |at: usize, size: usize| vec![b'a' + u8::try_from(at).unwrap(); size];
    let files = SIZES.iter().enumerate().map(|(at, size)| {
        let path = disk.root().join(&format!("file{at}")).unwrap();
        fs::write(path.as_str(), content(at, *size)).unwrap();
        (path, content(at, *size))
    });
    files.collect()
}

async fn names(place: &Place, path: &RemotePath) -> Result<BTreeSet<String>, Error> {
    let (_, reading) = open_folder::open(place, path).await?;
    let mut found = BTreeSet::new();
    let mut add = |names: Vec<crate::sftp::Name>| {
        found.extend(
            names
                .iter()
                .map(|name| String::from_utf8_lossy(&name.name).into_owned()),
        );
    };
    reading.all(place, path, &mut add).await?;
    Ok(found)
}

/// All files and the folder, again and again and at the same time, one file also by itself.
async fn read_all(place: &Place, root: &RemotePath, files: &HashMap<RemotePath, Vec<u8>>) {
    for round in 0..6 {
        let listings = join_all((0..4).map(|_| names(place, root)));
        let reads = files.iter().map(|(path, content)| async move {
            let read = read_content(place, path).await.unwrap();
            let ContentKind::Text(text, _) = &read.kind else {
                panic!("{path} is text");
            };
            assert!(
                text.as_bytes() == content,
                "round {round}: {path} is what it is"
            );
        });
        let (_, listings) = join(join_all(reads), listings).await;
        for names in listings {
            let expected = files.keys().map(|path| path.name().to_owned());
            let expected: BTreeSet<_> = expected.chain([".".to_owned(), "..".to_owned()]).collect();
            assert_eq!(names.unwrap(), expected, "round {round}");
        }
    }
}

#[tokio::test]
async fn other_numbers_and_answers_out_of_turn_are_noticed_and_every_byte_is_right() {
    for twist in [Twist::No, Twist::Swapped, Twist::Later, Twist::OutOfTurn] {
        let disk = Disk::new();
        let files = furnish(&disk);
        let place = place(&disk, twist).await;
        read_all(&place, &disk.root(), &files).await;
        assert_eq!(place.sftp.is_foreseeable(), twist == Twist::No, "{twist:?}");
    }
}

#[tokio::test]
async fn a_handle_that_is_given_out_twice_ends_the_channel_before_a_byte_of_it_is_believed() {
    let disk = Disk::new();
    let files: Vec<_> = furnish(&disk)
        .into_iter()
        .filter(|(_, content)| !content.is_empty())
        .collect();
    let place = place(&disk, Twist::Same).await;
    let reads = files.iter().map(|(path, _)| read_content(&place, path));
    let mut lost = 0;
    for ((path, content), read) in files.iter().zip(join_all(reads).await) {
        match read.map(|read| read.kind) {
            Ok(ContentKind::Text(text, _)) => assert!(text.as_bytes() == content, "{path}"),
            Err(Error::TunnelLost(_)) => lost += 1,
            other => panic!("{path}: {other:?}"),
        }
    }
    assert!(lost > 0, "it is noticed");
}

/// An agent has put a pipe where a file was: opening it waits for whoever writes to it.
#[tokio::test]
async fn a_pipe_in_the_place_of_a_file_that_was_seen_is_found_out_before_it_is_waited_for() {
    let disk = Disk::new();
    disk.set(b"name: a\n");
    let first = place(&disk, Twist::No).await;
    read_content(&first, &disk.path()).await.unwrap();
    fs::remove_file(disk.file()).unwrap();
    nix_mkfifo(&disk);
    let error = read_content(&first, &disk.path()).await.unwrap_err();
    assert!(
        matches!(error, Error::TunnelLost(_)),
        "the channel is given up: {error:?}"
    );
    let second = Place {
        sftp: place(&disk, Twist::No).await.sftp,
        ..first
    };
    let error = read_content(&second, &disk.path()).await.unwrap_err();
    assert!(
        matches!(error, Error::InvalidPath { .. }),
        "and the next says why: {error:?}"
    );
}

/// An agent has put a link to elsewhere where a file was.
#[tokio::test]
async fn what_was_opened_on_a_belief_that_is_not_true_any_more_is_not_shown() {
    let disk = Disk::new();
    let outside = Disk::new();
    outside.set(b"of nobody's business\n");
    disk.set(b"name: a\n");
    let place = place(&disk, Twist::No).await;
    read_content(&place, &disk.path()).await.unwrap();
    fs::remove_file(disk.file()).unwrap();
    std::os::unix::fs::symlink(outside.file(), disk.file()).unwrap();
    let error = read_content(&place, &disk.path()).await.unwrap_err();
    assert!(matches!(error, Error::InvalidPath { .. }), "{error:?}");
    fs::remove_file(disk.file()).unwrap();
    let error = read_content(&place, &disk.path()).await.unwrap_err();
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    disk.set(b"name: b\n");
    let read = read_content(&place, &disk.path()).await.unwrap();
    assert!(matches!(read.kind, ContentKind::Text(text, _) if text == "name: b\n"));
}

fn nix_mkfifo(disk: &Disk) {
    let made = std::process::Command::new("mkfifo")
        .arg(disk.file())
        .status();
    assert!(made.unwrap().success());
}
