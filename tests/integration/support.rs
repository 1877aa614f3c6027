//! A world of its own for each test: a lab, a home folder, a backend.

use std::{
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex},
    time::Duration,
};

use backend::{
    Backend, Cache, Environment, ErrorCode, FileContent, FileVersion, IpcError, Leg, ListFiles,
    Listing, MemoryCache, OpenPanel, Outcome, PanelEvent, Paths, ReadFile, RemoveFile,
    TextEncoding, WorkspaceId, WriteFile, WriteOutcome,
};
use lab::{Fleet, Lab, Options, SshServer};
use tempfile::TempDir;

/// Sessions that live longer than any test, so that none is replaced in a slow run.
const POOL_TTL_SECONDS: &str = "600";

pub(crate) struct World {
    pub(crate) lab: Lab,
    pub(crate) home: TempDir,
    pub(crate) backend: Backend,
}

impl World {
    /// `workspaces` small ones, and a backend that is connected and has seen the list.
    pub(crate) async fn start(workspaces: usize) -> Self {
        let lab = start_lab(Fleet::small(workspaces)).await;
        let home = tempfile::tempdir().unwrap();
        let backend = connect(&home, exports(&lab), Arc::new(MemoryCache::default())).await;
        backend.preload().await.unwrap();
        Self { lab, home, backend }
    }

    /// A backend that starts anew in the same home and has asked nobody yet.
    pub(crate) async fn connect_again(&self) -> Backend {
        self.connect_with(exports(&self.lab)).await
    }

    /// The same, with another environment.
    pub(crate) async fn connect_with(&self, variables: Vec<(&'static str, String)>) -> Backend {
        connect(&self.home, variables, Arc::new(MemoryCache::default())).await
    }

    pub(crate) fn id(&self, index: usize) -> WorkspaceId {
        self.lab.instances()[index].workspace_id.parse().unwrap()
    }

    pub(crate) fn disk(&self, index: usize, path: &str) -> PathBuf {
        self.lab
            .disk(&self.lab.instances()[index].id, path)
            .unwrap()
    }

    pub(crate) async fn open_panel(&self, index: usize, legs: &[Leg]) -> Vec<PanelEvent> {
        open_panel(&self.backend, self.id(index), legs).await
    }

    pub(crate) async fn read(&self, index: usize, path: &str) -> Result<FileContent, IpcError> {
        let args = ReadFile {
            workspace_id: self.id(index),
            path: path.to_owned(),
        };
        self.backend.read_file(args).await
    }

    pub(crate) async fn list(&self, index: usize, path: &str) -> Result<Listing, IpcError> {
        let args = ListFiles::of(self.id(index), path);
        self.backend.list_files(args, |_| {}).await
    }

    pub(crate) async fn remove(&self, index: usize, path: &str) -> Result<(), IpcError> {
        let args = RemoveFile {
            workspace_id: self.id(index),
            path: path.to_owned(),
            instance_id: None,
        };
        self.backend.remove_file(args).await
    }

    /// Saves; a conflict is an error.
    pub(crate) async fn write(&self, edit: WriteFile) -> Result<FileVersion, IpcError> {
        match self.backend.write_file(edit).await? {
            WriteOutcome::Saved { version, .. } => Ok(version),
            WriteOutcome::Conflict { .. } => {
                Err(IpcError::new(ErrorCode::Conflict, "somebody was faster"))
            }
        }
    }

    /// What an editor sends that has loaded `loaded`, or makes a new file.
    pub(crate) fn edit(
        &self,
        index: usize,
        path: &str,
        loaded: Option<&FileContent>,
        text: &str,
    ) -> WriteFile {
        WriteFile {
            workspace_id: self.id(index),
            path: path.to_owned(),
            text: text.to_owned(),
            encoding: loaded.map_or(TextEncoding::Utf8, |content| content.encoding),
            instance_id: loaded.map(|content| content.instance_id.clone()),
            base: loaded.map(|content| content.version.clone()),
            overwrite: false,
        }
    }
}

pub(crate) async fn start_lab(fleet: Fleet) -> Lab {
    let options = Options {
        ssh: SshServer::RequireSshd,
        ..Options::new(fleet)
    };
    Lab::start(options)
        .await
        .unwrap_or_else(|error| panic!("the lab needs root and sshd: {error}"))
}

/// The variables that lead to the lab, with a long session life.
pub(crate) fn exports(lab: &Lab) -> Vec<(&'static str, String)> {
    let mut exports = lab.exports();
    exports.push(("EIC_TUNNEL_POOL_TTL", POOL_TTL_SECONDS.to_owned()));
    exports
}

/// A backend that is connected and has asked nobody yet.
pub(crate) async fn connect(
    home: &TempDir,
    variables: Vec<(&'static str, String)>,
    cache: Arc<dyn Cache>,
) -> Backend {
    let paths = Paths {
        settings: home.path().join("settings.json"),
        known_hosts: home.path().join("known_hosts"),
    };
    let backend = Backend::new(paths, Environment::given(variables), cache);
    backend.connect().await.unwrap();
    backend
}

/// The answers to an opening, without what was seen before.
pub(crate) async fn open_panel(
    backend: &Backend,
    workspace_id: WorkspaceId,
    legs: &[Leg],
) -> Vec<PanelEvent> {
    let events = Mutex::new(Vec::new());
    let args = OpenPanel {
        workspace_id,
        generation: 1,
        legs: legs.to_vec(),
    };
    backend
        .open_panel(args, |event| events.lock().unwrap().push(event))
        .await
        .unwrap();
    let mut events = events.into_inner().unwrap();
    events.retain(|event| !event.is_stored());
    events
}

/// Waits for a condition; fails when it does not come true.
pub(crate) async fn until(condition: impl Fn() -> bool) {
    let mut ticks = tokio::time::interval(Duration::from_millis(5));
    let waiting = async {
        while !condition() {
            ticks.tick().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting)
        .await
        .unwrap();
}

/// The error code that each leg of an opening settled with; `None` when it has a value or is not offered.
pub(crate) fn codes(events: &[PanelEvent]) -> Vec<(Leg, Option<ErrorCode>)> {
    fn code<T>(outcome: &Outcome<T>) -> Option<ErrorCode> {
        match outcome {
            Outcome::Failed { error, .. } => Some(error.code),
            Outcome::Stored { .. } | Outcome::Ok { .. } | Outcome::NotOffered { .. } => None,
        }
    }
    let one = |event: &PanelEvent| match event {
        PanelEvent::Workspace { outcome, .. } => (Leg::Workspace, code(outcome)),
        PanelEvent::Model { outcome, .. } => (Leg::Model, code(outcome)),
        PanelEvent::Provider { outcome, .. } => (Leg::Provider, code(outcome)),
        PanelEvent::Config { outcome, .. } => (Leg::Config, code(outcome)),
        PanelEvent::Files { outcome, .. } => (Leg::Files, code(outcome)),
    };
    events.iter().map(one).collect()
}

/// An error that tells its reader what to do: its code, and a sentence of some length.
pub(crate) fn assert_helpful(error: &IpcError, code: ErrorCode) {
    assert_eq!(error.code, code, "{error}");
    let said = format!(
        "{} {}",
        error.message,
        error.remedy.as_deref().unwrap_or_default()
    );
    assert!(said.len() > 20, "{said:?} should say what to do");
}

/// Mode, owner and group of a file.
pub(crate) fn ownership(path: &Path) -> (u32, u32, u32) {
    let metadata = std::fs::metadata(path).unwrap();
    (metadata.mode() & 0o7777, metadata.uid(), metadata.gid())
}

/// The CLI, beside the folder of this test's own binary, in an environment of its own.
pub(crate) fn causeway(home: &Path, variables: &[(&'static str, String)]) -> Command {
    let own = std::env::current_exe().unwrap();
    let binary = own
        .parent()
        .and_then(Path::parent)
        .unwrap()
        .join("causeway");
    assert!(binary.exists(), "build the CLI first: cargo build -p cli");
    let mut command = Command::new(binary);
    command
        .env_clear()
        .env("HOME", home)
        .env("TMPDIR", home.join("tmp"));
    command.envs(
        variables
            .iter()
            .map(|(name, value)| (*name, value.as_str())),
    );
    command
}
