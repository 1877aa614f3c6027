//! `DescribeInstanceConnectEndpoints`, and the choice of one.

use std::net::IpAddr;

use aws_credential_types::Credentials;
use serde::Deserialize;

use super::{MAX_PAGES, filtered, turn_page};
use crate::{
    Error, Instance,
    query::{Query, Set},
};

/// Which addresses an endpoint reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressType {
    /// IPv4 only.
    Ipv4,
    /// Both.
    Dualstack,
    /// IPv6 only.
    Ipv6,
}

/// An EC2 Instance Connect Endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Such as `eice-0123456789abcdef0`.
    pub id: String,
    /// Host name, of the kind that was asked for (FIPS, dual-stack), with a port where it is not 443.
    pub dns_name: String,
    /// The VPC that it serves; empty for one that was given by hand.
    pub vpc_id: String,
    /// The subnet that it stands in; empty for one that was given by hand.
    pub subnet_id: String,
    /// Which addresses it reaches.
    pub address_type: AddressType,
    /// Whether instances see the client's own address instead of the endpoint's.
    pub preserves_client_ip: bool,
    /// The ids of its security groups.
    pub security_groups: Vec<String>,
}

impl Endpoint {
    /// The address of `instance` that this endpoint can dial: IPv4, else IPv6.
    pub(crate) fn target(&self, instance: &Instance) -> Option<IpAddr> {
        let (ipv4, ipv6) = (
            instance.ipv4.map(IpAddr::from),
            instance.ipv6.map(IpAddr::from),
        );
        match self.address_type {
            AddressType::Ipv4 => ipv4,
            AddressType::Dualstack => ipv4.or(ipv6),
            AddressType::Ipv6 => ipv6,
        }
    }
}

/// Which of an endpoint's names is dialled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Names {
    pub(crate) fips: bool,
    pub(crate) dualstack: bool,
}

/// An endpoint, and all names that it has.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    endpoint: Endpoint,
    fips: Option<String>,
    dualstack: Option<String>,
    dualstack_fips: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    instance_connect_endpoint_set: Set<Item>,
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    instance_connect_endpoint_id: String,
    state: String,
    dns_name: Option<String>,
    fips_dns_name: Option<String>,
    public_dns_names: Option<PublicDnsNames>,
    #[serde(default)]
    vpc_id: String,
    #[serde(default)]
    subnet_id: String,
    ip_address_type: Option<String>,
    #[serde(default)]
    preserve_client_ip: bool,
    #[serde(default)]
    security_group_id_set: Set<String>,
}

#[derive(Debug, Deserialize)]
struct PublicDnsNames {
    ipv4: Option<DnsNames>,
    dualstack: Option<DnsNames>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DnsNames {
    dns_name: Option<String>,
    fips_dns_name: Option<String>,
}

impl From<Item> for Named {
    fn from(item: Item) -> Self {
        let name = |text: Option<String>| text.filter(|text| !text.is_empty());
        let (ipv4, dualstack) = match item.public_dns_names {
            Some(names) => (
                names.ipv4.unwrap_or_default(),
                names.dualstack.unwrap_or_default(),
            ),
            None => Default::default(),
        };
        let address_type = match item.ip_address_type.as_deref() {
            Some("dualstack") => AddressType::Dualstack,
            Some("ipv6") => AddressType::Ipv6,
            _ => AddressType::Ipv4,
        };
        Self {
            endpoint: Endpoint {
                id: item.instance_connect_endpoint_id,
                dns_name: name(item.dns_name)
                    .or_else(|| name(ipv4.dns_name))
                    .unwrap_or_default(),
                vpc_id: item.vpc_id,
                subnet_id: item.subnet_id,
                address_type,
                preserves_client_ip: item.preserve_client_ip,
                security_groups: item.security_group_id_set.item,
            },
            fips: name(item.fips_dns_name).or_else(|| name(ipv4.fips_dns_name)),
            dualstack: name(dualstack.dns_name),
            dualstack_fips: name(dualstack.fips_dns_name),
        }
    }
}

impl Named {
    /// The endpoint under the name that is asked for. Without a dual-stack name the plain one serves as well; a FIPS name is never
    /// replaced by another.
    fn under(&self, names: Names) -> Result<Endpoint, Error> {
        let mut endpoint = self.endpoint.clone();
        let dualstack = |name: &Option<String>| name.clone().filter(|_| names.dualstack);
        let name = if names.fips {
            dualstack(&self.dualstack_fips).or_else(|| self.fips.clone())
        } else {
            let plain = Some(endpoint.dns_name.clone()).filter(|name| !name.is_empty());
            dualstack(&self.dualstack)
                .or(plain)
                .or_else(|| self.dualstack.clone())
        };
        match name {
            Some(name) => {
                endpoint.dns_name = name;
                Ok(endpoint)
            }
            None if names.fips => Err(Error::NoFipsName {
                endpoint: endpoint.id,
            }),
            None => Err(Error::NoEndpoint {
                vpc_id: endpoint.vpc_id,
            }),
        }
    }
}

/// Every endpoint of the region that accepts connections.
pub(crate) async fn endpoints(
    query: &Query,
    credentials: &Credentials,
) -> Result<Vec<Named>, Error> {
    /// `update-*` endpoints work as before; `create-in-progress` ones accept calls and fail them.
    const USABLE: [&str; 4] = [
        "create-complete",
        "update-in-progress",
        "update-failed",
        "update-complete",
    ];
    let states = USABLE.map(str::to_owned).to_vec();
    let mut call = filtered("ec2:DescribeInstanceConnectEndpoints", "state", states);
    let mut found = Vec::new();
    for _ in 0..MAX_PAGES {
        let page: Page = query.call(credentials, &call).await?;
        let items = page.instance_connect_endpoint_set.item.into_iter();
        found.extend(
            items
                .filter(|item| USABLE.contains(&item.state.as_str()))
                .map(Named::from),
        );
        if !turn_page(&mut call, page.next_token) {
            break;
        }
    }
    Ok(found)
}

/// The names that endpoints are dialled by, where they have one.
pub(crate) fn dns_names(endpoints: &[Named], names: Names) -> impl Iterator<Item = String> {
    let all = endpoints.iter();
    all.filter_map(move |named| Some(named.under(names).ok()?.dns_name))
}

/// The endpoint for `instance`, and the address that it dials: in its subnet, else in its VPC; one that reaches an address of the
/// instance before one that does not.
pub(crate) fn choose(
    endpoints: &[Named],
    instance: &Instance,
    names: Names,
) -> Result<(Endpoint, IpAddr), Error> {
    let in_vpc = || {
        let all = endpoints.iter();
        all.filter(|named| named.endpoint.vpc_id == instance.vpc_id)
    };
    let reaching = || in_vpc().filter(|named| named.endpoint.target(instance).is_some());
    let near = |named: &&Named| named.endpoint.subnet_id == instance.subnet_id;
    let chosen = reaching()
        .find(near)
        .or_else(|| reaching().next())
        .or_else(|| in_vpc().next())
        .ok_or_else(|| Error::NoEndpoint {
            vpc_id: instance.vpc_id.clone(),
        })?;
    let endpoint = chosen.under(names)?;
    match endpoint.target(instance) {
        Some(address) => Ok((endpoint, address)),
        None => Err(Error::NoAddress {
            id: instance.id.clone(),
            family: match endpoint.address_type {
                AddressType::Ipv4 => "IPv4",
                AddressType::Dualstack | AddressType::Ipv6 => "IPv6",
            },
        }),
    }
}

#[cfg(test)]
mod tests;
