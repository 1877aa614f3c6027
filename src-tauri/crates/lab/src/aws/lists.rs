//! EC2's lists: what is asked for, filtered, and cut into pages.

use super::{
    ACCOUNT,
    form::Form,
    shapes::{
        EndpointItem, Endpoints, InstanceItem, Instances, Placement, Reservation, Set, StateItem,
        Tag, request_id,
    },
};
use crate::{cloud::Cloud, faults::Fault, instances::Machine};

const ZONE: &str = "a";
/// Where a page begins is all that its token says.
const TOKEN: &str = "page-";

/// The instances that were asked for.
pub(super) fn describe_instances(cloud: &Cloud, form: &Form) -> Result<Instances, Fault> {
    let ids = form.list("InstanceId");
    if !ids.is_empty() && form.get("MaxResults").is_some() {
        let message = "The parameter instancesSet cannot be used with the parameter maxResults";
        return Err(Fault::new(400, "InvalidParameterCombination", message));
    }
    if let Some(unknown) = ids.iter().find(|id| cloud.machines.by_id(id).is_none()) {
        return Err(unknown_instance(unknown));
    }
    let mut found = Vec::new();
    for machine in cloud.machines.all() {
        let asked = ids.is_empty() || ids.contains(&machine.id);
        let item = instance_item(cloud, &machine);
        if asked && matches(form, |name| instance_value(&item, name))? {
            found.push(reservation(&machine, item));
        }
    }
    let (item, next_token) = page(found, cloud, form)?;
    Ok(Instances {
        request_id: request_id(),
        reservation_set: Set { item },
        next_token,
    })
}

/// The endpoints that were asked for.
pub(super) fn describe_endpoints(cloud: &Cloud, form: &Form) -> Result<Endpoints, Fault> {
    let ids = form.list("InstanceConnectEndpointId");
    let all = endpoints(cloud);
    let unknown = ids.iter().find(|id| {
        !all.iter()
            .any(|endpoint| endpoint.instance_connect_endpoint_id == **id)
    });
    if let Some(id) = unknown {
        let message = format!("The instance connect endpoint ID '{id}' does not exist.");
        return Err(Fault::new(
            400,
            "InvalidInstanceConnectEndpointId.NotFound",
            &message,
        ));
    }
    let mut found = Vec::new();
    for endpoint in all {
        let asked = ids.is_empty() || ids.contains(&endpoint.instance_connect_endpoint_id);
        if asked && matches(form, |name| endpoint_value(&endpoint, name))? {
            found.push(endpoint);
        }
    }
    let (item, next_token) = page(found, cloud, form)?;
    Ok(Endpoints {
        request_id: request_id(),
        instance_connect_endpoint_set: Set { item },
        next_token,
    })
}

/// Whether an item passes all filters. `value` knows the item's value by a filter's name.
fn matches(form: &Form, value: impl Fn(&str) -> Option<String>) -> Result<bool, Fault> {
    let mut passes = true;
    for filter in form.filters() {
        let Some(value) = value(&filter.name) else {
            let message = format!("The filter '{}' is invalid", filter.name);
            return Err(Fault::new(400, "InvalidParameterValue", &message));
        };
        passes &= filter.values.contains(&value);
    }
    Ok(passes)
}

/// One page of a list and the token of the next one.
fn page<T>(all: Vec<T>, cloud: &Cloud, form: &Form) -> Result<(Vec<T>, Option<String>), Fault> {
    let number = |name| form.get(name).map(str::parse::<usize>).transpose();
    let wrong = |name: &str| {
        let message = format!("The value of {name} is not valid.");
        Fault::new(400, "InvalidParameterValue", &message)
    };
    let size = number("MaxResults")
        .map_err(|_| wrong("MaxResults"))?
        .unwrap_or(usize::MAX);
    let size = size.min(cloud.page_size()).max(1);
    let start = form
        .get("NextToken")
        .map(|token| token.strip_prefix(TOKEN)?.parse().ok());
    let start: usize = match start {
        None => 0,
        Some(start) => start.ok_or_else(|| wrong("NextToken"))?,
    };
    let end = start.saturating_add(size);
    let next = (end < all.len()).then(|| format!("{TOKEN}{end}"));
    Ok((all.into_iter().skip(start).take(size).collect(), next))
}

fn reservation(machine: &Machine, item: InstanceItem) -> Reservation {
    Reservation {
        reservation_id: machine.id.replacen("i-", "r-", 1),
        owner_id: ACCOUNT,
        instances_set: Set { item: vec![item] },
    }
}

fn instance_item(cloud: &Cloud, machine: &Machine) -> InstanceItem {
    let address = machine.private_ip.to_string();
    let state = machine.state();
    InstanceItem {
        instance_id: machine.id.clone(),
        image_id: "ami-0abcdef1234567890",
        instance_state: StateItem {
            code: state_code(&state),
            name: state,
        },
        private_dns_name: format!(
            "ip-{}.{}.compute.internal",
            address.replace('.', "-"),
            cloud.region
        ),
        instance_type: "t3.large",
        placement: Placement {
            availability_zone: format!("{}{ZONE}", cloud.region),
        },
        subnet_id: cloud.network.subnet_id.clone(),
        vpc_id: cloud.network.vpc_id.clone(),
        private_ip_address: address,
        architecture: "x86_64",
        tag_set: Set {
            item: vec![
                Tag {
                    key: "Name",
                    value: machine.workspace_name.clone(),
                },
                Tag {
                    key: "Role",
                    value: "workspace".to_owned(),
                },
                Tag {
                    key: "WorkspaceId",
                    value: machine.workspace_id.clone(),
                },
            ],
        },
    }
}

/// Source: `InstanceState` in EC2's API reference.
fn state_code(state: &str) -> u8 {
    match state {
        "running" => 16,
        "shutting-down" => 32,
        "terminated" => 48,
        "stopping" => 64,
        "stopped" => 80,
        _ => 0,
    }
}

fn instance_value(item: &InstanceItem, filter: &str) -> Option<String> {
    if let Some(key) = filter.strip_prefix("tag:") {
        let tag = item.tag_set.item.iter().find(|tag| tag.key == key);
        return Some(tag.map(|tag| tag.value.clone()).unwrap_or_default());
    }
    let value = match filter {
        "instance-id" => &item.instance_id,
        "instance-state-name" => &item.instance_state.name,
        "private-ip-address" => &item.private_ip_address,
        "vpc-id" => &item.vpc_id,
        "subnet-id" => &item.subnet_id,
        "availability-zone" => &item.placement.availability_zone,
        _ => return None,
    };
    Some(value.clone())
}

fn endpoint_value(item: &EndpointItem, filter: &str) -> Option<String> {
    let value = match filter {
        "instance-connect-endpoint-id" => item.instance_connect_endpoint_id.as_str(),
        "state" => item.state,
        "vpc-id" => &item.vpc_id,
        "subnet-id" => &item.subnet_id,
        "availability-zone" => &item.availability_zone,
        _ => return None,
    };
    Some(value.to_owned())
}

/// The usable endpoint stands between two that are not: one of the VPC that was deleted, one of
/// another VPC. Filters are there to be used.
fn endpoints(cloud: &Cloud) -> Vec<EndpointItem> {
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

/// No instance has this id.
pub(super) fn unknown_instance(id: &str) -> Fault {
    let well_formed = id.strip_prefix("i-").is_some_and(|digits| {
        matches!(digits.len(), 8 | 17) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    if well_formed {
        let message = format!("The instance ID '{id}' does not exist");
        return Fault::new(400, "InvalidInstanceID.NotFound", &message);
    }
    Fault::new(
        400,
        "InvalidInstanceID.Malformed",
        &format!("Invalid id: \"{id}\""),
    )
}
