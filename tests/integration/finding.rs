//! Finding the instance and the way to it: by AWS, by tag, by hand.

use std::sync::Arc;

use backend::{
    ChooseInstance, ChosenInstance, ErrorCode, FindInstance, Leg, MemoryCache, Outcome, PanelEvent,
};
use lab::{AddressType, Call, Fault};

use crate::support::{World, assert_helpful, codes, connect, exports, open_panel, start_lab};

const DESCRIBES: [&str; 2] = [
    "ec2 DescribeInstances",
    "ec2 DescribeInstanceConnectEndpoints",
];

fn describes(world: &World) -> u64 {
    let requests = world.lab.counters().requests;
    DESCRIBES
        .iter()
        .filter_map(|name| requests.get(*name))
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_and_an_address_by_hand_need_no_right_to_describe() {
    let world = World::start(1).await;
    for call in [
        Call::DescribeInstances,
        Call::DescribeInstanceConnectEndpoints,
    ] {
        world
            .lab
            .world()
            .refuse(call, Fault::unauthorized_operation());
    }
    let before = describes(&world);
    let mut variables = exports(&world.lab);
    let (id, name) = (world.lab.endpoint_id(), world.lab.endpoint_dns_name());
    variables.push(("CAUSEWAY_ENDPOINT_ID", id.to_owned()));
    variables.push(("CAUSEWAY_ENDPOINT_DNS_NAME", name.to_owned()));
    let backend = world.connect_with(variables).await;
    let instance = world.lab.instances()[0].clone();
    let chosen = ChosenInstance {
        instance_id: instance.id,
        private_ip: Some(instance.private_ip.to_string()),
    };
    let choice = ChooseInstance {
        workspace_id: world.id(0),
        instance: Some(chosen),
    };
    backend.choose_instance(choice).await.unwrap();
    backend.preload().await.unwrap();
    let events = open_panel(&backend, world.id(0), &Leg::ALL).await;
    assert!(
        codes(&events).iter().all(|(_, code)| code.is_none()),
        "{events:?}"
    );
    assert_eq!(describes(&world), before, "nobody was asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denied_look_up_says_which_statement_would_allow_it() {
    let world = World::start(1).await;
    let denied = Fault::unauthorized_operation_of("ec2:DescribeInstances");
    world.lab.world().refuse(Call::DescribeInstances, denied);
    let backend = world.connect_again().await;
    let events = open_panel(&backend, world.id(0), &[Leg::Workspace, Leg::Files]).await;
    let Some(PanelEvent::Files {
        outcome: Outcome::Failed { error, .. },
        ..
    }) = events.last()
    else {
        panic!("{events:?}");
    };
    assert_helpful(error, ErrorCode::AccessDenied);
    let remedy = error.remedy.as_deref().unwrap();
    assert!(
        remedy.contains("\"Action\": \"ec2:DescribeInstances\""),
        "{remedy}"
    );
    assert!(remedy.contains("\"Resource\": \"*\""), "{remedy}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workspace_whose_row_names_no_instance_is_found_by_its_tag_confirmed_once_and_kept() {
    let lab = start_lab(lab::Fleet::small(2)).await;
    lab.world().platform().hide_instance_ids();
    let home = tempfile::tempdir().unwrap();
    let backend = connect(&home, exports(&lab), Arc::new(MemoryCache::default())).await;
    backend.preload().await.unwrap();
    let workspace_id: backend::WorkspaceId = lab.instances()[1].workspace_id.parse().unwrap();
    let legs = [Leg::Workspace, Leg::Files];
    let events = open_panel(&backend, workspace_id, &legs).await;
    assert_eq!(codes(&events)[1], (Leg::Files, Some(ErrorCode::NoInstance)));

    let search = backend
        .find_instance(FindInstance { workspace_id })
        .await
        .unwrap();
    assert_eq!(search.tag.as_deref(), Some("Name"));
    let [candidate] = &search.candidates[..] else {
        panic!("one instance has the workspace's name: {search:?}");
    };
    assert_eq!(candidate.instance_id, lab.instances()[1].id);
    assert_eq!(
        search.chosen, None,
        "nothing is taken without being confirmed"
    );

    let chosen = ChosenInstance {
        instance_id: candidate.instance_id.clone(),
        private_ip: None,
    };
    let choice = ChooseInstance {
        workspace_id,
        instance: Some(chosen.clone()),
    };
    backend.choose_instance(choice).await.unwrap();
    let events = open_panel(&backend, workspace_id, &legs).await;
    assert!(
        codes(&events).iter().all(|(_, code)| code.is_none()),
        "{events:?}"
    );

    let later = connect(&home, exports(&lab), Arc::new(MemoryCache::default())).await;
    let events = open_panel(&later, workspace_id, &legs).await;
    assert!(
        codes(&events).iter().all(|(_, code)| code.is_none()),
        "it is kept: {events:?}"
    );
    let search = later
        .find_instance(FindInstance { workspace_id })
        .await
        .unwrap();
    assert_eq!(search.chosen, Some(chosen));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_with_the_name_are_both_offered_and_an_id_that_is_none_is_refused() {
    let world = World::start(2).await;
    let instances = world.lab.instances();
    let name = Some(instances[0].workspace_name.as_str());
    world
        .lab
        .world()
        .set_tag(&instances[1].id, "Name", name)
        .unwrap();
    let workspace_id = world.id(0);
    let search = world
        .backend
        .find_instance(FindInstance { workspace_id })
        .await
        .unwrap();
    let mut offered: Vec<_> = search
        .candidates
        .iter()
        .map(|found| &found.instance_id)
        .collect();
    offered.sort();
    let mut both = vec![&instances[0].id, &instances[1].id];
    both.sort();
    assert_eq!(offered, both);
    for (instance_id, private_ip) in [("i-nonsense", None), ("i-0123abcd", Some("10.20"))] {
        let instance = Some(ChosenInstance {
            instance_id: instance_id.to_owned(),
            private_ip: private_ip.map(str::to_owned),
        });
        let choice = ChooseInstance {
            workspace_id,
            instance,
        };
        let error = world.backend.choose_instance(choice).await.unwrap_err();
        assert_helpful(&error, ErrorCode::InvalidInput);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_with_ipv6_only_is_reached_where_the_endpoint_reaches_it() {
    let world = World::start(1).await;
    let instance = world.lab.instances()[0].id.clone();
    let switches = world.lab.world();
    switches
        .set_address_type(&instance, AddressType::Ipv6)
        .unwrap();
    let files = async || {
        let fresh = Arc::new(MemoryCache::default());
        let backend = connect(&world.home, exports(&world.lab), fresh).await;
        let events = open_panel(&backend, world.id(0), &[Leg::Workspace, Leg::Files]).await;
        codes(&events)[1].1
    };
    assert_eq!(
        files().await,
        Some(ErrorCode::NoEndpoint),
        "the endpoint speaks IPv4"
    );
    switches.set_endpoint_address_type(AddressType::Dualstack);
    assert_eq!(files().await, None);
}
