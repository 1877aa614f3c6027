//! The ways that people have today, with OpenSSH's own programs.
//!
//! All of them are helped where that is possible without changing what they are: no question about host keys, no GSSAPI, no agent, no
//! configuration to read, one kind of key; their metadata goes over connections that are open; and `bench-tunnel` stands for the AWS
//! CLI, without the half second that the CLI needs to start, and without its look-ups.

mod master;
mod platform;
mod ssh;
mod tunnel;

use std::path::PathBuf;

use anyhow::{Context, Result};
use tokio::{time::Instant, try_join};

use self::{master::Master, platform::Platform, tunnel::Tunnel};
use crate::{
    contents::{Contents, folder_printed},
    say,
    stage::Stage,
};

/// What is run on the instance for one file.
const READ: &str = "sudo -n cat /configs/config.yaml";
/// What is run on the instance for one folder.
const LIST: &str = "sudo -n find /configs -mindepth 1 -maxdepth 1 -printf '%y %s %f\\n'";

/// Everybody else.
pub(crate) struct Others<'stage> {
    stage: &'stage Stage,
    platform: Platform,
    /// `bench-tunnel`.
    program: PathBuf,
    environment: Vec<(&'static str, String)>,
}

/// What each of them took for a whole panel, in ms.
#[derive(Default)]
pub(crate) struct Theirs {
    pub(crate) per_operation_cold: Vec<f64>,
    pub(crate) pooled_cold: Vec<f64>,
    pub(crate) pooled_warm: Vec<f64>,
    /// The same, if it did both file operations at the same time.
    pub(crate) pooled_warm_beside: Vec<f64>,
    pub(crate) master_cold: Vec<f64>,
    pub(crate) master_warm: Vec<f64>,
}

impl<'stage> Others<'stage> {
    pub(crate) fn new(stage: &'stage Stage) -> Result<Self> {
        let mut environment = stage.lab.exports();
        environment.push(("CAUSEWAY_ENDPOINT_ID", stage.lab.endpoint_id().to_owned()));
        environment.push((
            "CAUSEWAY_ENDPOINT_DNS_NAME",
            stage.lab.endpoint_dns_name().to_owned(),
        ));
        Ok(Self {
            platform: Platform::new(stage)?,
            program: std::env::current_exe()?.with_file_name("bench-tunnel"),
            environment,
            stage,
        })
    }

    /// Opens the panel so many times in each way.
    pub(crate) async fn measure(&self, runs: usize) -> Result<Theirs> {
        // Connections are open from here on.
        self.platform.at_once().await?;
        let mut theirs = Theirs::default();
        for run in 1..=runs {
            say(&format!("  the others: {run} of {runs}"))?;
            self.per_operation(&mut theirs).await?;
            self.pooled(&mut theirs).await?;
            self.master(&mut theirs).await?;
        }
        Ok(theirs)
    }

    /// The original way: everything anew for each operation, and one thing after the other, as its panel waits for each answer before it
    /// asks the next; the row twice, as its card asks for itself.
    async fn per_operation(&self, theirs: &mut Theirs) -> Result<()> {
        let panel = async {
            let mut contents = self.platform.one_by_one().await?;
            let tunnel = Tunnel::open(self).await?;
            contents.config = text(tunnel.run(READ).await?)?;
            drop(tunnel);
            self.platform.row().await?;
            let tunnel = Tunnel::open(self).await?;
            contents.folder = folder_printed(&tunnel.run(LIST).await?)?;
            Ok(contents)
        };
        theirs.per_operation_cold.push(self.timed(panel).await?);
        self.stage.quiet().await
    }

    /// Its own improvement: the tunnel process and its key are kept for 50 s, and each operation is a login through them. The metadata
    /// is asked for at once, beside the files.
    async fn pooled(&self, theirs: &mut Theirs) -> Result<()> {
        let panel = self.with_metadata(async {
            let tunnel = Tunnel::open(self).await?;
            self.in_turn(&tunnel).await
        });
        theirs.pooled_cold.push(self.timed(panel).await?);
        self.stage.quiet().await?;
        let tunnel = Tunnel::open(self).await?;
        let panel = self.with_metadata(self.in_turn(&tunnel));
        theirs.pooled_warm.push(self.timed(panel).await?);
        let panel = self.with_metadata(async {
            let both = try_join!(tunnel.run(READ), tunnel.run(LIST))?;
            files(both)
        });
        theirs.pooled_warm_beside.push(self.timed(panel).await?);
        drop(tunnel);
        self.stage.quiet().await
    }

    /// One after the other, as its panel asks for the folder once it is looked at.
    async fn in_turn(&self, tunnel: &Tunnel) -> Result<Contents> {
        let config = tunnel.run(READ).await?;
        files((config, tunnel.run(LIST).await?))
    }

    /// What people do at a terminal: OpenSSH's master connection, and each operation through its socket, all at the same time.
    async fn master(&self, theirs: &mut Theirs) -> Result<()> {
        let mut opened = None;
        let panel = self.with_metadata(async {
            let master = Master::open(self).await?;
            let both = try_join!(master.run(READ), master.run(LIST))?;
            opened = Some(master);
            files(both)
        });
        theirs.master_cold.push(self.timed(panel).await?);
        let master = opened.context("a panel without a master connection")?;
        let panel = self.with_metadata(async {
            let both = try_join!(master.run(READ), master.run(LIST))?;
            files(both)
        });
        theirs.master_warm.push(self.timed(panel).await?);
        master.close().await?;
        self.stage.quiet().await
    }

    /// Both halves of a panel at the same time.
    async fn with_metadata(
        &self,
        files: impl Future<Output = Result<Contents>>,
    ) -> Result<Contents> {
        let (metadata, files) = try_join!(self.platform.at_once(), files)?;
        Ok(Contents {
            config: files.config,
            folder: files.folder,
            ..metadata
        })
    }

    /// Milliseconds until a panel is there, which must show what it has to.
    async fn timed(&self, panel: impl Future<Output = Result<Contents>>) -> Result<f64> {
        let started = Instant::now();
        let contents = panel.await?;
        let ms = started.elapsed().as_secs_f64() * 1_000.0;
        contents.check(&self.stage.expected)?;
        Ok(ms)
    }
}

fn files((config, folder): (Vec<u8>, Vec<u8>)) -> Result<Contents> {
    Ok(Contents {
        config: text(config)?,
        folder: folder_printed(&folder)?,
        ..Contents::default()
    })
}

fn text(bytes: Vec<u8>) -> Result<String> {
    Ok(String::from_utf8(bytes)?)
}
