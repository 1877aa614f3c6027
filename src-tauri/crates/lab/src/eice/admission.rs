//! Whether a tunnel is opened, and to where.

use std::{net::IpAddr, sync::Arc, time::Duration};

use http::request::Parts;
use tokio::sync::OwnedSemaphorePermit;

use super::{SERVICE, refusal::Refusal};
use crate::{
    addresses::{AddressType, is_of_vpc},
    cloud::Cloud,
    faults::{Call, Fault},
    instances::Machine,
    sigv4,
};

/// How long a tunnel may live, and does when nothing is asked for.
const MAX_TUNNEL: Duration = Duration::from_hours(1);

/// A tunnel that may be opened.
#[derive(Debug)]
pub(super) struct Admitted {
    /// The machine that has the address; nobody may.
    pub(super) machine: Option<Arc<Machine>>,
    /// After which the tunnel is cut.
    pub(super) duration: Duration,
    /// One of the endpoint's connections.
    pub(super) slot: OwnedSemaphorePermit,
}

/// Checks a request for a tunnel in the order in which AWS would: who asks, what for, whether there
/// is room.
pub(super) async fn admit(cloud: &Cloud, request: &Parts) -> Result<Admitted, Refusal> {
    cloud.faults.pass(Call::OpenTunnel).await?;
    cloud
        .verifier(SERVICE)
        .check_query(request, cloud.clock.now())?;
    let parameters = Parameters::of(request.uri.query().unwrap_or_default());
    let endpoint = parameters.required("instanceConnectEndpointId")?;
    let mut networks = cloud.networks();
    let network = networks.find(|network| network.endpoint_id == endpoint);
    let Some(network) = network else {
        return Err(Fault::tunnel_unknown_endpoint(endpoint).into());
    };
    let settings = cloud.endpoint.settings();
    if !settings.is_usable() {
        return Err(Fault::tunnel_not_ready(&settings.state).into());
    }
    check_port(parameters.required("remotePort")?)?;
    let address = parameters.required("privateIpAddress")?;
    let address = parse_address(address, settings.address_type)?;
    let duration = parse_duration(parameters.get("maxTunnelDuration"))?;
    let slot = Arc::clone(&network.slots).try_acquire_owned();
    let machine = cloud.machines.at(address);
    Ok(Admitted {
        machine: machine.filter(|machine| cloud.network_of(machine).endpoint_id == endpoint),
        duration,
        slot: slot.map_err(|_| Fault::tunnel_full())?,
    })
}

struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn of(query: &str) -> Self {
        Self(sigv4::parameters(query))
    }

    fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(key, _)| key == name);
        found.next().map(|(_, value)| value.as_str())
    }

    fn required(&self, name: &str) -> Result<&str, Refusal> {
        let missing = || Refusal::invalid_parameter(&format!("The parameter {name} is missing."));
        self.get(name).ok_or_else(missing)
    }
}

fn check_port(port: &str) -> Result<(), Refusal> {
    if port == "22" {
        return Ok(());
    }
    Err(Refusal::invalid_parameter(
        "The specified RemotePort is not valid. Specify 22 as the RemotePort and retry your request.",
    ))
}

/// Any address of the VPC may be asked for that the endpoint's own kind of addresses can reach;
/// whether somebody is there shows later.
fn parse_address(text: &str, reached: AddressType) -> Result<IpAddr, Refusal> {
    let address = text.parse().ok().filter(|address| is_of_vpc(*address));
    let address = address.ok_or_else(|| {
        Refusal::invalid_parameter("The specified PrivateIpAddress is not an address of the VPC.")
    })?;
    if reached.has(address) {
        return Ok(address);
    }
    Err(Refusal::invalid_parameter(
        "The specified PrivateIpAddress does not match the IP address type of the endpoint.",
    ))
}

fn parse_duration(text: Option<&str>) -> Result<Duration, Refusal> {
    let Some(text) = text else {
        return Ok(MAX_TUNNEL);
    };
    let duration = text.parse().ok().map(Duration::from_secs);
    let valid = duration.filter(|duration| !duration.is_zero() && *duration <= MAX_TUNNEL);
    valid.ok_or_else(|| {
        Refusal::invalid_parameter("MaxTunnelDuration must be between 1 and 3600 seconds.")
    })
}
