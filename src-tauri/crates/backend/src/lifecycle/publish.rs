//! Registering a card in place of the agent's own.

use control_plane::Error;

use crate::{Backend, ErrorCode, IpcError, PublishCard, WorkspaceId, connection::Connection};

impl Backend {
    /// Registers a card on the platform, until the agent registers its own again, at its next start.
    ///
    /// With `with_own_token`, where the platform wants the workspace's own token, one is made for this once and revoked afterwards,
    /// whatever came of it, also when the caller goes away. It is never kept.
    ///
    /// # Errors
    ///
    /// `invalid_input` for a text that is no JSON object, larger than 256 KiB or with a NUL in it; `access_denied` when the platform
    /// wants the workspace's own token; `platform_error` when the token that was made could not be revoked, which the message tells with
    /// whether the card was published; and those of the platform.
    pub async fn publish_card(&self, args: PublishCard) -> Result<(), IpcError> {
        let connection = self.connection()?;
        let backend = self.clone();
        // On its own, so that a token that was made is revoked in any case.
        let publishing = tokio::spawn(async move { backend.publish(&connection, &args).await });
        publishing
            .await
            .map_err(|error| IpcError::new(ErrorCode::Internal, error.to_string()))?
    }

    async fn publish(&self, connection: &Connection, args: &PublishCard) -> Result<(), IpcError> {
        let id = &args.workspace_id;
        let sent = connection.client.update_card(id, &args.json, None).await;
        match sent {
            Err(Error::Unauthorized { message }) if !args.with_own_token => {
                Err(needs_own(&message))
            }
            Err(Error::Unauthorized { .. }) => {
                self.publish_as_itself(connection, id, &args.json).await
            }
            sent => {
                sent?;
                self.read_again(connection, id).await;
                Ok(())
            }
        }
    }

    async fn publish_as_itself(
        &self,
        connection: &Connection,
        id: &WorkspaceId,
        json: &str,
    ) -> Result<(), IpcError> {
        let client = &connection.client;
        let token = client.mint_token(id).await?;
        let sent = client.update_card(id, json, Some(&token.token)).await;
        let revoked = client.revoke_token(id, &token).await;
        if sent.is_ok() {
            // Also where the token is left behind.
            self.read_again(connection, id).await;
        }
        match (sent, revoked) {
            (sent, Ok(())) => Ok(sent?),
            (Ok(()), Err(error)) => Err(not_revoked("the card was published", &error)),
            (Err(sent), Err(error)) => {
                let what = format!("the card was not published ({sent})");
                Err(not_revoked(&what, &error))
            }
        }
    }
}

fn needs_own(message: &str) -> IpcError {
    let error = IpcError::new(
        ErrorCode::AccessDenied,
        format!("the platform did not accept the token for a card: {message}"),
    );
    error.with_remedy(
        "The platform takes a card only with the workspace's own token, not with an admin's or an organization's. Causeway can have one made for this once and revoke it afterwards.",
    )
}

fn not_revoked(what: &str, error: &Error) -> IpcError {
    let message =
        format!("{what}, but the token that was made for it could not be revoked: {error}");
    IpcError::new(ErrorCode::PlatformError, message).with_remedy(
        "Causeway has forgotten the token, but it is still good. Revoke the newest of the workspace's tokens on the platform.",
    )
}
