use russh::keys::{Algorithm, PrivateKey, key::safe_rng};

use super::*;

fn key() -> PublicKey {
    PrivateKey::random(&mut safe_rng(), Algorithm::Ed25519)
        .unwrap()
        .public_key()
        .clone()
}

fn pins_in(folder: &Path) -> HostKeys {
    HostKeys::new(folder.join("data/known_hosts"), HostKeyStrategy::Tofu)
}

#[test]
fn the_first_key_is_pinned_and_another_one_is_a_change() {
    let folder = tempfile::tempdir().unwrap();
    let pins = pins_in(folder.path());
    let instance: InstanceId = "i-0123456789abcdef0".parse().unwrap();
    let (first, second) = (key(), key());
    assert_eq!(pins.check(&instance, &first).unwrap(), Verdict::Unknown);
    pins.trust(&instance, &first).unwrap();
    assert_eq!(pins.check(&instance, &first).unwrap(), Verdict::Known);
    assert_eq!(
        pins.check(&instance, &second).unwrap(),
        Verdict::Changed(fingerprint(&first))
    );
    let other: InstanceId = "i-0123456789abcdef1".parse().unwrap();
    assert_eq!(pins.check(&other, &second).unwrap(), Verdict::Unknown);
}

#[test]
fn a_record_that_cannot_be_read_accepts_no_key_and_names_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let pins = HostKeys::new(folder.path().to_owned(), HostKeyStrategy::Tofu);
    let error = pins
        .check(&"i-0123abcd".parse().unwrap(), &key())
        .unwrap_err();
    assert!(matches!(error, Error::HostKeyStore { .. }), "{error:?}");
    assert!(
        error
            .to_string()
            .contains(&folder.path().display().to_string()),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn the_file_is_private() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let pins = pins_in(folder.path());
    pins.trust(&"i-0123abcd".parse().unwrap(), &key()).unwrap();
    let mode = std::fs::metadata(pins.file()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_refused_key_is_pinned_when_the_shown_fingerprint_is_accepted_and_other_lines_stay() {
    let folder = tempfile::tempdir().unwrap();
    let pins = pins_in(folder.path());
    let instance: InstanceId = "i-0123456789abcdef0".parse().unwrap();
    let other: InstanceId = "i-0123456789abcdef1".parse().unwrap();
    let (first, second, others) = (key(), key(), key());
    pins.trust(&instance, &first).unwrap();
    pins.trust(&other, &others).unwrap();
    let error = pins.refuse(&instance, &second, Expectation::Pin, &[fingerprint(&first)]);
    assert!(matches!(error, Error::HostKeyChanged { .. }), "{error:?}");
    let refused = pins.refused(&instance).unwrap();
    assert_eq!(refused.expected, [fingerprint(&first)]);

    let unseen = pins.accept(&instance, &fingerprint(&others)).unwrap_err();
    assert!(
        matches!(unseen, Error::HostKeyNotOffered { .. }),
        "only what was offered can be accepted: {unseen:?}"
    );
    assert_eq!(
        pins.check(&instance, &first).unwrap(),
        Verdict::Known,
        "nothing changes by a wrong answer"
    );
    pins.accept(&instance, &refused.offered).unwrap();
    assert_eq!(pins.check(&instance, &second).unwrap(), Verdict::Known);
    assert_eq!(
        pins.check(&instance, &first).unwrap(),
        Verdict::Changed(fingerprint(&second))
    );
    assert_eq!(pins.check(&other, &others).unwrap(), Verdict::Known);
    assert_eq!(pins.refused(&instance), None, "it is decided");
}

#[test]
fn strategies_are_read_as_they_are_written() {
    for (name, strategy) in HostKeyStrategy::NAMES {
        assert_eq!(name.parse(), Ok(strategy));
        assert_eq!(strategy.to_string(), name);
    }
    let error = "yes".parse::<HostKeyStrategy>().unwrap_err();
    assert!(error.contains("console-then-tofu"), "{error}");
}

#[test]
fn a_pin_is_found_however_its_line_is_spaced_and_one_under_a_hashed_name_too() {
    let folder = tempfile::tempdir().unwrap();
    let pins = HostKeys::new(folder.path().join("known_hosts"), HostKeyStrategy::Tofu);
    let instance: InstanceId = "i-0123456789abcdef0".parse().unwrap();
    let (first, second) = (key(), key());
    let line = |key: &PublicKey| key.to_openssh().unwrap().replace(' ', "\t");
    std::fs::write(
        pins.file(),
        format!("# mine\nother,{instance}  {}", line(&first)),
    )
    .unwrap();
    assert_eq!(pins.check(&instance, &first).unwrap(), Verdict::Known);
    assert_eq!(
        pins.check(&instance, &second).unwrap(),
        Verdict::Changed(fingerprint(&first))
    );
    // `ssh-keygen -H` on a line of this instance: the name is hashed with a salt.
    let keygen = |arguments: &[&str]| {
        let run = std::process::Command::new("ssh-keygen")
            .args(arguments)
            .arg("-f")
            .arg(pins.file())
            .output();
        assert!(run.unwrap().status.success());
    };
    std::fs::write(
        pins.file(),
        format!("{instance} {}\n", first.to_openssh().unwrap()),
    )
    .unwrap();
    keygen(&["-H"]);
    assert!(
        std::fs::read_to_string(pins.file())
            .unwrap()
            .starts_with("|1|")
    );
    assert_eq!(pins.check(&instance, &first).unwrap(), Verdict::Known);
    pins.refuse(&instance, &second, Expectation::Pin, &[fingerprint(&first)]);
    pins.accept(&instance, &fingerprint(&second)).unwrap();
    assert_eq!(
        pins.check(&instance, &first).unwrap(),
        Verdict::Changed(fingerprint(&second)),
        "the old pin is gone, hashed as it was"
    );
}

#[cfg(unix)]
#[test]
fn pins_that_are_added_at_the_same_time_are_all_kept() {
    let folder = tempfile::tempdir().unwrap();
    let pins = pins_in(folder.path());
    let ids: Vec<InstanceId> = (0..40)
        .map(|number| format!("i-{number:08x}").parse().unwrap())
        .collect();
    let changed: InstanceId = "i-0123456789abcdef0".parse().unwrap();
    std::thread::scope(|scope| {
        for id in &ids {
            scope.spawn(|| pins.trust(id, &key()).unwrap());
        }
        scope.spawn(|| {
            for _ in 0..20 {
                let key = key();
                pins.refuse(&changed, &key, Expectation::Pin, &["SHA256:x".to_owned()]);
                pins.accept(&changed, &fingerprint(&key)).unwrap();
            }
        });
    });
    for id in ids.iter().chain([&changed]) {
        assert!(pins.has_pin(id).unwrap(), "{id}");
    }
}
