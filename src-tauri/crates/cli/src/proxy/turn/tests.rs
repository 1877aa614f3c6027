use std::os::unix::{fs::symlink, net::UnixListener as StdListener};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::*;

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().next().is_none()
}

#[tokio::test]
async fn a_turn_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("i-0123abcd");
    let turn = Turn::take(&path).await.unwrap();
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    drop(turn);
    assert!(is_empty(folder.path()));
}

#[tokio::test]
async fn the_next_waits_for_the_end_of_a_turn_and_a_connection_outlives_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("i-0123abcd");
    let first = Turn::take(&path).await.unwrap();
    let own = path.clone();
    let second = tokio::spawn(async move { Turn::take(&own).await.unwrap() });
    let mut ssh = UnixStream::connect(&path).await.unwrap();
    let mut reached = first.accept().await.unwrap();
    assert!(!second.is_finished(), "the first has the turn");
    drop(first);
    let second = second.await.unwrap();
    UnixStream::connect(&path).await.unwrap();
    second.accept().await.unwrap();
    ssh.write_all(b"x").await.unwrap();
    assert_eq!(reached.read_u8().await.unwrap(), b'x');
    drop(second);
    assert!(is_empty(folder.path()));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_turns_come_one_at_a_time_and_all_come() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("i-0123abcd");
    let take_one = |mark: u8| {
        let path = path.clone();
        tokio::spawn(async move {
            let turn = Turn::take(&path).await.unwrap();
            let ssh = UnixStream::connect(&path);
            let (ssh, reached) = tokio::join!(ssh, turn.accept());
            reached.unwrap().write_u8(mark).await.unwrap();
            assert_eq!(ssh.unwrap().read_u8().await.unwrap(), mark);
        })
    };
    for turn in (0..24).map(take_one).collect::<Vec<_>>() {
        turn.await.unwrap();
    }
    assert!(is_empty(folder.path()));
}

#[tokio::test]
async fn what_a_killed_holder_has_left_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("i-0123abcd");
    drop(StdListener::bind(&path).unwrap());
    fs::write(path.with_added_extension("lock"), "").unwrap();
    let turn = Turn::take(&path).await.unwrap();
    UnixStream::connect(&path).await.unwrap();
    drop(turn);
    assert!(is_empty(folder.path()));
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_does_not_end_is_taken_over_and_its_holder_does_not_remove_the_other_s_socket()
{
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("i-0123abcd");
    let stuck = Turn::take(&path).await.unwrap();
    let own = path.clone();
    let next = tokio::spawn(async move { Turn::take(&own).await.unwrap() });
    tokio::task::yield_now().await;
    tokio::time::advance(LONGEST).await;
    let next = next.await.unwrap();
    assert!(next.lock.is_none(), "out of turn");
    drop(stuck);
    UnixStream::connect(&path).await.unwrap();
}

#[test]
fn a_folder_that_others_can_look_into_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own");
    make_private_folder(&own.join("socket")).unwrap();
    assert_eq!(fs::metadata(&own).unwrap().mode() & 0o777, 0o700);
    make_private_folder(&own.join("socket")).unwrap();

    let link = folder.path().join("link");
    symlink(&own, &link).unwrap();
    let refused = make_private_folder(&link.join("socket")).unwrap_err();
    assert_eq!(refused.code, ErrorCode::PermissionDenied, "a link");

    fs::set_permissions(&own, Permissions::from_mode(0o750)).unwrap();
    let refused = make_private_folder(&own.join("socket")).unwrap_err();
    assert_eq!(refused.code, ErrorCode::PermissionDenied, "a group");

    let nowhere = folder.path().join("no/where/socket");
    let refused = make_private_folder(&nowhere).unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidInput);
}
