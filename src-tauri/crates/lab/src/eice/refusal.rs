//! How the endpoint says no: `{"ErrorCode":"…","Message":"…"}` and a request id.

use axum::{
    Json,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::json;
use uuid::Uuid;

use crate::{faults::Fault, sigv4};

/// A tunnel that is not opened.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    pub(super) code: String,
    message: String,
}

impl Refusal {
    fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
        }
    }

    /// A parameter is missing or not valid.
    pub(super) fn invalid_parameter(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "InvalidParameter", message)
    }

    /// There is no such endpoint.
    pub(super) fn endpoint_not_found(id: &str) -> Self {
        let message = format!("The instance connect endpoint ID '{id}' does not exist.");
        Self::new(
            StatusCode::NOT_FOUND,
            "InvalidInstanceConnectEndpointId.NotFound",
            message,
        )
    }

    /// All connections of the endpoint are in use.
    pub(super) fn too_many_connections() -> Self {
        let message = "The limit of 20 concurrent connections for the EC2 Instance Connect Endpoint \
                       was exceeded.";
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "ConnectionLimitExceeded",
            message,
        )
    }

    /// A plain HTTP request.
    pub(super) fn not_a_websocket() -> Self {
        Self::invalid_parameter("The request is not a websocket upgrade.")
    }
}

impl From<sigv4::Refusal> for Refusal {
    fn from(refusal: sigv4::Refusal) -> Self {
        use sigv4::Refusal as Sig;
        let forbidden = |code, message: &str| Self::new(StatusCode::FORBIDDEN, code, message);
        match refusal {
            Sig::Unsigned => forbidden("MissingAuthenticationToken", "The request is not signed."),
            Sig::Incomplete(message) => {
                Self::new(StatusCode::BAD_REQUEST, "IncompleteSignature", message)
            }
            Sig::UnknownKey => forbidden("InvalidClientTokenId", "The access key is not known."),
            Sig::WrongToken => forbidden("InvalidClientTokenId", "The session token is not valid."),
            Sig::WrongScope(message) => forbidden("SignatureDoesNotMatch", &message),
            Sig::Expired => forbidden("RequestExpired", "The signature has expired."),
            Sig::NotYetValid => forbidden("SignatureDoesNotMatch", "Signature not yet current."),
            Sig::Mismatch => forbidden(
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided.",
            ),
        }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        let status = StatusCode::from_u16(fault.status);
        Self {
            status: status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            code: fault.code,
            message: fault.message,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "ErrorCode": self.code, "Message": self.message });
        let mut response = (self.status, Json(body)).into_response();
        add_request_id(response.headers_mut());
        response
    }
}

/// Names the answer, refused or not, as AWS does.
pub(super) fn add_request_id(headers: &mut HeaderMap) {
    if let Ok(id) = HeaderValue::from_str(&Uuid::new_v4().to_string()) {
        headers.insert("x-amzn-requestid", id);
    }
}
