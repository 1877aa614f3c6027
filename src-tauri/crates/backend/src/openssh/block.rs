//! One workspace's lines of `ssh_config(5)`, quoted for `ssh` and for the shell that starts the `ProxyCommand`.

use std::{fmt::Write as _, path::Path};

use remote::HostKeyStrategy;

use crate::{ErrorCode, InstanceId, IpcError};

/// What all blocks share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Common<'a> {
    /// `causeway`, absolute.
    pub(super) program: &'a Path,
    pub(super) os_user: &'a str,
    /// The app's pins.
    pub(super) known_hosts: &'a Path,
    pub(super) host_keys: HostKeyStrategy,
}

/// A workspace that has an instance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<'a> {
    /// The name on the command line, and the id.
    pub(super) names: [&'a str; 2],
    pub(super) instance: &'a InstanceId,
    pub(super) agent: &'a Path,
}

impl Block<'_> {
    /// The lines. `IdentityFile none` and `IdentitiesOnly no` are there so that a `Host *` of the user's offers no other key
    /// before this one, nor leaves this one out.
    pub(super) fn text(&self, common: &Common<'_>) -> Result<String, IpcError> {
        let [name, id] = self.names;
        let names = if name == id {
            id
        } else {
            &[name, id].join(" ")
        };
        let Self {
            instance, agent, ..
        } = self;
        let user = common.os_user;
        let (checking, pins) = match common.host_keys {
            // ssh does not read consoles: for it both are trust on first use.
            HostKeyStrategy::ConsoleThenTofu | HostKeyStrategy::Tofu => {
                ("accept-new", word(common.known_hosts)?)
            }
            HostKeyStrategy::Pinned => ("yes", word(common.known_hosts)?),
            HostKeyStrategy::Off => ("no", "/dev/null".to_owned()),
        };
        let mut text = format!("\nHost {names}\n");
        let program = shell_word(common.program)?;
        let proxy = format!(
            "{program} proxy --agent {} --user '{user}' {instance}",
            shell_word(agent)?
        );
        for (keyword, value) in [
            ("HostName", instance.as_str()),
            ("HostKeyAlias", instance.as_str()),
            ("User", user),
            ("ProxyCommand", &proxy),
            ("IdentityAgent", &word(agent)?),
            ("IdentityFile", "none"),
            ("IdentitiesOnly", "no"),
            ("ForwardAgent", "no"),
            ("UserKnownHostsFile", &pins),
            ("StrictHostKeyChecking", checking),
            // The app reads the pins too, and people should be able to.
            ("HashKnownHosts", "no"),
            ("ServerAliveInterval", "15"),
        ] {
            // Writing to a string cannot fail.
            writeln!(text, "    {keyword} {value}").ok();
        }
        Ok(text)
    }
}

/// A path as one argument of a keyword that takes tokens and `${}`.
pub(super) fn word(path: &Path) -> Result<String, IpcError> {
    Ok(format!("\"{}\"", readable(path)?.replace('%', "%%")))
}

/// A path as one word of a `ProxyCommand`, which takes tokens and goes to the user's shell.
fn shell_word(path: &Path) -> Result<String, IpcError> {
    let quoted = readable(path)?.replace('\'', r"'\''");
    Ok(format!("'{}'", quoted.replace('%', "%%")))
}

/// Older versions of `ssh` know no escapes in their configuration.
fn readable(path: &Path) -> Result<&str, IpcError> {
    let is_usable = |text: &&str| {
        !text.contains(['"', '\\']) && !text.contains("${") && !text.contains(char::is_control)
    };
    path.to_str().filter(is_usable).ok_or_else(|| {
        IpcError::new(
            ErrorCode::InvalidInput,
            format!(
                "{:?} cannot be written to an ssh configuration: use a path without quotes, backslashes and ${{}}",
                path.display().to_string()
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(program: &str, host_keys: HostKeyStrategy) -> Result<String, IpcError> {
        let common = Common {
            program: Path::new(program),
            os_user: "ubuntu",
            known_hosts: Path::new("/data dir/known_hosts"),
            host_keys,
        };
        let instance = "i-0123abcd".parse().unwrap();
        Block {
            names: ["ops", "an-id"],
            instance: &instance,
            agent: Path::new("/run/50%/i-0123abcd"),
        }
        .text(&common)
    }

    #[test]
    fn a_block_leads_ssh_to_the_instance_and_its_agent() {
        let text = text("/opt/it's mine/causeway", HostKeyStrategy::Tofu).unwrap();
        let expected = r#"
Host ops an-id
    HostName i-0123abcd
    HostKeyAlias i-0123abcd
    User ubuntu
    ProxyCommand '/opt/it'\''s mine/causeway' proxy --agent '/run/50%%/i-0123abcd' --user 'ubuntu' i-0123abcd
    IdentityAgent "/run/50%%/i-0123abcd"
    IdentityFile none
    IdentitiesOnly no
    ForwardAgent no
    UserKnownHostsFile "/data dir/known_hosts"
    StrictHostKeyChecking accept-new
    HashKnownHosts no
    ServerAliveInterval 15
"#;
        assert_eq!(text, expected);
    }

    #[test]
    fn host_keys_are_checked_as_the_strategy_says() {
        let pinned = text("/bin/causeway", HostKeyStrategy::Pinned).unwrap();
        assert!(pinned.contains("StrictHostKeyChecking yes\n"), "{pinned}");
        assert!(pinned.contains("known_hosts\"\n"), "{pinned}");
        let off = text("/bin/causeway", HostKeyStrategy::Off).unwrap();
        assert!(off.contains("StrictHostKeyChecking no\n"), "{off}");
        assert!(off.contains("UserKnownHostsFile /dev/null\n"), "{off}");
    }

    #[test]
    fn a_path_that_ssh_would_read_as_something_else_is_refused() {
        for path in ["/a\"b", "/a\\b", "/a\nHost *", "/${HOME}/x"] {
            let refused = text(path, HostKeyStrategy::Tofu).unwrap_err();
            assert_eq!(refused.code, ErrorCode::InvalidInput, "{path:?}");
        }
    }
}
