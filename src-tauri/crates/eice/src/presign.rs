//! The tunnel's signed URL. It is a bearer secret for a minute: it is never logged and has no `Debug`.

use std::{
    fmt,
    ops::RangeInclusive,
    time::{Duration, SystemTime},
};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign},
    sign::v4,
};
use url::form_urlencoded::byte_serialize;

use crate::Error;

/// How long the endpoint accepts the signature, as the AWS CLI sends it.
const EXPIRES_IN: Duration = Duration::from_mins(1);

/// What the endpoint takes for `maxTunnelDuration`, both ends included.
const DURATION_SECONDS: RangeInclusive<u64> = 1..=3600;
const SERVICE: &str = "ec2-instance-connect";

/// What a tunnel is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TunnelQuery<'a> {
    pub(crate) dns_name: &'a str,
    pub(crate) endpoint_id: &'a str,
    pub(crate) address: &'a str,
    pub(crate) port: u16,
    /// Whole seconds count. Always sent: an IAM policy that limits it is applied to the default of 3,600 s otherwise.
    pub(crate) max_duration: Duration,
}

/// A `wss` URL with its signature.
pub(crate) struct SignedUrl(String);

impl SignedUrl {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SignedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedUrl(…)")
    }
}

/// Signs the URL of a tunnel.
///
/// # Wire
///
/// SigV4 in the query, service `ec2-instance-connect`, only `host` signed, the payload hash of the empty string,
/// `X-Amz-Expires=60`. With a session token, `X-Amz-Security-Token` is part of what is signed.
///
/// # Errors
///
/// [`Error::InvalidSetting`] for a duration outside of 1 s to 3,600 s, or a name that no URL can have.
///
/// Source: aws-cli `awscli/customizations/ec2instanceconnect/eicesigner.py`.
pub(crate) fn sign_tunnel(
    query: &TunnelQuery<'_>,
    region: &str,
    credentials: Credentials,
    now: SystemTime,
) -> Result<SignedUrl, Error> {
    let seconds = query.max_duration.as_secs();
    if !DURATION_SECONDS.contains(&seconds) {
        return Err(Error::InvalidSetting(format!(
            "a tunnel lasts 1 to 3600 seconds, not {seconds}"
        )));
    }
    let url = format!(
        "{}&maxTunnelDuration={seconds}",
        url_without_duration(query)
    );
    let scope = Scope {
        region,
        service: SERVICE,
        expires_in: EXPIRES_IN,
    };
    let url = presign(&url, &scope, credentials, now)?;
    Ok(SignedUrl(url.replacen("https://", "wss://", 1)))
}

/// Whose signature it is, and for how long.
struct Scope<'a> {
    region: &'a str,
    service: &'a str,
    expires_in: Duration,
}

/// `url` of a GET without a body, with the signature in its query.
fn presign(
    url: &str,
    scope: &Scope<'_>,
    credentials: Credentials,
    now: SystemTime,
) -> Result<String, Error> {
    let invalid = |error: &dyn fmt::Display| {
        Error::InvalidSetting(format!("the tunnel could not be signed: {error}"))
    };
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(scope.expires_in);
    let identity = credentials.into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(scope.region)
        .name(scope.service)
        .time(now)
        .settings(settings)
        .build()
        .map_err(|error| invalid(&error))?
        .into();
    let signable = SignableRequest::new("GET", url, std::iter::empty(), SignableBody::Bytes(&[]))
        .map_err(|error| invalid(&error))?;
    let (instructions, _) = sign(signable, &params)
        .map_err(|error| invalid(&error))?
        .into_parts();
    let mut request = http::Request::get(url)
        .body(())
        .map_err(|error| invalid(&error))?;
    instructions.apply_to_request_http1x(&mut request);
    Ok(request.uri().to_string())
}

fn url_without_duration(query: &TunnelQuery<'_>) -> String {
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    format!(
        "https://{}/openTunnel?instanceConnectEndpointId={}&remotePort={}&privateIpAddress={}",
        query.dns_name,
        encode(query.endpoint_id),
        query.port,
        encode(query.address),
    )
}

#[cfg(test)]
mod tests;
