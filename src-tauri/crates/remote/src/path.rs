//! A path on the instance, checked once where it enters.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Error;

/// Linux's own limit.
const MAX_BYTES: usize = 4096;
/// `NAME_MAX` of Linux's file systems.
const MAX_NAME_BYTES: usize = 255;

/// An absolute, normalised path on an instance: no `..`, no `.`, no empty segment, no NUL. Names may hold anything else.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RemotePath(String);

impl RemotePath {
    /// Checks an absolute path.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidPath`] for a relative path, a `..` segment, a NUL, a name of more than 255 bytes
    /// or more than 4,096 bytes in all.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if !text.starts_with('/') {
            return Err(invalid(text, "it is not absolute"));
        }
        Ok(Self(format!("/{}", normalise(text)?)))
    }

    /// `/`, for what concerns a whole instance.
    pub(crate) fn root() -> Self {
        Self("/".to_owned())
    }

    /// This path and `relative` below it; `relative` may be empty.
    ///
    /// # Errors
    ///
    /// As [`RemotePath::parse`], and for an absolute `relative`.
    pub fn join(&self, relative: &str) -> Result<Self, Error> {
        if relative.starts_with('/') {
            return Err(invalid(
                relative,
                "it is absolute where a relative path belongs",
            ));
        }
        let below = normalise(relative)?;
        if below.is_empty() {
            return Ok(self.clone());
        }
        Self::parse(&format!("{}/{below}", self.0))
    }

    /// The path as the instance knows it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment; empty for `/`.
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(_, name)| name)
    }

    /// The folder that holds it; `None` for `/`.
    pub fn parent(&self) -> Option<Self> {
        let (parent, name) = self.0.rsplit_once('/')?;
        if name.is_empty() {
            return None;
        }
        Some(Self(if parent.is_empty() {
            "/".to_owned()
        } else {
            parent.to_owned()
        }))
    }

    /// Whether it is `other` or lies below it.
    pub fn is_under(&self, other: &Self) -> bool {
        match self.0.strip_prefix(other.as_str()) {
            Some(rest) => rest.is_empty() || rest.starts_with('/') || other.0 == "/",
            None => false,
        }
    }
}

fn normalise(text: &str) -> Result<String, Error> {
    if text.len() > MAX_BYTES {
        return Err(invalid(text, "it is longer than 4,096 bytes"));
    }
    if text.contains('\0') {
        return Err(invalid(text, "it holds a NUL character"));
    }
    let segments: Vec<_> = text
        .split('/')
        .filter(|segment| !segment.is_empty() && *segment != ".")
        .collect();
    if segments.contains(&"..") {
        return Err(invalid(
            text,
            "\"..\" is not allowed; name the file from its root",
        ));
    }
    if segments
        .iter()
        .any(|segment| segment.len() > MAX_NAME_BYTES)
    {
        return Err(invalid(text, "a name in it is longer than 255 bytes"));
    }
    Ok(segments.join("/"))
}

fn invalid(path: &str, reason: &str) -> Error {
    Error::InvalidPath {
        path: path.chars().take(200).collect(),
        reason: reason.to_owned(),
    }
}

impl TryFrom<String> for RemotePath {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}

impl From<RemotePath> for String {
    fn from(path: RemotePath) -> Self {
        path.0
    }
}

impl fmt::Display for RemotePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_normalised_and_never_climbs() {
        assert_eq!(
            RemotePath::parse("/configs//a/./b/").unwrap().as_str(),
            "/configs/a/b"
        );
        assert_eq!(RemotePath::parse("/").unwrap().as_str(), "/");
        let odd = "/configs/a..b/ name with\nnewline 'quote'";
        assert_eq!(RemotePath::parse(odd).unwrap().as_str(), odd);
        for bad in ["", "configs", "/configs/../etc/passwd", "/..", "/a\0b"] {
            assert!(RemotePath::parse(bad).is_err(), "{bad:?} should be refused");
        }
        let base = RemotePath::parse("/configs").unwrap();
        assert_eq!(base.join("").unwrap(), base);
        assert_eq!(base.join("a/b").unwrap().as_str(), "/configs/a/b");
        assert!(base.join("../etc").is_err() && base.join("/etc").is_err());
    }

    #[test]
    fn a_name_is_as_long_as_the_instance_can_keep() {
        let longest = format!("/configs/{}", "n".repeat(255));
        assert!(RemotePath::parse(&longest).is_ok());
        for name in ["n".repeat(256), "ü".repeat(128)] {
            let error = RemotePath::parse(&format!("/configs/{name}/x")).unwrap_err();
            assert!(error.to_string().contains("255 bytes"), "{error}");
        }
    }

    #[test]
    fn a_sibling_with_the_same_beginning_is_not_below() {
        let root = RemotePath::parse("/configs").unwrap();
        let is_under = |text| RemotePath::parse(text).unwrap().is_under(&root);
        assert!(is_under("/configs") && is_under("/configs/a"));
        assert!(!is_under("/configs-old/a") && !is_under("/"));
    }

    #[test]
    fn parent_and_name_take_a_path_apart() {
        let path = RemotePath::parse("/a/b").unwrap();
        assert_eq!((path.parent().unwrap().as_str(), path.name()), ("/a", "b"));
        assert_eq!(path.parent().unwrap().parent().unwrap().as_str(), "/");
        assert!(RemotePath::parse("/").unwrap().parent().is_none());
    }
}
