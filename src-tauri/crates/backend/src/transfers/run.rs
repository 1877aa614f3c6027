//! A transfer at work: it looks what there is to do, does it, and begins again on another session when one is lost.

use std::{
    path::Path,
    sync::{Arc, Weak},
    time::Duration,
};

use backon::{BackoffBuilder as _, ExponentialBuilder};
use futures_util::{StreamExt, stream::FuturesUnordered};
use tokio_util::sync::CancellationToken;

use super::{
    down, folders,
    job::{Job, What},
    plan::Plan,
    scan_local, scan_remote,
    stations::{Station, Stations},
    trouble::{Trouble, blocking, until},
    up,
};
use crate::{
    AuditAction, Backend, Direction, ErrorCode, IpcError, audit::Audit, backend::Inner,
    files::absolute,
};

/// What is in flight at the same time, in files of up to 256 KiB; a channel has room for 64 open ones.
const MOST_IN_FLIGHT: usize = 48;
/// New tries after a lost session, as long as nothing has arrived in between.
const TRIES: usize = 5;
/// Before the first of them, and at most; with as much again by chance.
const FIRST_PAUSE: Duration = Duration::from_millis(300);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// How a transfer has ended its work.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Everything has arrived that could.
    Done,
    /// It was told to stop; what is to be kept is kept.
    Stopped,
    /// It can go on later.
    Failed(IpcError),
}

/// What each file of a transfer is worked on with.
pub(super) struct Run<'a> {
    pub(super) job: &'a Arc<Job>,
    pub(super) plan: Arc<Plan>,
    pub(super) stations: Stations,
    /// Ends the work on every file, as a pause does.
    pub(super) halt: CancellationToken,
    audit: Audit,
}

/// Works until there is nothing left to do, it is told to stop, or it cannot go on.
pub(super) async fn run(backend: Weak<Inner>, job: Arc<Job>, stop: CancellationToken) -> Outcome {
    let mut pauses = pauses();
    loop {
        let before = job.progress.mark();
        let error = match attempt(&backend, &job, &stop).await {
            Ok(()) => return Outcome::Done,
            Err(Trouble::Stopped) => return Outcome::Stopped,
            Err(Trouble::Fatal(error)) => return Outcome::Failed(error),
            Err(Trouble::Problem(reason)) => {
                return Outcome::Failed(IpcError::new(ErrorCode::InvalidInput, reason));
            }
            Err(Trouble::Lost(error)) => error,
        };
        if job.progress.mark() != before {
            pauses = self::pauses();
        }
        let Some(pause) = pauses.next() else {
            return Outcome::Failed(error);
        };
        tracing::info!(transfer = job.order.id, %error, "a transfer goes on on another session");
        let rest = async {
            tokio::time::sleep(pause).await;
            Ok::<_, Trouble>(())
        };
        if until(&stop, rest).await.is_err() {
            return Outcome::Stopped;
        }
    }
}

fn pauses() -> impl Iterator<Item = Duration> {
    ExponentialBuilder::default()
        .with_min_delay(FIRST_PAUSE)
        .with_max_delay(LONGEST_PAUSE)
        .with_max_times(TRIES)
        .with_jitter()
        .build()
}

/// As far as one session leads, and its successors.
async fn attempt(
    backend: &Weak<Inner>,
    job: &Arc<Job>,
    stop: &CancellationToken,
) -> Result<(), Trouble> {
    let (stations, audit) = Box::pin(until(stop, stations(backend, job))).await?;
    let known = job.work().plan.clone();
    let plan = if let Some(plan) = known {
        plan
    } else {
        let station = until(stop, stations.current()).await?;
        let plan = Arc::new(Box::pin(scan(job, &station, stop)).await?);
        job.work().plan = Some(plan.clone());
        plan
    };
    if let Some(inner) = backend.upgrade() {
        Backend::of(inner).transfer_scanned(job.order.id);
    }
    let run = Run {
        job,
        plan,
        stations,
        halt: stop.child_token(),
        audit,
    };
    Box::pin(until(stop, folders::make(&run))).await?;
    let before = run.job.progress.counts().files_done;
    let done = files(&run).await;
    if run.job.progress.counts().files_done > before {
        changed(backend, &run).await;
    }
    done?;
    // It may have been stopped when nothing was left to be stopped.
    let is_done = job.work().is_done();
    if is_done {
        Ok(())
    } else {
        Err(Trouble::Stopped)
    }
}

/// Files were put on an instance: its agent may run with them.
async fn changed(backend: &Weak<Inner>, run: &Run<'_>) {
    if run.job.order.direction() != Direction::Upload {
        return;
    }
    // Without a session there is none to look at the base folder with; the next attempt has one.
    let (Some(inner), Ok(station)) = (backend.upgrade(), run.stations.current().await) else {
        return;
    };
    let backend = Backend::of(inner);
    let folders = run.plan.folders.iter().map(|folder| &folder.remote);
    if let Ok(connection) = backend.connection() {
        backend.files_changed(&connection, run.stations.site(), station.base(), folders);
    }
}

/// Where the sessions of a transfer come from, and its log: of the instance that it began on, and of no other.
async fn stations(backend: &Weak<Inner>, job: &Job) -> Result<(Stations, Audit), IpcError> {
    let gone = || IpcError::new(ErrorCode::Cancelled, "the app is closing");
    let backend = Backend::of(backend.upgrade().ok_or_else(gone)?);
    let connection = backend.connection()?;
    if job.order.direction() == Direction::Upload {
        backend.must_be_writable(&job.order.workspace)?;
    }
    let site = backend.site(&connection, &job.order.workspace).await?;
    site.must_be(Some(job.order.instance.as_str()))?;
    let audit = backend.audit().clone();
    // What works holds no backend: the last one that is dropped ends it.
    drop(backend);
    Ok((Stations::new(connection, site).await?, audit))
}

async fn scan(
    job: &Arc<Job>,
    station: &Station,
    stop: &CancellationToken,
) -> Result<Plan, Trouble> {
    job.progress.restart();
    match &job.order.what {
        What::Upload { folder, .. } => {
            let into = absolute(folder, station.base()).map_err(|error| station.trouble(error))?;
            let (job, stop) = (job.clone(), stop.clone());
            blocking(move || match &job.order.what {
                What::Upload { from, .. } => scan_local::scan(from, &into, &job.progress, &stop),
                What::Download { .. } => Ok(Plan::default()),
            })
            .await
        }
        What::Download { from, into } => {
            let into: &Path = into;
            until(stop, scan_remote::scan(station, from, into, &job.progress)).await
        }
    }
}

/// Every file that is left. The first trouble that is not of one file only ends the work on all of them, which is kept.
async fn files(run: &Run<'_>) -> Result<(), Trouble> {
    let mut in_flight = FuturesUnordered::new();
    let mut room = MOST_IN_FLIGHT;
    let mut ended = Ok(());
    loop {
        while !run.halt.is_cancelled() {
            let Some((file, weight)) = run.job.work().take(room) else {
                break;
            };
            room -= weight;
            in_flight.push(async move { (one(run, file).await, weight) });
        }
        let Some((done, weight)) = in_flight.next().await else {
            return ended;
        };
        room += weight;
        if let Err(trouble) = done {
            run.halt.cancel();
            // A stop follows from what came before it.
            if ended.is_ok() || matches!(ended, Err(Trouble::Stopped)) {
                ended = Err(trouble);
            }
        }
    }
}

async fn one(run: &Run<'_>, file: usize) -> Result<(), Trouble> {
    let refused = run.plan.get(file).and_then(|(found, _)| {
        let work = run.job.work();
        work.refused.get(&found.folder).cloned()
    });
    let done = match (refused, run.job.order.direction()) {
        (Some(reason), _) => Err(Trouble::Problem(reason)),
        (None, Direction::Upload) => up::send(run, file).await,
        (None, Direction::Download) => down::fetch(run, file).await,
    };
    match done {
        Ok(()) => arrived(run, file),
        Err(Trouble::Problem(reason)) => run.job.give_up(&run.plan, file, reason),
        Err(trouble) => {
            run.job.work().put_back(file);
            return Err(trouble);
        }
    }
    Ok(())
}

/// A file is in its place, which the log of this machine tells.
fn arrived(run: &Run<'_>, file: usize) {
    let bytes = run.job.progress.arrived(file);
    let Some((found, folder)) = run.plan.get(file) else {
        return;
    };
    let what = match run.job.order.direction() {
        Direction::Upload => AuditAction::Upload,
        Direction::Download => AuditAction::Download,
    };
    let mut entry = run.audit.begin(what).at(run.stations.site());
    entry.path = Some(format!("{}/{}", folder.remote, found.name));
    entry.bytes = Some(bytes);
    entry.settle(Ok(()));
}
