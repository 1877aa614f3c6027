//! The key of one dial.

use std::fmt;

use russh::keys::{Algorithm, PrivateKey, key::safe_rng};

use crate::Error;

/// An ed25519 key pair for one authentication. It exists in memory only and is wiped when it is dropped.
pub struct OneTimeKey(PrivateKey);

impl fmt::Debug for OneTimeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeKey(…)")
    }
}

impl OneTimeKey {
    /// A fresh one.
    ///
    /// # Errors
    ///
    /// [`Error::UnsupportedServer`] when the system gives no randomness.
    pub fn generate() -> Result<Self, Error> {
        let key = PrivateKey::random(&mut safe_rng(), Algorithm::Ed25519);
        key.map(Self)
            .map_err(|error| Error::UnsupportedServer(error.to_string()))
    }

    /// The public half as one OpenSSH line, without a comment: the 80 characters that AWS asks for at least.
    ///
    /// # Errors
    ///
    /// [`Error::UnsupportedServer`]; it does not happen with ed25519.
    pub fn public_line(&self) -> Result<String, Error> {
        let line = self.0.public_key().to_openssh();
        line.map_err(|error| Error::UnsupportedServer(error.to_string()))
    }

    pub(crate) fn into_inner(self) -> PrivateKey {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_line_is_as_long_as_aws_wants_it_and_the_private_half_is_not_shown() {
        let key = OneTimeKey::generate().unwrap();
        assert_eq!(key.public_line().unwrap().len(), 80);
        assert_eq!(format!("{key:?}"), "OneTimeKey(…)");
    }
}
