//! An open tunnel: bytes between a websocket and an instance's port 22.

use std::{sync::Arc, time::Duration};

use bytes::{Bytes, BytesMut};
use futures_util::{
    SinkExt as _, StreamExt as _,
    stream::{SplitSink, SplitStream},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    time::timeout,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        self, Message, Utf8Bytes,
        protocol::{CloseFrame, Role, WebSocketConfig, frame::coding::CloseCode},
    },
};

use super::admission::Admitted;
use crate::{
    cloud::Cloud,
    far_end::Stream,
    instances::{Machine, TunnelsEnd},
};

/// What the endpoint reads from an instance at a time; frames towards the client are no longer.
const READ_BYTES: usize = 32 << 10;
/// Why a tunnel is closed whose target does not answer. Source: what clients have reported.
const UNREACHABLE: &str = "Unable to connect to target";
/// How long a client may take to answer a close frame.
const GOODBYE: Duration = Duration::from_secs(2);

/// Runs a tunnel until one side closes it, its time is over, or it is cut.
pub(super) async fn run<S>(cloud: &Arc<Cloud>, admitted: Admitted, socket: S)
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let Admitted {
        machine,
        duration,
        slot,
    } = admitted;
    let config = WebSocketConfig::default().write_buffer_size(0);
    let socket = WebSocketStream::from_raw_socket(socket, Role::Server, Some(config)).await;
    let machine = machine.as_deref();
    let deadline = cloud.clock.now() + duration;
    let cut = async {
        match machine {
            Some(machine) => machine.tunnels_end().cut().await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        // First, so that no end comes before anybody waits for it.
        biased;
        // Both drop the socket as it is: a client sees the end of the stream and no close frame.
        () = cut => tracing::debug!("a tunnel was cut"),
        () = cloud.clock.reached(deadline) => tracing::debug!("a tunnel reached its duration"),
        () = connect_and_carry(cloud, machine, socket) => {}
    }
    drop(slot);
}

async fn connect_and_carry<S>(
    cloud: &Cloud,
    machine: Option<&Machine>,
    mut socket: WebSocketStream<S>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let Some(machine) = machine.filter(|machine| machine.is_reachable()) else {
        return close(&mut socket, CloseCode::Error, UNREACHABLE.into()).await;
    };
    let end = machine.tunnels_end();
    match cloud.far_end.connect(cloud, machine).await {
        Ok(instance) => carry(cloud, machine, end, socket, instance).await,
        Err(error) => {
            tracing::error!(%error, "an instance has no SSH server");
            close(&mut socket, CloseCode::Error, UNREACHABLE.into()).await;
        }
    }
}

async fn carry<S>(
    cloud: &Cloud,
    machine: &Machine,
    mut end: TunnelsEnd,
    socket: WebSocketStream<S>,
    instance: Box<dyn Stream>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let (mut to_client, mut from_client) = socket.split();
    let (from_instance, to_instance) = tokio::io::split(instance);
    let ending = tokio::select! {
        ending = inward(machine, &mut from_client, to_instance) => ending,
        ending = outward(cloud, machine, from_instance, &mut to_client) => ending,
        (code, reason) = end.closed() => Some((code.into(), reason.into())),
    };
    // They are two halves of one, so this cannot fail.
    if let Ok(mut socket) = to_client.reunite(from_client)
        && let Some((code, reason)) = ending
    {
        close(&mut socket, code, reason).await;
    }
}

/// How the endpoint takes its leave; `None`: the client is gone already.
type Ending = Option<(CloseCode, Utf8Bytes)>;

async fn inward<S>(
    machine: &Machine,
    from_client: &mut SplitStream<WebSocketStream<S>>,
    mut to_instance: impl AsyncWrite + Unpin,
) -> Ending
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(Ok(message)) = from_client.next().await {
        match message {
            Message::Binary(bytes) => {
                machine.flowing().await;
                if to_instance.write_all(&bytes).await.is_err() {
                    return Some((CloseCode::Normal, Utf8Bytes::default()));
                }
            }
            Message::Text(_) => {
                return Some((CloseCode::Unsupported, "Text is not accepted".into()));
            }
            Message::Close(_) => break,
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
        }
    }
    None
}

async fn outward<S>(
    cloud: &Cloud,
    machine: &Machine,
    mut from_instance: impl AsyncRead + Unpin,
    to_client: &mut SplitSink<WebSocketStream<S>, Message>,
) -> Ending
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let framing = || cloud.endpoint.change(|settings| settings.framing);
    send_all(to_client, framing().opening()).await?;
    loop {
        let mut buffer = BytesMut::with_capacity(READ_BYTES);
        match from_instance.read_buf(&mut buffer).await {
            Ok(0) | Err(_) => return Some((CloseCode::Normal, Utf8Bytes::default())),
            Ok(_) => {}
        }
        machine.flowing().await;
        let bytes: Bytes = buffer.freeze();
        send_all(to_client, framing().frames(bytes)).await?;
    }
}

/// Sends some frames; `None`: the client is gone.
async fn send_all<S>(
    to_client: &mut SplitSink<WebSocketStream<S>, Message>,
    frames: Vec<Message>,
) -> Option<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    for frame in frames {
        to_client.feed(frame).await.ok()?;
    }
    to_client.flush().await.ok()
}

/// Says goodbye, waits a moment for the client's own, and closes the connection in order.
async fn close<S>(socket: &mut WebSocketStream<S>, code: CloseCode, reason: Utf8Bytes)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let goodbye = async {
        socket.close(Some(CloseFrame { code, reason })).await?;
        while socket.next().await.transpose()?.is_some() {}
        socket.get_mut().shutdown().await?;
        Ok::<_, tungstenite::Error>(())
    };
    // A client that does not listen any more needs no answer.
    if !matches!(timeout(GOODBYE, goodbye).await, Ok(Ok(()))) {
        tracing::debug!("a client left without a goodbye");
    }
}
