//! Starts without a network, on the cache of an earlier start.

use std::{fs, time::SystemTime};

use bench::report::{Span, Waterfall};
use e2e::{App, Outcome, World, processes, until};
use lab::{Fleet, SshServer};
use serde_json::Value;

/// When the page was begun, ms since the epoch, and when its script had come and had run for the first time, ms since then.
const PAGE: &str = "const [page] = performance.getEntriesByType('navigation');
    const scripts = performance.getEntriesByType('resource')
        .filter((entry) => entry.name.endsWith('.js') && entry.startTime < page.domInteractive);
    const loaded = Math.max(page.responseEnd, ...scripts.map((script) => script.responseEnd));
    return [performance.timeOrigin, loaded, page.domContentLoadedEventEnd];";
/// When a mark was made, ms since the epoch; null before.
const MARK: &str = "const mark = performance.getEntriesByName(arguments[0])[0];
    return mark === undefined ? null : performance.timeOrigin + mark.startTime;";

pub(crate) struct Starts {
    /// What each took, from the process to the first painted cards.
    pub(crate) took_ms: Vec<f64>,
    /// The same, to all of them.
    pub(crate) all_ms: Vec<f64>,
    /// What the last one was spent on.
    pub(crate) last: Waterfall,
}

/// Fills the cache with a fleet, takes the network away, and starts `starts` times.
pub(crate) async fn measure(workspaces: usize, starts: usize) -> Outcome<Starts> {
    let fleet = Fleet::many(workspaces);
    let last = fleet.workspaces.last().ok_or("an empty fleet")?.id.clone();
    let mut world = World::with_fleet(fleet, SshServer::Embedded).await?;
    let app = world.open_app().await?;
    first_cards_ms(&app).await?;
    is_kept(&world, &last).await?;
    app.close().await?;
    world.cut_network().await;
    let (mut took_ms, mut all_ms) = (Vec::new(), Vec::new());
    let mut last = Waterfall::new(&format!("A start with {workspaces} workspaces"));
    for _ in 0..starts {
        let app = world.open_app().await?;
        let shown = first_cards_ms(&app).await?;
        let started = started_ms(&app)?;
        took_ms.push(shown - started);
        all_ms.push(all_cards_ms(&app).await? - started);
        last.spans = spans(&app, started, shown).await?;
        if took_ms.len() == starts {
            let picture = format!("bench-cold-{workspaces}");
            app.page().keep_picture(&picture).await?;
        }
        app.close().await?;
    }
    world.end().await?;
    Ok(Starts {
        took_ms,
        all_ms,
        last,
    })
}

/// What a start was spent on, one thing after the other.
async fn spans(app: &App, started_ms: f64, shown_ms: f64) -> Outcome<Vec<Span>> {
    let page = app.page().run(PAGE, Vec::new()).await?;
    let [begun_ms, loaded_ms, ran_ms]: [f64; 3] = serde_json::from_value(page)?;
    let ends_ms = [
        ("process, window and webview", begun_ms),
        ("page and script are read", begun_ms + loaded_ms),
        ("the script sets itself up", begun_ms + ran_ms),
        ("the fleet is read and drawn", shown_ms),
    ];
    let mut spans = Vec::new();
    let mut start_ms = 0.0;
    for (name, end_ms) in ends_ms {
        let until_ms = end_ms - started_ms;
        spans.push(Span {
            name: name.to_owned(),
            start_ms,
            end_ms: until_ms,
        });
        start_ms = until_ms;
    }
    Ok(spans)
}

/// When the first cards were painted, ms since the epoch.
pub(crate) async fn first_cards_ms(app: &App) -> Outcome<f64> {
    marked_ms(app, "causeway:first-cards").await
}

/// When all cards were painted, ms since the epoch.
pub(crate) async fn all_cards_ms(app: &App) -> Outcome<f64> {
    marked_ms(app, "causeway:all-cards").await
}

/// When the page has made the mark `name`, ms since the epoch.
async fn marked_ms(app: &App, name: &str) -> Outcome<f64> {
    let page = app.page();
    until(name, async || {
        let mark = page.run(MARK, vec![name.into()]).await?;
        Ok(mark.as_f64())
    })
    .await
}

/// When the app's process was started, ms since the epoch.
fn started_ms(app: &App) -> Outcome<f64> {
    let age = processes::age(app.process()?.id)?;
    let started = SystemTime::now() - age;
    Ok(started
        .duration_since(SystemTime::UNIX_EPOCH)?
        .as_secs_f64()
        * 1_000.0)
}

/// Waits until the last workspace of the list, and its card, are on the disk.
pub(crate) async fn is_kept(world: &World, workspace: &str) -> Outcome<()> {
    until("the fleet is on the disk", async || {
        let mut with_card = 0;
        for path in world.files() {
            let text = fs::read(&path).unwrap_or_default();
            if let Ok(Value::Object(_)) = serde_json::from_slice::<Value>(&text)
                && String::from_utf8_lossy(&text).contains(workspace)
            {
                with_card += 1;
            }
        }
        Ok((with_card >= 2).then_some(()))
    })
    .await
}
