//! Signatures against vectors of others, byte for byte: what is signed, and what is sent.

use std::fmt::Write as _;

use aws_lc_rs::{
    digest,
    hmac::{self, HMAC_SHA256},
};

use super::*;

const HOST: &str = "eice-123.ec2-instance-connect-endpoint.us-west-2.amazonaws.com";
/// 2020-01-01T01:01:01Z
const NEW_YEAR: Duration = Duration::from_secs(1_577_840_461);
/// 2015-08-30T12:36:00Z
const SUITE: Duration = Duration::from_mins(24_015_636);
const SUITE_SCOPE: Scope<'_> = Scope {
    region: "us-east-1",
    service: "service",
    expires_in: Duration::from_hours(1),
};
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn at(since_epoch: Duration) -> SystemTime {
    SystemTime::UNIX_EPOCH + since_epoch
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

/// The signature of a canonical request, by the rules alone: none of the signer's code.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html>.
fn signature_of(canonical: &str, secret: &str, date_time: &str, scope: &str) -> String {
    let mac = |key: &[u8], text: &str| {
        hmac::sign(&hmac::Key::new(HMAC_SHA256, key), text.as_bytes())
            .as_ref()
            .to_vec()
    };
    let hash = hex(digest::digest(&digest::SHA256, canonical.as_bytes()).as_ref());
    let to_sign = format!("AWS4-HMAC-SHA256\n{date_time}\n{scope}\n{hash}");
    let key = scope
        .split('/')
        .fold(format!("AWS4{secret}").into_bytes(), |key, part| {
            mac(&key, part)
        });
    hex(&mac(&key, &to_sign))
}

/// The canonical request that `url` is the wire form of: its query sorted, without the signature.
fn canonical(url: &str) -> String {
    let (_, rest) = url.split_once("://").unwrap();
    let (host, rest) = rest.split_once('/').unwrap();
    let (path, query) = rest.split_once('?').unwrap();
    let parts = query.split('&');
    let mut signed: Vec<_> = parts
        .filter(|part| !part.starts_with("X-Amz-Signature="))
        .collect();
    signed.sort_unstable();
    let query = signed.join("&");
    format!("GET\n/{path}\n{query}\nhost:{host}\n\nhost\n{EMPTY}")
}

fn signature_in(url: &str) -> &str {
    let (_, rest) = url.split_once("X-Amz-Signature=").unwrap();
    rest.split('&').next().unwrap()
}

/// A vector of the AWS CLI's signer.
struct Golden {
    address: &'static str,
    seconds: Option<u64>,
    token: Option<&'static str>,
    /// What is between the operation's parameters and the end, in the order of the canonical query.
    query: &'static str,
    signature: &'static str,
}

const A: Golden = Golden {
    address: "10.0.0.0",
    seconds: Some(1),
    token: None,
    query: "X-Amz-Algorithm=AWS4-HMAC-SHA256\
        &X-Amz-Credential=access_key%2F20200101%2Fus-west-2%2Fec2-instance-connect%2Faws4_request\
        &X-Amz-Date=20200101T010101Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host\
        &instanceConnectEndpointId=eice-123&maxTunnelDuration=1&privateIpAddress=10.0.0.0&remotePort=22",
    signature: "3a56740422a5b9aebd22d860b7a30c729e459a6f71a83bc0de3a2b44b7353f28",
};

const B: Golden = Golden {
    address: "10.0.0.0",
    seconds: Some(60),
    token: Some("to/ke+n=="),
    query: "X-Amz-Algorithm=AWS4-HMAC-SHA256\
        &X-Amz-Credential=access_key%2F20200101%2Fus-west-2%2Fec2-instance-connect%2Faws4_request\
        &X-Amz-Date=20200101T010101Z&X-Amz-Expires=60&X-Amz-Security-Token=to%2Fke%2Bn%3D%3D\
        &X-Amz-SignedHeaders=host\
        &instanceConnectEndpointId=eice-123&maxTunnelDuration=60&privateIpAddress=10.0.0.0&remotePort=22",
    signature: "18a920ae43169b45bdd56c38cdcf391dbc1fc30b7e37f34751376bc58f6a63b2",
};

/// Causeway always sends a duration; the CLI's vector has none.
const C: Golden = Golden {
    address: "2600:1f10:4f8e:db01:73f5:6b9d:c0da:1c27",
    seconds: None,
    token: None,
    query: "X-Amz-Algorithm=AWS4-HMAC-SHA256\
        &X-Amz-Credential=access_key%2F20200101%2Fus-west-2%2Fec2-instance-connect%2Faws4_request\
        &X-Amz-Date=20200101T010101Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host\
        &instanceConnectEndpointId=eice-123\
        &privateIpAddress=2600%3A1f10%3A4f8e%3Adb01%3A73f5%3A6b9d%3Ac0da%3A1c27&remotePort=22",
    signature: "6ada39314fdee2cd93d07c4b748d9dc6b18de0b9b1fd0f0649a0caa62bd27353",
};

fn sign(golden: &Golden) -> String {
    let token = golden.token.map(str::to_owned);
    let credentials = Credentials::new("access_key", "secret_key", token, None, "test");
    let query = TunnelQuery {
        dns_name: HOST,
        endpoint_id: "eice-123",
        address: golden.address,
        port: 22,
        max_duration: Duration::from_secs(golden.seconds.unwrap_or(1)),
    };
    let now = at(NEW_YEAR);
    if golden.seconds.is_some() {
        let signed = sign_tunnel(&query, "us-west-2", credentials, now).unwrap();
        return signed.as_str().to_owned();
    }
    let scope = Scope {
        region: "us-west-2",
        service: SERVICE,
        expires_in: EXPIRES_IN,
    };
    presign(&url_without_duration(&query), &scope, credentials, now).unwrap()
}

#[test]
fn the_aws_cli_signs_the_same_bytes_to_the_same_signature() {
    for golden in [A, B, C] {
        let url = sign(&golden);
        let expected = format!(
            "GET\n/openTunnel\n{}\nhost:{HOST}\n\nhost\n{EMPTY}",
            golden.query
        );
        assert_eq!(canonical(&url), expected, "what is sent is what is signed");
        assert_eq!(signature_in(&url), golden.signature);
        let scope = "20200101/us-west-2/ec2-instance-connect/aws4_request";
        assert_eq!(
            signature_of(&expected, "secret_key", "20200101T010101Z", scope),
            golden.signature,
            "the vector is the signature of that canonical request"
        );
    }
}

#[test]
fn the_url_is_exactly_this() {
    assert_eq!(
        sign(&B),
        "wss://eice-123.ec2-instance-connect-endpoint.us-west-2.amazonaws.com/openTunnel\
         ?instanceConnectEndpointId=eice-123&remotePort=22&privateIpAddress=10.0.0.0&maxTunnelDuration=60\
         &X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=access_key%2F20200101%2Fus-west-2%2Fec2-instance-connect%2Faws4_request\
         &X-Amz-Date=20200101T010101Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host\
         &X-Amz-Signature=18a920ae43169b45bdd56c38cdcf391dbc1fc30b7e37f34751376bc58f6a63b2\
         &X-Amz-Security-Token=to%2Fke%2Bn%3D%3D"
    );
}

/// Query parameters, session token, canonical query and signature of the suite's GETs that have a signature in the query.
///
/// Source: awslabs/aws-c-auth v0.9.0 `tests/aws-signing-test-suite/v4/{get-vanilla, get-vanilla-query-order-key-case,
/// get-vanilla-empty-query-key, get-vanilla-query-unreserved, get-vanilla-with-session-token}/query-*.txt`.
const SUITE_VECTORS: [(&str, Option<&str>, &str, &str); 5] = [
    (
        "",
        None,
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host",
        "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d",
    ),
    (
        "?Param2=value2&Param1=value1",
        None,
        "Param1=value1&Param2=value2&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host",
        "86012e2c9ad4d77369f5d81c11f75158aae4f895a085212cc6d3f923d300bed5",
    ),
    (
        "?Param1=value1",
        None,
        "Param1=value1&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host",
        "49096700cbbaa5753443850f40df10f904fc2fdb544dc9512203cc77c471a9de",
    ),
    (
        "?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        None,
        "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host",
        "8e76a88a7433637b12778d5592799b29ad21ecd6cf6325051c21d86f0acda2bf",
    ),
    (
        "",
        Some("6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267"),
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Fus-east-1%2Fservice%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires=3600&X-Amz-Security-Token=6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267&X-Amz-SignedHeaders=host",
        "7ff2b50b376cb4d151970630573d6291dc128cc5c2a12ffb237f73cc53f67b6c",
    ),
];

#[test]
fn the_signing_test_suite_of_aws_gives_the_same_signatures() {
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    for (parameters, token, query, signature) in SUITE_VECTORS {
        let url = format!("https://example.amazonaws.com/{parameters}");
        let token = token.map(str::to_owned);
        let credentials = Credentials::new("AKIDEXAMPLE", SECRET, token, None, "suite");
        let signed = presign(&url, &SUITE_SCOPE, credentials, at(SUITE)).unwrap();
        let expected = format!("GET\n/\n{query}\nhost:example.amazonaws.com\n\nhost\n{EMPTY}");
        assert_eq!(canonical(&signed), expected);
        assert_eq!(signature_in(&signed), signature, "{parameters}");
        let scope = "20150830/us-east-1/service/aws4_request";
        assert_eq!(
            signature_of(&expected, SECRET, "20150830T123600Z", scope),
            signature
        );
    }
}

#[test]
fn a_duration_that_the_endpoint_does_not_take_is_refused_here() {
    let sign_for = |max_duration| {
        let query = TunnelQuery {
            dns_name: HOST,
            endpoint_id: "eice-123",
            address: "10.0.0.0",
            port: 22,
            max_duration,
        };
        let credentials = Credentials::new("access_key", "secret_key", None, None, "test");
        sign_tunnel(&query, "us-west-2", credentials, at(NEW_YEAR))
    };
    for refused in [
        Duration::ZERO,
        Duration::from_millis(999),
        Duration::from_secs(3601),
    ] {
        assert!(
            matches!(sign_for(refused), Err(Error::InvalidSetting(_))),
            "{refused:?}"
        );
    }
    for (sent, expected) in [(1000, "=1&"), (1999, "=1&"), (3_600_999, "=3600&")] {
        let url = sign_for(Duration::from_millis(sent)).unwrap();
        let expected = format!("maxTunnelDuration{expected}");
        assert!(url.as_str().contains(&expected), "{}", url.as_str());
    }
}

#[test]
fn a_signed_url_shows_nothing_of_itself() {
    let query = TunnelQuery {
        dns_name: HOST,
        endpoint_id: "eice-123",
        address: "10.0.0.0",
        port: 22,
        max_duration: Duration::from_secs(1),
    };
    let credentials = Credentials::new("access_key", "secret_key", None, None, "test");
    let url = sign_tunnel(&query, "us-west-2", credentials, at(NEW_YEAR)).unwrap();
    assert_eq!(format!("{url:?}"), "SignedUrl(…)");
}
