//! Saving a workspace: row, model, provider, restart, in this order, each with an outcome of its own.

use std::time::Duration;

use control_plane::{Error, WorkspacePatch};

use super::{
    control::PROVISIONING,
    provisioned::Listener,
    settle::{is_away, leaves_fate_unknown, not_taken, settle},
};
use crate::{
    Backend, ErrorCode, EventsStatus, IpcError, Model, Provider, RestartReason, SaveLeg,
    SaveOutcome, SaveReport, SaveWorkspace, SavedLeg, Workspace, WorkspaceId,
    clock::now_ms,
    connection::Connection,
    last_seen::{keep_model, keep_provider},
};

/// For a restart that the platform begins by itself after a change of the model.
const OWN_RESTART: Duration = Duration::from_secs(3);
/// The platform's word for a model that was chosen for the workspace.
const CHOSEN: &str = "workspace_secrets";

impl Backend {
    /// Changes a workspace on the platform, part by part, each sent once and read back. A part that fails does not undo the ones before
    /// it, and does not keep the ones after it from being tried, unless the platform does not answer at all; but for the restart, which
    /// only comes when all before it is saved.
    ///
    /// # Errors
    ///
    /// `invalid_input`, naming the field, for what the platform would take and should not; nothing was sent then. Whatever fails later
    /// is in the report.
    pub async fn save_workspace(&self, args: SaveWorkspace) -> Result<SaveReport, IpcError> {
        let connection = self.connection()?;
        let patch = self.checked(&args)?;
        let saving = Saving {
            backend: self,
            connection: &connection,
            workspace: args.workspace_id,
            before: self.state().workspace(&args.workspace_id.to_string()),
            is_away: false,
            own_restart: None,
            report: SaveReport {
                legs: Vec::new(),
                workspace: None,
                model: None,
                provider: None,
            },
        };
        saving.run(&args, &patch).await
    }
}

/// A save at work.
struct Saving<'a> {
    backend: &'a Backend,
    connection: &'a Connection,
    workspace: WorkspaceId,
    /// The row as it was shown before.
    before: Option<Workspace>,
    /// The platform has stopped answering.
    is_away: bool,
    /// Hears a restart that follows from a changed model or provider.
    own_restart: Option<Listener>,
    report: SaveReport,
}

impl Saving<'_> {
    async fn run(
        mut self,
        args: &SaveWorkspace,
        patch: &WorkspacePatch,
    ) -> Result<SaveReport, IpcError> {
        if !patch.is_empty() {
            let outcome = self.row(patch).await?;
            self.settled(SaveLeg::Row, outcome);
        }
        if let Some(model) = args.model.as_deref().map(str::trim) {
            let outcome = match self.skipped() {
                Some(skipped) => skipped,
                None => self.model(model).await,
            };
            self.settled(SaveLeg::Model, outcome);
        }
        if let Some(provider) = args.provider.as_deref().map(str::trim) {
            let outcome = match self.skipped() {
                Some(skipped) => skipped,
                None => self.provider(provider).await,
            };
            self.settled(SaveLeg::Provider, outcome);
        }
        if args.restart {
            let outcome = match self.unsaved() {
                Some(leg) => SaveOutcome::Skipped {
                    reason: format!("not restarted, since {} was not saved", name(leg)),
                },
                None => self.restart().await,
            };
            self.settled(SaveLeg::Restart, outcome);
        }
        if let Some(row) = &mut self.report.workspace {
            // It was read before anybody knew what would be due.
            let shown = self.backend.state().workspace(&row.id);
            row.needs_restart = shown.and_then(|shown| shown.needs_restart);
        }
        Ok(self.report)
    }

    async fn row(&mut self, patch: &WorkspacePatch) -> Result<SaveOutcome, IpcError> {
        let began_ms = now_ms();
        let client = &self.connection.client;
        let answer = client.patch(&self.workspace, patch).await;
        if let Err(error @ Error::InvalidInput { .. }) = answer {
            return Err(error.into());
        }
        let wants_restart = answer.as_ref().is_ok_and(|patched| patched.needs_restart);
        self.is_away = answer.as_ref().is_err_and(is_away);
        let mut read = None;
        let outcome = settle(answer.map(drop), async {
            let question = self.connection.asking.begin(Some(self.workspace));
            let row = client.workspace(&self.workspace).await?;
            let refused = not_taken(patch, &row);
            let asked = question.answered();
            read = Some(self.backend.take_row(self.connection, row, asked));
            Ok(refused)
        })
        .await;
        let reason = if self.is_run_differently(patch, &outcome) {
            Some(RestartReason::Row)
        } else {
            wants_restart.then_some(RestartReason::Platform)
        };
        if let Some(reason) = reason {
            self.restart_is_due(reason, began_ms);
        }
        self.report.workspace = read;
        Ok(outcome)
    }

    /// Whether the agent has another tier or runtime from its next start on.
    fn is_run_differently(&self, patch: &WorkspacePatch, outcome: &SaveOutcome) -> bool {
        let is_taken = |field: &str| match outcome {
            SaveOutcome::Saved => true,
            SaveOutcome::NotAccepted { fields } => !fields.iter().any(|refused| refused == field),
            SaveOutcome::Failed { .. }
            | SaveOutcome::Unknown { .. }
            | SaveOutcome::Skipped { .. } => false,
        };
        let before = self.before.as_ref();
        let is_other_tier = patch.tier.is_some() && patch.tier != before.and_then(|row| row.tier);
        let is_other_runtime =
            patch.runtime.is_some() && patch.runtime.as_ref() != before.map(|row| &row.runtime);
        is_other_tier && is_taken("tier") || is_other_runtime && is_taken("runtime")
    }

    async fn model(&mut self, model: &str) -> SaveOutcome {
        let (began_ms, listener) = self.begin();
        let client = &self.connection.client;
        let sent = client.set_model(&self.workspace, model).await;
        self.is_away = sent.as_ref().is_err_and(is_away);
        let mut read = None;
        let outcome = settle(sent, async {
            let answer = client.model(&self.workspace).await?;
            let is_taken = if model.is_empty() {
                // Newer platforms answer the one that is in force without it.
                answer.model.is_empty() || answer.source != CHOSEN
            } else {
                answer.model == model
            };
            read = Some(Model {
                model: answer.model,
                source: answer.source,
            });
            Ok(if is_taken {
                Vec::new()
            } else {
                vec!["model".to_owned()]
            })
        })
        .await;
        if let Some(read) = &read {
            self.backend.while_current(self.connection, || {
                let id = self.workspace.to_string();
                keep_model(&self.connection.store, &id, read, now_ms());
            });
        }
        self.report.model = read;
        self.changed(&outcome, began_ms, listener);
        outcome
    }

    async fn provider(&mut self, provider: &str) -> SaveOutcome {
        let client = &self.connection.client;
        // Asks a platform once that offers none; what is not offered is not sent.
        match client.provider(&self.workspace).await {
            Ok(Some(_)) => {}
            Ok(None) => return not_offered(),
            Err(error) => return failed(error),
        }
        let (began_ms, listener) = self.begin();
        let sent = client.set_provider(&self.workspace, provider).await;
        self.is_away = sent.as_ref().is_err_and(is_away);
        let mut read = None;
        let outcome = settle(sent, async {
            let answer = client.provider(&self.workspace).await?;
            let is_taken = answer.as_ref().is_some_and(|answer| {
                answer.provider == provider || provider.is_empty() && answer.source != CHOSEN
            });
            read = answer.map(|answer| Provider {
                provider: answer.provider,
                source: answer.source,
            });
            Ok(if is_taken {
                Vec::new()
            } else {
                vec!["provider".to_owned()]
            })
        })
        .await;
        if let Some(read) = &read {
            self.backend.while_current(self.connection, || {
                let id = self.workspace.to_string();
                keep_provider(&self.connection.store, &id, Some(read), now_ms());
            });
        }
        self.report.provider = read;
        self.changed(&outcome, began_ms, listener);
        outcome
    }

    async fn restart(&mut self) -> SaveOutcome {
        if self.restarts_by_itself().await {
            return SaveOutcome::Saved;
        }
        let outcome = match self.connection.client.restart(&self.workspace).await {
            Ok(_) => SaveOutcome::Saved,
            Err(error) if leaves_fate_unknown(&error) => {
                if self.is_newly_provisioned().await {
                    SaveOutcome::Saved
                } else {
                    SaveOutcome::Unknown {
                        error: super::control::unanswered(error),
                    }
                }
            }
            Err(error) => failed(error),
        };
        if outcome == SaveOutcome::Saved {
            self.backend
                .set_needs_restart(self.connection, self.workspace, None);
            self.read_row().await;
        }
        outcome
    }

    /// Whether the platform has begun a restart because of the model, so that another would only end it.
    async fn restarts_by_itself(&mut self) -> bool {
        let Some(mut own) = self.own_restart.take() else {
            return false;
        };
        if own.hears(OWN_RESTART).await {
            self.read_row().await;
            return true;
        }
        let is_deaf = self.backend.state().shown().connection.events != EventsStatus::Open;
        is_deaf && self.is_newly_provisioned().await
    }

    async fn is_newly_provisioned(&mut self) -> bool {
        let was = self.before.as_ref().map(|row| row.status.as_str()) == Some(PROVISIONING);
        self.read_row().await;
        let row = self.report.workspace.as_ref();
        !was && row.is_some_and(|row| row.status == PROVISIONING)
    }

    async fn read_row(&mut self) {
        let row = self.backend.read_again(self.connection, &self.workspace);
        if let Some(row) = row.await {
            self.report.workspace = Some(row);
        }
    }

    /// Before something is sent that the platform may restart the workspace for.
    fn begin(&self) -> (u64, Listener) {
        let listener = self.backend.provisioned().listen(self.workspace);
        (now_ms(), listener)
    }

    /// After that: a restart is due, unless the platform has begun it already. One that it begins later takes the flag away.
    fn changed(&mut self, outcome: &SaveOutcome, began_ms: u64, mut listener: Listener) {
        if *outcome != SaveOutcome::Saved {
            return;
        }
        self.restart_is_due(RestartReason::Model, began_ms);
        if listener.has_heard() {
            self.backend
                .set_needs_restart(self.connection, self.workspace, None);
        }
        self.own_restart.get_or_insert(listener);
    }

    fn restart_is_due(&self, reason: RestartReason, since_ms: u64) {
        self.backend
            .restart_is_due(self.connection, &self.workspace, reason, since_ms);
    }

    fn skipped(&self) -> Option<SaveOutcome> {
        self.is_away.then(|| SaveOutcome::Skipped {
            reason: "not sent, since the platform does not answer".to_owned(),
        })
    }

    /// The first part that is not saved.
    fn unsaved(&self) -> Option<SaveLeg> {
        let mut legs = self.report.legs.iter();
        let unsaved = legs.find(|leg| leg.outcome != SaveOutcome::Saved)?;
        Some(unsaved.leg)
    }

    fn settled(&mut self, leg: SaveLeg, outcome: SaveOutcome) {
        if outcome != SaveOutcome::Saved {
            tracing::info!(workspace = %self.workspace, ?leg, ?outcome, "not saved");
        }
        self.report.legs.push(SavedLeg { leg, outcome });
    }
}

fn failed(error: Error) -> SaveOutcome {
    SaveOutcome::Failed {
        error: error.into(),
    }
}

fn not_offered() -> SaveOutcome {
    let error = IpcError::new(
        ErrorCode::Unsupported,
        "this platform has no provider to choose: it follows from the model",
    );
    SaveOutcome::Failed {
        error: error.with_remedy("Choose the model only."),
    }
}

fn name(leg: SaveLeg) -> &'static str {
    match leg {
        SaveLeg::Row => "the workspace",
        SaveLeg::Model => "the model",
        SaveLeg::Provider => "the provider",
        SaveLeg::Restart => "the restart",
    }
}
