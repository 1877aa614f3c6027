//! A thousand events a second, and what the window makes of them.

use std::time::Duration;

use e2e::{Outcome, World};
use lab::{Fleet, SshServer};
use serde_json::{Value, json};
use tokio::time::{MissedTickBehavior, interval};

use crate::cold::all_cards_ms;

const WORKSPACES: usize = 1_000;
const EVENTS_PER_TICK: usize = 10;
const TICK: Duration = Duration::from_millis(10);
/// Writes down when each frame begins.
const WATCH_FRAMES: &str = "window.frames = [];
    const note = (now) => { window.frames.push(now); window.watch = requestAnimationFrame(note); };
    window.watch = requestAnimationFrame(note);";
/// The ms between frames.
const FRAMES: &str = "cancelAnimationFrame(window.watch);
    return window.frames.slice(1).map((now, index) => now - window.frames[index]);";
/// What a screen reader says of every node that is drawn, by workspace id.
const CARDS: &str = "const nodes = document.querySelectorAll('.react-flow__node[data-id]');
    const name = (node) => (node.getAttribute('aria-labelledby') ?? '').split(' ')
        .map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
    return Object.fromEntries([...nodes].map((node) =>
        [node.dataset.id, node.getAttribute('aria-label') ?? name(node)]));";

pub(crate) struct Burst {
    pub(crate) events: usize,
    /// What each frame took, in ms.
    pub(crate) frames_ms: Vec<f64>,
    /// Cards in view, and how many of them show the last event of their workspace.
    pub(crate) seen: usize,
    pub(crate) right: usize,
}

/// Sends 1,000 events a second for `seconds`.
pub(crate) async fn measure(seconds: usize) -> Outcome<Burst> {
    let fleet = Fleet::many(WORKSPACES);
    let ids: Vec<_> = fleet.workspaces.iter().map(|row| row.id.clone()).collect();
    let world = World::with_fleet(fleet, SshServer::Embedded).await?;
    let app = world.open_app().await?;
    let page = app.page();
    // What drawing them costs belongs to the start.
    all_cards_ms(&app).await?;
    page.run(WATCH_FRAMES, Vec::new()).await?;
    let events = send(&world, &ids, seconds).await?;
    let frames = page.run(FRAMES, Vec::new()).await?;
    let shown = e2e::until("every card shows the last event", async || {
        let shown = count(&page.run(CARDS, Vec::new()).await?, &ids, events);
        Ok((shown.0 == shown.1).then_some(shown))
    })
    .await;
    let (seen, right) = match shown {
        Ok(shown) => shown,
        Err(_) => count(&page.run(CARDS, Vec::new()).await?, &ids, events),
    };
    page.keep_picture("bench-burst").await?;
    app.close().await?;
    world.end().await?;
    Ok(Burst {
        events,
        frames_ms: serde_json::from_value(frames)?,
        seen,
        right,
    })
}

/// The number of tasks that event `index` tells of: never none, so that a card shows it.
fn tasks(index: usize) -> usize {
    index % 97 + 1
}

async fn send(world: &World, ids: &[String], seconds: usize) -> Outcome<usize> {
    let platform = world.lab()?.world().platform();
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut sent = 0;
    while sent < seconds * 1_000 {
        ticks.tick().await;
        for _ in 0..EVENTS_PER_TICK {
            let id = ids.get(sent % ids.len()).ok_or("an empty fleet")?;
            let payload =
                json!({ "current_task": format!("task {sent}"), "active_tasks": tasks(sent) });
            platform.broadcast("TASK_UPDATED", id, &payload);
            sent += 1;
        }
    }
    Ok(sent)
}

/// How many cards are drawn, and how many of them show the last event.
fn count(cards: &Value, ids: &[String], events: usize) -> (usize, usize) {
    let Some(cards) = cards.as_object() else {
        return (0, 0);
    };
    let is_right = |(id, text): (&String, &Value)| {
        let index = ids.iter().position(|known| known == id)?;
        let last = (0..events).rev().find(|event| event % ids.len() == index)?;
        let text = text.as_str()?;
        text.contains(&format!("{} task", tasks(last)))
            .then_some(())
    };
    let right = cards.iter().filter_map(is_right).count();
    (cards.len(), right)
}
