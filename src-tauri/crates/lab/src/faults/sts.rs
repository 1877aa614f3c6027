//! The errors of `GetCallerIdentity`. Source: "Common errors" of STS's API reference.

use super::Fault;

/// Everything that the question can fail with. Nobody can be forbidden to ask it.
pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault {
            status: 403,
            ..Fault::expired_token()
        },
        Fault::invalid_client_token_id(),
        Fault::signature_does_not_match(),
        Fault::rate_exceeded(),
        Fault::internal_failure(),
        Fault::service_unavailable(),
    ]
}

impl Fault {
    /// STS: too many calls.
    pub fn rate_exceeded() -> Self {
        Self::new(400, "Throttling", "Rate exceeded")
    }

    /// STS: the service itself failed.
    pub fn internal_failure() -> Self {
        let message = "The request processing has failed because of an unknown error, exception or \
                       failure.";
        Self::new(500, "InternalFailure", message)
    }

    /// STS and the endpoint: the service has too much to do.
    pub fn service_unavailable() -> Self {
        let message = "The request has failed due to a temporary failure of the server.";
        Self::new(503, "ServiceUnavailable", message)
    }
}
