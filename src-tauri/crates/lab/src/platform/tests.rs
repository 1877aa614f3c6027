//! The routes, asked directly: no sockets.

mod sockets;
mod switches;

use axum::body::{Body, to_bytes};
use http::{HeaderMap, Request, StatusCode};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;

use super::*;

const TOKEN: &str = "the-admin-token";
const ORG: &str = "0b9a4c5e-0000-4000-8000-000000000001";
const INSTANCE: &str = "i-0123456789abcdef0";

/// An answer read to its end.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("a JSON body")
    }

    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .expect("the header is there")
            .to_str()
            .unwrap()
    }
}

fn server() -> Arc<State> {
    let instance_ids = HashMap::from([(Fleet::small_id(1), INSTANCE.to_owned())]);
    State::new(&Fleet::small(3), instance_ids, TOKEN, ORG)
}

fn workspace(leg: &str) -> String {
    format!("/workspaces/{}{leg}", Fleet::small_id(1))
}

/// A request with these headers and no others.
async fn send(state: &Arc<State>, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let service = TowerToHyperService::new(router(Arc::clone(state)));
    let response = service
        .call(request.body(Body::empty()).unwrap())
        .await
        .unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

/// A request with the right token and organisation.
async fn get(state: &Arc<State>, path: &str) -> Answer {
    let token = format!("Bearer {TOKEN}");
    let headers = [
        ("authorization", token.as_str()),
        ("x-molecule-org-id", ORG),
    ];
    send(state, "GET", path, &headers).await
}

#[tokio::test]
async fn each_kind_of_route_refuses_a_missing_and_a_wrong_token_in_its_own_words() {
    let state = server();
    let model = workspace("/model");
    let cases = [
        ("/workspaces", None, "admin auth required"),
        (
            "/workspaces",
            Some("Bearer wrong"),
            "invalid admin auth token",
        ),
        (
            "/workspaces",
            Some("bearer the-admin-token"),
            "admin auth required",
        ),
        (&model, None, "missing workspace auth token"),
        (&model, Some("Bearer wrong"), "invalid workspace auth token"),
    ];
    for (path, token, error) in cases {
        let mut headers = vec![("x-molecule-org-id", ORG)];
        headers.extend(token.map(|token| ("authorization", token)));
        let answer = send(&state, "GET", path, &headers).await;
        assert_eq!(
            (answer.status, answer.json()),
            (StatusCode::UNAUTHORIZED, json!({ "error": error }))
        );
    }
}

#[tokio::test]
async fn the_tenant_guard_answers_404_with_nothing_to_read() {
    let state = server();
    for headers in [vec![], vec![("x-molecule-org-id", "another")]] {
        for path in [
            "/workspaces",
            &workspace(""),
            "/canvas/viewport",
            "/no-such-route",
        ] {
            let answer = send(&state, "GET", path, &headers).await;
            assert_eq!(
                (answer.status, answer.body.as_str()),
                (StatusCode::NOT_FOUND, ""),
                "{path}"
            );
        }
        assert_eq!(
            send(&state, "GET", "/health", &headers).await.status,
            StatusCode::OK
        );
    }
    let open = State::new(&Fleet::small(1), HashMap::new(), TOKEN, "");
    assert_eq!(
        send(&open, "GET", &workspace(""), &[]).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_list_and_a_single_row_each_carry_their_own_fields() {
    let state = server();
    let list = get(&state, "/workspaces").await;
    assert_eq!(
        list.header("content-type"),
        "application/json; charset=utf-8"
    );
    let rows = list.json();
    assert_eq!(rows.as_array().map(Vec::len), Some(3));
    let single = get(&state, &workspace("")).await.json();
    for field in [
        "last_sample_error",
        "current_task",
        "workspace_dir",
        "monthly_spend",
        "budget_limit",
    ] {
        assert!(rows[0].get(field).is_some(), "the list has {field}");
        assert!(single.get(field).is_none(), "the single row has no {field}");
    }
    assert!(
        rows[0].get("instance_id").is_none(),
        "the list never names an instance"
    );
    assert_eq!(single["instance_id"], INSTANCE);
    for field in [
        "id",
        "name",
        "tier",
        "status",
        "agent_card",
        "runtime",
        "x",
        "y",
    ] {
        assert_eq!(rows[0][field], single[field], "{field}");
    }
}

#[tokio::test]
async fn a_workspace_without_an_instance_has_no_instance_id() {
    let state = server();
    let path = format!("/workspaces/{}", Fleet::small_id(2));
    assert!(get(&state, &path).await.json().get("instance_id").is_none());
    state.set_instance_id(&Fleet::small_id(2), Some("i-2".to_owned()));
    assert_eq!(get(&state, &path).await.json()["instance_id"], "i-2");
}

#[tokio::test]
async fn an_id_is_a_uuid_in_any_spelling_and_nothing_else() {
    let state = server();
    let upper = format!("/workspaces/{}", Fleet::small_id(1).to_uppercase());
    assert_eq!(get(&state, &upper).await.json()["id"], Fleet::small_id(1));
    let bad = get(&state, "/workspaces/nonsense").await;
    assert_eq!(
        (bad.status, bad.json()["error"].clone()),
        (StatusCode::BAD_REQUEST, "invalid workspace ID".into())
    );
    let gone = get(&state, "/workspaces/00000000-0000-4000-8000-000000000000").await;
    assert_eq!(
        (gone.status, gone.json()["error"].clone()),
        (StatusCode::NOT_FOUND, "workspace not found".into())
    );
}

#[tokio::test]
async fn a_model_is_never_not_found() {
    let state = server();
    let known = get(&state, &workspace("/model")).await.json();
    assert_eq!(
        known,
        json!({ "model": "anthropic:claude-sonnet-4-5", "source": "workspace_secrets" })
    );
    let unknown = get(
        &state,
        "/workspaces/00000000-0000-4000-8000-000000000000/model",
    )
    .await;
    assert_eq!(unknown.json(), json!({ "model": "", "source": "default" }));
    let bad = get(&state, "/workspaces/nonsense/model").await;
    assert_eq!(bad.status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test]
async fn the_provider_route_is_offered_absent_or_retired() {
    let state = server();
    let offered = get(&state, &workspace("/provider")).await;
    assert_eq!(
        offered.json(),
        json!({ "provider": "anthropic", "source": "workspace_secrets" })
    );
    state.set_provider_endpoint(ProviderEndpoint::Absent);
    let absent = get(&state, &workspace("/provider")).await;
    assert_eq!(
        (absent.status, absent.body.as_str()),
        (StatusCode::NOT_FOUND, "404 page not found")
    );
    state.set_provider_endpoint(ProviderEndpoint::Retired);
    let retired = get(&state, &workspace("/provider")).await;
    assert_eq!(retired.status, StatusCode::GONE);
    assert_eq!(retired.json()["code"], "PROVIDER_ENDPOINT_RETIRED");
}

#[tokio::test]
async fn an_unlisted_origin_is_refused_without_a_word() {
    let state = server();
    let from = |origin| {
        [
            ("x-molecule-org-id", ORG),
            ("host", "lab:1"),
            ("origin", origin),
        ]
    };
    let path = workspace("");
    let answer = send(&state, "GET", &path, &from("tauri://localhost")).await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (StatusCode::FORBIDDEN, "")
    );
    for origin in ["https://lab:1", "http://localhost:3000"] {
        assert_eq!(
            send(&state, "GET", &path, &from(origin)).await.status,
            StatusCode::OK
        );
    }
    let absolute = format!("https://lab:2{path}");
    let headers = [("x-molecule-org-id", ORG), ("origin", "https://lab:2")];
    let answer = send(&state, "GET", &absolute, &headers).await;
    assert_eq!(
        answer.status,
        StatusCode::OK,
        "HTTP/2 has its host in the target"
    );
    state.set_cors_origins(Some(vec!["tauri://localhost".to_owned()]));
    let answer = send(&state, "GET", &path, &from("tauri://localhost")).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn every_answer_says_how_many_requests_are_left_and_the_last_says_when_to_return() {
    let state = server();
    state.set_rate_limit(2);
    let first = get(&state, "/health").await;
    assert_eq!(
        (
            first.header("x-ratelimit-limit"),
            first.header("x-ratelimit-remaining")
        ),
        ("2", "1")
    );
    assert!(first.headers.contains_key("x-ratelimit-reset"));
    get(&state, "/health").await;
    let refused = get(&state, "/health").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.json()["error"], "rate limit exceeded");
    assert_eq!(
        refused.json()["retry_after"].to_string(),
        refused.header("retry-after")
    );
}

#[tokio::test]
async fn an_unknown_path_and_a_wrong_method_are_the_routers_own_404() {
    let state = server();
    let headers = [("x-molecule-org-id", ORG)];
    for (method, path) in [("GET", "/nope"), ("POST", "/health")] {
        let answer = send(&state, method, path, &headers).await;
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (StatusCode::NOT_FOUND, "404 page not found")
        );
        assert_eq!(answer.header("content-type"), "text/plain");
    }
}

#[tokio::test]
async fn markup_in_json_is_escaped() {
    let state = server();
    state.change(&Fleet::small_id(1), |row| row.name = "<b>&</b>".to_owned());
    let answer = get(&state, &workspace("")).await;
    assert!(answer.body.contains(r"\u003cb\u003e\u0026\u003c/b\u003e"));
    assert_eq!(answer.json()["name"], "<b>&</b>");
}

#[tokio::test]
async fn a_server_may_keep_the_instances_ids_to_itself() {
    let state = server();
    state.hide_instance_ids();
    let row = get(&state, &workspace("")).await.json();
    assert_eq!(row.get("instance_id"), None);
    state.show_instance_ids();
    let row = get(&state, &workspace("")).await.json();
    assert_eq!(row["instance_id"], INSTANCE);
}
