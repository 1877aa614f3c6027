//! The way to an instance, checked from its panel.

use fantoccini::key::Key;
use lab::{Call, Fault};

use e2e::{Outcome, Page, World, until, workspace};

use super::in_window;

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_goes_the_whole_way_and_says_where_it_ends() -> Outcome<()> {
    let world = World::start().await?;
    let (id, _) = workspace(1);
    let app = world.open_app().await?;
    in_window(&app, async |page| {
        page.click(&format!("workspace-{id}")).await?;
        run_doctor(&page).await?;
        let summary = summary(&page).await?;
        page.keep_picture("doctor").await?;
        assert!(summary.contains("steps work"), "{summary:?}");
        page.press(&[Key::Escape]).await?;
        page.gone("doctor-summary").await?;

        let fault = Fault::access_denied();
        let world = world.lab()?.world();
        world.refuse(Call::SendSshPublicKey, fault);
        run_doctor(&page).await?;
        let summary = self::summary(&page).await?;
        page.keep_picture("doctor-denied").await?;
        assert!(summary.contains("fail"), "{summary:?}");
        Ok(())
    })
    .await?;
    app.close().await?;
    world.end().await
}

/// By its first letters in the menu, as with the keyboard alone.
async fn run_doctor(page: &Page) -> Outcome<()> {
    page.click("panel-menu").await?;
    page.type_text("run").await?;
    until("the doctor is chosen", async || {
        let chosen = page.focused_text().await?;
        Ok((chosen == "Run doctor").then_some(()))
    })
    .await?;
    page.press(&[Key::Enter]).await
}

/// What the doctor says when it is done.
async fn summary(page: &Page) -> Outcome<String> {
    until("the doctor is done", async || {
        let text = page.text("doctor-summary").await?;
        Ok((!text.is_empty()).then_some(text))
    })
    .await
}
