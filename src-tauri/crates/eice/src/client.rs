//! The crate behind one clone: look-ups with a memory, key push, tunnel.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime},
};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_ec2instanceconnect::config::IdentityCache;
use tokio::time::Instant;

use crate::{
    AwsSettings, Endpoint, Error, Instance, InstanceId, Tunnel,
    connect::{self, Network},
    credentials::KeptCredentials,
    describe, key_push,
    presign::{TunnelQuery, sign_tunnel},
    query::Query,
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
}

/// EC2, EC2 Instance Connect and its endpoints, of one region and one set of credentials. Cheap to clone.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    credentials: KeptCredentials,
    query: Query,
    instance_connect: aws_sdk_ec2instanceconnect::Client,
    network: Network,
    /// Held for a look or an insertion, never across an await.
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    instances: HashMap<InstanceId, (Instance, Instant)>,
    endpoints: Option<(Arc<[Endpoint]>, Instant)>,
}

/// What one look-up has decided on, whatever others forget meanwhile.
struct Found {
    instances: Vec<Instance>,
    endpoints: Arc<[Endpoint]>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("region", &self.0.query.region)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Makes a client from the settings and the standard AWS chain.
    ///
    /// # Errors
    ///
    /// [`Error::NoRegion`], [`Error::CredentialsMissing`] when no credential source is configured at all,
    /// [`Error::InvalidSetting`].
    pub async fn load(settings: AwsSettings) -> Result<Self, Error> {
        let sdk = settings.load_sdk_config().await?;
        let region = sdk.region().ok_or(Error::NoRegion)?.as_ref().to_owned();
        let source = sdk
            .credentials_provider()
            .ok_or_else(|| Error::CredentialsMissing("no provider is configured".into()))?;
        let credentials = KeptCredentials::new(source);
        let url = match settings.ec2_url {
            Some(url) => url,
            None => default_ec2_url(&region)?,
        };
        let mut instance_connect = aws_sdk_ec2instanceconnect::config::Builder::from(&sdk);
        instance_connect.set_endpoint_url(settings.instance_connect_url.map(String::from));
        // One memory for all that signs.
        instance_connect
            .set_credentials_provider(Some(SharedCredentialsProvider::new(credentials.clone())));
        instance_connect.set_identity_cache(IdentityCache::no_cache());
        Ok(Self(Arc::new(Inner {
            credentials,
            query: Query {
                http: settings.http,
                url,
                region,
            },
            instance_connect: aws_sdk_ec2instanceconnect::Client::from_conf(
                instance_connect.build(),
            ),
            network: Network {
                tls: settings.tls,
                proxy: settings.proxy,
            },
            known: Mutex::default(),
        })))
    }

    /// Where the instance is and which endpoint leads to it; from memory for ten minutes.
    ///
    /// # Errors
    ///
    /// [`Error::InstanceNotFound`], [`Error::InstanceStopped`], [`Error::NoEndpoint`], and those of the calls.
    pub async fn locate(&self, id: &InstanceId) -> Result<Place, Error> {
        if let Some(place) = self.known_place(id) {
            return Ok(place);
        }
        let found = self.look_up(std::slice::from_ref(id)).await?;
        let instance = found
            .instances
            .into_iter()
            .find(|instance| instance.id == *id)
            .ok_or_else(|| Error::InstanceNotFound(id.clone()))?;
        if !is_dialable(&instance) {
            self.known().instances.remove(id);
            return Err(Error::InstanceStopped {
                id: id.clone(),
                state: instance.state,
            });
        }
        match describe::choose(&found.endpoints, &instance) {
            Some(endpoint) => Ok(Place { instance, endpoint }),
            None => Err(Error::NoEndpoint {
                vpc_id: instance.vpc_id,
            }),
        }
    }

    /// Loads credentials, endpoints and `ids`, so that the first opening does not pay for them.
    ///
    /// # Errors
    ///
    /// Those of the calls; nothing of what was already known is lost.
    pub async fn preload(&self, ids: &[InstanceId]) -> Result<(), Error> {
        self.look_up(ids).await.map(drop)
    }

    /// Drops what is known of an instance and of the ways to it, after its target could not be reached. Look-ups that are under way
    /// keep what they have.
    pub fn forget(&self, id: &InstanceId) {
        let mut known = self.known();
        known.instances.remove(id);
        known.endpoints = None;
    }

    /// Puts `public_key` (one OpenSSH line of 80 to 4,096 characters) on the instance for 60 s.
    ///
    /// Success says nothing of the instance: an unknown user, a missing agent or a wrong clock show only when SSH refuses the key.
    ///
    /// # Errors
    ///
    /// [`Error::InstanceNotFound`], [`Error::InstanceStopped`], [`Error::AccessDenied`], [`Error::Throttled`],
    /// [`Error::CredentialsMissing`], [`Error::CredentialsExpired`], [`Error::Refused`], [`Error::Unreachable`],
    /// [`Error::TimedOut`].
    pub async fn send_ssh_public_key(
        &self,
        id: &InstanceId,
        os_user: &str,
        public_key: &str,
    ) -> Result<(), Error> {
        let sent = key_push::send(&self.0.instance_connect, id, os_user, public_key).await;
        self.noting_expiry(sent)
    }

    /// Opens a tunnel to `port` of the instance.
    ///
    /// The signature is good for 60 s; the tunnel lasts at most `max_duration` (1 s to 3,600 s, always sent), whatever flows
    /// through it. A tunnel that opens does not mean that the instance answers: see [`crate::TunnelMonitor::close_reason`].
    ///
    /// # Wire
    ///
    /// `GET wss://{endpoint.dns_name}/openTunnel?instanceConnectEndpointId&remotePort&privateIpAddress&maxTunnelDuration`
    ///
    /// # Errors
    ///
    /// [`Error::Unreachable`] and [`Error::TimedOut`] before the endpoint answers, [`Error::Proxy`] when a proxy is in the way;
    /// [`Error::AccessDenied`], [`Error::EndpointFull`], [`Error::Refused`] when it answers with anything but 101;
    /// [`Error::InvalidSetting`] for a duration out of range.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future closes the socket; nothing is left open.
    ///
    /// Source: aws-cli `awscli/customizations/ec2instanceconnect/{eicesigner,websocket}.py`.
    pub async fn open_tunnel(
        &self,
        place: &Place,
        port: u16,
        max_duration: Duration,
    ) -> Result<Tunnel, Error> {
        let credentials = self.0.credentials.get().await?;
        let query = TunnelQuery {
            dns_name: &place.endpoint.dns_name,
            endpoint_id: &place.endpoint.id,
            address: place.instance.address.as_deref().unwrap_or_default(),
            port,
            max_duration,
        };
        let url = sign_tunnel(&query, &self.0.query.region, credentials, SystemTime::now())?;
        self.noting_expiry(connect::open(query.dns_name, &url, &self.0.network).await)
    }

    /// Asks EC2 for `ids` and, when they are not known any more, for the endpoints; both at the same time.
    async fn look_up(&self, ids: &[InstanceId]) -> Result<Found, Error> {
        let credentials = self.0.credentials.get().await?;
        let instances = describe::instances(&self.0.query, &credentials, ids);
        let (instances, endpoints) =
            futures_util::future::join(instances, self.endpoints(&credentials)).await;
        let endpoints = self.noting_expiry(endpoints)?;
        let instances = self.noting_expiry(instances)?;
        let now = Instant::now();
        let mut known = self.known();
        for instance in &instances {
            known
                .instances
                .insert(instance.id.clone(), (instance.clone(), now));
        }
        Ok(Found {
            instances,
            endpoints,
        })
    }

    /// The endpoints as they are known, else as EC2 tells them.
    async fn endpoints(&self, credentials: &Credentials) -> Result<Arc<[Endpoint]>, Error> {
        if let Some(known) = self.known().fresh_endpoints() {
            return Ok(known);
        }
        let found = describe::endpoints(&self.0.query, credentials).await?;
        let endpoints: Arc<[Endpoint]> = found.into();
        self.known().endpoints = Some((endpoints.clone(), Instant::now()));
        Ok(endpoints)
    }

    /// Credentials that AWS calls expired are fetched anew by the next call.
    fn noting_expiry<T>(&self, answer: Result<T, Error>) -> Result<T, Error> {
        if let Err(Error::CredentialsExpired { .. }) = &answer {
            self.0.credentials.forget();
        }
        answer
    }

    fn known_instance(&self, id: &InstanceId) -> Option<Instance> {
        let known = self.known();
        let (instance, at) = known.instances.get(id)?;
        (at.elapsed() < LOOK_UP_LIFETIME).then(|| instance.clone())
    }

    fn known_place(&self, id: &InstanceId) -> Option<Place> {
        let instance = self.known_instance(id).filter(is_dialable)?;
        let endpoint = describe::choose(&self.known().fresh_endpoints()?, &instance)?;
        Some(Place { instance, endpoint })
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn fresh_endpoints(&self) -> Option<Arc<[Endpoint]>> {
        let (endpoints, at) = self.endpoints.as_ref()?;
        (at.elapsed() < LOOK_UP_LIFETIME).then(|| endpoints.clone())
    }
}

fn is_dialable(instance: &Instance) -> bool {
    instance.state == "running" && instance.address.is_some()
}

fn default_ec2_url(region: &str) -> Result<url::Url, Error> {
    let suffix = if region.starts_with("cn-") {
        "amazonaws.com.cn"
    } else {
        "amazonaws.com"
    };
    url::Url::parse(&format!("https://ec2.{region}.{suffix}/"))
        .map_err(|_| Error::InvalidSetting(format!("{region:?} is not an AWS region")))
}
