//! What an instance prints while it boots, as EC2 keeps it.
//!
//! Written after the logs of Ubuntu's own images: lines of the kernel, of systemd and of cloud-init
//! get into each other, each with a prefix of its own or with none, and all end in CR LF. The host
//! key is printed once, at the first boot: what became of it later, no console says.

use std::time::{Duration, SystemTime};

use russh::keys::HashAlg;

use crate::{date, instances::Machine};

/// EC2 keeps the end of a console and no more. Source: `GetConsoleOutput` in EC2's API reference.
const KEPT_BYTES: usize = 64 << 10;
/// From the launch to the lines about the host key.
const BOOT: Duration = Duration::from_secs(15);

/// What an instance's console shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Console {
    /// The boot log of cloud-init, with the host key that the instance was launched with.
    #[default]
    Normal,
    /// Nothing yet, as in the first minutes of an instance.
    Empty,
    /// The boot log of an image that prints no host key.
    WithoutKeys,
    /// Any text.
    Other(String),
}

/// The end of a machine's console; `None`: there is nothing yet.
pub(crate) fn output(machine: &Machine) -> Option<Vec<u8>> {
    let text = match machine.console() {
        Console::Normal => boot_log(machine, &host_keys(machine)),
        Console::Empty => return None,
        Console::WithoutKeys => boot_log(machine, ""),
        Console::Other(text) => text,
    };
    let mut bytes = text.into_bytes();
    Some(bytes.split_off(bytes.len().saturating_sub(KEPT_BYTES)))
}

fn boot_log(machine: &Machine, host_keys: &str) -> String {
    let host = machine.host_name();
    let address = machine.private_ip;
    let text = format!(
        "\u{1b}[H\u{1b}[J[    0.000000] Linux version 6.8.0-1016-aws (buildd@lcy02-amd64-002)
[    0.000000] Command line: BOOT_IMAGE=/vmlinuz-6.8.0-1016-aws ro console=tty1 console=ttyS0
[    1.482066] nvme nvme0: pci function 0000:00:04.0
[    2.101559] EXT4-fs (nvme0n1p1): mounted filesystem with ordered data mode. Quota mode: none.
[    5.903178] systemd[1]: Hostname set to <{host}>.
[   12.345678] cloud-init[1021]: Cloud-init v. 24.1.3-0ubuntu3.3 running 'init'. Up 12.30 seconds.
[   12.401234] cloud-init[1021]: ci-info: ++++++++++++++++++Net device info+++++++++++++++++++
[   12.401306] cloud-init[1021]: ci-info: | ens5 | True | {address} | 255.255.0.0 | global |
[   12.401377] cloud-init[1021]: ci-info: ++++++++++++++++++++++++++++++++++++++++++++++++++++
ci-info: no authorized SSH keys fingerprints found for user ubuntu.
{host_keys}[   15.702114] cloud-init[1098]: Cloud-init v. 24.1.3-0ubuntu3.3 finished. Up 15.69 seconds

Ubuntu 24.04.1 LTS {host} ttyS0

{host} login: "
    );
    text.replace('\n', "\r\n")
}

/// The two blocks about the host key, in the middle of which the kernel has its say.
///
/// Source: cloud-init `tools/write-ssh-key-fingerprints`.
fn host_keys(machine: &Machine) -> String {
    let key = machine.first_host_key();
    let host = machine.host_name();
    let fingerprint = key.fingerprint(HashAlg::Sha256);
    let line = key.to_openssh().unwrap_or_default();
    let date = date::syslog(boot_time(machine));
    let logged = format!("<14>{date} cloud-init: ");
    let printed = "[   15.311907] cloud-init[1098]: ";
    format!(
        "{logged}
{logged}#############################################################
{logged}-----BEGIN SSH HOST KEY FINGERPRINTS-----
{logged}256 {fingerprint} root@{host} (ED25519)
{logged}-----END SSH HOST KEY FINGERPRINTS-----
{logged}#############################################################
{printed}-----BEGIN SSH HOST KEY KEYS-----
[   15.312018] audit: type=1400 audit(1735689600.312:61): apparmor=\"STATUS\" profile=\"snap\"
{printed}{line} root@{host}
{printed}-----END SSH HOST KEY KEYS-----
"
    )
}

fn boot_time(machine: &Machine) -> SystemTime {
    machine.launched + BOOT
}
