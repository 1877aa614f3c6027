//! The pool's promises, each under a name that says it, on a clock that only moves when every task waits.

mod age;
mod ahead;
mod closing;
mod dialling;
mod events;
mod fake;
mod leases;
mod limits;
mod looking;
mod model;
mod pinned;
mod rotation;
mod threads;
mod verifying;
