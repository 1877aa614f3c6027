//! The network goes away, and the app is started again.

use std::fs;

use e2e::{Outcome, World, until, workspace, workspace_ids};

use super::in_window;

/// Part of the card of every workspace, and of nothing else.
const IN_CARD: &str = "A small agent for tests.";

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_without_network_still_shows_the_fleet_and_the_card_with_its_age() -> Outcome<()>
{
    let mut world = World::start().await?;
    let (id, name) = workspace(3);
    let app = world.open_app().await?;
    in_window(&app, async |page| {
        page.element(&format!("workspace-{id}")).await
    })
    .await?;
    cards_are_kept(&world).await?;
    app.close().await?;
    world.cut_network().await;

    let app = world.open_app().await?;
    in_window(&app, async |page| {
        page.element("offline").await?;
        for id in workspace_ids() {
            page.element(&format!("workspace-{id}")).await?;
        }
        page.click(&format!("workspace-{id}")).await?;
        page.click("tab-card").await?;
        assert_eq!(page.text("card-name").await?, name);
        let age = page.text("card-age").await?;
        assert!(
            age.starts_with("Last known card, "),
            "the card should have its age: {age:?}"
        );
        page.keep_picture("offline").await
    })
    .await?;
    app.close().await?;
    world.end().await
}

/// Waits until a card is on the user's disk. The app is ended the hard way, so what is not written by then is lost.
async fn cards_are_kept(world: &World) -> Outcome<()> {
    until("the cards are written to the user's folders", async || {
        let mut texts = world
            .files()
            .into_iter()
            .filter_map(|path| fs::read(path).ok());
        let is_kept = texts.any(|text| String::from_utf8_lossy(&text).contains(IN_CARD));
        Ok(is_kept.then_some(()))
    })
    .await
}
