//! The kind of machine that was measured on: enough to compare, nothing that names it.

use std::fs;

use serde::{Deserialize, Serialize};

/// A kind of machine. What cannot be found out is empty or 0.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Machine {
    /// The processor's name.
    pub cpu: String,
    /// Cores that programs may use.
    pub cores: usize,
    /// In bytes.
    pub memory_bytes: u64,
    /// Linux's release.
    pub kernel: String,
    /// Whether the processor says that it is a virtual machine's.
    pub is_virtual: bool,
}

impl Machine {
    /// This one.
    pub fn of_now() -> Self {
        let read = |path| fs::read_to_string(path).unwrap_or_default();
        let processor = read("/proc/cpuinfo");
        let memory = read("/proc/meminfo");
        let kib = value(&memory, "MemTotal").trim_end_matches(" kB").parse();
        Self {
            cpu: value(&processor, "model name").to_owned(),
            cores: std::thread::available_parallelism().map_or(0, usize::from),
            memory_bytes: kib.unwrap_or(0_u64) * 1_024,
            kernel: kernel(&read("/proc/sys/kernel/osrelease")),
            is_virtual: value(&processor, "flags")
                .split(' ')
                .any(|flag| flag == "hypervisor"),
        }
    }

    /// One line for people.
    pub fn line(&self) -> String {
        let kind = if self.is_virtual {
            "virtual machine, "
        } else {
            ""
        };
        #[expect(clippy::cast_precision_loss, reason = "rounded to GiB")]
        let memory_gib = self.memory_bytes as f64 / f64::from(1 << 30);
        format!(
            "{kind}{} with {} cores, {memory_gib:.0} GiB of memory, Linux {}",
            self.cpu, self.cores, self.kernel
        )
    }
}

/// The value of the first line `key: value`.
fn value<'text>(text: &'text str, key: &str) -> &'text str {
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.trim() == key)
        .map_or("", |(_, value)| value.trim())
}

/// The version, without what a distribution or a host has added to it.
fn kernel(release: &str) -> String {
    release
        .trim()
        .split('-')
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_whatever_is_around_it() {
        let text = "processor\t: 0\nmodel name\t: A CPU @ 2 GHz\nflags\t\t: fpu hypervisor\n";
        assert_eq!(value(text, "model name"), "A CPU @ 2 GHz");
        assert_eq!(value(text, "missing"), "");
    }
}
