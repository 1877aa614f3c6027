//! Searching the content of files, one search of a workspace at a time.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use remote::{Case, Files, Match, SearchText, Searched};
use tokio_util::sync::CancellationToken;

use super::{Opened, Site, absolute, finish, open};
use crate::{
    Backend, ErrorCode, IpcError, SearchEnd, SearchFiles, SearchMatch, StopSearch, WorkspaceId,
    connection::Connection,
};

/// The searches at work, so that a newer one ends an older.
#[derive(Debug, Default)]
pub(crate) struct Searches {
    /// Held for one look or change only.
    running: Mutex<List>,
}

#[derive(Debug, Default)]
struct List {
    /// A window that starts anew counts anew: its numbers do not tell searches apart.
    last_serial: u64,
    of: HashMap<WorkspaceId, Running>,
}

#[derive(Debug)]
struct Running {
    serial: u64,
    search_id: u64,
    token: CancellationToken,
}

/// A search at work; dropping it takes it off the list.
struct Entered<'a> {
    searches: &'a Searches,
    workspace: WorkspaceId,
    serial: u64,
    token: CancellationToken,
}

impl Searches {
    /// Stops the search of the workspace, if there is one, for this one.
    fn enter(&self, workspace: WorkspaceId, search_id: u64) -> Entered<'_> {
        let token = CancellationToken::new();
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.last_serial += 1;
        let serial = running.last_serial;
        let search = Running {
            serial,
            search_id,
            token: token.clone(),
        };
        if let Some(before) = running.of.insert(workspace, search) {
            before.token.cancel();
        }
        Entered {
            searches: self,
            workspace,
            serial,
            token,
        }
    }

    fn stop(&self, workspace: WorkspaceId, search_id: u64) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(search) = running.of.get(&workspace)
            && search.search_id == search_id
        {
            search.token.cancel();
        }
    }

    /// Ends everything, for another connection.
    pub(crate) fn clear(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.of.values().for_each(|search| search.token.cancel());
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        let running = &self.searches.running;
        let mut running = running.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(search) = running.of.get(&self.workspace)
            && search.serial == self.serial
        {
            running.of.remove(&self.workspace);
        }
    }
}

impl Backend {
    /// Finds the lines that hold a text in the files below a folder; they come through `on_matches`, in pieces. It stops at 2,000.
    ///
    /// # Errors
    ///
    /// `invalid_input` for a text of more than one line or 1,000 characters and for a folder outside of the roots, `not_found`,
    /// `permission_denied`, `unsupported` without GNU grep, `timed_out` after a minute without a find or five in all, `cancelled` when it
    /// was stopped or a newer search of the workspace was started, and those of a session.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future ends the search on the instance.
    pub async fn search_files(
        &self,
        args: SearchFiles,
        on_matches: impl FnMut(Vec<SearchMatch>) + Send,
    ) -> Result<SearchEnd, IpcError> {
        let entered = self.searches().enter(args.workspace_id, args.search_id);
        tokio::select! {
            biased;
            () = entered.token.cancelled() => Err(IpcError::new(
                ErrorCode::Cancelled,
                "the search was stopped, or a newer one was started",
            )),
            end = self.search(&args, on_matches) => end,
        }
    }

    /// Stops a search, if it is the one at work.
    pub fn stop_search(&self, args: &StopSearch) {
        self.searches().stop(args.workspace_id, args.search_id);
    }

    async fn search(
        &self,
        args: &SearchFiles,
        mut on_matches: impl FnMut(Vec<SearchMatch>) + Send,
    ) -> Result<SearchEnd, IpcError> {
        let text = SearchText::parse(&args.text)?;
        let case = if args.is_case_sensitive {
            Case::Sensitive
        } else {
            Case::Ignored
        };
        let connection = self.connection()?;
        let site = self.site(&connection, &args.workspace_id).await?;
        let mut has_told = false;
        let mut on_found = |found: Vec<Match>| {
            has_told = true;
            on_matches(found.into_iter().map(to_match).collect());
        };
        let wanted = (&text, case);
        let error = match search_at(&connection, &site, args, wanted, &mut on_found).await {
            Ok(end) => return Ok(end),
            Err(error) => error,
        };
        match self.next_site(&connection, &site, &error) {
            // As every read, once more, unless that would tell matches twice.
            Some(next) if !has_told => {
                let mut on_found =
                    |found: Vec<Match>| on_matches(found.into_iter().map(to_match).collect());
                search_at(&connection, &next, args, wanted, &mut on_found).await
            }
            _ => Err(error),
        }
    }
}

async fn search_at(
    connection: &Connection,
    site: &Site,
    args: &SearchFiles,
    (text, case): (&SearchText, Case),
    on_found: &mut (impl FnMut(Vec<Match>) + Send),
) -> Result<SearchEnd, IpcError> {
    let Opened { lease, base } = open(connection, site).await?;
    let folder = absolute(&args.folder, &base)?;
    let files = Files::new(&lease).with_root(&base);
    let searched = files.search(&folder, text, case, on_found).await;
    finish(&lease, searched).map(to_end)
}

fn to_match(found: Match) -> SearchMatch {
    SearchMatch {
        path: found.path,
        line: found.line,
        text: found.text,
    }
}

fn to_end(searched: Searched) -> SearchEnd {
    SearchEnd {
        matches: searched.matches,
        is_cut: searched.is_cut,
        problems: searched.problems,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(number: u8) -> WorkspaceId {
        format!("00000000-0000-4000-8000-0000000000{number:02x}")
            .parse()
            .unwrap()
    }

    #[test]
    fn a_newer_search_of_a_workspace_stops_the_one_before_it_also_with_the_same_number() {
        let searches = Searches::default();
        let first = searches.enter(workspace(1), 1);
        let other = searches.enter(workspace(2), 1);
        let second = searches.enter(workspace(1), 1);
        assert!(first.token.is_cancelled() && !other.token.is_cancelled());
        drop(first);
        searches.stop(workspace(1), 1);
        assert!(
            second.token.is_cancelled(),
            "the end of the first leaves it on the list"
        );
    }

    #[test]
    fn a_stop_names_its_search() {
        let searches = Searches::default();
        let search = searches.enter(workspace(1), 7);
        searches.stop(workspace(1), 6);
        searches.stop(workspace(2), 7);
        assert!(!search.token.is_cancelled());
        searches.stop(workspace(1), 7);
        assert!(search.token.is_cancelled());
        drop(search);
        assert!(searches.running.lock().unwrap().of.is_empty());
    }
}
