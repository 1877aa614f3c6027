//! What a user does and sees, done to and seen in the real window.

mod journeys;
