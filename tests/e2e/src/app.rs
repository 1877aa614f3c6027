//! The app, started and ended through the driver.

use std::{
    env,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Command as BlockingCommand, Stdio},
};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tokio::process::{Child, Command};

use crate::{
    Outcome,
    page::Page,
    processes::{self, Process},
    wait::until,
};

/// Set to try another build of the app than the one in the target folder.
const APP_VARIABLE: &str = "CAUSEWAY_APP";
const NATIVE_DRIVER: &str = "/usr/bin/WebKitWebDriver";

/// A running app with its driver. Both end with it, also when a test fails half way.
#[derive(Debug)]
pub struct App {
    driver: Driver,
    client: Client,
}

impl App {
    /// Starts the app with this environment and nothing else in it.
    pub async fn open(environment: &[(String, String)]) -> Outcome<Self> {
        let program = program()?;
        let driver = Driver::start(environment).await?;
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(&program))
            .connect(&format!("http://127.0.0.1:{}", driver.port))
            .await?;
        Ok(Self { driver, client })
    }

    /// What is on the screen.
    pub fn page(&self) -> Page {
        Page::new(self.client.clone())
    }

    /// The app's own process.
    pub fn process(&self) -> Outcome<Process> {
        let program = program()?.canonicalize()?;
        let below = processes::descendants(self.driver.id);
        let app = below
            .into_iter()
            .find(|process| processes::runs(process, &program));
        Ok(app.ok_or("the app does not run")?)
    }

    /// Ends the app and its driver, and waits until they and the webview's processes are gone.
    pub async fn close(self) -> Outcome<()> {
        let started = processes::descendants(self.driver.id);
        self.client.close().await?;
        drop(self.driver);
        until("the app's processes are gone", async || {
            let is_over = started
                .iter()
                .all(|process| !processes::is_running(process.id));
            Ok(is_over.then_some(()))
        })
        .await
    }
}

/// A running `tauri-driver`, which is killed with all that it has started when it is dropped.
#[derive(Debug)]
struct Driver {
    id: u32,
    port: u16,
    /// Reaps the process once it is dead.
    _process: Child,
}

impl Driver {
    async fn start(environment: &[(String, String)]) -> Outcome<Self> {
        let (port, native_port) = (free_port()?, free_port()?);
        let process = Command::new("tauri-driver")
            .args([
                "--port",
                &port.to_string(),
                "--native-port",
                &native_port.to_string(),
            ])
            .args(["--native-driver", NATIVE_DRIVER])
            .env_clear()
            .envs(environment.iter().cloned())
            .stdin(Stdio::null())
            .spawn()
            .map_err(|error| format!("tauri-driver does not start: {error}"))?;
        let id = process.id().ok_or("tauri-driver ended at once")?;
        let driver = Self {
            id,
            port,
            _process: process,
        };
        until("tauri-driver and WebKitWebDriver listen", async || {
            let mut ports = processes::listening_ports(id)?;
            for child in processes::descendants(id) {
                ports.extend(processes::listening_ports(child.id)?);
            }
            let is_up = ports.contains(&port) && ports.contains(&native_port);
            Ok(is_up.then_some(()))
        })
        .await?;
        Ok(driver)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        kill_with_descendants(self.id);
    }
}

fn kill_with_descendants(driver_id: u32) {
    let below = processes::descendants(driver_id);
    let ids = below.iter().map(|process| process.id).chain([driver_id]);
    // Those that have ended by themselves are no mistake.
    BlockingCommand::new("kill")
        .arg("-KILL")
        .args(ids.map(|id| id.to_string()))
        .stderr(Stdio::null())
        .status()
        .ok();
}

/// The built app, of the same profile as this program.
pub(crate) fn program() -> Outcome<PathBuf> {
    let program = match env::var_os(APP_VARIABLE) {
        Some(named) => PathBuf::from(named),
        None => profile_folder()?.join("causeway-desktop"),
    };
    if program.is_file() {
        return Ok(program);
    }
    Err(format!("{} is not built: run `make test`", program.display()).into())
}

/// Cargo's target folder.
///
/// # Errors
///
/// Fails for a program that Cargo has not built.
pub fn target_folder() -> Outcome<PathBuf> {
    let profile = profile_folder()?;
    Ok(profile
        .parent()
        .ok_or("the profile's folder has no parent")?
        .to_owned())
}

/// Where Cargo puts the programs of this one's profile. Tests lie one folder deeper.
fn profile_folder() -> Outcome<PathBuf> {
    let own = env::current_exe()?;
    let folder = own.parent().ok_or("a program without a folder")?;
    let is_deps = folder.file_name().is_some_and(|name| name == "deps");
    let profile = if is_deps {
        folder.parent()
    } else {
        Some(folder)
    };
    Ok(profile.ok_or("a program without a profile")?.to_owned())
}

fn capabilities(program: &Path) -> Map<String, Value> {
    let application = program.display().to_string();
    Map::from_iter([
        ("browserName".to_owned(), json!("wry")),
        (
            "tauri:options".to_owned(),
            json!({ "application": application }),
        ),
    ])
}

/// A port that nobody listens on.
fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}
