//! A long log: too long to read at once, and the same each time.

use std::fmt::Write;

/// Bytes at which the log ends, at the end of the line.
const LENGTH: usize = 5 * 1024 * 1024;

const NOTES: [(&str, &str); 8] = [
    ("INFO", "task accepted from peer"),
    ("INFO", "tool call finished"),
    ("DEBUG", "heartbeat sent"),
    ("DEBUG", "context trimmed to budget"),
    ("INFO", "model answered"),
    ("INFO", "card registered"),
    ("WARN", "model slow to answer, waiting"),
    ("ERROR", "tool call failed, will be tried again"),
];

const COMPONENTS: [&str; 4] = ["a2a.server", "agent.loop", "tools.shell", "platform.client"];

/// About 5 MB of an agent's life.
pub(super) fn text() -> Vec<u8> {
    let mut log = String::with_capacity(LENGTH + 200);
    let mut dice = Dice(2026);
    let mut seconds = 0_u64;
    let mut count = 0_u64;
    while log.len() < LENGTH {
        seconds += dice.roll(4);
        count += 1;
        line(&mut log, &mut dice, seconds, count);
    }
    log.into_bytes()
}

fn line(log: &mut String, dice: &mut Dice, seconds: u64, count: u64) {
    let (day, hour) = (1 + seconds / 86_400, seconds / 3_600 % 24);
    let (minute, second) = (seconds / 60 % 60, seconds % 60);
    let component = dice.pick(&COMPONENTS).copied().unwrap_or_default();
    let (level, note) = dice.pick(&NOTES).copied().unwrap_or_default();
    let (millis, took, task) = (dice.roll(1_000), dice.roll(4_000), dice.roll(1 << 24));
    // Writing to a string cannot fail.
    writeln!(
        log,
        "2026-03-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z {level:<5} {component} \
         {note} seq={count} task={task:06x} took_ms={took}"
    )
    .ok();
}

/// Pseudo-random numbers (Knuth's MMIX generator) that never change.
#[derive(Debug)]
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let index = self.roll(from.len() as u64);
        from.get(usize::try_from(index).unwrap_or_default())
    }
}
