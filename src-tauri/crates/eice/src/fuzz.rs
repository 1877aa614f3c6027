//! How long a parser is fed with random input.

use std::time::Duration;

/// As `CAUSEWAY_FUZZ_SECONDS` says, 20 s by default.
pub(crate) fn duration() -> Duration {
    let seconds = std::env::var("CAUSEWAY_FUZZ_SECONDS").ok();
    Duration::from_secs_f64(seconds.map_or(20.0, |text| text.parse().unwrap()))
}
