//! Handles that are foreseen, against OpenSSH's own server.

use std::{collections::VecDeque, sync::Arc};

use proptest::{collection::vec, prelude::*};

use super::Disk;
use crate::{
    RemotePath,
    interop::sftp_over_pipes,
    sftp::{Attributes, Foreseen, OpenHandle, Sftp, Told, flags},
};

/// Random orders in the gate; more when a soak asks for them.
fn cases() -> u32 {
    const GATE: u32 = 64;
    std::env::var("CAUSEWAY_SOAK_RUNS").map_or(GATE, |runs| runs.parse().unwrap())
}

/// What a client does with handles.
#[derive(Debug, Clone)]
enum Step {
    /// Opens what is there, and foresees its handle.
    Foresee { is_folder: bool },
    /// Opens what may or may not be there, the ordinary way.
    Open { is_there: bool },
    /// Waits for the oldest answer that is on its way.
    Await,
    /// Closes one of those that are open, and does not wait for it.
    Close(prop::sample::Index),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => any::<bool>().prop_map(|is_folder| Step::Foresee { is_folder }),
        1 => any::<bool>().prop_map(|is_there| Step::Open { is_there }),
        3 => Just(Step::Await),
        3 => any::<prop::sample::Index>().prop_map(Step::Close),
    ]
}

/// A client's handles: open ones, and those on their way.
struct Client {
    sftp: Arc<Sftp>,
    folder: RemotePath,
    open: Vec<OpenHandle>,
    foreseen: VecDeque<Foreseen>,
    foreseen_in_all: usize,
}

impl Client {
    fn foresee(&mut self, is_folder: bool) {
        let path = self.folder.as_str();
        let foreseen = if is_folder {
            self.sftp.foresee_folder(path)
        } else {
            self.sftp.foresee_file(&format!("{path}/config.yaml"))
        };
        // None while there are as many open as there may be.
        self.foreseen_in_all += usize::from(foreseen.is_some());
        self.foreseen.extend(foreseen);
    }

    /// What was foreseen first.
    async fn told(&mut self) -> Result<(), TestCaseError> {
        let Some(foreseen) = self.foreseen.pop_front() else {
            return Ok(());
        };
        match foreseen.told().await {
            Ok(Told::Right(handle)) => self.open.push(handle),
            other => prop_assert!(false, "foreseen wrongly: {:?}", other),
        }
        Ok(())
    }

    async fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
        match step {
            Step::Foresee { is_folder } => self.foresee(*is_folder),
            Step::Open { is_there } => {
                // Its permit is one of those that the foreseen ones hold.
                while !self.foreseen.is_empty() {
                    self.told().await?;
                }
                self.open.truncate(32);
                let name = if *is_there { "config.yaml" } else { "nothing" };
                let path = format!("{}/{name}", self.folder);
                let opening = self
                    .sftp
                    .open_file(&path, flags::READ, Attributes::default());
                let opened = opening.await;
                prop_assert_eq!(opened.is_ok(), *is_there);
                self.open.extend(opened.ok());
            }
            Step::Await => self.told().await?,
            Step::Close(which) if !self.open.is_empty() => {
                drop(self.open.swap_remove(which.index(self.open.len())));
            }
            Step::Close(_) => {}
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn every_handle_of_openssh_is_foreseen(steps in vec(step(), 1..120)) {
        let disk = Disk::new();
        disk.set(b"name: a\n");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut client = Client {
                sftp: sftp_over_pipes().await,
                folder: disk.root(),
                open: Vec::new(),
                foreseen: VecDeque::new(),
                foreseen_in_all: 0,
            };
            for step in &steps {
                client.take(step).await?;
            }
            while !client.foreseen.is_empty() {
                client.told().await?;
            }
            prop_assert!(client.sftp.is_foreseeable());
            let wanted = steps.iter().any(|step| matches!(step, Step::Foresee { .. }));
            prop_assert_eq!(client.foreseen_in_all > 0, wanted, "it was tried");
            Ok::<_, TestCaseError>(())
        })?;
    }
}

/// It may fail, and then the next one gets its number.
#[tokio::test]
async fn nothing_is_foreseen_behind_an_open_that_may_fail() {
    let disk = Disk::new();
    disk.set(b"name: a\n");
    let sftp = sftp_over_pipes().await;
    let (file, nothing) = (disk.path(), format!("{}/nothing", disk.root()));
    let opening = sftp.open_file(&nothing, flags::READ, Attributes::default());
    let (failed, foreseen) = futures_util::future::join(opening, async {
        sftp.foresee_file(file.as_str()).is_some()
    })
    .await;
    assert!(failed.is_err() && !foreseen);
    let foreseen = sftp.foresee_file(file.as_str()).unwrap();
    assert!(matches!(foreseen.told().await, Ok(Told::Right(_))));
}
