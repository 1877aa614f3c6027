//! When each event is allowed, and what it changes.

use super::{
    limits::{MAX_ROTATIONS, PROBE_DEADLINE},
    ops::DialEnd,
    spec::{Dial, Kind, Session, Spec, Verdict, must},
    world::{Refused, budget},
};
use crate::{Event, Eviction, Phase, Transition};

impl Spec {
    pub(super) fn event(&mut self, at: u64, event: &Event<u8, Refused>) -> Verdict {
        let (id, key) = (event.id.as_u64(), event.key);
        match &event.transition {
            Transition::Dialling => self.dialling(at, id, key, None),
            Transition::Rotating { replaces } => self.rotating(at, id, key, replaces.as_u64()),
            Transition::Open { phases } => self.open(at, id, phases),
            Transition::Failed { error, .. } => self.failed(at, id, error.into()),
            Transition::Poisoned(reason) => self.poisoned(at, id, reason),
            Transition::Evicted(why) => self.evicted(at, id, *why),
            Transition::Closed => self.closed(at, id),
        }
    }

    fn dialling(&mut self, at: u64, id: u64, key: u8, replaces: Option<u64>) -> Verdict {
        let has_open = self.open_of(key).is_some();
        let is_needed = !self.limits.is_pooling() || has_open == replaces.is_some();
        must(is_needed, || format!("key {key} has a connection"))?;
        let is_single = !self.limits.is_pooling() || !self.is_dialled(key);
        must(is_single, || format!("key {key} is dialled already"))?;
        must(self.size() < self.limits.size, || "the pool is full".into())?;
        must(self.used(budget(key)) < self.limits.budget, || {
            "the budget is full".into()
        })?;
        self.in_turn(at, id)?;
        let is_ahead = replaces.is_none() && self.is_begun_ahead(id, key);
        must(!is_ahead || self.can_spare(key), || {
            "there is nothing to spare".into()
        })?;
        let dial = Dial {
            key,
            started: at,
            replaces,
            call: None,
            tries: 0,
            end: None,
            is_unused: is_ahead,
            is_abandoned: false,
        };
        self.dials.insert(id, dial);
        Ok(())
    }

    /// Whether a dial that did not queue before has nobody but those who asked ahead.
    fn is_begun_ahead(&self, id: u64, key: u8) -> bool {
        let is_new = !self.window.queued_before.contains(&id);
        let mut callers = self.callers.values().filter(|caller| caller.key == key);
        let is_asked_for = callers.any(|caller| !caller.is_ahead() && caller.is_unanswered());
        is_new && !is_asked_for && self.is_expected(key)
    }

    /// Nobody who waits longer could have been dialled.
    fn in_turn(&self, at: u64, id: u64) -> Verdict {
        for (earlier, key) in self.window.queued.iter().filter(|(other, _)| *other < id) {
            let is_waited_for = self.is_waited_for(*earlier, *key, at);
            let has_place = self.used(budget(*key)) < self.limits.budget;
            let is_free = !self.limits.is_pooling() || !self.is_dialled(*key);
            let is_overtaken = is_waited_for && has_place && is_free;
            must(!is_overtaken, || format!("entry {earlier} was overtaken"))?;
        }
        Ok(())
    }

    fn rotating(&mut self, at: u64, id: u64, key: u8, old: u64) -> Verdict {
        let session = self.sessions.get(&old);
        let is_due = session.is_some_and(|session| {
            let next = session.next_rotation;
            session.is_handed_out() && session.key == key && next.is_some_and(|next| next <= at)
        });
        must(is_due, || "no rotation is due".into())?;
        must(self.interests[usize::from(key)] > 0, || {
            "nobody is interested".into()
        })?;
        self.dialling(at, id, key, Some(old))
    }

    fn open(&mut self, at: u64, id: u64, phases: &[Phase]) -> Verdict {
        let dial = self.dials.remove(&id).ok_or("it was not dialled")?;
        let is_broken = dial.end == Some(DialEnd::OpenBroken);
        let is_planned = is_broken || dial.end == Some(DialEnd::Open);
        must(is_planned && !dial.is_abandoned, || {
            "its dial did not succeed".into()
        })?;
        let number = phases.last().and_then(|phase| phase.name.parse().ok());
        self.setups += 1;
        let used = self.next_use();
        let session = Session {
            key: dial.key,
            number: number.ok_or("its dial has no number")?,
            opened: at,
            leases: self.grant(at, id, &dial, is_broken),
            used,
            idle_since: at,
            retired: None,
            closing: None,
            next_rotation: self.limits.rotation(at),
            failures: 0,
            is_unused: dial.is_unused,
            broken: is_broken.then_some(at),
            deaf: None,
        };
        self.sessions.insert(id, session);
        Ok(())
    }

    /// Gives the connection to all who wait for it. A caller that runs does not keep a dead one.
    fn grant(&mut self, at: u64, id: u64, dial: &Dial, is_broken: bool) -> usize {
        let mut leases = 0;
        for caller in self.waiting_for(id, dial.key, dial.replaces) {
            if caller.is_lazy || !is_broken {
                caller.granted = Some(id);
                leases += 1;
            } else {
                caller.asks_again(at);
            }
        }
        leases
    }

    fn failed(&mut self, at: u64, id: u64, kind: Kind) -> Verdict {
        let dial = self.dials.remove(&id).ok_or("it was not dialled")?;
        let is_planned = match kind {
            Kind::TimedOut => at == dial.started + self.limits.connect,
            Kind::Connect => matches!(dial.end, Some(DialEnd::Fail | DialEnd::FailForNow)),
            Kind::Panicked => dial.end == Some(DialEnd::Panic),
            Kind::Removed => dial.is_abandoned,
            Kind::GivenUp => dial.is_unused && !self.is_expected(dial.key),
            Kind::Closed => self.is_closed,
            Kind::Exhausted | Kind::Broken => false,
        };
        must(is_planned, || format!("its dial did not end so: {dial:?}"))?;
        if !dial.is_abandoned {
            for caller in self.waiting_for(id, dial.key, dial.replaces) {
                if caller.is_lazy {
                    caller.refused = Some(kind);
                }
            }
        }
        let is_again = kind == Kind::TimedOut || dial.end == Some(DialEnd::FailForNow);
        let lifetime = self.limits.lifetime;
        let old = dial.replaces.and_then(|old| self.sessions.get_mut(&old));
        if let Some(old) = old.filter(|_| !dial.is_abandoned) {
            old.failures += 1;
            let left = (old.opened + lifetime).saturating_sub(at);
            let is_tried_again = is_again && old.failures < MAX_ROTATIONS;
            old.next_rotation = is_tried_again.then_some(at + left / 2);
        }
        Ok(())
    }

    fn poisoned(&mut self, at: u64, id: u64, reason: &str) -> Verdict {
        let is_probed_since = |since: u64| self.probes.contains(&since);
        let session = self.sessions.get(&id).ok_or("it was not open")?;
        let is_true = match reason {
            "found dead before it was handed out" => session.broken.is_some(),
            "found dead while idle" => session.broken.is_some() && session.leases == 0,
            "the other end is gone" => session.broken.is_some() && is_probed_since(at),
            "no answer in time" => {
                session.deaf.is_some()
                    && at.checked_sub(PROBE_DEADLINE).is_some_and(is_probed_since)
            }
            "planned" | "panicked while holding a lease" => self.window.poisoned == Some(id),
            _ => false,
        };
        must(is_true, || "it is not so".into())?;
        self.retire(at, id)
    }

    fn evicted(&mut self, at: u64, id: u64, why: Eviction) -> Verdict {
        let session = self.sessions.get(&id).ok_or("it was not open")?;
        let (key, group) = (session.key, budget(session.key));
        let closing = self.sessions.values().filter(|it| it.closing.is_some());
        let is_full = self.size() + closing.count() >= self.limits.size;
        let is_true = match why {
            Eviction::Age => at == session.opened + self.limits.lifetime,
            Eviction::Rotated => self.sessions.iter().any(|(other, it)| {
                *other > id && it.key == key && it.opened == at && it.is_handed_out()
            }),
            Eviction::Capacity => is_full && self.is_least_used(id, None),
            Eviction::Budget => {
                self.used(group) >= self.limits.budget && self.is_least_used(id, Some(group))
            }
            Eviction::Removed => self.window.removed.contains(&key),
            Eviction::Shutdown => self.is_closed,
        };
        must(is_true, || format!("it is not so: {session:?}"))?;
        self.retire(at, id)
    }

    fn is_least_used(&self, id: u64, group: Option<u8>) -> bool {
        let idle = self.idle(group);
        let least = idle.min_by_key(|(_, session)| (!session.is_unused, session.used));
        least.is_some_and(|(least, _)| *least == id)
    }

    fn retire(&mut self, at: u64, id: u64) -> Verdict {
        let session = self.sessions.get_mut(&id).ok_or("it was not open")?;
        must(session.retired.is_none(), || {
            "it was retired already".into()
        })?;
        session.retired = Some(at);
        session.closing = (session.leases == 0).then_some(at);
        for dial in self
            .dials
            .values_mut()
            .filter(|dial| dial.replaces == Some(id))
        {
            dial.replaces = None;
        }
        Ok(())
    }

    fn closed(&mut self, at: u64, id: u64) -> Verdict {
        let session = self.sessions.remove(&id).ok_or("it was not open")?;
        let since = session.closing.ok_or("it is held, or handed out")?;
        must(at <= since + self.limits.close, || {
            "it took too long".into()
        })
    }

    /// The connection that is handed out for a key.
    pub(super) fn open_of(&self, key: u8) -> Option<&Session> {
        let mut sessions = self.sessions.values();
        sessions.find(|session| session.key == key && session.is_handed_out())
    }
}
