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
