//! What any answer of the platform, or the lack of one, says about the connection.

use crate::{
    Backend, ConnectionStatus, ErrorCode, IpcError, clock::now_ms, connection::Connection,
    interest::Pause,
};

impl Backend {
    /// Takes note of how a request to the platform ended; every one but lists, which set the connection's state themselves, goes
    /// through here. A token that is refused anywhere is refused: the connection is offline at once. Where nobody answered, a list
    /// shows whether anybody does.
    ///
    /// Not for a request whose 401 is about another credential than the app's own, such as publishing a card.
    pub(crate) fn heard<T, E: Into<IpcError>>(
        &self,
        connection: &Connection,
        answer: Result<T, E>,
    ) -> Result<T, IpcError> {
        let answer = answer.map_err(Into::into);
        let code = answer.as_ref().err().map(|error| error.code);
        let is_current = self.while_current(connection, || {
            if is_an_answer(code) {
                self.state().shown().connection.answered_ms = Some(now_ms());
            }
        });
        if is_current.is_none() {
            return answer;
        }
        match (&answer, code) {
            (Err(error), Some(ErrorCode::Unauthenticated)) => self.go_offline(connection, error),
            (_, Some(ErrorCode::Unreachable | ErrorCode::TimedOut)) => self.want_list(),
            // The network is back before the next poll.
            (Ok(_), None) if self.is_unreachable() => self.want_list(),
            _ => {}
        }
        answer
    }

    /// Whether the platform answers.
    pub(crate) fn status(&self) -> ConnectionStatus {
        self.state().shown().connection.status
    }

    fn is_unreachable(&self) -> bool {
        let shown = self.state().shown();
        let code = shown.connection.error.as_ref().map(|error| error.code);
        matches!(code, Some(ErrorCode::Unreachable | ErrorCode::TimedOut))
    }

    fn go_offline(&self, connection: &Connection, error: &IpcError) {
        self.while_current(connection, || {
            self.state().set_connection(|shown| {
                shown.status = ConnectionStatus::Offline;
                shown.error = Some(error.clone());
            });
        });
        self.interests().pause(Pause::Offline);
        // The token may be refused on one route only: the list tells.
        self.want_list();
    }
}

/// Whether the platform itself said something.
pub(crate) fn is_an_answer(code: Option<ErrorCode>) -> bool {
    !matches!(
        code,
        Some(
            ErrorCode::Unreachable
                | ErrorCode::TimedOut
                | ErrorCode::Cancelled
                | ErrorCode::Internal
        )
    )
}
