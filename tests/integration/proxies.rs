//! Behind a proxy: everything goes through it, and what is wrong with it is said.

use backend::{Backend, ErrorCode, Leg, RunDoctor};
use lab::{Proxy, ProxyOptions};

use crate::support::{World, assert_helpful, codes, exports, open_panel};

const USER: &str = "ada";
const PASSWORD: &str = "p@ss w0rd";

async fn proxy(world: &World) -> Proxy {
    let credentials = Some((USER.to_owned(), PASSWORD.to_owned()));
    let options = ProxyOptions { credentials };
    world.lab.start_proxy(options).await.unwrap()
}

pub(crate) async fn behind(world: &World, proxy: String) -> Backend {
    let mut variables = exports(&world.lab);
    variables.push(("HTTPS_PROXY", proxy));
    world.connect_with(variables).await
}

#[tokio::test(flavor = "multi_thread")]
async fn platform_aws_and_tunnel_all_go_through_the_proxy_with_its_user_and_password() {
    let world = World::start(1).await;
    let proxy = proxy(&world).await;
    let url = proxy.url().replace("://", "://ada:p%40ss%20w0rd@");
    let backend = behind(&world, url).await;
    let events = open_panel(&backend, world.id(0), &Leg::ALL).await;
    assert!(
        codes(&events).iter().all(|(_, code)| code.is_none()),
        "{events:?}"
    );
    let reached: Vec<_> = proxy
        .connects()
        .into_iter()
        .map(|one| one.authority)
        .collect();
    let lab = &world.lab;
    for url in [
        lab.platform_url(),
        lab.ec2_url(),
        lab.instance_connect_url(),
    ] {
        let authority = url.trim_start_matches("https://").trim_end_matches('/');
        assert!(
            reached.iter().any(|one| one == authority),
            "{authority}: {reached:?}"
        );
    }
    let endpoint = lab.endpoint_dns_name();
    assert!(
        reached.iter().any(|one| one == endpoint),
        "{endpoint}: {reached:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_wants_a_password_is_told_from_a_network_that_is_down() {
    let world = World::start(1).await;
    let proxy = proxy(&world).await;
    let backend = behind(&world, proxy.url()).await;
    let args = RunDoctor { workspace_id: None };
    let report = backend.run_doctor(args, |_| {}).await.unwrap();
    let error = report
        .results
        .iter()
        .find_map(|result| result.error.as_ref())
        .unwrap();
    assert_helpful(error, ErrorCode::Unreachable);
    assert!(error.message.contains("proxy"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_of_a_proxy_is_in_no_error() {
    let world = World::start(1).await;
    let proxy = proxy(&world).await;
    for wrong in ["ada:hush@", "ada:hush%20er@"] {
        let backend = behind(&world, proxy.url().replace("://", &format!("://{wrong}"))).await;
        let args = RunDoctor { workspace_id: None };
        let report = backend.run_doctor(args, |_| {}).await.unwrap();
        assert!(!report.is_well);
        assert!(!format!("{report:?}").contains("hush"), "{report:#?}");
    }
}
