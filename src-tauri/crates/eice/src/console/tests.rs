use proptest::{
    collection::vec,
    prelude::*,
    test_runner::{Config, TestRunner},
};
use tokio::time::Instant;

use super::*;
use crate::fuzz;

/// Made with `ssh-keygen -t ed25519`; the fingerprint is what `ssh-keygen -lf` says.
const KEY: &str =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDpdePKtj81JpVnEt2d+CnD22HWgfxzCkaXhPgmjdM51";
const SAID: &str = "SHA256:5b2za1XAS3p68lD14gW8JJPhzOinyMZ4WiFBxu54F2E";

fn boot(fingerprint: &str) -> String {
    format!(
        "[    0.000000] Linux version 6.1.0\r\n\
         ci-info: no authorized SSH keys fingerprints found for user ubuntu.\r\n\
         <14>Nov 24 08:00:01 cloud-init: #############################################################\r\n\
         <14>Nov 24 08:00:01 cloud-init: -----BEGIN SSH HOST KEY FINGERPRINTS-----\r\n\
         <14>Nov 24 08:00:01 cloud-init: 1024 MD5:aa:bb root@ip-10-0-0-7 (DSA)\r\n\
         <14>Nov 24 08:00:01 cloud-init: 256 {fingerprint} root@ip-10-0-0-7 (ED25519)\r\n\
         <14>Nov 24 08:00:01 cloud-init: -----END SSH HOST KEY FINGERPRINTS-----\r\n\
         cloud-init[742]: Cloud-init v. 24.4 finished\r\n"
    )
}

#[test]
fn fingerprints_are_found_behind_whatever_a_console_puts_before_them() {
    assert_eq!(fingerprints(&boot(SAID)), [SAID]);
}

#[test]
fn a_key_has_the_fingerprint_that_ssh_keygen_gives_it() {
    let console = format!(
        "-----BEGIN SSH HOST KEY KEYS-----\n{KEY} root@ip-10-0-0-7\n-----END SSH HOST KEY KEYS-----\nlogin: "
    );
    assert_eq!(fingerprints(&console), [SAID]);
    let both = format!("{}{console}", boot(SAID));
    assert_eq!(fingerprints(&both), [SAID], "said twice, counted once");
}

#[test]
fn the_last_boot_that_printed_keys_counts() {
    let other = format!("SHA256:{}", "A".repeat(43));
    let console = format!("{}{}no keys this time\n", boot(&other), boot(SAID));
    assert_eq!(fingerprints(&console), [SAID]);
}

#[test]
fn a_console_that_is_cut_off_or_tells_nothing_has_no_keys() {
    let whole = boot(SAID);
    let cut = whole.split_once("-----END").unwrap().0;
    for console in ["", "login: ", cut, "-----END SSH HOST KEY KEYS-----"] {
        assert_eq!(fingerprints(console), Vec::<String>::new(), "{console:?}");
    }
    let short = boot("SHA256:abc");
    assert_eq!(fingerprints(&short), Vec::<String>::new());
}

/// Pieces of what a console may show, in any order.
fn console() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(FINGERPRINTS.begin.to_owned()),
        Just(FINGERPRINTS.end.to_owned()),
        Just(KEYS.begin.to_owned()),
        Just(KEYS.end.to_owned()),
        Just(format!("{KEY}\n")),
        Just(format!("256 {SAID} x\n")),
        any::<String>(),
    ];
    vec(piece, 0..200).prop_map(|pieces| pieces.concat())
}

#[test]
fn any_console_gives_few_and_well_formed_fingerprints() {
    let end = Instant::now() + fuzz::duration();
    let config = Config {
        cases: 64,
        failure_persistence: None,
        ..Config::default()
    };
    let mut rounds = 0;
    while rounds == 0 || Instant::now() < end {
        // A runner counts the cases of all its runs: each round has its own.
        let found = TestRunner::new(config.clone()).run(&console(), |console| {
            let found = fingerprints(&console);
            prop_assert!(found.len() <= MAX_KEYS);
            for fingerprint in found {
                prop_assert_eq!(fingerprint.len(), "SHA256:".len() + FINGERPRINT_LENGTH);
            }
            Ok(())
        });
        assert!(found.is_ok(), "{}", found.unwrap_err());
        rounds += 1;
    }
}
