//! The contract: every endpoint that the app uses, against the lab's workspace server in both generations.
#![expect(clippy::unwrap_used, reason = "a test fails loudly")]

mod bodies;
mod changes;
mod reads;
mod sharing;
mod sockets;
mod world;
