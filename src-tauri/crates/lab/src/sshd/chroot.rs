//! An instance's system around its disk: users, configuration, and the mounts that complete it.

use std::{
    fs, io,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::Path,
};

use russh::keys::ssh_key::LineEnding;

use super::{grants, possible::Binaries};
use crate::{
    disk::{HOME, USER_ID},
    error::Error,
    instances::Machine,
};

/// Run inside the instance's own namespaces, as its first process: completes the root folder `$1`,
/// names the host `$2` and runs the rest of the arguments in there. It ends, and everything in it
/// with it, when that program does, or when its standard input does: when the lab is gone, however it
/// went.
pub(super) const START: &str = r#"
set -eu
root=$1 host=$2
shift 2
mount --bind "$root" "$root"
mount --bind /usr "$root/usr"
mount -o remount,bind,ro "$root/usr"
for dir in /bin /sbin /lib /lib64; do
    [ -L "$root$dir" ] || [ ! -d "$dir" ] || mount --bind "$dir" "$root$dir"
done
[ ! -d /etc/alternatives ] || mount --bind /etc/alternatives "$root/etc/alternatives"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for name in null zero full random urandom tty; do
    : > "$root/dev/$name"
    mount --bind "/dev/$name" "$root/dev/$name"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
ln -s /run/lab/log "$root/dev/log"
printf '%s' "$host" > "$root/proc/sys/kernel/hostname" || true
exec 3<&0
trap 'exit 1' TERM
{ chroot "$root" "$@" < /dev/null || true; kill -TERM "$$"; } &
cat <&3 > /dev/null &
wait "$!"
"#;

/// Folders of the system, with their modes.
const FOLDERS: [(&str, u32); 18] = [
    ("dev", 0o755),
    ("etc", 0o755),
    ("etc/alternatives", 0o755),
    ("etc/pam.d", 0o755),
    ("etc/ssh", 0o755),
    ("home", 0o755),
    ("mnt", 0o755),
    ("opt", 0o755),
    ("proc", 0o555),
    ("root", 0o700),
    ("run", 0o755),
    ("run/lab", 0o755),
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
pub(super) fn write(machine: &Machine, binaries: &Binaries) -> Result<(), Error> {
    let failed = |source| Error::Folder {
        path: machine.disk.clone(),
        source,
    };
    let host_key = machine.host_key();
    let host_key = host_key.to_openssh(LineEnding::LF);
    let host_key = host_key.map_err(|error| Error::HostKey(error.to_string()))?;
    write_folders(&machine.disk).map_err(failed)?;
    let config = sshd_config(binaries);
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
        ("etc/pam.d/sudo", PAM.into(), 0o644),
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
        ("etc/sudoers", SUDOERS.into(), 0o440),
        ("run/lab/granted-keys", grants::SCRIPT.into(), 0o755),
    ];
    for (name, content, mode) in files {
        write_file(&machine.disk.join(name), &content, mode).map_err(failed)?;
    }
    Ok(())
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
const SUDOERS: &str = "Defaults env_reset\nroot ALL=(ALL:ALL) ALL\n\
                       ubuntu ALL=(ALL) NOPASSWD:ALL\n";

fn users() -> String {
    format!(
        "root:x:0:0:root:/root:/bin/bash\n\
         sshd:x:100:65534::/run/sshd:/usr/sbin/nologin\n\
         ubuntu:x:{USER_ID}:{USER_ID}:Ubuntu:{HOME}:/bin/bash\n\
         nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
    )
}

fn groups() -> String {
    format!("root:x:0:\ntty:x:5:\nubuntu:x:{USER_ID}:\nnogroup:x:65534:\n")
}

fn sshd_config(binaries: &Binaries) -> String {
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
         Subsystem sftp {}\n",
        grants::COMMAND,
        binaries.sftp_server.display()
    )
}
