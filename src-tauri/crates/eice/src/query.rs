//! AWS's Query protocol, which EC2 and STS speak: a signed form goes out, XML or an error document comes back.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use backon::{ExponentialBuilder, Retryable as _};
use http::{HeaderMap, header::DATE};
use serde::{Deserialize, de::DeserializeOwned};
use url::{Url, form_urlencoded};

use crate::{Error, Phase};

const CONTENT_TYPE: &str = "application/x-www-form-urlencoded; charset=utf-8";
/// How long one call may take, its repetitions included.
const DEADLINE: Duration = Duration::from_secs(10);
/// A call is made three times at most, where AWS says "again".
const REPETITIONS: usize = 2;
/// The first pause is this with jitter, the second one twice as long.
const PAUSE: Duration = Duration::from_millis(250);
/// An answer holds at most 100 instances; this is far above.
const MAX_BODY_BYTES: usize = 4 << 20;

/// A service that speaks the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    Ec2,
    Sts,
}

impl Service {
    /// As signatures and IAM actions name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ec2 => "ec2",
            Self::Sts => "sts",
        }
    }

    /// The version of the API that the parameters and answers here belong to.
    fn version(self) -> &'static str {
        match self {
            Self::Ec2 => "2016-11-15",
            Self::Sts => "2011-06-15",
        }
    }

    fn phase(self) -> Phase {
        match self {
            Self::Ec2 => Phase::LookUp,
            Self::Sts => Phase::Identity,
        }
    }
}

/// Where a service's calls go and how they are signed.
#[derive(Debug, Clone)]
pub(crate) struct Query {
    pub(crate) service: Service,
    pub(crate) http: reqwest::Client,
    pub(crate) url: Url,
    pub(crate) region: String,
}

impl Query {
    /// Sends one call and parses its answer. Only reads go this way, so that a call is repeated where AWS is busy.
    ///
    /// # Wire
    ///
    /// `POST {url}`, form body with `Action`, `Version` and `parameters`, signed with SigV4 in the headers.
    ///
    /// # Errors
    ///
    /// AWS's code as [`Error`] (throttled, denied, expired, refused), [`Error::ClockSkew`], [`Error::Unreachable`],
    /// [`Error::TimedOut`].
    pub(crate) async fn call<T: DeserializeOwned>(
        &self,
        credentials: &Credentials,
        call: &Call,
    ) -> Result<T, Error> {
        let pauses = ExponentialBuilder::default()
            .with_min_delay(PAUSE)
            .with_max_times(REPETITIONS)
            .with_jitter();
        let text = (|| self.text(credentials, call))
            .retry(pauses)
            .when(says_again);
        let text = tokio::time::timeout(DEADLINE, text)
            .await
            .map_err(|_| Error::TimedOut {
                phase: self.service.phase(),
            })??;
        quick_xml::de::from_str(&text).map_err(|error| Error::Refused {
            action: call.action,
            code: "MalformedAnswer".to_owned(),
            message: error.to_string(),
            retryable: false,
        })
    }

    /// The document that answers one request.
    async fn text(&self, credentials: &Credentials, call: &Call) -> Result<String, Error> {
        let request = self.signed_request(credentials.clone(), call)?;
        let answer = async {
            let response = self.http.execute(request).await?;
            let is_success = response.status().is_success();
            let ahead_seconds = ahead_seconds(response.headers(), SystemTime::now());
            Ok::<_, reqwest::Error>((is_success, ahead_seconds, response.bytes().await?))
        };
        let (is_success, ahead_seconds, body) = answer
            .await
            .map_err(|error| Error::unreachable(self.service.phase(), error.without_url()))?;
        let text = body
            .get(..body.len().min(MAX_BODY_BYTES))
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or_default();
        if is_success {
            Ok(text.to_owned())
        } else {
            Err(error_document(call.action, text).weighing(ahead_seconds))
        }
    }

    fn signed_request(
        &self,
        credentials: Credentials,
        call: &Call,
    ) -> Result<reqwest::Request, Error> {
        let invalid = |error: &dyn std::fmt::Display| {
            Error::InvalidSetting(format!("the EC2 request could not be signed: {error}"))
        };
        let body = call.body(self.service);
        let identity = credentials.into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.region)
            .name(self.service.name())
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
    /// With its service, as IAM names it: `ec2:DescribeInstances`.
    pub(crate) action: &'static str,
    pub(crate) parameters: Vec<(String, String)>,
}

impl Call {
    fn body(&self, service: Service) -> String {
        let action = self
            .action
            .split_once(':')
            .map_or(self.action, |(_, action)| action);
        form_urlencoded::Serializer::new(String::new())
            .append_pair("Action", action)
            .append_pair("Version", service.version())
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

fn says_again(error: &Error) -> bool {
    matches!(
        error,
        Error::Throttled { .. }
            | Error::Refused {
                retryable: true,
                ..
            }
    )
}

/// How far a clock that shows `now` is ahead of the one that dated an answer.
pub(crate) fn ahead_seconds(headers: &HeaderMap, now: SystemTime) -> Option<i64> {
    ahead_of(headers.get(DATE)?.to_str().ok()?, now)
}

/// How far a clock that shows `now` is ahead of `date`, as HTTP writes it.
pub(crate) fn ahead_of(date: &str, now: SystemTime) -> Option<i64> {
    let theirs = httpdate::parse_http_date(date).ok()?;
    let seconds = |span: Duration| i64::try_from(span.as_secs()).ok();
    match now.duration_since(theirs) {
        Ok(ahead) => seconds(ahead),
        Err(behind) => seconds(behind.duration()).map(|seconds| -seconds),
    }
}

/// EC2 says `<Response><Errors><Error>`, STS `<ErrorResponse><Error>`.
fn error_document(action: &'static str, text: &str) -> Error {
    #[derive(Deserialize)]
    struct Document {
        #[serde(rename = "Errors")]
        errors: Option<Errors>,
        #[serde(rename = "Error")]
        error: Option<Detail>,
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
    let document = quick_xml::de::from_str::<Document>(text).ok();
    let detail = document.and_then(|document| {
        let listed = document.errors.map(|errors| errors.error);
        listed.or(document.error)
    });
    match detail {
        Some(detail) => Error::from_aws(action, &detail.code, &detail.message),
        None => Error::from_aws(action, "UnreadableAnswer", text),
    }
}
