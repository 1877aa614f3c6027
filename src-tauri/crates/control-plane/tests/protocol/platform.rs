//! A server that answers what a test tells it to, and writes down what it was asked.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, Response},
};
use control_plane::{Client, WorkspaceId};
use secrecy::SecretString;
use tokio::{net::TcpListener, task::AbortHandle};

pub(crate) const TOKEN: &str = "tok-3fae9c";
pub(crate) const ORG: &str = "5d7d4f0e-1111-4222-8333-944444444444";

/// One answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Canned {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    delay: Duration,
}

/// One request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) uri: String,
    pub(crate) headers: HeaderMap,
}

#[derive(Debug, Default)]
struct Script {
    answers: Mutex<VecDeque<Canned>>,
    asked: Mutex<Vec<Asked>>,
}

/// A running server; it stops when dropped.
pub(crate) struct Platform {
    script: Arc<Script>,
    pub(crate) base: String,
    server: AbortHandle,
}

impl Drop for Platform {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Canned {
    pub(crate) fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::of("application/json; charset=utf-8", status, body)
    }

    pub(crate) fn html(status: u16) -> Self {
        Self::of(
            "text/html; charset=utf-8",
            status,
            "<!DOCTYPE html><title>Sign in</title>",
        )
    }

    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self::of("text/plain", status, body)
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Not JSON, of this content type.
    pub(crate) fn of_type(status: u16, kind: &str) -> Self {
        Self::of(kind, status, "hello")
    }

    fn of(kind: &str, status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            body: body.into(),
            ..Self::default()
        }
        .with("content-type", kind)
    }
}

impl Platform {
    /// Serves these answers, in order; 599 once they are used up.
    pub(crate) async fn answering(answers: impl IntoIterator<Item = Canned>) -> Self {
        let script = Arc::new(Script::default());
        script.answers.lock().unwrap().extend(answers);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&script));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            script,
            base,
            server: server.abort_handle(),
        }
    }

    pub(crate) fn client(&self) -> Client {
        self.client_at("")
    }

    /// A client whose base address has this path.
    pub(crate) fn client_at(&self, path: &str) -> Client {
        let base = format!("{}{path}", self.base).parse().unwrap();
        Client::new(
            http(),
            base,
            Some(ORG.to_owned()),
            Some(SecretString::from(TOKEN)),
        )
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.script.asked.lock().unwrap().clone()
    }
}

pub(crate) fn http() -> reqwest::Client {
    reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

pub(crate) fn id() -> WorkspaceId {
    "7F0C1F7E-9A2B-4A0E-8C1D-2F5C0A9B1E11".parse().unwrap()
}

async fn answer(State(script): State<Arc<Script>>, request: Request) -> Response<Body> {
    let asked = Asked {
        uri: request.uri().to_string(),
        headers: request.headers().clone(),
    };
    script.asked.lock().unwrap().push(asked);
    let canned = script
        .answers
        .lock()
        .unwrap()
        .pop_front()
        .unwrap_or(Canned::empty(599));
    tokio::time::sleep(canned.delay).await;
    let mut response = Response::builder().status(canned.status);
    for (name, value) in canned.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(canned.body)).unwrap()
}
