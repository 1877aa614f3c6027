//! Stands for the AWS CLI in the ways that panels are opened today: `send-ssh-public-key` and `open-tunnel`, each a process of its own.
//!
//! It is written by what the AWS CLI does, and shares no code with the app. It starts in milliseconds, which the AWS CLI (Python) does
//! not, opens the tunnels of several connections side by side, which the CLI does one after the other, and asks nobody where the instance
//! is: whatever is compared with it is compared with better than there is.
//!
//! - `bench-tunnel push INSTANCE USER FILE`: puts the public key in `FILE` on the instance
//! - `bench-tunnel listen PORT ADDRESS`: listens on a port of loopback; each connection is a tunnel of its own
//! - `bench-tunnel stdio ADDRESS`: one tunnel between standard input and output, for `ProxyCommand`
//!
//! The environment says the rest: `AWS_REGION` and the keys, `AWS_ENDPOINT_URL_EC2_INSTANCE_CONNECT`, `CAUSEWAY_ENDPOINT_ID`,
//! `CAUSEWAY_ENDPOINT_DNS_NAME`, and `CAUSEWAY_EXTRA_CA_FILE`.

mod carry;
mod place;
mod push;
mod sign;

use std::{
    io::{stdin, stdout},
    net::Ipv4Addr,
    os::fd::AsFd as _,
};

use anyhow::{Result, bail};
use tokio::{
    io::join,
    net::{TcpListener, unix::pipe},
};

use crate::place::Place;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["push", instance, user, file] => push::push(instance, user, file).await,
        ["listen", port, address] => listen(port.parse()?, Place::new(address)?).await,
        ["stdio", address] => {
            let place = Place::new(address)?;
            // ssh talks to its proxy over two pipes.
            let input = pipe::Receiver::from_owned_fd(stdin().as_fd().try_clone_to_owned()?)?;
            let output = pipe::Sender::from_owned_fd(stdout().as_fd().try_clone_to_owned()?)?;
            carry::carry(join(input, output), place.open().await?).await
        }
        _ => bail!("see the documentation of bench-tunnel"),
    }
}

/// Serves until it is killed.
async fn listen(port: u16, place: Place) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    loop {
        let (connection, _) = listener.accept().await?;
        connection.set_nodelay(true)?;
        let place = place.clone();
        drop(tokio::spawn(async move {
            carry::carry(connection, place.open().await?).await
        }));
    }
}
