//! Bytes between a stream and a websocket.

use anyhow::Result;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, split};
use tokio_tungstenite::{WebSocketStream, tungstenite::Message};

/// What is read at a time, and so the longest frame. Source: aws-cli `awscli/customizations/ec2instanceconnect/websocket.py`.
const READ_BYTES: usize = 65_000;

/// Carries until one side ends.
pub(crate) async fn carry<L, R>(local: L, tunnel: WebSocketStream<R>) -> Result<()>
where
    L: AsyncRead + AsyncWrite,
    R: AsyncRead + AsyncWrite + Unpin,
{
    let (mut from_local, mut to_local) = split(local);
    let (mut to_tunnel, mut from_tunnel) = tunnel.split();
    let outward = async {
        let mut buffer = vec![0; READ_BYTES];
        loop {
            let count = from_local.read(&mut buffer).await?;
            if count == 0 {
                return Ok(());
            }
            let bytes = buffer.get(..count).unwrap_or_default().to_vec();
            to_tunnel.send(Message::Binary(bytes.into())).await?;
        }
    };
    let inward = async {
        while let Some(message) = from_tunnel.next().await.transpose()? {
            if let Message::Binary(bytes) = message {
                to_local.write_all(&bytes).await?;
                to_local.flush().await?;
            }
        }
        Ok(())
    };
    tokio::select! {
        ended = outward => ended,
        ended = inward => ended,
    }
}
