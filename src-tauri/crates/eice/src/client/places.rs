//! Where instances are, with a memory.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    net::IpAddr,
    sync::{MutexGuard, PoisonError},
    time::Duration,
};

use aws_credential_types::Credentials;
use futures_util::future::join;
use tokio::time::Instant;

use super::Client;
use crate::{
    AddressType, Endpoint, Error, Instance, InstanceId,
    describe::{self, Named},
};

/// How long an answer of EC2 is believed. A private address stays with its instance, so minutes are safe.
const LOOK_UP_LIFETIME: Duration = Duration::from_mins(10);

/// An instance and the endpoint that leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The instance, running when it was looked up.
    pub instance: Instance,
    /// The endpoint.
    pub endpoint: Endpoint,
    /// The instance's address that the endpoint dials.
    pub address: IpAddr,
}

/// What EC2 has told.
#[derive(Default)]
pub(super) struct Known {
    instances: HashMap<InstanceId, (Instance, Instant)>,
    endpoints: Option<(Endpoints, Instant)>,
}

type Endpoints = std::sync::Arc<[Named]>;

/// What one look-up has decided on, whatever others forget meanwhile.
struct Found {
    instances: Vec<Instance>,
    endpoints: Endpoints,
}

impl Client {
    /// Where the instance is and which endpoint leads to it; from memory for ten minutes. An endpoint and an address that were given
    /// by hand are taken as they are, and AWS is not asked for what they tell.
    ///
    /// # Errors
    ///
    /// [`Error::InstanceNotFound`], [`Error::InstanceStopped`], [`Error::NoEndpoint`], [`Error::NoFipsName`], [`Error::NoAddress`],
    /// and those of the calls.
    pub async fn locate(&self, id: &InstanceId) -> Result<Place, Error> {
        if let Some(place) = self.given_place(id).or_else(|| self.known_place(id)) {
            return Ok(place);
        }
        let found = self.look_up(std::slice::from_ref(id)).await?;
        let instance = found
            .instances
            .into_iter()
            .find(|instance| instance.id == *id)
            .ok_or_else(|| Error::InstanceNotFound(id.clone()))?;
        if !instance.is_dialable() {
            self.known().instances.remove(id);
            return Err(Error::InstanceStopped {
                id: id.clone(),
                state: instance.state,
            });
        }
        self.place(instance, &found.endpoints)
    }

    /// Loads credentials, endpoints and `ids`, so that the first opening does not pay for them.
    ///
    /// # Errors
    ///
    /// Those of the calls; nothing of what was already known is lost.
    pub async fn preload(&self, ids: &[InstanceId]) -> Result<(), Error> {
        let unknown: Vec<_> = ids
            .iter()
            .filter(|id| self.given_place(id).is_none())
            .cloned()
            .collect();
        self.look_up(&unknown).await.map(drop)
    }

    /// Drops what is known of an instance and of the ways to it, after its target could not be reached. Look-ups that are under way
    /// keep what they have.
    pub fn forget(&self, id: &InstanceId) {
        let mut known = self.known();
        known.instances.remove(id);
        known.endpoints = None;
    }

    /// Takes other private addresses that were given by hand.
    pub fn set_addresses(&self, addresses: BTreeMap<InstanceId, IpAddr>) {
        *self.addresses() = addresses;
    }

    /// What is known of an instance, without asking.
    pub fn known_instance(&self, id: &InstanceId) -> Option<Instance> {
        let known = self.known();
        let (instance, at) = known.instances.get(id)?;
        (at.elapsed() < LOOK_UP_LIFETIME).then(|| instance.clone())
    }

    /// The instances whose tag `key` has one of `values`, but for terminated ones; in any order.
    ///
    /// # Errors
    ///
    /// Those of the call.
    pub async fn tagged(&self, key: &str, values: Vec<String>) -> Result<Vec<Instance>, Error> {
        let credentials = self.credentials().await?;
        let found = describe::tagged(&self.0.ec2, &credentials, key, values).await;
        self.noting(found)
    }

    /// Asks EC2 for `ids` and, when they are not known any more, for the endpoints; both at the same time.
    async fn look_up(&self, ids: &[InstanceId]) -> Result<Found, Error> {
        let credentials = self.credentials().await?;
        let instances = describe::instances(&self.0.ec2, &credentials, ids);
        let (instances, endpoints) = join(instances, self.endpoints(&credentials)).await;
        let endpoints = self.noting(endpoints)?;
        let instances = self.noting(instances)?;
        let now = Instant::now();
        let mut known = self.known();
        for instance in &instances {
            let seen = (instance.clone(), now);
            known.instances.insert(instance.id.clone(), seen);
        }
        Ok(Found {
            instances,
            endpoints,
        })
    }

    /// The endpoints as they are known, else as EC2 tells them; none where one was given by hand.
    async fn endpoints(&self, credentials: &Credentials) -> Result<Endpoints, Error> {
        if self.0.endpoint.is_some() {
            return Ok(Endpoints::default());
        }
        if let Some(known) = self.known().fresh_endpoints() {
            return Ok(known);
        }
        let found = describe::endpoints(&self.0.ec2, credentials).await?;
        let endpoints: Endpoints = found.into();
        self.known().endpoints = Some((endpoints.clone(), Instant::now()));
        Ok(endpoints)
    }

    /// The way to an instance that EC2 has told of.
    fn place(&self, instance: Instance, endpoints: &[Named]) -> Result<Place, Error> {
        let (endpoint, address) = match &self.0.endpoint {
            Some(given) => {
                let address = given.target(&instance).ok_or_else(|| Error::NoAddress {
                    id: instance.id.clone(),
                    family: "IPv4 or IPv6",
                })?;
                (given.clone(), address)
            }
            None => describe::choose(endpoints, &instance, self.0.names)?,
        };
        Ok(Place {
            instance,
            endpoint,
            address,
        })
    }

    /// The way to an instance of which everything was given by hand.
    fn given_place(&self, id: &InstanceId) -> Option<Place> {
        let endpoint = self.0.endpoint.clone()?;
        let address = *self.addresses().get(id)?;
        let (ipv4, ipv6) = match address {
            IpAddr::V4(address) => (Some(address), None),
            IpAddr::V6(address) => (None, Some(address)),
        };
        Some(Place {
            instance: Instance {
                id: id.clone(),
                state: "running".to_owned(),
                ipv4,
                ipv6,
                vpc_id: String::new(),
                subnet_id: String::new(),
                security_groups: Vec::new(),
                launch_time: None,
                name: None,
            },
            endpoint,
            address,
        })
    }

    /// The DNS names of at most `count` endpoints: of those that lead to instances that are known, else of any.
    pub(super) fn known_endpoints(&self, count: usize) -> BTreeSet<String> {
        if let Some(given) = &self.0.endpoint {
            return BTreeSet::from([given.dns_name.clone()]);
        }
        let instances: Vec<_> = self.known().instances.keys().cloned().collect();
        let mut names = BTreeSet::new();
        let mut places = instances.iter().filter_map(|id| self.known_place(id));
        while names.len() < count
            && let Some(place) = places.next()
        {
            names.insert(place.endpoint.dns_name);
        }
        if names.is_empty()
            && let Some(endpoints) = self.known().fresh_endpoints()
        {
            names.extend(describe::dns_names(&endpoints, self.0.names).take(count));
        }
        names
    }

    fn known_place(&self, id: &InstanceId) -> Option<Place> {
        let instance = self.known_instance(id).filter(Instance::is_dialable)?;
        let endpoints = match &self.0.endpoint {
            Some(_) => Endpoints::default(),
            None => self.known().fresh_endpoints()?,
        };
        self.place(instance, &endpoints).ok()
    }

    fn addresses(&self) -> MutexGuard<'_, BTreeMap<InstanceId, IpAddr>> {
        self.0
            .addresses
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn fresh_endpoints(&self) -> Option<Endpoints> {
        let (endpoints, at) = self.endpoints.as_ref()?;
        (at.elapsed() < LOOK_UP_LIFETIME).then(|| endpoints.clone())
    }
}

/// An endpoint that was given by hand: nothing of it is known but its id and its name.
pub(super) fn given_endpoint(id: String, dns_name: String) -> Endpoint {
    Endpoint {
        id,
        dns_name,
        vpc_id: String::new(),
        subnet_id: String::new(),
        address_type: AddressType::Dualstack,
        preserves_client_ip: false,
        security_groups: Vec::new(),
    }
}
