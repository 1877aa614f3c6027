//! The folders of a transfer, made before its files, and those without any, too.

use std::{collections::HashSet, fs, io};

use futures_util::{StreamExt, stream};

use super::{
    job::Job,
    plan::{Folder, Plan},
    run::Run,
    trouble::{Trouble, blocking},
};
use crate::Direction;

/// On the instance, at the same time.
const IN_FLIGHT: usize = 16;

/// Makes every folder of the plan, once. One that cannot be made is told, and its files are then, too.
///
/// # Errors
///
/// Those of a session, and [`Trouble::Fatal`] when the target itself cannot be had.
pub(super) async fn make(run: &Run<'_>) -> Result<(), Trouble> {
    if run.job.work().has_folders {
        return Ok(());
    }
    run.job.work().refused.clear();
    match run.job.order.direction() {
        Direction::Upload => there(run).await?,
        Direction::Download => {
            let (plan, job) = (run.plan.clone(), run.job.clone());
            blocking(move || {
                here(&plan, &job);
                Ok::<_, Trouble>(())
            })
            .await?;
        }
    }
    run.job.work().has_folders = true;
    Ok(())
}

async fn there(run: &Run<'_>) -> Result<(), Trouble> {
    let mut made = stream::iter(0..run.plan.folders.len())
        .map(|index| async move {
            let station = run.stations.current().await?;
            let refusal = station.make_folder(&run.plan, index).await?;
            Ok::<_, Trouble>(refusal.map(|refusal| (index, refusal)))
        })
        .buffered(IN_FLIGHT);
    while let Some(made) = made.next().await {
        let Some((index, refusal)) = made? else {
            continue;
        };
        match run.plan.folders.get(index) {
            Some(folder) if !folder.is_target => {
                let path = folder.local.display().to_string();
                refuse(run.job, index, path, &refusal.message);
            }
            _ => return Err(Trouble::Fatal(refusal)),
        }
    }
    Ok(())
}

fn here(plan: &Plan, job: &Job) {
    let mut refused = HashSet::new();
    for (index, folder) in plan.folders.iter().enumerate() {
        if folder.is_target {
            continue;
        }
        let is_below_refused = folder
            .local
            .parent()
            .is_some_and(|above| refused.contains(above));
        let made = if is_below_refused {
            Err(not_a_folder("the one above it could not be made"))
        } else {
            make_here(folder)
        };
        if let Err(error) = made {
            refuse(job, index, folder.remote.to_string(), &error.to_string());
            refused.insert(folder.local.as_path());
        }
    }
}

fn refuse(job: &Job, index: usize, path: String, reason: &str) {
    let reason = format!("the folder cannot be made: {reason}");
    job.progress.problem(path, reason.clone());
    job.work().refused.insert(index, reason);
}

/// Makes one folder in one that was looked at before. No link is followed: it may lead anywhere.
fn make_here(folder: &Folder) -> io::Result<()> {
    match fs::create_dir(&folder.local) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let there = fs::symlink_metadata(&folder.local)?;
            if there.is_dir() {
                Ok(())
            } else if there.is_symlink() {
                Err(not_a_folder(
                    "a link has its name, and links are not followed",
                ))
            } else {
                Err(not_a_folder("a file has its name"))
            }
        }
        made => made,
    }
}

fn not_a_folder(reason: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::NotADirectory, reason)
}

#[cfg(all(test, unix))]
mod tests {
    use eice::InstanceId;
    use remote::RemotePath;

    use super::{
        super::job::{Order, What},
        *,
    };
    use crate::Existing;

    #[test]
    fn a_link_in_the_way_is_not_followed_and_neither_is_what_stands_below_it() {
        let home = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        let top = home.path().join("top");
        fs::create_dir(&top).unwrap();
        std::os::unix::fs::symlink(outside.path(), top.join("link")).unwrap();
        fs::write(top.join("file"), "").unwrap();
        let mut plan = Plan::default();
        for local in ["top", "top/link", "top/link/below", "top/file", "top/new"] {
            let remote = RemotePath::parse(&format!("/workspace/{local}")).unwrap();
            plan.folder(home.path().join(local), remote);
        }
        let job = Job::new(Order {
            id: 1,
            workspace: "3f2504e0-4f89-41d3-9a0c-0305e82c3301".parse().unwrap(),
            instance: "i-0123456789abcdef0".parse::<InstanceId>().unwrap(),
            existing: Existing::Skip,
            what: What::Download {
                from: Vec::new(),
                into: home.path().to_owned(),
            },
        });
        here(&plan, &job);
        assert!(top.join("new").is_dir());
        assert_eq!(
            fs::read_dir(outside.path()).unwrap().count(),
            0,
            "nothing was made outside"
        );
        let mut refused: Vec<_> = job.work().refused.keys().copied().collect();
        refused.sort_unstable();
        assert_eq!(refused, [1, 2, 3]);
    }
}
