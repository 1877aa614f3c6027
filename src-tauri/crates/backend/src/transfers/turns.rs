//! Whose turn it is, and what a transfer can be told in which state.

use crate::{TransferAction, TransferState};

/// Transfers that work on one instance at the same time.
const PER_INSTANCE: usize = 2;
/// Transfers that work at the same time.
const IN_ALL: usize = 4;

/// What [`next`] has to know of a transfer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn<'a> {
    pub(super) id: u64,
    pub(super) instance: &'a str,
    pub(super) is_at_work: bool,
    pub(super) waits: bool,
}

/// Those that may begin now, oldest first. One that has to wait holds up none on another instance.
pub(super) fn next(turns: &[Turn<'_>]) -> Vec<u64> {
    let mut at_work: Vec<_> = turns
        .iter()
        .filter(|turn| turn.is_at_work)
        .map(|turn| turn.instance)
        .collect();
    let mut begin = Vec::new();
    for turn in turns.iter().filter(|turn| turn.waits && !turn.is_at_work) {
        let on_it = at_work.iter().filter(|one| **one == turn.instance).count();
        if at_work.len() < IN_ALL && on_it < PER_INSTANCE {
            at_work.push(turn.instance);
            begin.push(turn.id);
        }
    }
    begin
}

/// The state after an action; `None` when it cannot be done in this one. What is dismissed keeps its state and goes.
pub(super) fn after(state: TransferState, action: TransferAction) -> Option<TransferState> {
    use TransferAction as A;
    use TransferState as S;
    match (action, state) {
        (A::Pause, S::Queued | S::Scanning | S::Running) => Some(S::Paused),
        (A::Resume, S::Paused | S::Failed) => Some(S::Queued),
        (A::Cancel, S::Queued | S::Scanning | S::Running | S::Paused | S::Failed) => {
            Some(S::Cancelled)
        }
        // But for the first, said twice is said once.
        (A::Dismiss, S::Done | S::Failed | S::Cancelled)
        | (A::Pause, S::Paused)
        | (A::Resume, S::Queued | S::Scanning | S::Running)
        | (A::Cancel, S::Cancelled) => Some(state),
        (A::Pause, S::Done | S::Failed | S::Cancelled)
        | (A::Resume, S::Done | S::Cancelled)
        | (A::Cancel, S::Done)
        | (A::Dismiss, S::Queued | S::Scanning | S::Running | S::Paused) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns<'a>(what: &[(&'a str, bool)]) -> Vec<Turn<'a>> {
        (1..)
            .zip(what)
            .map(|(id, &(instance, is_at_work))| Turn {
                id,
                instance,
                is_at_work,
                waits: !is_at_work,
            })
            .collect()
    }

    #[test]
    fn two_work_on_an_instance_and_four_in_all() {
        let waiting = |instance| (instance, false);
        let all: Vec<_> = ["a", "a", "a", "b", "c", "d"].map(waiting).into();
        assert_eq!(next(&turns(&all)), [1, 2, 4, 5]);
        let some = [("a", true), ("a", true), ("a", false), ("b", false)];
        assert_eq!(next(&turns(&some)), [4], "b does not wait for a");
        let full = [
            ("a", true),
            ("a", true),
            ("b", true),
            ("b", true),
            ("c", false),
        ];
        assert_eq!(next(&turns(&full)), [0; 0]);
    }

    #[test]
    fn one_that_still_parks_is_at_work_and_does_not_begin_twice() {
        let mut parking = turns(&[("a", true)]);
        parking[0].waits = true;
        assert_eq!(next(&parking), [0; 0]);
    }

    #[test]
    fn what_has_ended_is_only_dismissed_or_after_a_failure_resumed() {
        use TransferAction as A;
        use TransferState as S;
        assert_eq!(after(S::Running, A::Pause), Some(S::Paused));
        assert_eq!(after(S::Paused, A::Resume), Some(S::Queued));
        assert_eq!(after(S::Failed, A::Resume), Some(S::Queued));
        assert_eq!(after(S::Queued, A::Cancel), Some(S::Cancelled));
        assert_eq!(after(S::Running, A::Dismiss), None);
        assert_eq!(after(S::Done, A::Dismiss), Some(S::Done));
        for action in [A::Pause, A::Resume, A::Cancel] {
            assert_eq!(after(S::Done, action), None);
        }
        assert_eq!(after(S::Cancelled, A::Resume), None);
    }
}
