//! The switches that have no home elsewhere, and the workspace server behind TLS.

use std::time::Duration;

use lab::{Call, Fleet, Lab, Options, SshServer, SshServerKind};
use tokio::time::{Instant, timeout};

use crate::client::{
    first_instance, http, lab_on_embedded,
    sign::{Signer, ec2},
    ssh::login,
};

#[tokio::test]
async fn the_workspace_server_is_reached_over_http_2() {
    let lab = lab_on_embedded().await;
    let instance = lab.instances().remove(0);
    let url = format!(
        "{}/workspaces/{}",
        lab.platform_url(),
        instance.workspace_id
    );
    let request = http(&lab).get(url).bearer_auth(lab.token());
    let request = request.header("x-molecule-org-id", lab.org_id());
    let response = request.send().await.unwrap();
    assert_eq!(response.version(), ::http::Version::HTTP_2);
    assert_eq!(response.status().as_u16(), 200);
    let row: serde_json::Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
    assert_eq!(row["instance_id"], instance.id.as_str());
    let requests = lab.counters().requests;
    assert_eq!(
        requests.get("GET /workspaces/:id"),
        Some(&1),
        "{requests:?}"
    );
}

#[tokio::test]
async fn delay_is_paid_per_round_trip() {
    let lab = lab_on_embedded().await;
    let delay = Duration::from_millis(80);
    lab.world().set_delay(delay);
    let (client, url) = (http(&lab), format!("{}/health", lab.platform_url()));
    let ask = async || {
        let started = Instant::now();
        client
            .get(&url)
            .send()
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap();
        started.elapsed()
    };
    let (cold, warm) = (ask().await, ask().await);
    assert!(warm >= delay, "one round trip: {warm:?}");
    assert!(cold >= delay * 3, "TCP, TLS and the request: {cold:?}");
    lab.world().set_delay(Duration::ZERO);
    let mut quickest = Duration::MAX;
    for _ in 0..5 {
        quickest = quickest.min(ask().await);
    }
    assert!(quickest < delay, "the open connection is quick again");
}

#[tokio::test]
async fn frozen_tunnels_move_nothing_and_lose_nothing() {
    let lab = lab_on_embedded().await;
    let instance = first_instance(&lab);
    let session = login(&lab, &instance).await;
    let sftp = session.sftp().await;
    lab.world().freeze_tunnels(&instance).unwrap();
    let mut read = Box::pin(sftp.metadata("/home/ubuntu"));
    let frozen = timeout(Duration::from_millis(200), &mut read).await;
    assert!(frozen.is_err(), "nothing comes through");
    lab.world().thaw_tunnels(&instance).unwrap();
    read.await.expect("the answer comes after all");
}

#[tokio::test]
async fn dropped_tunnels_end_their_sessions_and_leave_others_alone() {
    let lab = lab_on_embedded().await;
    let instances = lab.instances();
    let dropped = login(&lab, &instances[0].id).await;
    let other = login(&lab, &instances[1].id).await;
    lab.world().drop_tunnels(&instances[0].id).unwrap();
    dropped.ended().await;
    other
        .sftp()
        .await
        .metadata("/home/ubuntu")
        .await
        .expect("still there");
    assert_eq!(lab.counters().tunnels_open, 1);
}

#[tokio::test]
async fn a_stalled_call_waits_until_it_is_resumed() {
    let lab = lab_on_embedded().await;
    lab.world().stall(Call::DescribeInstances);
    let signer = Signer::of(&lab, "ec2");
    let mut call = Box::pin(ec2(&lab, &signer, "Action=DescribeInstances"));
    assert!(
        timeout(Duration::from_millis(200), &mut call)
            .await
            .is_err(),
        "no answer yet"
    );
    lab.world().resume(Call::DescribeInstances);
    assert_eq!(call.await.status, 200);
}

#[tokio::test]
async fn the_embedded_server_says_why_it_stands_in() {
    let lab = lab_on_embedded().await;
    let SshServerKind::Embedded { reason } = lab.ssh_server() else {
        panic!("the embedded server was asked for");
    };
    assert!(reason.contains("asked for"), "{reason}");
}

#[tokio::test]
async fn sshd_is_taken_wherever_it_is_possible() {
    let start = |ssh| {
        Lab::start(Options {
            ssh,
            ..Options::new(Fleet::small(1))
        })
    };
    let automatic = start(SshServer::Auto).await.unwrap();
    let is_possible = start(SshServer::RequireSshd).await.is_ok();
    assert_eq!(automatic.ssh_server() == SshServerKind::Sshd, is_possible);
}

#[tokio::test]
async fn the_embedded_server_shows_a_rotated_host_key_too() {
    let lab = lab_on_embedded().await;
    let instance = first_instance(&lab);
    let session = login(&lab, &instance).await;
    lab.world().rotate_host_key(&instance).unwrap();
    session.ended().await;
    // The client of these tests checks the key against the lab's word.
    login(&lab, &instance).await;
}

#[tokio::test]
async fn every_export_is_there_and_none_is_empty() {
    let lab = lab_on_embedded().await;
    let exports = lab.exports();
    assert_eq!(exports.len(), 12);
    assert!(
        exports.iter().all(|(_, value)| !value.is_empty()),
        "{:?}",
        exports.len()
    );
}

#[tokio::test]
async fn two_labs_run_side_by_side_and_share_nothing() {
    let (one, two) = (lab_on_embedded().await, lab_on_embedded().await);
    assert_ne!(one.platform_url(), two.platform_url());
    assert_ne!(first_instance(&one), first_instance(&two));
    login(&one, &first_instance(&one)).await;
    assert_eq!(two.counters().ssh_authentications, 0);
}

#[tokio::test]
async fn the_demo_fleet_starts_with_all_its_disks() {
    let options = Options {
        ssh: SshServer::Embedded,
        ..Options::new(Fleet::demo())
    };
    let lab = Lab::start(options).await.unwrap();
    assert!(lab.instances().len() >= 10);
    for workspace in Fleet::demo().workspaces {
        for file in workspace
            .instance
            .iter()
            .flat_map(|instance| &instance.files)
        {
            let path = lab.disk(&workspace.id, &file.path).expect("a disk");
            assert_eq!(
                std::fs::read(&path).unwrap(),
                file.content,
                "{}",
                path.display()
            );
        }
    }
}
