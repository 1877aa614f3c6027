use tokio::{io::duplex, time::timeout};

use super::*;

const DELAY: Duration = Duration::from_millis(150);

#[tokio::test(start_paused = true)]
async fn a_byte_takes_half_a_round_trip() {
    let (mut near, from) = duplex(64);
    let (to, mut far) = duplex(64);
    let link = Link::new(DELAY);
    let opened = Instant::now();
    let pump = pump(from, to, &link, opened);
    let exchange = async {
        near.write_all(b"a").await.unwrap();
        let mut byte = [0];
        far.read_exact(&mut byte).await.unwrap();
        opened.elapsed()
    };
    tokio::select! {
        took = exchange => assert_eq!(took, DELAY / 2),
        ended = pump => panic!("the pump ended: {ended:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn bytes_in_flight_do_not_wait_for_each_other() {
    let (mut near, from) = duplex(1 << 20);
    let (to, mut far) = duplex(1 << 10);
    let link = Link::new(DELAY);
    let opened = Instant::now();
    let pump = pump(from, to, &link, opened);
    let exchange = async {
        near.write_all(&vec![7; 1 << 20]).await.unwrap();
        drop(near);
        let mut all = Vec::new();
        far.read_to_end(&mut all).await.unwrap();
        assert_eq!(all.len(), 1 << 20);
        assert_eq!(
            opened.elapsed(),
            DELAY / 2,
            "a megabyte travels as one byte does"
        );
    };
    let (pumped, ()) = tokio::join!(pump, exchange);
    pumped.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_handshake_is_charged_to_the_first_bytes_only() {
    let (mut near, from) = duplex(64);
    let (to, mut far) = duplex(64);
    let link = Link::new(DELAY);
    let started = Instant::now();
    let pump = pump(from, to, &link, started + DELAY);
    let exchange = async {
        let mut took = Vec::new();
        for _ in 0..2 {
            let sent = Instant::now();
            near.write_all(b"a").await.unwrap();
            far.read_exact(&mut [0]).await.unwrap();
            took.push(sent.elapsed());
        }
        assert_eq!(took, [DELAY + DELAY / 2, DELAY / 2]);
    };
    tokio::select! {
        () = exchange => {}
        ended = pump => panic!("the pump ended: {ended:?}"),
    }
}

#[tokio::test]
async fn an_answer_still_arrives_after_the_client_stopped_sending() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut client = TcpStream::connect(listener.local_addr().unwrap())
        .await
        .unwrap();
    let (socket, _) = listener.accept().await.unwrap();
    let link = Link::new(Duration::ZERO);
    let server = carry(socket, &link, async |mut stream| {
        let mut asked = String::new();
        stream.read_to_string(&mut asked).await.unwrap();
        stream
            .write_all(asked.to_uppercase().as_bytes())
            .await
            .unwrap();
    });
    let client = async {
        client.write_all(b"hello").await.unwrap();
        client.shutdown().await.unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let both = async { tokio::join!(server, client) };
    let ((), answer) = timeout(Duration::from_secs(5), both).await.unwrap();
    assert_eq!(answer, "HELLO");
}
