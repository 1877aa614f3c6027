//! Everything that AWS can fail with, asked for over the wire.

use std::time::Duration;

use lab::{Call, Fault, Lab, RefusalBody, all_faults};

use crate::client::{
    first_instance, http, lab_on_embedded,
    sign::{Answer, Signer, ec2, post},
    ssh::try_push,
    texts,
    tunnel::Request,
};

pub(crate) async fn ask(lab: &Lab, call: Call) -> Answer {
    let instance = first_instance(lab);
    let by_form = async |form: &str| ec2(lab, &Signer::of(lab, "ec2"), form).await;
    match call {
        Call::DescribeInstances => by_form("Action=DescribeInstances").await,
        Call::DescribeInstanceConnectEndpoints => {
            by_form("Action=DescribeInstanceConnectEndpoints").await
        }
        Call::GetConsoleOutput => {
            by_form(&format!("Action=GetConsoleOutput&InstanceId={instance}")).await
        }
        Call::SendSshPublicKey => try_push(lab, &instance, "ubuntu", "any").await,
        Call::GetCallerIdentity => {
            let form = "Action=GetCallerIdentity&Version=2011-06-15";
            let headers = [("content-type", "application/x-www-form-urlencoded")];
            let signer = Signer::of(lab, "sts");
            post(lab, &signer, lab.sts_url(), &headers, form, form).await
        }
        Call::OpenTunnel => {
            let url = Request::to(lab, &instance).url();
            Answer::read(http(lab).get(url).send().await.unwrap()).await
        }
    }
}

/// The code and the sentence of an error, read as its service's clients read them.
fn read(call: Call, body: &str) -> (String, String) {
    let json = |code: &str| {
        let body: serde_json::Value = serde_json::from_str(body).expect("JSON");
        let field = |name: &str| body[name].as_str().expect(name).to_owned();
        (field(code), field("Message"))
    };
    match call {
        Call::SendSshPublicKey => json("__type"),
        Call::OpenTunnel => json("ErrorCode"),
        _ => {
            let text = |name| texts(body, name)[0].replace("&apos;", "'");
            (text("Code"), text("Message"))
        }
    }
}

#[tokio::test]
async fn every_failure_comes_over_the_wire_in_the_shape_of_its_service() {
    let lab = lab_on_embedded().await;
    for (call, fault) in all_faults() {
        lab.world().refuse_next(call, fault.clone());
        let answer = ask(&lab, call).await;
        assert_eq!(answer.status, fault.status, "{call:?} {fault:?}");
        if fault.code.starts_with("raw") {
            assert!(!answer.body.contains("Code"), "{call:?} {}", answer.body);
            continue;
        }
        let (code, message) = read(call, &answer.body);
        assert_eq!((code, message), (fault.code, fault.message), "{call:?}");
    }
}

#[test]
fn every_call_can_fail_in_many_ways_and_in_none_twice() {
    let all = all_faults();
    for call in Call::ALL {
        let faults: Vec<_> = all.iter().filter(|(of, _)| *of == call).collect();
        assert!(faults.len() > 9, "{call:?}");
        for fault in &faults {
            let same = faults.iter().filter(|other| *other == fault);
            assert_eq!(same.count(), 1, "{fault:?}");
        }
    }
}

#[test]
fn what_is_forbidden_is_named_with_the_instance() {
    let denied = Fault::access_denied_on("i-0fedcba9876543210");
    assert_eq!(
        denied.message.split(" because").next(),
        Some(
            "User: arn:aws:sts::123456789012:assumed-role/lab/visitor is not authorized to perform: \
             ec2-instance-connect:SendSSHPublicKey on resource: \
             arn:aws:ec2:us-east-2:123456789012:instance/i-0fedcba9876543210"
        )
    );
    let forbidden = Fault::unauthorized_operation_of("GetConsoleOutput").message;
    assert!(forbidden.contains("Encoded authorization failure message: "));
}

#[tokio::test]
async fn an_answer_may_come_from_somebody_else_on_the_way() {
    let lab = lab_on_embedded().await;
    lab.world().refuse(Call::OpenTunnel, Fault::proxy_page());
    let url = Request::to(&lab, &first_instance(&lab)).url();
    let page = http(&lab).get(&url).send().await.unwrap();
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    assert!(page.headers().get("x-amzn-requestid").is_none());
    lab.world().refuse(Call::OpenTunnel, Fault::empty(502));
    let empty = http(&lab).get(&url).send().await.unwrap();
    assert!(empty.headers().get("content-type").is_none());
    assert_eq!(empty.content_length(), Some(0));
    lab.world().refuse(Call::OpenTunnel, Fault::long());
    let long = http(&lab).get(&url).send().await.unwrap();
    let bytes = long.bytes().await.unwrap().len();
    assert!((100_000..=100 << 10).contains(&bytes), "{bytes}");
}

#[tokio::test]
async fn a_refusal_may_come_in_pieces_without_its_length() {
    let lab = lab_on_embedded().await;
    lab.world().set_refusal_body(RefusalBody::Pieces {
        bytes: 7,
        pause: Duration::from_millis(1),
    });
    lab.world()
        .refuse(Call::OpenTunnel, Fault::tunnel_access_denied());
    let url = Request::to(&lab, &first_instance(&lab)).url();
    let mut response = http(&lab).get(&url).send().await.unwrap();
    assert_eq!(response.headers()["transfer-encoding"], "chunked");
    assert!(response.headers().get("content-length").is_none());
    let (mut body, mut pieces) = (Vec::new(), 0);
    while let Some(piece) = response.chunk().await.unwrap() {
        assert!(piece.len() <= 7, "{piece:?}");
        body.extend_from_slice(&piece);
        pieces += 1;
    }
    let whole = br#"{"ErrorCode":"AccessDenied","Message":"Access Denied"}"#;
    assert_eq!(body, whole);
    assert!(pieces >= 8, "{pieces}");
}
