//! STS: whose credentials these are.

use std::time::Duration;

use lab::{Call, Fault, Lab};

use crate::client::{
    lab_on_embedded,
    sign::{Answer, Signer, post},
    texts,
};

const FORM: &str = "Action=GetCallerIdentity&Version=2011-06-15";

async fn ask(lab: &Lab, signer: &Signer, form: &str) -> Answer {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    post(lab, signer, lab.sts_url(), &headers, form, form).await
}

fn assert_error(answer: &Answer, kind: &str, code: &str) {
    assert!(
        answer
            .body
            .contains("<ErrorResponse xmlns=\"https://sts.amazonaws.com/")
    );
    assert_eq!(texts(&answer.body, "Type"), [kind], "{}", answer.body);
    assert_eq!(texts(&answer.body, "Code"), [code], "{}", answer.body);
    assert_eq!(texts(&answer.body, "RequestId").len(), 1);
    assert_eq!(answer.status >= 500, kind == "Receiver", "{answer:?}");
}

#[tokio::test]
async fn sts_says_whose_credentials_these_are() {
    let lab = lab_on_embedded().await;
    let answer = ask(&lab, &Signer::of(&lab, "sts"), FORM).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(texts(&answer.body, "Account"), ["123456789012"]);
    let arn = "arn:aws:sts::123456789012:assumed-role/lab/visitor";
    assert_eq!(texts(&answer.body, "Arn"), [arn]);
    assert!(texts(&answer.body, "UserId")[0].ends_with(":visitor"));
    let requests = lab.counters().requests;
    assert_eq!(requests.get("sts GetCallerIdentity"), Some(&1));
}

#[tokio::test]
async fn sts_refuses_each_wrong_signature_in_its_own_shape() {
    let lab = lab_on_embedded().await;
    let right = Signer::of(&lab, "sts");
    let mut stranger = right.clone();
    stranger.token = None;
    let stranger = ask(&lab, &stranger, FORM).await;
    assert_error(&stranger, "Sender", "InvalidClientTokenId");
    let mut wrong = right.clone();
    wrong.secret.push('x');
    let wrong = ask(&lab, &wrong, FORM).await;
    assert_error(&wrong, "Sender", "SignatureDoesNotMatch");
    let old = right.clone().aged(Duration::from_mins(6));
    assert_error(
        &ask(&lab, &old, FORM).await,
        "Sender",
        "SignatureDoesNotMatch",
    );
    let other = ask(&lab, &right, "Action=GetUser&Version=2011-06-15").await;
    assert_error(&other, "Sender", "InvalidAction");
}

#[tokio::test]
async fn sts_fails_on_request() {
    let lab = lab_on_embedded().await;
    let signer = Signer::of(&lab, "sts");
    lab.world().refuse_next(
        Call::GetCallerIdentity,
        Fault::new(500, "InternalFailure", ""),
    );
    assert_error(
        &ask(&lab, &signer, FORM).await,
        "Receiver",
        "InternalFailure",
    );
    assert_eq!(
        ask(&lab, &signer, FORM).await.status,
        200,
        "only one failed"
    );
}
