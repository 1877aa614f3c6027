//! EC2: the two lists that a client reads, and an instance's console.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    response::Response,
    routing::post,
};

use super::{
    Unsigned, check_signature,
    console::console_output,
    form::Form,
    lists::{describe_endpoints, describe_instances},
    refused,
    shapes::Errors,
    xml::{respond, respond_error, to_xml},
};
use crate::{
    cloud::Cloud,
    faults::{Call, Fault},
    sigv4,
};

const SERVICE: &str = "ec2";
/// The only version of the API that there is.
const VERSION: &str = "2016-11-15";

/// EC2's only route.
pub(crate) fn router(cloud: Arc<Cloud>) -> Router {
    Router::new().route("/", post(answer)).with_state(cloud)
}

async fn answer(State(cloud): State<Arc<Cloud>>, request: Request) -> Response {
    match act(&cloud, request).await {
        Ok(xml) => respond(xml),
        Err(fault) => refused(&cloud, &fault, error),
    }
}

async fn act(cloud: &Cloud, request: Request) -> Result<String, Fault> {
    let signed = check_signature(cloud, SERVICE, request)
        .await
        .inspect_err(|_| {
            cloud.tally.request("ec2 (not signed)");
        })?;
    let form = Form::parse(&signed.body);
    let action = form.get("Action").unwrap_or_default();
    cloud.tally.request(&format!("ec2 {action}"));
    if form.get("Version") != Some(VERSION) {
        return Err(Fault::new(
            400,
            "NoSuchVersion",
            "The requested version is not valid.",
        ));
    }
    match action {
        "DescribeInstances" => {
            cloud.faults.pass(Call::DescribeInstances).await?;
            to_xml(
                "DescribeInstancesResponse",
                &describe_instances(cloud, &form)?,
            )
        }
        "DescribeInstanceConnectEndpoints" => {
            cloud
                .faults
                .pass(Call::DescribeInstanceConnectEndpoints)
                .await?;
            let answer = describe_endpoints(cloud, &form)?;
            to_xml("DescribeInstanceConnectEndpointsResponse", &answer)
        }
        "GetConsoleOutput" => {
            cloud.faults.pass(Call::GetConsoleOutput).await?;
            to_xml("GetConsoleOutputResponse", &console_output(cloud, &form)?)
        }
        _ => {
            let message = format!("The action {action} is not valid for this web service.");
            Err(Fault::new(400, "InvalidAction", &message))
        }
    }
}

fn error(fault: &Fault) -> Response {
    respond_error(fault, "Response", &Errors::from(fault))
}

impl From<Unsigned> for Fault {
    fn from(unsigned: Unsigned) -> Self {
        match unsigned {
            Unsigned::Body => Self::new(413, "RequestEntityTooLarge", "The request is too large."),
            Unsigned::Signature(refusal) => ec2_refusal(refusal),
        }
    }
}

/// Source: "Error codes for the Amazon EC2 API".
fn ec2_refusal(refusal: sigv4::Refusal) -> Fault {
    use sigv4::Refusal;
    match refusal {
        Refusal::Unsigned => {
            let message = "The request must contain the parameter AWSAccessKeyId";
            Fault::new(400, "MissingParameter", message)
        }
        Refusal::Incomplete(message) => Fault::new(400, "IncompleteSignature", &message),
        Refusal::UnknownKey | Refusal::WrongToken => Fault::auth_failure(),
        Refusal::WrongScope(message) | Refusal::NotYetValid(message) => {
            Fault::new(403, "SignatureDoesNotMatch", &message)
        }
        Refusal::Expired(_) => Fault::request_expired(),
        Refusal::Mismatch => Fault::signature_does_not_match(),
    }
}
