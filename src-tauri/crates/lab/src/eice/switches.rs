//! What may be changed about the endpoint while it runs.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use super::framing::Framing;
use crate::addresses::AddressType;

/// How the body of a refusal goes out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RefusalBody {
    /// With its length, and in one piece with the head.
    #[default]
    Whole,
    /// Without a length, so that it ends when it ends: as a body that comes after its head.
    Pieces {
        /// How long a piece is at most.
        bytes: usize,
        /// What passes before each.
        pause: Duration,
    },
}

/// The switches as they stand.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) refusal_body: RefusalBody,
    pub(crate) framing: Framing,
    /// EC2's word for the endpoint's state.
    pub(crate) state: String,
    /// What it can reach.
    pub(crate) address_type: AddressType,
    pub(crate) has_fips: bool,
    pub(crate) preserves_client_ip: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            refusal_body: RefusalBody::default(),
            framing: Framing::default(),
            state: "create-complete".to_owned(),
            address_type: AddressType::default(),
            has_fips: true,
            preserves_client_ip: false,
        }
    }
}

impl Settings {
    /// Whether it opens tunnels. Source: `State` of `Ec2InstanceConnectEndpoint` in EC2's API
    /// reference, and what the AWS CLI takes for usable.
    pub(crate) fn is_usable(&self) -> bool {
        let states = [
            "create-complete",
            "update-in-progress",
            "update-complete",
            "update-failed",
        ];
        states.contains(&self.state.as_str())
    }
}

/// The endpoint's switches.
#[derive(Debug, Default)]
pub(crate) struct Switches {
    /// Held for lines, never across an await.
    settings: Mutex<Settings>,
}

impl Switches {
    /// How they stand now.
    pub(crate) fn settings(&self) -> Settings {
        self.change(|settings| settings.clone())
    }

    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Settings) -> T) -> T {
        // Every change is one assignment, so a poisoned lock still holds whole settings.
        change(&mut self.settings.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
