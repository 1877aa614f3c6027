//! Which instance is a workspace's: what the platform tells, else what the user has confirmed or named.

mod choices;

use eice::InstanceId;

pub(crate) use self::choices::Choices;
use crate::{
    AppEvent, Backend, ChooseInstance, FindInstance, InstanceCandidate, InstanceSearch, IpcError,
    connection::Connection, settings::invalid,
};

impl Backend {
    /// Looks for the instance of a workspace by the tag of the settings, for the user to confirm.
    ///
    /// # Errors
    ///
    /// `invalid_input` when nothing is connected, and those of the platform. A look-up that fails is part of the answer.
    pub async fn find_instance(&self, args: FindInstance) -> Result<InstanceSearch, IpcError> {
        let connection = self.connection()?;
        let id = args.workspace_id.to_string();
        let row = match self.state().workspace(&id) {
            Some(row) => row,
            None => self.read_row(&connection, &args.workspace_id).await?,
        };
        let chosen = self.choices().get(&id);
        let Some(tag) = connection.instance_tag.clone() else {
            return Ok(InstanceSearch {
                tag: None,
                candidates: Vec::new(),
                chosen,
                problem: None,
            });
        };
        let found = match connection.aws().await {
            Ok(aws) => aws
                .eice()
                .tagged(&tag, vec![id, row.name])
                .await
                .map_err(IpcError::from),
            Err(error) => Err(error),
        };
        let (mut found, problem) = match found {
            Ok(found) => (found, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        found.sort_by(|a, b| b.launch_time.cmp(&a.launch_time));
        Ok(InstanceSearch {
            tag: Some(tag),
            candidates: found.into_iter().map(to_candidate).collect(),
            chosen,
            problem,
        })
    }

    /// Keeps the instance of a workspace, or forgets it. What the platform tells comes before it.
    ///
    /// # Errors
    ///
    /// `invalid_input` for an id or an address that is none; `internal` when it cannot be written. Nothing changes then.
    pub async fn choose_instance(&self, args: ChooseInstance) -> Result<(), IpcError> {
        let id = args.workspace_id.to_string();
        if let Some(choice) = &args.instance {
            choice.instance_id.parse::<InstanceId>()?;
            if let Some(address) = &choice.private_ip {
                let is_address = address.parse::<std::net::IpAddr>().is_ok();
                is_address.then_some(()).ok_or_else(|| {
                    invalid(format!(
                        "{address:?} is not an IP address: give one such as 10.20.0.7"
                    ))
                })?;
            }
        }
        let before = self.state().workspace(&id).and_then(|row| row.instance_id);
        let addresses = self.choices().addresses();
        self.choices().set(&id, args.instance.clone())?;
        let chosen = args.instance.as_ref();
        let chosen = chosen.map(|choice| choice.instance_id.clone());
        self.state()
            .change_fleet(|fleet| fleet.set_instance(args.workspace_id, chosen));
        if let Some(before) = before {
            self.leave_instance(&id, &before).await;
        }
        if self.choices().addresses() != addresses
            && let Some(aws) = self.connection()?.aws_now()
        {
            aws.eice().set_addresses(self.choices().addresses());
            if let Some(Ok(instance)) = args.instance.map(|choice| choice.instance_id.parse()) {
                aws.drop_instance(&instance).await;
            }
        }
        Ok(())
    }

    /// Drops every memory of an instance that was a workspace's, when it is not any more.
    pub(crate) async fn leave_instance(&self, workspace: &str, instance: &str) {
        let now = self
            .state()
            .workspace(workspace)
            .and_then(|row| row.instance_id);
        if now.as_deref() == Some(instance) {
            return;
        }
        tracing::info!(workspace, instance, "the instance was replaced");
        self.state().announce(AppEvent::InstanceReplaced {
            workspace_id: workspace.to_owned(),
            instance_id: instance.to_owned(),
        });
        let Ok(connection) = self.connection() else {
            return;
        };
        // The base folder that was found is the old one's.
        connection.store.set_base(workspace, None);
        if let (Some(aws), Ok(instance)) = (connection.aws_now(), instance.parse()) {
            aws.drop_instance(&instance).await;
        }
    }

    /// As [`Backend::leave_instance`], after the list that tells it is in force.
    pub(crate) fn when_replaced(&self, workspace: String, before: String) {
        let backend = self.downgrade();
        tokio::spawn(async move {
            if let Some(inner) = backend.upgrade() {
                Self::of(inner).leave_instance(&workspace, &before).await;
            }
        });
    }

    /// What the platform tells, else what the user has decided. A decision that the platform contradicts is over.
    pub(crate) fn instance_of(&self, workspace: &str, told: Option<String>) -> Option<String> {
        let chosen = self
            .choices()
            .get(workspace)
            .map(|choice| choice.instance_id);
        let Some(told) = told else {
            return chosen;
        };
        if chosen.is_some_and(|chosen| chosen != told) {
            self.forget_choice(workspace);
        }
        Some(told)
    }

    pub(crate) fn forget_choice(&self, workspace: &str) {
        if let Err(error) = self.choices().set(workspace, None) {
            // The choice is wrong from now on, and will be asked for again when it fails.
            tracing::warn!(%error, "the choice of an instance could not be forgotten");
        }
    }
}

/// A workspace without an instance, and what can be done.
pub(crate) fn no_instance(connection: &Connection, name: &str) -> IpcError {
    let error = IpcError::new(
        crate::ErrorCode::NoInstance,
        format!("no EC2 instance is known for {name}, so it has no files to show"),
    );
    error.with_remedy(match &connection.instance_tag {
        Some(tag) => format!(
            "The platform does not tell it. Choose the instance: those whose tag {tag:?} names the workspace are offered, or give its id."
        ),
        None => "The platform does not tell it, and no tag is set to look for. Give the instance's id.".to_owned(),
    })
}

fn to_candidate(instance: eice::Instance) -> InstanceCandidate {
    let ipv4 = instance.ipv4.map(|address| address.to_string());
    InstanceCandidate {
        instance_id: instance.id.to_string(),
        name: instance.name,
        state: instance.state,
        address: ipv4.or_else(|| instance.ipv6.map(|address| address.to_string())),
        launch_time: instance.launch_time,
    }
}
