//! The configuration that leads `ssh` and editors to the workspaces.

use std::{fs, path::Path, sync::Arc};

use backend::{ErrorCode, MemoryCache};
use lab::Fleet;

use crate::{
    station::{Station, run, said},
    support::{assert_helpful, connect, exports},
};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_printed_parses_and_can_be_included_under_any_other_configuration() {
    let station = Station::start(2).await;
    for name in ["small-2".to_owned(), Fleet::small_id(2)] {
        let output = station.ssh(&["-G", &name]).await;
        let parsed = said(&output);
        let agent = format!("identityagent {}", station.agent(1).display());
        for line in [
            &format!("hostname {}", station.instance(1)),
            &format!("hostkeyalias {}", station.instance(1)),
            &agent,
            "user ubuntu",
            "identityfile none",
            "stricthostkeychecking accept-new",
        ] {
            assert!(parsed.lines().any(|one| one == line), "{line}: {parsed}");
        }
    }
    let home = station.home.path();
    let user_file = home.join(".ssh/config");
    fs::create_dir(home.join(".ssh")).unwrap();
    let hostile = "Host *\n  IdentitiesOnly yes\n  IdentityFile /nowhere/id\n  User nobody\n  IdentityAgent none\n";
    fs::write(&user_file, hostile).unwrap();
    for _ in 0..2 {
        let output = station.causeway(&["ssh-config", "--install"]).await;
        assert!(output.status.success(), "{output:?}");
    }
    let file = home.join(".config/causeway/ssh_config");
    let expected = format!("Include \"{}\"\n{hostile}", file.display());
    assert_eq!(fs::read_to_string(&user_file).unwrap(), expected, "once");
    assert_eq!(
        fs::read(&file).unwrap(),
        fs::read(station.config()).unwrap()
    );
    let mut ssh = station.command("ssh");
    ssh.arg("-F")
        .arg(user_file)
        .args(["-o", "BatchMode=yes", "small-2", "id -un"]);
    let output = run(ssh).await;
    assert_eq!(said(&output), "ubuntu", "{output:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_s_commands_open_a_shell_and_want_an_editor_s_configuration() {
    let station = Station::start(2).await;
    let own = station.causeway_command(&[]);
    let program = Path::new(own.get_program());
    let cache = Arc::new(MemoryCache::default());
    let backend = connect(&station.home, exports(&station.lab), cache).await;
    let workspace = Fleet::small_id(2).parse().unwrap();

    let command = backend.ssh_command(program, &workspace).await.unwrap();
    let mut ssh = station.command(&command[0]);
    ssh.args(["-o", "BatchMode=yes"]).args(&command[1..]);
    let output = run({
        ssh.args(["id", "-un"]);
        ssh
    })
    .await;
    assert_eq!(said(&output), "ubuntu", "{output:?}");

    let refused = backend.code_command(program, &workspace, "/configs").await;
    let refused = refused.unwrap_err();
    assert_helpful(&refused, ErrorCode::InvalidInput);
    assert!(refused.message.contains("--install"), "{refused}");
}
