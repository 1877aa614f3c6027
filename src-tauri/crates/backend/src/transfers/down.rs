//! One file from the instance.

use remote::{Download, Files, RemotePath, Stat};

use super::{
    part::{Part, must_be_free},
    run::Run,
    stations::Station,
    trouble::{Trouble, until},
};

/// How a try has ended.
enum Tried {
    /// All of it has come, and it was the same all the time.
    Whole(Part),
    /// It is to go on on another session.
    Worn,
    /// It changed on the instance.
    Changed,
}

/// Fetches a file into its place, in whole, or not at all. What has come of it is kept when it is stopped or its session is lost.
pub(super) async fn fetch(run: &Run<'_>, file: usize) -> Result<(), Trouble> {
    let (found, folder) = run.plan.get(file).ok_or_else(no_file)?;
    let existing = run.job.order.existing;
    must_be_free(&folder.local.join(&found.name), existing)?;
    let mut has_changed = false;
    loop {
        match attempt(run, file).await? {
            Tried::Whole(part) => return part.finish(existing).await,
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
    let station = until(&run.halt, run.stations.current()).await?;
    let (found, folder) = run.plan.get(file).ok_or_else(no_file)?;
    let path = folder.remote.join(&found.name).map_err(Trouble::from)?;
    let mut download = until(&run.halt, open(run, &station, file, &path)).await?;
    let stat = *download.stat();
    let kept = run.job.work().take_part(file);
    let mut part = Part::begin(kept, &run.plan, file, &stat).await?;
    download.start_at(part.position());
    run.job
        .progress
        .opened(file, found.size_bytes, stat.size_bytes);
    run.job.progress.at(file, part.position());
    let ended = pieces(run, &station, file, &mut download, &mut part).await;
    // Its handle is given back before anything else is asked for.
    drop(download);
    let ended = match ended {
        Ok(true) if !part.is_whole() => return Ok(Tried::Changed),
        Ok(true) => until(&run.halt, same(station.files(), &path, &stat)).await,
        Ok(false) => {
            keep(run, file, part).await?;
            return Ok(Tried::Worn);
        }
        Err(trouble) => Err(trouble),
    };
    match ended {
        Ok(true) => Ok(Tried::Whole(part)),
        Ok(false) => Ok(Tried::Changed),
        Err(trouble @ (Trouble::Stopped | Trouble::Lost(_))) => {
            keep(run, file, part).await?;
            Err(trouble)
        }
        Err(trouble) => Err(trouble),
    }
}

async fn open<'s>(
    run: &Run<'_>,
    station: &'s Station,
    file: usize,
    path: &RemotePath,
) -> Result<Download<'s>, Trouble> {
    let (found, _) = run.plan.get(file).ok_or_else(no_file)?;
    let files = station.files();
    let opened = if found.is_named {
        files.download(path).await
    } else {
        let folder = station.folder(&run.plan, found.folder).await?;
        files.download_in(folder, &found.name).await
    };
    opened.map_err(|error| station.trouble(error))
}

/// Everything up to the end; false when the session is to be left before that.
async fn pieces(
    run: &Run<'_>,
    station: &Station,
    file: usize,
    download: &mut Download<'_>,
    part: &mut Part,
) -> Result<bool, Trouble> {
    loop {
        let next = async {
            download
                .next()
                .await
                .map_err(|error| station.trouble(error))
        };
        let Some(piece) = until(&run.halt, next).await? else {
            return Ok(true);
        };
        part.push(&piece).await?;
        run.job.progress.at(file, part.position());
        if station.is_worn() {
            return Ok(false);
        }
    }
}

/// Whether it is now what it was when it was opened.
async fn same(files: Files<'_>, path: &RemotePath, stat: &Stat) -> Result<bool, Trouble> {
    let now = files.stat(path).await?;
    Ok(now.is_some_and(|now| (now.size_bytes, now.modified) == (stat.size_bytes, stat.modified)))
}

async fn keep(run: &Run<'_>, file: usize, part: Part) -> Result<(), Trouble> {
    let part = part.park().await?;
    run.job.progress.at(file, part.position());
    run.job.work().keep_part(file, part);
    Ok(())
}

fn no_file() -> Trouble {
    Trouble::Problem("it is not in the plan".to_owned())
}
