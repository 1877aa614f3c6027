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

use std::time::Duration;

use anyhow::{Context, Result};
use bench::report::{Bars, Part, Table};
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
    let mut part = Part::new("files", "Transfers");
    let columns = [
        "round trip",
        "what",
        "Causeway",
        "OpenSSH sftp",
        "times as fast",
    ];
    let mut table = Table::new("Transfers, beside OpenSSH's sftp", columns).for_readme();
    for (rtt_ms, files) in ROWS {
        let files = arguments.next().transpose()?.unwrap_or(files);
        let took = row(rtt_ms, megabytes, files).await?;
        let mut bars = Bars::new(&format!("Transfers, {rtt_ms} ms a round trip"), "s");
        for (name, ours, theirs) in took {
            let (ours, theirs) = (ours.as_secs_f64(), theirs.as_secs_f64());
            table = table.row([
                format!("{rtt_ms} ms"),
                name.clone(),
                format!("{ours:.2} s"),
                format!("{theirs:.2} s"),
                format!("{:.1}", theirs / ours),
            ]);
            bars = bars
                .bar(&format!("{name}: Causeway"), ours)
                .bar(&format!("{name}: OpenSSH sftp"), theirs);
        }
        part.bars(bars);
    }
    part.table(table);
    part.finish()
}

/// What each way takes for each transfer: ours, then OpenSSH's.
type Took = Vec<(String, Duration, Duration)>;

async fn row(rtt_ms: u64, megabytes: usize, files: usize) -> Result<Took> {
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
    let mut took = Took::new();
    for (job, name) in [
        (&large, format!("{megabytes} MB")),
        (&small, format!("{files} files of 4 KB")),
    ] {
        let up = (ours.put(job).await?, theirs.put(job).await?);
        let down = (ours.get(job).await?, theirs.get(job).await?);
        for (way, (ours, theirs)) in [("up", up), ("down", down)] {
            took.push((format!("{name} {way}"), ours, theirs));
        }
    }
    theirs.close().await?;
    ours.close().await;
    lab.stop().await;
    Ok(took)
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
