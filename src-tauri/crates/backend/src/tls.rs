//! One TLS configuration for everything: the system's trust store, and the user's extra authorities.

use std::sync::Arc;

use eice::ProxySettings;
use reqwest::NoProxy;
use rustls::{
    ClientConfig,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, pem::PemObject},
};
use rustls_platform_verifier::Verifier;

use crate::{ErrorCode, IpcError};

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

/// HTTP on that TLS, through the proxy of the settings and no other, in the `shape` that is wanted.
pub(crate) fn http_client(
    tls: &ClientConfig,
    proxy: &ProxySettings,
    shape: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
) -> Result<reqwest::Client, IpcError> {
    // A redirect could carry a token or a signature to another host.
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls.clone())
        .redirect(reqwest::redirect::Policy::none())
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
    shape(builder).build().map_err(|error| {
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
