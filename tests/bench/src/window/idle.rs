//! What the app costs while nobody touches it: a large fleet is loaded, and a panel was opened and closed again.

use std::time::Duration;

use e2e::{
    App, Outcome, World,
    processes::{self, Memory, Process},
};
use lab::{Fleet, SshServer};
use tokio::time::sleep;

use crate::{
    cold::{first_cards_ms, is_kept},
    opening,
};

const WORKSPACES: usize = 1_000;
/// What the start and the panel have set off is over by then.
const SETTLING: Duration = Duration::from_secs(10);
const WATCHED: Duration = Duration::from_secs(30);

/// What a process, or several together, use.
pub(crate) struct Use {
    /// Of one core, while idle.
    pub(crate) cpu_percent: f64,
    pub(crate) memory: Memory,
}

pub(crate) struct Idle {
    /// The Rust side, which has the window too.
    pub(crate) app: Use,
    /// The webview's own processes.
    pub(crate) webview: Use,
}

pub(crate) async fn measure() -> Outcome<Idle> {
    let (fleet, with_instance) = fleet();
    let last = fleet.workspaces.last().ok_or("an empty fleet")?.id.clone();
    let world = World::with_fleet(fleet, SshServer::Embedded).await?;
    let app = world.open_app().await?;
    first_cards_ms(&app).await?;
    is_kept(&world, &last).await?;
    let page = app.page();
    page.click(&format!("workspace-{with_instance}")).await?;
    page.click("config-raw").await?;
    page.element("config-editor").await?;
    opening::close(&page).await?;
    sleep(SETTLING).await;
    let idle = watch(&app).await?;
    page.keep_picture("bench-idle").await?;
    app.close().await?;
    world.end().await?;
    Ok(idle)
}

/// A large fleet, and the one of its workspaces that has an instance.
fn fleet() -> (Fleet, String) {
    let mut fleet = Fleet::small(1);
    fleet
        .workspaces
        .extend(Fleet::many(WORKSPACES - 1).workspaces);
    (fleet, Fleet::small_id(1))
}

async fn watch(app: &App) -> Outcome<Idle> {
    let own = app.process()?;
    let webview = processes::descendants(own.id);
    let own = [own];
    let before = (cpu_time(&own)?, cpu_time(&webview)?);
    sleep(WATCHED).await;
    let used = |after: Duration, before: Duration| {
        after.saturating_sub(before).as_secs_f64() / WATCHED.as_secs_f64() * 100.0
    };
    Ok(Idle {
        app: Use {
            cpu_percent: used(cpu_time(&own)?, before.0),
            memory: memory(&own)?,
        },
        webview: Use {
            cpu_percent: used(cpu_time(&webview)?, before.1),
            memory: memory(&webview)?,
        },
    })
}

fn cpu_time(processes: &[Process]) -> Outcome<Duration> {
    processes
        .iter()
        .map(|process| processes::cpu_time(process.id))
        .sum()
}

/// Of all of them; what they share is in the resident memory several times.
fn memory(processes: &[Process]) -> Outcome<Memory> {
    let mut all = Memory::default();
    for process in processes {
        let memory = processes::memory(process.id)?;
        all.resident_kib += memory.resident_kib;
        all.proportional_kib += memory.proportional_kib;
        all.own_kib += memory.own_kib;
    }
    Ok(all)
}
