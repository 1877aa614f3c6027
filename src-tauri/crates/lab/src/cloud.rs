//! What all servers of one lab share.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::sync::Semaphore;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    cable::Cable,
    clock::Clock,
    counters::Tally,
    delay::Link,
    eice,
    far_end::FarEnd,
    faults::Faults,
    grants::Grants,
    instances::{Machine, Machines},
    options::Credentials,
    platform,
    sigv4::Verifier,
};

/// The account that everything belongs to.
pub(crate) const ACCOUNT: &str = "123456789012";
/// The region that signatures must name.
pub(crate) const REGION: &str = "us-east-2";
/// Who the lab's credentials are: a role that somebody took on, since they have a session token.
pub(crate) const CALLER_ARN: &str = "arn:aws:sts::123456789012:assumed-role/lab/visitor";

/// Concurrent connections of one endpoint. Source: EC2's quotas, "not adjustable".
pub(crate) const ENDPOINT_CONNECTIONS: usize = 20;

/// A VPC with its one usable endpoint.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    pub(crate) vpc_id: String,
    pub(crate) subnet_id: String,
    pub(crate) endpoint_id: String,
    /// Where the endpoint listens; carries its port.
    pub(crate) endpoint_dns_name: String,
    /// Another name of the same listener.
    pub(crate) endpoint_fips_dns_name: String,
    /// The endpoint's connections that are free.
    pub(crate) slots: Arc<Semaphore>,
}

/// The state of a lab.
#[derive(Debug)]
pub(crate) struct Cloud {
    pub(crate) region: String,
    pub(crate) credentials: Credentials,
    pub(crate) network: Network,
    /// Those beside the first.
    pub(crate) more_networks: Vec<Network>,
    pub(crate) machines: Machines,
    pub(crate) clock: Clock,
    pub(crate) link: Link,
    pub(crate) cable: Cable,
    pub(crate) tally: Tally,
    pub(crate) grants: Grants,
    pub(crate) faults: Faults,
    pub(crate) endpoint: eice::Switches,
    pub(crate) far_end: FarEnd,
    pub(crate) platform: Arc<platform::State>,
    /// Most items of a page of EC2's lists.
    pub(crate) page_size: AtomicUsize,
    /// Tunnels, and whatever else outlives the request that started it.
    pub(crate) tasks: TaskTracker,
    pub(crate) stopped: CancellationToken,
}

impl Cloud {
    /// Checks signatures for one of the lab's services.
    pub(crate) fn verifier(&self, service: &'static str) -> Verifier {
        Verifier {
            credentials: self.credentials.clone(),
            region: self.region.clone(),
            service,
        }
    }

    /// All VPCs, the first one first.
    pub(crate) fn networks(&self) -> impl Iterator<Item = &Network> {
        std::iter::once(&self.network).chain(&self.more_networks)
    }

    /// The VPC that a machine is in: they take turns.
    pub(crate) fn network_of(&self, machine: &Machine) -> &Network {
        let count = self.more_networks.len() + 1;
        let mut networks = self.networks();
        networks
            .nth(machine.place() % count)
            .unwrap_or(&self.network)
    }

    pub(crate) fn page_size(&self) -> usize {
        self.page_size.load(Ordering::Relaxed)
    }

    /// Starts work that ends with the lab at the latest.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let stopped = self.stopped.clone();
        drop(self.tasks.spawn(async move {
            stopped.run_until_cancelled_owned(work).await;
        }));
    }
}
