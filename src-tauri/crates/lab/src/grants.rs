//! Which keys may log in where, each for 60 seconds from its push.
//!
//! Grants of one user on one instance stand side by side: a second push takes nothing away from the
//! first. They are only asked for when a connection authenticates, as on EC2.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use crate::clock::Clock;

/// How long a pushed key is good for. Source: `SendSSHPublicKey` in AWS's API reference.
pub(crate) const LIFETIME: Duration = Duration::from_mins(1);

/// One key that may log in until a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grant {
    /// As pushed: `ssh-ed25519 AAAA…`.
    pub(crate) key: String,
    /// By the lab's clock.
    pub(crate) expires: SystemTime,
}

/// By instance id and OS user.
type Granted = HashMap<(String, String), Vec<Grant>>;

/// The grants of all instances. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Grants {
    clock: Clock,
    /// Held for lines, never across an await.
    granted: Arc<Mutex<Granted>>,
}

impl Grants {
    /// No grants yet; they will expire by this clock.
    pub(crate) fn new(clock: Clock) -> Self {
        Self {
            clock,
            granted: Arc::default(),
        }
    }

    /// Grants `key` to `user` on an instance from now on.
    pub(crate) fn grant(&self, instance: &str, user: &str, key: &str) {
        let now = self.clock.now();
        let mut granted = self.lock();
        let grants = granted
            .entry((instance.to_owned(), user.to_owned()))
            .or_default();
        grants.retain(|grant| grant.expires > now);
        grants.push(Grant {
            key: key.trim().to_owned(),
            expires: now + LIFETIME,
        });
    }

    /// Ends all grants now.
    pub(crate) fn expire(&self) {
        // The users stay, so that who publishes their grants publishes that there are none.
        self.lock().values_mut().for_each(Vec::clear);
    }

    /// All users of an instance with the grants they have now, none expired.
    pub(crate) fn of_instance(&self, instance: &str) -> Vec<(String, Vec<Grant>)> {
        let now = self.clock.now();
        self.lock()
            .iter()
            .filter(|((id, _), _)| id == instance)
            .map(|((_, user), grants)| {
                let live = grants.iter().filter(|grant| grant.expires > now).cloned();
                (user.clone(), live.collect())
            })
            .collect()
    }

    /// Whether `user` may log in to an instance with a key now. Comments do not count.
    pub(crate) fn allows(&self, instance: &str, user: &str, key: &str) -> bool {
        let now = self.clock.now();
        let granted = self.lock();
        let grants = granted.get(&(instance.to_owned(), user.to_owned()));
        grants.is_some_and(|grants| {
            let mut live = grants.iter().filter(|grant| grant.expires > now);
            live.any(|grant| same_key(&grant.key, key))
        })
    }

    fn lock(&self) -> MutexGuard<'_, Granted> {
        // Every change is one push or one retain, so a poisoned lock still holds whole grants.
        self.granted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn same_key(one: &str, other: &str) -> bool {
    one.split_whitespace()
        .take(2)
        .eq(other.split_whitespace().take(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_good_for_a_minute_and_no_longer() {
        let clock = Clock::new();
        let grants = Grants::new(clock.clone());
        grants.grant("i-1", "ubuntu", "ssh-ed25519 AAAA me@here\n");
        clock.advance(Duration::from_secs(59));
        assert!(grants.allows("i-1", "ubuntu", "ssh-ed25519 AAAA"));
        clock.advance(Duration::from_secs(1));
        assert!(!grants.allows("i-1", "ubuntu", "ssh-ed25519 AAAA"));
        assert_eq!(grants.of_instance("i-1"), [("ubuntu".to_owned(), vec![])]);
    }

    #[test]
    fn expired_grants_leave_their_users_known() {
        let grants = Grants::new(Clock::new());
        grants.grant("i-1", "ubuntu", "ssh-ed25519 AAAA");
        grants.expire();
        assert_eq!(grants.of_instance("i-1"), [("ubuntu".to_owned(), vec![])]);
        grants.grant("i-1", "ubuntu", "ssh-ed25519 AAAA");
        assert!(
            grants.allows("i-1", "ubuntu", "ssh-ed25519 AAAA"),
            "a new push counts"
        );
    }

    #[test]
    fn a_grant_is_for_one_user_on_one_instance() {
        let grants = Grants::new(Clock::new());
        grants.grant("i-1", "ubuntu", "ssh-ed25519 AAAA");
        assert!(!grants.allows("i-2", "ubuntu", "ssh-ed25519 AAAA"));
        assert!(!grants.allows("i-1", "root", "ssh-ed25519 AAAA"));
        assert!(!grants.allows("i-1", "ubuntu", "ssh-ed25519 BBBB"));
    }

    #[test]
    fn a_second_push_leaves_the_first_one_standing() {
        let grants = Grants::new(Clock::new());
        grants.grant("i-1", "ubuntu", "ssh-ed25519 AAAA");
        grants.grant("i-1", "ubuntu", "ssh-ed25519 BBBB");
        assert!(grants.allows("i-1", "ubuntu", "ssh-ed25519 AAAA"));
        assert!(grants.allows("i-1", "ubuntu", "ssh-ed25519 BBBB"));
    }
}
