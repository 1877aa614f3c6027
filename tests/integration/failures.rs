//! Every failure of AWS that the lab can make, in AWS's own shape: each has its code and its remedy.

use backend::{Backend, ErrorCode, IpcError, ListFiles, RunDoctor};
use lab::{Call, Fault, all_faults};

use crate::support::World;

/// What a person is to do about a refused call with this code.
fn expected(call: Call, fault: &Fault) -> ErrorCode {
    use ErrorCode as C;
    match fault.code.as_str() {
        "UnauthorizedOperation" | "AccessDenied" | "AccessDeniedException" | "AuthException" => {
            C::AccessDenied
        }
        "ExpiredToken" | "ExpiredTokenException" => C::CredentialsExpired,
        "AuthFailure"
        | "InvalidClientTokenId"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "UnrecognizedClientException"
        | "RequestExpired" => C::AccessDenied,
        "RequestLimitExceeded" | "Throttling" | "ThrottlingException" => C::Throttled,
        "EC2InstanceNotFoundException" => C::InstanceNotFound,
        "EC2InstanceStateInvalidException" => C::InstanceStopped,
        "ConnectionLimitExceeded" => C::EndpointFull,
        _ if call == Call::OpenTunnel && matches!(fault.status, 401 | 403) => C::AccessDenied,
        _ => C::PlatformError,
    }
}

async fn failure(world: &World, backend: &Backend, call: Call) -> Option<IpcError> {
    if call == Call::GetCallerIdentity {
        let args = RunDoctor { workspace_id: None };
        let report = backend.run_doctor(args, |_| {}).await.unwrap();
        return report.results.into_iter().find_map(|result| result.error);
    }
    let args = ListFiles::of(world.id(0), String::new());
    backend.list_files(args, |_| {}).await.err()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_failure_of_aws_has_its_code_and_says_what_to_do() {
    let world = World::start(1).await;
    let mut seen = 0;
    for (call, fault) in all_faults() {
        // What the console says is a bonus; its failure is none of the dial's.
        if call == Call::GetConsoleOutput {
            continue;
        }
        world.lab.world().refuse(call, fault.clone());
        let backend = world.connect_again().await;
        let error = failure(&world, &backend, call).await;
        world.lab.world().accept(call);
        backend.close().await;
        let error = error.unwrap_or_else(|| panic!("{call:?} {fault:?} went unnoticed"));
        assert_eq!(
            error.code,
            expected(call, &fault),
            "{call:?} {fault:?}: {error:?}"
        );
        let remedy = error.remedy.unwrap_or_default();
        assert!(
            remedy.len() > 15,
            "{call:?} {fault:?} should say what to do: {remedy:?}"
        );
        assert!(
            error.message.len() < 900,
            "{call:?} {}",
            error.message.len()
        );
        seen += 1;
    }
    assert!(seen > 30, "{seen} failures");
}
