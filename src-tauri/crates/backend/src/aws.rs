//! The way to the instances: EICE and the pool of SSH sessions.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc, time::Duration};

use eice::{AwsSettings, InstanceId};
use pool::{Lease, Pool};
use remote::{HostKeys, Session, SshConnector, Target};
use tokio::sync::broadcast;

use crate::{
    AppEvent, IpcError,
    renewal::Renewal,
    settings::{Destination, Way},
};

/// A tunnel outlives its session's last hand-out by this, for work that is still going on.
const TUNNEL_MARGIN: Duration = Duration::from_secs(250);
const MIN_TUNNEL_DURATION: Duration = Duration::from_mins(5);
const MAX_TUNNEL_DURATION: Duration = Duration::from_hours(1);

/// EC2 Instance Connect and the sessions through it.
#[derive(Clone)]
pub(crate) struct Aws {
    eice: eice::Client,
    host_keys: HostKeys,
    pool: Pool<SshConnector>,
    renewal: Renewal,
    os_user: String,
}

impl Aws {
    pub(crate) async fn load(
        destination: &Destination,
        addresses: BTreeMap<InstanceId, IpAddr>,
        events: broadcast::Sender<AppEvent>,
        tls: Arc<rustls::ClientConfig>,
        http: reqwest::Client,
    ) -> Result<Self, IpcError> {
        let way = &destination.way;
        let eice = eice_client(way, addresses, tls, http).await?;
        let host_keys = HostKeys::new(way.known_hosts.clone(), way.host_keys);
        let connector = SshConnector::new(
            eice.clone(),
            host_keys.clone(),
            tunnel_duration(destination.pool_ttl),
        );
        let config = pool::Config {
            max_lifetime: destination.pool_ttl,
            ..pool::Config::default()
        };
        let pool = Pool::new(connector, config);
        Ok(Self {
            eice,
            host_keys,
            pool,
            renewal: Renewal::new(events),
            os_user: way.os_user.clone(),
        })
    }

    /// Loads credentials, endpoints and the places of `instances`.
    pub(crate) async fn preload(&self, instances: &[InstanceId]) -> Result<(), IpcError> {
        Ok(self.eice.preload(instances).await?)
    }

    /// A share in the session of an instance. Waits for good credentials where somebody can be asked for them.
    pub(crate) async fn session(
        &self,
        instance: &InstanceId,
    ) -> Result<Lease<SshConnector>, IpcError> {
        let session = || async {
            let target = self.locate(instance).await?;
            Ok(self.pool.get(&target).await?)
        };
        self.with_credentials(session).await
    }

    /// A share in the session of an instance that somebody is likely to ask for; `None` where none can be spared, or somebody has it
    /// already. Waits for no place and for no credentials.
    pub(crate) async fn session_ahead(
        &self,
        instance: &InstanceId,
    ) -> Result<Option<Lease<SshConnector>>, IpcError> {
        let target = self.locate(instance).await?;
        let lease = self.pool.get_ahead(&target).await?;
        Ok(lease.filter(Lease::is_unused))
    }

    /// The sessions.
    pub(crate) fn pool(&self) -> &Pool<SshConnector> {
        &self.pool
    }

    /// AWS itself.
    pub(crate) fn eice(&self) -> &eice::Client {
        &self.eice
    }

    /// The record of host keys.
    pub(crate) fn host_keys(&self) -> &HostKeys {
        &self.host_keys
    }

    /// Work that waits for credentials.
    pub(crate) fn renewal(&self) -> &Renewal {
        &self.renewal
    }

    /// Whom to log in as.
    pub(crate) fn os_user(&self) -> &str {
        &self.os_user
    }

    /// Where the sessions of an instance are kept in the pool. Waits as [`Aws::session`] does.
    pub(crate) async fn target(&self, instance: &InstanceId) -> Result<Target, IpcError> {
        self.with_credentials(|| self.locate(instance)).await
    }

    /// Takes an instance that is gone, or in doubt, out of every memory. Its sessions are not handed out any more.
    pub(crate) async fn drop_instance(&self, instance: &InstanceId) {
        self.eice.forget(instance);
        let entries = self.pool.status().entries;
        for entry in entries
            .iter()
            .filter(|entry| entry.key.instance == *instance)
        {
            self.pool.remove(&entry.key).await;
        }
    }

    async fn locate(&self, instance: &InstanceId) -> Result<Target, IpcError> {
        let place = self.eice.locate(instance).await?;
        Ok(Target::new(&place, &self.os_user))
    }

    async fn with_credentials<T, F>(&self, work: impl FnMut() -> F) -> Result<T, IpcError>
    where
        F: Future<Output = Result<T, IpcError>>,
    {
        let command = self.eice.login().command();
        let with = self.renewal.with_credentials(command.as_deref(), work);
        with.await
    }

    /// Tunnel set-ups since the start.
    pub(crate) fn setups(&self) -> u64 {
        self.pool.status().setups
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

/// EC2 and Instance Connect, as the settings lead to them, with the private `addresses` that were given by hand. Asks nobody yet.
pub(crate) async fn eice_client(
    way: &Way,
    addresses: BTreeMap<InstanceId, IpAddr>,
    tls: Arc<rustls::ClientConfig>,
    http: reqwest::Client,
) -> Result<eice::Client, IpcError> {
    let environment = &way.environment;
    let client = eice::Client::load(AwsSettings {
        region: way.region.clone(),
        profile: way.aws_profile.clone(),
        credentials: environment.credentials(),
        ec2_url: environment.ec2_url()?,
        sts_url: environment.sts_url()?,
        endpoint: way.endpoint.clone(),
        addresses,
        instance_connect_url: environment.instance_connect_url()?,
        extra_ca_pem: way.extra_ca_pem.clone(),
        tls,
        proxy: environment.proxy(),
        http,
    })
    .await?;
    Ok(client)
}

/// What to do with a session that a file operation failed on: one that is dead is not handed out again.
pub(crate) fn give_back(lease: &Lease<SshConnector>, error: &remote::Error) {
    if error.is_tunnel_lost() && Session::is_dead(lease) {
        lease.poison(error.to_string());
    }
}

fn tunnel_duration(pool_ttl: Duration) -> Duration {
    (pool_ttl + TUNNEL_MARGIN).clamp(MIN_TUNNEL_DURATION, MAX_TUNNEL_DURATION)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tunnel_outlives_its_session_within_the_endpoint_s_limits() {
        let seconds = |ttl| tunnel_duration(Duration::from_secs(ttl)).as_secs();
        assert_eq!(
            (seconds(0), seconds(50), seconds(600), seconds(3_300)),
            (300, 300, 850, 3_550)
        );
    }
}
