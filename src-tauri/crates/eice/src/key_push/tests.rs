use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::{
    client::{orchestrator::HttpResponse, result::ConnectorError},
    http::StatusCode,
};
use aws_smithy_types::{body::SdkBody, error::ErrorMetadata};

use super::*;

type PushError = SdkError<SendSSHPublicKeyError>;

/// What the caller is to do: the variant's name.
fn decision(error: &Error) -> String {
    let text = format!("{error:?}");
    text.split([' ', '(', '{'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn judged(error: PushError) -> Error {
    classify(&"i-0123abcd".parse().unwrap(), error)
}

/// AWS's answer with this code. The HTTP status is always 400, as on the wire.
fn answered(code: Option<&str>, text: &str) -> PushError {
    let mut metadata = ErrorMetadata::builder().message(text);
    if let Some(code) = code {
        metadata = metadata.code(code);
    }
    let status = StatusCode::try_from(400).unwrap();
    let response = HttpResponse::new(status, SdkBody::empty());
    SdkError::service_error(SendSSHPublicKeyError::generic(metadata.build()), response)
}

#[test]
fn every_answer_of_aws_is_judged_by_its_code_whatever_its_text() {
    for text in ["", "Permission denied", "broken pipe", "Throttling"] {
        for (code, expected, is_retryable) in [
            ("EC2InstanceNotFoundException", "InstanceNotFound", false),
            ("EC2InstanceStateInvalidException", "InstanceStopped", false),
            ("EC2InstanceUnavailableException", "Refused", true),
            ("EC2InstanceTypeInvalidException", "Refused", false),
            ("InvalidArgsException", "Refused", false),
            ("ServiceException", "Refused", true),
            ("ThrottlingException", "Throttled", true),
            ("AuthException", "AccessDenied", false),
            ("AccessDeniedException", "AccessDenied", false),
            ("UnrecognizedClientException", "CredentialsRefused", false),
            ("InvalidSignatureException", "CredentialsRefused", false),
            ("IncompleteSignature", "CredentialsRefused", false),
            ("ExpiredTokenException", "CredentialsExpired", false),
            ("SomethingNew", "Refused", false),
        ] {
            let error = judged(answered(Some(code), text));
            assert_eq!(decision(&error), expected, "{code} {text:?}");
            assert_eq!(error.is_retryable(), is_retryable, "{code} {text:?}");
        }
    }
}

#[test]
fn every_failure_before_an_answer_is_judged_by_its_kind() {
    let refused = || std::io::Error::new(std::io::ErrorKind::ConnectionRefused, "refused");
    let response = || HttpResponse::new(StatusCode::try_from(200).unwrap(), SdkBody::empty());
    let source = || CredentialsError::not_loaded("no profile");
    for (error, expected) in [
        (SdkError::timeout_error("late"), "TimedOut"),
        (SdkError::construction_failure("bad input"), "Unreachable"),
        (
            SdkError::construction_failure(source()),
            "CredentialsMissing",
        ),
        (
            SdkError::dispatch_failure(ConnectorError::io(refused().into())),
            "Unreachable",
        ),
        (
            SdkError::dispatch_failure(ConnectorError::timeout("late".into())),
            "Unreachable",
        ),
        (
            SdkError::dispatch_failure(ConnectorError::user(source().into())),
            "CredentialsMissing",
        ),
        (SdkError::response_error("not JSON", response()), "Refused"),
        (answered(None, "no code"), "Refused"),
    ] {
        assert_eq!(decision(&judged(error)), expected);
    }
}
