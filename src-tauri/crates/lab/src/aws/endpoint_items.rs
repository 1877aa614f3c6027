//! The endpoints of `DescribeInstanceConnectEndpoints`.

use super::{
    ZONE, ZONE_ID,
    shapes::{DnsNames, EndpointItem, PublicDnsNames},
};
use crate::{
    addresses::AddressType,
    cloud::{ACCOUNT, Cloud, Network},
};

/// The usable endpoints stand between two that are not: one of the first VPC that was deleted, one of
/// a VPC without instances. Filters are there to be used.
pub(super) fn endpoints(cloud: &Cloud) -> Vec<EndpointItem> {
    let first = usable(cloud, &cloud.network);
    let decoy = |id: &str| {
        let names = DnsNames {
            dns_name: format!("{id}.invalid"),
            fips_dns_name: None,
        };
        EndpointItem {
            instance_connect_endpoint_id: id.to_owned(),
            instance_connect_endpoint_arn: arn(cloud, id),
            state: "create-complete".to_owned(),
            dns_name: names.dns_name.clone(),
            fips_dns_name: None,
            public_dns_names: public_dns_names(AddressType::Ipv4, &names),
            ..first.clone()
        }
    };
    let deleted = EndpointItem {
        state: "delete-complete".to_owned(),
        ..decoy("eice-0000000000000dead")
    };
    let elsewhere = EndpointItem {
        vpc_id: "vpc-0000000000000beef".to_owned(),
        subnet_id: "subnet-0000000000000beef".to_owned(),
        ..decoy("eice-0000000000000beef")
    };
    let usable = cloud.networks().map(|network| usable(cloud, network));
    std::iter::once(deleted)
        .chain(usable)
        .chain([elsewhere])
        .collect()
}

fn arn(cloud: &Cloud, id: &str) -> String {
    format!(
        "arn:aws:ec2:{}:{ACCOUNT}:instance-connect-endpoint/{id}",
        cloud.region
    )
}

/// The endpoint of a VPC that leads to its instances.
fn usable(cloud: &Cloud, network: &Network) -> EndpointItem {
    let settings = cloud.endpoint.settings();
    let names = DnsNames {
        dns_name: network.endpoint_dns_name.clone(),
        fips_dns_name: settings
            .has_fips
            .then(|| network.endpoint_fips_dns_name.clone()),
    };
    EndpointItem {
        owner_id: ACCOUNT,
        instance_connect_endpoint_arn: arn(cloud, &network.endpoint_id),
        instance_connect_endpoint_id: network.endpoint_id.clone(),
        state: settings.state,
        dns_name: names.dns_name.clone(),
        fips_dns_name: names.fips_dns_name.clone(),
        availability_zone: format!("{}{ZONE}", cloud.region),
        availability_zone_id: ZONE_ID,
        vpc_id: network.vpc_id.clone(),
        subnet_id: network.subnet_id.clone(),
        preserve_client_ip: settings.preserves_client_ip,
        ip_address_type: settings.address_type.as_str(),
        public_dns_names: public_dns_names(settings.address_type, &names),
    }
}

/// The same names under the addresses that they have.
fn public_dns_names(address_type: AddressType, names: &DnsNames) -> PublicDnsNames {
    PublicDnsNames {
        ipv4: address_type.has_ipv4().then(|| names.clone()),
        dualstack: address_type.has_ipv6().then(|| names.clone()),
    }
}

/// An endpoint's values by a filter's name; `None`: there is no such filter.
pub(super) fn endpoint_values(item: &EndpointItem, filter: &str) -> Option<Vec<String>> {
    let value = match filter {
        "instance-connect-endpoint-id" => item.instance_connect_endpoint_id.as_str(),
        "state" => &item.state,
        "vpc-id" => &item.vpc_id,
        "subnet-id" => &item.subnet_id,
        "availability-zone" => &item.availability_zone,
        _ => return None,
    };
    Some(vec![value.to_owned()])
}
