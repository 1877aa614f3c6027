//! The whole way: key push, tunnel, SSH, SFTP. The same on both kinds of server.

use std::time::Duration;

use lab::Lab;
use tokio::io::AsyncWriteExt as _;

use crate::client::{
    first_instance, lab_on_embedded, lab_on_sshd,
    ssh::{connect, login, new_key, push},
};

const CONFIG: &str = "/configs/config.yaml";

async fn check_the_way_through(lab: &Lab) {
    let instance = first_instance(lab);
    let session = login(lab, &instance).await;
    let on_disk = std::fs::read(lab.disk(&instance, CONFIG).unwrap()).unwrap();
    assert!(!on_disk.is_empty());
    let root = session.sftp_under_sudo().await;
    assert_eq!(root.read(CONFIG).await.unwrap(), on_disk);
    let counters = lab.counters();
    assert_eq!(counters.key_pushes, 1);
    assert_eq!(counters.websocket_upgrades, 1);
    assert_eq!(counters.ssh_authentications, 1);
    assert_eq!(counters.sftp_opens, 1);
    assert_eq!(counters.tunnels_open, 1);
    session
        .sftp()
        .await
        .metadata("/home/ubuntu")
        .await
        .expect("the user's own home");
    assert_eq!(lab.counters().sftp_opens, 2);
}

async fn check_a_key_never_pushed(lab: &Lab) {
    let instance = first_instance(lab);
    let mut session = connect(lab, &instance).await;
    assert!(
        !session.authenticate("ubuntu", new_key()).await,
        "nobody granted this key"
    );
    assert_eq!(lab.counters().ssh_authentications, 0);
}

async fn check_a_key_pushed_over_60_seconds_ago(lab: &Lab) {
    let instance = first_instance(lab);
    let key = new_key();
    push(lab, &instance, &key).await;
    let mut early = connect(lab, &instance).await;
    assert!(
        early.authenticate("ubuntu", key.clone()).await,
        "within its minute"
    );
    lab.world().advance(Duration::from_secs(61)).unwrap();
    let mut late = connect(lab, &instance).await;
    assert!(!late.authenticate("ubuntu", key).await, "a minute later");
    early
        .sftp()
        .await
        .metadata("/home/ubuntu")
        .await
        .expect("who is in stays in");
}

async fn check_expired_grants(lab: &Lab) {
    let instance = first_instance(lab);
    let key = new_key();
    push(lab, &instance, &key).await;
    lab.world().expire_grants().unwrap();
    let mut late = connect(lab, &instance).await;
    assert!(
        !late.authenticate("ubuntu", key.clone()).await,
        "its grant is gone"
    );
    push(lab, &instance, &key).await;
    assert!(
        late.authenticate("ubuntu", key).await,
        "a new grant, on the same connection"
    );
}

async fn check_a_key_of_another_instance_or_user(lab: &Lab) {
    let instances = lab.instances();
    let key = new_key();
    push(lab, &instances[0].id, &key).await;
    let mut other = connect(lab, &instances[1].id).await;
    assert!(
        !other.authenticate("ubuntu", key.clone()).await,
        "granted elsewhere"
    );
    let mut root = connect(lab, &instances[0].id).await;
    assert!(
        !root.authenticate("root", key).await,
        "granted to somebody else"
    );
}

async fn check_a_big_file(lab: &Lab) {
    let instance = first_instance(lab);
    let bytes: Vec<u8> = (0..=250).cycle().take(5_000_000).collect();
    std::fs::write(lab.disk(&instance, "/tmp/big").unwrap(), &bytes).unwrap();
    let session = login(lab, &instance).await;
    let sftp = session.sftp_under_sudo().await;
    assert!(
        sftp.read("/tmp/big").await.unwrap() == bytes,
        "every byte in its place"
    );
    sftp.create("/tmp/copy")
        .await
        .unwrap()
        .write_all(&bytes)
        .await
        .unwrap();
    assert!(
        sftp.read("/tmp/copy").await.unwrap() == bytes,
        "and back again"
    );
}

async fn check_two_grants_side_by_side(lab: &Lab) {
    let instance = first_instance(lab);
    let (first, second) = (new_key(), new_key());
    push(lab, &instance, &first).await;
    push(lab, &instance, &second).await;
    for key in [first, second] {
        let mut session = connect(lab, &instance).await;
        assert!(session.authenticate("ubuntu", key).await);
    }
}

#[tokio::test]
async fn sshd_lets_a_pushed_key_read_a_file_of_root() {
    check_the_way_through(&lab_on_sshd().await).await;
}

#[tokio::test]
async fn the_embedded_server_lets_a_pushed_key_read_a_file_of_root() {
    check_the_way_through(&lab_on_embedded().await).await;
}

#[tokio::test]
async fn sshd_refuses_a_key_that_was_never_pushed() {
    check_a_key_never_pushed(&lab_on_sshd().await).await;
}

#[tokio::test]
async fn the_embedded_server_refuses_a_key_that_was_never_pushed() {
    check_a_key_never_pushed(&lab_on_embedded().await).await;
}

#[tokio::test]
async fn sshd_refuses_a_key_pushed_over_60_seconds_ago() {
    check_a_key_pushed_over_60_seconds_ago(&lab_on_sshd().await).await;
}

#[tokio::test]
async fn the_embedded_server_refuses_a_key_pushed_over_60_seconds_ago() {
    check_a_key_pushed_over_60_seconds_ago(&lab_on_embedded().await).await;
}

#[tokio::test]
async fn sshd_refuses_a_key_granted_to_another_instance_or_user() {
    check_a_key_of_another_instance_or_user(&lab_on_sshd().await).await;
}

#[tokio::test]
async fn the_embedded_server_refuses_a_key_granted_to_another_instance_or_user() {
    check_a_key_of_another_instance_or_user(&lab_on_embedded().await).await;
}

#[tokio::test]
async fn expired_grants_are_gone_until_the_next_push() {
    check_expired_grants(&lab_on_sshd().await).await;
    check_expired_grants(&lab_on_embedded().await).await;
}

#[tokio::test]
async fn five_megabytes_come_and_go_unharmed() {
    check_a_big_file(&lab_on_sshd().await).await;
    check_a_big_file(&lab_on_embedded().await).await;
}

#[tokio::test]
async fn two_grants_stand_side_by_side() {
    check_two_grants_side_by_side(&lab_on_sshd().await).await;
    check_two_grants_side_by_side(&lab_on_embedded().await).await;
}
