use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

use proptest::{collection::vec, prelude::*};

use super::*;

/// Shells of those who sign in, as far as this machine has them. `sh` it has.
fn shells() -> Vec<Vec<&'static str>> {
    let all: [&[&str]; 5] = [
        &["/bin/sh"],
        &["/bin/bash"],
        &["/usr/bin/fish"],
        &["/bin/tcsh"],
        &["/bin/zsh"],
    ];
    all.into_iter()
        .filter(|shell| shell.first().is_some_and(|path| Path::new(path).exists()))
        .map(<[&str]>::to_vec)
        .collect()
}

fn run(shell: &[&str], line: &[u8]) -> Output {
    use std::os::unix::ffi::OsStrExt;

    let (program, arguments) = shell.split_first().unwrap();
    let mut command = Command::new(program);
    command.args(arguments).arg("-c");
    command.arg(std::ffi::OsStr::from_bytes(line));
    // Open for as long as the command runs.
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let input = child.stdin.take();
    let output = child.wait_with_output().unwrap();
    drop(input);
    output
}

fn text(text: &str) -> SearchText {
    SearchText::parse(text).unwrap()
}

/// A folder with `name` in it: what a search of it prints.
fn search(shell: &[&str], name: &str, content: &str, case: Case) -> (Vec<u8>, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join(name);
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("file"), format!("{content}\nother\n")).unwrap();
    let folder = RemotePath::parse(folder.to_str().unwrap()).unwrap();
    let output = run(shell, &command(&text(content), &folder, case, As::User));
    (output.stdout, output.status.code())
}

#[test]
fn hostile_texts_and_folders_are_data_for_every_shell() {
    let mark = tempfile::tempdir().unwrap();
    let mark = mark.path().join("mark");
    let touch = format!("touch {}", mark.display());
    for hostile in [
        format!("'; {touch}; '"),
        format!("$({touch})"),
        format!("`{touch}`"),
        format!("\\'; {touch} #"),
        format!("a' || {touch} || '"),
        "--include=x".to_owned(),
        "-v".to_owned(),
        "!! !x".to_owned(),
        "\\".to_owned(),
        "\\n\\\\".to_owned(),
        "a  b\t*?[x] {a,b} ~ %s $1 \"q\"".to_owned(),
        "a.*|^b$".to_owned(),
    ] {
        let name = hostile.replace('/', "_");
        for shell in shells() {
            let (output, status) = search(&shell, &name, &hostile, Case::Sensitive);
            let expected = format!("\0./file\x001:{hostile}\n");
            assert_eq!(output, expected.as_bytes(), "{shell:?} {hostile:?}");
            assert_eq!(status, Some(0), "{shell:?} {hostile:?}");
        }
    }
    assert!(!mark.exists(), "nothing of it was run");
}

#[test]
fn a_folder_with_a_line_break_in_its_name_is_searched() {
    for case in [Case::Sensitive, Case::Ignored] {
        let (output, _) = search(&["/bin/sh"], "a\nb\n", "text", case);
        assert_eq!(output, b"\0./file\x001:text\n");
    }
}

#[test]
fn what_is_passed_over_is_searched_when_it_is_asked_for() {
    let (output, _) = search(&["/bin/sh"], "node_modules", "text", Case::Sensitive);
    assert_eq!(output, b"\0./file\x001:text\n");
}

#[test]
fn another_grep_is_found_out() {
    let tools = tempfile::tempdir().unwrap();
    let other = tools.path().join("grep");
    fs::write(
        &other,
        "#!/bin/sh\necho 'grep: unrecognized option: null' >&2; exit 2\n",
    )
    .unwrap();
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&other, mode).unwrap();
    let folder = RemotePath::parse("/tmp").unwrap();
    let mut line = format!("PATH={}:$PATH; ", tools.path().display()).into_bytes();
    line.extend(command(&text("x"), &folder, Case::Sensitive, As::User));
    let output = run(&["/bin/sh"], &line);
    assert_eq!(output.status.code(), Some(14));
    assert_eq!(output.stdout, b"");
    if Path::new("/bin/busybox").exists() {
        // Its shell takes its own.
        let line = command(&text("x"), &folder, Case::Ignored, As::User);
        let line = [b"busybox sh -c ".as_slice(), &quoted(&line)].concat();
        let output = run(
            &["/bin/sh"],
            &String::from_utf8(line)
                .unwrap()
                .replacen("exec sh -c", "exec busybox sh -c", 1)
                .into_bytes(),
        );
        assert_eq!(output.status.code(), Some(14));
    }
}

#[test]
fn the_end_of_its_input_ends_a_search_that_finds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let slow = folder.path().join("grep");
    fs::write(
        &slow,
        "#!/bin/sh\ncase \"$*\" in */dev/null) exit 1;; esac; exec sleep 600\n",
    )
    .unwrap();
    fs::set_permissions(&slow, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let real = RemotePath::parse("/tmp").unwrap();
    let mut line = format!("PATH={}:$PATH; ", folder.path().display()).into_bytes();
    line.extend(command(&text("x"), &real, Case::Sensitive, As::User));
    let mut child = Command::new("/bin/sh")
        .arg("-c")
        .arg(String::from_utf8(line).unwrap())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    assert_eq!(child.try_wait().unwrap(), None, "it searches");
    drop(child.stdin.take());
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(128 + 15), "it was ended");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn an_argument_reaches_a_program_as_it_is(
        argument in vec(1..=255_u8, 0..80),
    ) {
        for shell in shells() {
            // `fish` takes nothing but text, and `csh` wants more for a line break; no text and few folders have one.
            if matches!(shell.first(), Some(&"/bin/tcsh" | &"/usr/bin/fish")) {
                continue;
            }
            let line = [b"printf %s ".as_slice(), &quoted(&argument)].concat();
            prop_assert_eq!(&run(&shell, &line).stdout, &argument, "{:?}", shell);
        }
    }

    #[test]
    fn a_text_reaches_a_program_as_it_is_through_every_shell(argument in "[^\0\n]{0,60}|[ '\\\\!\"$`]{0,20}") {
        for shell in shells() {
            let line = [b"exec sh -c 'printf %s \"$1\"' sh ".as_slice(), &quoted(argument.as_bytes())].concat();
            let output = run(&shell, &line).stdout;
            prop_assert_eq!(&output, argument.as_bytes(), "{:?}", shell);
        }
    }
}
