//! EC2 Instance Connect Endpoint (EICE), in process: finds an instance and its endpoint, pushes a one-minute SSH key and opens
//! the tunnel, which is a plain byte stream afterwards.
//!
//! AWS documents the key push and the look-ups, not the tunnel: that part follows what the AWS CLI does. There is no helper
//! process, no local port and no file; a tunnel is a signed websocket that implements `AsyncRead + AsyncWrite`.
//!
//! What is deliberately not here: SSH (see `remote`) and sharing of tunnels (see `pool`).
//!
//! # Layout
//!
//! - [`Client`]: the whole crate behind one cheap clone
//! - `credentials`, `login`: fetched once, kept while they are good; what renews them
//! - `describe`, `console`, `identity`, `query`: the read calls of EC2 and STS, signed and parsed by hand because the EC2 SDK
//!   takes minutes to compile
//! - `access`: key pushes and tunnels, told to whoever keeps a record
//! - `key_push`: `SendSSHPublicKey` through the AWS SDK
//! - `presign`, `proxy`, `connect`, `tunnel`: from a signed URL to a byte stream
//! - `error`, `remedy`: what went wrong, and what to do about it
//!
//! # Example
//!
//! ```no_run
//! # async fn example(settings: eice::AwsSettings) -> Result<(), eice::Error> {
//! use std::time::Duration;
//!
//! let client = eice::Client::load(settings).await?;
//! let place = client.locate(&"i-0123456789abcdef0".parse()?).await?;
//! client.send_ssh_public_key(&place.instance.id, "ubuntu", "ssh-ed25519 AAAA…").await?;
//! let tunnel = client.open_tunnel(&place, 22, Duration::from_secs(300)).await?;
//! # drop(tunnel); Ok(())
//! # }
//! ```

mod access;
mod client;
mod connect;
mod console;
mod credentials;
mod describe;
mod error;
#[cfg(test)]
mod fuzz;
mod id;
mod identity;
mod key_push;
mod login;
mod presign;
mod printable;
mod proxy;
mod query;
mod remedy;
mod settings;
mod tunnel;

pub use access::{Access, AccessEnd, AccessKind};
pub use client::{Client, Place};
pub use describe::{AddressType, Endpoint, Instance};
pub use error::{Error, Phase};
pub use id::InstanceId;
pub use identity::Identity;
pub use login::Login;
pub use proxy::ProxySettings;
pub use settings::{AwsSettings, GivenEndpoint, StaticCredentials};
pub use tunnel::{Close, Tunnel, TunnelMonitor};
