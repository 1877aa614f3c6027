//! The lab's own certificate authority, and one certificate for all its servers.

use std::{sync::Arc, time::SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};
use std::time::Duration;
use tokio_rustls::TlsAcceptor;

use crate::error::Error;

/// What the certificate is good for.
const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "::1"];
/// Well below the 825 days above which some systems refuse a certificate.
const LIFETIME: Duration = Duration::from_hours(365 * 24);
const DAY: Duration = Duration::from_hours(24);

/// The authority that clients must trust, and what servers show.
pub(crate) struct Identity {
    /// The authority's certificate, PEM.
    pub(crate) authority_pem: String,
    certificate: CertificateDer<'static>,
    key: PrivatePkcs8KeyDer<'static>,
}

/// What is spoken inside TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocols {
    /// HTTP/1.1 only, as EC2 does.
    Http1,
    /// HTTP/2 for clients that ask for it, else HTTP/1.1.
    Http2,
}

impl Identity {
    /// Makes a new authority and a certificate of it. Nobody else ever sees the authority's key.
    pub(crate) fn new() -> Result<Self, Error> {
        make().map_err(|error| Error::Certificates(error.to_string()))
    }

    /// The server's side of TLS.
    pub(crate) fn acceptor(&self, protocols: Protocols) -> Result<TlsAcceptor, Error> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                builder.with_no_client_auth().with_single_cert(
                    vec![self.certificate.clone()],
                    PrivateKeyDer::Pkcs8(self.key.clone_key()),
                )
            });
        let mut config = config.map_err(|error| Error::Certificates(error.to_string()))?;
        config.alpn_protocols = match protocols {
            Protocols::Http1 => vec![b"http/1.1".to_vec()],
            Protocols::Http2 => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
        };
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

fn make() -> Result<Identity, rcgen::Error> {
    let mut authority = dated(CertificateParams::new(Vec::new())?);
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority
        .distinguished_name
        .push(DnType::CommonName, "Causeway lab");
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority_key = KeyPair::generate()?;
    let authority_certificate = authority.self_signed(&authority_key)?;

    let mut server = dated(CertificateParams::new(NAMES.map(str::to_owned).to_vec())?);
    server
        .distinguished_name
        .push(DnType::CommonName, "localhost");
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.use_authority_key_identifier_extension = true;
    let server_key = KeyPair::generate()?;
    let issuer = Issuer::new(authority, authority_key);
    let certificate = server.signed_by(&server_key, &issuer)?;
    Ok(Identity {
        authority_pem: authority_certificate.pem(),
        certificate: certificate.der().clone(),
        key: PrivatePkcs8KeyDer::from(server_key.serialize_der()),
    })
}

fn dated(mut params: CertificateParams) -> CertificateParams {
    let now = SystemTime::now();
    params.not_before = (now - DAY).into();
    params.not_after = (now + LIFETIME).into();
    params
}
