//! Where the platform's token is kept between two starts.
//!
//! In the system's keychain, under the platform and the organisation. Where there is none that answers, in memory only, which the
//! user is told, or in a file that only the user can read, if the user has chosen that. It is never in the settings, the cache, a
//! log or an error. A connection waits for the keychain, for five seconds at most; the window does not.

mod keychain;
#[cfg(test)]
mod tests;

use std::{fs, io, path::PathBuf};

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

pub(crate) use self::keychain::Keychain;
use crate::{TokenKept, settings};

/// The places.
#[derive(Debug)]
pub(crate) struct Tokens {
    keychain: Keychain,
    file: PathBuf,
}

/// A token and its place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Token {
    pub(crate) value: Option<SecretString>,
    pub(crate) kept: TokenKept,
    /// What the user should know of that.
    pub(crate) notice: Option<String>,
}

/// Whether the user wants the file, where there is no keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InFile {
    Allowed,
    No,
}

/// What is in the file. A token of another platform is none.
#[derive(Serialize, Deserialize)]
struct Kept {
    key: String,
    token: String,
}

impl Tokens {
    pub(crate) fn new(keychain: Keychain, file: PathBuf) -> Self {
        Self { keychain, file }
    }

    /// The token that is kept under `key`.
    pub(crate) async fn load(&self, key: &str, in_file: InFile) -> Token {
        let (found, notice) = match self.keychain.read(key).await {
            Ok(found) => (found, None),
            Err(reason) => (None, Some(reason)),
        };
        if let Some(token) = found {
            return Token {
                value: Some(token.into()),
                kept: TokenKept::Keychain,
                notice: None,
            };
        }
        let in_file = match in_file {
            InFile::Allowed => self.read_file(key),
            InFile::No => None,
        };
        Token {
            kept: in_file
                .as_ref()
                .map_or(TokenKept::None, |_| TokenKept::File),
            notice: notice.map(|reason| match in_file {
                Some(_) => told_of_file(&reason),
                None => format!("The system's keychain was asked for the token, and {reason}."),
            }),
            value: in_file,
        }
    }

    /// Keeps a token, in the best place that takes it and in no other one.
    pub(crate) async fn keep(&self, key: &str, token: SecretString, in_file: InFile) -> Token {
        let keeping = self.keychain.keep(key, token.expose_secret().to_owned());
        let (kept, notice) = match keeping.await {
            Ok(()) => (TokenKept::Keychain, self.remove_file()),
            Err(reason) if in_file == InFile::Allowed => match self.write_file(key, &token) {
                Ok(()) => (TokenKept::File, Some(told_of_file(&reason))),
                Err(problem) => (TokenKept::Memory, Some(problem)),
            },
            Err(reason) => {
                let told = self
                    .remove_file()
                    .unwrap_or_else(|| told_of_memory(&reason));
                (TokenKept::Memory, Some(told))
            }
        };
        Token {
            value: Some(token),
            kept,
            notice,
        }
    }

    /// Removes the token from every place.
    pub(crate) async fn forget(&self, key: &str) -> Token {
        let file = self.remove_file();
        let keychain = match self.keychain {
            Keychain::Off => None,
            Keychain::System { .. } => self.keychain.forget(key).await.err(),
        };
        let keychain = keychain
            .map(|reason| format!("The system's keychain was to forget the token, and {reason}."));
        Token {
            notice: file.or(keychain),
            ..Token::default()
        }
    }

    fn read_file(&self, key: &str) -> Option<SecretString> {
        let text = fs::read_to_string(&self.file).ok()?;
        let kept: Kept = serde_json::from_str(&text).ok()?;
        (kept.key == key).then(|| kept.token.into())
    }

    fn write_file(&self, key: &str, token: &SecretString) -> Result<(), String> {
        let kept = Kept {
            key: key.to_owned(),
            token: token.expose_secret().to_owned(),
        };
        settings::write(&self.file, &kept).map_err(|error| error.message)
    }

    /// Removes the file; says why it could not.
    fn remove_file(&self) -> Option<String> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Some(format!(
                "{} holds a token and could not be removed: {error}",
                self.file.display()
            )),
            Ok(()) | Err(_) => None,
        }
    }
}

fn told_of_file(reason: &str) -> String {
    format!("The token is kept in a file, as the system's keychain cannot be used: {reason}.")
}

fn told_of_memory(reason: &str) -> String {
    format!(
        "The token is kept in memory only and is forgotten at the end, as the system's keychain cannot be used: {reason}."
    )
}
