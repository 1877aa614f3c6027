//! Text that was typed and not saved, in an app that is killed.

use std::fs;

use e2e::{Outcome, World, until, workspace};

use super::in_window;

const CONFIG: &str = "/configs/config.yaml";
const TYPED: &str = "# typed and never saved\n";
const AGENTS: &str = "# what the agent has written meanwhile\n";

#[tokio::test(flavor = "multi_thread")]
async fn text_that_was_not_saved_outlives_a_kill_and_is_merged_with_what_the_agent_wrote()
-> Outcome<()> {
    let world = World::start().await?;
    let (id, _) = workspace(2);
    let disk = world.lab()?.disk(&id, CONFIG).ok_or("no disk")?;
    let before = fs::read_to_string(&disk)?;
    let app = world.open_app().await?;
    in_window(&app, async |page| {
        page.click(&format!("workspace-{id}")).await?;
        page.click("config-raw").await?;
        page.editor_shows("config-editor", &before).await?;
        page.enter_editor("config-editor").await?;
        page.type_text(TYPED).await
    })
    .await?;
    draft_is_kept(&world).await?;
    // As `kill -9` ends it.
    app.close().await?;
    assert_eq!(fs::read_to_string(&disk)?, before, "nothing was saved");
    fs::write(&disk, format!("{before}{AGENTS}"))?;

    let app = world.open_app().await?;
    in_window(&app, async |page| {
        page.click(&format!("workspace-{id}")).await?;
        page.click("config-raw").await?;
        page.editor_shows("config-editor", &format!("{TYPED}{before}"))
            .await?;
        page.keep_picture("draft-restored").await?;
        page.click("config-save").await?;
        page.element("merge-editor").await?;
        page.keep_picture("merge").await?;
        page.click("save-merged").await?;
        page.element("config-saved").await
    })
    .await?;
    assert_eq!(
        fs::read_to_string(&disk)?,
        format!("{TYPED}{before}{AGENTS}"),
        "neither text is lost"
    );
    app.close().await?;
    world.end().await
}

/// Waits until the text is in a file of the user's folders.
async fn draft_is_kept(world: &World) -> Outcome<()> {
    until("the draft is on the disk", async || {
        let mut texts = world
            .files()
            .into_iter()
            .filter_map(|path| fs::read(path).ok());
        // The journal is JSON: the line break, which was typed last, has two characters there.
        let typed = TYPED.replace('\n', "\\n");
        let is_kept = texts.any(|text| String::from_utf8_lossy(&text).contains(&typed));
        Ok(is_kept.then_some(()))
    })
    .await
}
