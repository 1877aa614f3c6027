//! How large the programs and the package are.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use e2e::{Outcome, target_folder};

const PROGRAMS: [&str; 2] = ["causeway-desktop", "causeway"];

/// The names of what was built, with their sizes in bytes. The package is there if it was made.
pub(crate) fn measure() -> Outcome<Vec<(String, u64)>> {
    let own = std::env::current_exe()?;
    let folder = own.parent().ok_or("a program without a folder")?;
    let programs = PROGRAMS.map(|name| folder.join(name));
    let mut sizes = Vec::new();
    for path in programs.into_iter().chain(packages(&target_folder()?)?) {
        let name = path.file_name().ok_or("a file without a name")?;
        let bytes = fs::metadata(&path)?.len();
        sizes.push((name.to_string_lossy().into_owned(), bytes));
    }
    Ok(sizes)
}

fn packages(target: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(target)?.flatten();
    let paths = entries.map(|entry| entry.path());
    Ok(paths
        .filter(|path| path.extension().is_some_and(|end| end == "deb"))
        .collect())
}
