//! What the endpoint refuses before a tunnel is open, and what it closes after.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use lab::{Call, Fault};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Message, protocol::CloseFrame};

use crate::client::{
    first_instance, http, lab_on_embedded,
    tunnel::{Request, WebSocket, open},
};

/// The close frame that the endpoint sends next.
async fn closed_with(mut socket: WebSocket) -> Option<CloseFrame> {
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Close(frame) = message {
            return frame;
        }
    }
    None
}

#[tokio::test]
async fn a_wrong_signature_is_refused() {
    let lab = lab_on_embedded().await;
    let mut request = Request::to(&lab, &first_instance(&lab));
    request.signer.secret.push('x');
    let refused = request.refused(&lab).await;
    assert_eq!(
        (refused.status, refused.code.as_str()),
        (403, "SignatureDoesNotMatch")
    );
}

#[tokio::test]
async fn a_parameter_changed_after_signing_is_refused() {
    let lab = lab_on_embedded().await;
    let url = Request::to(&lab, &first_instance(&lab)).url();
    let changed = url.replace("maxTunnelDuration=300", "maxTunnelDuration=301");
    assert_ne!(url, changed);
    let refused = open(&lab, &changed).await.map(|_| ()).unwrap_err();
    assert_eq!(refused.code, "SignatureDoesNotMatch");
}

#[tokio::test]
async fn a_request_without_a_signature_is_refused() {
    let lab = lab_on_embedded().await;
    let url = Request::to(&lab, &first_instance(&lab)).url();
    let unsigned = url.split("&X-Amz-").next().unwrap();
    let refused = open(&lab, unsigned).await.map(|_| ()).unwrap_err();
    assert_eq!(refused.code, "MissingAuthenticationToken");
}

#[tokio::test]
async fn a_signature_is_refused_after_its_60_seconds() {
    let lab = lab_on_embedded().await;
    let request = Request::to(&lab, &first_instance(&lab));
    let old = request
        .clone()
        .aged(Duration::from_secs(61))
        .refused(&lab)
        .await;
    assert_eq!((old.status, old.code.as_str()), (403, "RequestExpired"));
    let url = request.url();
    lab.world().advance(Duration::from_secs(61)).unwrap();
    let late = open(&lab, &url).await.map(|_| ()).unwrap_err();
    assert_eq!(late.code, "RequestExpired", "the lab's clock was moved on");
}

#[tokio::test]
async fn a_signature_that_would_be_good_for_too_long_is_refused() {
    let lab = lab_on_embedded().await;
    let mut request = Request::to(&lab, &first_instance(&lab));
    request.signer.expires = Duration::from_secs(61);
    assert_eq!(request.refused(&lab).await.code, "IncompleteSignature");
}

#[tokio::test]
async fn a_signature_for_another_region_or_service_is_refused() {
    let lab = lab_on_embedded().await;
    let mut request = Request::to(&lab, &first_instance(&lab));
    request.signer.region = "eu-west-1".to_owned();
    let refused = request.refused(&lab).await;
    assert_eq!(refused.code, "SignatureDoesNotMatch");
    assert!(refused.message.contains("us-east-2"), "{refused:?}");
    request = Request::to(&lab, &first_instance(&lab));
    request.signer.service = "ec2";
    assert_eq!(request.refused(&lab).await.code, "SignatureDoesNotMatch");
}

#[tokio::test]
async fn each_missing_parameter_is_named() {
    let lab = lab_on_embedded().await;
    for name in [
        "instanceConnectEndpointId",
        "remotePort",
        "privateIpAddress",
    ] {
        let request = Request::to(&lab, &first_instance(&lab)).without(name);
        let refused = request.refused(&lab).await;
        assert_eq!(
            (refused.status, refused.code.as_str()),
            (400, "InvalidParameter")
        );
        assert!(refused.message.contains(name), "{refused:?}");
    }
}

#[tokio::test]
async fn wrong_ports_addresses_and_durations_are_refused() {
    let lab = lab_on_embedded().await;
    let cases = [
        ("remotePort", "23"),
        ("privateIpAddress", "192.168.0.1"),
        ("privateIpAddress", "not-an-address"),
        ("maxTunnelDuration", "0"),
        ("maxTunnelDuration", "3601"),
        ("maxTunnelDuration", "long"),
    ];
    for (name, value) in cases {
        let request = Request::to(&lab, &first_instance(&lab)).with(name, value);
        let refused = request.refused(&lab).await;
        assert_eq!(refused.code, "InvalidParameter", "{name}={value}");
    }
    let request = Request::to(&lab, &first_instance(&lab));
    let elsewhere = request
        .with("instanceConnectEndpointId", "eice-0000")
        .refused(&lab)
        .await;
    assert_eq!(elsewhere.code, "InvalidInstanceConnectEndpointId.NotFound");
    assert_eq!(lab.counters().websocket_upgrades, 0);
}

#[tokio::test]
async fn an_address_where_nobody_is_closes_the_tunnel() {
    let lab = lab_on_embedded().await;
    let request = Request::to(&lab, &first_instance(&lab));
    let socket = request
        .with("privateIpAddress", "10.20.250.1")
        .open(&lab)
        .await
        .unwrap();
    let frame = closed_with(socket).await.expect("a close frame");
    assert_eq!(
        (u16::from(frame.code), frame.reason.as_str()),
        (1011, "Unable to connect to target")
    );
}

#[tokio::test]
async fn a_tunnel_to_an_instance_that_cannot_be_reached_is_closed_after_it_opened() {
    let lab = lab_on_embedded().await;
    let instance = first_instance(&lab);
    lab.world()
        .set_instance_state(&instance, "stopped")
        .unwrap();
    let socket = Request::to(&lab, &instance).open(&lab).await.unwrap();
    let stopped = closed_with(socket).await.expect("a close frame");
    assert_eq!(stopped.reason.as_str(), "Unable to connect to target");
    lab.world()
        .set_instance_state(&instance, "running")
        .unwrap();
    lab.world().block_target(&instance).unwrap();
    let socket = Request::to(&lab, &instance).open(&lab).await.unwrap();
    let blocked = closed_with(socket).await.expect("a close frame");
    assert_eq!(u16::from(blocked.code), 1011);
    lab.world().unblock_target(&instance).unwrap();
    let mut socket = Request::to(&lab, &instance).open(&lab).await.unwrap();
    let banner = socket.next().await.unwrap().unwrap();
    assert!(
        banner.into_data().starts_with(b"SSH-2.0-"),
        "the way is free again"
    );
}

#[tokio::test]
async fn the_21st_tunnel_is_refused_until_one_of_the_20_is_closed() {
    let lab = lab_on_embedded().await;
    let request = Request::to(&lab, &first_instance(&lab));
    let mut open = Vec::new();
    for _ in 0..20 {
        open.push(request.open(&lab).await.expect("a tunnel"));
    }
    assert_eq!(lab.counters().tunnels_open, 20);
    let refused = request.refused(&lab).await;
    assert_eq!(
        (refused.status, refused.code.as_str()),
        (429, "ConnectionLimitExceeded")
    );
    open.pop().unwrap().close(None).await.unwrap();
    let closed = async {
        while lab.counters().tunnels_open == 20 {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(20), closed)
        .await
        .expect("the endpoint sees it close");
    request.open(&lab).await.expect("room for one more");
}

#[tokio::test]
async fn held_connections_count_against_the_20() {
    let lab = lab_on_embedded().await;
    let request = Request::to(&lab, &first_instance(&lab));
    assert_eq!(lab.world().fill_endpoint(20), 20);
    assert_eq!(request.refused(&lab).await.status, 429);
    assert_eq!(lab.world().fill_endpoint(0), 0);
    request.open(&lab).await.expect("a tunnel");
}

#[tokio::test]
async fn a_text_frame_closes_the_tunnel() {
    let lab = lab_on_embedded().await;
    let mut socket = Request::to(&lab, &first_instance(&lab))
        .open(&lab)
        .await
        .unwrap();
    socket.send(Message::text("SSH-2.0-text")).await.unwrap();
    let frame = closed_with(socket).await.expect("a close frame");
    assert_eq!(u16::from(frame.code), 1003);
}

#[tokio::test]
async fn a_tunnel_is_cut_without_a_word_when_its_duration_is_over() {
    let lab = lab_on_embedded().await;
    let request = Request::to(&lab, &first_instance(&lab)).with("maxTunnelDuration", "120");
    let mut socket = request.open(&lab).await.unwrap();
    socket.next().await.unwrap().expect("a banner");
    lab.world().advance(Duration::from_secs(121)).unwrap();
    assert_eq!(closed_with(socket).await, None);
}

#[tokio::test]
async fn a_plain_request_is_no_tunnel() {
    let lab = lab_on_embedded().await;
    let url = Request::to(&lab, &first_instance(&lab)).url();
    let response = http(&lab).get(url).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 400);
    assert_eq!(lab.counters().tunnels_open, 0);
    lab.world().fill_endpoint(20);
    assert_eq!(
        lab.world().fill_endpoint(20),
        20,
        "it took none of the endpoint's connections"
    );
}

#[tokio::test]
async fn a_fault_is_answered_in_the_endpoints_shape() {
    let lab = lab_on_embedded().await;
    let request = Request::to(&lab, &first_instance(&lab));
    lab.world().refuse_next(
        Call::OpenTunnel,
        Fault::new(503, "Unavailable", "Try again"),
    );
    let refused = request.refused(&lab).await;
    assert_eq!(
        (refused.status, refused.message.as_str()),
        (503, "Try again")
    );
    request.open(&lab).await.expect("only one was refused");
}
