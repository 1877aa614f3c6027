//! The EC2 Instance Connect Endpoint: one route, `openTunnel`, and what becomes of it.
//!
//! A tunnel is refused with a status and a JSON body before the upgrade when the *request* is at
//! fault, and closed with code 1011 after it when the *instance* cannot be reached: the endpoint
//! answers before it knows. Source: EICE has no public specification; the names are those of the AWS
//! CLI's `ec2instanceconnect` commands, the statuses are the lab's own.

mod admission;
mod framing;
mod refusal;
mod switches;
mod tunnel;

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    response::Response,
    routing::get,
};
use http::{HeaderValue, header::HOST};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::tungstenite::handshake::server::create_response;

pub use self::framing::Framing;
use self::refusal::Refusal;
pub use self::switches::RefusalBody;
pub(crate) use self::switches::{Settings, Switches};
use crate::cloud::Cloud;

/// The endpoint's only service, as signatures name it.
const SERVICE: &str = "ec2-instance-connect";

/// The endpoint's routes.
pub(crate) fn router(cloud: Arc<Cloud>) -> Router {
    Router::new()
        .route("/openTunnel", get(open_tunnel))
        .with_state(cloud)
}

async fn open_tunnel(State(cloud): State<Arc<Cloud>>, request: Request) -> Response {
    cloud.tally.request("GET /openTunnel");
    if let Some(Ok(host)) = request.headers().get(HOST).map(HeaderValue::to_str) {
        cloud.tally.tunnel_host(host);
    }
    match upgrade(&cloud, request).await {
        Ok(response) => response,
        Err(refusal) => {
            cloud.tally.refusal(&refusal.0.code);
            refusal.respond(cloud.endpoint.settings().refusal_body)
        }
    }
}

async fn upgrade(cloud: &Arc<Cloud>, request: Request) -> Result<Response, Refusal> {
    let (mut parts, _body) = request.into_parts();
    let admitted = admission::admit(cloud, &parts).await?;
    let upgraded = parts.extensions.remove::<hyper::upgrade::OnUpgrade>();
    let handshake = create_response(&http::Request::from_parts(parts, ()));
    let (Some(upgraded), Ok(handshake)) = (upgraded, handshake) else {
        return Err(Refusal::not_a_websocket());
    };
    let open = cloud.tally.tunnel();
    let shared = Arc::clone(cloud);
    cloud.spawn(async move {
        match upgraded.await {
            Ok(socket) => tunnel::run(&shared, admitted, TokioIo::new(socket)).await,
            Err(error) => tracing::debug!(%error, "a client left before its tunnel was open"),
        }
        drop(open);
    });
    let mut response = handshake.map(|()| Body::empty());
    refusal::add_request_id(response.headers_mut());
    Ok(response)
}
