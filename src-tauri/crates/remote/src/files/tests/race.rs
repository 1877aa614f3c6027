//! Two who save at once: whatever one of them has written is the file, or is told to one of them.

use std::{fs, io::Write, path::Path, sync::atomic::Ordering};

use futures_util::future::join;

use super::{
    Disk, WriteMode, load, runs, save,
    wire::{Fault, dial},
};
use crate::{
    Conflict, Content, ContentKind, Error, Written,
    interop::{Server, sftp_over_pipes},
};

const ALL: usize = 1_000;
const BASE: &str = "the base that both have loaded\n";

fn text(content: &Content) -> &str {
    match &content.kind {
        ContentKind::Text(text, _) => text,
        other => panic!("not text: {other:?}"),
    }
}

/// The conflict that a save has ended with, if it has.
fn conflict(ended: &Result<Written, Error>) -> Option<&Conflict> {
    match ended {
        Ok(_) => None,
        Err(Error::Conflict { conflict, .. }) => Some(conflict),
        Err(error) => panic!("{error:?}"),
    }
}

/// What a save has told of somebody else's text.
fn theirs(ended: &Result<Written, Error>) -> Option<&str> {
    conflict(ended)?.theirs.as_ref().map(text)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_text_of_two_who_save_at_once_is_lost() {
    let disk = Disk::new();
    let path = disk.path();
    let one = disk.place(sftp_over_pipes().await);
    let other = disk.place(sftp_over_pipes().await);
    let (mut conflicts, mut in_between) = (0, 0);
    for round in 0..runs(ALL) {
        disk.set(BASE.as_bytes());
        let loaded = WriteMode::Replace(load(&one, &path).await);
        let texts = [
            format!("one, round {round}\n"),
            format!("other, round {round}, longer\n"),
        ];
        let (first, second) = join(
            Box::pin(save(&one, &path, texts[0].as_bytes(), &loaded)),
            Box::pin(save(&other, &path, texts[1].as_bytes(), &loaded)),
        )
        .await;
        let found = String::from_utf8(disk.get().unwrap()).unwrap();
        let ended = [&first, &second];
        for (mine, text) in texts.iter().enumerate() {
            let is_file = found == *text;
            // Its writer knows that it is not the file, and still has it.
            let was_told = conflict(ended[mine]).is_some_and(|told| told.written.is_none());
            let others_was_told = theirs(ended[1 - mine]) == Some(text.as_str());
            assert!(
                is_file || was_told || others_was_told,
                "round {round}: {text:?} is lost; the file is {found:?}; {first:?}; {second:?}"
            );
        }
        assert_ne!(found, BASE, "one of them has saved");
        conflicts += ended.iter().filter(|ended| ended.is_err()).count();
        in_between += ended
            .iter()
            .filter_map(|ended| conflict(ended))
            .filter(|told| told.written.is_some())
            .count();
        assert_eq!(disk.others(), Vec::<String>::new(), "round {round}");
    }
    assert!(conflicts > 0, "the two have never met");
    assert_eq!(in_between, 0, "they take turns");
}

const AGENTS: &str = "what the agent has written\n";

/// A way in which agents change a file.
#[derive(Clone, Copy)]
struct Way {
    /// Another file takes its place, as opposed to a change of the file itself.
    is_whole: bool,
    write: fn(&Path),
}

const WAYS: [Way; 3] = [
    Way {
        is_whole: false,
        write: |file| {
            let mut file = fs::OpenOptions::new().append(true).open(file).unwrap();
            file.write_all(AGENTS.as_bytes()).unwrap();
        },
    },
    Way {
        is_whole: false,
        write: |file| fs::write(file, AGENTS).unwrap(),
    },
    Way {
        is_whole: true,
        write: |file| {
            let beside = file.with_extension("agent");
            fs::write(&beside, AGENTS).unwrap();
            fs::rename(beside, file).unwrap();
        },
    },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_agent_writes_before_any_step_of_a_save_is_not_lost() {
    const MINE: &str = "mine\n";
    let (mut before, mut in_between, mut after, mut gaps) = (0, 0, 0, 0);
    for way in WAYS {
        for at in 0..50 {
            let disk = Disk::new();
            disk.set(BASE.as_bytes());
            let path = disk.path();
            let loaded = load(&disk.place(sftp_over_pipes().await), &path).await;
            let line = dial(Server::Whole, Fault::Meanwhile(way.write), at, &disk.file())
                .await
                .unwrap();
            let place = disk.place(line.sftp);
            let ended = save(&place, &path, MINE.as_bytes(), &WriteMode::Replace(loaded)).await;
            // What was left to the background is over, too, when this is answered.
            place.sftp.stat(path.as_str()).await.unwrap();
            let found = String::from_utf8(disk.get().unwrap()).unwrap();
            let told = theirs(&ended).is_some_and(|theirs| theirs.contains(AGENTS));
            // The one gap that is left: replaced as a whole, between two requests that arrive together.
            let is_gap = way.is_whole && line.was_rename.load(Ordering::SeqCst);
            if is_gap && ended.is_ok() {
                gaps += 1;
                continue;
            }
            let never_wrote = line.requests.load(Ordering::SeqCst) <= at;
            assert!(
                never_wrote || found.contains(AGENTS) || told,
                "lost before request {at}: the file is {found:?}, {ended:?}"
            );
            match &ended {
                Ok(_) => after += 1,
                Err(Error::Conflict { conflict, .. }) if conflict.written.is_some() => {
                    assert_eq!(found, MINE);
                    in_between += 1;
                }
                Err(_) => before += 1,
            }
        }
    }
    assert!(before > 10 && after > 10, "{before} before, {after} after");
    assert!(
        in_between > 0,
        "once per way, at least, it is the last look that does not see it"
    );
    assert!(gaps <= 1, "the gap is at one request of one way: {gaps}");
}
