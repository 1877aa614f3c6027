//! The terminal twin: what it prints and how it exits.

use std::{
    io::Write,
    process::{Output, Stdio},
};

use lab::Fleet;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{causeway, exports, start_lab};

struct Terminal {
    lab: lab::Lab,
    home: TempDir,
}

impl Terminal {
    async fn open() -> Self {
        let lab = start_lab(Fleet::small(2)).await;
        let home = tempfile::tempdir().unwrap();
        std::fs::create_dir(home.path().join("tmp")).unwrap();
        Self { lab, home }
    }

    async fn run(&self, args: &[&str]) -> Output {
        self.run_with(args, exports(&self.lab), b"").await
    }

    async fn run_with(
        &self,
        args: &[&str],
        variables: Vec<(&'static str, String)>,
        input: &[u8],
    ) -> Output {
        let mut command = causeway(self.home.path(), &variables);
        command
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let input = input.to_vec();
        // The lab answers from this runtime, so the child is waited for elsewhere.
        let run = tokio::task::spawn_blocking(move || {
            let mut child = command.spawn().unwrap();
            child.stdin.take().unwrap().write_all(&input).unwrap();
            child.wait_with_output().unwrap()
        });
        run.await.unwrap()
    }
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panel_prints_its_preload_and_one_line_an_opening_with_one_set_up() {
    let terminal = Terminal::open().await;
    let output = terminal
        .run(&["panel", "small-1", "--repeat", "3", "--json"])
        .await;
    assert_eq!(status(&output), 0, "{output:?}");
    let lines = lines(&output);
    assert_eq!(lines.len(), 4);
    assert!(lines[0]["preload_ms"].is_number());
    for (run, line) in lines[1..].iter().enumerate() {
        assert_eq!(line["run"], run);
        assert_eq!(
            line["setups"], 1,
            "all in one process, so that the pool counts"
        );
        assert!(line["total_ms"].as_f64().unwrap() > 0.0);
        for leg in ["workspace", "model", "provider", "config", "files"] {
            assert_eq!(line["legs"][leg]["ok"], true, "{leg}");
            assert!(line["legs"][leg]["ms"].is_number(), "{leg}");
        }
        let bytes = std::fs::metadata(
            terminal
                .lab
                .disk("small-1", "/configs/config.yaml")
                .unwrap(),
        );
        assert_eq!(line["legs"]["config"]["bytes"], bytes.unwrap().len());
        assert_eq!(line["legs"]["files"]["entries"], 4);
    }
    let counters = terminal.lab.counters();
    assert_eq!(counters.key_pushes, 1);
    assert_eq!(counters.requests["GET /workspaces"], 1, "listed once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_process_runs_once_for_a_whole_command() {
    let terminal = Terminal::open().await;
    let (config, runs) = (
        terminal.home.path().join("aws"),
        terminal.home.path().join("runs"),
    );
    let mut variables = exports(&terminal.lab);
    let credentials = terminal.lab.credentials();
    let answer = serde_json::json!({
        "Version": 1,
        "AccessKeyId": credentials.access_key_id,
        "SecretAccessKey": credentials.secret_access_key,
        "SessionToken": credentials.session_token,
    });
    let (script, answer) = (terminal.home.path().join("source.sh"), answer.to_string());
    let text = format!("echo run >> '{}'\necho '{answer}'\n", runs.display());
    std::fs::write(&script, text).unwrap();
    let profile = format!("[default]\ncredential_process = sh {}\n", script.display());
    std::fs::write(&config, profile).unwrap();
    variables.retain(|(name, _)| {
        ![
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
        ]
        .contains(name)
    });
    variables.push(("AWS_CONFIG_FILE", config.display().to_string()));
    let output = terminal
        .run_with(&["panel", "small-1", "--json"], variables, b"")
        .await;
    assert_eq!(status(&output), 0, "{output:?}");
    let runs = std::fs::read_to_string(runs).unwrap();
    assert_eq!(
        runs.lines().count(),
        1,
        "look-up, key push and dial share it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn put_makes_folders_and_takes_any_bytes_and_cat_gives_them_back() {
    let terminal = Terminal::open().await;
    let bytes: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let place = "small-2:deep/er/blob.bin";
    let output = terminal
        .run_with(&["put", "-", place], exports(&terminal.lab), &bytes)
        .await;
    assert_eq!(status(&output), 0, "{output:?}");
    let disk = terminal
        .lab
        .disk("small-2", "/configs/deep/er/blob.bin")
        .unwrap();
    assert_eq!(std::fs::read(&disk).unwrap(), bytes);
    assert_eq!(terminal.run(&["cat", place]).await.stdout, bytes);
    assert_eq!(status(&terminal.run(&["rm", place]).await), 0);
    assert!(!disk.exists());
    assert_eq!(
        status(&terminal.run(&["rm", "small-2:deep"]).await),
        1,
        "a folder stays"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn workspaces_and_listings_name_what_is_there() {
    let terminal = Terminal::open().await;
    let output = terminal.run(&["workspaces", "--json"]).await;
    let rows = lines(&output);
    let names: Vec<_> = rows[0]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].clone())
        .collect();
    assert_eq!(names, ["small-1", "small-2"]);
    let output = terminal.run(&["ls", "small-1:/workspace"]).await;
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("README.md")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_have_a_code_and_an_exit_status() {
    let terminal = Terminal::open().await;
    let unknown = terminal.run(&["panel", "nobody", "--json"]).await;
    assert_eq!(
        (status(&unknown), &lines(&unknown)[0]["error"]["code"]),
        (1, &"not_found".into())
    );
    let outside = terminal.run(&["cat", "small-1:../../etc/passwd"]).await;
    assert_eq!(status(&outside), 1);
    let said = String::from_utf8(outside.stderr).unwrap();
    assert!(said.starts_with("causeway: invalid_input: "), "{said}");
    assert_eq!(
        status(&terminal.run(&["cat", "no-colon"]).await),
        2,
        "usage"
    );
    let mut variables = exports(&terminal.lab);
    variables.push(("EIC_TUNNEL_POOL_TTL", "soon".to_owned()));
    let output = terminal
        .run_with(&["panel", "small-1", "--json"], variables, b"")
        .await;
    assert_eq!(
        (status(&output), &lines(&output)[0]["error"]["code"]),
        (2, &"invalid_input".into())
    );
    let output = terminal.run_with(&["workspaces"], Vec::new(), b"").await;
    assert_eq!(status(&output), 2, "no platform is set");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_credentials_the_metadata_legs_answer_and_the_file_legs_say_what_to_do() {
    let terminal = Terminal::open().await;
    let mut variables = exports(&terminal.lab);
    let credentials = [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
    ];
    variables.retain(|(name, _)| !credentials.contains(name));
    let output = terminal
        .run_with(&["panel", "small-1", "--json"], variables, b"")
        .await;
    assert_eq!(status(&output), 1, "a leg failed");
    let legs = &lines(&output)[1]["legs"];
    assert_eq!(legs["workspace"]["ok"], true);
    for leg in ["config", "files"] {
        assert_eq!(legs[leg]["code"], "credentials_missing", "{leg}");
        assert!(
            legs[leg]["remedy"]
                .as_str()
                .unwrap()
                .contains("AWS_PROFILE"),
            "{leg}"
        );
    }
    assert_eq!(terminal.lab.counters().key_pushes, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_printed_at_the_loudest_log_level() {
    let terminal = Terminal::open().await;
    let mut variables = exports(&terminal.lab);
    variables.push(("RUST_LOG", "trace".to_owned()));
    let output = terminal
        .run_with(&["panel", "small-1"], variables, b"")
        .await;
    assert_eq!(status(&output), 0);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("tunnel open"), "the log is on");
    let credentials = terminal.lab.credentials();
    let session_token = credentials.session_token.clone().unwrap();
    for secret in [
        terminal.lab.token(),
        &credentials.secret_access_key,
        &session_token,
    ] {
        assert!(!said.contains(secret), "{secret} is in the log");
    }
    for trace in ["X-Amz-Signature", "Bearer ", "PRIVATE KEY"] {
        assert!(!said.contains(trace), "{trace} is in the log");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_log_is_printed_for_people_and_exported_as_it_was_written() {
    let terminal = Terminal::open().await;
    let place = "small-1:a.txt";
    let output = terminal
        .run_with(&["put", "-", place], exports(&terminal.lab), b"hello")
        .await;
    assert_eq!(status(&output), 0, "{output:?}");
    // Without a platform: it is a file of this machine.
    let audit = async |args: &[&str]| {
        let output = terminal.run_with(args, Vec::new(), b"").await;
        assert_eq!(status(&output), 0, "{output:?}");
        output
    };
    let exported = lines(&audit(&["audit", "--json"]).await);
    let what: Vec<_> = exported.iter().map(|line| &line["what"]).collect();
    assert_eq!(what.len(), 3, "a push, a tunnel and a write: {what:?}");
    assert_eq!(exported[2]["path"], "/configs/a.txt");
    let printed = String::from_utf8(audit(&["audit", "--lines", "1"]).await.stdout).unwrap();
    assert_eq!(printed.lines().count(), 1);
    assert!(printed.contains("/configs/a.txt  5 bytes"), "{printed}");
    let path = String::from_utf8(audit(&["audit", "--path"]).await.stdout).unwrap();
    let text = std::fs::read_to_string(path.trim()).unwrap();
    assert_eq!(text.lines().count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn read_only_by_the_environment_refuses_a_put_and_says_how_to_end_it() {
    let terminal = Terminal::open().await;
    let mut variables = exports(&terminal.lab);
    variables.push(("CAUSEWAY_READ_ONLY", "1".to_owned()));
    let put = ["put", "-", "small-1:a.txt"];
    let output = terminal.run_with(&put, variables, b"hello").await;
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(status(&output), 1, "{said}");
    assert!(said.starts_with("causeway: read_only: "), "{said}");
    assert!(said.contains("CAUSEWAY_READ_ONLY=0"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_are_put_and_got_and_what_was_skipped_is_told() {
    let terminal = Terminal::open().await;
    let top = terminal.home.path().join("top");
    std::fs::create_dir_all(top.join("deep/er")).unwrap();
    std::fs::write(top.join("deep/er/a"), "a").unwrap();
    std::fs::write(top.join("b"), "b").unwrap();
    let (from, b) = (
        top.display().to_string(),
        top.join("b").display().to_string(),
    );
    let put = ["put", &from, &b, "small-1:/workspace/in/"];
    let output = terminal.run(&put).await;
    assert_eq!(status(&output), 0, "{output:?}");
    assert_eq!(output.stdout, b"3 files, 3 bytes\n");
    assert!(output.stderr.is_empty(), "{output:?}");
    let there = terminal.lab.disk("small-1", "/workspace/in").unwrap();
    assert_eq!(std::fs::read(there.join("top/deep/er/a")).unwrap(), b"a");
    let again = terminal.run(&put).await;
    assert_eq!(status(&again), 1, "three were there already");
    let told = String::from_utf8(again.stderr).unwrap();
    assert_eq!(told.matches("skipped").count(), 3, "{told}");
    let back = terminal.home.path().join("new/back").display().to_string();
    let places = ["small-1:/workspace/in/top", "small-1:/workspace/in/b"];
    let get = ["get", places[0], places[1], &back];
    let output = terminal.run(&get).await;
    assert_eq!(status(&output), 0, "{output:?}");
    let a = terminal.home.path().join("new/back/top/deep/er/a");
    assert_eq!(std::fs::read(&a).unwrap(), b"a");
    std::fs::write(&a, "mine").unwrap();
    assert_eq!(status(&terminal.run(&get).await), 1);
    assert_eq!(
        std::fs::read(&a).unwrap(),
        b"mine",
        "it stays unless --force is given"
    );
    let forced = ["get", "--force", places[0], places[1], &back];
    assert_eq!(status(&terminal.run(&forced).await), 0);
    assert_eq!(std::fs::read(&a).unwrap(), b"a");
    let missing = terminal
        .run(&["get", "small-1:/workspace/none", &back])
        .await;
    assert_eq!(status(&missing), 1);
    let output = terminal.run(&["put", &b, "small-1:/workspace/in"]).await;
    assert_eq!(
        status(&output),
        1,
        "a folder that exists takes it, and has one of that name"
    );
    let output = terminal.run(&["put", &b, "small-1:/workspace/in/c"]).await;
    assert_eq!(status(&output), 0, "{output:?}");
    assert_eq!(std::fs::read(there.join("c")).unwrap(), b"b");
}
