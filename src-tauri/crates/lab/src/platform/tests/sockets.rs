//! The event socket.

use futures_util::{SinkExt, StreamExt};
use hyper_util::rt::TokioIo;
use tokio::io::DuplexStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error as SocketError, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::*;

/// A client of `/ws` with these headers beside its own.
async fn connect(
    state: &Arc<State>,
    headers: &[(&'static str, &str)],
) -> Result<WebSocketStream<DuplexStream>, SocketError> {
    let (near, far) = tokio::io::duplex(1 << 16);
    let service = TowerToHyperService::new(router(Arc::clone(state)));
    let server = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(far), service)
        .with_upgrades();
    tokio::spawn(server);
    let mut request = "ws://lab/ws".into_client_request()?;
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    client_async(request, near).await.map(|(socket, _)| socket)
}

async fn event(socket: &mut WebSocketStream<DuplexStream>) -> Value {
    match socket.next().await {
        Some(Ok(Message::Text(text))) => serde_json::from_str(&text).unwrap(),
        other => panic!("expected an event, got {other:?}"),
    }
}

#[tokio::test]
async fn a_change_of_status_reaches_every_socket_and_the_next_list() {
    let state = server();
    let mut sockets = Vec::new();
    for _ in 0..2 {
        sockets.push(
            connect(&state, &[("x-molecule-org-id", ORG)])
                .await
                .unwrap(),
        );
    }
    assert!(state.set_status(&Fleet::small_id(1), "offline"));
    for socket in &mut sockets {
        let event = event(socket).await;
        assert_eq!(event["event"], "WORKSPACE_OFFLINE");
        assert_eq!(event["workspace_id"], Fleet::small_id(1));
        assert_eq!(event["payload"], json!({}));
        assert!(event["timestamp"].as_str().unwrap().ends_with('Z'));
    }
    assert_eq!(
        get(&state, "/workspaces").await.json()[0]["status"],
        "offline"
    );
    assert_eq!(
        get(&state, &workspace("")).await.json()["url"],
        "",
        "nobody reaches it any more"
    );
    assert_eq!(
        (
            state.counters().sockets_opened,
            state.counters().sockets_open
        ),
        (2, 2)
    );
}

#[tokio::test]
async fn a_new_card_is_sent_and_kept() {
    let state = server();
    let mut socket = connect(&state, &[("x-molecule-org-id", ORG)])
        .await
        .unwrap();
    let card = json!({ "name": "new" });
    assert!(state.set_card(&Fleet::small_id(1), Some(card.clone())));
    let event = event(&mut socket).await;
    assert_eq!(
        (&event["event"], &event["payload"]["agent_card"]),
        (&"AGENT_CARD_UPDATED".into(), &card)
    );
    assert_eq!(get(&state, &workspace("")).await.json()["agent_card"], card);
    assert!(
        !state.set_card("nobody", None),
        "an unknown workspace has no card to change"
    );
}

#[tokio::test]
async fn a_clients_ping_is_answered_and_its_text_ignored() {
    let state = server();
    let mut socket = connect(&state, &[("x-molecule-org-id", ORG)])
        .await
        .unwrap();
    socket.send(Message::text("hello?")).await.unwrap();
    socket
        .send(Message::Ping("still there".into()))
        .await
        .unwrap();
    let answer = socket.next().await.unwrap().unwrap();
    assert_eq!(answer, Message::Pong("still there".into()));
}

#[tokio::test]
async fn a_closed_socket_ends_for_the_client_and_is_counted_out() {
    let state = server();
    let mut socket = connect(&state, &[("x-molecule-org-id", ORG)])
        .await
        .unwrap();
    state.close_sockets();
    assert!(matches!(socket.next().await, Some(Ok(Message::Close(_)))));
    assert_eq!(state.counters().sockets_open, 0);
}

#[tokio::test]
async fn what_does_not_fit_a_clients_buffer_is_dropped() {
    let sockets = events::Sockets::default();
    let mut client = sockets.join();
    for number in 0..300 {
        sockets.broadcast("TASK_UPDATED", "w", &json!(number));
    }
    sockets.close();
    let mut kept = Vec::new();
    while let Some(text) = client.recv().await {
        kept.push(
            serde_json::from_str::<Value>(&text).unwrap()["payload"]
                .as_u64()
                .unwrap(),
        );
    }
    assert_eq!(
        kept,
        (0..256).collect::<Vec<_>>(),
        "the newest are lost, not the oldest"
    );
}

#[tokio::test]
async fn a_socket_passes_the_same_guards_and_with_a_list_needs_an_origin() {
    let state = server();
    let status = |refused: SocketError| match refused {
        SocketError::Http(response) => response.status(),
        other => panic!("expected a refusal, got {other}"),
    };
    let org = ("x-molecule-org-id", ORG);
    let refused = connect(&state, &[]).await.unwrap_err();
    assert_eq!(status(refused), StatusCode::NOT_FOUND);
    state.set_cors_origins(Some(vec!["https://app.example".to_owned()]));
    let refused = connect(&state, &[org]).await.unwrap_err();
    assert_eq!(status(refused), StatusCode::FORBIDDEN);
    let own = connect(&state, &[org, ("origin", "http://lab")])
        .await
        .unwrap_err();
    assert_eq!(
        status(own),
        StatusCode::FORBIDDEN,
        "its own host is no better than another here"
    );
    connect(&state, &[org, ("origin", "https://app.example")])
        .await
        .unwrap();
}
