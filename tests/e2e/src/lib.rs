//! Journeys of a user through the real window, on real sshd.
//!
//! Everything is in `tests/window`, one test binary: this library is empty. `scripts/check.sh` runs it inside a display in
//! memory; each test starts its own lab, its own folders and its own app.
