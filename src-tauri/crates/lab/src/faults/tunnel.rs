//! What the endpoint says instead of opening a tunnel.
//!
//! Source: EICE has no public specification. The sentence about the port is the one answer that was
//! published word for word, "Access Denied" is what AWS's documentation says; the other codes and all
//! statuses are the lab's own.

use super::Fault;

/// Everything that a tunnel can be refused with.
pub(super) fn faults() -> Vec<Fault> {
    vec![
        Fault::tunnel_access_denied(),
        Fault::tunnel_invalid_parameter(),
        Fault::tunnel_expired(),
        Fault::tunnel_signature(),
        Fault::tunnel_unknown_key(),
        Fault::tunnel_unknown_endpoint("eice-0123456789abcdef0"),
        Fault::tunnel_not_ready("create-in-progress"),
        Fault::tunnel_full(),
        Fault::tunnel_internal(),
        Fault::service_unavailable(),
    ]
}

impl Fault {
    /// The endpoint: the identity may not open this tunnel.
    pub fn tunnel_access_denied() -> Self {
        Self::new(403, "AccessDenied", "Access Denied")
    }

    /// The endpoint: a parameter is not valid; said of the port.
    pub fn tunnel_invalid_parameter() -> Self {
        let message = "The specified RemotePort is not valid. Specify either 22 or 3389 as the \
                       RemotePort and retry your request.";
        Self::new(400, "InvalidParameter", message)
    }

    /// The endpoint: the signature was good once.
    pub fn tunnel_expired() -> Self {
        Self::new(403, "RequestExpired", "The signature has expired.")
    }

    /// The endpoint: signed with another secret, or for something else.
    pub fn tunnel_signature() -> Self {
        let message =
            "The request signature we calculated does not match the signature you provided.";
        Self::new(403, "SignatureDoesNotMatch", message)
    }

    /// The endpoint: nobody has these credentials.
    pub fn tunnel_unknown_key() -> Self {
        Self::new(403, "InvalidClientTokenId", "The access key is not known.")
    }

    /// The endpoint: there is no such one.
    pub fn tunnel_unknown_endpoint(id: &str) -> Self {
        let message = format!("The instance connect endpoint ID '{id}' does not exist.");
        Self::new(404, "InvalidInstanceConnectEndpointId.NotFound", &message)
    }

    /// The endpoint: it is in a state in which it opens no tunnels.
    pub fn tunnel_not_ready(state: &str) -> Self {
        let message = format!("The instance connect endpoint is in the state '{state}'.");
        Self::new(400, "InvalidInstanceConnectEndpointState", &message)
    }

    /// The endpoint: all of its connections are in use.
    pub fn tunnel_full() -> Self {
        let message = "The limit of 20 concurrent connections for the EC2 Instance Connect Endpoint \
                       was exceeded.";
        Self::new(429, "ConnectionLimitExceeded", message)
    }

    /// The endpoint: the service itself failed.
    pub fn tunnel_internal() -> Self {
        Self::new(500, "InternalError", "An internal error has occurred")
    }
}
