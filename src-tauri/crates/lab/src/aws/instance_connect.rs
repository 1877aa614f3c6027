//! Instance Connect: `SendSSHPublicKey`, and nothing else.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
    routing::post,
};
use http::{HeaderName, StatusCode, header::CONTENT_TYPE};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Unsigned, check_signature, refused};
use crate::{
    cloud::Cloud,
    faults::{Call, Fault},
    sigv4,
};

const SERVICE: &str = "ec2-instance-connect";
const TARGET: &str = "AWSEC2InstanceConnectService.SendSSHPublicKey";
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SendSshPublicKey {
    #[serde(default)]
    instance_id: String,
    #[serde(default, rename = "InstanceOSUser")]
    instance_os_user: String,
    #[serde(default, rename = "SSHPublicKey")]
    ssh_public_key: String,
}

/// Instance Connect's only route.
pub(crate) fn router(cloud: Arc<Cloud>) -> Router {
    Router::new().route("/", post(answer)).with_state(cloud)
}

async fn answer(State(cloud): State<Arc<Cloud>>, request: Request) -> Response {
    let id = Uuid::new_v4().to_string();
    match act(&cloud, request).await {
        Ok(()) => respond(
            StatusCode::OK,
            &json!({ "RequestId": id, "Success": true }),
            &id,
        ),
        Err(fault) => refused(&cloud, &fault, |fault| {
            let body = json!({ "__type": fault.code, "Message": fault.message });
            respond(fault.status(), &body, &id)
        }),
    }
}

fn respond(status: StatusCode, body: &Value, id: &str) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/x-amz-json-1.1"),
        (REQUEST_ID, id),
    ];
    (status, headers, body.to_string()).into_response()
}

async fn act(cloud: &Cloud, request: Request) -> Result<(), Fault> {
    cloud.tally.request("ec2-instance-connect SendSSHPublicKey");
    let signed = check_signature(cloud, SERVICE, request)
        .await
        .map_err(unsigned)?;
    let target = signed.parts.headers.get("x-amz-target");
    if target.is_none_or(|target| target != TARGET) {
        return Err(Fault::new(400, "UnknownOperationException", ""));
    }
    cloud.faults.pass(Call::SendSshPublicKey).await?;
    let asked: SendSshPublicKey = serde_json::from_slice(&signed.body)
        .map_err(|error| Fault::new(400, "SerializationException", &error.to_string()))?;
    check_arguments(&asked)?;
    grant(cloud, &asked)
}

/// Source: the patterns and lengths of the API reference.
fn check_arguments(asked: &SendSshPublicKey) -> Result<(), Fault> {
    let (id, user, key) = (
        &asked.instance_id,
        &asked.instance_os_user,
        &asked.ssh_public_key,
    );
    let hexadecimal = |text: &str| {
        text.bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let id_is_valid =
        (10..=32).contains(&id.len()) && id.strip_prefix("i-").is_some_and(hexadecimal);
    let wrong = if !id_is_valid {
        "instanceId"
    } else if !is_os_user(user) {
        "instanceOSUser"
    } else if !(80..=4096).contains(&key.len()) {
        "sSHPublicKey"
    } else {
        return Ok(());
    };
    let message =
        format!("1 validation error detected: Value at '{wrong}' failed to satisfy constraint");
    Err(Fault::new(400, "InvalidArgsException", &message))
}

/// Letters, digits and `@ . _ -`, at most 32 of them, not only digits; `$` may be the last one.
fn is_os_user(user: &str) -> bool {
    let named = user.strip_suffix('$').unwrap_or(user);
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"@._-".contains(&byte);
    let begins_well = user.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_');
    begins_well
        && user.len() <= 32
        && named.bytes().all(allowed)
        && !user.bytes().all(|byte| byte.is_ascii_digit())
}

fn grant(cloud: &Cloud, asked: &SendSshPublicKey) -> Result<(), Fault> {
    let Some(machine) = cloud.machines.by_id(&asked.instance_id) else {
        return Err(Fault::instance_not_found());
    };
    if !machine.is_running() {
        return Err(Fault::instance_state_invalid());
    }
    if asked.ssh_public_key.trim().lines().count() != 1 {
        return Err(Fault::new(
            400,
            "InvalidArgsException",
            "The key must be one line.",
        ));
    }
    cloud
        .grants
        .grant(&machine.id, &asked.instance_os_user, &asked.ssh_public_key);
    if let Err(error) = cloud.far_end.publish_grants(cloud, &machine) {
        tracing::error!(%error, "a grant could not be written to its instance");
        return Err(Fault::service_exception());
    }
    cloud.tally.key_push();
    Ok(())
}

fn unsigned(unsigned: Unsigned) -> Fault {
    match unsigned {
        Unsigned::Body => Fault::new(413, "RequestEntityTooLargeException", ""),
        Unsigned::Signature(refusal) => refusal_of(refusal),
    }
}

/// Source: "Common errors" of AWS's JSON services.
fn refusal_of(refusal: sigv4::Refusal) -> Fault {
    use sigv4::Refusal;
    let invalid = |message: &str| Fault::new(403, "InvalidSignatureException", message);
    match refusal {
        Refusal::Unsigned => Fault::new(
            403,
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        ),
        Refusal::Incomplete(message) => Fault::new(403, "IncompleteSignatureException", &message),
        Refusal::UnknownKey | Refusal::WrongToken => Fault::unrecognized_client(),
        Refusal::WrongScope(message)
        | Refusal::Expired(message)
        | Refusal::NotYetValid(message) => invalid(&message),
        Refusal::Mismatch => Fault::invalid_signature(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn os_users_follow_the_documented_pattern() {
        for user in ["ubuntu", "ec2-user", "_apt", "host$", "1a", "a@b.c"] {
            assert!(is_os_user(user), "{user}");
        }
        for user in ["", "12", "-x", "a b", "a/b", "$", &"a".repeat(33)] {
            assert!(!is_os_user(user), "{user}");
        }
    }

    #[test]
    fn the_shortest_ed25519_key_is_long_enough() {
        let asked = |key: String| SendSshPublicKey {
            instance_id: "i-0123456789abcdef0".to_owned(),
            instance_os_user: "ubuntu".to_owned(),
            ssh_public_key: key,
        };
        let key = format!("ssh-ed25519 {}", "A".repeat(68));
        assert_eq!(check_arguments(&asked(key.clone())), Ok(()));
        let fault = check_arguments(&asked(key[1..].to_owned())).unwrap_err();
        assert_eq!(fault.code, "InvalidArgsException");
    }
}
