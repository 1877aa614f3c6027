//! The names of files that a write makes beside its target, and what becomes of those that a died write has left.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use russh::keys::{key::safe_rng, ssh_key::rand_core::Rng};

use crate::{Error, RemotePath};

/// Of the new content, until it takes its place.
const NEW: &str = ".causeway";
/// Of the content that was replaced, until it has been compared.
const OLD: &str = ".causeway-old";
/// No write that is alive stands still so long.
const DEAD_AFTER: Duration = Duration::from_mins(10);
/// After this, what was moved away is put back where nothing has taken its place.
const MOVED_FOR: Duration = Duration::from_mins(1);
/// How long replaced content of a write that died is kept: it may be somebody's.
const KEPT: Duration = Duration::from_hours(7 * 24);

/// `.name.TIME-XXXXXXXX.causeway` beside `target`.
pub(super) fn temporary(target: &RemotePath) -> Result<RemotePath, Error> {
    beside(target, NEW)
}

/// `.name.TIME-XXXXXXXX.causeway-old` beside `target`.
pub(super) fn aside(target: &RemotePath) -> Result<RemotePath, Error> {
    beside(target, OLD)
}

/// A name beside `target` that all who save it share: who makes it, by linking its new content to it, has its turn. What dies with it leaves
/// something that looks like new content of long ago.
pub(super) fn turn(target: &RemotePath) -> Result<RemotePath, Error> {
    let name = format!(".{}.0-7475726e{NEW}", stem(target.name()));
    target.parent().unwrap_or_else(RemotePath::root).join(&name)
}

/// A visible name beside `target` for what it has replaced and nobody else has.
pub(super) fn kept(target: &RemotePath) -> Result<RemotePath, Error> {
    let name = format!("{}.replaced-{:08x}", stem(target.name()), random());
    target.parent().unwrap_or_else(RemotePath::root).join(&name)
}

fn beside(target: &RemotePath, end: &str) -> Result<RemotePath, Error> {
    let seconds = since_epoch().as_secs();
    let name = format!(".{}.{seconds:x}-{:08x}{end}", stem(target.name()), random());
    target.parent().unwrap_or_else(RemotePath::root).join(&name)
}

/// As much of a name as leaves room: `NAME_MAX` is 255 bytes.
fn stem(name: &str) -> &str {
    const MAX_BYTES: usize = 200;
    let mut end = name.len().min(MAX_BYTES);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.get(..end).unwrap_or_default()
}

fn random() -> u32 {
    safe_rng().next_u32()
}

fn since_epoch() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// A file that a write has made and, maybe, left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leftover {
    /// Its path.
    pub path: RemotePath,
    /// What it was made for, as far as its name tells.
    pub target: RemotePath,
    holds: Holds,
    /// When it was made, by the clock of who made it.
    made: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    New,
    Old,
}

/// What is to be done about a leftover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// The write may be alive.
    Stay,
    /// It is of no use to anybody.
    Remove,
    /// It goes back if its target is not there; else it stays.
    PutBack,
}

impl Leftover {
    /// Whether `name` in `folder` is one.
    pub(super) fn of(folder: &RemotePath, name: &str) -> Option<Self> {
        let (rest, holds) = match name.strip_suffix(OLD) {
            Some(rest) => (rest, Holds::Old),
            None => (name.strip_suffix(NEW)?, Holds::New),
        };
        let (stem, mark) = rest.strip_prefix('.')?.rsplit_once('.')?;
        let (seconds, random) = mark.split_once('-')?;
        if random.len() != 8 || u32::from_str_radix(random, 16).is_err() {
            return None;
        }
        Some(Self {
            path: folder.join(name).ok()?,
            target: folder.join(stem).ok()?,
            holds,
            made: Duration::from_secs(u64::from_str_radix(seconds, 16).ok()?),
        })
    }

    /// Whether somebody still writes to it, which was changed at `modified` for the last time: an upload may take hours.
    pub(super) fn is_written_to(&self, modified: Duration) -> bool {
        self.holds == Holds::New && since_epoch().saturating_sub(modified) < DEAD_AFTER
    }

    pub(super) fn fate(&self) -> Fate {
        let now = since_epoch();
        let age = now.abs_diff(self.made);
        match self.holds {
            Holds::New if age < DEAD_AFTER => Fate::Stay,
            Holds::Old if age < MOVED_FOR => Fate::Stay,
            Holds::New => Fate::Remove,
            Holds::Old if age > KEPT => Fate::Remove,
            Holds::Old => Fate::PutBack,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_write_makes_is_known_again() {
        for name in ["config.yaml", ".hidden", "a b.c", &"ü".repeat(127)] {
            let target = RemotePath::parse(&format!("/configs/{name}")).unwrap();
            let folder = target.parent().unwrap();
            for path in [temporary(&target).unwrap(), aside(&target).unwrap()] {
                let leftover = Leftover::of(&folder, path.name()).unwrap();
                assert_eq!(leftover.path, path);
                assert!(target.as_str().starts_with(leftover.target.as_str()));
                assert_eq!(leftover.fate(), Fate::Stay, "it may be alive");
            }
        }
        let folder = RemotePath::parse("/configs").unwrap();
        for name in [
            "config.yaml",
            ".x.causeway",
            ".x.1-zz.causeway",
            "x.1-00000000.causeway",
        ] {
            assert_eq!(Leftover::of(&folder, name), None, "{name}");
        }
    }

    #[test]
    fn what_a_died_write_has_left_is_removed_and_what_it_replaced_goes_back() {
        let folder = RemotePath::parse("/configs").unwrap();
        let fate = |name: &str| Leftover::of(&folder, name).unwrap().fate();
        let hour_ago = since_epoch().as_secs() - 3_600;
        assert_eq!(
            fate(&format!(".a.{hour_ago:x}-0123abcd.causeway")),
            Fate::Remove
        );
        assert_eq!(
            fate(&format!(".a.{hour_ago:x}-0123abcd.causeway-old")),
            Fate::PutBack
        );
        assert_eq!(
            fate(".a.1-0123abcd.causeway-old"),
            Fate::Remove,
            "it is older than a week"
        );
    }

    #[test]
    fn an_upload_that_takes_hours_is_alive_for_as_long_as_it_is_written_to() {
        let folder = RemotePath::parse("/configs").unwrap();
        let of = |name| Leftover::of(&folder, name).unwrap();
        let (now, hour) = (since_epoch(), Duration::from_hours(1));
        let new = of(".a.1-0123abcd.causeway");
        assert!(new.is_written_to(now) && new.is_written_to(now + hour));
        assert!(!new.is_written_to(now.saturating_sub(hour)));
        let old = of(".a.1-0123abcd.causeway-old");
        assert!(
            !old.is_written_to(now),
            "nobody writes to what was replaced"
        );
    }
}
