//! The client against a real HTTP server on loopback, for each thing that the workspace server answers.
#![expect(clippy::unwrap_used, reason = "a test server fails loudly")]

mod platform;
mod reads;
mod refusals;
