//! The keys that signatures of cards are checked with: a file of the user's, written by nobody but the user.

use std::{
    fs, io,
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use agent_card::{PublicKey, TrustStore, TrustedKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    CardKey, ErrorCode, IpcError,
    clock::now_ms,
    settings::{invalid, write},
};

/// More are not kept.
const MAX_KEYS: usize = 512;
/// Longest label, in characters.
const MAX_LABEL: usize = 200;

/// `card_keys.json`. Read whenever it is asked for: the terminal and the window share it.
#[derive(Debug)]
pub(crate) struct CardKeys {
    file: PathBuf,
    /// Held while the file is changed, so that no change is lost to another one.
    changing: Mutex<()>,
}

/// A key, as kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeptKey {
    jwk: Value,
    label: String,
    added_ms: u64,
}

impl CardKeys {
    pub(crate) fn new(file: PathBuf) -> Self {
        Self {
            file,
            changing: Mutex::default(),
        }
    }

    /// The keys, to check signatures with.
    pub(crate) fn trusted(&self) -> Result<TrustStore, IpcError> {
        let trusted = |(kept, key): (KeptKey, PublicKey)| TrustedKey {
            key,
            label: kept.label,
        };
        Ok(TrustStore {
            keys: self.usable()?.into_iter().map(trusted).collect(),
        })
    }

    /// The keys, to be shown.
    pub(crate) fn list(&self) -> Result<Vec<CardKey>, IpcError> {
        let shown = |(kept, key): (KeptKey, PublicKey)| CardKey {
            thumbprint: key.thumbprint(),
            kid: key.kid().map(str::to_owned),
            kind: key.kind(),
            label: kept.label,
            added_ms: kept.added_ms,
        };
        Ok(self.usable()?.into_iter().map(shown).collect())
    }

    /// Adds the keys of a JWK or a JWK set; one that is there already gets the new label.
    pub(crate) fn add(&self, jwks: &str, label: &str) -> Result<Vec<CardKey>, IpcError> {
        let label: String = label.trim().chars().take(MAX_LABEL).collect();
        if label.is_empty() {
            return Err(invalid("say whose keys these are"));
        }
        let new = agent_card::read_jwks(jwks).map_err(|error| invalid(error.to_string()))?;
        self.change(|kept| {
            for key in new {
                let thumbprint = key.thumbprint();
                kept.retain(|(_, known)| {
                    known.thumbprint() != thumbprint || known.kid() != key.kid()
                });
                let entry = KeptKey {
                    jwk: Value::Object(key.jwk().clone()),
                    label: label.clone(),
                    added_ms: now_ms(),
                };
                kept.push((entry, key));
            }
            if kept.len() > MAX_KEYS {
                return Err(invalid(format!("no more than {MAX_KEYS} keys are kept")));
            }
            Ok(())
        })
    }

    /// Takes a key away.
    pub(crate) fn remove(&self, thumbprint: &str) -> Result<Vec<CardKey>, IpcError> {
        self.change(|kept| {
            let before = kept.len();
            kept.retain(|(_, key)| key.thumbprint() != thumbprint);
            if kept.len() == before {
                return Err(IpcError::new(
                    ErrorCode::NotFound,
                    "there is no such key any more",
                ));
            }
            Ok(())
        })
    }

    fn change(
        &self,
        change: impl FnOnce(&mut Vec<(KeptKey, PublicKey)>) -> Result<(), IpcError>,
    ) -> Result<Vec<CardKey>, IpcError> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut keys = self.usable()?;
        change(&mut keys)?;
        let kept: Vec<_> = keys.into_iter().map(|(kept, _)| kept).collect();
        write(&self.file, &kept)?;
        self.list()
    }

    /// Each with its key; one that a newer version kept and this one cannot read is left out.
    fn usable(&self) -> Result<Vec<(KeptKey, PublicKey)>, IpcError> {
        let unreadable = |error: &dyn std::fmt::Display| {
            invalid(format!(
                "{} cannot be read: {error}; correct or remove it",
                self.file.display()
            ))
        };
        let text = match fs::read_to_string(&self.file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(&error)),
        };
        let kept: Vec<KeptKey> = serde_json::from_str(&text).map_err(|error| unreadable(&error))?;
        let usable = kept
            .into_iter()
            .filter_map(|kept| PublicKey::from_jwk(&kept.jwk).ok().map(|key| (kept, key)));
        Ok(usable.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = r#"{"kty":"OKP","crv":"Ed25519","x":"2ThbJO_R2DkM-jNxp6PZf4ss77vZTzLfyZPEmktHq5k","kid":"k"}"#;

    #[test]
    fn keys_are_added_once_shown_and_taken_away_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("data/card_keys.json");
        let keys = CardKeys::new(file.clone());
        assert_eq!(keys.list().unwrap(), []);
        keys.add(KEY, "Ann").unwrap();
        let list = keys.add(KEY, " Ben ").unwrap();
        assert_eq!(list.len(), 1, "the same key again");
        assert_eq!((&*list[0].label, &*list[0].kind), ("Ben", "OKP Ed25519"));
        assert_eq!(CardKeys::new(file.clone()).list().unwrap(), list, "kept");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&file).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let missing = keys.remove("another").unwrap_err();
        assert_eq!(missing.code, ErrorCode::NotFound);
        assert_eq!(keys.remove(&list[0].thumbprint).unwrap(), []);
    }

    #[test]
    fn what_is_no_public_key_and_a_broken_file_are_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("card_keys.json");
        let keys = CardKeys::new(file.clone());
        for (jwks, label) in [
            ("x", "Ann"),
            (KEY, " "),
            (r#"{"kty":"oct","k":"AA"}"#, "Ann"),
        ] {
            assert_eq!(
                keys.add(jwks, label).unwrap_err().code,
                ErrorCode::InvalidInput
            );
        }
        assert!(!file.exists());
        fs::write(&file, "[{").unwrap();
        assert_eq!(
            keys.add(KEY, "Ann").unwrap_err().code,
            ErrorCode::InvalidInput
        );
        assert_eq!(fs::read_to_string(&file).unwrap(), "[{");
    }
}
