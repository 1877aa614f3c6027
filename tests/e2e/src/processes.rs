//! What `/proc` tells of running processes.

use std::{collections::HashSet, fs, path::Path, time::Duration};

use crate::Outcome;

/// The state of a listening socket in `/proc/net/tcp`.
const LISTEN: &str = "0A";
/// Where `/proc/PID/stat` says what, counted from the field after the process's name: proc(5), `utime`, `stime`, `starttime`.
const USER: usize = 11;
const SYSTEM: usize = 12;
const STARTED: usize = 19;
/// Where the line of a mapping in `/proc/PID/smaps` names its file.
const MAPPED_FILE: usize = 5;
/// The unit of processor times, on every Linux that people run: `USER_HZ`.
const TICKS_PER_SECOND: f64 = 100.0;

/// A running process.
#[derive(Clone, Debug)]
pub struct Process {
    /// Its number.
    pub id: u32,
    /// Its program's name, cut after 15 characters.
    pub name: String,
    parent: u32,
}

/// The processes that `id` has started and that still run.
pub fn children(id: u32) -> Vec<Process> {
    all()
        .into_iter()
        .filter(|process| process.parent == id)
        .collect()
}

/// The children, their children, and so on.
pub fn descendants(id: u32) -> Vec<Process> {
    let mut found = children(id);
    let mut next = 0;
    while let Some(process) = found.get(next) {
        let below = children(process.id);
        found.extend(below);
        next += 1;
    }
    found
}

/// Whether the process runs this program.
pub fn runs(process: &Process, program: &Path) -> bool {
    fs::read_link(format!("/proc/{}/exe", process.id)).is_ok_and(|exe| exe == program)
}

/// Whether there is such a process, and not only what is left of it until its parent looks.
pub fn is_running(id: u32) -> bool {
    stat(id).is_some_and(|(_, state, _)| state != "Z")
}

/// A variable of the environment that the process was started with.
pub fn variable(id: u32, name: &str) -> Outcome<Option<String>> {
    let environment = fs::read(format!("/proc/{id}/environ"))?;
    let mut entries = environment
        .split(|byte| *byte == 0)
        .map(String::from_utf8_lossy);
    Ok(entries.find_map(|entry| {
        let (key, value) = entry.split_once('=')?;
        (key == name).then(|| value.to_owned())
    }))
}

/// How long ago the process was started; in steps of 10 ms.
pub fn age(id: u32) -> Outcome<Duration> {
    let [started] = ticks(id, [STARTED])?;
    let uptime = fs::read_to_string("/proc/uptime")?;
    let uptime: f64 = uptime
        .split_whitespace()
        .next()
        .ok_or("no uptime")?
        .parse()?;
    Ok(Duration::try_from_secs_f64(
        uptime - started / TICKS_PER_SECOND,
    )?)
}

/// The processor's time that the process has used, in the kernel too; in steps of 10 ms.
pub fn cpu_time(id: u32) -> Outcome<Duration> {
    let [user, system] = ticks(id, [USER, SYSTEM])?;
    Ok(Duration::try_from_secs_f64(
        (user + system) / TICKS_PER_SECOND,
    )?)
}

/// These fields of `/proc/PID/stat`, counted from the one after the process's name.
fn ticks<const N: usize>(id: u32, fields: [usize; N]) -> Outcome<[f64; N]> {
    let text = fs::read_to_string(format!("/proc/{id}/stat"))?;
    let (_, tail) = text.rsplit_once(") ").ok_or("not a process's line")?;
    let all: Vec<_> = tail.split_whitespace().collect();
    let mut found = [0.0; N];
    for (value, field) in found.iter_mut().zip(fields) {
        *value = all.get(field).ok_or("a short line")?.parse()?;
    }
    Ok(found)
}

/// What a process keeps in memory, in KiB.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_field_names, reason = "all have the same unit")]
pub struct Memory {
    /// All of it: `VmRSS`.
    pub resident_kib: u64,
    /// The same, with what is shared divided among those who share it: `Pss`.
    pub proportional_kib: u64,
    /// What lies in no file, and what of its program's file is used: the resident memory but for the system's libraries and their
    /// files.
    pub own_kib: u64,
}

/// What the process keeps in memory now.
pub fn memory(id: u32) -> Outcome<Memory> {
    let program = fs::read_link(format!("/proc/{id}/exe"))?;
    let program = program.to_str().ok_or("a program without a name")?;
    let text = fs::read_to_string(format!("/proc/{id}/smaps"))?;
    let mut memory = Memory::default();
    let mut is_own = false;
    for line in text.lines() {
        let (key, value) = line.split_once(' ').unwrap_or((line, ""));
        match key {
            "Rss:" => {
                memory.resident_kib += kib(value)?;
                memory.own_kib += if is_own { kib(value)? } else { 0 };
            }
            "Pss:" => memory.proportional_kib += kib(value)?,
            key if !key.ends_with(':') => is_own = lies_in(line, program),
            _ => {}
        }
    }
    Ok(memory)
}

/// Whether a mapping, by the line that begins it, is of no file, or of this one.
fn lies_in(line: &str, program: &str) -> bool {
    let file = line.split_whitespace().nth(MAPPED_FILE).unwrap_or_default();
    !file.starts_with('/') || file == program
}

/// The number of a line that ends with it and its unit.
fn kib(value: &str) -> Outcome<u64> {
    Ok(value.trim().trim_end_matches(" kB").parse()?)
}

/// The TCP ports that the process listens on, of either IP version.
pub fn listening_ports(id: u32) -> Outcome<HashSet<u16>> {
    let sockets = sockets(id)?;
    let mut ports = HashSet::new();
    for table in ["tcp", "tcp6"] {
        let text = fs::read_to_string(format!("/proc/{id}/net/{table}"))?;
        ports.extend(
            text.lines()
                .skip(1)
                .filter_map(|line| listening(line, &sockets)),
        );
    }
    Ok(ports)
}

/// The port of a line of `/proc/net/tcp`, if it is a listening socket and one of these.
fn listening(line: &str, sockets: &HashSet<String>) -> Option<u16> {
    let fields: Vec<_> = line.split_whitespace().collect();
    let (address, state, inode) = (fields.get(1)?, fields.get(3)?, fields.get(9)?);
    let (_, port) = address.split_once(':')?;
    let is_meant = *state == LISTEN && sockets.contains(*inode);
    is_meant.then(|| u16::from_str_radix(port, 16).ok())?
}

/// The inodes of the process's open sockets.
fn sockets(id: u32) -> Outcome<HashSet<String>> {
    let files = fs::read_dir(format!("/proc/{id}/fd"))?;
    let targets = files.filter_map(|file| fs::read_link(file.ok()?.path()).ok());
    Ok(targets
        .filter_map(|target| {
            let name = target.to_str()?.strip_prefix("socket:[")?;
            Some(name.strip_suffix(']')?.to_owned())
        })
        .collect())
}

fn all() -> Vec<Process> {
    let entries = fs::read_dir("/proc").into_iter().flatten();
    entries
        .filter_map(|entry| {
            let id = entry.ok()?.file_name().to_str()?.parse().ok()?;
            let (name, _, parent) = stat(id)?;
            Some(Process { id, name, parent })
        })
        .collect()
}

/// Name, state and parent. The name may hold anything, so what follows it is found from the end.
fn stat(id: u32) -> Option<(String, String, u32)> {
    let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let (head, tail) = text.rsplit_once(") ")?;
    let (_, name) = head.split_once('(')?;
    let mut fields = tail.split_whitespace();
    let state = fields.next()?.to_owned();
    let parent = fields.next()?.parse().ok()?;
    Some((name.to_owned(), state, parent))
}
