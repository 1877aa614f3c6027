//! An SSH agent with one key, for one `ssh` to log in once.
//!
//! Written by hand (draft-ietf-sshm-ssh-agent, two of its requests) because those that exist are made for more: `russh`'s server
//! and `ssh-agent-lib` take keys over the socket or into a store that outlives the connection, copy them on the way, and run
//! connections as tasks that nobody can end. Here the key never leaves its place, everything ends when the future is dropped, and
//! adding, removing and locking do not exist.

use std::{io, time::Duration};

use futures_util::{StreamExt as _, stream::FuturesUnordered};
use russh::keys::{
    Algorithm, PrivateKey, key::safe_rng, signature::Signer as _, ssh_key::Signature,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::UnixStream,
    sync::Notify,
};

use super::turn::{self, Turn};

/// The grant of a key is over after that.
const GRANTED: Duration = Duration::from_mins(1);
/// A login asks for the signature of some hundred bytes.
const MAX_REQUEST_BYTES: u32 = 16 << 10;

const FAILURE: u8 = 5;
const REQUEST_IDENTITIES: u8 = 11;
const IDENTITIES_ANSWER: u8 = 12;
const SIGN_REQUEST: u8 = 13;
const SIGN_RESPONSE: u8 = 14;

/// A key pair in memory, wiped when it is dropped.
#[derive(Debug)]
pub(super) struct Identity {
    key: PrivateKey,
    /// The public key as SSH writes it in packets.
    blob: Vec<u8>,
}

impl Identity {
    /// A new ed25519 key.
    pub(super) fn new() -> russh::keys::ssh_key::Result<Self> {
        let key = PrivateKey::random(&mut safe_rng(), Algorithm::Ed25519)?;
        let blob = key.public_key().to_bytes()?;
        Ok(Self { key, blob })
    }

    /// The public key as one OpenSSH line.
    pub(super) fn public_key(&self) -> russh::keys::ssh_key::Result<String> {
        self.key.public_key().to_openssh()
    }

    fn answer(&self, request: &[u8]) -> Answer {
        match request.split_first() {
            Some((&REQUEST_IDENTITIES, _)) => {
                let mut answer = vec![IDENTITIES_ANSWER];
                answer.extend(1_u32.to_be_bytes());
                put_string(&mut answer, &self.blob);
                put_string(&mut answer, b"causeway");
                Answer::Identities(answer)
            }
            Some((&SIGN_REQUEST, rest)) => match self.sign(rest) {
                Some(answer) => Answer::Signature(answer),
                None => Answer::Failure,
            },
            _ => Answer::Failure,
        }
    }

    /// `None` for another key, or a request that cannot be read.
    fn sign(&self, request: &[u8]) -> Option<Vec<u8>> {
        let (blob, rest) = take_string(request)?;
        let (data, _flags) = take_string(rest)?;
        if blob != self.blob {
            return None;
        }
        let signature: Signature = self.key.try_sign(data).ok()?;
        let mut signed = Vec::new();
        put_string(&mut signed, signature.algorithm().as_str().as_bytes());
        put_string(&mut signed, signature.as_bytes());
        let mut answer = vec![SIGN_RESPONSE];
        put_string(&mut answer, &signed);
        Some(answer)
    }
}

/// What a request was, and what is sent back.
#[derive(Debug)]
enum Answer {
    Identities(Vec<u8>),
    Signature(Vec<u8>),
    Failure,
}

/// Offers `identity` at the turn's path until somebody has logged in with it, or its grant is over.
///
/// The path is given up as soon as somebody has asked for the key there: the connection goes on without it. Others have their turn
/// after [`turn::LONGEST`] at the latest.
///
/// # Cancel safety
///
/// Dropping the future leaves nothing at the path, and wipes the key.
pub(super) async fn serve(identity: Identity, turn: Turn) {
    let was_asked = Notify::new();
    let mut turn = Some(turn);
    let mut connections = FuturesUnordered::new();
    let mut over = Box::pin(tokio::time::sleep(GRANTED));
    let mut yielding = Box::pin(tokio::time::sleep(turn::LONGEST));
    loop {
        tokio::select! {
            accepted = accept(turn.as_ref()) => match accepted {
                Ok(stream) => connections.push(converse(stream, &identity, &was_asked)),
                Err(error) => tracing::debug!(%error, "nobody was let in to the agent"),
            },
            () = was_asked.notified() => turn = None,
            Some(has_signed) = connections.next() => if has_signed { return },
            () = &mut yielding, if turn.is_some() && !yielding.is_elapsed() => {
                turn.as_mut().map(Turn::let_others);
            }
            () = &mut over => return,
        }
    }
}

async fn accept(turn: Option<&Turn>) -> io::Result<UnixStream> {
    match turn {
        Some(turn) => turn.accept().await,
        None => std::future::pending().await,
    }
}

/// Answers until the other side leaves; whether it got a signature.
async fn converse(mut stream: UnixStream, identity: &Identity, was_asked: &Notify) -> bool {
    let mut has_signed = false;
    // A connection that breaks is one that has ended.
    while let Ok(request) = read(&mut stream).await {
        let answer = match identity.answer(&request) {
            Answer::Identities(answer) => {
                was_asked.notify_one();
                answer
            }
            Answer::Signature(answer) => {
                has_signed = true;
                answer
            }
            Answer::Failure => vec![FAILURE],
        };
        let mut framed = Vec::with_capacity(answer.len() + 4);
        put_string(&mut framed, &answer);
        if stream.write_all(&framed).await.is_err() {
            break;
        }
    }
    has_signed
}

async fn read(stream: &mut UnixStream) -> io::Result<Vec<u8>> {
    let length = stream.read_u32().await?;
    if length > MAX_REQUEST_BYTES {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut request = vec![0; length as usize];
    stream.read_exact(&mut request).await?;
    Ok(request)
}

/// SSH's `string`. Nothing here is longer than its length can say.
fn put_string(to: &mut Vec<u8>, bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    to.extend(length.to_be_bytes());
    to.extend(bytes);
}

fn take_string(from: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = from.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_be_bytes(*length) as usize)
}

#[cfg(test)]
mod tests;
