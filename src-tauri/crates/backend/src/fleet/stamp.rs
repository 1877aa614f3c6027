//! What decides whether a value may still change: when it was last told, by either of two clocks.
//!
//! Events carry the server's time and are compared by it with one another. Answers to requests carry none: they count as of the
//! moment when the request was made, by the clock of this machine, and are compared with the moment when an event arrived.

use tokio::time::Instant;

/// When an event happened, and when it came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// By the server's clock, nanoseconds since the epoch; `None` where the event does not say.
    pub(super) told: Option<i64>,
    /// By the clock of this machine.
    pub(super) received: Instant,
    /// The same as wall-clock time, ms since the epoch, for what is shown.
    pub(super) received_ms: u64,
}

/// When a request was made, and when its answer came.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    /// When the request was made: the answer may be as old as that.
    pub(crate) started: Instant,
    /// When the answer came, ms since the epoch, for what is shown.
    pub(crate) answered_ms: u64,
}

/// How new a value is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stamp {
    /// The newest event that told it, by the server's clock.
    told: Option<i64>,
    /// When that event came, or when the request was made whose answer told it.
    heard: Option<Instant>,
}

/// A value, and how new it is.
#[derive(Debug, Clone, Default)]
pub(super) struct Field<T> {
    value: T,
    stamp: Stamp,
}

impl Stamp {
    /// Takes note of an event; whether it counts: it is not older than the last one.
    pub(super) fn takes_event(&mut self, moment: Moment) -> bool {
        if moment.told.is_some() && moment.told < self.told {
            return false;
        }
        self.told = moment.told.or(self.told);
        self.heard = self.heard.max(Some(moment.received));
        true
    }

    /// Takes note of an answer to a request made at `started`; whether it counts: nothing newer was heard since.
    pub(super) fn takes_answer(&mut self, started: Instant) -> bool {
        if !self.is_older_than(started) {
            return false;
        }
        self.heard = Some(started);
        true
    }

    /// Whether nothing was heard after `moment`.
    pub(super) fn is_older_than(&self, moment: Instant) -> bool {
        self.heard <= Some(moment)
    }
}

impl<T: PartialEq> Field<T> {
    /// A value that anything may replace.
    pub(super) fn new(value: T) -> Self {
        Self {
            value,
            stamp: Stamp::default(),
        }
    }

    pub(super) fn get(&self) -> &T {
        &self.value
    }

    /// Takes what an event tells, if it tells this and counts; whether the value is another one now.
    pub(super) fn tell(&mut self, told: Option<T>, moment: Moment) -> bool {
        match told {
            Some(value) if self.stamp.takes_event(moment) => self.set(value),
            Some(_) | None => false,
        }
    }

    /// Takes what an answer tells, if it tells this and counts; whether the value is another one now.
    pub(super) fn answer(&mut self, answered: Option<T>, started: Instant) -> bool {
        match answered {
            Some(value) if self.stamp.takes_answer(started) => self.set(value),
            Some(_) | None => false,
        }
    }

    /// Puts a value in its place, however new the present one is; whether it is another one.
    pub(super) fn set(&mut self, value: T) -> bool {
        let is_other = self.value != value;
        self.value = value;
        is_other
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn event(told: Option<i64>, received: Instant) -> Moment {
        Moment {
            told,
            received,
            received_ms: 0,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_event_is_measured_by_the_server_s_clock_and_never_by_its_arrival() {
        let now = Instant::now();
        let mut stamp = Stamp::default();
        assert!(stamp.takes_event(event(Some(5), now)));
        assert!(
            !stamp.takes_event(event(Some(4), now + Duration::from_secs(9))),
            "it came last and happened first"
        );
        assert!(stamp.takes_event(event(Some(5), now)), "not older");
        assert!(
            stamp.takes_event(event(None, now)),
            "no time says nothing against it"
        );
        assert!(
            !stamp.takes_event(event(Some(4), now)),
            "and takes nothing back"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_counts_as_of_the_start_of_its_request() {
        let started = Instant::now();
        let later = started + Duration::from_millis(1);
        let mut stamp = Stamp::default();
        assert!(stamp.takes_answer(started));
        assert!(stamp.takes_event(event(Some(5), later)));
        assert!(!stamp.takes_answer(started), "the event came meanwhile");
        assert!(stamp.takes_answer(later), "asked for after the event");
        assert!(
            !stamp.takes_answer(started),
            "an older answer that comes late"
        );
        assert!(
            !stamp.takes_event(event(Some(4), later)),
            "an answer does not let older events through"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_left_out_stays_as_it_is_and_as_old_as_it_is() {
        let now = Instant::now();
        let mut field = Field::new("stored");
        assert!(!field.answer(None, now + Duration::from_secs(1)));
        assert!(field.answer(Some("listed"), now), "nothing was heard yet");
        assert!(!field.answer(Some("listed"), now), "the same value");
        assert_eq!(*field.get(), "listed");
    }
}
