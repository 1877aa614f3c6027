//! What the task that reads lists and the one that follows events tell each other.

use std::sync::{Mutex, PoisonError};

use tokio::{
    select,
    sync::{Notify, watch},
    time::{Instant, sleep_until},
};

use super::due::{COLLAPSE, next_list};

/// Where the event socket stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Socket {
    /// It was not open yet, and the first try is on.
    #[default]
    Trying,
    /// Events come.
    Open,
    /// No events come.
    Lost {
        /// For how long.
        since: Instant,
    },
}

/// One for each time that the list is kept current.
#[derive(Debug, Default)]
pub(crate) struct Pulse {
    wants_list: Notify,
    wants_socket: Notify,
    socket: watch::Sender<Socket>,
    /// When the last event came. Held for a look or a change only.
    heard: Mutex<Option<Instant>>,
}

impl Pulse {
    /// A list is wanted that begins from now on.
    pub(crate) fn want_list(&self) {
        self.wants_list.notify_one();
    }

    /// The platform answers again: the socket is not to wait any longer.
    pub(crate) fn try_socket(&self) {
        if *self.socket.borrow() != Socket::Open {
            self.wants_socket.notify_one();
        }
    }

    /// Returns when somebody wants the socket to be tried now.
    pub(crate) async fn socket_wanted(&self) {
        self.wants_socket.notified().await;
    }

    pub(crate) fn set_socket(&self, socket: Socket) {
        self.socket.send_replace(socket);
    }

    pub(crate) fn socket(&self) -> Socket {
        *self.socket.borrow()
    }

    /// An event came.
    pub(crate) fn hear(&self, now: Instant) {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }

    /// Returns when the first try of the socket is over.
    pub(super) async fn settled(&self) {
        let mut socket = self.socket.subscribe();
        // The sender lives as long as `self`, so waiting cannot fail.
        socket
            .wait_for(|socket| *socket != Socket::Trying)
            .await
            .ok();
    }

    /// A list begins: whoever wanted one before gets this one.
    pub(super) fn list_begins(&self) {
        let wanted = self.wants_list.notified();
        futures_util::FutureExt::now_or_never(wanted);
    }

    /// Returns when another list is due or wanted, after the one that ended at `ended`.
    pub(super) async fn wait_for_next(&self, ended: Instant) {
        let mut socket = self.socket.subscribe();
        loop {
            let heard = *self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            let due = next_list(ended, *socket.borrow_and_update(), heard);
            if due <= Instant::now() {
                return;
            }
            select! {
                () = self.wants_list.notified() => break,
                _ = socket.changed() => {}
                () = sleep_until(due) => {}
            }
        }
        sleep_until(ended + COLLAPSE).await;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn lists_that_are_wanted_shortly_after_one_are_one() {
        let pulse = Pulse::default();
        let ended = Instant::now();
        pulse.want_list();
        pulse.want_list();
        pulse.wait_for_next(ended).await;
        assert_eq!(ended.elapsed(), COLLAPSE);
        pulse.list_begins();
        let ended = Instant::now();
        pulse.wait_for_next(ended).await;
        assert_eq!(
            ended.elapsed(),
            Duration::from_secs(10),
            "both were served by one list"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_list_that_is_wanted_while_another_is_read_is_read_after_it() {
        let pulse = Pulse::default();
        pulse.list_begins();
        pulse.want_list();
        let ended = Instant::now();
        pulse.wait_for_next(ended).await;
        assert_eq!(ended.elapsed(), COLLAPSE);
    }

    #[tokio::test(start_paused = true)]
    async fn a_socket_that_is_lost_brings_the_next_list_forward() {
        let pulse = Pulse::default();
        pulse.set_socket(Socket::Open);
        let ended = Instant::now();
        let losing = async {
            tokio::time::sleep(Duration::from_secs(5)).await;
            pulse.set_socket(Socket::Lost {
                since: Instant::now(),
            });
        };
        tokio::join!(losing, pulse.wait_for_next(ended));
        assert_eq!(ended.elapsed(), Duration::from_secs(7));
    }
}
