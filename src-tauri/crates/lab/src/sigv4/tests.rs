use http::Request;

use super::*;

/// Signatures that the AWS CLI's own signer made, over this host and with these keys.
const HOST: &str = "eice-123.ec2-instance-connect-endpoint.us-west-2.amazonaws.com";
const A: &str = "3a56740422a5b9aebd22d860b7a30c729e459a6f71a83bc0de3a2b44b7353f28";
const B: &str = "18a920ae43169b45bdd56c38cdcf391dbc1fc30b7e37f34751376bc58f6a63b2";
const C: &str = "6ada39314fdee2cd93d07c4b748d9dc6b18de0b9b1fd0f0649a0caa62bd27353";

fn verifier(session_token: Option<&str>) -> Verifier {
    Verifier {
        credentials: Credentials {
            access_key_id: "access_key".to_owned(),
            secret_access_key: "secret_key".to_owned(),
            session_token: session_token.map(str::to_owned),
        },
        region: "us-west-2".to_owned(),
        service: "ec2-instance-connect",
    }
}

fn tunnel(target: &str, token: &str, signature: &str) -> Parts {
    let uri = format!(
        "/openTunnel?instanceConnectEndpointId=eice-123&remotePort=22&{target}\
         &X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=access_key%2F20200101%2Fus-west-2%2Fec2-instance-connect%2Faws4_request\
         &X-Amz-Date=20200101T010101Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host{token}\
         &X-Amz-Signature={signature}"
    );
    let request = Request::get(uri).header("host", HOST).body(()).unwrap();
    request.into_parts().0
}

fn vector_a() -> Parts {
    tunnel("privateIpAddress=10.0.0.0&maxTunnelDuration=1", "", A)
}

fn signed_at() -> SystemTime {
    date::parse("20200101T010101Z").unwrap()
}

#[test]
fn the_signatures_of_the_aws_cli_are_accepted() {
    let token = "&X-Amz-Security-Token=to%2Fke%2Bn%3D%3D";
    let b = tunnel("privateIpAddress=10.0.0.0&maxTunnelDuration=60", token, B);
    let ip = "2600%3A1f10%3A4f8e%3Adb01%3A73f5%3A6b9d%3Ac0da%3A1c27";
    let c = tunnel(&format!("privateIpAddress={ip}"), "", C);
    for (token, request) in [(None, vector_a()), (Some("to/ke+n=="), b), (None, c)] {
        assert_eq!(verifier(token).check_query(&request, signed_at()), Ok(()));
    }
}

#[test]
fn a_signature_is_good_for_its_60_seconds_and_not_for_61() {
    let check = |seconds| {
        let now = signed_at() + Duration::from_secs(seconds);
        verifier(None).check_query(&vector_a(), now)
    };
    assert_eq!(check(60), Ok(()));
    let message = "Signature expired: 20200101T010101Z is now earlier than 20200101T010102Z \
                   (20200101T010202Z - 1 min.)";
    assert_eq!(check(61), Err(Refusal::Expired(message.to_owned())));
}

#[test]
fn a_signature_from_the_future_is_refused() {
    let now = signed_at() - SKEW - Duration::from_secs(1);
    let refusal = verifier(None).check_query(&vector_a(), now);
    let message = "Signature not yet current: 20200101T010101Z is still later than \
                   20200101T010100Z (20200101T005600Z + 5 min.)";
    assert_eq!(refusal, Err(Refusal::NotYetValid(message.to_owned())));
}

#[test]
fn each_changed_part_of_a_tunnel_request_breaks_its_signature() {
    let changed = [
        tunnel("privateIpAddress=10.0.0.1&maxTunnelDuration=1", "", A),
        tunnel("privateIpAddress=10.0.0.0&maxTunnelDuration=2", "", A),
        tunnel("privateIpAddress=10.0.0.0", "", A),
        tunnel(
            "privateIpAddress=10.0.0.0&maxTunnelDuration=1&more=1",
            "",
            A,
        ),
        tunnel("privateIpAddress=10.0.0.0&maxTunnelDuration=1", "", B),
    ];
    for request in changed {
        let refusal = verifier(None).check_query(&request, signed_at());
        assert_eq!(refusal, Err(Refusal::Mismatch), "{}", request.uri);
    }
    let mut elsewhere = vector_a();
    elsewhere
        .headers
        .insert("host", "localhost:1".parse().unwrap());
    let refusal = verifier(None).check_query(&elsewhere, signed_at());
    assert_eq!(
        refusal,
        Err(Refusal::Mismatch),
        "the host is signed with its port"
    );
}

#[test]
fn other_regions_services_keys_and_tokens_are_told_apart() {
    let request = vector_a();
    let mut other = verifier(None);
    other.region = "eu-west-1".to_owned();
    let refusal = other.check_query(&request, signed_at());
    assert!(
        matches!(refusal, Err(Refusal::WrongScope(_))),
        "{refusal:?}"
    );
    other = verifier(None);
    other.service = "ec2";
    let refusal = other.check_query(&request, signed_at());
    assert!(
        matches!(refusal, Err(Refusal::WrongScope(_))),
        "{refusal:?}"
    );
    other = verifier(None);
    other.credentials.access_key_id = "other".to_owned();
    assert_eq!(
        other.check_query(&request, signed_at()),
        Err(Refusal::UnknownKey)
    );
    other = verifier(None);
    other.credentials.secret_access_key = "other".to_owned();
    assert_eq!(
        other.check_query(&request, signed_at()),
        Err(Refusal::Mismatch)
    );
    other = verifier(Some("token"));
    assert_eq!(
        other.check_query(&request, signed_at()),
        Err(Refusal::WrongToken)
    );
}

#[test]
fn an_unsigned_request_is_told_so() {
    let request = Request::get("/openTunnel?remotePort=22")
        .body(())
        .unwrap()
        .into_parts()
        .0;
    assert_eq!(
        verifier(None).check_query(&request, signed_at()),
        Err(Refusal::Unsigned)
    );
    assert_eq!(
        verifier(None).check_header(&request, b"", signed_at()),
        Err(Refusal::Unsigned)
    );
}

/// `get-vanilla` of AWS's published SigV4 test suite.
fn vanilla() -> (Verifier, Parts, SystemTime) {
    let verifier = Verifier {
        credentials: Credentials {
            access_key_id: "AKIDEXAMPLE".to_owned(),
            secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
            session_token: None,
        },
        region: "us-east-1".to_owned(),
        service: "service",
    };
    let authorization = "AWS4-HMAC-SHA256 \
        Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
        SignedHeaders=host;x-amz-date, \
        Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    let request = Request::get("/")
        .header("host", "example.amazonaws.com")
        .header("x-amz-date", "20150830T123600Z")
        .header("authorization", authorization)
        .body(())
        .unwrap();
    (
        verifier,
        request.into_parts().0,
        date::parse("20150830T123600Z").unwrap(),
    )
}

#[test]
fn the_published_header_vector_is_accepted() {
    let (verifier, request, date) = vanilla();
    assert_eq!(verifier.check_header(&request, b"", date), Ok(()));
    assert_eq!(verifier.check_header(&request, b"", date + SKEW), Ok(()));
}

#[test]
fn a_header_signature_covers_body_method_and_every_amazon_header() {
    let (verifier, request, date) = vanilla();
    assert_eq!(
        verifier.check_header(&request, b"x", date),
        Err(Refusal::Mismatch)
    );
    let mut posted = request.clone();
    posted.method = http::Method::POST;
    assert_eq!(
        verifier.check_header(&posted, b"", date),
        Err(Refusal::Mismatch)
    );
    let mut smuggled = request;
    smuggled
        .headers
        .insert("x-amz-target", "Other.Action".parse().unwrap());
    let refusal = verifier.check_header(&smuggled, b"", date);
    assert_eq!(refusal, Err(incomplete("x-amz-target")));
}

#[test]
fn a_header_signature_older_than_5_minutes_is_refused() {
    let (verifier, request, date) = vanilla();
    let now = date + SKEW + Duration::from_secs(1);
    let refusal = verifier.check_header(&request, b"", now);
    assert!(matches!(refusal, Err(Refusal::Expired(_))), "{refusal:?}");
}
