//! The way to the instances: EICE and the pool of SSH sessions.

use std::{sync::Arc, time::Duration};

use eice::{AwsSettings, InstanceId};
use pool::{Lease, Pool};
use remote::{HostKeys, Session, SshConnector, Target};

use crate::{Environment, IpcError, settings::Destination};

/// A tunnel outlives its session's last hand-out by this, for work that is still going on.
const TUNNEL_MARGIN: Duration = Duration::from_secs(250);
const MIN_TUNNEL_DURATION: Duration = Duration::from_mins(5);
const MAX_TUNNEL_DURATION: Duration = Duration::from_hours(1);

/// EC2 Instance Connect and the sessions through it.
#[derive(Clone)]
pub(crate) struct Aws {
    eice: eice::Client,
    pool: Pool<SshConnector>,
    os_user: String,
}

impl Aws {
    pub(crate) async fn load(
        destination: &Destination,
        tls: Arc<rustls::ClientConfig>,
        http: reqwest::Client,
    ) -> Result<Self, IpcError> {
        let eice = eice_client(
            &destination.environment,
            destination.extra_ca_pem.clone(),
            tls,
            proxy: environment.proxy(),
            http,
        )
        .await?;
        let connector = SshConnector::new(
            eice.clone(),
            HostKeys::new(destination.known_hosts.clone()),
            tunnel_duration(destination.pool_ttl),
        );
        let config = pool::Config {
            max_lifetime: destination.pool_ttl,
            ..pool::Config::default()
        };
        let pool = Pool::new(connector, config);
        Ok(Self {
            eice,
            pool,
            os_user: destination.os_user.clone(),
        })
    }

    /// Loads credentials, endpoints and the places of `instances`.
    pub(crate) async fn preload(&self, instances: &[InstanceId]) -> Result<(), IpcError> {
        Ok(self.eice.preload(instances).await?)
    }

    /// A share in the session of an instance.
    pub(crate) async fn session(
        &self,
        instance: &InstanceId,
    ) -> Result<Lease<SshConnector>, IpcError> {
        Ok(self.pool.get(&self.target(instance).await?).await?)
    }

    /// The sessions.
    pub(crate) fn pool(&self) -> &Pool<SshConnector> {
        &self.pool
    }

    /// Where the sessions of an instance are kept in the pool.
    pub(crate) async fn target(&self, instance: &InstanceId) -> Result<Target, IpcError> {
        Ok(Target::new(
            &self.eice.locate(instance).await?,
            &self.os_user,
        ))
    }

    /// Tunnel set-ups since the start.
    pub(crate) fn setups(&self) -> u64 {
        self.pool.status().setups
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

/// EC2 and Instance Connect, as `environment` says. Asks nobody yet.
pub(crate) async fn eice_client(
    environment: &Environment,
    extra_ca_pem: Option<Vec<u8>>,
    tls: Arc<rustls::ClientConfig>,
    http: reqwest::Client,
) -> Result<eice::Client, IpcError> {
    let client = eice::Client::load(AwsSettings {
        region: environment.region(),
        credentials: environment.credentials(),
        ec2_url: environment.ec2_url()?,
        instance_connect_url: environment.instance_connect_url()?,
        extra_ca_pem,
        tls,
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
