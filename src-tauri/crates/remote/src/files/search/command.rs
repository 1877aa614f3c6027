//! The command line that searches.

use super::{Case, SearchText};
use crate::RemotePath;

/// What runs, as an argument of `sh -c`, with these arguments: the text, the folder, the locale, and `-i` or nothing.
///
/// - It goes to the folder, so that `grep` sees a path of its own making, and a folder that is passed over below is searched when it is
///   asked for.
/// - A look into `/dev/null` tells whether this `grep` knows the options.
/// - A NUL leads the output: what a shell's start-up files print comes before it.
/// - The end of the standard input ends `grep`. sshd kills nothing when a channel is closed, nobody may signal a process of root, and a
///   `grep` that finds nothing never learns that nobody reads.
const SCRIPT: &str = concat!(
    r#"text=$1; folder=$2; export LC_ALL="$3"; shift 3; cd "$folder" || exit 13; "#,
    r#"set -- -rFIHn -m 200 --null --line-buffered --color=never --exclude-dir=.git "#,
    r#"--exclude-dir=node_modules --exclude-dir=__pycache__ "--exclude=.*.causeway" "#,
    r#""--exclude=.*.causeway-old" "$@"; "#,
    r#"grep "$@" -e x -- /dev/null >/dev/null 2>&1; [ "$?" -le 1 ] || exit 14; printf "\000"; "#,
    r#"exec 3<&0; grep "$@" -e "$text" -- . 3<&- & grep=$!; "#,
    r#"{ read -r _ <&3; kill "$grep"; } >/dev/null 2>&1 & watch=$!; exec 3<&-; "#,
    r#"wait "$grep"; status=$?; kill "$watch" 2>/dev/null; exit "$status""#,
);
/// The folder cannot be entered.
pub(super) const NO_FOLDER: u32 = 13;
/// `grep` is not there, or is another one.
pub(super) const NO_GREP: u32 = 14;

/// Who searches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum As {
    User,
    Root,
}

/// The command line for the user's login shell.
pub(super) fn command(text: &SearchText, folder: &RemotePath, case: Case, who: As) -> Vec<u8> {
    let mut line = match who {
        As::User => b"exec sh -c ".to_vec(),
        As::Root => b"exec sudo -n sh -c ".to_vec(),
    };
    line.extend(quoted(SCRIPT.as_bytes()));
    line.extend(b" sh ");
    line.extend(quoted(text.as_str().as_bytes()));
    line.push(b' ');
    line.extend(quoted(folder.as_str().as_bytes()));
    line.extend(match case {
        // Byte by byte, which also finds UTF-8.
        Case::Sensitive => b" C".as_slice(),
        Case::Ignored => b" C.UTF-8 -i".as_slice(),
    });
    line
}

/// `argument` as one word of a command line, for `sh` and its kin, `csh` and `fish`: in single quotes, but for what one of them does not
/// leave alone there.
///
/// `csh` needs more for a line break, which nothing but a folder's name can have.
fn quoted(argument: &[u8]) -> Vec<u8> {
    let mut word = Vec::with_capacity(argument.len() + 2);
    word.push(b'\'');
    for byte in argument {
        if matches!(byte, b'\'' | b'\\' | b'!') {
            word.extend([b'\'', b'\\', *byte, b'\'']);
        } else {
            word.push(*byte);
        }
    }
    word.push(b'\'');
    word
}

#[cfg(test)]
mod tests;
