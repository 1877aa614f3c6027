//! The list of workspaces: from the platform, kept in the store.

use control_plane::{Client, Error, RawCard, Workspace as Row, WorkspaceId};

use crate::{
    AppEvent, Backend, ConnectionStatus, ErrorCode, IpcError, NeedsRestart, Workspace,
    WorkspaceList,
    clock::now_ms,
    connection::Connection,
    fleet::{Asked, Fleet, Follows, Listed, is_there},
    freshness::is_an_answer,
    interest::Pause,
    store::StoredList,
};

impl Backend {
    /// Lists the workspaces again. The answer is announced as an event, and is the connection's state too.
    ///
    /// # Errors
    ///
    /// Those of the platform; what was known stays.
    pub async fn refresh(&self) -> Result<(), IpcError> {
        let connection = self.connection()?;
        self.read_list(&connection, &connection.client).await
    }

    /// The same, for nobody who waits: the platform is spared while it is busy.
    pub(crate) async fn refresh_in_background(
        &self,
        connection: &Connection,
    ) -> Result<(), IpcError> {
        let client = connection.client.background();
        self.read_list(connection, &client).await
    }

    async fn read_list(&self, connection: &Connection, client: &Client) -> Result<(), IpcError> {
        let question = connection.asking.begin(None);
        let listed = client.workspace_rows().await.map_err(IpcError::from);
        let asked = question.answered();
        let settled = self.while_current(connection, || {
            let error = listed.as_ref().err().cloned();
            let follows = listed
                .map(|listed| {
                    let (rows, left_out) = (listed.rows, listed.left_out);
                    self.take_list(connection, Listed { rows, left_out }, asked)
                })
                .unwrap_or_default();
            self.state().set_connection(|shown| {
                shown.status = match error {
                    None => ConnectionStatus::Online,
                    Some(_) => ConnectionStatus::Offline,
                };
                if is_an_answer(error.as_ref().map(|error| error.code)) {
                    shown.answered_ms = Some(asked.answered_ms);
                }
                shown.error.clone_from(&error);
            });
            (follows, error)
        });
        let Some((follows, error)) = settled else {
            return Err(IpcError::replaced());
        };
        self.follow_up(connection, follows);
        match error {
            None => {
                self.interests().resume(Pause::Offline);
                Ok(())
            }
            Some(error) => {
                self.interests().pause(Pause::Offline);
                Err(error)
            }
        }
    }

    /// The list of this session, asked for if there is none yet. It may have become stale since.
    ///
    /// # Errors
    ///
    /// Those of [`Backend::refresh`].
    pub async fn workspaces(&self) -> Result<WorkspaceList, IpcError> {
        let listed = || {
            let shown = self.state().shown();
            shown.list().filter(|_| shown.fleet.is_listed())
        };
        if let Some(list) = listed() {
            return Ok(list);
        }
        self.refresh().await?;
        listed().ok_or_else(IpcError::not_connected)
    }

    /// Shows what was seen last, before the platform has answered, with the state of a new connection.
    pub(crate) fn show_stored(&self, connection: &Connection, state: crate::Connection) {
        let list = connection.store.list();
        let fleet = Fleet::stored(list.as_ref(), connection.store.needs_restart());
        let mut shown = self.state().shown();
        shown.fleet = fleet;
        shown.layout = connection.store.layout();
        shown.connection = state;
    }

    /// Asks for one workspace and takes note of the answer, also that it is gone.
    ///
    /// # Errors
    ///
    /// Those of the platform; `not_found` for one that was removed.
    pub(crate) async fn read_row(
        &self,
        connection: &Connection,
        workspace: &WorkspaceId,
    ) -> Result<Workspace, IpcError> {
        self.row_by(connection, &connection.client, workspace).await
    }

    /// The same, for nobody who waits.
    pub(crate) async fn read_row_in_background(
        &self,
        connection: &Connection,
        workspace: &WorkspaceId,
    ) -> Result<Workspace, IpcError> {
        let client = connection.client.background();
        self.row_by(connection, &client, workspace).await
    }

    async fn row_by(
        &self,
        connection: &Connection,
        client: &Client,
        workspace: &WorkspaceId,
    ) -> Result<Workspace, IpcError> {
        let question = connection.asking.begin(Some(*workspace));
        let answer = client.workspace(workspace).await;
        let asked = question.answered();
        let gone = match &answer {
            Ok(row) => !is_there(row),
            Err(error) => matches!(error, Error::NotFound { .. } | Error::Deleted),
        };
        if gone {
            self.bury(connection, *workspace, asked);
        }
        match self.heard(connection, answer)? {
            row if is_there(&row) => Ok(self.take_row(connection, row, asked)),
            row => Err(IpcError::new(
                ErrorCode::NotFound,
                format!("{} was removed from the platform", row.name),
            )),
        }
    }

    /// Merges a single read into the fleet; what only the list carries stays, and so does what is newer than the question. The row as
    /// it is known now.
    pub(crate) fn take_row(
        &self,
        connection: &Connection,
        mut row: Row,
        asked: Asked,
    ) -> Workspace {
        let id = row.id;
        row.instance_id = self.told_instance(&row);
        let alone = Fleet::alone(row.clone(), asked);
        let taken = self.while_current(connection, || {
            let (follows, known, stray) = self.state().change_fleet(|fleet| {
                let stray = fleet.lacks(&id).then(|| row.agent_card.clone()).flatten();
                (fleet.apply_row(row, asked), fleet.row(&id), stray)
            });
            self.keep_cards(connection);
            // Of a workspace that no list has named, as in a terminal.
            if let Some(card) = stray.filter(|card| !card.is_null()) {
                self.keep_card(connection, &id, &card);
            }
            (follows, known)
        });
        let Some((follows, known)) = taken else {
            return alone;
        };
        self.follow_up(connection, follows);
        known.unwrap_or(alone)
    }

    /// Sets or takes back that a restart of a workspace is due.
    pub(crate) fn set_needs_restart(
        &self,
        connection: &Connection,
        workspace: WorkspaceId,
        due: Option<NeedsRestart>,
    ) {
        self.while_current(connection, || {
            let id = workspace.to_string();
            connection.store.set_needs_restart(&id, due);
            self.state()
                .change_fleet(|fleet| fleet.set_needs_restart(workspace, due));
        });
    }

    /// Does what news of the fleet ask for.
    pub(crate) fn follow_up(&self, connection: &Connection, follows: Follows) {
        self.while_current(connection, || {
            for id in &follows.restarted {
                connection.store.set_needs_restart(&id.to_string(), None);
            }
            for id in &follows.buried {
                connection.store.bury(&id.to_string(), now_ms());
            }
        });
        if let Some(id) = follows.provisioned {
            self.provisioned().tell(id);
            self.forget_choice(&id.to_string());
        }
        for (id, instance) in follows.left {
            self.when_replaced(id.to_string(), instance);
        }
        if follows.list {
            self.want_list();
        }
    }

    /// Tells the window what has changed in the fleet, and which cards; whether rows were among it.
    pub(crate) fn tell_changes(&self) -> bool {
        if let Ok(connection) = self.connection() {
            self.while_current(&connection, || self.keep_cards(&connection));
        }
        self.state().announce_fleet()
    }

    /// Writes the rows as they are now, if there are any.
    pub(crate) fn keep_rows(&self) {
        let connected = self.connected();
        let Some(connection) = &connected.connection else {
            return;
        };
        let list = self.state().shown().list();
        if let Some(list) = list {
            connection.store.set_list(&StoredList {
                workspaces: list.workspaces,
                fetched_ms: list.fetched_ms,
            });
        }
    }

    fn take_list(&self, connection: &Connection, mut listed: Listed, asked: Asked) -> Follows {
        for row in &mut listed.rows {
            row.instance_id = self.told_instance(row);
        }
        let (follows, list) = self.state().change_fleet(|fleet| {
            let follows = fleet.apply_list(listed, asked);
            (follows, fleet.list(crate::Source::Store))
        });
        self.keep_cards(connection);
        if let Some(list) = list {
            connection.store.set_list(&StoredList {
                workspaces: list.workspaces,
                fetched_ms: list.fetched_ms,
            });
        }
        follows
    }

    fn bury(&self, connection: &Connection, id: WorkspaceId, asked: Asked) {
        let follows = self.while_current(connection, || {
            self.state().change_fleet(|fleet| fleet.bury(id, asked))
        });
        self.follow_up(connection, follows.unwrap_or_default());
    }

    /// The instance that a row names, or the user.
    fn told_instance(&self, row: &Row) -> Option<String> {
        let told = row.instance_id.clone().filter(|id| !id.is_empty());
        self.instance_of(&row.id.to_string(), told)
    }

    /// Puts the cards that came into the store. Called while the connection is in force, so that the newest is the last.
    fn keep_cards(&self, connection: &Connection) {
        let cards = self.state().shown().fleet.take_cards();
        for (id, card) in cards {
            self.keep_card(connection, &id, &card);
        }
    }

    fn keep_card(&self, connection: &Connection, id: &WorkspaceId, card: &RawCard) {
        let workspace_id = id.to_string();
        let is_changed = if card.is_null() {
            connection.store.withdraw_card(&workspace_id, now_ms());
            true
        } else {
            let store = &connection.store;
            store.keep_card(&workspace_id, card.get(), now_ms())
        };
        if is_changed {
            self.state()
                .announce(AppEvent::CardChanged { workspace_id });
        }
    }
}
