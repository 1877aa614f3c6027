//! What must be true whenever the pool has nothing left to do at an instant.

use std::collections::HashMap;

use super::{
    limits::{LOOK_INTERVAL, PROBE_DEADLINE},
    spec::{Spec, Verdict, must},
    world::budget,
};
use crate::{EntryState, EntryStatus, Status};

impl Spec {
    /// Compares what the pool says of itself, and looks for what it left undone. Everything before `now` must be done.
    pub(super) fn at_rest(&mut self, now: u64, status: &Status<u8>) -> Verdict {
        self.end_probes(now);
        self.same_entries(status)?;
        self.nothing_late(now)?;
        self.assign_own_entries(status);
        self.callers_served(now, status)?;
        self.opened_ahead(status)?;
        self.queue_wanted(now, status)?;
        self.queue_moves(now, status)?;
        self.rotations_begun(now, status)
    }

    /// The pool and the reference know the same dials and connections.
    fn same_entries(&mut self, status: &Status<u8>) -> Verdict {
        let is_placed = |entry: &&EntryStatus<u8>| entry.state != EntryState::Queued;
        let mut known = self.dials.len();
        for entry in status.entries.iter().filter(is_placed) {
            let id = entry.id.as_u64();
            let is_same = match (self.dials.get_mut(&id), self.sessions.get(&id)) {
                (Some(dial), _) => {
                    dial.call = entry
                        .phases
                        .last()
                        .and_then(|phase| phase.name.parse().ok());
                    let expected = if dial.is_abandoned {
                        EntryState::Abandoned
                    } else if dial.replaces.is_some() {
                        EntryState::Rotating
                    } else {
                        EntryState::Connecting
                    };
                    entry.state == expected && entry.is_unused == dial.is_unused
                }
                (_, Some(session)) => {
                    known += 1;
                    let expected = match (session.retired, session.leases) {
                        (Some(_), _) => EntryState::Retired,
                        (None, 0) => EntryState::Idle,
                        (None, _) => EntryState::Leased,
                    };
                    let is_alike = entry.is_unused == session.is_unused;
                    entry.state == expected && entry.leases == session.leases && is_alike
                }
                (None, None) => false,
            };
            must(is_same, || format!("unlike the reference: {entry:?}"))?;
        }
        let closing = self.sessions.values().filter(|it| it.closing.is_some());
        let closing = closing.count();
        let placed = status.entries.len() - status.queued;
        must(placed == known, || "an entry is missing".into())?;
        must(placed == self.size(), || {
            "a closing entry is still there".into()
        })?;
        must(status.closing == closing, || {
            format!("{closing} are closing")
        })?;
        must(status.setups == self.setups, || {
            format!("{} set-ups", self.setups)
        })
    }

    /// Everything that had a time has happened.
    fn nothing_late(&self, now: u64) -> Verdict {
        for dial in self.dials.values() {
            let is_over = dial.end.is_some() || dial.is_abandoned;
            let is_late = is_over || now > dial.started + self.limits.connect;
            must(!is_late, || format!("a dial should have ended: {dial:?}"))?;
        }
        for session in self.sessions.values() {
            let probed = |before: u64| {
                self.probes.iter().any(|at| {
                    session.opened <= *at
                        && *at + before < now
                        && (session.deaf.is_some_and(|deaf| deaf <= *at)
                            || session.broken.is_some_and(|it| it <= *at))
                })
            };
            let is_dead_and_idle = session.leases == 0
                && session
                    .broken
                    .is_some_and(|since| now > since.max(session.idle_since) + LOOK_INTERVAL);
            let is_too_old = now > session.opened + self.limits.lifetime;
            let is_over = is_too_old || is_dead_and_idle || probed(PROBE_DEADLINE);
            must(!(session.is_handed_out() && is_over), || {
                format!("a connection should have been retired: {session:?}")
            })?;
            let is_late = session
                .closing
                .is_some_and(|since| now > since + self.limits.close);
            must(!is_late, || {
                format!("a connection should be closed: {session:?}")
            })?;
        }
        Ok(())
    }

    /// Without pooling each caller has an entry of its own: the newest of its key when it asked.
    fn assign_own_entries(&mut self, status: &Status<u8>) {
        for caller in self
            .callers
            .values_mut()
            .filter(|caller| caller.entry.is_none())
        {
            let mut own = status
                .entries
                .iter()
                .filter(|entry| entry.key == caller.key);
            caller.entry = own.next_back().map(|entry| entry.id.as_u64());
        }
    }

    /// What could be opened ahead was, and no dial goes on that was begun ahead and that nobody wants any more.
    fn opened_ahead(&self, status: &Status<u8>) -> Verdict {
        for key in &self.window.turned_away {
            let could = status.queued == 0 && self.could_open_ahead(*key);
            must(!could, || format!("there was a place for key {key}"))?;
        }
        for dial in self.dials.values().filter(|dial| dial.is_unused) {
            must(self.is_expected(dial.key), || {
                format!("nobody wants it any more: {dial:?}")
            })?;
        }
        Ok(())
    }

    /// Every caller without an answer waits for something that is there, and not for too long.
    fn callers_served(&self, now: u64, status: &Status<u8>) -> Verdict {
        for caller in self
            .callers
            .values()
            .filter(|caller| caller.is_unanswered())
        {
            let is_pooling = self.limits.is_pooling();
            let has_open = is_pooling && self.open_of(caller.key).is_some();
            must(!has_open, || {
                format!("there is a connection for {caller:?}")
            })?;
            let entry = status.entries.iter().find(|entry| {
                let is_own = is_pooling || caller.entry == Some(entry.id.as_u64());
                let may_queue = entry.state == EntryState::Queued && !caller.is_ahead();
                let is_dial = may_queue || entry.state == EntryState::Connecting;
                is_own && is_dial && entry.key == caller.key
            });
            let entry = entry.ok_or_else(|| format!("it waits for nothing: {caller:?}"))?;
            let is_late =
                entry.state == EntryState::Queued && now > caller.since + self.limits.wait;
            must(caller.is_lazy || !is_late, || {
                format!("its time is up: {caller:?}")
            })?;
        }
        Ok(())
    }

    /// Nothing queues that nobody wants.
    fn queue_wanted(&self, now: u64, status: &Status<u8>) -> Verdict {
        for entry in status
            .entries
            .iter()
            .filter(|entry| entry.state == EntryState::Queued)
        {
            let is_held = self.interests[usize::from(entry.key)] > 0;
            let is_wanted = is_held || self.is_waited_for(entry.id.as_u64(), entry.key, now);
            must(is_wanted, || format!("nobody waits for {entry:?}"))?;
        }
        Ok(())
    }

    /// No place is free that somebody in the queue could have, and none that is promised to another.
    fn queue_moves(&self, now: u64, status: &Status<u8>) -> Verdict {
        let mut closing: HashMap<u8, usize> = HashMap::new();
        for session in self.sessions.values().filter(|it| it.closing.is_some()) {
            *closing.entry(budget(session.key)).or_default() += 1;
        }
        let mut reserved = 0;
        let (waited_for, others) = self.queue(now, status);
        for key in waited_for {
            let group = budget(key);
            if self.used(group) >= self.limits.budget {
                if let Some(left) = closing.get_mut(&group).filter(|left| **left > 0) {
                    *left -= 1;
                    reserved += 1;
                } else {
                    let has_idle = self.idle(Some(group)).next().is_some();
                    must(!has_idle, || {
                        format!("an idle connection should go for key {key}")
                    })?;
                }
            } else if self.size() + reserved < self.limits.size {
                return Err(format!("there is a place for key {key}"));
            } else {
                let has_idle = self.idle(None).next().is_some();
                return must(!has_idle, || {
                    format!("an idle connection should go for key {key}")
                });
            }
        }
        for key in others {
            let is_budget_full = self.used(budget(key)) >= self.limits.budget;
            let is_full = self.size() + reserved >= self.limits.size;
            must(is_full || is_budget_full, || {
                format!("there is a place to rotate key {key}")
            })?;
        }
        Ok(())
    }

    /// The keys that could be dialled if there were a place: those that somebody waits for, and the others.
    fn queue(&self, now: u64, status: &Status<u8>) -> (Vec<u8>, Vec<u8>) {
        let is_free = |key: u8| !self.limits.is_pooling() || !self.is_dialled(key);
        let queued = status
            .entries
            .iter()
            .filter(|entry| entry.state == EntryState::Queued);
        let free = queued.filter(|entry| is_free(entry.key));
        let (waited_for, others): (Vec<_>, Vec<_>) =
            free.partition(|entry| self.is_waited_for(entry.id.as_u64(), entry.key, now));
        let keys = |entries: Vec<&EntryStatus<u8>>| entries.iter().map(|it| it.key).collect();
        (keys(waited_for), keys(others))
    }

    /// Every held connection that is due has its successor.
    fn rotations_begun(&self, now: u64, status: &Status<u8>) -> Verdict {
        for session in self
            .sessions
            .values()
            .filter(|session| session.is_handed_out())
        {
            let is_held = self.interests[usize::from(session.key)] > 0;
            let is_due = is_held && session.next_rotation.is_some_and(|next| next < now);
            let has_successor = status.entries.iter().any(|entry| {
                let is_dial = matches!(entry.state, EntryState::Queued | EntryState::Rotating);
                is_dial && entry.key == session.key
            });
            must(!is_due || has_successor, || {
                format!("no successor: {session:?}")
            })?;
        }
        Ok(())
    }
}
