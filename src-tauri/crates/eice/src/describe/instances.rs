//! `DescribeInstances`.

use std::net::{Ipv4Addr, Ipv6Addr};

use aws_credential_types::Credentials;
use serde::Deserialize;

use super::{MAX_PAGES, and_filter, filtered, turn_page};
use crate::{
    Error, InstanceId,
    query::{Call, Query, Set},
};

/// Ids per call; EC2 allows 200 values in a filter.
const IDS_PER_CALL: usize = 100;
const ACTION: &str = "ec2:DescribeInstances";

/// What the way to an instance needs to know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// The instance.
    pub id: InstanceId,
    /// EC2's state name: `running`, `stopped`, …
    pub state: String,
    /// The private IPv4 address.
    pub ipv4: Option<Ipv4Addr>,
    /// The IPv6 address.
    pub ipv6: Option<Ipv6Addr>,
    /// The VPC, such as `vpc-0a1b2c3d`.
    pub vpc_id: String,
    /// The subnet; an endpoint in the same one is preferred.
    pub subnet_id: String,
    /// The ids of its security groups.
    pub security_groups: Vec<String>,
    /// When it was launched, as EC2 writes it (RFC 3339).
    pub launch_time: Option<String>,
    /// The tag `Name`.
    pub name: Option<String>,
}

impl Instance {
    /// Whether an endpoint can be asked for it.
    pub fn is_dialable(&self) -> bool {
        self.state == "running" && (self.ipv4.is_some() || self.ipv6.is_some())
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    #[serde(default)]
    reservation_set: Set<Reservation>,
    pub(super) next_token: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reservation {
    #[serde(default)]
    instances_set: Set<Item>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    instance_id: InstanceId,
    instance_state: State,
    private_ip_address: Option<String>,
    ipv6_address: Option<String>,
    #[serde(default)]
    vpc_id: String,
    #[serde(default)]
    subnet_id: String,
    #[serde(default)]
    group_set: Set<Group>,
    launch_time: Option<String>,
    #[serde(default)]
    tag_set: Set<Tag>,
}

#[derive(Debug, Deserialize)]
struct State {
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    group_id: String,
}

#[derive(Debug, Deserialize)]
struct Tag {
    key: String,
    #[serde(default)]
    value: String,
}

impl From<Item> for Instance {
    fn from(item: Item) -> Self {
        let address = |text: Option<String>| text.filter(|text| !text.is_empty());
        let name = item.tag_set.item.into_iter().find(|tag| tag.key == "Name");
        Self {
            id: item.instance_id,
            state: item.instance_state.name,
            ipv4: address(item.private_ip_address).and_then(|text| text.parse().ok()),
            ipv6: address(item.ipv6_address).and_then(|text| text.parse().ok()),
            vpc_id: item.vpc_id,
            subnet_id: item.subnet_id,
            security_groups: item
                .group_set
                .item
                .into_iter()
                .map(|group| group.group_id)
                .collect(),
            launch_time: item.launch_time,
            name: name.map(|tag| tag.value),
        }
    }
}

impl Page {
    pub(super) fn instances(self) -> impl Iterator<Item = Instance> {
        let reservations = self.reservation_set.item.into_iter();
        reservations.flat_map(|found| found.instances_set.item.into_iter().map(Instance::from))
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
        let call = filtered(ACTION, "instance-id", values);
        found.extend(all_pages(query, credentials, call).await?);
    }
    Ok(found)
}

/// The instances whose tag `key` has one of `values`, but for those that are gone.
pub(crate) async fn tagged(
    query: &Query,
    credentials: &Credentials,
    key: &str,
    values: Vec<String>,
) -> Result<Vec<Instance>, Error> {
    /// `shutting-down` and `terminated` ones never come back.
    const THERE: [&str; 4] = ["pending", "running", "stopping", "stopped"];
    let mut call = filtered(ACTION, &format!("tag:{key}"), values);
    let states = THERE.map(str::to_owned).to_vec();
    and_filter(&mut call, 2, "instance-state-name", states);
    all_pages(query, credentials, call).await
}

async fn all_pages(
    query: &Query,
    credentials: &Credentials,
    mut call: Call,
) -> Result<Vec<Instance>, Error> {
    let mut found = Vec::new();
    for _ in 0..MAX_PAGES {
        let mut page: Page = query.call(credentials, &call).await?;
        let next = page.next_token.take();
        found.extend(page.instances());
        if !turn_page(&mut call, next) {
            break;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_of_ec2_is_read() {
        let text = r#"<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>
            <reservationSet><item><reservationId>r-1</reservationId><instancesSet><item><instanceId>i-0123abcd</instanceId>
            <instanceState><code>16</code><name>running</name></instanceState><privateIpAddress>10.0.0.7</privateIpAddress>
            <ipv6Address>2600:1f10::7</ipv6Address><launchTime>2026-11-20T08:00:00.000Z</launchTime>
            <groupSet><item><groupId>sg-1</groupId><groupName>a</groupName></item><item><groupId>sg-2</groupId></item></groupSet>
            <tagSet><item><key>Role</key><value>workspace</value></item><item><key>Name</key><value>SEO Agent</value></item></tagSet>
            <vpcId>vpc-1</vpcId><subnetId>subnet-1</subnetId></item></instancesSet></item></reservationSet></DescribeInstancesResponse>"#;
        let page: Page = quick_xml::de::from_str(text).unwrap();
        assert!(page.next_token.is_none());
        let instance = page.instances().next().unwrap();
        assert_eq!(instance.ipv4, Some("10.0.0.7".parse().unwrap()));
        assert_eq!(instance.ipv6, Some("2600:1f10::7".parse().unwrap()));
        assert_eq!(instance.security_groups, ["sg-1", "sg-2"]);
        assert_eq!(instance.name.as_deref(), Some("SEO Agent"));
        assert!(instance.is_dialable());
    }
}
