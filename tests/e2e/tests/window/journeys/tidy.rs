//! Nothing is left lying about: no port, no helper process, no key.

use std::{collections::HashSet, ffi::OsString, fs, time::Duration};

use e2e::{App, DEADLINE, Outcome, World, processes, workspace};
use tokio::{
    process::Command,
    time::{interval, timeout},
};

use super::in_window;

/// Where WebDriver reaches into the webview: an address that WebKit's driver gives to the app it starts.
const INSPECTOR_VARIABLE: &str = "WEBKIT_INSPECTOR_SERVER";

#[tokio::test(flavor = "multi_thread")]
async fn with_a_panel_open_the_app_has_no_port_no_helper_process_and_no_key_on_disk() -> Outcome<()>
{
    let world = World::start().await?;
    let (id, _) = workspace(1);
    let notes = world
        .lab()?
        .disk(&id, "/configs/config.yaml")
        .ok_or("no disk")?;
    let app = world.open_app().await?;
    in_window(&app, async |page| {
        page.click(&format!("workspace-{id}")).await?;
        page.click("tab-files").await?;
        page.click("file-/configs/config.yaml").await?;
        page.editor_shows("file-editor", &fs::read_to_string(&notes)?)
            .await
    })
    .await?;
    assert_eq!(
        world.lab()?.counters().tunnels_open,
        1,
        "a session should be open while we look"
    );
    only_the_inspector_listens(&app)?;
    only_the_webview_was_started(&app)?;
    no_key_is_on_disk(&world);
    app.close().await?;
    world.end().await
}

/// The demo has files of its own long before there is a window that could be closed.
#[tokio::test(flavor = "multi_thread")]
async fn a_demo_that_is_ended_while_it_starts_leaves_no_files() -> Outcome<()> {
    let world = World::start().await?;
    let mut app = world.spawn_app(&["--demo"])?;
    let id = app.id().ok_or("the app has ended at once")?.to_string();
    timeout(DEADLINE, has_begun(&world)).await??;
    let sent = Command::new("kill").args(["-TERM", &id]).status().await?;
    assert!(sent.success());
    let ended = timeout(DEADLINE, app.wait()).await??;
    assert!(ended.success(), "{ended}");
    assert_eq!(world.temporary()?, Vec::<OsString>::new());
    world.end().await
}

/// At once: a tenth of a second later the window is there.
async fn has_begun(world: &World) -> Outcome<()> {
    let mut ticks = interval(Duration::from_millis(1));
    while world.temporary()?.is_empty() {
        ticks.tick().await;
    }
    Ok(())
}

fn only_the_inspector_listens(app: &App) -> Outcome<()> {
    let id = app.process()?.id;
    let address = processes::variable(id, INSPECTOR_VARIABLE)?;
    let address = address.ok_or("WebDriver gave the app no inspector address")?;
    let (_, port) = address
        .rsplit_once(':')
        .ok_or("an address without a port")?;
    let inspector = HashSet::from([port.parse()?]);
    assert_eq!(
        processes::listening_ports(id)?,
        inspector,
        "the app should open no port"
    );
    Ok(())
}

fn only_the_webview_was_started(app: &App) -> Outcome<()> {
    let started = processes::descendants(app.process()?.id);
    assert!(
        !started.is_empty(),
        "the webview's own processes should be seen"
    );
    let others: Vec<_> = started
        .iter()
        .filter(|child| !child.name.starts_with("WebKit"))
        .collect();
    assert!(
        others.is_empty(),
        "the app should start nothing but the webview: {others:?}"
    );
    Ok(())
}

fn no_key_is_on_disk(world: &World) {
    let files = world.files();
    assert!(!files.is_empty(), "the app's own files should be seen");
    for path in files {
        // A file may be gone by now; then there is nothing in it.
        let content = fs::read(&path).unwrap_or_default();
        let has_key = String::from_utf8_lossy(&content).contains("PRIVATE KEY");
        assert!(!has_key, "{} should hold no private key", path.display());
    }
}
