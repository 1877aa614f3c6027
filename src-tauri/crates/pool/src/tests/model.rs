//! Random sequences of everything that can happen, on a real pool and a paused clock, against a reference of the rules.
//!
//! What is checked: never two dials for a key at once; no limit exceeded, rotations and closings included; never a dead,
//! poisoned or too old connection handed out; never a leased one closed; every caller answered in time, in its turn; no place left
//! free that somebody waits for; what was opened ahead and the least recently used goes; what is due is rotated; what is opened
//! ahead takes only what can be spared, and ends with those who wanted it; nothing left when the pool is dropped.
//!
//! A failure is shrunk to a sequence of which no operation can be left out, which is printed with its seed. `CAUSEWAY_SOAK_SEEDS` sets how
//! many sequences each test runs; with fewer than usual, all that is asked is whether they keep the rules.

mod answers;
mod limits;
mod ops;
mod rest;
mod run;
mod spec;
mod transitions;
mod world;

use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use self::{limits::Limits, ops::Op, spec::Tally};

/// Operations in one sequence.
const LENGTH: usize = 200;
/// Sequences of each test. Five tests make 100,000 operations and more.
const SEEDS: u64 = 110;

/// Runs as many sequences as are asked for, each from a seed of its own.
fn check(limits: Limits) -> Tally {
    let mut all = Tally::new();
    for seed in 0..seeds() {
        let ops = sequence(seed);
        if let Ok(tally) = run::run(limits, &ops) {
            for (kind, count) in tally {
                *all.entry(kind).or_default() += count;
            }
        } else {
            let ops = if is_quick() { ops } else { shrink(limits, ops) };
            let rule = run::run(limits, &ops).unwrap_err();
            let ops: Vec<String> = ops.iter().map(|op| format!("  {op:?}\n")).collect();
            panic!("seed {seed}, {limits:?}\n{}{rule}", ops.concat());
        }
    }
    all
}

fn seeds() -> u64 {
    std::env::var("CAUSEWAY_SOAK_SEEDS").map_or(SEEDS, |seeds| seeds.parse().unwrap())
}

/// Too few sequences to come to everything; nobody reads what they find.
fn is_quick() -> bool {
    seeds() < SEEDS
}

/// The sequences are worth nothing for a rule that they do not come to.
fn reaches(tally: &Tally, kinds: &[&str]) {
    for kind in kinds {
        let is_reached = is_quick() || tally.contains_key(*kind);
        assert!(is_reached, "nothing ever {kind}: {tally:#?}");
    }
}

fn sequence(seed: u64) -> Vec<Op> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let sequence = ops::sequence(LENGTH).new_tree(&mut runner);
    sequence.unwrap().current()
}

/// Leaves out what is not needed to fail: ever smaller stretches, until no single operation can go. Faster by far than
/// going through the values, as a random sequence has much that does not matter.
fn shrink(limits: Limits, mut ops: Vec<Op>) -> Vec<Op> {
    let mut stretch = ops.len();
    while stretch > 0 {
        let before = ops.len();
        let mut start = 0;
        while start < ops.len() {
            let mut shorter = ops.clone();
            shorter.drain(start..(start + stretch).min(ops.len()));
            if run::run(limits, &shorter).is_err() {
                ops = shorter;
            } else {
                start += stretch;
            }
        }
        if stretch > 1 || ops.len() == before {
            stretch /= 2;
        }
    }
    ops
}

#[test]
fn any_sequence_of_operations_keeps_the_rules_of_a_small_pool() {
    let tally = check(Limits::new(3, 2));
    reaches(
        &tally,
        &[
            "rotating",
            "evicted Rotated",
            "evicted Age",
            "evicted Removed",
        ],
    );
    reaches(
        &tally,
        &[
            "evicted Capacity",
            "evicted Budget",
            "got Exhausted",
            "got Broken",
        ],
    );
}

#[test]
fn any_sequence_of_operations_keeps_the_rules_where_budgets_bind() {
    let reserve = 0;
    let tally = check(Limits {
        reserve,
        ..Limits::new(10, 1)
    });
    reaches(
        &tally,
        &[
            "evicted Budget",
            "got Exhausted",
            "got TimedOut",
            "got Panicked",
        ],
    );
}

#[test]
fn any_sequence_of_operations_keeps_the_rules_of_a_single_place() {
    let tally = check(Limits::new(1, 1));
    reaches(
        &tally,
        &[
            "evicted Capacity",
            "got Exhausted",
            "got Removed",
            "got Closed",
        ],
    );
}

#[test]
fn any_sequence_of_operations_keeps_the_rules_where_nothing_binds() {
    let tally = check(Limits::new(20, 20));
    reaches(
        &tally,
        &[
            "rotating",
            "evicted Rotated",
            "failed TimedOut",
            "failed Connect",
        ],
    );
    reaches(
        &tally,
        &["poisoned: planned", "poisoned: no answer in time"],
    );
    reaches(&tally, &["failed GivenUp", "turned away"]);
    reaches(
        &tally,
        &[
            "poisoned: found dead while idle",
            "poisoned: the other end is gone",
        ],
    );
    reaches(&tally, &["poisoned: panicked while holding a lease"]);
}

#[test]
fn any_sequence_of_operations_keeps_the_rules_without_pooling() {
    let lifetime = 0;
    let tally = check(Limits {
        lifetime,
        ..Limits::new(3, 2)
    });
    reaches(
        &tally,
        &[
            "evicted Age",
            "got Exhausted",
            "got Broken",
            "failed Removed",
        ],
    );
}
