//! Which folders of an instance the app shows, as data.

use crate::{Error, RemotePath};

/// Who a root belongs to, and so how it is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// The SFTP subsystem, as the OS user.
    User,
    /// `sftp-server` under `sudo -n`: the folder belongs to root.
    Elevated,
}

/// Every root. `/configs` and `/opt/configs` are written by the platform as root.
const ROOTS: [(&str, Access); 5] = [
    ("/configs", Access::Elevated),
    ("/opt/configs", Access::Elevated),
    ("/workspace", Access::User),
    ("/home", Access::User),
    ("/plugins", Access::User),
];

/// The base folders of a runtime, in order of preference: the first that exists on the instance is used.
pub fn base_candidates(runtime: &str) -> &'static [&'static str] {
    match runtime.trim().to_ascii_lowercase().as_str() {
        "hermes" => &["/home/ubuntu/.hermes"],
        "external" => &["/opt/configs", "/configs"],
        _ => &["/configs", "/opt/configs"],
    }
}

/// Every root, as an absolute path.
pub fn roots() -> impl Iterator<Item = &'static str> {
    ROOTS.iter().map(|(root, _)| *root)
}

/// The root that holds `path`, and how it is served.
///
/// # Errors
///
/// [`Error::InvalidPath`] when no root holds it.
pub fn root_of(path: &RemotePath) -> Result<(RemotePath, Access), Error> {
    for (root, access) in ROOTS {
        let root = RemotePath::parse(root)?;
        if path.is_under(&root) {
            return Ok((root, access));
        }
    }
    let names: Vec<_> = ROOTS.iter().map(|(root, _)| *root).collect();
    Err(Error::InvalidPath {
        path: path.to_string(),
        reason: format!("it is outside of the roots {}", names.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_base_folder_lies_under_a_root() {
        for runtime in ["hermes", "external", "claude-code", "LangGraph ", ""] {
            for base in base_candidates(runtime) {
                root_of(&RemotePath::parse(base).unwrap()).unwrap();
            }
        }
        assert!(root_of(&RemotePath::parse("/etc/shadow").unwrap()).is_err());
    }
}
