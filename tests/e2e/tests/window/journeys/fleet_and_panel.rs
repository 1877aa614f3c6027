//! The main job: see the fleet, open a panel, change a file.

use std::{fs, os::unix::fs::MetadataExt as _, path::Path};

use e2e::{Outcome, Page, World, until, workspace, workspace_ids};
use fantoccini::key::Key;
use lab::{Fleet, SshServer};
use serde_json::json;

use super::in_window;

const CONFIG: &str = "/configs/config.yaml";
/// Enough that they fill the canvas from top to bottom.
const MANY: usize = 600;
/// How many nodes are drawn, and how many of them lie in the canvas as a whole.
const IN_CANVAS: &str = "const outer = document.querySelector('.react-flow')?.getBoundingClientRect();
    const nodes = [...document.querySelectorAll('.react-flow__node')];
    const within = nodes.map((node) => node.getBoundingClientRect()).filter((inner) =>
        inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom);
    return [nodes.length, within.length];";
const ZOOM: &str = "return new DOMMatrix(getComputedStyle(document.querySelector('.react-flow__viewport')).transform).a;";

#[tokio::test(flavor = "multi_thread")]
async fn every_workspace_of_the_fleet_is_drawn_with_its_name() -> Outcome<()> {
    let world = World::start().await?;
    let app = world.open_app().await?;
    in_window(&app, async |page| {
        for (index, id) in workspace_ids().enumerate() {
            let text = page.text(&format!("workspace-{id}")).await?;
            let name = format!("small-{}", index + 1);
            assert!(
                text.contains(&name),
                "the node of {name} should name it: {text:?}"
            );
        }
        page.keep_picture("canvas").await
    })
    .await?;
    app.close().await?;
    world.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_fleet_is_in_view_as_a_whole_also_when_a_banner_takes_room() -> Outcome<()> {
    let world = World::with_fleet(Fleet::many(MANY), SshServer::Embedded).await?;
    let app = world.open_app().await?;
    in_window(&app, async |page| {
        in_view(&page, MANY).await?;
        world.lab()?.cut_network();
        page.element("offline").await?;
        in_view(&page, MANY).await?;
        page.keep_picture("canvas-below-banner").await
    })
    .await?;
    app.close().await?;
    world.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_brings_what_it_finds_into_view_and_gives_the_view_back() -> Outcome<()> {
    let world = World::with_fleet(Fleet::many(MANY), SshServer::Embedded).await?;
    let app = world.open_app().await?;
    in_window(&app, async |page| {
        in_view(&page, MANY).await?;
        let whole = zoom(&page).await?;
        page.type_text("/many-60").await?;
        until("what is found fills the canvas", async || {
            Ok((zoom(&page).await? > 1.2 * whole).then_some(()))
        })
        .await?;
        // many-60 and many-600, each in its team.
        in_view(&page, 4).await?;
        page.keep_picture("canvas-search").await?;
        page.press(&[Key::Escape]).await?;
        in_view(&page, MANY).await
    })
    .await?;
    app.close().await?;
    world.end().await
}

async fn zoom(page: &Page) -> Outcome<f64> {
    let zoom = page.run(ZOOM, Vec::new()).await?;
    Ok(zoom.as_f64().ok_or("no zoom")?)
}

async fn in_view(page: &Page, cards: usize) -> Outcome<()> {
    until("every card lies in the canvas", async || {
        let counts = page.run(IN_CANVAS, Vec::new()).await?;
        Ok((counts == json!([cards, cards])).then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_click_opens_the_panel_with_the_config_that_is_on_the_instances_disk() -> Outcome<()> {
    let world = World::start().await?;
    let (id, name) = workspace(2);
    let disk = world.lab()?.disk(&id, CONFIG).ok_or("no disk")?;
    let instance = world.lab()?.instance(&id).ok_or("no instance")?.id;
    let marked = format!("# Only on this disk\n{}", fs::read_to_string(&disk)?);
    fs::write(&disk, &marked)?;
    let app = world.open_app().await?;
    in_window(&app, async |page| {
        page.click(&format!("workspace-{id}")).await?;
        assert_eq!(page.text("panel-title").await?, name);
        page.click("config-raw").await?;
        page.editor_shows("config-editor", &marked).await?;
        page.keep_picture("panel").await?;
        page.click("tunnels-button").await?;
        let row = page.text(&format!("tunnel-{instance}")).await?;
        assert!(row.contains(&name) && row.contains("Open"), "{row:?}");
        page.click("why-slow").await?;
        page.keep_picture("tunnels").await
    })
    .await?;
    let counters = world.lab()?.counters();
    assert_eq!(
        counters.ssh_authentications, 1,
        "one session should do for the panel"
    );
    app.close().await?;
    world.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_typed_and_saved_stands_on_the_disk_with_mode_and_owner_kept() -> Outcome<()> {
    const TYPED: &str = "# Edited in the window\n";
    let world = World::start().await?;
    let (id, _) = workspace(1);
    let disk = world.lab()?.disk(&id, CONFIG).ok_or("no disk")?;
    // Neither the default mode nor the login user: both have to be kept on purpose.
    fs::set_permissions(&disk, std::os::unix::fs::PermissionsExt::from_mode(0o640))?;
    let (before, rights) = (fs::read_to_string(&disk)?, rights(&disk)?);
    let app = world.open_app().await?;
    in_window(&app, async |page| {
        page.click(&format!("workspace-{id}")).await?;
        page.click("config-raw").await?;
        page.editor_shows("config-editor", &before).await?;
        page.enter_editor("config-editor").await?;
        page.type_text(TYPED).await?;
        page.editor_shows("config-editor", &format!("{TYPED}{before}"))
            .await?;
        page.click("config-save").await?;
        page.element("config-saved").await
    })
    .await?;
    assert_eq!(fs::read_to_string(&disk)?, format!("{TYPED}{before}"));
    assert_eq!(
        self::rights(&disk)?,
        rights,
        "mode and owner should be kept"
    );
    app.close().await?;
    world.end().await
}

/// Mode, user and group.
fn rights(path: &Path) -> Outcome<(u32, u32, u32)> {
    let metadata = fs::metadata(path)?;
    Ok((metadata.mode(), metadata.uid(), metadata.gid()))
}
