//! The network goes away while a panel is open, and comes back.

use std::fs;

use e2e::{Outcome, World, until, workspace};

use super::in_window;

const CONFIG: &str = "/configs/config.yaml";
const TYPED: &str = "# typed while the network was away\n";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_without_a_network_is_kept_and_saved_when_it_is_back_after_one_reconnect()
-> Outcome<()> {
    let world = World::start().await?;
    let (id, _) = workspace(1);
    let disk = world.lab()?.disk(&id, CONFIG).ok_or("no disk")?;
    let before = fs::read_to_string(&disk)?;
    let app = world.open_app().await?;
    in_window(&app, async |page| {
        page.click(&format!("workspace-{id}")).await?;
        page.click("config-raw").await?;
        page.editor_shows("config-editor", &before).await?;
        assert_eq!(sockets(&world)?, 1, "one event socket for the window");

        world.lab()?.cut_network();
        page.element("offline").await?;
        page.enter_editor("config-editor").await?;
        page.type_text(TYPED).await?;
        page.keep_picture("network-away").await?;

        let age = page.text("config-age").await?;
        assert!(
            age.contains("offline"),
            "how old it is should be said: {age:?}"
        );
        world.lab()?.restore_network();
        page.gone("offline").await?;
        page.editor_shows("config-editor", &format!("{TYPED}{before}"))
            .await?;
        page.click("config-save").await?;
        page.element("config-saved").await?;
        page.keep_picture("network-back").await
    })
    .await?;
    assert_eq!(
        fs::read_to_string(&disk)?,
        format!("{TYPED}{before}"),
        "what was typed should stand on the instance"
    );
    until("the events are followed again", async || {
        Ok((sockets(&world)? > 1).then_some(()))
    })
    .await?;
    assert_eq!(sockets(&world)?, 2, "one reconnect, and no more");
    app.close().await?;
    world.end().await
}

/// How many event sockets the platform has seen opened.
fn sockets(world: &World) -> Outcome<u64> {
    Ok(world.lab()?.world().platform().counters().sockets_opened)
}
