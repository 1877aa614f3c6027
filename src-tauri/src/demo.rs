//! The demo cloud inside the app.

use std::sync::{Mutex, PoisonError};

use backend::{Backend, Environment, ErrorCode, IpcError};
use lab::{Fleet, Lab, Options, SshServerKind};
use tokio::sync::Semaphore;

/// The demo cloud, while it runs.
#[derive(Debug)]
pub(crate) struct Demo {
    /// One start or stop at a time.
    switching: Semaphore,
    /// Held for a swap only.
    lab: Mutex<Option<Lab>>,
}

impl Default for Demo {
    fn default() -> Self {
        Self {
            switching: Semaphore::new(1),
            lab: Mutex::default(),
        }
    }
}

impl Demo {
    /// Starts the demo fleet and connects to it.
    pub(crate) async fn connect(&self, backend: &Backend) -> Result<(), IpcError> {
        let _one_at_a_time = self.switching.acquire().await;
        let lab = Lab::start(Options::new(Fleet::demo()))
            .await
            .map_err(|error| {
                IpcError::new(
                    ErrorCode::Internal,
                    format!("the demo cannot be started: {error}"),
                )
            })?;
        let environment = Environment::given(lab.exports());
        // Beside the lab's other files: its host keys are new at every start.
        let known_hosts = lab.ca_file().with_file_name("known_hosts");
        let notice = match lab.ssh_server() {
            SshServerKind::Sshd => None,
            SshServerKind::Embedded { reason } => Some(format!(
                "The demo's instances run an embedded SSH server: {reason}"
            )),
        };
        backend
            .connect_demo(environment, known_hosts, notice)
            .await?;
        let before = self.swap(Some(lab));
        if let Some(before) = before {
            before.stop().await;
        }
        Ok(())
    }

    /// Stops the demo fleet, if it runs.
    pub(crate) async fn stop(&self) {
        let _one_at_a_time = self.switching.acquire().await;
        let lab = self.swap(None);
        if let Some(lab) = lab {
            lab.stop().await;
        }
    }

    fn swap(&self, lab: Option<Lab>) -> Option<Lab> {
        std::mem::replace(
            &mut *self.lab.lock().unwrap_or_else(PoisonError::into_inner),
            lab,
        )
    }
}
