//! What the app's Rust side needs with some sessions open: a process of its own, looked at from outside.
//!
//! The process is this program again; it holds the same backend that the window and the terminal have, and nothing else, least of all
//! the lab.

use std::{
    fs,
    io::{Read as _, Write as _, stdin, stdout},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use backend::{ClosePanel, Leg, OpenPanel, PanelEvent};
use bench::{
    report::{Part, Table},
    statistics::told,
};
use lab::{Fleet, Lab, Options, SshServer};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    task::spawn_blocking,
    time::sleep,
};

use crate::say;

const COUNTS: [usize; 3] = [1, 8, 32];
/// As many sessions may go through one endpoint.
const SESSIONS_PER_ENDPOINT: usize = 16;
/// After the last opening, before the processor's time is counted.
const SETTLING: Duration = Duration::from_secs(3);
const IDLE: Duration = Duration::from_secs(10);
/// What `/proc/PID/stat` counts in, on every Linux of today.
const TICKS_PER_SECOND: f64 = 100.0;

/// Opens so many sessions and keeps them until its input ends.
pub(crate) async fn hold(count: usize) -> Result<()> {
    let home = tempfile::tempdir()?;
    let variables = std::env::vars().filter_map(|(name, value)| Some((known(&name)?, value)));
    let mut variables: Vec<_> = variables.collect();
    variables.push(("EIC_TUNNEL_POOL_TTL", "3000".to_owned()));
    let backend = bench::app::connected(home.path(), variables).await?;
    for index in 1..=count {
        let workspace_id = Fleet::small_id(index).parse()?;
        let panel = OpenPanel {
            workspace_id,
            generation: 1,
            legs: Leg::ALL.to_vec(),
        };
        backend.open_panel(panel, |_: PanelEvent| {}).await?;
        // The session stays, as it does behind a panel that was closed.
        backend.close_panel(&ClosePanel {
            workspace_id,
            generation: 1,
        });
    }
    writeln!(stdout(), "open")?;
    spawn_blocking(|| stdin().read_to_end(&mut Vec::new())).await??;
    backend.close().await;
    Ok(())
}

/// The names of the variables that lead to a lab.
fn known(name: &str) -> Option<&'static str> {
    const NAMES: [&str; 12] = [
        "CAUSEWAY_PLATFORM_URL",
        "CAUSEWAY_PLATFORM_TOKEN",
        "CAUSEWAY_ORG_ID",
        "CAUSEWAY_EXTRA_CA_FILE",
        "AWS_ENDPOINT_URL_EC2",
        "AWS_ENDPOINT_URL_EC2_INSTANCE_CONNECT",
        "AWS_ENDPOINT_URL_STS",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_REGION",
        "AWS_EC2_METADATA_DISABLED",
    ];
    NAMES.into_iter().find(|known| *known == name)
}

/// Looks at processes with 1, 8 and 32 sessions.
pub(crate) async fn measure(part: &mut Part) -> Result<()> {
    let mut table = Table::new(
        "The app's Rust side with sessions open and nobody using them",
        ["sessions", "memory (RSS)", "processor over 10 s"],
    );
    for count in COUNTS {
        say(&format!("{count} sessions"))?;
        let (memory_bytes, processor_seconds) = look(count).await?;
        #[expect(clippy::cast_precision_loss, reason = "rounded to MiB")]
        let memory_mib = memory_bytes as f64 / f64::from(1 << 20);
        table = table.row([
            count.to_string(),
            format!("{} MiB", told(memory_mib)),
            format!("{:.0} ms", processor_seconds * 1_000.0),
        ]);
    }
    part.table(table.for_readme());
    Ok(())
}

/// A process with so many sessions: its memory, and the processor's seconds that it took in ten.
async fn look(count: usize) -> Result<(u64, f64)> {
    let options = Options {
        ssh: SshServer::RequireSshd,
        vpcs: count.div_ceil(SESSIONS_PER_ENDPOINT),
        ..Options::new(Fleet::small(count))
    };
    let lab = Lab::start(options).await?;
    let mut process = start(&lab, count).await?;
    let pid = process.id().context("the process has ended")?;
    sleep(SETTLING).await;
    let open = lab.counters().tunnels_open;
    ensure!(open == count as u64, "{open} sessions in place of {count}");
    let before = processor_seconds(pid)?;
    sleep(IDLE).await;
    let took = processor_seconds(pid)? - before;
    let memory_bytes = memory_bytes(pid)?;
    drop(process.stdin.take());
    process.wait().await?;
    lab.stop().await;
    Ok((memory_bytes, took))
}

/// Starts the process and waits until its sessions are open.
async fn start(lab: &Lab, count: usize) -> Result<Child> {
    let mut process = Command::new(std::env::current_exe()?)
        .args(["sessions", &count.to_string()])
        .envs(lab.exports())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let output = process.stdout.take().context("a process without output")?;
    let said = BufReader::new(output).lines().next_line().await?;
    ensure!(said.as_deref() == Some("open"), "the sessions did not open");
    Ok(process)
}

fn memory_bytes(pid: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.context("no VmRSS")?.trim().trim_end_matches(" kB");
    Ok(kib.parse::<u64>()? * 1_024)
}

/// In its own code and in the kernel.
fn processor_seconds(pid: u32) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name before the last bracket may hold anything; the state after it is the third field.
    let (_, fields) = stat.rsplit_once(')').context("an odd stat")?;
    let mut times = fields.split_whitespace().skip(11).take(2);
    let mut next = || {
        let ticks = times.next().context("a short stat")?;
        Ok::<_, anyhow::Error>(ticks.parse::<f64>()?)
    };
    Ok((next()? + next()?) / TICKS_PER_SECOND)
}
