//! The tunnel against real peers: a websocket over TLS on loopback, proxies, and byte streams that no websocket library would
//! write.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test's peer fails loudly"
)]

mod deadlines;
mod flow;
mod frames;
mod fuzz;
mod hostile;
mod peer;
mod proxies;
mod refusals;
mod spares;
mod upgrades;
