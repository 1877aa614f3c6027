//! The crate behind one clone: look-ups with a memory, key push, tunnel.

mod places;

use std::{
    collections::BTreeMap,
    fmt,
    net::IpAddr,
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_ec2instanceconnect::config::IdentityCache;
use tokio::sync::watch;
use url::Url;

pub use self::places::Place;
use self::places::{Known, given_endpoint};
use crate::{
    Access, AccessKind, AwsSettings, Endpoint, Error, Identity, InstanceId, Login, Tunnel,
    access::Observer,
    connect::{self, Network, Spares},
    console,
    credentials::KeptCredentials,
    describe::Names,
    identity, key_push,
    presign::{TunnelQuery, sign_tunnel},
    query::{Query, Service},
};

/// Endpoints that are connected to ahead. One leads to a whole VPC.
const MOST_SPARES: usize = 4;

/// EC2, EC2 Instance Connect and its endpoints, of one region and one set of credentials. Cheap to clone.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    settings: AwsSettings,
    login: Login,
    credentials: KeptCredentials,
    ec2: Query,
    sts: Query,
    instance_connect: aws_sdk_ec2instanceconnect::Client,
    names: Names,
    /// Given by hand, instead of what EC2 would tell.
    endpoint: Option<Endpoint>,
    /// Held for a look or a swap only.
    addresses: Mutex<BTreeMap<InstanceId, IpAddr>>,
    network: Network,
    /// Held for a look or an insertion, never across an await.
    known: Mutex<Known>,
    observer: Observer,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("region", &self.0.ec2.region)
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
        let login = settings.login().await;
        let region = sdk.region().ok_or(Error::NoRegion)?.as_ref().to_owned();
        let source = sdk
            .credentials_provider()
            .ok_or_else(|| Error::CredentialsMissing {
                login: login.clone(),
                source: "no provider is configured".into(),
            })?;
        let credentials = KeptCredentials::new(source);
        let mut instance_connect = aws_sdk_ec2instanceconnect::config::Builder::from(&sdk);
        let instance_connect_url = settings.instance_connect_url.clone();
        instance_connect.set_endpoint_url(instance_connect_url.map(String::from));
        // One memory for all that signs.
        instance_connect
            .set_credentials_provider(Some(SharedCredentialsProvider::new(credentials.clone())));
        instance_connect.set_identity_cache(IdentityCache::no_cache());
        let names = Names {
            fips: sdk.use_fips().unwrap_or(false),
            dualstack: sdk.use_dual_stack().unwrap_or(false),
        };
        let query = |service: Service, url: &Option<Url>| {
            Ok(Query {
                service,
                http: settings.http.clone(),
                url: match url {
                    Some(url) => url.clone(),
                    None => default_url(service, &region, names)?,
                },
                region: region.clone(),
            })
        };
        let given = settings.endpoint.clone();
        Ok(Self(Arc::new(Inner {
            ec2: query(Service::Ec2, &settings.ec2_url)?,
            sts: query(Service::Sts, &settings.sts_url)?,
            credentials,
            login,
            instance_connect: aws_sdk_ec2instanceconnect::Client::from_conf(
                instance_connect.build(),
            ),
            names,
            endpoint: given.map(|given| given_endpoint(given.id, given.dns_name)),
            addresses: Mutex::new(settings.addresses.clone()),
            network: Network {
                tls: settings.tls.clone(),
                proxy: settings.proxy.clone(),
                spares: Spares::default(),
            },
            known: Mutex::default(),
            observer: Observer::default(),
            settings,
        })))
    }

    /// Tells `observer` of each key push and each tunnel from now on, when it has ended. The first observer stays.
    ///
    /// It is called in the middle of things: it must be quick, and must not call this client.
    pub fn observe(&self, observer: impl Fn(&Access<'_>) + Send + Sync + 'static) {
        self.0.observer.set(observer);
    }

    /// The region of every call.
    pub fn region(&self) -> &str {
        &self.0.ec2.region
    }

    /// Where the credentials come from, and so what renews them.
    pub fn login(&self) -> &Login {
        &self.0.login
    }

    /// Asks the whole chain for credentials again, its files read anew: for the moment after somebody has signed in. Kept from here on
    /// if they are good. Returns whether they are others than those that were used last.
    ///
    /// # Errors
    ///
    /// [`Error::CredentialsMissing`], [`Error::CredentialsExpired`], [`Error::Unreachable`]; what was kept stays.
    pub async fn renew_credentials(&self) -> Result<bool, Error> {
        let sdk = self.0.settings.load_sdk_config().await?;
        let Some(source) = sdk.credentials_provider() else {
            return Ok(false);
        };
        let renewed = self.0.credentials.replace(source).await;
        renewed.map_err(|error| error.renewed_by(&self.0.login))
    }

    /// When the credentials that were loaded last end; `None` before the first load, and for those that have no end. Follows every
    /// load, whoever needed it.
    pub fn credentials_end(&self) -> watch::Receiver<Option<SystemTime>> {
        self.0.credentials.end()
    }

    /// Whether there are credentials at hand, far enough from their end that what is signed now asks for no others. Asks nobody.
    pub fn has_credentials(&self) -> bool {
        self.0.credentials.are_at_hand()
    }

    /// Loads credentials if there are no good ones, from the source that gave the last.
    ///
    /// # Errors
    ///
    /// [`Error::CredentialsMissing`], [`Error::CredentialsExpired`], [`Error::Unreachable`].
    ///
    /// # Cancel safety
    ///
    /// The load goes on without the caller, and is told by [`Client::credentials_end`].
    pub async fn load_credentials(&self) -> Result<(), Error> {
        self.credentials().await.map(drop)
    }

    /// As whom AWS knows us.
    ///
    /// # Errors
    ///
    /// [`Error::CredentialsMissing`], [`Error::CredentialsExpired`], [`Error::CredentialsRefused`], [`Error::ClockSkew`],
    /// [`Error::Unreachable`], [`Error::TimedOut`]. The call needs no permission.
    pub async fn identity(&self) -> Result<Identity, Error> {
        let credentials = self.credentials().await?;
        let identity = identity::identity(&self.0.sts, &credentials).await;
        self.noting(identity)
    }

    /// The fingerprints (`SHA256:…`) of the host keys that the instance has printed on its console at its last boot that printed any;
    /// none when it did not, or when that is not kept any more.
    ///
    /// # Errors
    ///
    /// Those of `GetConsoleOutput`; the right to it is optional, so that [`Error::AccessDenied`] is no fault.
    pub async fn console_fingerprints(&self, id: &InstanceId) -> Result<Vec<String>, Error> {
        let credentials = self.credentials().await?;
        let output = console::output(&self.0.ec2, &credentials, id).await;
        let output = self.noting(output.map_err(|error| error.about(|| self.instance_arn(id))))?;
        Ok(console::fingerprints(&output))
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
        let attempt = self.0.observer.begin(id, AccessKind::KeyPush { os_user });
        let client = &self.0.instance_connect;
        let sent = key_push::send(client, id, os_user, public_key, attempt.request_id()).await;
        attempt.settle(&sent);
        self.noting(sent.map_err(|error| error.about(|| self.instance_arn(id))))
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
        let credentials = self.credentials().await?;
        let address = place.address.to_string();
        let query = TunnelQuery {
            dns_name: &place.endpoint.dns_name,
            endpoint_id: &place.endpoint.id,
            address: &address,
            port,
            max_duration,
        };
        let url = sign_tunnel(&query, self.region(), credentials, SystemTime::now())?;
        let endpoint = query.endpoint_id;
        let kind = AccessKind::Tunnel { endpoint };
        let attempt = self.0.observer.begin(&place.instance.id, kind);
        let name = query.dns_name;
        let opened = connect::open(name, &url, &self.0.network, attempt.request_id()).await;
        attempt.settle(&opened);
        self.noting(opened.map_err(|error| {
            error.about(|| self.arn(&format!("instance-connect-endpoint/{endpoint}")))
        }))
    }

    /// Connects to the endpoints of the instances that are known, else to any that are (at most four), so that the next tunnel to each saves two
    /// round trips: TCP's and TLS's. Returns at once, asks AWS for nothing, and does nothing where that was done a moment ago.
    ///
    /// A connection that no tunnel takes is closed after 30 s, or with the client.
    pub fn preconnect(&self) {
        for dns_name in self.known_endpoints(MOST_SPARES) {
            self.0.network.spares.prepare(&dns_name, &self.0.network);
        }
    }

    /// Closes what [`Client::preconnect`] has opened: for the moment after a sleep, or in another network.
    pub fn forget_connections(&self) {
        self.0.network.spares.clear();
    }

    async fn credentials(&self) -> Result<Credentials, Error> {
        let credentials = self.0.credentials.get().await;
        credentials.map_err(|error| error.renewed_by(&self.0.login))
    }

    /// Credentials that AWS calls expired are fetched anew by the next call; the error says what renews them.
    fn noting<T>(&self, answer: Result<T, Error>) -> Result<T, Error> {
        if let Err(Error::CredentialsExpired { .. }) = &answer {
            self.0.credentials.forget();
        }
        answer.map_err(|error| error.renewed_by(&self.0.login))
    }

    fn instance_arn(&self, id: &InstanceId) -> String {
        self.arn(&format!("instance/{id}"))
    }

    /// Of any account: which one it is would cost a call.
    fn arn(&self, resource: &str) -> String {
        let region = self.region();
        let partition = partition(region);
        format!("arn:{partition}:ec2:{region}:*:{resource}")
    }
}

fn partition(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}

/// Source: AWS general reference, "Service endpoints".
fn default_url(service: Service, region: &str, names: Names) -> Result<Url, Error> {
    let is_in_china = region.starts_with("cn-");
    let name = service.name();
    let host = match (names.dualstack, names.fips) {
        (true, fips) => {
            let fips = if fips { "-fips" } else { "" };
            let suffix = if is_in_china {
                "api.amazonwebservices.com.cn"
            } else {
                "api.aws"
            };
            format!("{name}{fips}.{region}.{suffix}")
        }
        (false, true) => format!("{name}-fips.{region}.amazonaws.com"),
        (false, false) => {
            let suffix = if is_in_china {
                "amazonaws.com.cn"
            } else {
                "amazonaws.com"
            };
            format!("{name}.{region}.{suffix}")
        }
    };
    Url::parse(&format!("https://{host}/"))
        .map_err(|_| Error::InvalidSetting(format!("{region:?} is not an AWS region")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_where_their_partition_and_the_kind_of_name_put_them() {
        let url = |service, region, fips, dualstack| {
            let names = Names { fips, dualstack };
            default_url(service, region, names).unwrap().to_string()
        };
        for (service, region, fips, dualstack, expected) in [
            (
                Service::Ec2,
                "us-east-2",
                false,
                false,
                "https://ec2.us-east-2.amazonaws.com/",
            ),
            (
                Service::Sts,
                "cn-north-1",
                false,
                false,
                "https://sts.cn-north-1.amazonaws.com.cn/",
            ),
            (
                Service::Ec2,
                "us-gov-west-1",
                true,
                false,
                "https://ec2-fips.us-gov-west-1.amazonaws.com/",
            ),
            (
                Service::Ec2,
                "us-east-2",
                false,
                true,
                "https://ec2.us-east-2.api.aws/",
            ),
            (
                Service::Ec2,
                "us-east-2",
                true,
                true,
                "https://ec2-fips.us-east-2.api.aws/",
            ),
        ] {
            assert_eq!(url(service, region, fips, dualstack), expected);
        }
        assert!(default_url(Service::Ec2, "us east", Names::default()).is_err());
    }
}
