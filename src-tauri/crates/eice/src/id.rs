//! The instance id, checked once where it enters.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Error;

/// An EC2 instance id: `i-` and 8 or 17 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct InstanceId(String);

impl InstanceId {
    /// The id as AWS writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for InstanceId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let is_hex = |digit: char| digit.is_ascii_digit() || ('a'..='f').contains(&digit);
        match text.strip_prefix("i-") {
            Some(digits) if matches!(digits.len(), 8 | 17) && digits.chars().all(is_hex) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(Error::InvalidInstanceId(text.chars().take(64).collect())),
        }
    }
}

impl TryFrom<String> for InstanceId {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<InstanceId> for String {
    fn from(id: InstanceId) -> Self {
        id.0
    }
}

impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_long_ids_are_taken_and_anything_else_is_refused() {
        for good in ["i-0123abcd", "i-0123456789abcdef0"] {
            assert_eq!(good.parse::<InstanceId>().unwrap().as_str(), good);
        }
        for bad in [
            "",
            "i-",
            "i-0123ABCD",
            "i-0123abc",
            "mi-0123456789abcdef0",
            "i-0123abcd\n",
        ] {
            assert!(
                bad.parse::<InstanceId>().is_err(),
                "{bad:?} should be refused"
            );
        }
    }
}
