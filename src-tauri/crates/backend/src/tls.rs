//! One TLS configuration for everything: the system's trust store, and the user's extra authorities.

use std::{sync::Arc, time::Duration};

use eice::ProxySettings;
use reqwest::NoProxy;
use rustls::{
    ClientConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, pem::PemObject},
};
use rustls_platform_verifier::Verifier;

use crate::{ErrorCode, IpcError};

/// How long a connection is kept that nothing goes over. The next panel is opened minutes later, and pays for TCP and TLS otherwise.
const KEPT_IDLE: Duration = Duration::from_mins(15);
/// Between two signs of life on a connection that nothing comes from: no box on the way forgets it, and one that is dead is known before
/// the next request waits on it.
const ALIVE_INTERVAL: Duration = Duration::from_secs(15);
/// A sign of life that is not answered by then ends the connection.
const ALIVE_DEADLINE: Duration = Duration::from_secs(5);

/// Which HTTP is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocols {
    /// HTTP/2 where the server has it, else HTTP/1.1.
    Any,
    /// HTTP/1.1, for websockets: there is no switch to one in HTTP/2.
    Http1,
}

/// Client TLS that trusts the system's store (so `SSL_CERT_FILE` works) and the certificates of `extra_ca_pem`.
///
/// # Errors
///
/// `invalid_input` when the PEM holds no certificate, or the system has no usable trust store.
pub(crate) fn client_config(extra_ca_pem: Option<&[u8]>) -> Result<Arc<ClientConfig>, IpcError> {
    let extra = match extra_ca_pem {
        Some(pem) => certificates(pem)?,
        None => Vec::new(),
    };
    let provider = Arc::new(aws_lc_rs::default_provider());
    let unusable = |error: rustls::Error| {
        IpcError::new(
            ErrorCode::InvalidInput,
            format!("TLS cannot be set up: {error}"),
        )
    };
    let verifier = Verifier::new_with_extra_roots(extra, provider.clone()).map_err(unusable)?;
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(unusable)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// HTTP on that TLS, through the proxy of the settings and no other.
///
/// Its connections are kept for what is asked minutes later: one of HTTP/2 for all requests at a time; of HTTP/1.1 as many as there were
/// requests at a time, which are the three of a panel.
pub(crate) fn http_client(
    tls: &ClientConfig,
    proxy: &ProxySettings,
    protocols: Protocols,
) -> Result<reqwest::Client, IpcError> {
    let mut tls = tls.clone();
    // The client offers nothing of its own accord on a configuration that it is given.
    tls.alpn_protocols = match protocols {
        Protocols::Any => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
        Protocols::Http1 => vec![b"http/1.1".to_vec()],
    };
    // A redirect could carry a token or a signature to another host.
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .pool_idle_timeout(KEPT_IDLE)
        .tcp_keepalive(ALIVE_INTERVAL)
        .http2_keep_alive_interval(ALIVE_INTERVAL)
        .http2_keep_alive_timeout(ALIVE_DEADLINE)
        .http2_keep_alive_while_idle(true)
        .no_proxy();
    if let Some(url) = proxy.url() {
        // What is wrong with it is said without the URL, which may have a password.
        let through = reqwest::Proxy::https(url).map_err(|_| {
            let message =
                "HTTPS_PROXY is not usable: give something like http://proxy.example:3128";
            IpcError::new(ErrorCode::InvalidInput, message)
        })?;
        builder = builder.proxy(through.no_proxy(NoProxy::from_string(proxy.no_proxy())));
    }
    if protocols == Protocols::Http1 {
        builder = builder.http1_only();
    }
    builder.build().map_err(|error| {
        IpcError::new(
            ErrorCode::Internal,
            format!("HTTP cannot be set up: {error}"),
        )
    })
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, IpcError> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match read {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        _ => Err(IpcError::new(
            ErrorCode::InvalidInput,
            "the extra CA file holds no PEM certificate: give a file with BEGIN CERTIFICATE lines",
        )),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

    use futures_util::future::join_all;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::{TcpListener, TcpStream},
        sync::Barrier,
    };

    use super::*;

    const TOGETHER: usize = 3;
    const ANSWER: &[u8] = b"HTTP/1.1 204 No Content\r\n\r\n";

    /// Answers on one connection for as long as it is asked, each time when so many others are asked as well.
    async fn answer(mut stream: TcpStream, together: Arc<Barrier>) {
        let mut request = Vec::new();
        while stream
            .read_buf(&mut request)
            .await
            .is_ok_and(|read| read > 0)
        {
            if request.ends_with(b"\r\n\r\n") {
                request.clear();
                together.wait().await;
                stream.write_all(ANSWER).await.unwrap();
            }
        }
    }

    #[tokio::test]
    async fn the_connections_of_a_panel_are_there_for_the_next_one_minutes_later() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let accepted = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&accepted);
        let server = tokio::spawn(async move {
            let together = Arc::new(Barrier::new(TOGETHER));
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                counted.fetch_add(1, SeqCst);
                tokio::spawn(answer(stream, Arc::clone(&together)));
            }
        });
        let tls = client_config(None).unwrap();
        let http = http_client(&tls, &ProxySettings::default(), Protocols::Any).unwrap();
        for panel in 0..2 {
            let asked = (0..TOGETHER).map(|_| http.get(&url).send());
            for answer in join_all(asked).await {
                assert_eq!(answer.unwrap().status(), 204);
            }
            assert_eq!(accepted.load(SeqCst), TOGETHER, "panel {panel}");
            tokio::time::pause();
            tokio::time::advance(Duration::from_mins(10)).await;
            tokio::time::resume();
        }
        server.abort();
    }
}
