//! `GetConsoleOutput`: the host keys that cloud-init prints at the first boot.
//!
//! It is the one place where AWS tells a host key of an instance: nobody but the instance itself writes to its console. EC2 keeps
//! the last 64 KiB only, some images print nothing, and a boot may not have come that far.

use aws_credential_types::Credentials;
use aws_smithy_types::base64;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::{
    Error, InstanceId,
    query::{Call, Query},
};

/// Blocks of cloud-init, source: cloud-init `cc_ssh_authkey_fingerprints`, `write-ssh-key-fingerprints`.
const FINGERPRINTS: Block = Block {
    begin: "-----BEGIN SSH HOST KEY FINGERPRINTS-----",
    end: "-----END SSH HOST KEY FINGERPRINTS-----",
};
const KEYS: Block = Block {
    begin: "-----BEGIN SSH HOST KEY KEYS-----",
    end: "-----END SSH HOST KEY KEYS-----",
};
/// A host has four keys or so.
const MAX_KEYS: usize = 32;
/// Characters of a SHA-256 in unpadded base64.
const FINGERPRINT_LENGTH: usize = 43;

struct Block {
    begin: &'static str,
    end: &'static str,
}

#[derive(Debug, Deserialize)]
struct Answer {
    output: Option<String>,
}

/// What the instance has printed so far; empty when there is nothing yet.
pub(crate) async fn output(
    query: &Query,
    credentials: &Credentials,
    id: &InstanceId,
) -> Result<String, Error> {
    let call = Call {
        action: "ec2:GetConsoleOutput",
        parameters: vec![("InstanceId".to_owned(), id.to_string())],
    };
    let answer: Answer = query.call(credentials, &call).await?;
    let encoded: String = answer
        .output
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let bytes = base64::decode(encoded).unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The fingerprints (`SHA256:…`) of the host keys that a console shows, of the last boot that printed any. Lines may carry any
/// prefix; what is no key is passed over.
pub(crate) fn fingerprints(console: &str) -> Vec<String> {
    let listed = FINGERPRINTS.last(console).lines().filter_map(fingerprint);
    let keys = KEYS.last(console).lines().filter_map(fingerprint_of_key);
    let mut found: Vec<String> = Vec::new();
    for fingerprint in listed.chain(keys).take(MAX_KEYS) {
        if !found.contains(&fingerprint) {
            found.push(fingerprint);
        }
    }
    found
}

impl Block {
    /// What is in the last one that is complete.
    fn last<'a>(&self, text: &'a str) -> &'a str {
        let complete = text.rsplit_once(self.end).map(|(before, _)| before);
        complete
            .and_then(|before| before.rsplit_once(self.begin))
            .map(|(_, inside)| inside)
            .unwrap_or_default()
    }
}

/// `256 SHA256:… root@ip-10-0-0-7 (ED25519)`
fn fingerprint(line: &str) -> Option<String> {
    let (_, after) = line.split_once("SHA256:")?;
    let is_base64 = |c: &char| c.is_ascii_alphanumeric() || "+/".contains(*c);
    let hash: String = after.chars().take_while(is_base64).collect();
    (hash.len() == FINGERPRINT_LENGTH).then(|| format!("SHA256:{hash}"))
}

/// `ssh-ed25519 AAAA… root@ip-10-0-0-7`
fn fingerprint_of_key(line: &str) -> Option<String> {
    let mut words = line.split_whitespace();
    words.find(|word| word.starts_with("ssh-") || word.starts_with("ecdsa-sha2-"))?;
    let blob = base64::decode(words.next()?).ok()?;
    if blob.is_empty() {
        return None;
    }
    let hash = base64::encode(Sha256::digest(blob));
    Some(format!("SHA256:{}", hash.trim_end_matches('=')))
}

#[cfg(test)]
mod tests;
