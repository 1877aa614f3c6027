//! `SendSSHPublicKey`: puts a public key on an instance for 60 s.

use std::time::{Duration, SystemTime};

use aws_sdk_ec2instanceconnect::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    operation::{RequestId as _, send_ssh_public_key::SendSSHPublicKeyError},
};

use crate::{
    Error, InstanceId, Phase,
    access::RequestId,
    credentials::{is_of_source, source_error},
    query::ahead_of,
};

const ACTION: &str = "ec2-instance-connect:SendSSHPublicKey";
/// With the SDK's own retries on throttling inside it.
const DEADLINE: Duration = Duration::from_secs(10);

/// Pushes `public_key` (one OpenSSH line) for `os_user`. AWS's name for the request is noted, where it answers.
pub(crate) async fn send(
    client: &Client,
    id: &InstanceId,
    os_user: &str,
    public_key: &str,
    request_id: &RequestId,
) -> Result<(), Error> {
    let call = client
        .send_ssh_public_key()
        .instance_id(id.as_str())
        .instance_os_user(os_user)
        .ssh_public_key(public_key)
        .send();
    let answer = tokio::time::timeout(DEADLINE, call)
        .await
        .map_err(|_| Error::TimedOut {
            phase: Phase::KeyPush,
        })?
        .map_err(|error| {
            request_id.note(error.request_id().unwrap_or_default());
            classify(id, error)
        })?;
    request_id.note(answer.request_id().unwrap_or_default());
    tracing::debug!(instance = %id, request_id = answer.request_id().unwrap_or(""), "key pushed");
    if answer.success() {
        return Ok(());
    }
    Err(Error::Refused {
        action: ACTION,
        code: "NotSuccessful".to_owned(),
        message: "AWS answered without an error and without success".to_owned(),
        retryable: true,
    })
}

fn classify(id: &InstanceId, error: SdkError<SendSSHPublicKeyError>) -> Error {
    match &error {
        SdkError::TimeoutError(_) => Error::TimedOut {
            phase: Phase::KeyPush,
        },
        SdkError::ConstructionFailure(_) | SdkError::DispatchFailure(_) => {
            credentials_or_network(error)
        }
        _ => {
            let ahead = error
                .raw_response()
                .and_then(|response| response.headers().get("date"))
                .and_then(|date| ahead_of(date, SystemTime::now()));
            let message = error.message().unwrap_or_default().to_owned();
            match error.code() {
                Some("EC2InstanceNotFoundException") => Error::InstanceNotFound(id.clone()),
                Some("EC2InstanceStateInvalidException") => Error::InstanceStopped {
                    id: id.clone(),
                    state: "not running".to_owned(),
                },
                Some(code) => Error::from_aws(ACTION, code, &message).weighing(ahead),
                None => not_of_aws(&error),
            }
        }
    }
}

/// An answer without AWS's error code, or that cannot be read: something in between has answered.
fn not_of_aws(error: &SdkError<SendSSHPublicKeyError>) -> Error {
    let status = error
        .raw_response()
        .map_or(0, |response| response.status().as_u16());
    Error::Refused {
        action: ACTION,
        code: format!("HTTP {status}"),
        message: "the answer is not AWS's; a proxy or a firewall may have given it".to_owned(),
        retryable: status >= 500 || status == 429,
    }
}

/// The SDK reports a failing credential provider as a failure to dispatch.
fn credentials_or_network(error: SdkError<SendSSHPublicKeyError>) -> Error {
    if is_of_source(&error) {
        source_error(error)
    } else {
        Error::unreachable(Phase::KeyPush, error)
    }
}

#[cfg(test)]
mod tests;
