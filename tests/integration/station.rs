//! A user's machine: a home folder, real `ssh`, `scp` and `rsync`, and the configuration that causeway prints for them.

use std::{
    fs::{self, DirBuilder},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::Duration,
};

use lab::{Fleet, Lab};
use tempfile::TempDir;

use crate::support::{causeway, exports, start_lab};

/// No run of a program takes longer, or it hangs.
const DEADLINE: Duration = Duration::from_secs(90);

pub(crate) struct Station {
    pub(crate) lab: Lab,
    pub(crate) home: TempDir,
}

impl Station {
    /// A lab of `workspaces`, and what `causeway ssh-config` prints for it.
    pub(crate) async fn start(workspaces: usize) -> Self {
        let station = Self {
            lab: start_lab(Fleet::small(workspaces)).await,
            home: tempfile::tempdir().unwrap(),
        };
        for folder in ["tmp", "run"] {
            let mut builder = DirBuilder::new();
            let folder = station.home.path().join(folder);
            builder.mode(0o700).create(folder).unwrap();
        }
        let printed = station.causeway(&["ssh-config"]).await;
        assert!(printed.status.success(), "{printed:?}");
        fs::write(station.config(), printed.stdout).unwrap();
        station
    }

    /// The printed configuration.
    pub(crate) fn config(&self) -> PathBuf {
        self.home.path().join("printed")
    }

    pub(crate) fn instance(&self, index: usize) -> String {
        self.lab.instances()[index].id.clone()
    }

    /// The folder of the agents' sockets.
    pub(crate) fn agents(&self) -> PathBuf {
        self.home.path().join("run/causeway")
    }

    /// Where the agent for an instance listens.
    pub(crate) fn agent(&self, index: usize) -> PathBuf {
        self.agents().join(self.instance(index))
    }

    pub(crate) fn assert_nothing_is_left(&self) {
        let left: Vec<_> = fs::read_dir(self.agents()).unwrap().collect();
        assert!(left.is_empty(), "{left:?} should be gone");
    }

    /// A program in the user's environment.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let own = causeway(self.home.path(), &exports(&self.lab));
        let mut command = Command::new(program.as_ref());
        command.env_clear();
        command.envs(
            own.get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        );
        command
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("XDG_RUNTIME_DIR", self.home.path().join("run"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn causeway_command(&self, args: &[&str]) -> Command {
        let own = causeway(self.home.path(), &[]);
        let mut command = self.command(Path::new(own.get_program()));
        command.args(args);
        command
    }

    /// `ssh`, unattended, on the printed configuration.
    pub(crate) fn ssh_command(&self, args: &[&str]) -> Command {
        let mut command = self.command("ssh");
        command.arg("-F").arg(self.config());
        command.args(["-o", "BatchMode=yes"]).args(args);
        command
    }

    pub(crate) async fn causeway(&self, args: &[&str]) -> Output {
        run(self.causeway_command(args)).await
    }

    pub(crate) async fn ssh(&self, args: &[&str]) -> Output {
        run(self.ssh_command(args)).await
    }
}

/// Runs a program to its end. The lab answers from this runtime, so it is waited for elsewhere.
pub(crate) async fn run(mut command: Command) -> Output {
    let running = tokio::task::spawn_blocking(move || command.output().unwrap());
    tokio::time::timeout(DEADLINE, running)
        .await
        .unwrap()
        .unwrap()
}

pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// What went to standard error.
pub(crate) fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
