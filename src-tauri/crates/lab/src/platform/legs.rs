//! The metadata legs in flight, and the gate that holds them until enough are.
//!
//! A leg is one of the three metadata requests of a panel. Counted are *different* legs at the same
//! moment for the same workspace: three times the same request is no fan-out.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// One of the metadata requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Leg {
    Workspace,
    Model,
    Provider,
}

impl Leg {
    /// The leg that a route serves, if it serves one.
    pub(super) fn of_route(route: &str) -> Option<Self> {
        match route {
            "GET /workspaces/:id" => Some(Self::Workspace),
            "GET /workspaces/:id/model" => Some(Self::Model),
            "GET /workspaces/:id/provider" => Some(Self::Provider),
            _ => None,
        }
    }
}

/// All legs of all workspaces.
#[derive(Debug, Default)]
pub(super) struct Legs {
    /// Held for lines, never across an await.
    flights: Mutex<Flights>,
    changes: watch::Sender<()>,
}

#[derive(Debug, Default)]
struct Flights {
    gate: Option<Gate>,
    by_workspace: HashMap<String, Flight>,
}

#[derive(Clone, Copy, Debug)]
struct Gate {
    legs: usize,
    deadline: Duration,
}

/// One workspace's legs.
#[derive(Debug, Default)]
struct Flight {
    /// How many requests of each leg are in flight; a leg with none has no entry.
    requests: HashMap<Leg, usize>,
    high_water: usize,
    /// How often the gate has opened for this workspace; a waiter passes when it grows.
    openings: u64,
}

impl Legs {
    /// Counts a leg in until the answer guard is dropped.
    pub(super) fn enter<'a>(&'a self, workspace_id: &str, leg: Leg) -> InFlight<'a> {
        let mut flights = self.lock();
        let needed = flights.gate.map(|gate| gate.legs);
        let flight = flights
            .by_workspace
            .entry(workspace_id.to_owned())
            .or_default();
        let openings_before = flight.openings;
        *flight.requests.entry(leg).or_default() += 1;
        let legs = flight.requests.len();
        flight.high_water = flight.high_water.max(legs);
        if needed.is_some_and(|needed| legs >= needed) {
            flight.openings += 1;
            self.changes.send_replace(());
        }
        InFlight {
            legs: self,
            workspace_id: workspace_id.to_owned(),
            leg,
            openings_before,
        }
    }

    pub(super) fn hold(&self, legs: usize, deadline: Duration) {
        self.lock().gate = Some(Gate { legs, deadline });
    }

    pub(super) fn release(&self) {
        self.lock().gate = None;
        self.changes.send_replace(());
    }

    pub(super) fn high_water(&self) -> BTreeMap<String, usize> {
        let flights = self.lock();
        let marks = flights.by_workspace.iter();
        marks
            .map(|(id, flight)| (id.clone(), flight.high_water))
            .filter(|(_, n)| *n > 0)
            .collect()
    }

    pub(super) fn reset(&self) {
        for flight in self.lock().by_workspace.values_mut() {
            flight.high_water = flight.requests.len();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Flights> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A leg being answered.
#[derive(Debug)]
pub(super) struct InFlight<'a> {
    legs: &'a Legs,
    workspace_id: String,
    leg: Leg,
    openings_before: u64,
}

impl InFlight<'_> {
    /// Waits for the gate: until enough legs are in flight, or the gate's deadline, or its removal.
    pub(super) async fn pass_gate(&self) {
        let mut changes = self.legs.changes.subscribe();
        let entered = Instant::now();
        while let Some(gate) = self.shut_gate() {
            let change = timeout_at(entered + gate.deadline, changes.changed()).await;
            if !matches!(change, Ok(Ok(()))) {
                return;
            }
        }
    }

    /// The gate, as long as it is there and has not opened since this leg came.
    fn shut_gate(&self) -> Option<Gate> {
        let flights = self.legs.lock();
        let flight = flights.by_workspace.get(&self.workspace_id)?;
        (flight.openings == self.openings_before).then_some(())?;
        flights.gate
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        let mut flights = self.legs.lock();
        let Some(flight) = flights.by_workspace.get_mut(&self.workspace_id) else {
            return;
        };
        if let Some(count) = flight.requests.get_mut(&self.leg) {
            *count -= 1;
            if *count == 0 {
                flight.requests.remove(&self.leg);
            }
        }
    }
}
