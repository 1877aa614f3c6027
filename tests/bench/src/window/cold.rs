//! Starts without a network, on the cache of an earlier start.

use std::{fs, time::SystemTime};

use e2e::{App, Outcome, World, processes, until};
use lab::{Fleet, SshServer};
use serde_json::Value;

use crate::quantile;

/// When the first cards were painted, ms since the epoch; null before.
const FIRST_CARDS: &str = "const mark = performance.getEntriesByName('causeway:first-cards')[0];
    return mark === undefined ? null : performance.timeOrigin + mark.startTime;";

/// What some starts took, from the process to the first painted cards.
pub(crate) struct Row {
    pub(crate) median_ms: f64,
    pub(crate) slowest_ms: f64,
}

/// Fills the cache with a fleet, takes the network away, and starts `starts` times.
pub(crate) async fn measure(workspaces: usize, starts: usize) -> Outcome<Row> {
    let fleet = Fleet::many(workspaces);
    let last = fleet.workspaces.last().ok_or("an empty fleet")?.id.clone();
    let mut world = World::with_fleet(fleet, SshServer::Embedded).await?;
    let app = world.open_app().await?;
    first_cards_ms(&app).await?;
    is_kept(&world, &last).await?;
    app.close().await?;
    world.cut_network().await;
    let mut took = Vec::new();
    for _ in 0..starts {
        let app = world.open_app().await?;
        let shown = first_cards_ms(&app).await?;
        took.push(shown - started_ms(&app)?);
        if took.len() == starts {
            let picture = format!("bench-cold-{workspaces}");
            app.page().keep_picture(&picture).await?;
        }
        app.close().await?;
    }
    world.end().await?;
    took.sort_by(f64::total_cmp);
    Ok(Row {
        median_ms: quantile(&took, 0.5),
        slowest_ms: quantile(&took, 1.0),
    })
}

/// When the first cards were painted, ms since the epoch.
pub(crate) async fn first_cards_ms(app: &App) -> Outcome<f64> {
    let page = app.page();
    until("the first cards are painted", async || {
        let mark = page.run(FIRST_CARDS, Vec::new()).await?;
        Ok(mark.as_f64())
    })
    .await
}

/// When the app's process was started, ms since the epoch.
fn started_ms(app: &App) -> Outcome<f64> {
    let age = processes::age(app.process()?.id)?;
    let started = SystemTime::now() - age;
    Ok(started
        .duration_since(SystemTime::UNIX_EPOCH)?
        .as_secs_f64()
        * 1_000.0)
}

/// Waits until the last workspace of the list, and its card, are on the disk.
async fn is_kept(world: &World, workspace: &str) -> Outcome<()> {
    until("the fleet is on the disk", async || {
        let mut with_card = 0;
        for path in world.files() {
            let text = fs::read(&path).unwrap_or_default();
            if let Ok(Value::Object(_)) = serde_json::from_slice::<Value>(&text)
                && String::from_utf8_lossy(&text).contains(workspace)
            {
                with_card += 1;
            }
        }
        Ok((with_card >= 2).then_some(()))
    })
    .await
}
