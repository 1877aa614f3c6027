//! Files in numbers, and files that are hard on whoever lists them.

use std::{
    ffi::{OsStr, OsString},
    fs,
    io::{self, Write as _},
    os::unix::{
        ffi::{OsStrExt as _, OsStringExt as _},
        fs::{PermissionsExt as _, fchown, lchown, symlink},
    },
    path::Path,
};

use super::{create_folders, is_root, set_owner};
use crate::fleet::Owner;

/// Many regular files, made at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// How many.
    pub count: usize,
    /// The size of each. A file holds its own name, again and again, so that all differ.
    pub size_bytes: usize,
    /// How many lie in one folder. Defaults to all of them, in the folder itself; otherwise they lie
    /// in folders `00000`, `00001`, … of it.
    pub per_folder: Option<usize>,
    /// Whose they are, and the folders made for them. Defaults to [`Owner::User`].
    pub owner: Owner,
    /// Permission bits. Defaults to `0o644`.
    pub mode: u32,
}

impl Files {
    /// So many, of this size, with the defaults.
    pub fn new(count: usize, size_bytes: usize) -> Self {
        Self {
            count,
            size_bytes,
            per_folder: None,
            owner: Owner::User,
            mode: 0o644,
        }
    }
}

/// Makes the files, named `file-000000` and so on, in `folder` under `root`.
pub(crate) fn make_files(root: &Path, folder: &Path, files: &Files) -> io::Result<()> {
    create_folders(root, folder, files.owner)?;
    // Asked once, and by open files: this is done 100,000 times.
    let may_give = is_root();
    let per_folder = files.per_folder.unwrap_or(files.count).max(1);
    for first in (0..files.count).step_by(per_folder) {
        let place = if files.per_folder.is_some() {
            folder.join(format!("{:05}", first / per_folder))
        } else {
            folder.to_owned()
        };
        create_folders(root, &place, files.owner)?;
        for index in first..files.count.min(first + per_folder) {
            let name = format!("file-{index:06}");
            let line = format!("{name}\n");
            let content: Vec<u8> = line.bytes().cycle().take(files.size_bytes).collect();
            let mut file = fs::File::create(place.join(name))?;
            file.write_all(&content)?;
            file.set_permissions(fs::Permissions::from_mode(files.mode))?;
            if may_give {
                fchown(&file, Some(files.owner.id()), Some(files.owner.id()))?;
            }
        }
    }
    Ok(())
}

/// Names that are not what a client expects.
const ODD_NAMES: [&[u8]; 16] = [
    b"latin-1 \xe9\xe8",
    b"cut short \xf0\x9f\x98",
    b"\xff\xfe",
    b"two\nlines",
    b"tab\there",
    b"carriage\rreturn",
    b"escape \x1b[31m red",
    b"it's",
    b"\"quoted\"",
    b"$(touch pwned) `id`",
    b"a;b&c|d>e<f*g?",
    b"back\\slash",
    b"-rf",
    b"--help",
    b" spaces ",
    b"right to left \xe2\x80\xaegnp.exe",
];
/// What a name may have at most, on most file systems.
const LONGEST_NAME: usize = 255;

/// Makes a file by each odd name, with its name as content; answers the names.
pub(crate) fn make_odd_names(
    root: &Path,
    folder: &Path,
    owner: Owner,
) -> io::Result<Vec<OsString>> {
    create_folders(root, folder, owner)?;
    let mut names: Vec<Vec<u8>> = ODD_NAMES.iter().map(|name| name.to_vec()).collect();
    names.push(vec![b'n'; LONGEST_NAME]);
    for name in &names {
        let path = folder.join(OsStr::from_bytes(name));
        fs::write(&path, name)?;
        set_owner(&path, owner)?;
    }
    Ok(names.into_iter().map(OsString::from_vec).collect())
}

/// Links by their names, with what they say. `inside` is a file, `folder` a folder.
const LINKS: [(&str, &str); 9] = [
    ("relative", "inside"),
    ("to-folder", "folder"),
    ("up-and-down", "folder/../inside"),
    ("dangling", "nothing-here"),
    ("loop", "loop"),
    ("loop-a", "loop-b"),
    ("loop-b", "loop-a"),
    ("out-absolute", "/etc/passwd"),
    ("out-relative", "../../../../../../etc/passwd"),
];
/// Links one after another; Linux follows 40.
const CHAIN: usize = 45;

/// Makes a folder full of links; `remote` is what the instance calls it.
pub(crate) fn make_links(root: &Path, folder: &Path, remote: &str, owner: Owner) -> io::Result<()> {
    create_folders(root, &folder.join("folder"), owner)?;
    for name in ["inside", "folder/deep"] {
        fs::write(folder.join(name), name)?;
        set_owner(&folder.join(name), owner)?;
    }
    let fixed = LINKS.map(|(name, target)| (name.to_owned(), target.to_owned()));
    let absolute = ("absolute".to_owned(), format!("{remote}/inside"));
    let chain = (0..CHAIN).map(|index| match index {
        0 => ("chain-00".to_owned(), "inside".to_owned()),
        _ => (
            format!("chain-{index:02}"),
            format!("chain-{:02}", index - 1),
        ),
    });
    for (name, target) in fixed.into_iter().chain([absolute]).chain(chain) {
        let path = folder.join(name);
        symlink(target, &path)?;
        if is_root() {
            lchown(&path, Some(owner.id()), Some(owner.id()))?;
        }
    }
    Ok(())
}
