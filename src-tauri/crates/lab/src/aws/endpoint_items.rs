//! The endpoints of `DescribeInstanceConnectEndpoints`.

use super::{ZONE, shapes::EndpointItem};
use crate::cloud::{ACCOUNT, Cloud};

/// The usable endpoint stands between two that are not: one of the VPC that was deleted, one of
/// another VPC. Filters are there to be used.
pub(super) fn endpoints(cloud: &Cloud) -> Vec<EndpointItem> {
    let network = &cloud.network;
    let arn = |id: &str| {
        format!(
            "arn:aws:ec2:{}:{ACCOUNT}:instance-connect-endpoint/{id}",
            cloud.region
        )
    };
    let usable = EndpointItem {
        owner_id: ACCOUNT,
        instance_connect_endpoint_arn: arn(&network.endpoint_id),
        instance_connect_endpoint_id: network.endpoint_id.clone(),
        state: "create-complete",
        dns_name: network.endpoint_dns_name.clone(),
        availability_zone: format!("{}{ZONE}", cloud.region),
        vpc_id: network.vpc_id.clone(),
        subnet_id: network.subnet_id.clone(),
        preserve_client_ip: false,
        ip_address_type: "ipv4",
    };
    let decoy = |id: &str| EndpointItem {
        instance_connect_endpoint_id: id.to_owned(),
        instance_connect_endpoint_arn: arn(id),
        dns_name: format!("{id}.invalid"),
        ..usable.clone()
    };
    let deleted = EndpointItem {
        state: "delete-complete",
        ..decoy("eice-0000000000000dead")
    };
    let elsewhere = EndpointItem {
        vpc_id: "vpc-0000000000000beef".to_owned(),
        subnet_id: "subnet-0000000000000beef".to_owned(),
        ..decoy("eice-0000000000000beef")
    };
    vec![deleted, usable, elsewhere]
}

/// An endpoint's values by a filter's name; `None`: there is no such filter.
pub(super) fn endpoint_values(item: &EndpointItem, filter: &str) -> Option<Vec<String>> {
    let value = match filter {
        "instance-connect-endpoint-id" => item.instance_connect_endpoint_id.as_str(),
        "state" => item.state,
        "vpc-id" => &item.vpc_id,
        "subnet-id" => &item.subnet_id,
        "availability-zone" => &item.availability_zone,
        _ => return None,
    };
    Some(vec![value.to_owned()])
}
