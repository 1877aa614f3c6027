//! The instances of `DescribeInstances`.

use super::{
    ZONE,
    shapes::{InstanceItem, Placement, Reservation, Set, StateItem, Tag},
};
use crate::{
    cloud::{ACCOUNT, Cloud},
    date,
    instances::{Machine, TERMINATED},
};

/// An instance in a reservation of its own.
pub(super) fn reservation(machine: &Machine, item: InstanceItem) -> Reservation {
    Reservation {
        reservation_id: machine.id.replacen("i-", "r-", 1),
        owner_id: ACCOUNT,
        instances_set: Set { item: vec![item] },
    }
}

/// An instance as it stands now. One that is terminated has left its network.
pub(super) fn instance_item(cloud: &Cloud, machine: &Machine) -> InstanceItem {
    let state = machine.state();
    let network = (state != TERMINATED).then(|| cloud.network_of(machine));
    let tags = machine.tags().into_iter();
    let tags: Vec<_> = tags.map(|(key, value)| Tag { key, value }).collect();
    InstanceItem {
        instance_id: machine.id.clone(),
        image_id: "ami-0abcdef1234567890",
        instance_state: StateItem {
            code: state_code(&state),
            name: state,
        },
        private_dns_name: network.map_or_else(String::new, |_| {
            format!("{}.{}.compute.internal", machine.host_name(), cloud.region)
        }),
        instance_type: "t3.large",
        launch_time: date::rfc3339_millis(machine.launched),
        placement: Placement {
            availability_zone: format!("{}{ZONE}", cloud.region),
        },
        subnet_id: network.map(|network| network.subnet_id.clone()),
        vpc_id: network.map(|network| network.vpc_id.clone()),
        private_ip_address: network.and_then(|_| Some(machine.ipv4()?.to_string())),
        ipv6_address: network.and_then(|_| Some(machine.ipv6()?.to_string())),
        architecture: "x86_64",
        tag_set: (!tags.is_empty()).then_some(Set { item: tags }),
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

/// An instance's values by a filter's name; `None`: there is no such filter.
pub(super) fn instance_values(item: &InstanceItem, filter: &str) -> Option<Vec<String>> {
    let tags = item.tag_set.iter().flat_map(|tags| &tags.item);
    if let Some(key) = filter.strip_prefix("tag:") {
        let values = tags.filter(|tag| tag.key == key);
        return Some(values.map(|tag| tag.value.clone()).collect());
    }
    let value = match filter {
        "tag-key" => return Some(tags.map(|tag| tag.key.clone()).collect()),
        "instance-id" => Some(&item.instance_id),
        "instance-state-name" => Some(&item.instance_state.name),
        "private-ip-address" => item.private_ip_address.as_ref(),
        "ipv6-address" => item.ipv6_address.as_ref(),
        "vpc-id" => item.vpc_id.as_ref(),
        "subnet-id" => item.subnet_id.as_ref(),
        "availability-zone" => Some(&item.placement.availability_zone),
        _ => return None,
    };
    Some(value.into_iter().cloned().collect())
}
