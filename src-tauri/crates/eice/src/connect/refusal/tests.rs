use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, TestCaseError, TestRunner},
};

use super::*;
use crate::fuzz;

/// 2026-01-01T00:00:00Z
const NOW: Duration = Duration::from_hours(490_896);

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + NOW
}

fn head(status: u16, headers: &[(&'static str, &str)]) -> response::Parts {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(()).unwrap().into_parts().0
}

fn refused(status: u16, body: &str) -> Error {
    explain(&head(status, &[]), body.as_bytes(), now())
}

#[test]
fn a_refusal_is_told_apart_by_its_code_first_and_its_status_second() {
    let full = refused(
        429,
        r#"{"ErrorCode":"TooMany","Message":"connection limit exceeded"}"#,
    );
    assert!(matches!(full, Error::EndpointFull { .. }), "{full:?}");
    let denied = refused(403, r#"{"ErrorCode":"AccessDenied","Message":"no"}"#);
    assert!(matches!(denied, Error::AccessDenied { .. }), "{denied:?}");
    let denied = refused(401, "<html>");
    assert!(matches!(denied, Error::AccessDenied { .. }), "{denied:?}");
    let expired = refused(
        400,
        r#"{"ErrorCode":"ExpiredTokenException","Message":"old"}"#,
    );
    assert!(
        matches!(expired, Error::CredentialsExpired { .. }),
        "{expired:?}"
    );
    let bad = refused(
        400,
        r#"{"ErrorCode":"InvalidParameter","Message":"RemotePort"}"#,
    );
    assert!(
        !bad.is_retryable() && matches!(bad, Error::Refused { .. }),
        "{bad:?}"
    );
    assert!(refused(503, "").is_retryable());
    assert!(refused(429, "slow down").is_retryable());
}

#[test]
fn the_message_has_the_words_of_aws_the_status_and_the_request() {
    // The one refusal that is public word for word: aidansteele/rdsconn, issue 5.
    let body = r#"{"ErrorCode":"InvalidParameter","Message":"The specified RemotePort is not valid. Specify either 22 or 3389 as the RemotePort and retry your request."}"#;
    let head = head(400, &[("x-amzn-RequestId", "6f0e-1")]);
    assert_eq!(
        explain(&head, body.as_bytes(), now()).to_string(),
        "ec2-instance-connect:OpenTunnel was refused (InvalidParameter): The specified RemotePort is not valid. \
         Specify either 22 or 3389 as the RemotePort and retry your request. (HTTP 400, request 6f0e-1)"
    );
}

#[test]
fn what_is_not_json_is_shown_as_one_line_of_at_most_500_characters() {
    let error = refused(502, "<html>\r\n\t<h1>Bad\u{1b}[2J gateway</h1>\0");
    assert_eq!(
        error.to_string(),
        "ec2-instance-connect:OpenTunnel was refused (502): <html> <h1>Bad [2J gateway</h1> (HTTP 502)"
    );
    let Error::Refused { message, .. } = refused(502, &"ä".repeat(5000)) else {
        panic!("not refused");
    };
    assert_eq!(message.chars().filter(|&c| c == 'ä').count(), 500);
    assert_eq!(
        refused(500, "").to_string(),
        "ec2-instance-connect:OpenTunnel was refused (500): (HTTP 500)"
    );
}

#[test]
fn a_clock_that_cannot_sign_is_named_with_its_distance_and_its_side() {
    let told = |date: &str| {
        let head = head(403, &[("date", date)]);
        let body = r#"{"ErrorCode":"AccessDenied","Message":"no"}"#;
        explain(&head, body.as_bytes(), now()).to_string()
    };
    for (date, expected) in [
        ("Thu, 01 Jan 2026 00:05:00 GMT", Some("5 min behind")),
        ("Wed, 31 Dec 2025 23:48:40 GMT", Some("11 min ahead")),
        ("Thu, 01 Jan 2026 00:01:01 GMT", Some("1 min behind")),
        ("Thu, 01 Jan 2026 00:01:00 GMT", None),
        ("Wed, 31 Dec 2025 23:59:00 GMT", None),
        ("Thu, 01 Jan 2026 00:00:00 GMT", None),
        ("yesterday", None),
    ] {
        let text = told(date);
        match expected {
            Some(expected) => {
                let sentence = format!("This computer's clock is {expected}");
                assert!(text.contains(&sentence), "{date}: {text}");
            }
            None => assert!(!text.contains("clock"), "{date}: {text}"),
        }
    }
}

/// Any bytes, mostly those that a refusal has.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let text = any::<String>().prop_map(String::into_bytes);
    let said = (any::<String>(), any::<String>()).prop_map(|(code, message)| {
        serde_json::json!({ "ErrorCode": code, "Message": message })
            .to_string()
            .into_bytes()
    });
    let known = ("[A-Za-z]{0,30}", ".{0,900}").prop_map(|(code, message)| {
        format!(r#"{{"ErrorCode":"{code}","Message":"{message}"}}"#).into_bytes()
    });
    prop_oneof![vec(any::<u8>(), 0..6_000), text, said, known]
}

fn is_presentable(status: u16, id: &[u8], date: &[u8], body: &[u8]) -> Result<(), TestCaseError> {
    let mut head = head(status, &[]);
    for (name, value) in [("x-amzn-requestid", id), ("date", date)] {
        if let Ok(value) = http::HeaderValue::from_bytes(value) {
            head.headers.insert(name, value);
        }
    }
    let error = explain(&head, body, now());
    for text in [error.to_string(), format!("{error:?}")] {
        // Debug escapes: one character may become ten.
        prop_assert!(text.chars().count() < 10_000, "{} characters", text.len());
        prop_assert!(!text.contains(char::is_control), "{text:?}");
    }
    prop_assert!(error.to_string().chars().count() < 1_200, "{error}");
    Ok(())
}

#[test]
fn any_refusal_is_an_error_of_bounded_length_without_control_characters() {
    let end = Instant::now() + fuzz::duration();
    let config = Config {
        cases: 64,
        failure_persistence: None,
        ..Config::default()
    };
    let dates = prop_oneof![
        vec(any::<u8>(), 0..40),
        "(Mon|Thu), [0-3][0-9] (Jan|Dec) [0-9]{4} [0-2][0-9]:[0-6][0-9]:[0-6][0-9] GMT"
            .prop_map(String::into_bytes),
    ];
    let refusals = (200..600_u16, vec(any::<u8>(), 0..300), dates, body());
    let mut rounds = 0;
    while rounds == 0 || Instant::now() < end {
        // A runner counts the cases of all its runs: each round has its own.
        let found = TestRunner::new(config.clone()).run(&refusals, |(status, id, date, body)| {
            is_presentable(status, &id, &date, &body)
        });
        assert!(found.is_ok(), "{}", found.unwrap_err());
        rounds += 1;
    }
}

#[test]
fn a_page_that_repeats_the_signed_address_does_not_bring_it_into_the_error() {
    let page = "<p>blocked: https://a/openTunnel?remotePort=22&X-Amz-Credential=AKID%2F1&X-Amz-Security-Token=to%2Fke&X-Amz-Signature=0123abc</p>";
    let text = refused(403, page).to_string();
    for secret in ["AKID", "to%2Fke", "0123abc"] {
        assert!(!text.contains(secret), "{text}");
    }
    assert!(
        text.contains("remotePort=22") && text.contains("blocked"),
        "{text}"
    );
}
