//! The server's event socket: what changes, as it changes.
//!
//! The server sends text frames, never pings, and replays nothing: after every gap the list has to be asked for again. So the
//! stream pings by itself and ends when nothing answers; whoever reads it opens another one.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use http::{
    HeaderValue, StatusCode,
    header::{CONNECTION, ORIGIN, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE},
};
use serde::Deserialize;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message,
        handshake::client::generate_key,
        protocol::{Role, WebSocketConfig},
    },
};
use url::Url;

use crate::{Error, WorkspaceId, client::Client, fetch::no_answer};

/// From the request to the switch of protocols.
const OPEN_DEADLINE: Duration = Duration::from_secs(10);
/// Between two pings.
const PING_INTERVAL: Duration = Duration::from_secs(20);
/// Without any frame for so long, two pongs included, the connection is dead.
const SILENCE: Duration = Duration::from_secs(50);
/// An event carries a card of 256 KiB at most.
const MAX_EVENT_BYTES: usize = 1 << 20;

/// Something that happened to a workspace.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Event {
    /// What: `WORKSPACE_PROVISIONING`, `AGENT_CARD_UPDATED`, … An open list.
    #[serde(rename = "event")]
    pub name: String,
    /// To which workspace; `None` where the server sends no such id.
    #[serde(default, deserialize_with = "lenient_id")]
    pub workspace_id: Option<WorkspaceId>,
    /// When, RFC 3339, by the server's clock.
    #[serde(default)]
    pub timestamp: String,
    /// More, by name.
    #[serde(default)]
    pub payload: serde_json::Value,
}

fn lenient_id<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<WorkspaceId>, D::Error> {
    let text = Option::<String>::deserialize(from)?;
    Ok(text.and_then(|text| text.parse().ok()))
}

/// An open event socket.
#[derive(Debug)]
pub struct EventStream {
    socket: WebSocketStream<reqwest::Upgraded>,
    pings: Interval,
    heard: Instant,
}

impl Client {
    /// Opens the event socket. `http` must speak HTTP/1.1 only: there is no switch of protocols in HTTP/2.
    ///
    /// # Wire
    ///
    /// `GET {base}/ws`, upgraded to a websocket. Without an `Origin` first, and with the server's own where it refuses that.
    ///
    /// # Errors
    ///
    /// [`Error::OriginRefused`], [`Error::EndpointUnknown`] and the like when the server does not switch; [`Error::Unreachable`],
    /// [`Error::TimedOut`].
    ///
    /// # Cancel safety
    ///
    /// Dropping the future closes the connection.
    pub async fn events(&self, http: &reqwest::Client) -> Result<EventStream, Error> {
        let url = self.endpoint(&["ws"])?;
        let own_origin = url.origin().ascii_serialization();
        match self.open_events(http, &url, None).await {
            Err(Error::OriginRefused) => self.open_events(http, &url, Some(&own_origin)).await,
            opened => opened,
        }
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
        if let Some(origin) = origin.and_then(|origin| HeaderValue::from_str(origin).ok()) {
            request = request.header(ORIGIN, origin);
        }
        let opening = async {
            let response = request.send().await.map_err(no_answer)?;
            match response.status() {
                StatusCode::SWITCHING_PROTOCOLS => response.upgrade().await.map_err(no_answer),
                StatusCode::FORBIDDEN => Err(Error::OriginRefused),
                StatusCode::UNAUTHORIZED => Err(Error::Unauthorized {
                    message: "the event socket was refused".to_owned(),
                }),
                _ => Err(Error::EndpointUnknown),
            }
        };
        let upgraded = timeout(OPEN_DEADLINE, opening)
            .await
            .map_err(|_| Error::TimedOut)??;
        let config = WebSocketConfig::default().max_message_size(Some(MAX_EVENT_BYTES));
        let socket = WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await;
        let now = Instant::now();
        let mut pings = interval_at(now + PING_INTERVAL, PING_INTERVAL);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Ok(EventStream {
            socket,
            pings,
            heard: now,
        })
    }
}

impl EventStream {
    /// The next event; `None` when the connection has ended, or nothing was heard for 50 s. Frames that are no events are passed over.
    ///
    /// # Cancel safety
    ///
    /// No event is lost when the future is dropped.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            tokio::select! {
                frame = self.socket.next() => {
                    self.heard = Instant::now();
                    match frame?.ok()? {
                        Message::Text(text) => match serde_json::from_str(&text) {
                            Ok(event) => return Some(event),
                            Err(error) => tracing::debug!(%error, "not an event"),
                        },
                        Message::Close(_) => return None,
                        Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
                    }
                }
                _ = self.pings.tick() => {
                    if self.heard.elapsed() > SILENCE {
                        return None;
                    }
                    self.socket.send(Message::Ping(Vec::new().into())).await.ok()?;
                }
            }
        }
    }
}
