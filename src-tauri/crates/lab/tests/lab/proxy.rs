//! The HTTP proxy between a client and the cloud.

use std::time::Duration;

use lab::{Lab, Proxy, ProxyMode, ProxyOptions};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use crate::client::lab_on_embedded;

async fn start(lab: &Lab, credentials: Option<(&str, &str)>) -> Proxy {
    let owned = |(user, password): (&str, &str)| (user.to_owned(), password.to_owned());
    let options = ProxyOptions {
        credentials: credentials.map(owned),
    };
    lab.start_proxy(options).await.unwrap()
}

/// A connection to the proxy on which CONNECT was asked for.
async fn connect(proxy: &Proxy, target: &str, headers: &str) -> TcpStream {
    let address = proxy.url().replace("http://", "");
    let mut socket = TcpStream::connect(address).await.unwrap();
    let head = format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{headers}\r\n");
    socket.write_all(head.as_bytes()).await.unwrap();
    socket
}

/// The head of the proxy's answer.
async fn answer(socket: &mut TcpStream) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(socket.read_u8().await.unwrap());
    }
    String::from_utf8(head).unwrap().to_lowercase()
}

fn target(lab: &Lab) -> String {
    lab.platform_url().replace("https://", "")
}

#[tokio::test]
async fn a_client_reaches_the_lab_through_the_proxy() {
    let lab = lab_on_embedded().await;
    let proxy = start(&lab, Some(("me", "secret:word"))).await;
    let pem = std::fs::read(lab.ca_file()).unwrap();
    let through = reqwest::Proxy::all(proxy.url()).unwrap();
    let client = reqwest::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(&pem).unwrap()])
        .proxy(through.basic_auth("me", "secret:word"))
        .build()
        .unwrap();
    let url = format!("{}/health", lab.platform_url());
    assert_eq!(client.get(url).send().await.unwrap().status().as_u16(), 200);
    let connects = proxy.connects();
    assert_eq!(connects.len(), 1);
    assert_eq!(connects[0].authority, target(&lab));
    assert!(connects[0].has_authorization);
}

#[tokio::test]
async fn missing_and_wrong_credentials_are_answered_with_a_challenge() {
    let lab = lab_on_embedded().await;
    let proxy = start(&lab, Some(("me", "secret"))).await;
    let wrong = "Proxy-Authorization: Basic bWU6d3Jvbmc=\r\n";
    for headers in ["", wrong] {
        let mut socket = connect(&proxy, &target(&lab), headers).await;
        let head = answer(&mut socket).await;
        assert!(head.starts_with("http/1.1 407"), "{head}");
        assert!(head.contains("proxy-authenticate: basic realm="), "{head}");
    }
    let sent: Vec<_> = proxy
        .connects()
        .iter()
        .map(|connect| connect.has_authorization)
        .collect();
    assert_eq!(sent, [false, true]);
}

#[tokio::test]
async fn a_proxy_refuses_with_any_status_and_leads_nowhere_else() {
    let lab = lab_on_embedded().await;
    let proxy = start(&lab, None).await;
    let status = async |target: &str| {
        let head = answer(&mut connect(&proxy, target, "").await).await;
        head.split(' ').nth(1).unwrap().to_owned()
    };
    assert_eq!(status("example.com:443").await, "403");
    assert_eq!(status("10.0.0.1:443").await, "403");
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap().to_string();
    drop(nobody);
    assert_eq!(status(&address).await, "502");
    assert_eq!(status(&target(&lab)).await, "200");
    proxy.set_mode(ProxyMode::Refuse(503));
    assert_eq!(status(&target(&lab)).await, "503");
}

#[tokio::test]
async fn a_stalled_proxy_says_nothing_until_it_goes_on() {
    let lab = lab_on_embedded().await;
    let proxy = start(&lab, None).await;
    proxy.set_mode(ProxyMode::Stall);
    let mut socket = connect(&proxy, &target(&lab), "").await;
    let silence = timeout(Duration::from_millis(100), socket.read_u8()).await;
    assert!(silence.is_err(), "not a byte");
    proxy.set_mode(ProxyMode::Forward);
    let head = answer(&mut socket).await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
}

#[tokio::test]
async fn a_proxy_ends_with_its_lab() {
    let lab = lab_on_embedded().await;
    let proxy = start(&lab, None).await;
    let mut socket = connect(&proxy, &target(&lab), "").await;
    answer(&mut socket).await;
    lab.stop().await;
    // Whether in order or not, what was open is over and nobody listens.
    let read = timeout(Duration::from_secs(20), socket.read_u8()).await;
    read.expect("in time").expect_err("nothing more to read");
    let address = proxy.url().replace("http://", "");
    TcpStream::connect(address)
        .await
        .expect_err("nobody listens");
}
