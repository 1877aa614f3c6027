//! EC2 and Instance Connect: signatures, lists, keys.

use std::time::Duration;

use lab::{Call, Fault, Lab};

use crate::client::{
    first_instance, lab_on_embedded,
    sign::{Answer, Signer, ec2, post, send_ssh_public_key},
    ssh::{new_key, push, try_push},
    texts,
};

const DESCRIBE: &str = "Action=DescribeInstances";
const ENDPOINTS: &str = "Action=DescribeInstanceConnectEndpoints";

fn assert_ec2_error(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(texts(&answer.body, "Code"), [code], "{}", answer.body);
    assert!(
        answer.body.contains("<Response><Errors><Error><Code>"),
        "{}",
        answer.body
    );
}

fn assert_json_error(answer: &Answer, code: &str) {
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body["__type"], code, "{}", answer.body);
    assert!(answer.status >= 400);
}

async fn ec2_signed_by(lab: &Lab, change: impl FnOnce(&mut Signer)) -> Answer {
    let mut signer = Signer::of(lab, "ec2");
    change(&mut signer);
    ec2(lab, &signer, DESCRIBE).await
}

#[tokio::test]
async fn ec2_refuses_each_wrong_signature_by_its_own_code() {
    let lab = lab_on_embedded().await;
    let old = Duration::from_mins(6);
    let secret = ec2_signed_by(&lab, |signer| signer.secret.push('x')).await;
    assert_ec2_error(&secret, 403, "SignatureDoesNotMatch");
    let region = ec2_signed_by(&lab, |signer| signer.region = "eu-west-1".to_owned()).await;
    assert_ec2_error(&region, 403, "SignatureDoesNotMatch");
    let service = ec2_signed_by(&lab, |signer| signer.service = "s3").await;
    assert_ec2_error(&service, 403, "SignatureDoesNotMatch");
    let key = ec2_signed_by(&lab, |signer| signer.key = "AKIAOTHER".to_owned()).await;
    assert_ec2_error(&key, 401, "AuthFailure");
    let token = ec2_signed_by(&lab, |signer| signer.token = None).await;
    assert_ec2_error(&token, 401, "AuthFailure");
    let expired = ec2_signed_by(&lab, |signer| signer.at -= old).await;
    assert_ec2_error(&expired, 400, "RequestExpired");
    let future = ec2_signed_by(&lab, |signer| signer.at += old).await;
    assert_ec2_error(&future, 403, "SignatureDoesNotMatch");
    let refusals = lab.counters().refusals;
    assert_eq!(
        refusals.get("SignatureDoesNotMatch"),
        Some(&4),
        "{refusals:?}"
    );
}

#[tokio::test]
async fn a_body_that_was_changed_after_signing_is_refused() {
    let lab = lab_on_embedded().await;
    let signer = Signer::of(&lab, "ec2");
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let (asked, sent) = (
        "Action=DescribeInstances&Version=2016-11-15",
        "Action=Other",
    );
    let answer = post(&lab, &signer, lab.ec2_url(), &headers, asked, sent).await;
    assert_ec2_error(&answer, 403, "SignatureDoesNotMatch");
}

#[tokio::test]
async fn an_instance_is_described_as_ec2_does() {
    let lab = lab_on_embedded().await;
    let instance = lab.instances().remove(1);
    let form = format!("{DESCRIBE}&InstanceId.1={}", instance.id);
    let answer = ec2(&lab, &Signer::of(&lab, "ec2"), &form).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(texts(&answer.body, "instanceId"), [instance.id]);
    assert_eq!(
        texts(&answer.body, "privateIpAddress"),
        [instance.private_ip.to_string()]
    );
    assert_eq!(texts(&answer.body, "name"), ["running"]);
    assert!(answer.body.contains(&format!(
        "<key>Name</key><value>{}</value>",
        instance.workspace_name
    )));
    assert!(
        answer
            .body
            .contains("<DescribeInstancesResponse><requestId>"),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn an_unknown_instance_is_an_error_of_its_own() {
    let lab = lab_on_embedded().await;
    let signer = Signer::of(&lab, "ec2");
    let unknown = ec2(
        &lab,
        &signer,
        &format!("{DESCRIBE}&InstanceId.1=i-00000000000000000"),
    )
    .await;
    assert_ec2_error(&unknown, 400, "InvalidInstanceID.NotFound");
    let malformed = ec2(&lab, &signer, &format!("{DESCRIBE}&InstanceId.1=nonsense")).await;
    assert_ec2_error(&malformed, 400, "InvalidInstanceID.Malformed");
}

#[tokio::test]
async fn endpoints_are_found_by_filters_and_there_are_others_to_filter_out() {
    let lab = lab_on_embedded().await;
    let signer = Signer::of(&lab, "ec2");
    let all = ec2(&lab, &signer, ENDPOINTS).await.body;
    assert_eq!(texts(&all, "instanceConnectEndpointId").len(), 3, "{all}");
    let vpc = texts(&all, "vpcId")[1];
    let filtered = format!(
        "{ENDPOINTS}&Filter.1.Name=vpc-id&Filter.1.Value.1={vpc}\
         &Filter.2.Name=state&Filter.2.Value.1=create-complete&Filter.2.Value.2=update-complete"
    );
    let found = ec2(&lab, &signer, &filtered).await.body;
    assert_eq!(
        texts(&found, "instanceConnectEndpointId"),
        [lab.endpoint_id()]
    );
    assert_eq!(texts(&found, "dnsName")[0], lab.endpoint_dns_name());
    let unknown = format!("{ENDPOINTS}&Filter.1.Name=colour&Filter.1.Value.1=red");
    assert_ec2_error(
        &ec2(&lab, &signer, &unknown).await,
        400,
        "InvalidParameterValue",
    );
}

#[tokio::test]
async fn lists_come_in_pages_when_they_are_long() {
    let lab = lab_on_embedded().await;
    lab.world().set_page_size(1);
    let signer = Signer::of(&lab, "ec2");
    let (mut form, mut ids) = (DESCRIBE.to_owned(), Vec::new());
    loop {
        let page = ec2(&lab, &signer, &form).await.body;
        ids.extend(texts(&page, "instanceId").into_iter().map(str::to_owned));
        let Some(token) = texts(&page, "nextToken").first().copied() else {
            break;
        };
        form = format!("{DESCRIBE}&NextToken={token}");
    }
    let expected: Vec<_> = lab
        .instances()
        .into_iter()
        .map(|instance| instance.id)
        .collect();
    assert_eq!(ids, expected);
    assert_eq!(
        lab.counters().requests.get("ec2 DescribeInstances"),
        Some(&2)
    );
}

#[tokio::test]
async fn a_key_is_granted_only_to_a_running_instance_that_exists() {
    let lab = lab_on_embedded().await;
    let instance = first_instance(&lab);
    let key = new_key().public_key().to_openssh().unwrap();
    push(&lab, &instance, &new_key()).await;
    let unknown = try_push(&lab, "i-00000000000000000", "ubuntu", &key).await;
    assert_json_error(&unknown, "EC2InstanceNotFoundException");
    lab.world()
        .set_instance_state(&instance, "stopped")
        .unwrap();
    let stopped = try_push(&lab, &instance, "ubuntu", &key).await;
    assert_json_error(&stopped, "EC2InstanceStateInvalidException");
    assert_eq!(lab.counters().key_pushes, 1, "refused keys are not counted");
}

#[tokio::test]
async fn bad_arguments_of_a_key_push_are_refused() {
    let lab = lab_on_embedded().await;
    let instance = first_instance(&lab);
    let key = new_key().public_key().to_openssh().unwrap();
    let cases = [
        ("i-XYZ", "ubuntu", key.as_str()),
        (&instance, "not a user", &key),
        (&instance, "ubuntu", "ssh-ed25519 short"),
    ];
    for (instance, user, key) in cases {
        let answer = try_push(&lab, instance, user, key).await;
        assert_json_error(&answer, "InvalidArgsException");
    }
}

#[tokio::test]
async fn instance_connect_refuses_wrong_signatures() {
    let lab = lab_on_embedded().await;
    let right = Signer::of(&lab, "ec2-instance-connect");
    let mut wrong = right.clone();
    wrong.secret.push('x');
    assert_json_error(
        &send_ssh_public_key(&lab, &wrong, "{}").await,
        "InvalidSignatureException",
    );
    let old = right.clone().aged(Duration::from_mins(6));
    assert_json_error(
        &send_ssh_public_key(&lab, &old, "{}").await,
        "InvalidSignatureException",
    );
    let mut stranger = right;
    stranger.token = None;
    let answer = send_ssh_public_key(&lab, &stranger, "{}").await;
    assert_json_error(&answer, "UnrecognizedClientException");
}

#[tokio::test]
async fn faults_are_answered_in_the_shape_of_the_service() {
    let lab = lab_on_embedded().await;
    let world = lab.world();
    world.refuse_next(Call::DescribeInstances, Fault::request_limit_exceeded());
    let limited = ec2(&lab, &Signer::of(&lab, "ec2"), DESCRIBE).await;
    assert_ec2_error(&limited, 503, "RequestLimitExceeded");
    world.refuse_next(Call::SendSshPublicKey, Fault::throttled());
    let throttled = try_push(&lab, &first_instance(&lab), "ubuntu", "any").await;
    assert_json_error(&throttled, "ThrottlingException");
    assert_eq!(throttled.body.len(), 89, "as long as AWS's own");
}
