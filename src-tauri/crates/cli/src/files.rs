//! The commands on files.

use std::{
    io::Read,
    path::{Path, PathBuf},
    process::ExitCode,
};

use backend::{
    Backend, CreateFolder, Entry, EntryKind, ErrorCode, IpcError, ListFiles, ListingPart,
    MoveEntry, ReadFile, RemoveFile, RemoveFolder,
};

use crate::{
    args::Place,
    connect::find,
    output::{self, Failure, plain},
    run::internal,
};

pub(crate) async fn list(
    backend: &Backend,
    place: &Place,
    depth: u8,
    all: bool,
) -> Result<ExitCode, Failure> {
    let (workspace_id, _) = find(backend, &place.workspace).await?;
    let args = ListFiles {
        depth,
        shows_hidden: all,
        ..ListFiles::of(workspace_id, place.path.clone())
    };
    let mut entries = Vec::new();
    let listing = backend
        .list_files(args, |part| {
            if let ListingPart::Chunk { entries: chunk } = part {
                entries.extend(chunk);
            }
        })
        .await?;
    entries.extend(listing.entries);
    let base = format!("{}/", listing.path.trim_end_matches('/'));
    for entry in &entries {
        print(entry, &base)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print(entry: &Entry, base: &str) -> Result<(), Failure> {
    let mark = match entry.kind {
        EntryKind::Folder => "/",
        EntryKind::Symlink => "@",
        EntryKind::File | EntryKind::Other => "",
    };
    let name = entry.path.strip_prefix(base).unwrap_or(&entry.name);
    output::line(&format!("{:>12}  {}{mark}", entry.size_bytes, plain(name)))
}

pub(crate) async fn cat(backend: &Backend, place: &Place) -> Result<ExitCode, Failure> {
    let (workspace_id, _) = find(backend, &place.workspace).await?;
    let path = place.path.clone();
    let content = backend.read_bytes(ReadFile { workspace_id, path }).await?;
    output::bytes(&content)?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn put(
    backend: &Backend,
    file: PathBuf,
    place: &Place,
) -> Result<ExitCode, Failure> {
    // A thread of its own: what is typed or piped may take long, and Ctrl-C is to be heard meanwhile.
    let content = tokio::task::spawn_blocking(move || read_local(&file))
        .await
        .map_err(|error| internal(format!("reading failed: {error}")))??;
    let (workspace_id, _) = find(backend, &place.workspace).await?;
    backend
        .put_bytes(&workspace_id, &place.path, &content)
        .await?;
    Ok(ExitCode::SUCCESS)
}

/// The bytes of a local file, or of standard input for `-`.
fn read_local(file: &Path) -> Result<Vec<u8>, Failure> {
    let content = if file == Path::new("-") {
        let mut content = Vec::new();
        tracing::debug!("reading standard input");
        std::io::stdin()
            .lock()
            .read_to_end(&mut content)
            .map(|_| content)
    } else {
        std::fs::read(file)
    };
    content.map_err(|error| Failure {
        error: IpcError::new(
            ErrorCode::InvalidInput,
            format!("{} cannot be read: {error}", file.display()),
        ),
        is_settings: true,
    })
}

pub(crate) async fn remove(
    backend: &Backend,
    place: &Place,
    recursive: bool,
) -> Result<ExitCode, Failure> {
    let (workspace_id, _) = find(backend, &place.workspace).await?;
    let path = place.path.clone();
    if recursive {
        // Who types the option and the path has named the folder.
        let name = path.trim_end_matches('/').rsplit('/').next();
        let args = RemoveFolder {
            workspace_id,
            confirmed_name: name.unwrap_or_default().to_owned(),
            path,
            instance_id: None,
        };
        let removed = backend.remove_folder(args).await?;
        output::line(&format!(
            "removed {} files and {} folders",
            removed.files, removed.folders
        ))?;
    } else {
        let args = RemoveFile {
            workspace_id,
            path,
            instance_id: None,
        };
        backend.remove_file(args).await?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn make_folder(backend: &Backend, place: &Place) -> Result<ExitCode, Failure> {
    let (workspace_id, _) = find(backend, &place.workspace).await?;
    let args = CreateFolder {
        workspace_id,
        path: place.path.clone(),
        instance_id: None,
    };
    backend.create_folder(args).await?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn rename(
    backend: &Backend,
    place: &Place,
    to: String,
) -> Result<ExitCode, Failure> {
    let (workspace_id, _) = find(backend, &place.workspace).await?;
    let args = MoveEntry {
        workspace_id,
        from: place.path.clone(),
        to,
        instance_id: None,
    };
    backend.move_entry(args).await?;
    Ok(ExitCode::SUCCESS)
}
