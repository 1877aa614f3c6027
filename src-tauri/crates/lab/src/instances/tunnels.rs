//! How all tunnels to a machine are ended together.

use tokio::sync::watch;

/// What becomes of the tunnels.
#[derive(Clone, Debug)]
enum End {
    /// They are cut, without a word.
    Cut,
    /// They are closed with this code and reason.
    Close(u16, String),
}

/// Ends the tunnels that were opened with it.
#[derive(Debug, Default)]
pub(super) struct Tunnels(watch::Sender<Option<End>>);

/// The end of the tunnels that are open now, still to come.
#[derive(Clone, Debug)]
pub(crate) struct TunnelsEnd(watch::Receiver<Option<End>>);

impl Tunnels {
    pub(super) fn cut(self) {
        self.0.send_replace(Some(End::Cut));
    }

    pub(super) fn close(self, code: u16, reason: &str) {
        self.0
            .send_replace(Some(End::Close(code, reason.to_owned())));
    }

    pub(super) fn end(&self) -> TunnelsEnd {
        TunnelsEnd(self.0.subscribe())
    }
}

impl TunnelsEnd {
    /// Returns when they are cut.
    pub(crate) async fn cut(&mut self) {
        let is_cut = |end: &Option<End>| matches!(end, Some(End::Cut));
        let found = self.0.wait_for(is_cut).await.is_ok();
        if !found {
            // They came to another end, or the machine is gone with nobody to cut them.
            std::future::pending::<()>().await;
        }
    }

    /// Returns when they are closed, with the code and the reason.
    pub(crate) async fn closed(&mut self) -> (u16, String) {
        let is_close = |end: &Option<End>| matches!(end, Some(End::Close(..)));
        let found = self.0.wait_for(is_close).await;
        let found = found.ok().and_then(|end| end.clone());
        match found {
            Some(End::Close(code, reason)) => (code, reason),
            Some(End::Cut) | None => std::future::pending().await,
        }
    }
}
