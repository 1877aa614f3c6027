//! What EC2 says that an instance printed while it booted.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use lab::{Call, Console, Fault, Lab};
use russh::keys::{HashAlg, PublicKey};

use crate::client::{
    first_instance, lab_on_embedded,
    sign::{Answer, Signer, ec2},
    texts,
};

async fn ask(lab: &Lab, instance: &str) -> Answer {
    let form = format!("Action=GetConsoleOutput&InstanceId={instance}");
    ec2(lab, &Signer::of(lab, "ec2"), &form).await
}

/// What an instance's console shows, if anything.
async fn console(lab: &Lab, instance: &str) -> Option<String> {
    let answer = ask(lab, instance).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(texts(&answer.body, "instanceId"), [instance]);
    assert_eq!(texts(&answer.body, "timestamp").len(), 1);
    let output = texts(&answer.body, "output").first().copied()?.to_owned();
    Some(String::from_utf8(STANDARD.decode(output).unwrap()).unwrap())
}

/// The lines between BEGIN and END of a block.
fn block<'a>(console: &'a str, name: &str) -> Vec<&'a str> {
    let begin = format!("-----BEGIN SSH HOST KEY {name}-----");
    let end = format!("-----END SSH HOST KEY {name}-----");
    let lines = console.lines().skip_while(|line| !line.ends_with(&begin));
    lines
        .skip(1)
        .take_while(|line| !line.ends_with(&end))
        .collect()
}

#[tokio::test]
async fn a_console_shows_the_host_key_among_other_lines() {
    let lab = lab_on_embedded().await;
    let instance = first_instance(&lab);
    let console = console(&lab, &instance).await.expect("a boot log");
    let line = lab.world().host_key(&instance).unwrap();
    let key = PublicKey::from_openssh(&line).unwrap();
    let fingerprint = format!(
        " 256 {} root@ip-10-20-0-10 (ED25519)",
        key.fingerprint(HashAlg::Sha256)
    );
    let fingerprints = block(&console, "FINGERPRINTS");
    assert!(fingerprints[0].ends_with(&fingerprint), "{fingerprints:?}");
    let keys = block(&console, "KEYS");
    assert_eq!(keys.len(), 2, "the kernel's line is in between: {keys:?}");
    let entry = format!("cloud-init[1098]: {line} root@ip-10-20-0-10");
    assert!(keys[1].ends_with(&entry), "{keys:?}");
    assert!(console.contains("Linux version"), "{console}");
    assert!(console.lines().all(|line| !line.ends_with('\n')));
}

#[tokio::test]
async fn a_console_may_be_empty_without_keys_or_anything_else() {
    let lab = lab_on_embedded().await;
    let instance = first_instance(&lab);
    let set = |shown| lab.world().set_console(&instance, shown).unwrap();
    set(Console::Empty);
    assert_eq!(console(&lab, &instance).await, None);
    set(Console::WithoutKeys);
    let silent = console(&lab, &instance).await.expect("a boot log");
    assert!(silent.contains("login: ") && !silent.contains("HOST KEY"));
    set(Console::Other("nonsense".to_owned()));
    assert_eq!(console(&lab, &instance).await.as_deref(), Some("nonsense"));
    let long = format!("lost{}", "x".repeat(64 << 10));
    set(Console::Other(long));
    let kept = console(&lab, &instance).await.expect("its end");
    assert_eq!((kept.len(), kept.contains("lost")), (64 << 10, false));
}

#[tokio::test]
async fn a_console_goes_on_showing_the_host_key_of_the_first_boot() {
    let lab = lab_on_embedded().await;
    let instance = first_instance(&lab);
    let before = console(&lab, &instance).await;
    lab.world().rotate_host_key(&instance).unwrap();
    assert_eq!(console(&lab, &instance).await, before);
}

#[tokio::test]
async fn a_console_can_be_refused_and_belongs_to_an_instance() {
    let lab = lab_on_embedded().await;
    let unknown = ask(&lab, "i-00000000000000000").await;
    assert_eq!(texts(&unknown.body, "Code"), ["InvalidInstanceID.NotFound"]);
    lab.world()
        .refuse_next(Call::GetConsoleOutput, Fault::unauthorized_operation());
    let refused = ask(&lab, &first_instance(&lab)).await;
    assert_eq!(texts(&refused.body, "Code"), ["UnauthorizedOperation"]);
}
