use tokio::{
    io::{DuplexStream, duplex},
    net::{TcpListener, TcpStream},
};
use tokio_tungstenite::accept_async;

use super::*;

/// What the pipe between both ends holds.
const PIPE_BYTES: usize = 64 << 10;
const TASK: &str = r#"{"event":"TASK_UPDATED","workspace_id":"7f0c1f7e-9a2b-4a0e-8c1d-2f5c0a9b1e11",
    "timestamp":"2026-08-01T10:00:00Z","payload":{"current_task":"dig","active_tasks":1}}"#;

fn client(base: &str) -> Client {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    Client::new(http, base.parse().unwrap(), None, None)
}

/// An open stream, and the server's end of it as bytes. In memory: on the paused clock, nothing is late.
async fn open() -> (EventStream, DuplexStream) {
    let (ours, theirs) = duplex(PIPE_BYTES);
    let socket = WebSocketStream::from_raw_socket(ours, Role::Client, None).await;
    let stream = EventStream::over(socket, client("http://192.0.2.1/"));
    (stream, theirs)
}

#[tokio::test(start_paused = true)]
async fn the_server_sees_a_ping_in_each_interval_and_answering_them_keeps_a_silent_stream_open() {
    let (mut stream, theirs) = open().await;
    let mut server = WebSocketStream::from_raw_socket(theirs, Role::Server, None).await;
    let began = Instant::now();
    let mut pings = Vec::new();
    // Whoever reads on answers: so does the protocol's library.
    let serving = async {
        while let Some(Ok(frame)) = server.next().await {
            assert!(frame.is_ping(), "{frame:?}");
            pings.push(began.elapsed());
        }
    };
    let open_for = PING_INTERVAL * 10 + PING_INTERVAL / 2;
    tokio::select! {
        () = serving => panic!("the client ended the connection"),
        event = stream.next() => panic!("the stream ended: {event:?}"),
        () = sleep_until(began + open_for) => {}
    }
    let due: Vec<_> = (1..=10).map(|number| PING_INTERVAL * number).collect();
    for (seen, due) in pings.iter().zip(&due) {
        let late = seen.saturating_sub(*due);
        assert!(late < Duration::from_millis(10), "{late:?} after {due:?}");
    }
    assert_eq!(pings.len(), due.len(), "{pings:?}");
}

#[tokio::test(start_paused = true)]
async fn a_stream_whose_pings_nobody_answers_ends_at_the_idle_deadline() {
    let (mut stream, mut theirs) = open().await;
    let began = Instant::now();
    // A connection that looks open: bytes are taken, and none come back.
    let mut void = tokio::io::sink();
    let swallowing = tokio::io::copy(&mut theirs, &mut void);
    let (ended, swallowed) = tokio::join!(stream.next(), swallowing);
    assert_eq!(ended, None);
    let after = began.elapsed();
    let late = after.checked_sub(IDLE_DEADLINE).expect("not before it");
    assert!(late < Duration::from_millis(10), "ended after {after:?}");
    assert!(swallowed.unwrap() > 0, "it has pinged");
}

#[tokio::test(start_paused = true)]
async fn a_stream_whose_pings_cannot_be_sent_ends_too() {
    let (ours, _theirs) = duplex(1);
    let socket = WebSocketStream::from_raw_socket(ours, Role::Client, None).await;
    let mut stream = EventStream::over(socket, client("http://192.0.2.1/"));
    let began = Instant::now();
    assert_eq!(stream.next().await, None);
    assert!(began.elapsed() <= PING_INTERVAL + SEND_DEADLINE + Duration::from_millis(10));
}

#[tokio::test(start_paused = true)]
async fn events_are_a_sign_of_life_without_any_answer_to_a_ping() {
    let (mut stream, theirs) = open().await;
    let mut server = WebSocketStream::from_raw_socket(theirs, Role::Server, None).await;
    let pause = IDLE_DEADLINE.saturating_sub(Duration::from_secs(1));
    for _ in 0..5 {
        tokio::time::sleep(pause).await;
        server.send(Message::Text(TASK.into())).await.unwrap();
        assert!(stream.next().await.is_some());
    }
    let began = Instant::now();
    assert_eq!(stream.next().await, None, "the last one counts");
    let after = began.elapsed();
    assert!(
        after.abs_diff(IDLE_DEADLINE) < Duration::from_millis(10),
        "ended after {after:?}"
    );
}

async fn accept(listener: TcpListener) -> WebSocketStream<TcpStream> {
    let (socket, _) = listener.accept().await.unwrap();
    accept_async(socket).await.unwrap()
}

#[tokio::test]
async fn events_that_nobody_takes_end_the_stream_when_the_buffer_is_full() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    let client = client(&base);
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let (server, stream) = tokio::join!(accept(listener), client.events(&http, None));
    let (mut server, mut stream) = (server, stream.unwrap());
    for _ in 0..BUFFER {
        server.send(Message::Text(TASK.into())).await.unwrap();
    }
    // The one that is too many.
    server.send(Message::Text(TASK.into())).await.unwrap();
    let goodbye = timeout(OPEN_DEADLINE, server.next()).await;
    assert!(
        !matches!(goodbye.expect("the client goes"), Some(Ok(_))),
        "no frame, but the end of the connection"
    );
    let mut taken = 0;
    while stream.next().await.is_some() {
        taken += 1;
    }
    assert_eq!(taken, BUFFER, "what was read before the end is not lost");
}
