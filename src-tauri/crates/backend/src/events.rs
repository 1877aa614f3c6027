//! The platform's events: what they change, and what has to be read again.
//!
//! The socket replays nothing, so that the list is asked for after every gap, and again when an event tells of something that only
//! the list carries. Between two lists there is a pause: events come in bursts.

use std::{
    collections::hash_map::RandomState,
    hash::BuildHasher as _,
    sync::{Arc, Weak},
    time::Duration,
};

use control_plane::Event;
use tokio::time::{Instant, sleep, sleep_until};

use crate::{Backend, backend::Inner, connection::Connection};

/// Before the first new try, and at most; what lies between is doubled and spread.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// A connection that stood so long was a good one.
const STABLE: Duration = Duration::from_secs(10);
/// From an event to the list that it asks for.
const GATHERING: Duration = Duration::from_millis(500);

/// Follows the events of `connection` until it is not in force any more.
pub(crate) async fn follow(backend: Weak<Inner>, connection: Weak<Connection>) {
    let mut failures = 0;
    loop {
        let opened = Instant::now();
        let Some(current) = connection.upgrade() else {
            return;
        };
        match current.client.events(&current.event_http).await {
            Ok(stream) => {
                drop(current);
                if listen(&backend, &connection, stream).await.is_none() {
                    return;
                }
            }
            Err(error) => tracing::info!("no events from the platform: {error}"),
        }
        failures = if opened.elapsed() > STABLE {
            0
        } else {
            failures + 1
        };
        sleep(pause(failures)).await;
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
        let due = list_at.unwrap_or_else(|| Instant::now() + LONGEST_PAUSE);
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
        match event.name.as_str() {
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

/// Full jitter: anything up to a bound that doubles with each failure.
fn pause(failures: u32) -> Duration {
    let bound = FIRST_PAUSE
        .saturating_mul(1 << failures.min(5))
        .min(LONGEST_PAUSE);
    // A fresh `RandomState` has random keys: chance enough to spread clients, without a generator of our own.
    let random = RandomState::new().hash_one(()) % 1_000;
    bound * u32::try_from(random).unwrap_or(0) / 1_000 + FIRST_PAUSE / 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_bound_and_differ() {
        let several: Vec<_> = (0..20).map(|_| pause(20)).collect();
        let longest = LONGEST_PAUSE + FIRST_PAUSE / 4;
        assert!(several.iter().all(|pause| *pause <= longest), "{several:?}");
        assert!(
            several.iter().any(|pause| *pause != several[0]),
            "no two clients in step"
        );
        assert!(pause(0) <= FIRST_PAUSE + FIRST_PAUSE / 4);
    }
}
