//! STS: whose credentials these are.
//!
//! Anybody may ask who they are, so a client learns from the answer, or from its absence, whether its
//! credentials are any good. Source: `GetCallerIdentity` and "Common errors" of STS's API reference.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    response::Response,
    routing::post,
};
use serde::Serialize;

use super::{
    Unsigned, check_signature,
    form::Form,
    refused,
    shapes::request_id,
    xml::{respond, respond_error, to_xml},
};
use crate::{
    cloud::{ACCOUNT, CALLER_ARN, Cloud},
    faults::{Call, Fault},
    sigv4,
};

const SERVICE: &str = "sts";
/// The only version of the API that there is.
const VERSION: &str = "2011-06-15";
const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";
/// The id of the role, and the name of the session.
const USER_ID: &str = "AROALABLABLABLABLABLA:visitor";

/// STS's only route.
pub(crate) fn router(cloud: Arc<Cloud>) -> Router {
    Router::new().route("/", post(answer)).with_state(cloud)
}

async fn answer(State(cloud): State<Arc<Cloud>>, request: Request) -> Response {
    match act(&cloud, request).await {
        Ok(xml) => respond(xml),
        Err(fault) => refused(&cloud, &fault, |fault| {
            respond_error(fault, "ErrorResponse", &Refused::from(fault))
        }),
    }
}

async fn act(cloud: &Cloud, request: Request) -> Result<String, Fault> {
    let signed = check_signature(cloud, SERVICE, request).await;
    let signed = signed.map_err(|unsigned| {
        cloud.tally.request("sts (not signed)");
        sts_refusal(unsigned)
    })?;
    let form = Form::parse(&signed.body);
    let action = form.get("Action").unwrap_or_default();
    cloud.tally.request(&format!("sts {action}"));
    if action != "GetCallerIdentity" || form.get("Version") != Some(VERSION) {
        let message = format!("Could not find operation {action} for version {VERSION}");
        return Err(Fault::new(400, "InvalidAction", &message));
    }
    cloud.faults.pass(Call::GetCallerIdentity).await?;
    to_xml("GetCallerIdentityResponse", &CallerIdentity::new())
}

/// The answer to `GetCallerIdentity`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct CallerIdentity {
    #[serde(rename = "@xmlns")]
    namespace: &'static str,
    get_caller_identity_result: Caller,
    response_metadata: Metadata,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Caller {
    arn: &'static str,
    user_id: &'static str,
    account: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    request_id: String,
}

impl CallerIdentity {
    fn new() -> Self {
        Self {
            namespace: NAMESPACE,
            get_caller_identity_result: Caller {
                arn: CALLER_ARN,
                user_id: USER_ID,
                account: ACCOUNT,
            },
            response_metadata: Metadata {
                request_id: request_id(),
            },
        }
    }
}

/// An error document.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Refused {
    #[serde(rename = "@xmlns")]
    namespace: &'static str,
    error: ErrorItem,
    request_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct ErrorItem {
    /// Whose fault it is.
    r#type: &'static str,
    code: String,
    message: String,
}

impl From<&Fault> for Refused {
    fn from(fault: &Fault) -> Self {
        Self {
            namespace: NAMESPACE,
            error: ErrorItem {
                r#type: if fault.status < 500 {
                    "Sender"
                } else {
                    "Receiver"
                },
                code: fault.code.clone(),
                message: fault.message.clone(),
            },
            request_id: request_id(),
        }
    }
}

fn sts_refusal(unsigned: Unsigned) -> Fault {
    use sigv4::Refusal;
    let forbidden = |message: &str| Fault::new(403, "SignatureDoesNotMatch", message);
    let refusal = match unsigned {
        Unsigned::Body => return Fault::new(413, "RequestEntityTooLarge", ""),
        Unsigned::Signature(refusal) => refusal,
    };
    match refusal {
        Refusal::Unsigned => {
            let message = "Request is missing Authentication Token";
            Fault::new(403, "MissingAuthenticationToken", message)
        }
        Refusal::Incomplete(message) => Fault::new(400, "IncompleteSignature", &message),
        Refusal::UnknownKey | Refusal::WrongToken => Fault::invalid_client_token_id(),
        Refusal::WrongScope(message)
        | Refusal::Expired(message)
        | Refusal::NotYetValid(message) => forbidden(&message),
        Refusal::Mismatch => Fault::signature_does_not_match(),
    }
}
