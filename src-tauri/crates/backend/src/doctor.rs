//! The doctor: the whole way to an instance, one step after the other, so that each can be told from the next.
//!
//! It goes beside the pool: it makes a tunnel of its own, and closes it. A step that fails ends what depends on it, and nothing else:
//! without the right to push keys, the websocket and the host key are looked at all the same.

mod identity;
mod instance;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::time::Instant;

use crate::{
    Backend, DoctorReport, DoctorResult, DoctorStatus, DoctorStep, IpcError, RunDoctor, aws,
    connection::Connection, tls,
};

impl Backend {
    /// Goes the whole way to the instance of a workspace, or as far as AWS without one; `sink` gets each step's result as it settles.
    /// Takes part of a minute at most: each step has its deadline. Where no platform is set that is what it finds, and AWS is looked at
    /// all the same.
    ///
    /// # Errors
    ///
    /// None: a step that fails is a result.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future closes what it has opened.
    pub async fn run_doctor(
        &self,
        args: RunDoctor,
        sink: impl Fn(DoctorResult) + Send + Sync,
    ) -> Result<DoctorReport, IpcError> {
        let connection = self.connection();
        let mut doctor = Doctor {
            backend: self,
            sink: &sink,
            results: Vec::new(),
        };
        doctor.look_at_platform(connection.clone()).await;
        let eice = match &connection {
            Ok(connection) => connection.aws().await.map(|aws| aws.eice().clone()),
            Err(_) => Box::pin(self.eice_of_settings()).await,
        };
        let is_known = Box::pin(doctor.look_at_aws(eice)).await;
        if let Some(workspace) = args.workspace_id {
            Box::pin(doctor.look_at_instance(connection, &workspace, is_known)).await;
        }
        let failed = |result: &DoctorResult| result.status == DoctorStatus::Failed;
        Ok(DoctorReport {
            is_well: !doctor.results.iter().any(failed),
            results: doctor.results,
        })
    }

    /// AWS as the settings lead to it, without a platform.
    async fn eice_of_settings(&self) -> Result<eice::Client, IpcError> {
        let way = self.settings().way(None)?;
        let tls = tls::client_config(way.extra_ca_pem.as_deref())?;
        let http = tls::http_client(&tls, &way.environment.proxy(), tls::Protocols::Any)?;
        aws::eice_client(&way, self.choices().addresses(), tls, http).await
    }
}

/// One run.
struct Doctor<'a> {
    backend: &'a Backend,
    sink: &'a (dyn Fn(DoctorResult) + Send + Sync),
    results: Vec<DoctorResult>,
}

/// What a step has found.
struct Finding<T> {
    value: T,
    status: DoctorStatus,
    detail: String,
}

impl<T> Finding<T> {
    fn ok(value: T, detail: impl Into<String>) -> Self {
        Self {
            value,
            status: DoctorStatus::Ok,
            detail: detail.into(),
        }
    }

    fn warning(value: T, detail: impl Into<String>) -> Self {
        Self {
            status: DoctorStatus::Warning,
            ..Self::ok(value, detail)
        }
    }
}

impl Doctor<'_> {
    /// Takes one step and tells how it went; `None` when it failed.
    async fn step<T>(
        &mut self,
        step: DoctorStep,
        look: BoxFuture<'_, Result<Finding<T>, IpcError>>,
    ) -> Option<T> {
        self.named_step(step, name(step), look).await
    }

    async fn named_step<T>(
        &mut self,
        step: DoctorStep,
        title: &str,
        look: BoxFuture<'_, Result<Finding<T>, IpcError>>,
    ) -> Option<T> {
        let started = Instant::now();
        let found = look.await;
        let (value, status, detail, error) = match found {
            Ok(finding) => (Some(finding.value), finding.status, finding.detail, None),
            Err(error) => {
                let detail = error.message.clone();
                (None, DoctorStatus::Failed, detail, Some(error))
            }
        };
        self.tell(DoctorResult {
            step,
            title: title.to_owned(),
            status,
            detail,
            error,
            ms: Some(started.elapsed().as_secs_f64() * 1_000.0),
        });
        value
    }

    /// Steps that cannot be taken, because `needed` failed.
    fn skip(&mut self, steps: &[DoctorStep], needed: DoctorStep) {
        for step in steps {
            self.tell(DoctorResult {
                step: *step,
                title: name(*step).to_owned(),
                status: DoctorStatus::Skipped,
                detail: format!("not tried: it needs “{}”", name(needed)),
                error: None,
                ms: None,
            });
        }
    }

    fn tell(&mut self, result: DoctorResult) {
        (self.sink)(result.clone());
        self.results.push(result);
    }

    async fn look_at_platform(&mut self, connection: Result<Arc<Connection>, IpcError>) {
        let look = async {
            let rows = connection?.client.workspaces().await?;
            let detail = format!("it answers, with {} workspaces", rows.len());
            Ok(Finding::ok((), detail))
        };
        self.step(DoctorStep::Platform, Box::pin(look)).await;
    }
}

/// A step's name for people.
fn name(step: DoctorStep) -> &'static str {
    match step {
        DoctorStep::Platform => "platform",
        DoctorStep::Region => "AWS region",
        DoctorStep::Credentials => "AWS credentials",
        DoctorStep::Identity => "AWS identity",
        DoctorStep::Instance => "instance",
        DoctorStep::Endpoint => "endpoint",
        DoctorStep::Quota => "connections of the endpoint",
        DoctorStep::KeyPush => "key push",
        DoctorStep::Websocket => "websocket",
        DoctorStep::Banner => "SSH server",
        DoctorStep::HostKey => "host key",
        DoctorStep::Authentication => "authentication",
        DoctorStep::Sftp => "sftp-server",
        DoctorStep::Sudo => "sudo",
        DoctorStep::FileRoot => "file roots",
    }
}
