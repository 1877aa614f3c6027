//! Requests signed with `aws-sigv4`, right or wrong.

use std::time::{Duration, SystemTime};

use ::http::Request;
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    SignableBody, SignableRequest, SignatureLocation, SigningSettings, sign,
};
use aws_sigv4::sign::v4::SigningParams;
use lab::Lab;

use super::http;

/// With what a request is signed. [`Signer::of`] is right, by the lab's clock; tests then change
/// what they like.
#[derive(Clone)]
pub(crate) struct Signer {
    pub(crate) key: String,
    pub(crate) secret: String,
    pub(crate) token: Option<String>,
    pub(crate) region: String,
    pub(crate) service: &'static str,
    pub(crate) at: SystemTime,
    pub(crate) expires: Duration,
}

impl Signer {
    pub(crate) fn of(lab: &Lab, service: &'static str) -> Self {
        let credentials = lab.credentials();
        Self {
            key: credentials.access_key_id.clone(),
            secret: credentials.secret_access_key.clone(),
            token: credentials.session_token.clone(),
            region: lab.region().to_owned(),
            service,
            at: lab.world().now(),
            expires: Duration::from_mins(1),
        }
    }

    /// The same, so long ago.
    pub(crate) fn aged(mut self, age: Duration) -> Self {
        self.at -= age;
        self
    }

    /// `https://…` with its signature in the query.
    pub(crate) fn presign(&self, url: &str) -> String {
        let mut request = http_request("GET", url, &[], "");
        self.apply(&mut request, SignatureLocation::QueryParams, "");
        request.uri().to_string()
    }

    fn apply(&self, request: &mut Request<String>, location: SignatureLocation, body: &str) {
        let mut settings = SigningSettings::default();
        if matches!(location, SignatureLocation::QueryParams) {
            settings.expires_in = Some(self.expires);
        }
        settings.signature_location = location;
        let (key, secret, token) = (self.key.clone(), self.secret.clone(), self.token.clone());
        let identity = Credentials::new(key, secret, token, None, "test").into();
        let params = SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(self.service)
            .time(self.at)
            .settings(settings)
            .build()
            .unwrap()
            .into();
        let uri = request.uri().to_string();
        let headers: Vec<_> = request
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
            .collect();
        let signable = SignableRequest::new(
            request.method().as_str(),
            &uri,
            headers.into_iter(),
            SignableBody::Bytes(body.as_bytes()),
        );
        let (instructions, _) = sign(signable.unwrap(), &params).unwrap().into_parts();
        instructions.apply_to_request_http1x(request);
    }
}

fn http_request(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Request<String> {
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(body.to_owned()).unwrap()
}

/// An answer read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The `Date` header.
    pub(crate) date: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) async fn read(response: reqwest::Response) -> Self {
        let date = response.headers()["date"].to_str().unwrap().to_owned();
        Self {
            status: response.status().as_u16(),
            date,
            body: response.text().await.unwrap(),
        }
    }
}

/// Posts a form to EC2.
pub(crate) async fn ec2(lab: &Lab, signer: &Signer, form: &str) -> Answer {
    let form = format!("{form}&Version=2016-11-15");
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    post(lab, signer, lab.ec2_url(), &headers, &form, &form).await
}

/// Posts JSON to Instance Connect.
pub(crate) async fn send_ssh_public_key(lab: &Lab, signer: &Signer, json: &str) -> Answer {
    let headers = [
        ("content-type", "application/x-amz-json-1.1"),
        (
            "x-amz-target",
            "AWSEC2InstanceConnectService.SendSSHPublicKey",
        ),
    ];
    post(
        lab,
        signer,
        lab.instance_connect_url(),
        &headers,
        json,
        json,
    )
    .await
}

/// Posts `body` under the signature of `signed_body`.
pub(crate) async fn post(
    lab: &Lab,
    signer: &Signer,
    url: &str,
    headers: &[(&str, &str)],
    signed_body: &str,
    body: &str,
) -> Answer {
    let mut request = http_request("POST", &format!("{url}/"), headers, body);
    signer.apply(&mut request, SignatureLocation::Headers, signed_body);
    let request = request.map(reqwest::Body::from).try_into().unwrap();
    let response = http(lab).execute(request).await.unwrap();
    Answer::read(response).await
}
