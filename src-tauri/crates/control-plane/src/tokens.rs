//! A workspace's own tokens: the one credential that publishing a card takes.

use http::{Method, StatusCode, header};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use crate::{Client, Error, WorkspaceId, model::null_is_default};

/// A token of a workspace. The server shows it once; it does not end by itself.
#[derive(Debug, Clone)]
pub struct WorkspaceToken {
    /// What it is revoked by, where the server told.
    pub id: Option<String>,
    /// The token itself.
    pub token: SecretString,
}

#[derive(Deserialize)]
struct Minted {
    auth_token: SecretString,
    #[serde(default, alias = "token_id")]
    id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Tokens {
    #[serde(default, deserialize_with = "null_is_default")]
    tokens: Vec<Listed>,
}

#[derive(Debug, Deserialize)]
struct Listed {
    id: String,
    /// The first characters of the token.
    #[serde(default, deserialize_with = "null_is_default")]
    prefix: String,
}

impl Client {
    /// Makes a token of a workspace. It stays good until it is revoked.
    ///
    /// The first live token of a platform ends the time in which it lets everybody in.
    ///
    /// # Wire
    ///
    /// `POST {base}/workspaces/{id}/tokens`
    ///
    /// # Errors
    ///
    /// [`Error::TokenLimit`] when the workspace has 50 live ones; else see [`Error`].
    pub async fn mint_token(&self, id: &WorkspaceId) -> Result<WorkspaceToken, Error> {
        let path = ["workspaces", &id.to_string(), "tokens"];
        let answer = self.change(Method::POST, &path, None).await?;
        let is_limit = answer.status == StatusCode::TOO_MANY_REQUESTS;
        // The limit on requests says when to come back; the limit on tokens does not.
        if is_limit && answer.header(header::RETRY_AFTER).is_none() {
            return Err(Error::TokenLimit {
                message: answer.message(),
            });
        }
        let minted: Minted = serde_json::from_slice(answer.json()?).map_err(Error::malformed)?;
        Ok(WorkspaceToken {
            id: minted.id,
            token: minted.auth_token,
        })
    }

    /// Makes a workspace's token worthless. The server names tokens by ids that it does not tell when it makes one: the list is
    /// asked for whose prefix this one has.
    ///
    /// # Wire
    ///
    /// `GET {base}/workspaces/{id}/tokens?limit=200`, then `DELETE {base}/workspaces/{id}/tokens/{token id}`.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] when the workspace has no such token, or two that begin alike; else see [`Error`].
    pub async fn revoke_token(
        &self,
        id: &WorkspaceId,
        token: &WorkspaceToken,
    ) -> Result<(), Error> {
        let workspace = id.to_string();
        let token_id = match &token.id {
            Some(token_id) => token_id.clone(),
            None => self.token_id(&workspace, &token.token).await?,
        };
        let path = ["workspaces", &workspace, "tokens", &token_id];
        let answer = self.change(Method::DELETE, &path, None).await?;
        answer.json().map(|_| ())
    }

    async fn token_id(&self, workspace: &str, token: &SecretString) -> Result<String, Error> {
        let path = ["workspaces", workspace, "tokens"];
        let listed: Tokens = self.read_with(&path, Some("limit=200")).await?;
        let is_ours = |listed: &Listed| {
            let prefix = listed.prefix.trim_end_matches(['.', '…', '*']);
            !prefix.is_empty() && token.expose_secret().starts_with(prefix)
        };
        let mut ours = listed.tokens.into_iter().filter(is_ours);
        match (ours.next(), ours.next()) {
            (Some(only), None) => Ok(only.id),
            (None, _) => Err(Error::NotFound {
                message: "the workspace has no such token".to_owned(),
            }),
            (Some(_), Some(_)) => Err(Error::NotFound {
                message: "two of the workspace's tokens begin like this one".to_owned(),
            }),
        }
    }
}
