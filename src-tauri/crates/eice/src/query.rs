//! EC2's Query protocol: a signed form goes out, XML or an error document comes back.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use serde::{Deserialize, de::DeserializeOwned};
use url::{Url, form_urlencoded};

use crate::{Error, Phase};

const CONTENT_TYPE: &str = "application/x-www-form-urlencoded; charset=utf-8";
/// The API version that the parameters and answers below belong to.
const VERSION: &str = "2016-11-15";
/// How long one call may take.
const DEADLINE: Duration = Duration::from_secs(10);
/// An answer holds at most 100 instances; this is far above.
const MAX_BODY_BYTES: usize = 4 << 20;

/// Where EC2's read calls go and how they are signed.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub(crate) http: reqwest::Client,
    pub(crate) url: Url,
    pub(crate) region: String,
}

impl Query {
    /// Sends one call and parses its answer.
    ///
    /// # Wire
    ///
    /// `POST {url}`, form body with `Action`, `Version` and `parameters`, signed with SigV4 in the headers, service `ec2`.
    ///
    /// # Errors
    ///
    /// AWS's code as [`Error`] (throttled, denied, expired, refused), [`Error::Unreachable`], [`Error::TimedOut`].
    pub(crate) async fn call<T: DeserializeOwned>(
        &self,
        credentials: Credentials,
        call: &Call,
    ) -> Result<T, Error> {
        let request = self.signed_request(credentials, call)?;
        let answer = async {
            let response = self.http.execute(request).await?;
            let is_success = response.status().is_success();
            Ok::<_, reqwest::Error>((is_success, response.bytes().await?))
        };
        let (is_success, body) = tokio::time::timeout(DEADLINE, answer)
            .await
            .map_err(|_| Error::TimedOut {
                phase: Phase::LookUp,
            })?
            .map_err(|error| Error::unreachable(Phase::LookUp, error.without_url()))?;
        let text = body
            .get(..body.len().min(MAX_BODY_BYTES))
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or_default();
        if !is_success {
            return Err(error_document(call.action, text));
        }
        quick_xml::de::from_str(text).map_err(|error| Error::Refused {
            action: call.action,
            code: "MalformedAnswer".to_owned(),
            message: error.to_string(),
            retryable: false,
        })
    }

    fn signed_request(
        &self,
        credentials: Credentials,
        call: &Call,
    ) -> Result<reqwest::Request, Error> {
        let invalid = |error: &dyn std::fmt::Display| {
            Error::InvalidSetting(format!("the EC2 request could not be signed: {error}"))
        };
        let body = call.body();
        let identity = credentials.into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name("ec2")
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| invalid(&error))?
            .into();
        let signable = SignableRequest::new(
            "POST",
            self.url.as_str(),
            [("content-type", CONTENT_TYPE)].into_iter(),
            SignableBody::Bytes(body.as_bytes()),
        )
        .map_err(|error| invalid(&error))?;
        let (instructions, _) = sign(signable, &params)
            .map_err(|error| invalid(&error))?
            .into_parts();
        let mut request = http::Request::post(self.url.as_str())
            .header("content-type", CONTENT_TYPE)
            .body(body.clone())
            .map_err(|error| invalid(&error))?;
        instructions.apply_to_request_http1x(&mut request);
        request.try_into().map_err(|error| invalid(&error))
    }
}

/// One call: the action and its own parameters.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    /// With the service, as IAM names it: `ec2:DescribeInstances`.
    pub(crate) action: &'static str,
    pub(crate) parameters: Vec<(String, String)>,
}

impl Call {
    fn body(&self) -> String {
        let action = self.action.strip_prefix("ec2:").unwrap_or(self.action);
        form_urlencoded::Serializer::new(String::new())
            .append_pair("Action", action)
            .append_pair("Version", VERSION)
            .extend_pairs(&self.parameters)
            .finish()
    }
}

/// A list in EC2's XML: `<set><item>…</item></set>`.
#[derive(Debug, Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
pub(crate) struct Set<T> {
    #[serde(default = "Vec::new")]
    pub(crate) item: Vec<T>,
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self { item: Vec::new() }
    }
}

fn error_document(action: &'static str, text: &str) -> Error {
    #[derive(Deserialize)]
    struct Document {
        #[serde(rename = "Errors")]
        errors: Errors,
    }
    #[derive(Deserialize)]
    struct Errors {
        #[serde(rename = "Error")]
        error: Detail,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Detail {
        code: String,
        #[serde(default)]
        message: String,
    }
    match quick_xml::de::from_str::<Document>(text) {
        Ok(document) => Error::from_aws(
            action,
            &document.errors.error.code,
            &document.errors.error.message,
        ),
        Err(_) => Error::from_aws(action, "UnreadableAnswer", text),
    }
}
