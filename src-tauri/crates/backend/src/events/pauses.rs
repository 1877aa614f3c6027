//! How long to wait before the socket is tried again: full jitter, so that the clients of a platform that was away do not come back
//! all at once.

use std::time::Duration;

/// The longest first pause, and the longest of all; what lies between is doubled.
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(30);
/// A connection that stood so long was a good one.
const STABLE: Duration = Duration::from_secs(10);

/// The pauses between tries.
#[derive(Debug, Default)]
pub(super) struct Pauses {
    tries: u32,
}

impl Pauses {
    /// The next pause: anything from nothing up to 1 s, then 2 s, 4 s, … and 30 s.
    pub(super) fn next(&mut self) -> Duration {
        let pause = longest(self.tries).mul_f64(rand::random::<f64>());
        self.tries = self.tries.saturating_add(1);
        pause
    }

    /// The socket was open for so long.
    pub(super) fn stood_for(&mut self, open: Duration) {
        if open > STABLE {
            self.tries = 0;
        }
    }
}

/// The longest pause after `tries` others.
fn longest(tries: u32) -> Duration {
    let doubled = 2_u32
        .checked_pow(tries)
        .and_then(|factor| FIRST.checked_mul(factor));
    doubled.map_or(LONGEST, |pause| pause.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_pause_is_doubled_from_one_second_to_thirty() {
        let longest: Vec<_> = (0..8).map(|tries| longest(tries).as_secs()).collect();
        assert_eq!(longest, [1, 2, 4, 8, 16, 30, 30, 30]);
        assert_eq!(super::longest(u32::MAX), LONGEST);
    }

    #[test]
    fn a_pause_is_anything_below_the_longest_and_evenly_so() {
        for tries in [0, 3, 9] {
            let bound = longest(tries);
            let mut tenths = [0_u32; 10];
            for _ in 0..10_000 {
                let pause = Pauses { tries }.next();
                assert!(pause <= bound, "{pause:?} after {tries} tries");
                let tenth = pause.as_secs_f64() / bound.as_secs_f64() * 10.0;
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "0 to 10"
                )]
                let tenth = (tenth as usize).min(9);
                tenths[tenth] += 1;
            }
            // 1,000 are expected in each; 30 are one standard deviation.
            assert!(
                tenths.iter().all(|count| (800..1_200).contains(count)),
                "after {tries} tries: {tenths:?}"
            );
        }
    }

    #[test]
    fn only_a_connection_that_stood_begins_anew() {
        let mut pauses = Pauses { tries: 5 };
        pauses.stood_for(Duration::from_secs(1));
        assert_eq!(pauses.tries, 5, "accepted and closed at once");
        pauses.stood_for(Duration::from_mins(1));
        assert_eq!(pauses.tries, 0);
    }
}
