//! What the app changes on the server. Nothing here is ever sent twice.

use http::Method;
use secrecy::SecretString;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{json, value::RawValue};

use super::Client;
use crate::{
    Error, WorkspaceId, WorkspacePatch,
    answer::Answer,
    fetch::Change,
    model::{check_slug, null_is_default},
    publish,
};

/// A row that the server says it has changed. It says so also when it has not: read it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Patched {
    /// The server wants a restart for this. It knows only about the folder; a change of tier or runtime needs one too.
    #[serde(default, deserialize_with = "null_is_default")]
    pub needs_restart: bool,
}

/// A workspace that is being started again.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Restarted {
    /// The status that it has now: `provisioning`.
    #[serde(default, deserialize_with = "null_is_default")]
    pub status: String,
}

#[derive(Debug, Deserialize)]
struct Paused {
    #[serde(default, deserialize_with = "null_is_default")]
    paused_count: u64,
}

#[derive(Debug, Deserialize)]
struct Resumed {
    #[serde(default, deserialize_with = "null_is_default")]
    resumed_count: u64,
}

#[derive(Serialize)]
struct CardUpdate<'a> {
    workspace_id: &'a WorkspaceId,
    agent_card: &'a RawValue,
}

impl Client {
    /// Changes a workspace's row. Not a transaction: the server writes each column by itself, and answers as if all were written.
    ///
    /// # Wire
    ///
    /// `PATCH {base}/workspaces/{id}` with only what changes. Nobody is told by an event.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidInput`] for what the server refuses or swallows, before anything is sent; else see [`Error`].
    pub async fn patch(&self, id: &WorkspaceId, patch: &WorkspacePatch) -> Result<Patched, Error> {
        let body = patch.to_body(id)?.to_string();
        let row = ["workspaces", &id.to_string()];
        self.ask(Method::PATCH, &row, Some(body)).await
    }

    /// Chooses a workspace's model; an empty one leaves it to `config.yaml` again.
    ///
    /// On a server that runs its workspaces in Docker, the workspace is restarted by this.
    ///
    /// # Wire
    ///
    /// `PUT {base}/workspaces/{id}/model`
    ///
    /// # Errors
    ///
    /// [`Error::InvalidInput`] over 100 bytes or on several lines; else see [`Error`].
    pub async fn set_model(&self, id: &WorkspaceId, model: &str) -> Result<(), Error> {
        self.set(id, "model", model).await
    }

    /// Chooses a workspace's provider; an empty one leaves it to the model again.
    ///
    /// # Wire
    ///
    /// `PUT {base}/workspaces/{id}/provider`, unless the server has said that it does not offer that.
    ///
    /// # Errors
    ///
    /// [`Error::Unsupported`] where the server does not offer that; [`Error::InvalidInput`] over 100 bytes or on several lines.
    pub async fn set_provider(&self, id: &WorkspaceId, provider: &str) -> Result<(), Error> {
        let unsupported = || Error::Unsupported {
            message: "the provider is derived from the model".to_owned(),
        };
        if self.lacks_provider() {
            return Err(unsupported());
        }
        match self.set(id, "provider", provider).await {
            Err(Error::EndpointUnknown | Error::Gone { .. }) => {
                self.remember_no_provider::<()>();
                Err(unsupported())
            }
            answered => answered,
        }
    }

    /// Starts a workspace again, whatever its status. Where it runs on an instance of its own, it gets another one.
    ///
    /// # Wire
    ///
    /// `POST {base}/workspaces/{id}/restart`
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] while its parent is paused, [`Error::NoProvisioner`]; else see [`Error`].
    pub async fn restart(&self, id: &WorkspaceId) -> Result<Restarted, Error> {
        let path = ["workspaces", &id.to_string(), "restart"];
        self.ask(Method::POST, &path, None).await
    }

    /// Pauses a workspace with all below it. Answers how many were paused.
    ///
    /// # Wire
    ///
    /// `POST {base}/workspaces/{id}/pause`
    ///
    /// # Errors
    ///
    /// [`Error::WrongState`] when it is paused already, or not there; else see [`Error`].
    pub async fn pause(&self, id: &WorkspaceId) -> Result<u64, Error> {
        let path = ["workspaces", &id.to_string(), "pause"];
        let paused: Paused = self.ask(Method::POST, &path, None).await?;
        Ok(paused.paused_count)
    }

    /// Resumes a workspace with all below it. Answers how many were resumed.
    ///
    /// # Wire
    ///
    /// `POST {base}/workspaces/{id}/resume`
    ///
    /// # Errors
    ///
    /// [`Error::WrongState`] when it is not paused, [`Error::Conflict`] while its parent is, [`Error::NoProvisioner`]; else see
    /// [`Error`].
    pub async fn resume(&self, id: &WorkspaceId) -> Result<u64, Error> {
        let path = ["workspaces", &id.to_string(), "resume"];
        let resumed: Resumed = self.ask(Method::POST, &path, None).await?;
        Ok(resumed.resumed_count)
    }

    /// Publishes a card, byte for byte, until the agent registers its own again.
    ///
    /// As soon as the workspace has a live token, the server takes this from nobody else: `token` goes instead of the client's own.
    /// See [`Client::mint_token`].
    ///
    /// # Wire
    ///
    /// `POST {base}/registry/update-card`. The server checks neither the card nor that there is such a workspace.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidInput`] for what is no JSON object, over 256 KiB or with a `\u0000` in it, before anything is sent;
    /// [`Error::Unauthorized`] without the workspace's own token; else see [`Error`].
    pub async fn update_card(
        &self,
        id: &WorkspaceId,
        raw_json: &str,
        token: Option<&SecretString>,
    ) -> Result<(), Error> {
        let update = CardUpdate {
            workspace_id: id,
            agent_card: publish::checked(raw_json)?,
        };
        let change = Change {
            method: Method::POST,
            url: self.endpoint(&["registry", "update-card"])?,
            body: Some(serde_json::to_string(&update).map_err(Error::malformed)?),
            token: token.cloned(),
            timeout: self.change_timeout,
        };
        self.send(change).await?.json().map(|_| ())
    }

    /// `{name: value}`; an empty value clears.
    async fn set(&self, id: &WorkspaceId, name: &str, value: &str) -> Result<(), Error> {
        let body = json!({ name: check_slug(name, value)? }).to_string();
        let path = ["workspaces", &id.to_string(), name];
        let answer = self.change(Method::PUT, &path, Some(body)).await?;
        answer.json().map(|_| ())
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: Option<String>,
    ) -> Result<T, Error> {
        let answer = self.change(method, path, body).await?;
        serde_json::from_slice(answer.json()?).map_err(Error::malformed)
    }

    pub(crate) async fn change(
        &self,
        method: Method,
        path: &[&str],
        body: Option<String>,
    ) -> Result<Answer, Error> {
        let change = Change {
            method,
            url: self.endpoint(path)?,
            body,
            token: None,
            timeout: self.change_timeout,
        };
        self.send(change).await
    }

    async fn send(&self, change: Change) -> Result<Answer, Error> {
        let _forgets = ForgetReads(self);
        self.shared.fetch.change(change).await
    }
}

/// Once a change has ended, however that was, no read may be answered with what was before it.
struct ForgetReads<'a>(&'a Client);

impl Drop for ForgetReads<'_> {
    fn drop(&mut self) {
        self.0.forget_reads();
    }
}
