//! The reference: what the pool may do, told as what must be true of each thing that it did.
//!
//! It does not say in which order the pool works within one instant. It is told the operations before they happen, then what the
//! pool said and gave in answer, with the time of each, and refuses whatever breaks a rule.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    limits::{Limits, PROBE_DEADLINE},
    ops::{DialEnd, KEYS},
    world::{Refused, budget},
};
use crate::{EntryState, Error, Event, Status, Transition};

/// Why an operation, an event or a state is against the rules.
pub(super) type Verdict = Result<(), String>;

/// Refuses unless `rule` holds.
pub(super) fn must(rule: bool, what: impl FnOnce() -> String) -> Verdict {
    if rule { Ok(()) } else { Err(what()) }
}

/// What the pool did, at a time in milliseconds.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) at: u64,
    pub(super) what: Sight,
}

#[derive(Debug)]
pub(super) enum Sight {
    Event(Event<u8, Refused>),
    /// A caller got the connection of this number, or an error.
    Got(usize, Result<usize, Kind>),
    /// A caller that asked ahead got nothing.
    TurnedAway(usize),
}

impl Seen {
    fn kind(&self) -> String {
        match &self.what {
            Sight::Got(_, Ok(_)) => "got a connection".to_owned(),
            Sight::Got(_, Err(kind)) => format!("got {kind:?}"),
            Sight::TurnedAway(_) => "turned away".to_owned(),
            Sight::Event(event) => match &event.transition {
                Transition::Rotating { .. } => "rotating".to_owned(),
                Transition::Failed { error, .. } => format!("failed {:?}", Kind::from(error)),
                Transition::Poisoned(reason) => format!("poisoned: {reason}"),
                Transition::Evicted(why) => format!("evicted {why:?}"),
                Transition::Dialling => "dialling".to_owned(),
                Transition::Open { .. } => "open".to_owned(),
                Transition::Closed => "closed".to_owned(),
            },
        }
    }
}

/// The kind of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Connect,
    TimedOut,
    Exhausted,
    Removed,
    GivenUp,
    Closed,
    Panicked,
    Broken,
}

impl<E> From<&Error<E>> for Kind {
    fn from(error: &Error<E>) -> Self {
        match error {
            Error::Connect(_) => Self::Connect,
            Error::TimedOut => Self::TimedOut,
            Error::Exhausted => Self::Exhausted,
            Error::Removed => Self::Removed,
            Error::GivenUp => Self::GivenUp,
            Error::Closed => Self::Closed,
            Error::Panicked => Self::Panicked,
            Error::Broken => Self::Broken,
        }
    }
}

/// The reference model.
#[derive(Debug)]
pub(super) struct Spec {
    pub(super) limits: Limits,
    /// Dials in flight, by entry.
    pub(super) dials: BTreeMap<u64, Dial>,
    /// Connections, by entry, until they are closed.
    pub(super) sessions: BTreeMap<u64, Session>,
    /// Callers without an answer.
    pub(super) callers: BTreeMap<usize, Caller>,
    pub(super) interests: [usize; KEYS as usize],
    /// When the connections were probed.
    pub(super) probes: Vec<u64>,
    /// Connections that are held by a probe, and until when.
    silent: Vec<(u64, u64)>,
    pub(super) setups: u64,
    pub(super) is_closed: bool,
    pub(super) window: Window,
    /// How often each kind of thing was seen.
    pub(super) tally: Tally,
    uses: u64,
}

/// How often each kind of thing was seen.
pub(super) type Tally = BTreeMap<String, usize>;

/// What happened since the last look.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// Entries that queued all the time, with their keys.
    pub(super) queued: Vec<(u64, u8)>,
    pub(super) removed: BTreeSet<u8>,
    pub(super) poisoned: Option<u64>,
    /// Entries that queued at its beginning.
    pub(super) queued_before: BTreeSet<u64>,
    /// Keys that were not opened ahead, although there seemed to be places for them.
    pub(super) turned_away: Vec<u8>,
    /// Dials that failed: when, of which key, how.
    pub(super) failures: BTreeSet<(u64, u8, Kind)>,
}

#[derive(Debug)]
pub(super) struct Dial {
    pub(super) key: u8,
    pub(super) started: u64,
    pub(super) replaces: Option<u64>,
    /// The try in flight, as the world numbers it.
    pub(super) call: Option<usize>,
    pub(super) tries: u32,
    /// How the test ended it.
    pub(super) end: Option<DialEnd>,
    /// Nobody has asked for it but ahead.
    pub(super) is_unused: bool,
    pub(super) is_abandoned: bool,
}

#[derive(Debug)]
pub(super) struct Session {
    pub(super) key: u8,
    pub(super) number: usize,
    pub(super) opened: u64,
    pub(super) leases: usize,
    pub(super) used: u64,
    pub(super) idle_since: u64,
    pub(super) retired: Option<u64>,
    /// Since when nobody holds it and nobody gets it.
    pub(super) closing: Option<u64>,
    pub(super) next_rotation: Option<u64>,
    pub(super) failures: u32,
    /// Nobody has asked for it but ahead.
    pub(super) is_unused: bool,
    pub(super) broken: Option<u64>,
    pub(super) deaf: Option<u64>,
}

#[derive(Debug)]
pub(super) struct Caller {
    pub(super) key: u8,
    /// When it began to wait for what it waits for.
    pub(super) since: u64,
    pub(super) is_lazy: bool,
    /// Whether it asks ahead, and if so, whether there seemed to be places for that.
    pub(super) ahead: Option<bool>,
    /// Without pooling: the entry that is its own.
    pub(super) entry: Option<u64>,
    /// The session that it was given; a lazy one has not looked yet.
    pub(super) granted: Option<u64>,
    /// The error that a lazy one will find.
    pub(super) refused: Option<Kind>,
    /// Connections that were dead when they came.
    pub(super) deaths: u32,
}

impl Spec {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            dials: BTreeMap::new(),
            sessions: BTreeMap::new(),
            callers: BTreeMap::new(),
            interests: [0; KEYS as usize],
            probes: Vec::new(),
            silent: Vec::new(),
            setups: 0,
            is_closed: false,
            window: Window::default(),
            tally: Tally::new(),
            uses: 0,
        }
    }

    pub(super) fn ask(&mut self, caller: usize, key: u8, now: u64, is_lazy: bool) {
        self.callers.insert(caller, Caller::new(key, now, is_lazy));
        self.begin_use(key);
    }

    /// Somebody expects that `key` is needed soon.
    pub(super) fn ask_ahead(&mut self, caller: usize, key: u8, now: u64) {
        let ahead = Some(self.could_open_ahead(key));
        let of_key = Caller::new(key, now, false);
        self.callers.insert(caller, Caller { ahead, ..of_key });
    }

    /// What `key` has was asked for.
    fn begin_use(&mut self, key: u8) {
        for dial in self.dials.values_mut().filter(|dial| dial.key == key) {
            dial.is_unused &= dial.is_abandoned;
        }
        let sessions = self.sessions.values_mut();
        for session in sessions.filter(|it| it.key == key && it.is_handed_out()) {
            session.is_unused = false;
        }
    }

    /// Connections that were opened ahead, on their way or open, and that nobody has asked for.
    pub(super) fn unused(&self) -> usize {
        let dials = self.dials.values().filter(|dial| dial.is_unused);
        let open = self.sessions.values().filter(|it| it.closing.is_none());
        dials.count() + open.filter(|it| it.is_unused).count()
    }

    /// Whether there are places for one more connection of `key`, and some to spare.
    pub(super) fn can_spare(&self, key: u8) -> bool {
        let (size, used) = (self.size(), self.used(budget(key)));
        self.unused() < self.limits.ahead
            && size + self.limits.reserve < self.limits.size
            && used + self.limits.reserve < self.limits.budget
    }

    /// Whether a connection of `key` should be opened by whoever asks ahead for it.
    pub(super) fn could_open_ahead(&self, key: u8) -> bool {
        let is_quiet = self.window.queued_before.is_empty();
        is_quiet && self.limits.is_pooling() && !self.is_dialled(key) && self.can_spare(key)
    }

    /// A lazy caller looked, and waits for another connection than the one it was given.
    pub(super) fn waits_on(&mut self, caller: usize, now: u64) {
        let granted = self.callers.get_mut(&caller).and_then(|caller| {
            let granted = caller.granted.take()?;
            caller.asks_again(now);
            Some((caller.key, granted))
        });
        if let Some((key, granted)) = granted {
            self.release(granted, now);
            self.begin_use(key);
        }
    }

    /// A caller leaves without its answer.
    pub(super) fn cancel(&mut self, caller: usize, now: u64) {
        if let Some(id) = self
            .callers
            .remove(&caller)
            .and_then(|caller| caller.granted)
        {
            self.release(id, now);
        }
    }

    pub(super) fn release(&mut self, id: u64, now: u64) {
        let used = self.next_use();
        if let Some(session) = self.sessions.get_mut(&id) {
            session.leases -= 1;
            session.used = used;
            if session.leases == 0 {
                session.idle_since = now;
                session.closing = session.retired.map(|_| now);
            }
        }
    }

    /// Every connection is probed. Those that answer at once are used at once; the others are held until the deadline.
    pub(super) fn probe(&mut self, now: u64) {
        self.probes.push(now);
        let handed_out = self
            .sessions
            .iter_mut()
            .filter(|(_, it)| it.is_handed_out());
        let (silent, answering): (Vec<_>, Vec<_>) =
            handed_out.partition(|(_, it)| it.deaf.is_some());
        for (id, session) in silent {
            session.leases += 1;
            self.silent.push((now + PROBE_DEADLINE, *id));
        }
        for (_, session) in answering {
            self.uses += 1;
            session.used = self.uses;
            session.idle_since = now;
        }
    }

    /// Those that did not answer in time are let go.
    pub(super) fn end_probes(&mut self, now: u64) {
        let silent = std::mem::take(&mut self.silent);
        let (over, left): (Vec<_>, Vec<_>) = silent.into_iter().partition(|(end, _)| *end <= now);
        self.silent = left;
        for (end, id) in over {
            self.release(id, end);
        }
    }

    /// All that there is of a key is removed.
    pub(super) fn remove(&mut self, key: u8) {
        self.window.removed.insert(key);
        self.abandon(|of| of == key, Kind::Removed);
    }

    /// The pool is closed.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
        self.abandon(|_| true, Kind::Closed);
    }

    fn abandon(&mut self, is_meant: impl Fn(u8) -> bool, kind: Kind) {
        for dial in self.dials.values_mut().filter(|dial| is_meant(dial.key)) {
            dial.is_abandoned = true;
        }
        let waiting = self.callers.values_mut();
        for caller in waiting.filter(|caller| is_meant(caller.key) && caller.is_unanswered()) {
            caller.refused = caller.is_lazy.then_some(kind);
        }
    }

    /// The test ends the try of this number.
    pub(super) fn end_call(&mut self, number: usize, end: DialEnd) {
        let mut dials = self.dials.values_mut();
        if let Some(dial) = dials.find(|dial| dial.call == Some(number)) {
            dial.call = None;
            dial.tries += 1;
            let is_final = end != DialEnd::FailForNow || dial.tries == 2;
            dial.end = is_final.then_some(end);
        }
    }

    /// From here on, what happens belongs to the next look.
    pub(super) fn begin_window(&mut self, status: &Status<u8>) {
        let queued = status
            .entries
            .iter()
            .filter(|entry| entry.state == EntryState::Queued);
        self.window = Window {
            queued: queued.map(|entry| (entry.id.as_u64(), entry.key)).collect(),
            ..Window::default()
        };
        let ids = self.window.queued.iter().map(|(id, _)| *id);
        self.window.queued_before = ids.collect();
    }

    /// Notes the dials that failed: a caller may have written down its error before the event was.
    pub(super) fn foresee(&mut self, seen: &[Seen]) {
        for Seen { at, what } in seen {
            if let Sight::Event(event) = what
                && let Transition::Failed { error, .. } = &event.transition
            {
                self.window.failures.insert((*at, event.key, error.into()));
            }
        }
    }

    pub(super) fn see(&mut self, seen: &Seen) -> Verdict {
        self.end_probes(seen.at);
        *self.tally.entry(seen.kind()).or_default() += 1;
        match &seen.what {
            Sight::Event(event) => self.event(seen.at, event),
            Sight::Got(caller, Ok(number)) => self.got(seen.at, *caller, *number),
            Sight::Got(caller, Err(kind)) => self.refused(seen.at, *caller, *kind),
            Sight::TurnedAway(caller) => self.turned_away(seen.at, *caller),
        }
        .map_err(|rule| format!("{rule}; at {} ms: {:?}", seen.at, seen.what))
    }

    /// Places taken in the pool.
    pub(super) fn size(&self) -> usize {
        let open = self.sessions.values().filter(|it| it.closing.is_none());
        self.dials.len() + open.count()
    }

    /// Places taken in a budget.
    pub(super) fn used(&self, group: u8) -> usize {
        let dials = self.dials.values().map(|dial| dial.key);
        let keys = dials.chain(self.sessions.values().map(|session| session.key));
        keys.filter(|key| budget(*key) == group).count()
    }

    pub(super) fn is_dialled(&self, key: u8) -> bool {
        self.dials.values().any(|dial| dial.key == key)
    }

    /// Connections that nobody holds and that are handed out, of a budget or of all.
    pub(super) fn idle(&self, group: Option<u8>) -> impl Iterator<Item = (&u64, &Session)> {
        self.sessions.iter().filter(move |(_, session)| {
            let is_meant = group.is_none_or(|group| budget(session.key) == group);
            is_meant && session.is_handed_out() && session.leases == 0
        })
    }

    pub(super) fn next_use(&mut self) -> u64 {
        self.uses += 1;
        self.uses
    }
}

impl Session {
    pub(super) fn is_handed_out(&self) -> bool {
        self.retired.is_none()
    }
}

impl Caller {
    fn new(key: u8, since: u64, is_lazy: bool) -> Self {
        Self {
            key,
            since,
            is_lazy,
            ahead: None,
            entry: None,
            granted: None,
            refused: None,
            deaths: 0,
        }
    }

    pub(super) fn is_ahead(&self) -> bool {
        self.ahead.is_some()
    }

    /// The connection that came was of no use.
    pub(super) fn asks_again(&mut self, now: u64) {
        self.deaths += 1;
        self.entry = None;
        self.since = now;
    }

    pub(super) fn is_unanswered(&self) -> bool {
        self.granted.is_none() && self.refused.is_none()
    }
}
