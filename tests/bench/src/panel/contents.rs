//! What a panel shows, however it was read.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result, bail, ensure};

/// Everything that each way has to bring.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Contents {
    /// The workspace's name.
    pub(crate) name: String,
    pub(crate) model: String,
    pub(crate) provider: String,
    /// The text of config.yaml.
    pub(crate) config: String,
    /// The base folder's entries by name, with the sizes of files; none for folders.
    pub(crate) folder: BTreeMap<String, Option<u64>>,
}

impl Contents {
    /// Fails unless this is what was to be read.
    pub(crate) fn check(&self, expected: &Self) -> Result<()> {
        ensure!(
            self == expected,
            "not what is there: {self:?} in place of {expected:?}"
        );
        Ok(())
    }
}

/// The entries of a folder of this machine.
pub(crate) fn folder_of(path: &Path) -> Result<BTreeMap<String, Option<u64>>> {
    let mut entries = BTreeMap::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let (name, metadata) = (entry.file_name(), entry.metadata()?);
        let size = metadata.is_file().then_some(metadata.len());
        entries.insert(name.to_string_lossy().into_owned(), size);
    }
    Ok(entries)
}

/// The entries that `find -printf '%y %s %f\n'` has printed.
pub(crate) fn folder_printed(text: &[u8]) -> Result<BTreeMap<String, Option<u64>>> {
    let mut entries = BTreeMap::new();
    for line in std::str::from_utf8(text)?.lines() {
        let mut words = line.splitn(3, ' ');
        let (kind, size, name) = (words.next(), words.next(), words.next());
        let size = size.context("a line without a size")?.parse()?;
        let size = match kind {
            Some("f") => Some(size),
            Some("d") => None,
            _ => bail!("an entry of an unknown kind: {line}"),
        };
        entries.insert(name.context("a line without a name")?.to_owned(), size);
    }
    Ok(entries)
}
