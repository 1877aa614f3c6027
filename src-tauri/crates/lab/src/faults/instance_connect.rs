//! The errors of `SendSSHPublicKey`.
//!
//! Source: its API reference, "Common errors" of AWS's JSON services, and, for the statuses and bodies
//! that differ from those, what clients have published of real answers.

use super::Fault;
use crate::cloud::{ACCOUNT, CALLER_ARN, REGION};

/// The instance of sentences that must name one.
const SOME_INSTANCE: &str = "i-0123456789abcdef0";

/// Everything that a key push can fail with.
pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault::access_denied(),
        Fault::auth_exception(),
        Fault::invalid_args(),
        Fault::instance_not_found(),
        Fault::instance_state_invalid(),
        Fault::instance_unavailable(),
        Fault::throttled(),
        Fault::too_many_requests(),
        Fault::service_exception(),
        Fault::expired_token_exception(),
        Fault::unrecognized_client(),
        Fault::invalid_signature(),
        Fault::incomplete_signature(),
    ]
}

impl Fault {
    /// Instance Connect: the identity may not push keys to an instance; said of one that the lab does
    /// not have.
    pub fn access_denied() -> Self {
        Self::access_denied_on(SOME_INSTANCE)
    }

    /// Instance Connect: the identity may not push keys to this instance.
    pub fn access_denied_on(instance_id: &str) -> Self {
        let message = format!(
            "User: {CALLER_ARN} is not authorized to perform: ec2-instance-connect:SendSSHPublicKey \
             on resource: arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{instance_id} because no \
             identity-based policy allows the ec2-instance-connect:SendSSHPublicKey action"
        );
        Self::new(400, "AccessDeniedException", &message)
    }

    /// Instance Connect: the credentials are no good for this instance.
    pub fn auth_exception() -> Self {
        let message = "Either your AWS credentials are not valid or you do not have access to the \
                       EC2 instance.";
        Self::new(403, "AuthException", message)
    }

    /// Instance Connect: a parameter is not valid.
    pub fn invalid_args() -> Self {
        Self::new(
            400,
            "InvalidArgsException",
            "One of the parameters is not valid.",
        )
    }

    /// Instance Connect: there is no such instance here.
    pub fn instance_not_found() -> Self {
        let message = "The specified instance was not found.";
        Self::new(404, "EC2InstanceNotFoundException", message)
    }

    /// Instance Connect: the instance does not run.
    pub fn instance_state_invalid() -> Self {
        let message = "Unable to connect because the instance is not in a valid state. Connecting \
                       to a stopped or terminated instance is not supported. If the instance is \
                       stopped, start your instance, and try to connect again.";
        Self::new(400, "EC2InstanceStateInvalidException", message)
    }

    /// Instance Connect: the instance is not ready yet.
    pub fn instance_unavailable() -> Self {
        let message = "The instance is currently unavailable. Wait a few minutes and try again.";
        Self::new(503, "EC2InstanceUnavailableException", message)
    }

    /// Instance Connect: too many calls, with the status that was seen on the wire.
    pub fn throttled() -> Self {
        Self::new(400, "ThrottlingException", THROTTLED)
    }

    /// Instance Connect: too many calls, with the status of the API's model.
    pub fn too_many_requests() -> Self {
        Self::new(429, "ThrottlingException", THROTTLED)
    }

    /// Instance Connect: the service itself failed.
    pub fn service_exception() -> Self {
        let message = "The service encountered an error. Follow the instructions in the error \
                       message and try again.";
        Self::new(500, "ServiceException", message)
    }

    /// Instance Connect: the session token was good once.
    pub fn expired_token_exception() -> Self {
        let message = "The security token included in the request is expired";
        Self::new(400, "ExpiredTokenException", message)
    }

    /// Instance Connect: nobody has these credentials.
    pub fn unrecognized_client() -> Self {
        let message = "The security token included in the request is invalid.";
        Self::new(403, "UnrecognizedClientException", message)
    }

    /// Instance Connect: signed with another secret, or for something else.
    pub fn invalid_signature() -> Self {
        let message = "The request signature we calculated does not match the signature you \
                       provided. Check your AWS Secret Access Key and signing method.";
        Self::new(403, "InvalidSignatureException", message)
    }

    /// Instance Connect: a part of the signature is missing.
    pub fn incomplete_signature() -> Self {
        let message = "Authorization header requires 'Signature' parameter.";
        Self::new(403, "IncompleteSignatureException", message)
    }
}

const THROTTLED: &str = "Server is busy! Please retry after a moment.";
