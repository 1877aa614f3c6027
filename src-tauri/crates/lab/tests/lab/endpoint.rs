//! What EC2 says of the endpoint, and what the endpoint makes of it.

use futures_util::StreamExt as _;
use lab::{AddressType, Fleet, Lab, Options, SshServer};

use crate::client::{
    first_instance, lab_on_embedded,
    sign::{Signer, ec2},
    texts,
    tunnel::Request,
};

/// EC2's description of the lab's endpoint.
async fn described(lab: &Lab) -> String {
    let form = format!(
        "Action=DescribeInstanceConnectEndpoints&InstanceConnectEndpointId.1={}",
        lab.endpoint_id()
    );
    ec2(lab, &Signer::of(lab, "ec2"), &form).await.body
}

/// EC2's description of the first instance.
async fn instance_described(lab: &Lab) -> String {
    let form = format!(
        "Action=DescribeInstances&InstanceId.1={}",
        first_instance(lab)
    );
    ec2(lab, &Signer::of(lab, "ec2"), &form).await.body
}

#[tokio::test]
async fn an_endpoint_has_all_its_names_and_any_of_them_opens_a_tunnel() {
    let lab = lab_on_embedded().await;
    lab.world()
        .set_endpoint_address_type(AddressType::Dualstack);
    let body = described(&lab).await;
    let names = texts(&body, "publicDnsNames")[0];
    for element in ["ipv4", "dualstack"] {
        let names = texts(names, element)[0];
        assert_eq!(texts(names, "dnsName"), [lab.endpoint_dns_name()]);
        assert_eq!(texts(names, "fipsDnsName"), [lab.endpoint_fips_dns_name()]);
    }
    assert_eq!(texts(&body, "fipsDnsName").len(), 3, "{body}");
    assert_ne!(lab.endpoint_fips_dns_name(), lab.endpoint_dns_name());
    let mut request = Request::to(&lab, &first_instance(&lab));
    request.host = lab.endpoint_fips_dns_name().to_owned();
    let mut socket = request.open(&lab).await.expect("a tunnel");
    socket.next().await.unwrap().expect("a banner");
    let hosts = lab.counters().tunnel_hosts;
    assert_eq!(
        hosts.get(lab.endpoint_fips_dns_name()),
        Some(&1),
        "{hosts:?}"
    );
    assert_eq!(hosts.get(lab.endpoint_dns_name()), None);
}

#[tokio::test]
async fn the_name_that_was_signed_is_the_name_that_must_be_used() {
    let lab = lab_on_embedded().await;
    let url = Request::to(&lab, &first_instance(&lab)).url();
    let renamed = url.replace(lab.endpoint_dns_name(), lab.endpoint_fips_dns_name());
    let refused = crate::client::tunnel::open(&lab, &renamed).await;
    assert_eq!(
        refused.map(|_| ()).unwrap_err().code,
        "SignatureDoesNotMatch"
    );
}

#[tokio::test]
async fn the_shape_of_an_endpoint_can_be_changed() {
    let lab = lab_on_embedded().await;
    let body = described(&lab).await;
    let shape = ["state", "preserveClientIp", "ipAddressType"].map(|name| texts(&body, name)[0]);
    assert_eq!(shape, ["create-complete", "false", "ipv4"]);
    assert!(!body.contains("<dualstack>"), "{body}");
    let world = lab.world();
    world.hide_fips_name();
    world.set_endpoint_address_type(AddressType::Ipv6);
    world.set_endpoint_state("update-failed");
    world.set_preserve_client_ip(true);
    let body = described(&lab).await;
    let shape = ["state", "preserveClientIp", "ipAddressType"].map(|name| texts(&body, name)[0]);
    assert_eq!(shape, ["update-failed", "true", "ipv6"]);
    assert!(!body.contains("fipsDnsName"), "{body}");
    assert!(!body.contains("<ipv4>"), "{body}");
    world.show_fips_name();
    assert!(described(&lab).await.contains("fipsDnsName"));
}

#[tokio::test]
async fn an_endpoint_opens_tunnels_in_its_usable_states_only() {
    let lab = lab_on_embedded().await;
    let request = Request::to(&lab, &first_instance(&lab));
    for state in ["update-in-progress", "update-failed", "update-complete"] {
        lab.world().set_endpoint_state(state);
        request.open(&lab).await.expect(state);
    }
    for state in ["create-in-progress", "create-failed", "delete-in-progress"] {
        lab.world().set_endpoint_state(state);
        let refused = request.refused(&lab).await;
        assert_eq!(refused.code, "InvalidInstanceConnectEndpointState");
        assert!(refused.message.contains(state), "{refused:?}");
    }
}

#[tokio::test]
async fn an_instance_may_have_an_ipv6_address_besides_or_alone() {
    let lab = lab_on_embedded().await;
    let id = first_instance(&lab);
    let set = |kind| lab.world().set_address_type(&id, kind).unwrap();
    assert!(!instance_described(&lab).await.contains("ipv6Address"));
    set(AddressType::Dualstack);
    let instance = lab.instance(&id).unwrap();
    let ipv6 = instance.ipv6.expect("an address").to_string();
    let body = instance_described(&lab).await;
    assert_eq!(texts(&body, "ipv6Address"), [ipv6.as_str()]);
    assert_eq!(
        texts(&body, "privateIpAddress"),
        [instance.private_ip.to_string()]
    );
    set(AddressType::Ipv6);
    let body = instance_described(&lab).await;
    assert_eq!(texts(&body, "ipv6Address"), [ipv6.as_str()]);
    assert!(!body.contains("privateIpAddress"), "{body}");
}

#[tokio::test]
async fn a_tunnel_to_an_ipv6_address_needs_an_endpoint_that_reaches_it() {
    let lab = lab_on_embedded().await;
    let id = first_instance(&lab);
    lab.world()
        .set_address_type(&id, AddressType::Ipv6)
        .unwrap();
    let ipv6 = lab.instance(&id).unwrap().ipv6.unwrap().to_string();
    let request = Request::to(&lab, &id);
    let by_ipv6 = request
        .clone()
        .with("privateIpAddress", &ipv6.replace(':', "%3A"));
    assert_eq!(by_ipv6.refused(&lab).await.code, "InvalidParameter");
    lab.world().set_endpoint_address_type(AddressType::Ipv6);
    let mut socket = by_ipv6.open(&lab).await.expect("a tunnel");
    let banner = socket.next().await.unwrap().unwrap().into_data();
    assert!(banner.starts_with(b"SSH-2.0-"), "{banner:?}");
    assert_eq!(request.refused(&lab).await.code, "InvalidParameter");
}

#[tokio::test]
async fn every_vpc_has_an_endpoint_that_leads_to_its_own_instances_over_connections_of_its_own() {
    let options = Options {
        ssh: SshServer::Embedded,
        vpcs: 2,
        ..Options::new(Fleet::small(2))
    };
    let lab = Lab::start(options).await.expect("the lab starts");
    let signer = Signer::of(&lab, "ec2");
    let instances = ec2(&lab, &signer, "Action=DescribeInstances").await.body;
    let [first, second] = texts(&instances, "vpcId")[..] else {
        panic!("two instances: {instances}");
    };
    assert_ne!(first, second);
    let form = format!(
        "Action=DescribeInstanceConnectEndpoints&Filter.1.Name=vpc-id&Filter.1.Value.1={second}"
    );
    let endpoints = ec2(&lab, &signer, &form).await.body;
    let [endpoint] = texts(&endpoints, "instanceConnectEndpointId")[..] else {
        panic!("one endpoint: {endpoints}");
    };
    let through =
        |instance: &str| Request::to(&lab, instance).with("instanceConnectEndpointId", endpoint);
    assert_eq!(lab.world().fill_endpoint(20), 20, "all of the first one's");
    let mut socket = through(&lab.instances()[1].id).open(&lab).await.unwrap();
    let banner = socket.next().await.unwrap().expect("a banner");
    assert!(banner.is_binary(), "{banner}");
    let mut socket = through(&first_instance(&lab)).open(&lab).await.unwrap();
    let end = socket.next().await.unwrap().expect("a close frame");
    assert!(end.is_close(), "the other VPC is not reached: {end}");
}
