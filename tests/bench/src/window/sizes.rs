//! How large the programs and the package are.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use e2e::{Outcome, target_folder};

/// Where `scripts/package.sh` leaves the programs as they are installed.
const PROGRAMS: &str = "package/release";
const NAMES: [&str; 2] = ["causeway-desktop", "causeway"];

/// The names of the programs as they are installed, and of their package, with their sizes in bytes. Nothing if no package was made.
pub(crate) fn measure() -> Outcome<Vec<(String, u64)>> {
    let target = target_folder()?;
    let packages = packages(&target)?;
    let programs = NAMES.map(|name| target.join(PROGRAMS).join(name));
    let mut sizes = Vec::new();
    for path in programs.into_iter().chain(packages) {
        let name = path.file_name().ok_or("a file without a name")?;
        if path.is_file() {
            let bytes = fs::metadata(&path)?.len();
            sizes.push((name.to_string_lossy().into_owned(), bytes));
        }
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
