//! The platform's events: following them through every loss of the socket.
//!
//! The socket replays nothing, so that the list is asked for after every gap. What an event changes is the [fleet](crate::fleet)'s.

mod burst;
mod pauses;

use std::sync::{Arc, Weak};

use control_plane::{Event, EventStream};
use tokio::time::{Instant, sleep, sleep_until};

use self::{burst::Burst, pauses::Pauses};
use crate::{
    Backend, EventsStatus,
    backend::Inner,
    clock::now_ms,
    connection::Connection,
    fleet::Asked,
    freshness::{Pulse, Socket},
};

/// Follows the events of `connection` until it is not in force any more.
pub(crate) async fn follow(backend: Weak<Inner>, connection: Weak<Connection>, pulse: Arc<Pulse>) {
    let mut pauses = Pauses::default();
    loop {
        let Some(current) = connection.upgrade() else {
            return;
        };
        let origin = current.event_origin.as_deref();
        let opened = current.client.events(&current.event_http, origin).await;
        let began = Instant::now();
        let Some(inner) = backend.upgrade() else {
            return;
        };
        let backend_now = Backend::of(inner);
        match backend_now.heard_of_socket(&current, &pulse, opened) {
            Some(stream) => {
                drop((backend_now, current));
                if listen(&backend, &connection, &pulse, stream)
                    .await
                    .is_none()
                {
                    return;
                }
                pauses.stood_for(began.elapsed());
            }
            None => drop((backend_now, current)),
        }
        tokio::select! {
            () = sleep(pauses.next()) => {}
            () = pulse.socket_wanted() => pauses = Pauses::default(),
        }
    }
}

/// Takes events until the socket ends; `None` when there is nobody to take them for.
async fn listen(
    backend: &Weak<Inner>,
    connection: &Weak<Connection>,
    pulse: &Pulse,
    mut stream: EventStream,
) -> Option<()> {
    let mut burst = Burst::default();
    loop {
        let due = burst.list_at();
        tokio::select! {
            event = stream.next() => {
                let backend = Backend::of(backend.upgrade()?);
                let current = connection.upgrade()?;
                let Some(event) = event else {
                    backend.lost_socket(&current, pulse);
                    return Some(());
                };
                let now = Instant::now();
                pulse.hear(now);
                burst.note(now);
                backend.take_event(&current, event, now);
            }
            () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => {
                burst = Burst::default();
                pulse.want_list();
            }
        }
    }
}

impl Backend {
    fn take_event(&self, connection: &Arc<Connection>, event: Event, now: Instant) {
        let received = Asked {
            started: now,
            answered_ms: now_ms(),
        };
        let follows = self.while_current(connection, || {
            let mut shown = self.state().shown();
            shown.connection.answered_ms = Some(received.answered_ms);
            let follows = shown.fleet.apply_event(event, received);
            drop(shown);
            self.state().changed().notify_one();
            follows
        });
        if let Some(follows) = follows {
            self.follow_up(connection, follows);
        }
    }

    /// Shows how a try has ended. Open: whatever happened before is to be read. Not any more: a list shows whether the platform is
    /// there at all.
    fn heard_of_socket(
        &self,
        connection: &Connection,
        pulse: &Pulse,
        opened: Result<EventStream, control_plane::Error>,
    ) -> Option<EventStream> {
        let was = pulse.socket();
        match self.heard(connection, opened) {
            Ok(stream) => {
                pulse.set_socket(Socket::Open);
                pulse.want_list();
                self.show_events(connection, EventsStatus::Open);
                Some(stream)
            }
            Err(error) => {
                tracing::info!("no events from the platform: {error}");
                if was == Socket::Trying {
                    let since = Instant::now();
                    pulse.set_socket(Socket::Lost { since });
                }
                None
            }
        }
    }

    fn lost_socket(&self, connection: &Connection, pulse: &Pulse) {
        let since = Instant::now();
        pulse.set_socket(Socket::Lost { since });
        self.show_events(connection, EventsStatus::Reconnecting);
    }

    fn show_events(&self, connection: &Connection, events: EventsStatus) {
        self.while_current(connection, || {
            self.state().set_connection(|shown| shown.events = events);
        });
    }
}
