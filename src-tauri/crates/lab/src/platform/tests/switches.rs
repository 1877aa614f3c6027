//! Counters, the gate and faults.

use std::pin::pin;

use futures_util::future::{join, join3};
use futures_util::poll;

use super::*;

/// The three metadata requests of the first workspace, all at once.
async fn fan_out(state: &Arc<State>) {
    let paths = [workspace(""), workspace("/model"), workspace("/provider")];
    join3(
        get(state, &paths[0]),
        get(state, &paths[1]),
        get(state, &paths[2]),
    )
    .await;
}

#[tokio::test]
async fn requests_are_counted_by_route_pattern_refused_ones_too() {
    let state = server();
    fan_out(&state).await;
    send(&state, "GET", &workspace("/model"), &[]).await;
    let counters = state.counters();
    assert_eq!(counters.requests_to("GET /workspaces/:id"), 1);
    assert_eq!(counters.requests_to("GET /workspaces/:id/model"), 2);
    assert_eq!(counters.requests_to("GET /workspaces"), 0);
    state.reset_counters();
    assert_eq!(state.counters(), Counters::default());
}

#[tokio::test]
async fn three_legs_at_once_open_the_gate_for_each_other() {
    let state = server();
    state.hold_metadata(3, Duration::from_hours(1));
    fan_out(&state).await;
    assert_eq!(state.counters().most_metadata_legs(), 3);
}

#[tokio::test]
async fn legs_one_after_the_other_are_held_until_the_deadline_and_count_as_one() {
    let state = server();
    state.hold_metadata(3, Duration::from_millis(5));
    for leg in ["", "/model", "/provider"] {
        get(&state, &workspace(leg)).await;
    }
    assert_eq!(state.counters().most_metadata_legs(), 1);
}

#[tokio::test]
async fn the_same_leg_twice_is_no_fan_out() {
    let state = server();
    state.hold_metadata(2, Duration::from_millis(5));
    let path = workspace("/model");
    join(get(&state, &path), get(&state, &path)).await;
    assert_eq!(state.counters().most_metadata_legs(), 1);
}

#[tokio::test]
async fn a_released_gate_lets_a_lone_leg_go() {
    let state = server();
    state.hold_metadata(3, Duration::from_hours(1));
    let path = workspace("");
    let mut held = pin!(get(&state, &path));
    assert!(poll!(&mut held).is_pending());
    state.release_metadata();
    assert_eq!(held.await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_fault_strikes_its_route_only_until_it_is_cleared() {
    let state = server();
    let body = r#"{"error":"query failed"}"#.to_owned();
    state.set_fault(
        "GET /workspaces/:id/model",
        PlatformFault::Answer { status: 500, body },
    );
    for _ in 0..2 {
        let answer = get(&state, &workspace("/model")).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    }
    assert_eq!(get(&state, &workspace("")).await.status, StatusCode::OK);
    state.clear_faults();
    assert_eq!(
        get(&state, &workspace("/model")).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_single_fault_strikes_once() {
    let state = server();
    state.fault_next("GET /workspaces", PlatformFault::Html);
    let page = get(&state, "/workspaces").await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (StatusCode::OK, "text/html; charset=utf-8")
    );
    assert!(get(&state, "/workspaces").await.json().is_array());
}

#[tokio::test]
async fn a_stalled_request_is_answered_when_faults_are_cleared() {
    let state = server();
    state.set_fault("GET /workspaces", PlatformFault::Stall);
    let mut stalled = pin!(get(&state, "/workspaces"));
    assert!(poll!(&mut stalled).is_pending());
    state.clear_faults();
    assert_eq!(stalled.await.status, StatusCode::OK);
}
