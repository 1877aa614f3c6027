//! Which names of an instance may become names on this machine.

use std::path::{Component, Path};

use remote::RemotePath;

/// What stands at the end of a file that is not whole yet.
const PART: &str = "part";

/// A name that an instance has told, as one of a file here: a server that tells anything else than one plain name is not believed.
///
/// # Errors
///
/// Why it cannot be used.
pub(super) fn local_name(name: &str) -> Result<&str, String> {
    let refuse = || Err(format!("{name:?} is no name for a file of this machine"));
    if name.contains('\0') || name.contains('/') {
        return refuse();
    }
    let mut components = Path::new(name).components();
    match (components.next(), components.next()) {
        (Some(Component::Normal(only)), None) if only == name => Ok(name),
        _ => refuse(),
    }
}

/// The name of a path on the instance, for a file or folder here.
///
/// # Errors
///
/// As [`local_name`]; `/` has none.
pub(super) fn name_of(path: &RemotePath) -> Result<&str, String> {
    local_name(path.name())
}

/// The `n`-th name to try for a file that is on its way: `notes.md.part`, `notes.md.2.part`.
pub(super) fn part_name(name: &str, n: u32) -> String {
    /// File systems take 255 bytes.
    const MAX_BYTES: usize = 240;
    let mut end = name.len().min(MAX_BYTES);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    let stem = name.get(..end).unwrap_or_default();
    if n < 2 {
        format!("{stem}.{PART}")
    } else {
        format!("{stem}.{n}.{PART}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_plain_name_becomes_a_file_here() {
        for good in [
            "a",
            "a b",
            ".hidden",
            "..a",
            "a..",
            "new\nline",
            "ümlaut",
            "C:",
        ] {
            assert_eq!(local_name(good).as_deref(), Ok(good));
        }
        for bad in [
            "", ".", "..", "/", "/etc", "a/b", "../a", "a/", "./a", "a\0b",
        ] {
            assert!(local_name(bad).is_err(), "{bad:?} should be refused");
        }
    }

    #[test]
    fn a_file_on_its_way_has_a_name_that_fits() {
        assert_eq!(part_name("notes.md", 1), "notes.md.part");
        assert_eq!(part_name("notes.md", 2), "notes.md.2.part");
        let long = part_name(&"ü".repeat(127), 99);
        assert!(long.len() <= 255 && long.ends_with(".99.part"), "{long}");
    }
}
