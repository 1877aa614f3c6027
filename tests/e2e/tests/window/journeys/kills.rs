//! The app is killed while cards change, again and again.

use std::time::Duration;

use e2e::{App, Outcome, World, until};
use lab::{Fleet, SshServer};
use serde_json::json;
use tokio::time::{Instant, interval};

use super::in_window;

const WORKSPACES: usize = 20;
const KILLS: usize = 20;
/// From the first cards on the screen to the kill, at most: changes are on the disk within about 1.5 s.
const LONGEST_LIFE_MS: u64 = 2_500;
const BETWEEN_CHANGES: Duration = Duration::from_millis(20);

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_moment_while_cards_change_it_starts_again_with_every_card() -> Outcome<()> {
    let world = World::with_fleet(Fleet::many(WORKSPACES), SshServer::Embedded).await?;
    let app = world.open_app().await?;
    shows_the_fleet(&app).await?;
    every_card_is_kept(&world).await?;
    drop(app);
    for kill in 0..KILLS {
        let app = world.open_app().await?;
        shows_the_fleet(&app).await?;
        // Moments that lie all over the time, and in no order.
        let life_ms = (kill as u64 * 7 + 3) * 389 % LONGEST_LIFE_MS;
        change_cards(&world, kill, Duration::from_millis(life_ms)).await?;
        // As `kill -9` ends it.
        drop(app);
        world.lab()?.cut_network();
        let app = world.open_app().await?;
        shows_a_card(&app, kill % WORKSPACES + 1).await?;
        drop(app);
        world.lab()?.restore_network();
    }
    world.end().await
}

async fn shows_the_fleet(app: &App) -> Outcome<()> {
    in_window(app, async |page| {
        for index in 1..=WORKSPACES {
            let id = Fleet::many_id(index);
            page.element(&format!("workspace-{id}")).await?;
        }
        Ok(())
    })
    .await
}

/// The fleet, and the card of the `index`-th workspace, counted from 1.
async fn shows_a_card(app: &App, index: usize) -> Outcome<()> {
    shows_the_fleet(app).await?;
    in_window(app, async |page| {
        let id = Fleet::many_id(index);
        page.run(
            "document.querySelector(`[data-testid='workspace-${arguments[0]}']`).click();",
            vec![json!(id)],
        )
        .await?;
        page.click("tab-card").await?;
        let name = page.text("card-name").await?;
        assert!(!name.is_empty(), "the card of {id} should have its name");
        Ok(())
    })
    .await
}

/// Changes one card after the other, with its event, for so long.
async fn change_cards(world: &World, round: usize, time: Duration) -> Outcome<()> {
    let platform = world.lab()?.world().platform();
    let end = Instant::now() + time;
    let mut ticks = interval(BETWEEN_CHANGES);
    let mut change = 0;
    while Instant::now() < end {
        ticks.tick().await;
        change += 1;
        let id = Fleet::many_id(change % WORKSPACES + 1);
        let card = json!({
            "name": format!("Agent {id}"), "description": "Changes all the time.", "version": format!("{round}.{change}"),
            "url": "http://127.0.0.1:8000", "skills": [{ "id": "change", "name": "Change" }],
            "capabilities": { "streaming": true },
        });
        platform.change(&id, |row| row.card = Some(card.clone()));
        platform.broadcast("AGENT_CARD_UPDATED", &id, &json!({ "agent_card": card }));
    }
    Ok(())
}

/// Waits until the last workspace of the fleet is named in two files: the index, and its own.
async fn every_card_is_kept(world: &World) -> Outcome<()> {
    until("the cards are on the disk", async || {
        let kept = |path: &std::path::PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("ws-")
        };
        let files = world.files().into_iter().filter(kept).count();
        Ok((files >= WORKSPACES).then_some(()))
    })
    .await
}
