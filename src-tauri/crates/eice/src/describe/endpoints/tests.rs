use super::*;

fn named(id: &str, vpc: &str, subnet: &str, address_type: AddressType) -> Named {
    Named {
        endpoint: Endpoint {
            id: id.to_owned(),
            dns_name: format!("{id}.example"),
            vpc_id: vpc.to_owned(),
            subnet_id: subnet.to_owned(),
            address_type,
            preserves_client_ip: false,
            security_groups: Vec::new(),
        },
        fips: Some(format!("{id}.fips.example")),
        dualstack: Some(format!("{id}.dual.example")),
        dualstack_fips: None,
    }
}

fn instance(vpc: &str, subnet: &str) -> Instance {
    Instance {
        id: "i-0123abcd".parse().unwrap(),
        state: "running".to_owned(),
        ipv4: Some("10.0.0.1".parse().unwrap()),
        ipv6: Some("2600:1f10::1".parse().unwrap()),
        vpc_id: vpc.to_owned(),
        subnet_id: subnet.to_owned(),
        security_groups: Vec::new(),
        launch_time: None,
        name: None,
    }
}

#[test]
fn the_endpoint_of_the_subnet_comes_before_another_of_the_vpc() {
    let all = [
        named("a", "v1", "s1", AddressType::Ipv4),
        named("b", "v1", "s2", AddressType::Ipv4),
        named("c", "v2", "s3", AddressType::Ipv4),
    ];
    let chosen = |vpc, subnet| choose(&all, &instance(vpc, subnet), Names::default());
    assert_eq!(chosen("v1", "s2").unwrap().0.id, "b");
    assert_eq!(chosen("v1", "s9").unwrap().0.id, "a");
    let elsewhere = chosen("v9", "s1");
    assert!(
        matches!(elsewhere, Err(Error::NoEndpoint { .. })),
        "another VPC's endpoint does not lead there: {elsewhere:?}"
    );
}

#[test]
fn the_target_is_the_ipv4_address_else_the_ipv6_one_as_far_as_the_endpoint_reaches_it() {
    let both = instance("v1", "s1");
    let only_ipv6 = Instance {
        ipv4: None,
        ..instance("v1", "s1")
    };
    let target = |address_type, instance: &Instance| {
        let all = [named("a", "v1", "s1", address_type)];
        choose(&all, instance, Names::default()).map(|(_, address)| address.to_string())
    };
    for (address_type, instance, expected) in [
        (AddressType::Ipv4, &both, "10.0.0.1"),
        (AddressType::Dualstack, &both, "10.0.0.1"),
        (AddressType::Ipv6, &both, "2600:1f10::1"),
        (AddressType::Dualstack, &only_ipv6, "2600:1f10::1"),
        (AddressType::Ipv6, &only_ipv6, "2600:1f10::1"),
    ] {
        assert_eq!(target(address_type, instance).unwrap(), expected);
    }
    let unreached = target(AddressType::Ipv4, &only_ipv6);
    assert!(
        matches!(unreached, Err(Error::NoAddress { family: "IPv4", .. })),
        "{unreached:?}"
    );
}

#[test]
fn an_endpoint_that_reaches_the_instance_comes_before_a_nearer_one_that_does_not() {
    let all = [
        named("near", "v1", "s1", AddressType::Ipv4),
        named("far", "v1", "s2", AddressType::Dualstack),
    ];
    let only_ipv6 = Instance {
        ipv4: None,
        ..instance("v1", "s1")
    };
    let (endpoint, _) = choose(&all, &only_ipv6, Names::default()).unwrap();
    assert_eq!(endpoint.id, "far");
}

#[test]
fn the_name_is_of_the_kind_that_was_asked_for_and_a_fips_name_is_never_replaced() {
    let all = [named("a", "v1", "s1", AddressType::Ipv4)];
    let name = |all: &[Named], fips, dualstack| {
        let names = Names { fips, dualstack };
        choose(all, &instance("v1", "s1"), names).map(|(endpoint, _)| endpoint.dns_name)
    };
    assert_eq!(name(&all, false, false).unwrap(), "a.example");
    assert_eq!(name(&all, false, true).unwrap(), "a.dual.example");
    assert_eq!(name(&all, true, false).unwrap(), "a.fips.example");
    assert_eq!(
        name(&all, true, true).unwrap(),
        "a.fips.example",
        "there is no dual-stack FIPS name"
    );
    let without = [Named {
        fips: None,
        ..named("a", "v1", "s1", AddressType::Ipv4)
    }];
    let refused = name(&without, true, false);
    assert!(
        matches!(refused, Err(Error::NoFipsName { .. })),
        "{refused:?}"
    );
}

#[test]
fn an_answer_of_ec2_is_read_with_all_its_names() {
    let text = r"<DescribeInstanceConnectEndpointsResponse><instanceConnectEndpointSet><item><ownerId>1</ownerId>
        <instanceConnectEndpointId>eice-1</instanceConnectEndpointId><state>update-complete</state>
        <dnsName>a.example</dnsName><fipsDnsName>a.fips.example</fipsDnsName><vpcId>vpc-1</vpcId><subnetId>subnet-1</subnetId>
        <preserveClientIp>true</preserveClientIp><securityGroupIdSet><item>sg-9</item></securityGroupIdSet>
        <ipAddressType>dualstack</ipAddressType><publicDnsNames><ipv4><dnsName>a.example</dnsName></ipv4>
        <dualstack><dnsName>a.dual.example</dnsName><fipsDnsName>a.dual.fips.example</fipsDnsName></dualstack></publicDnsNames>
        </item></instanceConnectEndpointSet></DescribeInstanceConnectEndpointsResponse>";
    let page: Page = quick_xml::de::from_str(text).unwrap();
    let item = page.instance_connect_endpoint_set.item.into_iter().next();
    let named = Named::from(item.unwrap());
    assert_eq!(named.endpoint.address_type, AddressType::Dualstack);
    assert!(named.endpoint.preserves_client_ip);
    assert_eq!(named.endpoint.security_groups, ["sg-9"]);
    let both = Names {
        fips: true,
        dualstack: true,
    };
    assert_eq!(named.under(both).unwrap().dns_name, "a.dual.fips.example");
}
