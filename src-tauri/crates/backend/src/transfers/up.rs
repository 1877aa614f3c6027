//! One file to the instance.

use std::time::Duration;

use remote::{Files, Folder, RemotePath, Upload, UploadMode};
use tokio::time::timeout;

use super::{
    job::{Temporary, Version},
    run::Run,
    source::Source,
    stations::Station,
    trouble::{Trouble, until},
};
use crate::Existing;

/// How long what is on its way may take to be kept when a transfer is stopped.
const PARKING: Duration = Duration::from_secs(5);
/// From this size on a file goes up over two channels.
const WIDE_BYTES: u64 = 8 << 20;

/// How a try has ended.
enum Tried {
    /// It is in its place.
    Whole,
    /// It is to go on on another session.
    Worn,
    /// It changed here.
    Changed,
}

/// Brings a file into its place, in whole, or not at all. What has gone of it is kept when it is stopped or its session is lost.
pub(super) async fn send(run: &Run<'_>, file: usize) -> Result<(), Trouble> {
    let mut has_changed = false;
    loop {
        match attempt(run, file).await? {
            Tried::Whole => return Ok(()),
            Tried::Worn => {}
            Tried::Changed if has_changed => {
                let reason = "it was changed while it was being read, twice";
                return Err(Trouble::Problem(reason.to_owned()));
            }
            Tried::Changed => has_changed = true,
        }
    }
}

async fn attempt(run: &Run<'_>, file: usize) -> Result<Tried, Trouble> {
    let (found, folder) = run.plan.get(file).ok_or_else(no_file)?;
    let mut source = Source::open(folder.local.join(&found.name), found.is_named).await?;
    let version = source.version();
    run.job
        .progress
        .opened(file, found.size_bytes, version.size_bytes);
    let station = until(&run.halt, run.stations.current()).await?;
    let folder = until(&run.halt, station.folder(&run.plan, found.folder)).await?;
    let upload = Begin {
        station: &station,
        folder,
        name: &found.name,
        mode: match run.job.order.existing {
            Existing::Skip => UploadMode::Create,
            Existing::Replace => UploadMode::Replace,
        },
        version,
    };
    let kept = run.job.work().take_temporary(file);
    let mut upload = match until(&run.halt, upload.begin(kept.clone())).await {
        Ok(Some(upload)) => upload,
        Ok(None) => return Ok(Tried::Whole),
        Err(trouble) => {
            if let Some(kept) = kept.filter(|_| trouble.keeps()) {
                run.job.work().keep_temporary(file, kept);
            }
            return Err(trouble);
        }
    };
    source.start_at(upload.offset()).await?;
    run.job.progress.at(file, upload.offset());
    let ended = pieces(run, &station, file, &mut upload, &mut source).await;
    match ended {
        Ok(true) if source.is_same().await? => place(run, &station, file, upload, version).await,
        Ok(true) => Ok(Tried::Changed),
        Ok(false) => {
            park(run, file, upload, version).await;
            Ok(Tried::Worn)
        }
        Err(trouble) => {
            if trouble.keeps() {
                park(run, file, upload, version).await;
            }
            Err(trouble)
        }
    }
}

/// What an upload begins with.
struct Begin<'a> {
    station: &'a Station,
    folder: &'a Folder,
    name: &'a str,
    mode: UploadMode,
    version: Version,
}

impl<'a> Begin<'a> {
    /// Goes on with what was kept, if the file here is still the same and what is there still there; else begins anew. `None` when it is
    /// in its place already.
    async fn begin(&self, kept: Option<Temporary>) -> Result<Option<Upload<'a>>, Trouble> {
        let files = self.station.files();
        let kept = match kept {
            Some(kept) if kept.source != self.version => {
                remove(files, &kept.path).await;
                None
            }
            kept => kept,
        };
        if let Some(kept) = &kept {
            if kept.is_finishing && self.is_there(files, kept).await? {
                return Ok(None);
            }
            match self.upload(files, Some(&kept.path)).await {
                // It was taken for one that a died write has left.
                Err(remote::Error::NotFound(_)) => {}
                begun => return begun.map(Some).map_err(|error| self.station.trouble(error)),
            }
        }
        let begun = self.upload(files, None).await;
        begun.map(Some).map_err(|error| self.station.trouble(error))
    }

    async fn upload(
        &self,
        files: Files<'a>,
        resume: Option<&RemotePath>,
    ) -> Result<Upload<'a>, remote::Error> {
        let mut upload = files
            .upload(self.folder, self.name, self.mode, resume)
            .await?;
        if self.version.size_bytes >= WIDE_BYTES {
            upload.widen().await;
        }
        Ok(upload)
    }

    /// Whether a file whose last answer was lost is in its place all the same.
    async fn is_there(&self, files: Files<'a>, kept: &Temporary) -> Result<bool, Trouble> {
        let to_trouble = |error| self.station.trouble(error);
        let path = self.folder.path().join(self.name).map_err(to_trouble)?;
        let there = files.stat(&path).await.map_err(to_trouble)?;
        let has_size = there.is_some_and(|there| there.size_bytes == self.version.size_bytes);
        if !has_size {
            return Ok(false);
        }
        let temporary = files.stat(&kept.path).await.map_err(to_trouble)?;
        // Where there was nothing before it is ours, and its first name a second one.
        let is_placed = temporary.is_none() || self.mode == UploadMode::Create;
        if is_placed && temporary.is_some() {
            remove(files, &kept.path).await;
        }
        Ok(is_placed)
    }
}

/// Everything up to the end; false when the session is to be left before that.
async fn pieces(
    run: &Run<'_>,
    station: &Station,
    file: usize,
    upload: &mut Upload<'_>,
    source: &mut Source,
) -> Result<bool, Trouble> {
    let mut piece = Vec::new();
    loop {
        piece = source.next(piece).await?;
        if piece.is_empty() {
            return Ok(true);
        }
        let written = async {
            let written = upload.write(&piece).await;
            written.map_err(|error| station.trouble(error))
        };
        until(&run.halt, written).await?;
        run.job.progress.at(file, upload.offset());
        if station.is_worn() {
            return Ok(false);
        }
    }
}

async fn place(
    run: &Run<'_>,
    station: &Station,
    file: usize,
    upload: Upload<'_>,
    source: Version,
) -> Result<Tried, Trouble> {
    let path = upload.temporary().map_err(|error| station.trouble(error))?;
    let Err(error) = upload.finish().await else {
        return Ok(Tried::Whole);
    };
    let is_unknown = error.leaves_fate_unknown();
    let trouble = station.trouble(error);
    if is_unknown {
        let temporary = Temporary {
            path,
            source,
            is_finishing: true,
        };
        run.job.work().keep_temporary(file, temporary);
    }
    Err(trouble)
}

/// Keeps what has gone. Where that cannot be waited for it is looked for again when the transfer goes on.
async fn park(run: &Run<'_>, file: usize, upload: Upload<'_>, source: Version) {
    let known = upload.temporary();
    let path = match timeout(PARKING, upload.suspend()).await {
        Ok(Ok(path)) => Ok(path),
        Ok(Err(_)) | Err(_) => known,
    };
    match path {
        Ok(path) => run.job.work().keep_temporary(
            file,
            Temporary {
                path,
                source,
                is_finishing: false,
            },
        ),
        Err(error) => tracing::debug!(%error, "an upload begins anew later"),
    }
}

/// What is of no use any more. It is hidden, and a later write beside it removes it if this does not.
pub(super) async fn remove(files: Files<'_>, path: &RemotePath) {
    if let Err(error) = files.remove(path).await {
        tracing::debug!(%error, %path, "an unfinished upload stays for now");
    }
}

fn no_file() -> Trouble {
    Trouble::Problem("it is not in the plan".to_owned())
}
