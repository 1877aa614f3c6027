//! Without a mouse.

use fantoccini::key::Key;

use e2e::{Outcome, Page, World, workspace_ids};

use super::in_window;

/// More than there is to step through before the first node.
const MOST_TABS: usize = 30;

#[tokio::test(flavor = "multi_thread")]
async fn tab_reaches_a_node_enter_opens_its_panel_and_escape_closes_it() -> Outcome<()> {
    let world = World::start().await?;
    let app = world.open_app().await?;
    in_window(&app, async |page| {
        for id in workspace_ids() {
            page.element(&format!("workspace-{id}")).await?;
        }
        let node = tab_to_node(&page).await?;
        page.press(&[Key::Enter]).await?;
        page.element("panel-title").await?;
        page.press(&[Key::Escape]).await?;
        page.gone("panel-title").await?;
        let focused = page.focused_node().await?;
        assert_eq!(
            focused,
            Some(node),
            "the keyboard should be back where it was"
        );
        Ok(())
    })
    .await?;
    app.close().await?;
    world.end().await
}

/// Presses Tab until a node has the keyboard; which one.
async fn tab_to_node(page: &Page) -> Outcome<String> {
    for _ in 0..MOST_TABS {
        page.press(&[Key::Tab]).await?;
        if let Some(id) = page.focused_node().await? {
            return Ok(id);
        }
    }
    Err(format!("no node has the keyboard after {MOST_TABS} tabs").into())
}
