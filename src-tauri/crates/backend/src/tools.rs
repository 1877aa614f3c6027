//! Opening an instance in other programs: VS Code, a terminal.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{Backend, ErrorCode, IpcError, OpenIn, OpenedIn, Tool};

/// Terminals, and what comes between them and the command. Debian's own choice first.
const TERMINALS: [(&str, &[&str]); 9] = [
    ("x-terminal-emulator", &["-e"]),
    ("gnome-terminal", &["--"]),
    ("konsole", &["-e"]),
    ("xfce4-terminal", &["-x"]),
    ("kitty", &[]),
    ("alacritty", &["-e"]),
    ("foot", &[]),
    ("wezterm", &["start", "--"]),
    ("xterm", &["-e"]),
];
/// The folder that VS Code opens; the tree of the agent's files is below it.
const CODE_FOLDER: &str = "/home";

impl Backend {
    /// Opens the instance of a workspace in VS Code or a terminal, through `causeway proxy`.
    ///
    /// # Errors
    ///
    /// `unsupported` when the program is not there, or in the demo; `invalid_input` when VS Code's ssh does not know the workspaces
    /// yet; those of [`Backend::ssh_command`].
    pub async fn open_in(&self, args: OpenIn) -> Result<OpenedIn, IpcError> {
        self.must_not_be_demo()?;
        let causeway = causeway()?;
        let command = match args.tool {
            Tool::Terminal => {
                let shell = self.ssh_command(&causeway, &args.workspace_id).await?;
                let said = said(&shell);
                let Some(mut terminal) = terminal(env::var_os("PATH").as_deref()) else {
                    return Err(
                        IpcError::new(ErrorCode::Unsupported, "no terminal was found")
                            .with_remedy(format!("Run this in one:\n{said}")),
                    );
                };
                terminal.extend(shell);
                start(&terminal)?;
                said
            }
            Tool::VsCode => {
                let code = self
                    .code_command(&causeway, &args.workspace_id, CODE_FOLDER)
                    .await?;
                if find("code", env::var_os("PATH").as_deref()).is_none() {
                    let remedy = "Install VS Code with its command line (in VS Code: “Shell Command: Install 'code' command in PATH”).";
                    return Err(
                        IpcError::new(ErrorCode::Unsupported, "`code` was not found")
                            .with_remedy(remedy),
                    );
                }
                start(&code)?;
                said(&code)
            }
        };
        Ok(OpenedIn { command })
    }
}

/// The terminal's `causeway`: beside this program, else on the path.
fn causeway() -> Result<PathBuf, IpcError> {
    let name = format!("causeway{}", env::consts::EXE_SUFFIX);
    let beside = env::current_exe().ok().map(|own| own.with_file_name(&name));
    beside
        .filter(|program| program.is_file())
        .or_else(|| find(&name, env::var_os("PATH").as_deref()))
        .ok_or_else(|| {
            IpcError::new(
                ErrorCode::Unsupported,
                "the program `causeway` was not found",
            )
            .with_remedy("Put `causeway` beside the app, or into a folder on the PATH.")
        })
}

fn terminal(path: Option<&OsStr>) -> Option<Vec<String>> {
    TERMINALS.iter().find_map(|(name, before)| {
        let program = find(name, path)?.display().to_string();
        let words = before.iter().map(|word| (*word).to_owned());
        Some(std::iter::once(program).chain(words).collect())
    })
}

fn find(name: &str, path: Option<&OsStr>) -> Option<PathBuf> {
    env::split_paths(path?)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|program| is_executable(program))
}

#[cfg(unix)]
fn is_executable(program: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = program.metadata();
    metadata.is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(program: &Path) -> bool {
    program.is_file()
}

/// Starts a program that goes on by itself.
fn start(command: &[String]) -> Result<(), IpcError> {
    let Some((program, words)) = command.split_first() else {
        return Ok(());
    };
    let mut command = Command::new(program);
    // Ctrl-C in the terminal that the app was started from is not for it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| {
            IpcError::new(
                ErrorCode::Unsupported,
                format!("{program} could not be started: {error}"),
            )
        })?;
    // Somebody has to take its exit status, or it stays as a zombie.
    std::thread::spawn(move || child.wait());
    Ok(())
}

/// As one line for a POSIX shell.
fn said(command: &[String]) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/:._-+=@%".contains(c);
    let words = command.iter().map(|word| {
        if !word.is_empty() && word.chars().all(is_plain) {
            word.clone()
        } else {
            format!("'{}'", word.replace('\'', r"'\''"))
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _};

    use super::*;

    #[test]
    fn the_first_terminal_that_can_be_started_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let path = Some(folder.path().as_os_str());
        assert_eq!(terminal(path), None);
        for (name, mode) in [("konsole", 0o755), ("gnome-terminal", 0o644)] {
            let program = folder.path().join(name);
            fs::write(&program, "").unwrap();
            fs::set_permissions(&program, fs::Permissions::from_mode(mode)).unwrap();
        }
        let konsole = folder.path().join("konsole").display().to_string();
        assert_eq!(terminal(path), Some(vec![konsole, "-e".to_owned()]));
    }

    #[test]
    fn what_is_said_can_be_typed() {
        let words = ["ssh", "-F", "/home/a b/it's", "seo-agent"];
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        assert_eq!(said(&words), r"ssh -F '/home/a b/it'\''s' seo-agent");
    }
}
