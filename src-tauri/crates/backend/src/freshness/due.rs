//! When the list is read again without anybody asking for it.

use std::time::Duration;

use tokio::time::Instant;

use super::Socket;

/// Between two lists at least, however many ask for one; the platform's own canvas does the same.
pub(super) const COLLAPSE: Duration = Duration::from_millis(1_500);
/// Between two lists while there are no events.
const POLL: Duration = Duration::from_secs(10);
/// So long no event may come before a list shows whether nothing happens.
const SILENCE: Duration = Duration::from_secs(30);
/// A list is at most so old, however many events come: the server drops some without a word, and has none for a renamed workspace.
const OLDEST: Duration = Duration::from_mins(2);
/// A lost socket is open again by then, and asks for a list itself; else a list shows whether the network is gone.
const RECONNECT_PATIENCE: Duration = Duration::from_secs(2);

/// When the next list is due, after one that ended at `ended`; `heard` is when the last event came.
pub(super) fn next_list(ended: Instant, socket: Socket, heard: Option<Instant>) -> Instant {
    match socket {
        Socket::Open => {
            let silent = heard.map_or(ended, |heard| heard.max(ended)) + SILENCE;
            silent.min(ended + OLDEST)
        }
        Socket::Lost { since } if ended < since => {
            (since + RECONNECT_PATIENCE).max(ended + COLLAPSE)
        }
        Socket::Trying | Socket::Lost { .. } => ended + POLL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(ended: Instant, due: Instant) -> u64 {
        due.duration_since(ended).as_secs()
    }

    #[tokio::test(start_paused = true)]
    async fn without_events_the_list_is_polled_and_with_events_it_is_read_when_they_fall_silent() {
        let ended = Instant::now();
        let after = |seconds| Some(ended + Duration::from_secs(seconds));
        let open = |heard| seconds(ended, next_list(ended, Socket::Open, heard));
        assert_eq!(open(None), 30);
        assert_eq!(open(after(20)), 50, "an event came after 20 s");
        assert_eq!(
            open(after(119)),
            120,
            "events never fall silent on a busy platform"
        );
        assert_eq!(
            seconds(ended, next_list(ended, Socket::Trying, None)),
            10,
            "not open yet"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_lost_socket_is_a_list_within_seconds_and_polling_after_it() {
        let since = Instant::now() + Duration::from_mins(1);
        let lost = Socket::Lost { since };
        let before = since - Duration::from_secs(20);
        assert_eq!(seconds(since, next_list(before, lost, None)), 2);
        let just_before = since - Duration::from_millis(1);
        assert!(next_list(just_before, lost, None) >= just_before + COLLAPSE);
        let after = since + Duration::from_secs(3);
        assert_eq!(seconds(after, next_list(after, lost, None)), 10);
    }
}
