//! Opens the websocket: TCP, TLS and upgrade by hand, each with a deadline.

use std::{sync::Arc, time::Duration};

use rustls::pki_types::ServerName;
use serde::Deserialize;
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_tungstenite::{client_async_with_config, tungstenite};

use crate::{Error, Phase, Tunnel, presign::SignedUrl, tunnel::websocket_config};

const CONNECT_DEADLINE: Duration = Duration::from_secs(5);
const UPGRADE_DEADLINE: Duration = Duration::from_secs(10);
const ACTION: &str = "ec2-instance-connect:OpenTunnel";
/// How much of a refusal's body is looked at.
const MAX_REFUSAL_BYTES: usize = 4096;

/// Dials `dns_name` (port 443 unless it names one) and upgrades with the signed URL.
pub(crate) async fn open(
    dns_name: &str,
    url: &SignedUrl,
    tls: Arc<rustls::ClientConfig>,
) -> Result<Tunnel, Error> {
    let stream = timeout(CONNECT_DEADLINE, dial(dns_name, tls))
        .await
        .map_err(|_| Error::TimedOut {
            phase: Phase::Connect,
        })??;
    let upgrade = client_async_with_config(url.as_str(), stream, Some(websocket_config()));
    let answer = timeout(UPGRADE_DEADLINE, upgrade)
        .await
        .map_err(|_| Error::TimedOut {
            phase: Phase::Upgrade,
        })?;
    match answer {
        Ok((socket, response)) => {
            tracing::debug!(request_id = request_id(&response), "tunnel open");
            Ok(Tunnel::new(socket))
        }
        Err(tungstenite::Error::Http(response)) => Err(refusal(&response)),
        Err(error) => Err(Error::unreachable(Phase::Upgrade, error)),
    }
}

async fn dial(
    dns_name: &str,
    tls: Arc<rustls::ClientConfig>,
) -> Result<TlsStream<TcpStream>, Error> {
    let (host, port) = match dns_name.rsplit_once(':') {
        Some((host, port)) => (host, port.parse().ok()),
        None => (dns_name, Some(443)),
    };
    let bad_name =
        || Error::InvalidSetting(format!("{dns_name:?} is not the DNS name of an endpoint"));
    let port: u16 = port.ok_or_else(bad_name)?;
    let server_name = ServerName::try_from(host.to_owned()).map_err(|_| bad_name())?;
    let stream = TcpStream::connect((host, port))
        .await
        .map_err(|error| Error::io(Phase::Connect, error))?;
    stream
        .set_nodelay(true)
        .map_err(|error| Error::io(Phase::Connect, error))?;
    TlsConnector::from(tls)
        .connect(server_name, stream)
        .await
        .map_err(|error| Error::io(Phase::Connect, error))
}

/// What a refused upgrade says: `{"ErrorCode","Message"}`, or anything at all from something in between.
fn refusal(response: &http::Response<Option<Vec<u8>>>) -> Error {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Refusal {
        error_code: String,
        #[serde(default)]
        message: String,
    }
    let body = response.body().as_deref().unwrap_or_default();
    let body = body.get(..MAX_REFUSAL_BYTES).unwrap_or(body);
    let status = response.status();
    tracing::debug!(%status, request_id = request_id(response), "tunnel refused");
    let (code, message) = match serde_json::from_slice::<Refusal>(body) {
        Ok(refusal) => (refusal.error_code, refusal.message),
        Err(_) => (
            status.as_u16().to_string(),
            String::from_utf8_lossy(body).into_owned(),
        ),
    };
    let mentions_capacity = ["limit", "concurrent", "exceeded"].iter().any(|word| {
        format!("{code} {message}")
            .to_ascii_lowercase()
            .contains(word)
    });
    match Error::from_aws(ACTION, &code, &message) {
        Error::Refused { message, .. } if status.is_client_error() && mentions_capacity => {
            Error::EndpointFull { message }
        }
        Error::Refused { code, message, .. } if matches!(status.as_u16(), 401 | 403) => {
            Error::AccessDenied {
                action: ACTION,
                message: format!("{code}: {message}"),
            }
        }
        Error::Refused {
            action,
            code,
            message,
            retryable,
        } => Error::Refused {
            action,
            code,
            message,
            retryable: retryable || status.is_server_error() || status.as_u16() == 429,
        },
        error => error,
    }
}

fn request_id<B>(response: &http::Response<B>) -> &str {
    response
        .headers()
        .get("x-amzn-requestid")
        .and_then(|value| value.to_str().ok())
        .unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, body: &str) -> Error {
        refusal(
            &http::Response::builder()
                .status(status)
                .body(Some(body.into()))
                .unwrap(),
        )
    }

    #[test]
    fn a_refusal_is_told_apart_by_its_code_first_and_its_status_second() {
        let full = refused(
            429,
            r#"{"ErrorCode":"TooMany","Message":"connection limit exceeded"}"#,
        );
        assert!(matches!(full, Error::EndpointFull { .. }), "{full:?}");
        let denied = refused(403, r#"{"ErrorCode":"AccessDenied","Message":"no"}"#);
        assert!(matches!(denied, Error::AccessDenied { .. }), "{denied:?}");
        let denied = refused(401, "<html>");
        assert!(matches!(denied, Error::AccessDenied { .. }), "{denied:?}");
        let expired = refused(
            400,
            r#"{"ErrorCode":"ExpiredTokenException","Message":"old"}"#,
        );
        assert!(
            matches!(expired, Error::CredentialsExpired { .. }),
            "{expired:?}"
        );
        let bad = refused(
            400,
            r#"{"ErrorCode":"InvalidParameter","Message":"RemotePort"}"#,
        );
        assert!(
            !bad.is_retryable() && matches!(bad, Error::Refused { .. }),
            "{bad:?}"
        );
        assert!(refused(503, "").is_retryable());
    }
}
