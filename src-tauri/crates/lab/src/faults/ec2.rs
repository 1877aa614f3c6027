//! EC2's own errors. Source: "Error codes for the Amazon EC2 API".

use super::Fault;
use crate::cloud::CALLER_ARN;

/// What only `sts:DecodeAuthorizationMessage` can read.
const ENCODED: &str = "4GIOHlTkIaWHQD0Q0m6XSnuUMCm-abcdefghijklmn-abcdefghijklmn-abcdefghijklmn_\
                       abcdefghijklmn-LH7DrVtd6m8QLDKLKRG3QEXAMPLE-hgFtqpgnzWtqnTKB5kLqeA8vZ2Pz\
                       EXAMPLEw4ZNPMFWHLxF8T3BqfTWf7Xb6tpnZ1hT5XVtYWt5FqoXaJ2pXgGv9dJj2pQEXAMPLE";

/// Everything that an action can fail with.
pub(super) fn faults(action: &str) -> Vec<Fault> {
    vec![
        Fault::unauthorized_operation_of(action),
        Fault::auth_failure(),
        Fault::expired_token(),
        Fault::request_expired(),
        Fault::invalid_client_token_id(),
        Fault::signature_does_not_match(),
        Fault::request_limit_exceeded(),
        Fault::internal(),
        Fault::unavailable(),
    ]
}

impl Fault {
    /// EC2: the identity may not do this; said of `DescribeInstances`.
    pub fn unauthorized_operation() -> Self {
        Self::unauthorized_operation_of("DescribeInstances")
    }

    /// EC2: the identity may not do this. The sentence ends with a message that only those can decode
    /// who may.
    pub fn unauthorized_operation_of(action: &str) -> Self {
        let message = format!(
            "You are not authorized to perform this operation. User: {CALLER_ARN} is not authorized \
             to perform: ec2:{action} because no identity-based policy allows the ec2:{action} \
             action. Encoded authorization failure message: {ENCODED}"
        );
        Self::new(403, "UnauthorizedOperation", &message)
    }

    /// EC2: nobody has these credentials.
    pub fn auth_failure() -> Self {
        let message = "AWS was not able to validate the provided access credentials";
        Self::new(401, "AuthFailure", message)
    }

    /// EC2 and STS: the session token was good once.
    pub fn expired_token() -> Self {
        let message = "The security token included in the request is expired";
        Self::new(400, "ExpiredToken", message)
    }

    /// EC2: the credentials or the signature were good once.
    pub fn request_expired() -> Self {
        Self::new(400, "RequestExpired", "Request has expired.")
    }

    /// EC2 and STS: nobody has this access key.
    pub fn invalid_client_token_id() -> Self {
        let message = "The security token included in the request is invalid.";
        Self::new(403, "InvalidClientTokenId", message)
    }

    /// EC2 and STS: signed with another secret, or for something else.
    pub fn signature_does_not_match() -> Self {
        let message = "The request signature we calculated does not match the signature you \
                       provided. Check your AWS Secret Access Key and signing method. Consult the \
                       service documentation for details.";
        Self::new(403, "SignatureDoesNotMatch", message)
    }

    /// EC2: too many calls.
    pub fn request_limit_exceeded() -> Self {
        Self::new(503, "RequestLimitExceeded", "Request limit exceeded.")
    }

    /// EC2: the service itself failed.
    pub fn internal() -> Self {
        Self::new(500, "InternalError", "An internal error has occurred")
    }

    /// EC2: the service has too much to do.
    pub fn unavailable() -> Self {
        let message = "The server is overloaded and can't handle the request.";
        Self::new(503, "Unavailable", message)
    }
}
