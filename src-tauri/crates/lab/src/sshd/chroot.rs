//! An instance's system around its disk: users and configuration.

use std::{
    ffi::OsString,
    fs, io,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
};

use russh::keys::ssh_key::LineEnding;

use super::{grants, possible::Binaries, start, usr};
use crate::{
    disk::{AGENT_ID, HOME, USER_ID},
    error::Error,
    instances::Machine,
    proftpd::{Extensions, config::Config},
    system::{SftpServer, Sudo, System},
};

/// Folders of the system, with their modes.
const FOLDERS: [(&str, u32); 20] = [
    ("dev", 0o755),
    ("etc", 0o755),
    ("etc/alternatives", 0o755),
    ("etc/pam.d", 0o755),
    ("etc/proftpd", 0o755),
    ("etc/ssh", 0o755),
    ("home", 0o755),
    ("mnt", 0o755),
    ("opt", 0o755),
    ("proc", 0o555),
    ("root", 0o700),
    ("run", 0o755),
    ("run/lab", 0o755),
    ("run/lab/private", 0o700),
    ("run/sshd", 0o755),
    ("tmp", 0o1777),
    ("usr", 0o755),
    ("var", 0o755),
    ("var/log", 0o755),
    ("var/tmp", 0o1777),
];
/// Parts of the host's root that are links into `/usr` on a merged system.
const MERGED: [&str; 4] = ["bin", "sbin", "lib", "lib64"];

/// Writes the system's files onto a machine's disk. May be done again: the host key is then the
/// machine's key of now.
///
/// Answers what [`start::SCRIPT`] has to make before it runs the server.
pub(super) fn write(
    machine: &Machine,
    binaries: &Binaries,
    system: &System,
) -> Result<Vec<OsString>, Error> {
    let failed = |source| Error::Folder {
        path: machine.disk.clone(),
        source,
    };
    let host_key = machine.host_key();
    let host_key = host_key.to_openssh(LineEnding::LF);
    let host_key = host_key.map_err(|error| Error::HostKey(error.to_string()))?;
    write_folders(&machine.disk).map_err(failed)?;
    let config = sshd_config(binaries, system);
    let hosts = format!(
        "127.0.0.1 localhost\n{} {}\n",
        machine.private_ip,
        machine.host_name()
    );
    let files = [
        ("etc/group", groups(), 0o644),
        ("etc/hosts", hosts, 0o644),
        (
            "etc/nsswitch.conf",
            "passwd: files\ngroup: files\nshadow: files\nhosts: files\n".into(),
            0o644,
        ),
        ("etc/pam.d/other", PAM.into(), 0o644),
        ("etc/pam.d/sudo", sudo_pam(system.sudo).into(), 0o644),
        ("etc/passwd", users(), 0o644),
        ("etc/profile", PROFILE.into(), 0o644),
        // A star is a password that nothing matches; "!" would be a locked account, which sshd
        // refuses whatever the key.
        (
            "etc/shadow",
            "root:*:19700::::::\nubuntu:*:19700::::::\n".into(),
            0o640,
        ),
        ("etc/ssh/ssh_host_ed25519_key", host_key.to_string(), 0o600),
        ("etc/ssh/sshd_config", config, 0o644),
        ("etc/sudoers", sudoers(system.sudo), 0o440),
        ("run/lab/granted-keys", grants::SCRIPT.into(), 0o755),
    ];
    for (name, content, mode) in files {
        write_file(&machine.disk.join(name), &content, mode).map_err(failed)?;
    }
    let layer = usr::write(&machine.disk, binaries, system).map_err(failed)?;
    Ok(start::to_make(&machine.disk, layer, &system.mounts))
}

/// Writes what proftpd reads, where it stands in the place of sshd.
pub(super) fn write_proftpd(
    machine: &Machine,
    extensions: Extensions,
    port: u16,
) -> io::Result<()> {
    let config = Config {
        port: Some(port),
        runs_as: ("root", "root"),
        users: "/etc/proftpd/users",
        groups: "/etc/proftpd/groups",
        host_key: "/etc/ssh/ssh_host_ed25519_key",
        keys: grants::RFC4716_KEYS,
        extensions,
    };
    let users = format!("ubuntu:x:{USER_ID}:{USER_ID}::{HOME}:/bin/bash\n");
    let groups = format!("ubuntu:x:{USER_ID}:\n");
    let files = [
        ("users", users),
        ("groups", groups),
        ("proftpd.conf", config.to_string()),
    ];
    let folder = machine.disk.join("etc/proftpd");
    files
        .into_iter()
        .try_for_each(|(name, content)| write_file(&folder.join(name), &content, 0o600))
}

fn write_folders(disk: &Path) -> io::Result<()> {
    for (name, mode) in FOLDERS {
        let path = disk.join(name);
        fs::create_dir_all(&path)?;
        fs::set_permissions(&path, fs::Permissions::from_mode(mode))?;
    }
    for name in MERGED {
        let path = disk.join(name);
        if path.symlink_metadata().is_ok() {
            continue;
        }
        match fs::read_link(Path::new("/").join(name)) {
            Ok(target) => symlink(target, path)?,
            Err(_) => fs::create_dir(path)?,
        }
    }
    Ok(())
}

fn write_file(path: &Path, content: &str, mode: u32) -> io::Result<()> {
    // Made anew, so that a secret file is never readable for a moment.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::write(path, "")?;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
    fs::write(path, content)
}

const PAM: &str = "auth sufficient pam_permit.so\naccount sufficient pam_permit.so\n\
                   password sufficient pam_permit.so\nsession sufficient pam_permit.so\n";
const PROFILE: &str = "PATH=/usr/local/bin:/usr/bin:/bin\nPS1='\\u@\\h:\\w\\$ '\nexport PATH PS1\n";
/// Asks for the password, which `pam_permit` does not.
const PASSWORD_PAM: &str = "auth required pam_unix.so\naccount sufficient pam_permit.so\n\
                            session sufficient pam_permit.so\n";

fn sudo_pam(sudo: Sudo) -> &'static str {
    match sudo {
        Sudo::NeedsPassword => PASSWORD_PAM,
        Sudo::Free | Sudo::Missing => PAM,
    }
}

fn sudoers(sudo: Sudo) -> String {
    let free = match sudo {
        Sudo::NeedsPassword => "",
        Sudo::Free | Sudo::Missing => "NOPASSWD:",
    };
    format!("Defaults env_reset\nroot ALL=(ALL:ALL) ALL\nubuntu ALL=(ALL) {free}ALL\n")
}

fn users() -> String {
    format!(
        "root:x:0:0:root:/root:/bin/bash\n\
         sshd:x:100:65534::/run/sshd:/usr/sbin/nologin\n\
         ubuntu:x:{USER_ID}:{USER_ID}:Ubuntu:{HOME}:/bin/bash\n\
         agent:x:{AGENT_ID}:{AGENT_ID}:Agent:/nonexistent:/usr/sbin/nologin\n\
         nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
    )
}

fn groups() -> String {
    format!("root:x:0:\ntty:x:5:\nubuntu:x:{USER_ID}:\nagent:x:{AGENT_ID}:\nnogroup:x:65534:\n")
}

fn sshd_config(binaries: &Binaries, system: &System) -> String {
    let hosts = binaries.sftp_server.display().to_string();
    let sftp = match (system.sftp, system.sftp_path) {
        (SftpServer::Internal, _) => "internal-sftp",
        (_, path) => path.path().unwrap_or(&hosts),
    };
    let penalties = if binaries.has_penalties {
        "PerSourcePenalties no\n"
    } else {
        ""
    };
    format!(
        "ListenAddress 127.0.0.1\n\
         HostKey /etc/ssh/ssh_host_ed25519_key\n\
         PidFile none\n\
         LogLevel VERBOSE\n\
         UsePAM no\n\
         UseDNS no\n\
         PermitRootLogin no\n\
         PasswordAuthentication no\n\
         KbdInteractiveAuthentication no\n\
         AuthenticationMethods publickey\n\
         AuthorizedKeysFile none\n\
         AuthorizedKeysCommand {}\n\
         AuthorizedKeysCommandUser nobody\n\
         PrintMotd no\n\
         PrintLastLog no\n\
         AcceptEnv LANG LC_*\n\
         {penalties}\
         Subsystem sftp {sftp}\n",
        grants::COMMAND,
    )
}
