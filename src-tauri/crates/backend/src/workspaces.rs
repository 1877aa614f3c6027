//! The list of workspaces: from the platform, kept in the store.

use control_plane::Workspace as Row;

use crate::{
    AppEvent, Backend, ConnectionStatus, IpcError, Source, Workspace, WorkspaceList, clock::now_ms,
    connection::Connection, interest::Pause, store::StoredList,
};

impl Backend {
    /// Lists the workspaces again. The answer is announced as an event, and is the connection's state too.
    ///
    /// # Errors
    ///
    /// Those of the platform; what was known stays.
    pub async fn refresh(&self) -> Result<(), IpcError> {
        let connection = self.connection()?;
        let listed = connection.client.workspaces().await.map_err(IpcError::from);
        let settled = self.while_current(&connection, || {
            let error = listed.as_ref().err().cloned();
            if let Ok(rows) = listed {
                self.take_list(&connection, rows);
            }
            self.state().set_connection(|shown| {
                shown.status = match error {
                    None => ConnectionStatus::Online,
                    Some(_) => ConnectionStatus::Offline,
                };
                shown.error.clone_from(&error);
            });
            error.map_or(Ok(()), Err)
        });
        let settled = settled.unwrap_or_else(|| Err(IpcError::replaced()));
        match &settled {
            Ok(()) => self.interests().resume(Pause::Offline),
            Err(_) => self.interests().pause(Pause::Offline),
        }
        settled
    }

    /// The list of this session, asked for if there is none yet.
    ///
    /// # Errors
    ///
    /// Those of [`Backend::refresh`].
    pub async fn workspaces(&self) -> Result<WorkspaceList, IpcError> {
        let listed = || {
            self.state()
                .shown()
                .list
                .clone()
                .filter(|list| list.source == Source::Live)
        };
        if let Some(list) = listed() {
            return Ok(list);
        }
        self.refresh().await?;
        listed().ok_or_else(IpcError::not_connected)
    }

    /// Shows what was seen last, before the platform has answered.
    pub(crate) fn show_stored(&self, connection: &Connection) {
        let list = connection.store.list().map(|stored| WorkspaceList {
            workspaces: stored.workspaces,
            fetched_ms: stored.fetched_ms,
            source: Source::Store,
        });
        let mut shown = self.state().shown();
        shown.list = list;
        shown.layout = connection.store.layout();
    }

    fn take_list(&self, connection: &Connection, rows: Vec<Row>) {
        let fetched_ms = now_ms();
        let mut workspaces = Vec::with_capacity(rows.len());
        let mut left = Vec::new();
        for row in rows {
            self.take_card(connection, &row, fetched_ms);
            let (workspace, before) = self.known_row(row);
            left.extend(before.map(|before| (workspace.id.clone(), before)));
            workspaces.push(workspace);
        }
        connection.store.set_list(&StoredList {
            workspaces: workspaces.clone(),
            fetched_ms,
        });
        self.state().set_list(WorkspaceList {
            workspaces,
            fetched_ms,
            source: Source::Live,
        });
        for (workspace, before) in left {
            self.when_replaced(workspace, before);
        }
    }

    /// Merges a single read into the list; what only the list carries stays.
    pub(crate) fn take_row(&self, connection: &Connection, row: &Row) -> Workspace {
        let (workspace, before) = self.known_row(row.clone());
        self.while_current(connection, || self.merge_row(connection, row, &workspace));
        if let Some(before) = before {
            self.when_replaced(workspace.id.clone(), before);
        }
        workspace
    }

    /// A row with what is known beside it, and the instance that it had, where it has another one now.
    fn known_row(&self, mut row: Row) -> (Workspace, Option<String>) {
        let id = row.id.to_string();
        row.instance_id = self.instance_of(&id, row.instance_id.filter(|id| !id.is_empty()));
        let known = self.state().workspace(&id);
        let workspace = to_workspace(row, known.as_ref());
        let before = known.and_then(|known| known.instance_id);
        let before = before.filter(|before| workspace.instance_id.as_ref() != Some(before));
        (workspace, before)
    }

    fn merge_row(&self, connection: &Connection, row: &Row, workspace: &Workspace) {
        self.take_card(connection, row, now_ms());
        let list = {
            let mut shown = self.state().shown();
            let Some(list) = &mut shown.list else { return };
            match list
                .workspaces
                .iter_mut()
                .find(|known| known.id == workspace.id)
            {
                Some(known) if *known != *workspace => *known = workspace.clone(),
                _ => return,
            }
            list.clone()
        };
        connection.store.set_list(&StoredList {
            workspaces: list.workspaces.clone(),
            fetched_ms: list.fetched_ms,
        });
        self.state().announce(AppEvent::Workspaces { list });
    }

    /// Keeps the card of a row. No card in it leaves the last one where it is.
    fn take_card(&self, connection: &Connection, row: &Row, confirmed_ms: u64) {
        let Some(raw) = row.agent_card.as_ref().filter(|card| !card.is_null()) else {
            return;
        };
        let raw: &serde_json::Value = &match serde_json::from_str(raw.get()) {
            Ok(raw) => raw,
            Err(error) => return tracing::debug!(%error, "a card too deep to be kept"),
        };
        let id = row.id.to_string();
        let is_new = connection
            .store
            .keep_card(&id, &raw.to_string(), confirmed_ms);
        if is_new {
            self.state()
                .announce(AppEvent::CardChanged { workspace_id: id });
        }
    }
}

/// A row as the canvas shows it. Lists leave out what single reads carry, and the other way round: `known` fills the gaps.
fn to_workspace(row: Row, known: Option<&Workspace>) -> Workspace {
    let non_empty = |text: Option<String>| text.filter(|text| !text.is_empty());
    let kept = |field: fn(&Workspace) -> Option<String>| known.and_then(field);
    Workspace {
        id: row.id.to_string(),
        name: row.name,
        role: non_empty(row.role),
        status: row.status,
        tier: row.tier,
        runtime: row.runtime,
        parent_id: row.parent_id.map(|id| id.to_string()),
        instance_id: non_empty(row.instance_id).or_else(|| kept(|known| known.instance_id.clone())),
        active_tasks: row.active_tasks,
        current_task: match row.current_task {
            Some(task) => non_empty(Some(task)),
            None => kept(|known| known.current_task.clone()),
        },
        last_error: match row.last_sample_error {
            Some(error) => non_empty(Some(error)),
            None => kept(|known| known.last_error.clone()),
        },
        uptime_seconds: row.uptime_seconds,
        error_rate: row.last_error_rate,
        provision_timeout_ms: row.provision_timeout_ms,
        provisioning_since_ms: None,
        skills: Vec::new(),
        needs_restart: None,
        x: row.x,
        y: row.y,
    }
}
