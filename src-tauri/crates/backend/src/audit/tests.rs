use std::{fs, os::unix::fs::PermissionsExt, thread};

use super::{file::AuditFile, *};

#[test]
fn lines_of_many_writers_stay_whole_and_in_order_across_the_files() {
    const WRITERS: usize = 4;
    const LINES: usize = 200;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/audit.jsonl");
    // What 800 lines of 16 bytes fill twice.
    let file = || AuditFile::of_size(path.clone(), 5_000);
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let file = file();
            scope.spawn(move || {
                for line in 0..LINES {
                    file.append(&format!("{writer} {line:0>12}")).unwrap();
                }
            });
        }
    });
    let lines = file().lines().unwrap();
    assert_eq!(
        lines.len(),
        WRITERS * LINES,
        "none is lost and none is torn"
    );
    for writer in 0..WRITERS {
        let own = lines
            .iter()
            .filter(|line| line.starts_with(&format!("{writer} ")));
        assert!(own.is_sorted(), "the lines of one writer are in order");
    }
    let older = fs::metadata(path.with_extension("2.jsonl")).unwrap();
    assert!(older.len() >= 5_000);
    assert_eq!(older.permissions().mode() & 0o777, 0o600);
    assert_eq!(file().lines().unwrap().len(), lines.len());
}

#[test]
fn only_three_older_files_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.jsonl");
    let file = AuditFile::of_size(path, 1);
    for line in 0..10 {
        file.append(&line.to_string()).unwrap();
    }
    assert_eq!(file.lines().unwrap(), ["7", "8", "9"]);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        4,
        "and a lock"
    );
}

#[test]
fn work_that_is_dropped_is_written_as_cancelled_and_settled_work_once() {
    let folder = tempfile::tempdir().unwrap();
    let audit = Audit::new(folder.path().join("audit.jsonl"));
    drop(audit.begin(AuditAction::Write));
    let mut settled = audit.begin(AuditAction::Remove);
    settled.path = Some("/a\nb".to_owned());
    settled.settle(Err(ErrorCode::PermissionDenied));
    let lines = audit.0.file.lines().unwrap();
    let lines: Vec<AuditLine> = lines
        .iter()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(
        (lines[0].what, &*lines[0].outcome),
        (AuditAction::Write, "cancelled")
    );
    assert_eq!(lines[1].outcome, "permission_denied");
    assert_eq!(
        lines[1].path.as_deref(),
        Some("/a\nb"),
        "one line, whatever the name"
    );
    let time = &lines[0].time;
    assert!(
        time.ends_with('Z') && time.starts_with("20") && time.len() == 24,
        "{time}"
    );
}

#[test]
fn a_log_that_cannot_be_written_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("data"), "in the way").unwrap();
    let audit = Audit::new(folder.path().join("data/audit.jsonl"));
    audit.begin(AuditAction::Write).settle(Ok(()));
    assert!(audit.0.has_failed.load(Ordering::Relaxed));
}
