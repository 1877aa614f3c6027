//! Clocks that do not agree.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lab::Call;

use crate::{
    client::{
        first_instance, lab_on_embedded, lab_on_sshd,
        sign::{Signer, ec2},
        ssh::{connect, new_key, push},
        texts,
        tunnel::Request,
    },
    failures::ask,
};

const DESCRIBE: &str = "Action=DescribeInstances";
const SKEW: Duration = Duration::from_hours(24 * 40);

/// Seconds since midnight, from a `Date` header.
fn time_of_day(date: &str) -> u64 {
    let time = date.split(' ').nth(4).expect("a time");
    let parts: Vec<u64> = time.split(':').map(|part| part.parse().unwrap()).collect();
    parts[0] * 3_600 + parts[1] * 60 + parts[2]
}

#[tokio::test]
async fn every_answer_of_aws_is_dated_by_the_labs_clock() {
    let lab = lab_on_embedded().await;
    let ours = ask(&lab, Call::DescribeInstances).await.date;
    lab.world().advance(SKEW).unwrap();
    for call in Call::ALL {
        let answer = ask(&lab, call).await;
        let now = lab.world().now().duration_since(UNIX_EPOCH).unwrap();
        let late = (now.as_secs() % 86_400 + 86_400 - time_of_day(&answer.date)) % 86_400;
        assert!(late < 30, "{call:?}: {}", answer.date);
        let (_, day) = answer.date.split_once(' ').unwrap();
        assert!(
            !ours.contains(&day[..11]),
            "{call:?}: {ours}, {}",
            answer.date
        );
    }
}

#[tokio::test]
async fn a_client_whose_clock_is_fast_signs_in_the_future() {
    let lab = lab_on_embedded().await;
    lab.world().turn_back(Duration::from_mins(6)).unwrap();
    let mut fast = Signer::of(&lab, "ec2");
    fast.at = SystemTime::now();
    let refused = ec2(&lab, &fast, DESCRIBE).await;
    assert_eq!(texts(&refused.body, "Code"), ["SignatureDoesNotMatch"]);
    assert!(refused.body.contains("not yet current"), "{}", refused.body);
    let corrected = Signer::of(&lab, "ec2");
    assert_eq!(ec2(&lab, &corrected, DESCRIBE).await.status, 200);
    let mut request = Request::to(&lab, &first_instance(&lab));
    request.signer.at = SystemTime::now();
    assert_eq!(request.refused(&lab).await.code, "SignatureDoesNotMatch");
}

#[tokio::test]
async fn grants_go_by_the_labs_clock_also_when_it_is_slow() {
    for lab in [lab_on_sshd().await, lab_on_embedded().await] {
        lab.world().turn_back(SKEW).unwrap();
        let (instance, key) = (first_instance(&lab), new_key());
        push(&lab, &instance, &key).await;
        let mut session = connect(&lab, &instance).await;
        assert!(session.authenticate("ubuntu", key.clone()).await);
        lab.world().advance(Duration::from_secs(61)).unwrap();
        let mut late = connect(&lab, &instance).await;
        assert!(!late.authenticate("ubuntu", key).await, "a minute later");
    }
}
