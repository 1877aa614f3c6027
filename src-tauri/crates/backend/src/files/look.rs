//! Looking at folders and files.

use futures_util::future::try_join_all;
use remote::{Files, ListOptions, RemotePath};

use super::{
    CONFIG_FILE, Opened, Site, absolute, finish, in_order, list::Feed, open, to_content, to_listing,
};
use crate::{
    Backend, ErrorCode, FileContent, FileStat, IpcError, ListFiles, Listing, ListingPart, ReadFile,
    Stat, StatFiles, StoredAge, WorkspaceId,
    aws::give_back,
    clock::now_ms,
    connection::Connection,
    last_seen::{self, Seen},
    settings::invalid,
};

/// The most paths in one look.
const MOST_STATS: usize = 100;

impl Backend {
    /// The entries of a folder. Those of one with more than 1,000 come through `on_part`: the first rows at once, then all in order, in chunks.
    ///
    /// What writes that have died have left in the folder is removed by that. Where the instance cannot be asked, it is what was seen of
    /// the folder last, at most its first 1,000 entries, with its age and the error; that goes for folders themselves (depth 1), not for
    /// what is deeper in them.
    ///
    /// # Errors
    ///
    /// `not_found`, `permission_denied`, `invalid_input` for a path outside of the roots, and those of a session.
    pub async fn list_files(
        &self,
        args: ListFiles,
        on_part: impl FnMut(ListingPart) + Send,
    ) -> Result<Listing, IpcError> {
        let connection = self.connection()?;
        let error = match self.list_now(&connection, &args, on_part).await {
            Ok(listing) => return Ok(listing),
            Err(error) => error,
        };
        let is_kept = last_seen::cannot_be_asked(error.code) && args.depth == 1;
        let seen = is_kept.then(|| {
            self.last_listing(
                &connection,
                &args.workspace_id,
                &args.path,
                args.shows_hidden,
            )
        });
        match seen.flatten() {
            Some(Seen { value, fetched_ms }) => Ok(Listing {
                stored: Some(StoredAge { fetched_ms, error }),
                ..value
            }),
            None => Err(error),
        }
    }

    /// What was seen last of a folder; `path` as in [`ListFiles`].
    pub(crate) fn last_listing(
        &self,
        connection: &Connection,
        workspace: &WorkspaceId,
        path: &str,
        shows_hidden: bool,
    ) -> Option<Seen<Listing>> {
        let id = workspace.to_string();
        let own = self.settings().base_folder(workspace).ok().flatten();
        let base = own.map(|base| base.to_string());
        let base = base.or_else(|| connection.store.base(&id));
        last_seen::find_folder(&connection.store, &id, path, shows_hidden, base.as_deref())
    }

    async fn list_now(
        &self,
        connection: &Connection,
        args: &ListFiles,
        mut on_part: impl FnMut(ListingPart) + Send,
    ) -> Result<Listing, IpcError> {
        let site = self.site(connection, &args.workspace_id).await?;
        let error = match self.list_at(connection, &site, args, &mut on_part).await {
            Ok(listing) => return Ok(listing),
            Err(error) => error,
        };
        match self.next_site(connection, &site, &error) {
            Some(next) => self.list_at(connection, &next, args, &mut on_part).await,
            None => Err(error),
        }
    }

    async fn list_at(
        &self,
        connection: &Connection,
        site: &Site,
        args: &ListFiles,
        on_part: &mut (impl FnMut(ListingPart) + Send),
    ) -> Result<Listing, IpcError> {
        let options = ListOptions {
            depth: args.depth,
            shows_hidden: args.shows_hidden,
        };
        let Opened { lease, base } = open(connection, site).await?;
        let path = absolute(&args.path, &base)?;
        let mut feed = Feed::new(path.clone(), on_part);
        let files = Files::new(&lease).with_root(&base);
        let listed = files
            .list(&path, options, &mut |entries| feed.take(entries))
            .await;
        let listing = finish(&lease, listed)?;
        if self.must_be_writable(&args.workspace_id).is_ok()
            && let Err(error) = files.tidy(&path, &listing.leftovers).await
        {
            // What was asked for is here, and the next look tidies up as well.
            tracing::info!(instance = %site.instance, "leftovers stay: {error}");
            give_back(&lease, &error);
        }
        let (entries, listing) = tokio::task::spawn_blocking(move || (in_order(&listing), listing))
            .await
            .map_err(|error| IpcError::new(ErrorCode::Internal, error.to_string()))?;
        let listing = to_listing(listing, &base, entries);
        self.keep_listing(connection, args, &listing);
        let Listing { entries, .. } = listing;
        Ok(Listing {
            entries: feed.finish(entries),
            ..listing
        })
    }

    fn keep_listing(&self, connection: &Connection, args: &ListFiles, listing: &Listing) {
        if args.depth != 1 {
            return;
        }
        let id = args.workspace_id.to_string();
        let kept = last_seen::Kept::new(listing, args.shows_hidden, now_ms());
        self.while_current(connection, || {
            self.folders().keep(&connection.store, &id, kept);
        });
    }

    /// One file, for an editor.
    ///
    /// # Errors
    ///
    /// As [`Backend::list_files`].
    pub async fn read_file(&self, args: ReadFile) -> Result<FileContent, IpcError> {
        let connection = self.connection()?;
        self.reading(&connection, &args.workspace_id, |files, base| {
            let path = absolute(&args.path, &base);
            Box::pin(async move {
                let path = path?;
                let content = files.read(&path).await?;
                let is_config = base.join(CONFIG_FILE)? == path;
                Ok((is_config, to_content(&path, content)))
            })
        })
        .await
        .map(|(site, (is_config, content))| {
            let content = content.on(&site);
            if is_config {
                self.while_current(&connection, || {
                    let id = args.workspace_id.to_string();
                    last_seen::keep_config(&connection.store, &id, &content, now_ms());
                });
            }
            content
        })
    }

    /// All bytes of a file, of any kind and size.
    ///
    /// # Errors
    ///
    /// As [`Backend::list_files`].
    pub async fn read_bytes(&self, args: ReadFile) -> Result<Vec<u8>, IpcError> {
        let connection = self.connection()?;
        self.reading(&connection, &args.workspace_id, |files, base| {
            let path = absolute(&args.path, &base);
            Box::pin(async move { Ok(files.read_all(&path?).await?.bytes) })
        })
        .await
        .map(|(_, bytes)| bytes)
    }

    /// What is known of files without reading them.
    ///
    /// # Errors
    ///
    /// `invalid_input` for more than 100 paths or one outside of the roots, and those of a session.
    pub async fn stat_files(&self, args: StatFiles) -> Result<Vec<FileStat>, IpcError> {
        if args.paths.len() > MOST_STATS {
            return Err(invalid(format!(
                "at most {MOST_STATS} files are looked at in one go"
            )));
        }
        let connection = self.connection()?;
        let looked = self.reading(&connection, &args.workspace_id, |files, base| {
            let paths: Result<Vec<_>, _> = args
                .paths
                .iter()
                .map(|path| absolute(path, &base))
                .collect();
            Box::pin(async move {
                let looks = paths?.into_iter().map(|path| stat(files, path));
                try_join_all(looks).await
            })
        });
        let (site, stats) = looked.await?;
        let stats = stats.into_iter().map(|(path, stat)| FileStat {
            stat,
            path,
            instance_id: site.instance.to_string(),
        });
        Ok(stats.collect())
    }
}

async fn stat(files: Files<'_>, path: RemotePath) -> Result<(String, Option<Stat>), remote::Error> {
    let stat = files.stat(&path).await?.map(Into::into);
    Ok((path.to_string(), stat))
}
