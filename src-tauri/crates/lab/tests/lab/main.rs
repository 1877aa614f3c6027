//! The lab from outside: what it refuses, what it lets through, and what its switches do.
//!
//! The client of these tests signs with the crate that real clients use and shares nothing with the
//! lab's own check.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test says by a panic that it failed"
)]

mod aws;
mod client;
mod clock;
mod console;
mod endpoint;
mod failures;
mod files;
mod peers;
mod proftpd;
mod proxy;
mod replace;
mod sshd;
mod stop;
mod sts;
mod system;
mod tags;
mod through;
mod tunnels;
mod world;
