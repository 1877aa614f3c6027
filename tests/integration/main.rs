//! The whole way on the lab: real sshd, real websockets over TLS, the real workspace protocol.
//!
//! Each test starts its own world. They need root and an installed sshd, and fail without.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod audit;
mod bad_input;
mod cards;
mod cli;
mod commands;
mod credentials;
mod doctor;
mod events;
mod failures;
mod fan_out;
mod files;
mod finding;
mod folders;
mod host_keys;
mod late_work;
mod lifecycle;
mod needs_restart;
mod nothing_left;
mod offline;
mod offline_panel;
mod one_panel;
mod one_set_up;
mod openssh;
mod openssh_config;
mod openssh_turns;
mod pool;
mod proxies;
mod publishing;
mod raw_bytes;
mod read_only;
mod refusals;
mod replaced;
mod saving;
mod search;
mod secrets;
mod servers;
mod signals;
mod staleness;
mod station;
mod support;
mod transfers;
mod tunnels;
mod warm_up;
