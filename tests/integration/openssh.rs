//! The tools that people already use, through `causeway proxy`: real `ssh`, `scp` and `rsync`, real sshd.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use lab::{Call, Fault, Fleet};

use crate::station::{Station, complaint, run, said};

#[tokio::test(flavor = "multi_thread")]
async fn ssh_logs_in_unattended_at_first_use_and_pins_the_host_key_for_the_app_too() {
    let station = Station::start(1).await;
    let output = station.ssh(&["small-1", "id -un"]).await;
    assert_eq!(said(&output), "ubuntu", "{output:?}");
    station.assert_nothing_is_left();
    let counters = station.lab.counters();
    assert_eq!((counters.key_pushes, counters.ssh_authentications), (1, 1));

    let pins = station
        .home
        .path()
        .join(".local/share/causeway/known_hosts");
    let key = station.lab.world().host_key("small-1").unwrap();
    let pinned = format!("{} {key}\n", station.instance(0));
    assert_eq!(fs::read_to_string(&pins).unwrap(), pinned);
    assert_eq!(
        fs::metadata(&pins).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let by_app = station.causeway(&["cat", "small-1:config.yaml"]).await;
    assert!(by_app.status.success(), "{by_app:?}");
    assert_eq!(fs::read_to_string(&pins).unwrap(), pinned, "one record");

    let by_id = station.ssh(&[&Fleet::small_id(1), "true"]).await;
    assert!(by_id.status.success(), "{by_id:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_key_that_has_changed_is_refused() {
    let station = Station::start(1).await;
    assert!(station.ssh(&["small-1", "true"]).await.status.success());
    station.lab.world().rotate_host_key("small-1").unwrap();
    let output = station.ssh(&["small-1", "true"]).await;
    assert_eq!(output.status.code(), Some(255));
    let complaint = complaint(&output);
    assert!(
        complaint.contains("HOST IDENTIFICATION HAS CHANGED"),
        "{complaint}"
    );
    assert_eq!(station.lab.counters().ssh_authentications, 1);
    station.assert_nothing_is_left();
}

#[tokio::test(flavor = "multi_thread")]
async fn scp_carries_100_mb_each_way_unharmed() {
    let station = Station::start(1).await;
    let (there, back) = (
        station.home.path().join("there"),
        station.home.path().join("back"),
    );
    // Nothing in it repeats at the distance of a frame or a buffer.
    let bytes: Vec<u8> = (0..100 << 18_u32)
        .flat_map(|i: u32| (i.wrapping_mul(2_654_435_761)).to_le_bytes())
        .collect();
    fs::write(&there, &bytes).unwrap();
    for (from, to) in [
        (there.as_path(), Path::new("small-1:/tmp/blob")),
        (Path::new("small-1:/tmp/blob"), back.as_path()),
    ] {
        let mut scp = station.command("scp");
        scp.arg("-qF").arg(station.config()).arg(from).arg(to);
        let output = run(scp).await;
        assert!(output.status.success(), "{output:?}");
    }
    let arrived = fs::read(station.lab.disk("small-1", "/tmp/blob").unwrap()).unwrap();
    assert!(arrived == bytes, "the instance has other bytes");
    assert!(fs::read(back).unwrap() == bytes, "other bytes came back");
    station.assert_nothing_is_left();
}

#[tokio::test(flavor = "multi_thread")]
async fn rsync_copies_a_tree_and_then_only_what_has_changed() {
    let station = Station::start(1).await;
    let tree = station.home.path().join("tree");
    for (name, content) in [
        ("a/b/deep.txt", "deep"),
        ("run.sh", "#!/bin/sh"),
        ("a/empty", ""),
    ] {
        let file = tree.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    }
    fs::set_permissions(tree.join("run.sh"), fs::Permissions::from_mode(0o750)).unwrap();
    let rsync = || {
        let mut rsync = station.command("rsync");
        let shell = format!("ssh -F {}", station.config().display());
        rsync.args(["-a", "--itemize-changes", "-e", &shell]);
        rsync
            .arg(format!("{}/", tree.display()))
            .arg("small-1:/tmp/tree/");
        run(rsync)
    };
    let output = rsync().await;
    assert!(output.status.success(), "{output:?}");
    let copy = station.lab.disk("small-1", "/tmp/tree").unwrap();
    assert_eq!(
        fs::read_to_string(copy.join("a/b/deep.txt")).unwrap(),
        "deep"
    );
    let mode = fs::metadata(copy.join("run.sh"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o750);
    fs::write(tree.join("a/empty"), "not any more").unwrap();
    let output = rsync().await;
    let changed: Vec<_> = said(&output).lines().map(str::to_owned).collect();
    assert!(
        changed.len() == 1 && changed[0].ends_with("a/empty"),
        "{output:?}"
    );
    station.assert_nothing_is_left();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_id_needs_no_platform_and_a_name_is_looked_up() {
    let station = Station::start(1).await;
    let asked = station.lab.counters().requests["GET /workspaces"];
    let by_target = |target: &str, has_platform: bool| {
        let own = station.causeway_command(&[]);
        let mut ssh = station.command("ssh");
        let agent = station.agents().join("mine");
        let proxy = own.get_program().display();
        let proxy = format!(
            "ProxyCommand={proxy} proxy --agent {} {target}",
            agent.display()
        );
        let agent = format!("IdentityAgent={}", agent.display());
        for option in [
            "BatchMode=yes",
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            &proxy,
            &agent,
        ] {
            ssh.args(["-F", "none", "-o", option]);
        }
        if !has_platform {
            ssh.env("CAUSEWAY_PLATFORM_URL", "https://127.0.0.1:9/")
                .env_remove("CAUSEWAY_PLATFORM_TOKEN");
        }
        ssh.args(["ubuntu@anything", "id -un"]);
        run(ssh)
    };
    let output = by_target(&station.instance(0), false).await;
    assert_eq!(said(&output), "ubuntu", "{output:?}");
    assert_eq!(station.lab.counters().requests["GET /workspaces"], asked);
    let output = by_target("small-1", true).await;
    assert_eq!(said(&output), "ubuntu", "{output:?}");
    let output = by_target("small-1", false).await;
    assert!(
        complaint(&output).contains("causeway: unreachable: "),
        "{output:?}"
    );
    station.assert_nothing_is_left();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_one_line_with_a_code_and_ssh_is_never_asked_to_log_in() {
    let station = Station::start(1).await;
    let complaint_of = async |code: &str| {
        let output = station
            .ssh(&["-o", "LogLevel=ERROR", "small-1", "true"])
            .await;
        assert_eq!(output.status.code(), Some(255));
        let said = complaint(&output);
        let own: Vec<_> = said
            .lines()
            .filter(|line| line.starts_with("causeway: "))
            .collect();
        assert_eq!(own.len(), 1, "{said}");
        assert!(own[0].starts_with(&format!("causeway: {code}: ")), "{said}");
        assert!(!said.contains("Permission denied"), "{said}");
        station.assert_nothing_is_left();
    };
    let world = station.lab.world();
    world.refuse(Call::SendSshPublicKey, Fault::access_denied());
    complaint_of("access_denied").await;
    world.accept(Call::SendSshPublicKey);
    world.block_target("small-1").unwrap();
    complaint_of("target_unreachable").await;
    world.set_instance_state("small-1", "stopped").unwrap();
    complaint_of("instance_stopped").await;
    let agents = fs::Permissions::from_mode(0o755);
    fs::set_permissions(station.agents(), agents).unwrap();
    complaint_of("permission_denied").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_the_log_of_a_proxy() {
    let station = Station::start(1).await;
    let mut ssh = station.ssh_command(&["small-1", "true"]);
    let output = run({
        ssh.env("RUST_LOG", "trace");
        ssh
    })
    .await;
    let log = complaint(&output);
    assert!(log.contains("tunnel open"), "the log is on");
    let credentials = station.lab.credentials();
    let token = credentials.session_token.clone().unwrap();
    for secret in [
        &credentials.secret_access_key,
        &token,
        "X-Amz-Signature",
        "PRIVATE KEY",
    ] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}
