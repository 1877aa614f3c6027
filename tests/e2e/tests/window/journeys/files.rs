//! The files of an instance.

use std::fs;

use e2e::{Outcome, World, workspace};

use super::in_window;

#[tokio::test(flavor = "multi_thread")]
async fn a_large_folder_draws_only_what_is_seen_and_a_file_in_it_is_opened() -> Outcome<()> {
    let world = World::start().await?;
    let (id, _) = workspace(1);
    let big = world.lab()?.disk(&id, "/configs/big").ok_or("no disk")?;
    fs::create_dir_all(&big)?;
    for number in 0..3_000 {
        fs::write(big.join(format!("file-{number:04}.md")), "text\n")?;
    }
    let app = world.open_app().await?;
    in_window(&app, async |page| {
        page.click(&format!("workspace-{id}")).await?;
        page.click("tab-files").await?;
        page.click("file-/configs/big").await?;
        page.element("file-/configs/big/file-0000.md").await?;
        page.keep_picture("files").await?;
        assert!(
            !page.has("file-/configs/big/file-2999.md").await?,
            "only what can be seen is drawn"
        );
        page.click("file-/configs/big/file-0003.md").await?;
        page.editor_shows("file-editor", "text\n").await?;
        page.keep_picture("file-open").await
    })
    .await?;
    app.close().await?;
    world.end().await
}
