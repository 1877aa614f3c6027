//! The grants of an instance, where its sshd looks for them.
//!
//! On EC2 the command asks the instance's metadata for the keys of a user and drops those that have
//! expired by the instance's own clock. Here it reads one file per user, which the lab rewrites with
//! every push and whenever its clock is moved.

use std::{
    fmt::Write as _,
    fs, io,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{clock::Offset, grants::Grant, proftpd::keys::rfc4716};

/// Where the lab's own files are on an instance.
pub(super) const FOLDER: &str = "run/lab";
/// The command that sshd runs for every key that is offered, with the user's name.
pub(super) const COMMAND: &str = "/bin/sh /run/lab/granted-keys %u";
/// The same keys for proftpd, which reads a file per user.
pub(super) const RFC4716_KEYS: &str = "/run/lab/grants/%u.rfc4716";
/// What it does: print the keys that have not expired.
pub(super) const SCRIPT: &str = r#"#!/bin/sh
# Prints the keys that may log in as the user $1 now. A grant is a line: when it ends, in
# milliseconds since 1970, and the key.
[ -r "/run/lab/grants/$1" ] || exit 0
now=$(date +%s%3N)
while read -r ends key; do
    if [ "$ends" -gt "$now" ]; then printf '%s\n' "$key"; fi
done < "/run/lab/grants/$1"
"#;

/// Writes what an instance's users have been granted; `offset` is that of the lab's clock to the
/// machine's, by which the instance judges.
pub(crate) fn publish(
    disk: &Path,
    by_user: &[(String, Vec<Grant>)],
    offset: Offset,
) -> io::Result<()> {
    let folder = disk.join(FOLDER).join("grants");
    fs::create_dir_all(&folder)?;
    // The command runs as a user who owns nothing.
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
    for (user, grants) in by_user {
        let lines = grants.iter().fold(String::new(), |mut lines, grant| {
            let ends = offset
                .by_the_machine(grant.expires)
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            // Writing to a string cannot fail.
            writeln!(lines, "{} {}", ends.as_millis(), grant.key).ok();
            lines
        });
        put(&folder, user, &lines)?;
        let now = SystemTime::now();
        let standing = grants
            .iter()
            .filter(|grant| offset.by_the_machine(grant.expires) > now);
        let keys: String = standing.filter_map(|grant| rfc4716(&grant.key)).collect();
        put(&folder, &format!("{user}.rfc4716"), &keys)?;
    }
    Ok(())
}

/// Renamed into place, so that nobody ever reads half a file, from a name of its own: a key push and the start of a server put the same
/// one at the same time.
fn put(folder: &Path, name: &str, content: &str) -> io::Result<()> {
    let fresh = tempfile::NamedTempFile::new_in(folder)?;
    fs::write(&fresh, content)?;
    fs::set_permissions(&fresh, fs::Permissions::from_mode(0o644))?;
    fresh.persist(folder.join(name))?;
    Ok(())
}

/// Takes all of it back.
pub(crate) fn withdraw(disk: &Path) -> io::Result<()> {
    match fs::remove_dir_all(disk.join(FOLDER).join("grants")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::{process::Command, time::Duration};

    use super::*;

    #[test]
    fn the_command_prints_the_keys_that_have_not_expired() {
        let disk = tempfile::tempdir().unwrap();
        let now = SystemTime::now();
        let grant = |key: &str, expires| Grant {
            key: key.to_owned(),
            expires,
        };
        let ahead = Duration::from_secs(100);
        let grants = vec![
            grant("ssh-ed25519 GONE", now + ahead - Duration::from_secs(1)),
            grant(
                "ssh-ed25519 GOOD me@here",
                now + ahead + Duration::from_secs(30),
            ),
        ];
        let offset = Offset {
            ahead,
            ..Offset::default()
        };
        publish(disk.path(), &[("ubuntu".to_owned(), grants)], offset).unwrap();
        let folder = disk.path().join(FOLDER);
        let script = SCRIPT.replace("/run/lab", folder.to_str().unwrap());
        let keys_of = |user: &str| {
            let run = Command::new("/bin/sh")
                .args(["-c", &script, "granted-keys", user])
                .output();
            String::from_utf8(run.unwrap().stdout).unwrap()
        };
        assert_eq!(keys_of("ubuntu"), "ssh-ed25519 GOOD me@here\n");
        assert_eq!(keys_of("root"), "");
    }
}
