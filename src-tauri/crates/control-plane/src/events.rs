//! The server's event socket: what changes, as it changes.
//!
//! The server sends text frames, never pings, and replays nothing; it keeps 256 messages for a client that does not read, and
//! drops the rest without a word. So a task of its own reads as fast as they come, pings, and ends the stream when nothing answers
//! or when nobody takes what was read: whoever reads the stream opens another one, and then asks for the list again.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use http::{
    HeaderValue, StatusCode,
    header::{CONNECTION, ORIGIN, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE},
};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::mpsc,
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        handshake::client::generate_key,
        protocol::{Role, WebSocketConfig},
    },
};
use url::Url;

use crate::{
    Error,
    client::Client,
    event::Event,
    fetch::{complete_answer, no_answer},
};

/// From the request to the switch of protocols.
const OPEN_DEADLINE: Duration = Duration::from_secs(10);
/// Between two pings.
const PING_INTERVAL: Duration = Duration::from_secs(20);
/// Without any frame for so long the connection is dead: two pings went out, and the second has had 10 s to come back.
const IDLE_DEADLINE: Duration = Duration::from_secs(50);
/// To hand a ping to the system.
const SEND_DEADLINE: Duration = Duration::from_secs(10);
/// An event carries a card of 256 KiB at most.
const MAX_EVENT_BYTES: usize = 1 << 20;
/// Events that were read and not taken: 8 s of 1,000 a second.
const BUFFER: usize = 8_192;
/// Longest body of a refusal that is looked at.
const MAX_REFUSAL_BYTES: usize = 64 << 10;

/// An open event socket. Dropping it closes the connection.
#[derive(Debug)]
pub struct EventStream {
    events: mpsc::Receiver<Event>,
    /// Ends with the stream.
    _reader: JoinSet<()>,
}

impl Client {
    /// Opens the event socket. `http` must speak HTTP/1.1 only: there is no switch of protocols in HTTP/2.
    ///
    /// `origin` is what the operator has listed for this app, such as `https://app.example`, if anything: a server with a list
    /// refuses those who send none. Reads that were under way before are not shared any more, so that the list asked for next is
    /// of now.
    ///
    /// # Wire
    ///
    /// `GET {base}/ws`, upgraded to a websocket. With `origin` first, where there is one; without any; with the server's own. The
    /// next one only where the server refuses with 403.
    ///
    /// # Errors
    ///
    /// [`Error::OriginRefused`], [`Error::EndpointUnknown`] and the like when the server does not switch; [`Error::Unreachable`],
    /// [`Error::TimedOut`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future closes the connection.
    pub async fn events(
        &self,
        http: &reqwest::Client,
        origin: Option<&str>,
    ) -> Result<EventStream, Error> {
        let url = self.endpoint(&["ws"])?;
        let own = url.origin().ascii_serialization();
        let origin = origin.map(str::trim).filter(|origin| !origin.is_empty());
        let mut opened = match origin {
            Some(origin) => self.open_events(http, &url, Some(origin)).await,
            None => Err(Error::OriginRefused),
        };
        for origin in [None, Some(own.as_str())] {
            if !matches!(opened, Err(Error::OriginRefused)) {
                break;
            }
            opened = self.open_events(http, &url, origin).await;
        }
        opened
    }

    async fn open_events(
        &self,
        http: &reqwest::Client,
        url: &Url,
        origin: Option<&str>,
    ) -> Result<EventStream, Error> {
        let mut request = http
            .get(url.clone())
            .headers(self.headers()?)
            .header(CONNECTION, "Upgrade")
            .header(UPGRADE, "websocket")
            .header(SEC_WEBSOCKET_VERSION, "13")
            .header(SEC_WEBSOCKET_KEY, generate_key());
        if let Some(origin) = origin {
            let invalid = |_| Error::InvalidSetting { setting: "origin" };
            request = request.header(ORIGIN, HeaderValue::from_str(origin).map_err(invalid)?);
        }
        self.count_request();
        let opening = async {
            let response = request.send().await.map_err(no_answer)?;
            match response.status() {
                StatusCode::SWITCHING_PROTOCOLS => response.upgrade().await.map_err(no_answer),
                StatusCode::FORBIDDEN => Err(Error::OriginRefused),
                status if status.is_success() => Err(Error::EndpointUnknown),
                _ => Err(complete_answer(response, self.token(), MAX_REFUSAL_BYTES)
                    .await?
                    .error()),
            }
        };
        let upgraded = timeout(OPEN_DEADLINE, opening)
            .await
            .map_err(|_| Error::TimedOut)??;
        let config = WebSocketConfig::default().max_message_size(Some(MAX_EVENT_BYTES));
        let socket = WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await;
        Ok(EventStream::over(socket, self.clone()))
    }
}

impl EventStream {
    fn over<S>(socket: WebSocketStream<S>, client: Client) -> Self
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        client.forget_reads();
        let (sender, events) = mpsc::channel(BUFFER);
        let mut reader = JoinSet::new();
        reader.spawn(async move { read(socket, &sender, &client).await });
        Self {
            events,
            _reader: reader,
        }
    }

    /// The next event; `None` when the connection has ended, nothing was heard for 50 s, or events were not taken in time. What
    /// was read before is answered first.
    ///
    /// # Cancel safety
    ///
    /// No event is lost when the future is dropped.
    pub async fn next(&mut self) -> Option<Event> {
        self.events.recv().await
    }
}

/// Reads until the end, whatever it is.
async fn read<S>(mut socket: WebSocketStream<S>, events: &mpsc::Sender<Event>, client: &Client)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut heard = Instant::now();
    let mut pings = interval_at(heard + PING_INTERVAL, PING_INTERVAL);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            frame = socket.next() => {
                heard = Instant::now();
                match frame {
                    Some(Ok(Message::Text(text))) => if !pass_on(&text, events, client) { return },
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    Some(Ok(_)) => {}
                }
            }
            _ = pings.tick() => {
                let ping = socket.send(Message::Ping(Vec::new().into()));
                if !matches!(timeout(SEND_DEADLINE, ping).await, Ok(Ok(()))) {
                    return;
                }
            }
            () = sleep_until(heard + IDLE_DEADLINE) => {
                return tracing::info!("the event socket is silent");
            }
            () = events.closed() => return,
        }
    }
}

/// Whether there is somebody to read on for.
fn pass_on(frame: &str, events: &mpsc::Sender<Event>, client: &Client) -> bool {
    let event = match Event::parse(frame) {
        Ok(event) => event,
        Err(error) => {
            tracing::debug!(%error, "not an event");
            return true;
        }
    };
    if event.kind.changes_the_list() {
        client.forget_reads();
    }
    let passed_on = events.try_send(event);
    if let Err(mpsc::error::TrySendError::Full(_)) = &passed_on {
        // Going on would lose events silently; after the end, the list is asked for again.
        tracing::warn!("events come faster than they are taken");
    }
    passed_on.is_ok()
}

#[cfg(test)]
mod tests;
