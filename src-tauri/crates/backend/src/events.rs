//! The platform's events: what they change, and what has to be read again.
//!
//! The socket replays nothing, so that the list is asked for after every gap, and again when an event tells of something that only
//! the list carries. Between two lists there is a pause: events come in bursts.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use backon::{BackoffBuilder as _, ExponentialBuilder};
use control_plane::Event;
use tokio::time::{Instant, sleep, sleep_until};

use crate::{Backend, backend::Inner, connection::Connection};

/// Before the first new try, and at most, without the chance that is added; what lies between is doubled.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// A connection that stood so long was a good one.
const STABLE: Duration = Duration::from_secs(10);
/// From an event to the list that it asks for.
const GATHERING: Duration = Duration::from_millis(500);

/// Follows the events of `connection` until it is not in force any more.
pub(crate) async fn follow(backend: Weak<Inner>, connection: Weak<Connection>) {
    let mut pauses = pauses();
    loop {
        let opened = Instant::now();
        let Some(current) = connection.upgrade() else {
            return;
        };
        match current.client.events(&current.event_http, None).await {
            Ok(stream) => {
                drop(current);
                if listen(&backend, &connection, stream).await.is_none() {
                    return;
                }
            }
            Err(error) => tracing::info!("no events from the platform: {error}"),
        }
        if opened.elapsed() > STABLE {
            pauses = self::pauses();
        }
        sleep(pauses.next().unwrap_or(LONGEST_PAUSE)).await;
    }
}

/// Takes events until the socket ends; `None` when there is nobody to take them for.
async fn listen(
    backend: &Weak<Inner>,
    connection: &Weak<Connection>,
    mut stream: control_plane::EventStream,
) -> Option<()> {
    // Whatever happened before it was open.
    let mut list_at = Some(Instant::now());
    loop {
        let due = list_at.unwrap_or_else(Instant::now);
        tokio::select! {
            event = stream.next() => {
                let Some(event) = event else { return Some(()) };
                let backend = Backend::of(backend.upgrade()?);
                let current = connection.upgrade()?;
                if backend.take_event(&current, &event).await == Then::List {
                    list_at.get_or_insert_with(|| Instant::now() + GATHERING);
                }
            }
            () = sleep_until(due), if list_at.is_some() => {
                list_at = None;
                if let Err(error) = Backend::of(backend.upgrade()?).refresh().await {
                    tracing::info!("the list that an event asked for: {error}");
                }
            }
        }
    }
}

/// What follows from an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    /// The list is to be read again.
    List,
    Nothing,
}

impl Backend {
    async fn take_event(&self, connection: &Arc<Connection>, event: &Event) -> Then {
        let is_current = self.while_current(connection, || ()).is_some();
        if !is_current {
            return Then::Nothing;
        }
        match event.kind.name() {
            "WORKSPACE_PROVISIONING" => {
                if let Some(workspace) = &event.workspace_id {
                    self.instance_replaced(workspace).await;
                }
                Then::List
            }
            // They come every few seconds from each workspace, and the list is read every 30 s anyway.
            "WORKSPACE_HEARTBEAT" | "ACTIVITY_LOGGED" | "AGENT_MESSAGE" | "A2A_RESPONSE" => {
                Then::Nothing
            }
            name if name.starts_with("WORKSPACE_") => Then::List,
            "TASK_UPDATED" | "AGENT_CARD_UPDATED" => Then::List,
            _ => Then::Nothing,
        }
    }
}

/// Each up to twice as long as it is without chance, which spreads the clients of a platform that was away.
fn pauses() -> impl Iterator<Item = Duration> {
    ExponentialBuilder::default()
        .with_min_delay(FIRST_PAUSE)
        .with_max_delay(LONGEST_PAUSE)
        .without_max_times()
        .with_jitter()
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_bound_have_no_end_and_differ() {
        let first = pauses().next().unwrap();
        assert!(first < FIRST_PAUSE * 2, "{first:?}");
        let late = || pauses().nth(1000).unwrap();
        let several: Vec<_> = (0..20).map(|_| late()).collect();
        assert!(
            several
                .iter()
                .all(|pause| (LONGEST_PAUSE..=LONGEST_PAUSE * 2).contains(pause)),
            "{several:?}"
        );
        assert!(
            several.iter().any(|pause| *pause != several[0]),
            "no two clients in step"
        );
    }
}
