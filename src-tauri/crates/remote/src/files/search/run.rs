//! One search, from the channel to the last match.

use std::{pin::pin, time::Duration};

use tokio::time::{Instant, sleep_until, timeout};

use super::{
    Case, SearchText, Searched,
    command::{As, NO_FOLDER, NO_GREP, command},
    heard::{Heard, OnMatches},
    problems::Problems,
};
use crate::{
    Error, Phase, RemotePath, Session,
    channel::{Output, Running},
};

/// From the request for the command to the server's word that it runs.
const START_DEADLINE: Duration = Duration::from_secs(10);
/// How long `grep` may look without a find.
const IDLE_DEADLINE: Duration = Duration::from_mins(1);
/// How long it may take in all.
const DEADLINE: Duration = Duration::from_mins(5);

/// What is searched for, and where.
pub(super) struct Search<'a> {
    pub(super) session: &'a Session,
    /// As it was asked for.
    pub(super) folder: &'a RemotePath,
    /// Where it leads.
    pub(super) real: &'a RemotePath,
    pub(super) text: &'a SearchText,
    pub(super) case: Case,
}

impl Search<'_> {
    /// Searches as `who`, and as the OS user when `sudo` refuses.
    pub(super) async fn run(
        &self,
        who: As,
        problems: Problems,
        on_matches: OnMatches<'_>,
    ) -> Result<Searched, Error> {
        let _permit = self.session.search_permit().await?;
        let searching = self.search(who, problems, on_matches);
        timeout(DEADLINE, searching)
            .await
            .unwrap_or(Err(Error::TimedOut(Phase::Search)))
    }

    async fn search(
        &self,
        who: As,
        problems: Problems,
        on_matches: OnMatches<'_>,
    ) -> Result<Searched, Error> {
        let mut heard = Heard::new(self, problems, on_matches);
        let status = self.hear(who, &mut heard).await?;
        if who == As::Root && !heard.has_started() && !matches!(status, NO_FOLDER | NO_GREP) {
            let reason = heard.problems.take_stranger().unwrap_or_default();
            tracing::warn!(reason, "sudo does not start a search");
            heard.problems.add(&format!(
                "searched as the OS user, since `sudo -n` refuses: {reason}"
            ));
            let status = self.hear(As::User, &mut heard).await?;
            return heard.end(status);
        }
        heard.end(status)
    }

    /// Runs the command to its end, or until enough was found: its exit status.
    async fn hear(&self, who: As, heard: &mut Heard<'_>) -> Result<u32, Error> {
        let mut lost = pin!(self.session.lost());
        let started = self.start(who);
        let mut running = tokio::select! {
            biased;
            error = &mut lost => return Err(error),
            running = started => running?,
        };
        let mut status = None;
        loop {
            let waits = heard.tells_at();
            let at = waits.unwrap_or_else(Instant::now);
            let output = tokio::select! {
                biased;
                error = &mut lost => return Err(error),
                () = sleep_until(at), if waits.is_some() => {
                    heard.tell();
                    continue;
                }
                output = timeout(IDLE_DEADLINE, running.next()) => output,
            };
            match output.map_err(|_| Error::TimedOut(Phase::Search))? {
                Some(Output::Bytes(bytes)) => heard.take(&bytes),
                Some(Output::Errors(bytes)) => heard.problems.push(&bytes),
                Some(Output::Status(code)) => status = Some(code),
                None => break,
            }
            if heard.is_enough() {
                return Ok(0);
            }
        }
        // It was killed, or the session ends and is about to say so.
        status.ok_or_else(|| self.failed("the search was ended on the instance"))
    }

    async fn start(&self, who: As) -> Result<Running, Error> {
        let channel = self.session.open_channel().await?;
        let command = command(self.text, self.real, self.case, who);
        match timeout(START_DEADLINE, channel.run(command)).await {
            Ok(Ok(Some(running))) => Ok(running),
            Ok(Ok(None)) => Err(Error::SearchUnsupported(
                "sshd runs no command for this user, and a search is one".to_owned(),
            )),
            Ok(Err(error)) => Err(Error::TunnelLost(error.to_string())),
            Err(_) => Err(Error::TimedOut(Phase::Search)),
        }
    }

    fn failed(&self, message: &str) -> Error {
        if self.session.is_dead() {
            return Error::TunnelLost("the connection ended".to_owned());
        }
        Error::Refused {
            path: self.folder.clone(),
            message: message.to_owned(),
        }
    }
}
