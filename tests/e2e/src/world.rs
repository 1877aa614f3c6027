//! A lab, and the folders of one user.

use std::{
    env,
    ffi::OsString,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Stdio,
};

use lab::{Fleet, Lab, Options, SshServer};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::{
    Outcome,
    app::{App, program},
};

/// How many workspaces the fleet has: few enough to be all on the screen.
const WORKSPACES: usize = 3;
/// The folders of the user, and the variables that lead to them.
const FOLDERS: [(&str, &str); 6] = [
    ("HOME", "home"),
    ("XDG_CONFIG_HOME", "config"),
    ("XDG_DATA_HOME", "data"),
    ("XDG_CACHE_HOME", "cache"),
    ("XDG_RUNTIME_DIR", "runtime"),
    ("TMPDIR", "tmp"),
];
/// What of this process's own environment an app needs.
const PASSED_ON: [&str; 4] = ["PATH", "DISPLAY", "XAUTHORITY", "LANG"];

/// Where an app is started: nothing in it is shared with other tests or with the developer's own desktop.
#[derive(Debug)]
pub struct World {
    lab: Option<Lab>,
    environment: Vec<(String, String)>,
    folder: TempDir,
}

impl World {
    /// Starts a lab with a few workspaces on real sshd, and makes the folders.
    pub async fn start() -> Outcome<Self> {
        Self::with_fleet(Fleet::small(WORKSPACES), SshServer::RequireSshd).await
    }

    /// Starts a lab with this fleet, and makes the folders.
    pub async fn with_fleet(fleet: Fleet, ssh: SshServer) -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("causeway-e2e-").tempdir()?;
        let options = Options {
            ssh,
            // Outlives the lab, as the authority's certificate does when only the network goes.
            dir: Some(folder.path().join("lab")),
            ..Options::new(fleet)
        };
        let lab = Lab::start(options).await?;
        let environment = environment(&lab, folder.path())?;
        Ok(Self {
            lab: Some(lab),
            environment,
            folder,
        })
    }

    /// The lab; an error once the network is cut.
    pub fn lab(&self) -> Outcome<&Lab> {
        Ok(self.lab.as_ref().ok_or("the network is cut")?)
    }

    /// Sets a variable of the environment that apps are started with from now on.
    pub fn set(&mut self, name: &str, value: &str) {
        self.environment.push((name.to_owned(), value.to_owned()));
    }

    /// Starts the app as this user.
    pub async fn open_app(&self) -> Outcome<App> {
        App::open(&self.environment).await
    }

    /// Starts the app as this user, with nobody who drives it. It is killed when it is dropped.
    pub fn spawn_app(&self, args: &[&str]) -> Outcome<Child> {
        Ok(Command::new(program()?)
            .args(args)
            .env_clear()
            .envs(self.environment.iter().cloned())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()?)
    }

    /// What lies in the user's folder for temporary files.
    pub fn temporary(&self) -> Outcome<Vec<OsString>> {
        let entries = fs::read_dir(self.folder.path().join("tmp"))?;
        let names = entries.map(|entry| Ok(entry?.file_name()));
        names.collect()
    }

    /// Takes the whole cloud away: from now on nothing answers at its addresses.
    pub async fn cut_network(&mut self) {
        if let Some(lab) = self.lab.take() {
            lab.stop().await;
        }
    }

    /// The files that the app has written below the user's folders.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for (_, name) in FOLDERS {
            collect(&self.folder.path().join(name), &mut found);
        }
        found
    }

    /// Takes the lab down and removes the folders.
    pub async fn end(mut self) -> Outcome<()> {
        self.cut_network().await;
        Ok(self.folder.close()?)
    }
}

/// The id of the `index`-th workspace, counted from 1, and its name.
pub fn workspace(index: usize) -> (String, String) {
    (Fleet::small_id(index), format!("small-{index}"))
}

/// The ids of all workspaces.
pub fn workspace_ids() -> impl Iterator<Item = String> {
    (1..=WORKSPACES).map(Fleet::small_id)
}

fn environment(lab: &Lab, folder: &Path) -> Outcome<Vec<(String, String)>> {
    let mut environment: Vec<_> = PASSED_ON
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), env::var(name).ok()?)))
        .collect();
    for (name, folder_name) in FOLDERS {
        let path = folder.join(folder_name);
        fs::create_dir_all(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700))?;
        environment.push((name.to_owned(), path.display().to_string()));
    }
    let fixed = [
        ("GDK_BACKEND", "x11"),
        // A display in memory has no GPU to share buffers with.
        ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
        ("NO_AT_BRIDGE", "1"),
        // No other instance of the app is found or told.
        ("DBUS_SESSION_BUS_ADDRESS", "disabled:"),
        ("RUST_BACKTRACE", "1"),
    ];
    environment.extend(fixed.map(|(name, value)| (name.to_owned(), value.to_owned())));
    environment.extend(
        lab.exports()
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value)),
    );
    Ok(environment)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => collect(&entry.path(), found),
            Ok(kind) if kind.is_file() => found.push(entry.path()),
            _ => {}
        }
    }
}
