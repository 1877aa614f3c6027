//! The log of what was done on instances: complete, with the right hashes, and without contents.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use backend::{AuditAction, AuditLine, Backend, ErrorCode, Leg};
use lab::{Call, Fault, all_faults};

use crate::support::{World, assert_helpful, exports};

const CONTENT: &str = "nobody is to find this in a log\n";

fn lines(backend: &Backend) -> Vec<AuditLine> {
    let lines = backend.read_audit().unwrap();
    let read = |line: &String| serde_json::from_str(line).unwrap();
    lines.iter().map(read).collect()
}

fn sha256(file: &Path) -> Option<String> {
    let output = std::process::Command::new("sha256sum").arg(file).output();
    let text = String::from_utf8(output.unwrap().stdout).unwrap();
    text.split_whitespace().next().map(str::to_owned)
}

/// Where it was done, and as whom.
fn assert_is_of(line: &AuditLine, world: &World) {
    let instance = &world.lab.instances()[0].id;
    assert_eq!(line.instance_id.as_ref(), Some(instance));
    assert_eq!(line.workspace_id, Some(world.id(0).to_string()));
    assert_eq!(line.os_user.as_deref(), Some("ubuntu"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opening_leaves_a_key_push_and_a_tunnel_with_aws_s_names_for_them() {
    let world = World::start(1).await;
    world.open_panel(0, &Leg::ALL).await;
    let mut opening = lines(&world.backend);
    opening.sort_by_key(|line| line.what != AuditAction::KeyPush);
    let [push, tunnel] = &opening[..] else {
        panic!("{opening:#?}")
    };
    assert_eq!(
        (push.what, tunnel.what),
        (AuditAction::KeyPush, AuditAction::Tunnel)
    );
    for line in [push, tunnel] {
        assert_eq!((&*line.outcome, &line.path), ("ok", &None));
        assert_is_of(line, &world);
        let id = line.request_id.as_ref();
        assert!(id.is_some_and(|id| id.len() > 10), "{line:?}");
    }
    assert!(tunnel.endpoint.as_ref().unwrap().starts_with("eice-"));
    assert_ne!(push.request_id, tunnel.request_id);
    assert_nothing_secret(&world);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_and_a_removal_leave_a_line_each_with_the_hashes_and_without_contents() {
    let world = World::start(1).await;
    let file = world.disk(0, "/configs/notes/a.md");
    let loaded = world.read(0, "notes/a.md").await.unwrap();
    let set_up = lines(&world.backend).len();
    let before = sha256(&file);
    let edit = world.edit(0, "notes/a.md", Some(&loaded), CONTENT);
    world.backend.write_file(edit.clone()).await.unwrap();
    let after = sha256(&file);
    world.write(edit).await.unwrap_err();
    world.remove(0, "notes/a.md").await.unwrap();
    world.remove(0, "notes").await.unwrap_err();

    let lines = lines(&world.backend).split_off(set_up);
    let said = lines.iter().map(|line| {
        (
            line.what,
            &*line.outcome,
            &line.sha256_before,
            &line.sha256_after,
        )
    });
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            (AuditAction::Write, "ok", &before, &after),
            (AuditAction::Write, "conflict", &None, &None),
            (AuditAction::Remove, "ok", &after, &None),
            (AuditAction::Remove, "invalid_input", &None, &None),
        ]
    );
    for line in &lines {
        assert_is_of(line, &world);
    }
    for line in &lines[..3] {
        assert_eq!(line.path.as_deref(), Some("/configs/notes/a.md"));
        assert_eq!(line.bytes, Some(CONTENT.len() as u64));
    }
    assert_eq!(lines[3].path.as_deref(), Some("/configs/notes"));
    assert_nothing_secret(&world);
}

fn assert_nothing_secret(world: &World) {
    let file = world.backend.audit_file();
    assert_eq!(
        fs::metadata(file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let text = fs::read_to_string(file).unwrap();
    let credentials = world.lab.credentials();
    for secret in [
        CONTENT.trim(),
        world.lab.token(),
        &credentials.access_key_id,
        &credentials.secret_access_key,
        credentials.session_token.as_deref().unwrap(),
        "X-Amz",
        "wss://",
        "PRIVATE KEY",
        "ssh-ed25519",
    ] {
        assert!(!text.contains(secret), "{secret} is in the audit log");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_has_its_code_and_aws_s_name_for_it() {
    let world = World::start(1).await;
    let is_denied = |fault: &Fault| fault.code.starts_with("AccessDenied");
    for (call, what) in [
        (Call::SendSshPublicKey, AuditAction::KeyPush),
        (Call::OpenTunnel, AuditAction::Tunnel),
    ] {
        let before = lines(&world.backend).len();
        let mut faults = all_faults().into_iter();
        let denied = faults.find(|(of, fault)| *of == call && is_denied(fault));
        world.lab.world().refuse(call, denied.unwrap().1);
        let error = world.read(0, "config.yaml").await.unwrap_err();
        assert_helpful(&error, ErrorCode::AccessDenied);
        world.lab.world().accept(call);
        let added = lines(&world.backend).split_off(before);
        let refused = added.iter().find(|line| line.what == what);
        let refused = refused.unwrap_or_else(|| panic!("{added:#?}"));
        assert_eq!(refused.outcome, "access_denied");
        assert!(refused.request_id.is_some(), "{refused:?}");
    }
    assert_nothing_secret(&world);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_read_only_forbids_is_refused_before_anything_is_opened() {
    let world = World::start(1).await;
    let error = {
        let mut variables = exports(&world.lab);
        variables.push(("CAUSEWAY_READ_ONLY", "1".to_owned()));
        let backend = world.connect_with(variables).await;
        let (id, bytes) = (world.id(0), b"x");
        backend.put_bytes(&id, "new", bytes).await.unwrap_err()
    };
    assert_helpful(&error, ErrorCode::ReadOnly);
    assert_eq!(lines(&world.backend), []);
    assert_eq!(world.lab.counters().key_pushes, 0);
}
