//! The doctor: each step told from the next, and the remedy of the one that fails.

use std::sync::Mutex;

use backend::{
    Backend, DoctorReport, DoctorResult, DoctorStatus, DoctorStep as S, ErrorCode, RunDoctor,
};
use lab::{Call, Fault, Peer};

use crate::support::{World, assert_helpful, exports, until};

async fn run(world: &World, backend: &Backend) -> DoctorReport {
    let told = Mutex::new(Vec::new());
    let args = RunDoctor {
        workspace_id: Some(world.id(0)),
    };
    let sink = |result: DoctorResult| told.lock().unwrap().push(result);
    let report = backend.run_doctor(args, sink).await.unwrap();
    assert_eq!(
        told.into_inner().unwrap(),
        report.results,
        "each is told as it settles"
    );
    report
}

fn failed(report: &DoctorReport) -> Vec<S> {
    let failed = report
        .results
        .iter()
        .filter(|result| result.status == DoctorStatus::Failed);
    failed.map(|result| result.step).collect()
}

fn error(report: &DoctorReport) -> &backend::IpcError {
    let failed = report
        .results
        .iter()
        .find_map(|result| result.error.as_ref());
    failed.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_that_is_whole_is_well_and_every_step_is_there_once() {
    let world = World::start(1).await;
    let report = run(&world, &world.backend).await;
    assert!(report.is_well, "{report:#?}");
    let mut steps: Vec<_> = report.results.iter().map(|result| result.step).collect();
    let roots = steps.iter().filter(|step| **step == S::FileRoot).count();
    assert_eq!(roots, 5, "one for each root");
    steps.dedup();
    let expected = [
        S::Platform,
        S::Region,
        S::Credentials,
        S::Identity,
        S::Instance,
        S::Endpoint,
        S::Quota,
        S::KeyPush,
        S::Websocket,
        S::Banner,
        S::HostKey,
        S::Authentication,
        S::Sftp,
        S::Sudo,
        S::FileRoot,
    ];
    assert_eq!(steps, expected);
    assert!(report.results.iter().all(|result| result.ms.is_some()));
    // Its own tunnel is closed.
    until(|| world.lab.counters().tunnels_open == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_workspace_it_goes_as_far_as_aws() {
    let world = World::start(1).await;
    let args = RunDoctor { workspace_id: None };
    let report = world.backend.run_doctor(args, |_| {}).await.unwrap();
    assert!(report.is_well);
    assert_eq!(report.results.last().unwrap().step, S::Identity);
}

/// One way to break the way, and what the doctor is to say of it.
struct Broken {
    by: fn(&World, &str),
    step: S,
    code: ErrorCode,
    /// A part of the remedy.
    remedy: &'static str,
}

const BROKEN: [Broken; 8] = [
    Broken {
        by: |world, id| {
            let denied = Fault::access_denied_on(id);
            world.lab.world().refuse(Call::SendSshPublicKey, denied);
        },
        step: S::KeyPush,
        code: ErrorCode::AccessDenied,
        remedy: "\"Action\": \"ec2-instance-connect:SendSSHPublicKey\"",
    },
    Broken {
        by: |world, _| {
            let denied = Fault::tunnel_access_denied();
            world.lab.world().refuse(Call::OpenTunnel, denied);
        },
        step: S::Websocket,
        code: ErrorCode::AccessDenied,
        remedy: "instance-connect-endpoint/",
    },
    Broken {
        by: |world, _| assert_eq!(world.lab.world().fill_endpoint(20), 20),
        step: S::Websocket,
        code: ErrorCode::EndpointFull,
        remedy: "20 connections",
    },
    Broken {
        by: |world, id| world.lab.world().block_target(id).unwrap(),
        step: S::Banner,
        code: ErrorCode::TargetUnreachable,
        remedy: "security-group rule",
    },
    Broken {
        by: |world, id| {
            let switches = world.lab.world();
            switches.set_instance_state(id, "stopped").unwrap();
        },
        step: S::Instance,
        code: ErrorCode::InstanceStopped,
        remedy: "start-instances",
    },
    Broken {
        by: |world, id| world.lab.world().rotate_host_key(id).unwrap(),
        step: S::HostKey,
        code: ErrorCode::HostKeyChanged,
        remedy: "Compare the offered",
    },
    Broken {
        by: |world, _| {
            let unknown = Fault::invalid_client_token_id();
            world.lab.world().refuse(Call::GetCallerIdentity, unknown);
        },
        step: S::Identity,
        code: ErrorCode::AccessDenied,
        remedy: "access key",
    },
    Broken {
        by: |world, id| {
            let switches = world.lab.world();
            switches.set_peer(id, Peer::CloseAfterBanner).unwrap();
        },
        step: S::Banner,
        code: ErrorCode::TunnelLost,
        remedy: "Try again",
    },
];

#[tokio::test(flavor = "multi_thread")]
async fn the_step_that_fails_is_named_with_its_remedy_and_what_does_not_need_it_goes_on() {
    for broken in BROKEN {
        let world = World::start(1).await;
        (broken.by)(&world, &world.lab.instances()[0].id);
        let report = run(&world, &world.backend).await;
        assert!(!report.is_well);
        assert_eq!(failed(&report), [broken.step], "{report:#?}");
        assert_helpful(error(&report), broken.code);
        let remedy = error(&report).remedy.as_deref().unwrap_or_default();
        assert!(remedy.contains(broken.remedy), "{remedy}");
        let is_skipped = |step| {
            let result = report.results.iter().find(|result| result.step == step);
            result.map(|result| result.status) == Some(DoctorStatus::Skipped)
        };
        assert!(is_skipped(S::Sftp), "{:?}", broken.step);
        if broken.step == S::KeyPush {
            let goes_on = !is_skipped(S::Websocket) && !is_skipped(S::HostKey);
            assert!(goes_on, "the tunnel needs no key");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_that_is_down_does_not_hide_the_state_of_aws() {
    let world = World::start(1).await;
    let mut variables = exports(&world.lab);
    variables.retain(|(name, _)| *name != "CAUSEWAY_PLATFORM_URL");
    variables.push(("CAUSEWAY_PLATFORM_URL", "https://localhost:9".to_owned()));
    let backend = world.connect_with(variables).await;
    let args = RunDoctor { workspace_id: None };
    let report = backend.run_doctor(args, |_| {}).await.unwrap();
    assert_eq!(failed(&report), [S::Platform]);
    assert_eq!(report.results.last().unwrap().step, S::Identity);
    assert_eq!(report.results.last().unwrap().status, DoctorStatus::Ok);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_for_others_holds_the_steps_and_no_secret() {
    let world = World::start(1).await;
    let args = RunDoctor {
        workspace_id: Some(world.id(0)),
    };
    let log = format!("Authorization: Bearer {}\n", world.lab.token());
    let report = world.backend.write_bug_report(args, &log).await.unwrap();
    assert_eq!(std::fs::read_to_string(&report.path).unwrap(), report.text);
    for part in [
        "# Doctor",
        "host key",
        "sftp-server",
        "# Tunnels",
        "# Recent log",
    ] {
        assert!(report.text.contains(part), "{part}: {}", report.text);
    }
    let credentials = world.lab.credentials();
    let token = credentials.session_token.as_deref().unwrap();
    for secret in [world.lab.token(), &credentials.secret_access_key, token] {
        assert!(!report.text.contains(secret), "{}", report.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_platform_it_says_so_and_looks_at_aws_all_the_same() {
    let world = World::start(1).await;
    let mut variables = exports(&world.lab);
    variables.retain(|(name, _)| *name != "CAUSEWAY_PLATFORM_URL");
    let backend = world.connect_with(variables).await;
    let args = RunDoctor {
        workspace_id: Some(world.id(0)),
    };
    let report = backend.run_doctor(args, |_| {}).await.unwrap();
    assert_eq!(failed(&report), [S::Platform]);
    let status = |step| {
        let result = report.results.iter().find(|result| result.step == step);
        result.map(|result| result.status)
    };
    assert_eq!(status(S::Identity), Some(DoctorStatus::Ok));
    assert_eq!(status(S::Instance), Some(DoctorStatus::Skipped));
}
