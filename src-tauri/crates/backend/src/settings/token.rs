//! The token's part of the settings: it belongs to one platform and one organisation.

use secrecy::SecretString;

use super::{Settings, SettingsStore};
use crate::{
    IpcError, TokenKept,
    token::{InFile, Token},
};

/// The token in memory.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Whose it is; `None` until one was looked for.
    key: Option<String>,
    token: Token,
    is_in_file: bool,
}

impl Held {
    pub(super) fn value(&self) -> Option<SecretString> {
        self.token.value.clone()
    }

    pub(super) fn kept(&self) -> TokenKept {
        self.token.kept
    }

    pub(super) fn notice(&self) -> Option<String> {
        self.token.notice.clone()
    }
}

impl SettingsStore {
    /// Looks for the token of the platform in force, unless it is known or the environment has one.
    pub(crate) async fn load_token(&self) {
        let Ok(Some((key, in_file))) = self.token_place() else {
            return;
        };
        if self.environment.token.is_some() || self.kept().held.key.as_ref() == Some(&key) {
            return;
        }
        let token = self.tokens.load(&key, in_file).await;
        self.hold(key, token, in_file);
    }

    /// Keeps what was typed: `None` changes nothing but the place, "" forgets the token. A platform without a token of its own does
    /// not get another one's.
    pub(crate) async fn keep_token(&self, typed: Option<&str>) {
        let Ok(Some((key, in_file))) = self.token_place() else {
            return self.hold_without_platform(typed);
        };
        let (value, is_placed) = {
            let kept = self.kept();
            let is_of_key = kept.held.key.as_ref().is_none_or(|own| *own == key);
            let is_in_file = (in_file == InFile::Allowed) == kept.held.is_in_file;
            let value = kept.held.value().filter(|_| is_of_key);
            (value, is_in_file && kept.held.key.is_some())
        };
        let token = match (typed.map(str::trim), value) {
            (Some(""), _) => self.tokens.forget(&key).await,
            (Some(typed), _) => self.tokens.keep(&key, typed.into(), in_file).await,
            (None, Some(_)) if is_placed => return,
            (None, Some(value)) => self.tokens.keep(&key, value, in_file).await,
            (None, None) => return self.load_token().await,
        };
        self.hold(key, token, in_file);
    }

    fn hold(&self, key: String, token: Token, in_file: InFile) {
        self.kept().held = Held {
            key: Some(key),
            token,
            is_in_file: in_file == InFile::Allowed,
        };
    }

    /// Until there is a platform that it can be kept for, it is in memory.
    fn hold_without_platform(&self, typed: Option<&str>) {
        let Some(typed) = typed.map(str::trim) else {
            return;
        };
        self.kept().held = Held::default();
        if !typed.is_empty() {
            self.kept().held.token = Token {
                value: Some(typed.into()),
                kept: TokenKept::Memory,
                notice: None,
            };
        }
    }

    /// The name that the token is kept under, and whether it may be in the file; `None` without a platform.
    fn token_place(&self) -> Result<Option<(String, InFile)>, IpcError> {
        let Settings {
            platform_url,
            org_id,
            token_in_file,
            ..
        } = self.in_force()?;
        let in_file = if token_in_file {
            InFile::Allowed
        } else {
            InFile::No
        };
        let org_id = org_id.unwrap_or_default();
        Ok(platform_url.map(|url| {
            let url = url.trim_end_matches('/');
            (format!("{url}|{org_id}"), in_file)
        }))
    }
}
