//! Bringing a lab up.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicUsize},
};

use tempfile::TempDir;
use tokio::{sync::Semaphore, task::spawn_blocking};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use super::listeners::Listeners;
use crate::{
    Credentials, Error, Fleet, Lab, Options, World,
    cable::Cable,
    clock::Clock,
    cloud::{Cloud, ENDPOINT_CONNECTIONS, Network, REGION},
    counters::Tally,
    delay::Link,
    disk, eice,
    far_end::FarEnd,
    faults::Faults,
    grants::Grants,
    instances::{Machine, Machines, new_id},
    platform,
    tls::Identity,
};

/// Most items of a page of EC2's lists, as on EC2.
const PAGE_SIZE: usize = 1_000;

/// See [`Lab::start`].
pub(super) async fn start(options: Options) -> Result<Lab, Error> {
    let far_end = FarEnd::choose(options.ssh).await?;
    let (dir, folder) = make_folder(options.dir)?;
    let identity = Identity::new()?;
    let ca_file = dir.join("ca.pem");
    write(&ca_file, &identity.authority_pem)?;
    let listeners = Listeners::bind().await?;
    let clock = Clock::new();
    let machines = make_machines(&options.fleet, &dir.join("instances"), &clock)?;
    lay_out_disks(&options.fleet, &machines).await?;

    let (token, org_id) = (new_id("lab-", 32), Uuid::new_v4().to_string());
    let platform = platform::State::new(
        &options.fleet,
        instance_ids(&machines),
        token.as_str(),
        org_id.as_str(),
    );
    let eice_port = listeners.eice_port()?;
    let cloud = Arc::new(Cloud {
        region: REGION.to_owned(),
        credentials: new_credentials(),
        network: new_network(eice_port),
        more_networks: (1..options.vpcs).map(|_| new_network(eice_port)).collect(),
        machines,
        grants: Grants::new(clock.clone()),
        clock,
        link: Link::new(options.delay),
        cable: Cable::new(),
        tally: Tally::default(),
        faults: Faults::default(),
        endpoint: eice::Switches::default(),
        far_end,
        platform,
        page_size: AtomicUsize::new(PAGE_SIZE),
        tasks: TaskTracker::new(),
        stopped: CancellationToken::new(),
    });
    let addresses = listeners.addresses()?;
    listeners.serve(&cloud, &identity)?;
    World::replace_for_platform(&cloud);
    Ok(Lab {
        world: World::new(Arc::clone(&cloud)),
        cloud,
        fleet: options.fleet,
        addresses,
        token,
        org_id,
        ca_file,
        folder,
    })
}

fn make_folder(chosen: Option<PathBuf>) -> Result<(PathBuf, Option<TempDir>), Error> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::Folder { path, source }
    };
    if let Some(dir) = chosen {
        fs::create_dir_all(&dir).map_err(failed(&dir))?;
        let dir = dir.canonicalize().map_err(failed(&dir))?;
        return Ok((dir, None));
    }
    let made = tempfile::Builder::new().prefix("causeway-lab-").tempdir();
    let folder = made.map_err(failed(&std::env::temp_dir()))?;
    let dir = folder
        .path()
        .canonicalize()
        .map_err(failed(folder.path()))?;
    Ok((dir, Some(folder)))
}

fn write(path: &Path, content: &str) -> Result<(), Error> {
    fs::write(path, content).map_err(|source| Error::Folder {
        path: path.to_owned(),
        source,
    })
}

fn make_machines(fleet: &Fleet, dir: &Path, clock: &Clock) -> Result<Machines, Error> {
    let workspaces = fleet.workspaces.iter().enumerate();
    let machines =
        workspaces.map(|(index, workspace)| Machine::of(workspace, index, dir, clock.now()));
    let machines: Result<Vec<_>, _> = machines.filter_map(Result::transpose).collect();
    Ok(Machines::new(machines?, fleet.workspaces.len()))
}

async fn lay_out_disks(fleet: &Fleet, machines: &Machines) -> Result<(), Error> {
    let (fleet, machines) = (fleet.clone(), machines.standing());
    let laid_out = spawn_blocking(move || {
        let specs = fleet
            .workspaces
            .iter()
            .filter_map(|workspace| workspace.instance.as_ref());
        machines
            .iter()
            .zip(specs)
            .try_for_each(|(machine, spec)| disk::lay_out(&machine.disk, &spec.files))
    });
    // Only a panic, or the end of the runtime, keeps it from answering.
    laid_out.await.unwrap_or_else(|error| {
        Err(Error::Folder {
            path: PathBuf::from("instances"),
            source: error.into(),
        })
    })
}

fn instance_ids(machines: &Machines) -> HashMap<String, String> {
    let machines = machines.standing();
    let ids = machines.iter();
    ids.map(|machine| (machine.workspace_id.clone(), machine.id.clone()))
        .collect()
}

fn new_credentials() -> Credentials {
    Credentials {
        access_key_id: new_id("ASIALAB", 13).to_uppercase(),
        secret_access_key: new_id("", 32),
        // With the characters that a careless client leaves unescaped.
        session_token: Some(format!("{}/+{}==", new_id("lab", 16), new_id("", 16))),
    }
}

fn new_network(eice_port: u16) -> Network {
    Network {
        vpc_id: new_id("vpc-", 17),
        subnet_id: new_id("subnet-", 17),
        endpoint_id: new_id("eice-", 17),
        endpoint_dns_name: format!("localhost:{eice_port}"),
        endpoint_fips_dns_name: format!("127.0.0.1:{eice_port}"),
        slots: Arc::new(Semaphore::new(ENDPOINT_CONNECTIONS)),
    }
}
