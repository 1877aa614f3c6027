//! A running lab: its addresses, its counters, and its end.

mod listeners;
mod start;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tempfile::TempDir;
use tokio::{task::spawn_blocking, time::timeout};

use self::listeners::Addresses;
use crate::{
    Counters, Credentials, Error, Fleet, Instance, Options, Proxy, ProxyOptions, SshServerKind,
    World, cloud::Cloud, disk,
};

/// What connections and tunnels may take to come to their end.
const STOP_DEADLINE: Duration = Duration::from_secs(5);

/// A running cloud. Dropping it stops everything; [`Lab::stop`] waits for that.
#[derive(Debug)]
pub struct Lab {
    cloud: Arc<Cloud>,
    world: World,
    fleet: Fleet,
    addresses: Addresses,
    token: String,
    org_id: String,
    ca_file: PathBuf,
    /// Goes with the lab unless the caller chose the folder.
    folder: Option<TempDir>,
}

impl Lab {
    /// Brings up a cloud: servers on free ports of 127.0.0.1, and one disk per instance. SSH servers
    /// are started by the first tunnel to them.
    ///
    /// # Errors
    ///
    /// [`Error`] names what is missing; nothing is left running then.
    pub async fn start(options: Options) -> Result<Self, Error> {
        start::start(options).await
    }

    /// All that a client needs, as environment variables.
    pub fn exports(&self) -> Vec<(&'static str, String)> {
        let credentials = self.credentials();
        vec![
            ("CAUSEWAY_PLATFORM_URL", self.platform_url().to_owned()),
            ("CAUSEWAY_PLATFORM_TOKEN", self.token().to_owned()),
            ("CAUSEWAY_ORG_ID", self.org_id().to_owned()),
            (
                "CAUSEWAY_EXTRA_CA_FILE",
                self.ca_file().display().to_string(),
            ),
            ("AWS_ENDPOINT_URL_EC2", self.ec2_url().to_owned()),
            (
                "AWS_ENDPOINT_URL_EC2_INSTANCE_CONNECT",
                self.instance_connect_url().to_owned(),
            ),
            ("AWS_ENDPOINT_URL_STS", self.sts_url().to_owned()),
            ("AWS_ACCESS_KEY_ID", credentials.access_key_id.clone()),
            (
                "AWS_SECRET_ACCESS_KEY",
                credentials.secret_access_key.clone(),
            ),
            (
                "AWS_SESSION_TOKEN",
                credentials.session_token.clone().unwrap_or_default(),
            ),
            ("AWS_REGION", self.region().to_owned()),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ]
    }

    /// Where the workspace server is: `https://localhost:PORT`.
    pub fn platform_url(&self) -> &str {
        &self.addresses.platform
    }

    /// The workspace server's token, good for everything.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The organisation that the workspaces are of.
    pub fn org_id(&self) -> &str {
        &self.org_id
    }

    /// The only region.
    pub fn region(&self) -> &str {
        &self.cloud.region
    }

    /// Whose signatures are accepted.
    pub fn credentials(&self) -> &Credentials {
        &self.cloud.credentials
    }

    /// The certificate of the lab's own authority, PEM.
    pub fn ca_file(&self) -> &Path {
        &self.ca_file
    }

    /// Where EC2 is.
    pub fn ec2_url(&self) -> &str {
        &self.addresses.ec2
    }

    /// Where Instance Connect is.
    pub fn instance_connect_url(&self) -> &str {
        &self.addresses.instance_connect
    }

    /// Where STS is.
    pub fn sts_url(&self) -> &str {
        &self.addresses.sts
    }

    /// The id of the usable Instance Connect Endpoint.
    pub fn endpoint_id(&self) -> &str {
        &self.cloud.network.endpoint_id
    }

    /// Its name, with its port.
    pub fn endpoint_dns_name(&self) -> &str {
        &self.cloud.network.endpoint_dns_name
    }

    /// Its FIPS name, which leads to the same port.
    pub fn endpoint_fips_dns_name(&self) -> &str {
        &self.cloud.network.endpoint_fips_dns_name
    }

    /// What clients have done so far, up to what they have had an answer for.
    pub fn counters(&self) -> Counters {
        self.cloud.far_end.count_logged();
        let mut counters = self.cloud.tally.snapshot();
        let platform = self.cloud.platform.counters();
        counters.metadata_in_flight_max = platform.most_metadata_legs() as u64;
        counters.requests.extend(platform.requests);
        counters
    }

    /// The switches.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// See [`World::cut_network`].
    pub fn cut_network(&self) {
        self.world.cut_network();
    }

    /// See [`World::restore_network`].
    pub fn restore_network(&self) {
        self.world.restore_network();
    }

    /// Starts an HTTP proxy on a free port, which ends with the lab. It leads to loopback only.
    ///
    /// # Errors
    ///
    /// [`Error::Listen`]
    pub async fn start_proxy(&self, options: ProxyOptions) -> Result<Proxy, Error> {
        Proxy::start(&self.cloud, options).await
    }

    /// What it was started with: the workspaces, and what was on their disks.
    pub fn fleet(&self) -> &Fleet {
        &self.fleet
    }

    /// What stands behind the tunnels.
    pub fn ssh_server(&self) -> SshServerKind {
        self.cloud.far_end.kind()
    }

    /// The instances of now, in the order of the fleet's workspaces; not those that were replaced.
    pub fn instances(&self) -> Vec<Instance> {
        let machines = self.cloud.machines.standing();
        machines.iter().map(|machine| machine.summary()).collect()
    }

    /// The instance with this id, or of the workspace with this id or name.
    pub fn instance(&self, name: &str) -> Option<Instance> {
        let machine = self.cloud.machines.find(name)?;
        Some(machine.summary())
    }

    /// Where an absolute path of an instance lies on the host; `None`: there is no such instance.
    /// `name` is the instance's id, or its workspace's id or name.
    pub fn disk(&self, name: &str, remote_path: &str) -> Option<PathBuf> {
        let machine = self.cloud.machines.find(name)?;
        Some(disk::on_host(&machine.disk, remote_path))
    }

    /// The same as [`Lab::disk`] with the instance's own mounts (see [`Mount`](crate::Mount)), whether
    /// it is read or written through it. `None` also where the instance's server does not run: its
    /// first tunnel starts it. Good until it ends.
    pub fn mounted(&self, name: &str, remote_path: &str) -> Option<PathBuf> {
        let machine = self.cloud.machines.find(name)?;
        let pid = self.cloud.far_end.servers()?.pid(&machine.id)?;
        let disk = disk::on_host(&machine.disk, remote_path);
        let root = Path::new("/proc").join(pid.to_string()).join("root");
        Some(root.join(disk.strip_prefix("/").unwrap_or(&disk)))
    }

    /// Stops everything and waits for it: no task, process or temporary file is left.
    pub async fn stop(mut self) {
        self.cloud.stopped.cancel();
        self.cloud.far_end.stop().await;
        self.cloud.tasks.close();
        if timeout(STOP_DEADLINE, self.cloud.tasks.wait())
            .await
            .is_err()
        {
            tracing::warn!("some of the lab's connections did not end in time");
        }
        if let Some(folder) = self.folder.take()
            && let Ok(Err(error)) = spawn_blocking(|| folder.close()).await
        {
            tracing::warn!(%error, "the lab's folder could not be removed");
        }
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        self.cloud.stopped.cancel();
        self.cloud.tasks.close();
        self.cloud.far_end.kill();
    }
}
