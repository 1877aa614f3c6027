//! What can happen to a pool. Numbers pick one of what is there at that moment, so that any sequence makes sense and any
//! part of it still does when it is shrunk.

use proptest::prelude::*;

/// Keys 0 and 1 share a budget, as do 2 and 3, and 4 and 5.
pub(super) const KEYS: u8 = 6;

#[derive(Debug, Clone, Copy)]
pub(super) enum Op {
    /// A caller of its own, which runs whenever it can.
    Get(u8),
    /// A caller that expects to need it soon.
    GetAhead(u8),
    /// A caller that runs only when it is polled, so that it can be dropped between any two steps.
    GetLazily(u8),
    Poll(u8),
    Cancel(u8),
    Release(u8),
    Poison(u8),
    /// A panic while a lease is held.
    Panic(u8),
    Hold(u8),
    LetGo(u8),
    EndDial(u8, DialEnd),
    EndClosing(u8, CloseEnd),
    /// A connection dies, and knows it.
    Break(u8),
    /// A connection dies, and does not know it.
    Deafen(u8),
    Verify,
    Remove(u8),
    Clear,
    /// Milliseconds.
    Pass(u32),
}

/// How a dial ends, if it does not hang.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DialEnd {
    Open,
    OpenBroken,
    Fail,
    FailForNow,
    Panic,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CloseEnd {
    Closed,
    Panic,
}

pub(super) fn sequence(length: usize) -> impl Strategy<Value = Vec<Op>> {
    prop::collection::vec(op(), length)
}

fn op() -> impl Strategy<Value = Op> {
    let any = any::<u8>;
    let key = || 0..KEYS;
    prop_oneof![
        20 => key().prop_map(Op::Get),
        8 => key().prop_map(Op::GetAhead),
        6 => key().prop_map(Op::GetLazily),
        6 => any().prop_map(Op::Poll),
        6 => any().prop_map(Op::Cancel),
        16 => any().prop_map(Op::Release),
        2 => any().prop_map(Op::Poison),
        1 => any().prop_map(Op::Panic),
        8 => key().prop_map(Op::Hold),
        3 => any().prop_map(Op::LetGo),
        24 => (any(), dial_end()).prop_map(|(dial, end)| Op::EndDial(dial, end)),
        6 => (any(), close_end()).prop_map(|(closing, end)| Op::EndClosing(closing, end)),
        2 => any().prop_map(Op::Break),
        2 => any().prop_map(Op::Deafen),
        2 => Just(Op::Verify),
        1 => key().prop_map(Op::Remove),
        1 => Just(Op::Clear),
        16 => pass(),
    ]
}

/// Even, as everything is that happens in the pool: the rules are looked at in between.
fn pass() -> impl Strategy<Value = Op> {
    let halves = prop_oneof![8 => 1..300_u32, 4 => 300..1_500_u32, 1 => 1_500..4_000_u32];
    halves.prop_map(|halves| Op::Pass(halves * 2))
}

fn dial_end() -> impl Strategy<Value = DialEnd> {
    prop_oneof![
        20 => Just(DialEnd::Open),
        2 => Just(DialEnd::OpenBroken),
        2 => Just(DialEnd::Fail),
        4 => Just(DialEnd::FailForNow),
        1 => Just(DialEnd::Panic),
    ]
}

fn close_end() -> impl Strategy<Value = CloseEnd> {
    prop_oneof![8 => Just(CloseEnd::Closed), 1 => Just(CloseEnd::Panic)]
}
