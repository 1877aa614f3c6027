//! What every request passes before its route: origin, rate limit, tenant, faults, the gate.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{MatchedPath, Request, State as Extract};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{HOST, ORIGIN, RETRY_AFTER};
use http::uri::Authority;
use http::{HeaderMap, StatusCode};
use serde_json::json;
use tokio::time::Instant;
use uuid::Uuid;

use super::legs::Leg;
use super::{State, reply};

/// The length of one rate-limit window.
const WINDOW: Duration = Duration::from_mins(1);

/// The origins that a server without `CORS_ORIGINS` allows.
const BUILT_IN_ORIGINS: [&str; 2] = ["http://localhost:3000", "http://localhost:3001"];

/// The routes outside the tenant guard, of those that this server has.
const UNGUARDED: [&str; 1] = ["/health"];

/// Counts the request, turns it away or lets it through, and signs the answer with the headers
/// that all answers carry.
pub(super) async fn guard(
    Extract(state): Extract<Arc<State>>,
    request: Request,
    next: Next,
) -> Response {
    let route = route_of(&request);
    state.tally.count(&route);
    let standing = state.limiter.take();
    let mut response = match turn_away(&state, &request, standing) {
        Some(refusal) => refusal,
        None => admit(&state, &route, request, next).await,
    };
    sign(response.headers_mut(), standing);
    response
}

/// The refusal of a request that has no business here.
fn turn_away(state: &State, request: &Request, standing: Standing) -> Option<Response> {
    if !is_origin_allowed(state, request) {
        return Some(reply::empty(StatusCode::FORBIDDEN));
    }
    if standing.is_over {
        return Some(too_many(standing));
    }
    if !is_tenant_right(state, request) {
        return Some(reply::empty(StatusCode::NOT_FOUND));
    }
    None
}

/// Holds and faults the request as the switches say, then has its route answer it.
async fn admit(state: &State, route: &str, request: Request, next: Next) -> Response {
    let leg = Leg::of_route(route);
    let in_flight = leg.map(|leg| state.legs.enter(&workspace_of(&request), leg));
    if let Some(in_flight) = &in_flight {
        in_flight.pass_gate().await;
    }
    match state.faults.strike(route).await {
        Some(fault) => fault,
        None => next.run(request).await,
    }
}

/// `GET /workspaces/:id`, or the bare method and path of what no route serves.
fn route_of(request: &Request) -> String {
    let path = match request.extensions().get::<MatchedPath>() {
        Some(pattern) => pattern.as_str().replace('{', ":").replace('}', ""),
        None => request.uri().path().to_owned(),
    };
    format!("{} {path}", request.method())
}

/// The workspace id in the path, in its one normal form.
fn workspace_of(request: &Request) -> String {
    let id = request.uri().path().split('/').nth(2).unwrap_or_default();
    Uuid::parse_str(id).map_or_else(|_| id.to_owned(), |uuid| uuid.to_string())
}

/// No `Origin`, the server's own, or a listed one.
fn is_origin_allowed(state: &State, request: &Request) -> bool {
    let Some(origin) = request.headers().get(ORIGIN) else {
        return true;
    };
    let Ok(origin) = origin.to_str() else {
        return false;
    };
    let host = host(request);
    let own = origin.split_once("://").map(|(_, authority)| authority);
    if own.is_some() && own == host {
        return true;
    }
    match &state.world().cors_origins {
        Some(listed) => listed.iter().any(|listed| listed == origin),
        None => BUILT_IN_ORIGINS.contains(&origin),
    }
}

/// The name the client has for this server: HTTP/2 says it in the target, HTTP/1 in a header.
fn host(request: &Request) -> Option<&str> {
    let authority = request.uri().authority().map(Authority::as_str);
    let header = request.headers().get(HOST);
    authority.or_else(|| header.and_then(|host| host.to_str().ok()))
}

fn is_tenant_right(state: &State, request: &Request) -> bool {
    if state.org_id.is_empty() || UNGUARDED.contains(&request.uri().path()) {
        return true;
    }
    let sent = request.headers().get("x-molecule-org-id");
    sent.is_some_and(|sent| sent.as_bytes() == state.org_id.as_bytes())
}

fn too_many(standing: Standing) -> Response {
    let after = standing.reset_seconds;
    let body = json!({ "error": "rate limit exceeded", "retry_after": after });
    let mut response = reply::json(StatusCode::TOO_MANY_REQUESTS, &body);
    reply::set(
        response.headers_mut(),
        RETRY_AFTER.as_str(),
        &after.to_string(),
    );
    response
}

fn sign(headers: &mut HeaderMap, standing: Standing) {
    let fixed = [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        (
            "strict-transport-security",
            "max-age=31536000; includeSubDomains",
        ),
        ("content-security-policy", "default-src 'self'"),
    ];
    for (name, value) in fixed {
        reply::set(headers, name, value);
    }
    let counted = [
        ("x-ratelimit-limit", u64::from(standing.limit)),
        ("x-ratelimit-remaining", u64::from(standing.remaining)),
        ("x-ratelimit-reset", standing.reset_seconds),
    ];
    for (name, value) in counted {
        reply::set(headers, name, &value.to_string());
    }
}

/// Counts requests in fixed windows of a minute; one window for all, as behind one proxy.
#[derive(Debug)]
pub(super) struct Limiter {
    /// Held for lines, never across an await.
    window: Mutex<Window>,
}

#[derive(Debug)]
struct Window {
    limit: u32,
    started: Option<Instant>,
    taken: u32,
}

/// How a request stands against the limit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    limit: u32,
    remaining: u32,
    /// Whole seconds to the next window, possibly 0.
    reset_seconds: u64,
    is_over: bool,
}

impl Limiter {
    pub(super) fn new(limit: u32) -> Self {
        Self {
            window: Mutex::new(Window {
                limit,
                started: None,
                taken: 0,
            }),
        }
    }

    /// Sets the limit and begins a new window.
    pub(super) fn set_limit(&self, limit: u32) {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        *window = Window {
            limit,
            started: None,
            taken: 0,
        };
    }

    fn take(&self) -> Standing {
        let mut window = self.window.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let started = match window.started {
            Some(started) if now.duration_since(started) < WINDOW => started,
            _ => {
                window.taken = 0;
                *window.started.insert(now)
            }
        };
        let is_over = window.taken >= window.limit;
        window.taken = window.taken.saturating_add(1);
        Standing {
            limit: window.limit,
            remaining: window.limit.saturating_sub(window.taken),
            reset_seconds: (started + WINDOW).duration_since(now).as_secs(),
            is_over,
        }
    }
}
