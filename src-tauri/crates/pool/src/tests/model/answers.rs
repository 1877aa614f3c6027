//! When each answer to a caller is allowed, and who waits for what.

use super::spec::{Caller, Kind, Spec, Verdict, must};

impl Spec {
    /// A caller got a connection.
    pub(super) fn got(&mut self, at: u64, caller: usize, number: usize) -> Verdict {
        let caller = self.callers.remove(&caller).ok_or("nobody asked")?;
        let found = self.sessions.iter().find(|(_, it)| it.number == number);
        let (id, session) = found.ok_or("there is no such connection")?;
        let id = *id;
        must(session.key == caller.key, || "it is of another key".into())?;
        must(session.broken.is_none_or(|since| since > at), || {
            "it is dead".into()
        })?;
        if self.limits.is_pooling() {
            must(session.is_handed_out(), || {
                format!("it is retired: {session:?}")
            })?;
            must(at < session.opened + self.limits.lifetime, || {
                "it is too old".into()
            })?;
        } else {
            must(caller.granted == Some(id), || {
                "it is somebody else's".into()
            })?;
        }
        if !caller.is_ahead() {
            self.sessions
                .entry(id)
                .and_modify(|it| it.is_unused = false);
        }
        if caller.granted != Some(id) {
            self.sessions.entry(id).and_modify(|it| it.leases += 1);
            if let Some(other) = caller.granted {
                self.release(other, at);
            }
        }
        Ok(())
    }

    /// A caller got an error.
    pub(super) fn refused(&mut self, at: u64, caller: usize, kind: Kind) -> Verdict {
        let caller = self.callers.remove(&caller).ok_or("nobody asked")?;
        if let Some(granted) = caller.granted {
            self.release(granted, at);
        }
        let key = caller.key;
        let is_true = match kind {
            _ if caller.refused == Some(kind) => true,
            Kind::Connect | Kind::TimedOut | Kind::Panicked => {
                self.window.failures.contains(&(at, key, kind))
            }
            Kind::Removed => self.window.removed.contains(&key),
            Kind::Exhausted if caller.is_ahead() => false,
            Kind::Exhausted if caller.is_lazy => at >= caller.since + self.limits.wait,
            Kind::Exhausted => {
                at == caller.since + self.limits.wait && !self.is_being_dialled(key, at)
            }
            // A lazy caller may also have let one pass that was retired before it looked.
            Kind::Broken if caller.is_ahead() => true,
            Kind::Broken => caller.deaths >= if caller.is_lazy { 1 } else { 2 },
            Kind::GivenUp => false,
            Kind::Closed => self.is_closed,
        };
        must(is_true, || format!("it is not so: {caller:?}"))
    }

    /// A caller that asked ahead got nothing, and was told at once.
    pub(super) fn turned_away(&mut self, at: u64, caller: usize) -> Verdict {
        let caller = self.callers.remove(&caller).ok_or("nobody asked")?;
        let seemed_possible = caller.ahead.ok_or("it did not ask ahead")?;
        must(at == caller.since, || format!("it waited: {caller:?}"))?;
        if seemed_possible {
            self.window.turned_away.push(caller.key);
        }
        Ok(())
    }

    /// Whether somebody who asked ahead waits for a dial of `key`.
    pub(super) fn is_expected(&self, key: u8) -> bool {
        let mut callers = self.callers.values();
        callers.any(|caller| caller.key == key && caller.is_ahead())
    }

    /// Whether a dial that the callers of `key` wait for had its place before now.
    fn is_being_dialled(&self, key: u8, now: u64) -> bool {
        let mut dials = self.dials.values();
        let is_joined = |dial: &&super::spec::Dial| dial.key == key && !dial.is_abandoned;
        self.limits.is_pooling() && dials.any(|dial| is_joined(&dial) && dial.started < now)
    }

    /// Those who wait for an entry. A rotation has nobody while the old connection is handed out.
    pub(super) fn waiting_for(
        &mut self,
        id: u64,
        key: u8,
        replaces: Option<u64>,
    ) -> impl Iterator<Item = &mut Caller> {
        let is_pooling = self.limits.is_pooling();
        let is_joined = move |caller: &Caller| {
            if is_pooling {
                replaces.is_none()
            } else {
                caller.entry == Some(id)
            }
        };
        self.callers
            .values_mut()
            .filter(move |caller| caller.key == key && caller.is_unanswered() && is_joined(caller))
    }

    /// Whether anybody waits for a queued entry, and did before `now`. Who asks ahead does not.
    pub(super) fn is_waited_for(&self, id: u64, key: u8, now: u64) -> bool {
        let is_pooling = self.limits.is_pooling();
        let mut callers = self.callers.values();
        callers.any(|caller| {
            let is_joined = is_pooling || caller.entry == Some(id);
            let is_one = caller.key == key && caller.is_unanswered() && !caller.is_ahead();
            is_one && is_joined && caller.since < now
        })
    }
}
