use std::path::Path;

use russh::keys::{PublicKey, agent::client::AgentClient, signature::Verifier as _};
use tokio::task::JoinHandle;

use super::*;

/// An agent that serves, and its public key.
async fn start(path: &Path) -> (JoinHandle<()>, PublicKey) {
    let identity = Identity::new().unwrap();
    let key = identity.key.public_key().clone();
    let turn = Turn::take(path).await.unwrap();
    (tokio::spawn(serve(identity, turn)), key)
}

/// One request, and the type of its answer.
async fn ask(stream: &mut UnixStream, request: &[u8]) -> Vec<u8> {
    let mut framed = Vec::new();
    put_string(&mut framed, request);
    stream.write_all(&framed).await.unwrap();
    let length = stream.read_u32().await.unwrap();
    let mut answer = vec![0; length as usize];
    stream.read_exact(&mut answer).await.unwrap();
    answer
}

fn sign_request(blob: &[u8], data: &[u8]) -> Vec<u8> {
    let mut request = vec![SIGN_REQUEST];
    put_string(&mut request, blob);
    put_string(&mut request, data);
    request.extend(0_u32.to_be_bytes());
    request
}

#[tokio::test]
async fn a_client_gets_the_one_key_and_its_signature_and_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("i-0123abcd");
    let (agent, key) = start(&path).await;
    let mut client = AgentClient::connect_uds(&path).await.unwrap();
    let offered = client.request_identities().await.unwrap();
    assert_eq!(offered.len(), 1);
    assert_eq!(offered[0].public_key().key_data(), key.key_data());
    assert!(!path.exists(), "the path is the next one's");
    drop(client);
    assert!(!agent.is_finished(), "nobody has logged in");
    agent.abort();
}

#[tokio::test]
async fn a_signature_is_good_and_ends_the_agent_with_its_connection() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("i-0123abcd");
    let (agent, key) = start(&path).await;
    let mut ssh = UnixStream::connect(&path).await.unwrap();
    let blob = key.to_bytes().unwrap();
    let answer = ask(&mut ssh, &sign_request(&blob, b"a login")).await;
    let (signed, rest) = take_string(&answer[1..]).unwrap();
    assert_eq!((answer[0], rest.len()), (SIGN_RESPONSE, 0));
    let signature = Signature::try_from(signed).unwrap();
    key.key_data().verify(b"a login", &signature).unwrap();
    drop(ssh);
    agent.await.unwrap();
    assert!(!path.exists());
}

#[tokio::test]
async fn another_key_and_every_other_request_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("i-0123abcd");
    let (agent, _) = start(&path).await;
    let mut ssh = UnixStream::connect(&path).await.unwrap();
    let other = Identity::new().unwrap();
    let foreign = sign_request(&other.blob, b"a login");
    assert_eq!(ask(&mut ssh, &foreign).await, [FAILURE]);
    // Add, remove, remove all, lock, unlock, smartcards, constrained, extension, nothing, half a request.
    for kind in [17, 18, 19, 22, 23, 20, 21, 25, 26, 27] {
        assert_eq!(ask(&mut ssh, &[kind, 0, 0, 0, 1, 0]).await, [FAILURE]);
    }
    for request in [&[][..], &[SIGN_REQUEST, 0, 0, 0, 9, 1]] {
        assert_eq!(ask(&mut ssh, request).await, [FAILURE]);
    }
    // Longer than a login is: the connection ends.
    ssh.write_all(&(1_u32 << 20).to_be_bytes()).await.unwrap();
    assert_eq!(ssh.read(&mut [0; 8]).await.unwrap(), 0);
    agent.abort();
}

#[tokio::test(start_paused = true)]
async fn an_agent_that_nobody_asks_ends_with_its_grant() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("i-0123abcd");
    let identity = Identity::new().unwrap();
    let turn = Turn::take(&path).await.unwrap();
    let began = tokio::time::Instant::now();
    serve(identity, turn).await;
    assert_eq!(began.elapsed().as_secs(), GRANTED.as_secs());
    assert!(!path.exists());
}
