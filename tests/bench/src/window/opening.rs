//! From a click on a card to what is painted of its panel, by the webview's own marks.

use std::time::Duration;

use e2e::{Outcome, Page, World, until};
use lab::{Fleet, SshServer, SshServerKind};
use serde_json::{Value, json};

use crate::cold::first_cards_ms;

const WORKSPACES: usize = 8;
/// From the top of a card to that of the next one.
const LINE: f64 = 160.0;
const ROUND_TRIP: Duration = Duration::from_millis(50);
/// Longer than the measurement: the sessions of the first openings are still there for the last.
const POOL_TTL_SECONDS: &str = "900";
/// The click, the panel with the card, the text of `config.yaml` as it was kept, and as this opening has read it.
const MARKS: [&str; 4] = [
    "causeway:click",
    "causeway:card-painted",
    "causeway:config-painted",
    "causeway:config-fresh",
];
const CLEAR: &str = "for (const name of arguments[0]) performance.clearMarks(name);";
/// When each mark was last set, in ms; null before.
const READ: &str = "return arguments[0].map((name) =>
    performance.getEntriesByName(name).at(-1)?.startTime ?? null);";
const CLOSE: &str = "document.querySelector('[aria-label=\"Close panel\"]').click();";

/// From the click on, in ms.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_field_names, reason = "all have the same unit")]
pub(crate) struct Opening {
    pub(crate) card_ms: f64,
    pub(crate) config_ms: f64,
    pub(crate) fresh_ms: f64,
}

pub(crate) struct Openings {
    /// Nothing is known but the list and the cards: no session, no text.
    pub(crate) first: Vec<Opening>,
    /// The panel was open before, and its session still is.
    pub(crate) warm: Vec<Opening>,
    /// What the panels' instances ran: a sentence.
    pub(crate) behind: String,
}

/// Opens the panel of each workspace, with a round trip of 50 ms, and then of each again, `rounds` times.
pub(crate) async fn measure(rounds: usize) -> Outcome<Openings> {
    let mut world = World::with_fleet(fleet(), SshServer::Auto).await?;
    world.set("EIC_TUNNEL_POOL_TTL", POOL_TTL_SECONDS);
    let app = world.open_app().await?;
    let page = app.page();
    first_cards_ms(&app).await?;
    world.lab()?.world().set_delay(ROUND_TRIP);
    let behind = match world.lab()?.ssh_server() {
        SshServerKind::Sshd => "The instances behind the panels run OpenSSH's sshd.".to_owned(),
        SshServerKind::Embedded { reason } => {
            format!("The instances behind the panels run an embedded SSH server: {reason}.")
        }
    };
    let openings = open_all(&page, rounds).await;
    page.keep_picture("bench-opening").await?;
    let (first, warm) = openings?;
    let counters = world.lab()?.counters();
    app.close().await?;
    world.end().await?;
    let setups = counters.ssh_authentications;
    if setups != u64::try_from(WORKSPACES)? {
        return Err(format!("{setups} sessions were set up: not all openings were warm").into());
    }
    Ok(Openings {
        first,
        warm,
        behind,
    })
}

/// The first opening of each panel, and the later ones.
async fn open_all(page: &Page, rounds: usize) -> Outcome<(Vec<Opening>, Vec<Opening>)> {
    let first = once(page).await?;
    let mut warm = Vec::new();
    for _ in 0..rounds {
        warm.extend(once(page).await?);
    }
    Ok((first, warm))
}

/// In one column, so that a panel hides none of them and the canvas need not move.
fn fleet() -> Fleet {
    let mut fleet = Fleet::small(WORKSPACES);
    let mut y = 1.0;
    for workspace in &mut fleet.workspaces {
        (workspace.x, workspace.y) = (1.0, y);
        y += LINE;
    }
    fleet
}

async fn once(page: &Page) -> Outcome<Vec<Opening>> {
    let mut openings = Vec::new();
    for index in 1..=WORKSPACES {
        openings.push(open(page, &Fleet::small_id(index)).await?);
        close(page).await?;
    }
    Ok(openings)
}

/// Opens a panel, and waits until its `config.yaml` was read and painted.
pub(crate) async fn open(page: &Page, workspace: &str) -> Outcome<Opening> {
    page.run(CLEAR, vec![json!(MARKS)]).await?;
    page.click(&format!("workspace-{workspace}")).await?;
    until("the panel and its config.yaml are painted", async || {
        let marks = page.run(READ, vec![json!(MARKS)]).await?;
        Ok(told(&marks))
    })
    .await
}

/// Closes the panel that is open.
pub(crate) async fn close(page: &Page) -> Outcome<()> {
    page.run(CLOSE, Vec::new()).await?;
    page.gone("panel-title").await
}

/// What the marks say, once all are there.
fn told(marks: &Value) -> Option<Opening> {
    let at = |index: usize| marks.get(index)?.as_f64();
    let click = at(0)?;
    Some(Opening {
        card_ms: at(1)? - click,
        config_ms: at(2)? - click,
        fresh_ms: at(3)? - click,
    })
}
