//! Folders of files without a pattern, made and compared.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Result, ensure};

/// Makes `folder` with so many files of so many bytes.
pub(crate) fn make(folder: &Path, files: usize, bytes: usize) -> Result<()> {
    fs::create_dir_all(folder)?;
    for file in 0..files {
        fs::write(folder.join(format!("file-{file:05}")), noise(bytes, file))?;
    }
    Ok(())
}

/// Fails unless both folders hold the same.
pub(crate) fn same(one: &Path, other: &Path) -> Result<()> {
    ensure!(
        read(one)? == read(other)?,
        "what has arrived is not what was sent"
    );
    Ok(())
}

fn read(folder: &Path) -> Result<BTreeMap<std::ffi::OsString, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        files.insert(entry.file_name(), fs::read(entry.path())?);
    }
    Ok(files)
}

/// Bytes that no compression makes shorter.
fn noise(bytes: usize, seed: usize) -> Vec<u8> {
    let mut state = (seed as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut noise = Vec::with_capacity(bytes + 8);
    while noise.len() < bytes {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        noise.extend_from_slice(&state.to_le_bytes());
    }
    noise.truncate(bytes);
    noise
}
