//! `DescribeInstances` and `DescribeInstanceConnectEndpoints`: where an instance is and which endpoint leads to it.
//!
//! Endpoint names are taken from the answer, never built: a part of the name cannot be derived.

use aws_credential_types::Credentials;
use serde::Deserialize;

use crate::{
    Error, InstanceId,
    query::{Call, Query, Set},
};

/// Ids per call; EC2 allows 200 values in a filter.
const IDS_PER_CALL: usize = 100;
/// A page limit, so that a server that always has a next page cannot hold us.
const MAX_PAGES: usize = 40;

/// What the way to an instance needs to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// The instance.
    pub id: InstanceId,
    /// EC2's state name: `running`, `stopped`, …
    pub state: String,
    /// The address that the endpoint dials: IPv4, else IPv6.
    pub address: Option<String>,
    /// The VPC, such as `vpc-0a1b2c3d`.
    pub vpc_id: String,
    /// The subnet; an endpoint in the same one is preferred.
    pub subnet_id: String,
}

/// An EC2 Instance Connect Endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Such as `eice-0123456789abcdef0`.
    pub id: String,
    /// Host name, with a port where it is not 443.
    pub dns_name: String,
    /// The VPC that it serves.
    pub vpc_id: String,
    /// The subnet that it stands in.
    pub subnet_id: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Instances {
    #[serde(default)]
    reservation_set: Set<Reservation>,
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reservation {
    #[serde(default)]
    instances_set: Set<InstanceItem>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct InstanceItem {
    instance_id: InstanceId,
    instance_state: State,
    private_ip_address: Option<String>,
    ipv6_address: Option<String>,
    #[serde(default)]
    vpc_id: String,
    #[serde(default)]
    subnet_id: String,
}

#[derive(Debug, Deserialize)]
struct State {
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Endpoints {
    #[serde(default)]
    instance_connect_endpoint_set: Set<EndpointItem>,
    next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct EndpointItem {
    instance_connect_endpoint_id: String,
    state: String,
    #[serde(default)]
    dns_name: String,
    #[serde(default)]
    vpc_id: String,
    #[serde(default)]
    subnet_id: String,
}

impl From<InstanceItem> for Instance {
    fn from(item: InstanceItem) -> Self {
        let address = item
            .private_ip_address
            .or(item.ipv6_address)
            .filter(|text| !text.is_empty());
        Self {
            id: item.instance_id,
            state: item.instance_state.name,
            address,
            vpc_id: item.vpc_id,
            subnet_id: item.subnet_id,
        }
    }
}

/// The instances of `ids` that exist, in any order. Unknown ids are left out: a filter does not fail on them.
pub(crate) async fn instances(
    query: &Query,
    credentials: &Credentials,
    ids: &[InstanceId],
) -> Result<Vec<Instance>, Error> {
    let mut found = Vec::new();
    for chunk in ids.chunks(IDS_PER_CALL) {
        let values = chunk.iter().map(|id| id.as_str().to_owned()).collect();
        let mut call = filtered("ec2:DescribeInstances", "instance-id", values);
        for _ in 0..MAX_PAGES {
            let page: Instances = query.call(credentials.clone(), &call).await?;
            found.extend(
                page.reservation_set
                    .item
                    .into_iter()
                    .flat_map(|reservation| {
                        reservation
                            .instances_set
                            .item
                            .into_iter()
                            .map(Instance::from)
                    }),
            );
            if !turn_page(&mut call, page.next_token) {
                break;
            }
        }
    }
    Ok(found)
}

/// Every endpoint of the region that accepts connections.
pub(crate) async fn endpoints(
    query: &Query,
    credentials: &Credentials,
) -> Result<Vec<Endpoint>, Error> {
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
        let page: Endpoints = query.call(credentials.clone(), &call).await?;
        found.extend(
            page.instance_connect_endpoint_set
                .item
                .into_iter()
                .filter(|item| USABLE.contains(&item.state.as_str()) && !item.dns_name.is_empty())
                .map(|item| Endpoint {
                    id: item.instance_connect_endpoint_id,
                    dns_name: item.dns_name,
                    vpc_id: item.vpc_id,
                    subnet_id: item.subnet_id,
                }),
        );
        if !turn_page(&mut call, page.next_token) {
            break;
        }
    }
    Ok(found)
}

/// The endpoint for `instance`: in its subnet, else in its VPC.
pub(crate) fn choose(endpoints: &[Endpoint], instance: &Instance) -> Option<Endpoint> {
    let in_vpc = || {
        endpoints
            .iter()
            .filter(|endpoint| endpoint.vpc_id == instance.vpc_id)
    };
    in_vpc()
        .find(|endpoint| endpoint.subnet_id == instance.subnet_id)
        .or_else(|| in_vpc().next())
        .cloned()
}

fn filtered(action: &'static str, filter: &str, values: Vec<String>) -> Call {
    let mut parameters = vec![("Filter.1.Name".to_owned(), filter.to_owned())];
    parameters.extend(
        values
            .into_iter()
            .enumerate()
            .map(|(index, value)| (format!("Filter.1.Value.{}", index + 1), value)),
    );
    Call { action, parameters }
}

/// Asks for the next page; `false` when there is none.
fn turn_page(call: &mut Call, next_token: Option<String>) -> bool {
    call.parameters.retain(|(name, _)| name != "NextToken");
    match next_token.filter(|token| !token.is_empty()) {
        Some(token) => {
            call.parameters.push(("NextToken".to_owned(), token));
            true
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(id: &str, vpc: &str, subnet: &str) -> Endpoint {
        Endpoint {
            id: id.to_owned(),
            dns_name: format!("{id}.example"),
            vpc_id: vpc.to_owned(),
            subnet_id: subnet.to_owned(),
        }
    }

    fn instance(vpc: &str, subnet: &str) -> Instance {
        Instance {
            id: "i-0123abcd".parse().unwrap(),
            state: "running".to_owned(),
            address: Some("10.0.0.1".to_owned()),
            vpc_id: vpc.to_owned(),
            subnet_id: subnet.to_owned(),
        }
    }

    #[test]
    fn the_endpoint_of_the_subnet_comes_before_another_of_the_vpc() {
        let all = [
            endpoint("a", "v1", "s1"),
            endpoint("b", "v1", "s2"),
            endpoint("c", "v2", "s3"),
        ];
        let chosen = |vpc, subnet| choose(&all, &instance(vpc, subnet)).map(|endpoint| endpoint.id);
        assert_eq!(chosen("v1", "s2").as_deref(), Some("b"));
        assert_eq!(chosen("v1", "s9").as_deref(), Some("a"));
        assert_eq!(
            chosen("v9", "s1"),
            None,
            "another VPC's endpoint does not lead there"
        );
    }

    #[test]
    fn an_answer_of_ec2_is_read() {
        let text = r#"<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>
            <reservationSet><item><reservationId>r-1</reservationId><instancesSet><item><instanceId>i-0123abcd</instanceId>
            <instanceState><code>16</code><name>running</name></instanceState><privateIpAddress>10.0.0.7</privateIpAddress>
            <vpcId>vpc-1</vpcId><subnetId>subnet-1</subnetId></item></instancesSet></item></reservationSet></DescribeInstancesResponse>"#;
        let page: Instances = quick_xml::de::from_str(text).unwrap();
        let item = page
            .reservation_set
            .item
            .into_iter()
            .next()
            .unwrap()
            .instances_set
            .item
            .remove(0);
        let instance = Instance::from(item);
        assert_eq!(instance.address.as_deref(), Some("10.0.0.7"));
        assert_eq!(instance.state, "running");
        assert!(page.next_token.is_none());
    }
}
