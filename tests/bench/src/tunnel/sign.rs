//! AWS's signatures: in the query for tunnels, in headers for the rest.

use std::time::{Duration, SystemTime};

use anyhow::Result;
use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{
        SignableBody, SignableRequest, SignatureLocation, SigningInstructions, SigningSettings,
        sign,
    },
    sign::v4,
};

use crate::place::variable;

const SERVICE: &str = "ec2-instance-connect";
/// How long a signed URL is good. Source: aws-cli `awscli/customizations/ec2instanceconnect/eicesigner.py`.
const EXPIRES_IN: Duration = Duration::from_mins(1);

/// The URL of a GET with its signature in the query.
pub(crate) fn presigned(url: &str, now: SystemTime) -> Result<String> {
    let mut settings = SigningSettings::default();
    settings.signature_location = SignatureLocation::QueryParams;
    settings.expires_in = Some(EXPIRES_IN);
    let request = SignableRequest::new("GET", url, std::iter::empty(), SignableBody::Bytes(&[]))?;
    let mut signed = http::Request::get(url).body(())?;
    instructions(request, settings, now)?.apply_to_request_http1x(&mut signed);
    Ok(signed.uri().to_string())
}

/// A POST with its signature in the headers.
pub(crate) fn signed(
    request: http::Request<Vec<u8>>,
    now: SystemTime,
) -> Result<http::Request<Vec<u8>>> {
    let url = request.uri().to_string();
    let headers: Vec<_> = request
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .collect();
    let signable = SignableRequest::new(
        "POST",
        &url,
        headers.into_iter(),
        SignableBody::Bytes(request.body()),
    )?;
    let instructions = instructions(signable, SigningSettings::default(), now)?;
    let mut request = request;
    instructions.apply_to_request_http1x(&mut request);
    Ok(request)
}

fn instructions(
    request: SignableRequest<'_>,
    settings: SigningSettings,
    now: SystemTime,
) -> Result<SigningInstructions> {
    let identity = Credentials::new(
        variable("AWS_ACCESS_KEY_ID")?,
        variable("AWS_SECRET_ACCESS_KEY")?,
        std::env::var("AWS_SESSION_TOKEN").ok(),
        None,
        "environment",
    )
    .into();
    let region = variable("AWS_REGION")?;
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(&region)
        .name(SERVICE)
        .time(now)
        .settings(settings)
        .build()?
        .into();
    Ok(sign(request, &parameters)?.into_parts().0)
}
