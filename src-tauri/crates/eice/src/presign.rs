//! The tunnel's signed URL. It is a bearer secret for a minute: it is never logged and has no `Debug`.

use std::{
    fmt,
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

/// What a tunnel is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TunnelQuery<'a> {
    pub(crate) dns_name: &'a str,
    pub(crate) endpoint_id: &'a str,
    pub(crate) address: &'a str,
    pub(crate) port: u16,
    /// Left out of the query when `None`.
    pub(crate) max_duration: Option<Duration>,
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
/// `X-Amz-Expires=60`.
///
/// Source: aws-cli `awscli/customizations/ec2instanceconnect/eicesigner.py`.
pub(crate) fn sign_tunnel(
    query: &TunnelQuery<'_>,
    region: &str,
    credentials: Credentials,
    now: SystemTime,
) -> Result<SignedUrl, Error> {
    let invalid = |error: &dyn fmt::Display| {
        Error::InvalidSetting(format!("the tunnel could not be signed: {error}"))
    };
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(EXPIRES_IN);
    let identity = credentials.into();
    let params = v4::SigningParams::builder()
        .identity(&identity)
        .region(region)
        .name("ec2-instance-connect")
        .time(now)
        .settings(settings)
        .build()
        .map_err(|error| invalid(&error))?
        .into();
    let url = unsigned_url(query);
    let signable = SignableRequest::new("GET", &url, std::iter::empty(), SignableBody::Bytes(&[]))
        .map_err(|error| invalid(&error))?;
    let (instructions, _) = sign(signable, &params)
        .map_err(|error| invalid(&error))?
        .into_parts();
    let mut request = http::Request::get(&url)
        .body(())
        .map_err(|error| invalid(&error))?;
    instructions.apply_to_request_http1x(&mut request);
    Ok(SignedUrl(
        request.uri().to_string().replacen("https://", "wss://", 1),
    ))
}

fn unsigned_url(query: &TunnelQuery<'_>) -> String {
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let mut url = format!(
        "https://{}/openTunnel?instanceConnectEndpointId={}&remotePort={}&privateIpAddress={}",
        query.dns_name,
        encode(query.endpoint_id),
        query.port,
        encode(query.address),
    );
    if let Some(duration) = query.max_duration {
        url.push_str("&maxTunnelDuration=");
        url.push_str(&duration.as_secs().to_string());
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2020-01-01T01:01:01Z
    const NOW: Duration = Duration::from_secs(1_577_840_461);

    fn signature(address: &str, duration: Option<u64>, token: Option<&str>) -> String {
        let query = TunnelQuery {
            dns_name: "eice-123.ec2-instance-connect-endpoint.us-west-2.amazonaws.com",
            endpoint_id: "eice-123",
            address,
            port: 22,
            max_duration: duration.map(Duration::from_secs),
        };
        let credentials = Credentials::new(
            "access_key",
            "secret_key",
            token.map(str::to_owned),
            None,
            "test",
        );
        let url = sign_tunnel(
            &query,
            "us-west-2",
            credentials,
            SystemTime::UNIX_EPOCH + NOW,
        )
        .unwrap()
        .as_str()
        .to_owned();
        assert!(
            url.starts_with("wss://") && url.contains("X-Amz-Expires=60"),
            "{url}"
        );
        let (_, signature) = url.split_once("X-Amz-Signature=").unwrap();
        signature.chars().take(64).collect()
    }

    #[test]
    fn the_aws_cli_signs_the_same() {
        assert_eq!(
            signature("10.0.0.0", Some(1), None),
            "3a56740422a5b9aebd22d860b7a30c729e459a6f71a83bc0de3a2b44b7353f28"
        );
        assert_eq!(
            signature("10.0.0.0", Some(60), Some("to/ke+n==")),
            "18a920ae43169b45bdd56c38cdcf391dbc1fc30b7e37f34751376bc58f6a63b2"
        );
        assert_eq!(
            signature("2600:1f10:4f8e:db01:73f5:6b9d:c0da:1c27", None, None),
            "6ada39314fdee2cd93d07c4b748d9dc6b18de0b9b1fd0f0649a0caa62bd27353"
        );
    }
}
