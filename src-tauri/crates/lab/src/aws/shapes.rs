//! The shapes of EC2's answers: elements as in its API reference.

use serde::Serialize;
use uuid::Uuid;

use crate::faults::Fault;

/// An error document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Errors {
    pub(super) errors: ErrorList,
    #[serde(rename = "RequestID")]
    pub(super) request_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ErrorList {
    pub(super) error: ErrorItem,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ErrorItem {
    pub(super) code: String,
    pub(super) message: String,
}

impl From<&Fault> for Errors {
    fn from(fault: &Fault) -> Self {
        Self {
            errors: ErrorList {
                error: ErrorItem {
                    code: fault.code.clone(),
                    message: fault.message.clone(),
                },
            },
            request_id: request_id(),
        }
    }
}

/// A list in EC2's way: one element with an `item` for each.
#[derive(Debug, Serialize)]
pub(super) struct Set<T> {
    pub(super) item: Vec<T>,
}

/// The answer to `DescribeInstances`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Instances {
    pub(super) request_id: String,
    pub(super) reservation_set: Set<Reservation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the elements are EC2's")]
pub(super) struct Reservation {
    pub(super) reservation_id: String,
    pub(super) owner_id: &'static str,
    pub(super) instances_set: Set<InstanceItem>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InstanceItem {
    pub(super) instance_id: String,
    pub(super) image_id: &'static str,
    pub(super) instance_state: StateItem,
    pub(super) private_dns_name: String,
    pub(super) instance_type: &'static str,
    pub(super) launch_time: String,
    pub(super) placement: Placement,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subnet_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) vpc_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) private_ip_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ipv6_address: Option<String>,
    pub(super) architecture: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tag_set: Option<Set<Tag>>,
}

#[derive(Debug, Serialize)]
pub(super) struct StateItem {
    pub(super) code: u8,
    pub(super) name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Placement {
    pub(super) availability_zone: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Tag {
    pub(super) key: String,
    pub(super) value: String,
}

/// The answer to `DescribeInstanceConnectEndpoints`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Endpoints {
    pub(super) request_id: String,
    pub(super) instance_connect_endpoint_set: Set<EndpointItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_token: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EndpointItem {
    pub(super) owner_id: &'static str,
    pub(super) instance_connect_endpoint_id: String,
    pub(super) instance_connect_endpoint_arn: String,
    pub(super) state: String,
    pub(super) dns_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fips_dns_name: Option<String>,
    pub(super) availability_zone: String,
    pub(super) availability_zone_id: &'static str,
    pub(super) vpc_id: String,
    pub(super) subnet_id: String,
    pub(super) preserve_client_ip: bool,
    pub(super) ip_address_type: &'static str,
    pub(super) public_dns_names: PublicDnsNames,
}

/// The names of an endpoint by the addresses that they have.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PublicDnsNames {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ipv4: Option<DnsNames>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) dualstack: Option<DnsNames>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DnsNames {
    pub(super) dns_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fips_dns_name: Option<String>,
}

/// A new id for an answer.
pub(super) fn request_id() -> String {
    Uuid::new_v4().to_string()
}
