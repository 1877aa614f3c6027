//! Measures how fast files go through a tunnel, beside OpenSSH's `sftp` through the same tunnel, and prints a table.
//!
//! Each row is one lab with one delay: real sshd behind a real websocket over TLS, every round trip as long as the row says. Both sides
//! are warm: our session is open, and so is OpenSSH's master connection, whose tunnel is `causeway proxy`. Every file is new, and what
//! has arrived is compared with what was sent.
//!
//! `bench-files [MEGABYTES [FILES_AT_0 FILES_AT_50 FILES_AT_150]]`; by default 100 MB, and 1,000, 200 and 100 files of 4 KB: OpenSSH takes
//! minutes for each hundred on a long line.

mod openssh;
mod ours;
mod tree;

use std::{io::Write, time::Duration};

use anyhow::{Context, Result};
use lab::{Fleet, Lab, Options, SshServer};
use tempfile::TempDir;
use tokio::time::Instant;

use crate::{openssh::OpenSsh, ours::Ours};

const MB: usize = 1_000_000;
const SMALL_BYTES: usize = 4 << 10;
/// Round trips in milliseconds, and how many small files go there.
const ROWS: [(u64, usize); 3] = [(0, 1_000), (50, 200), (150, 100)];

#[tokio::main]
async fn main() -> Result<()> {
    rustls::crypto::aws_lc_rs::default_provider()
        .install_default()
        .ok();
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<usize>());
    let megabytes = arguments.next().transpose()?.unwrap_or(100);
    say("| round trip | what | Causeway | OpenSSH sftp | times as fast |")?;
    say("|---:|---|---:|---:|---:|")?;
    for (rtt_ms, files) in ROWS {
        let files = arguments.next().transpose()?.unwrap_or(files);
        row(rtt_ms, megabytes, files).await?;
    }
    Ok(())
}

async fn row(rtt_ms: u64, megabytes: usize, files: usize) -> Result<()> {
    let options = Options {
        ssh: SshServer::RequireSshd,
        delay: Duration::from_millis(rtt_ms),
        ..Options::new(Fleet::small(1))
    };
    let lab = Lab::start(options)
        .await
        .context("the lab needs root and sshd")?;
    let home = tempfile::tempdir()?;
    let ours = Ours::connect(&lab, &home).await?;
    let theirs = OpenSsh::connect(&lab, &home).await?;
    let large = Job::make("large", 1, megabytes * MB)?;
    let small = Job::make("small", files, SMALL_BYTES)?;
    for (job, name) in [
        (&large, format!("{megabytes} MB")),
        (&small, format!("{files} files of 4 KB")),
    ] {
        let up = (ours.put(job).await?, theirs.put(job).await?);
        let down = (ours.get(job).await?, theirs.get(job).await?);
        for (way, (ours, theirs)) in [("up", up), ("down", down)] {
            let times = theirs.as_secs_f64() / ours.as_secs_f64();
            say(&format!(
                "| {rtt_ms} ms | {name} {way} | {} | {} | {times:.1} |",
                told(ours),
                told(theirs)
            ))?;
        }
    }
    theirs.close().await?;
    ours.close().await;
    lab.stop().await;
    Ok(())
}

fn told(took: Duration) -> String {
    format!("{:.2} s", took.as_secs_f64())
}

fn say(line: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{line}")?;
    Ok(())
}

/// A folder of files that is taken back and forth.
struct Job {
    name: &'static str,
    local: TempDir,
}

impl Job {
    fn make(name: &'static str, files: usize, bytes: usize) -> Result<Self> {
        let local = tempfile::tempdir()?;
        tree::make(&local.path().join(name), files, bytes)?;
        Ok(Self { name, local })
    }

    fn folder(&self) -> std::path::PathBuf {
        self.local.path().join(self.name)
    }
}

/// How long `work` takes.
async fn timed<T>(work: impl Future<Output = Result<T>>) -> Result<(Duration, T)> {
    let started = Instant::now();
    let done = work.await?;
    Ok((started.elapsed(), done))
}
