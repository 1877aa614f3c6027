//! SFTP over files that are all the same.

use std::{
    collections::HashMap,
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use russh_sftp::{
    protocol::{
        Attrs, Data, File, FileAttributes, Handle, Name, OpenFlags, Packet, Status, StatusCode,
        Version,
    },
    server::Handler,
};
use tokio::time::sleep;

use super::server::Until;

const FOLDER_MODE: u32 = 0o040_755;
const FILE_MODE: u32 = 0o100_644;

/// Every path is a file of `size_bytes` sevens, except for the roots.
#[derive(Clone)]
pub(super) struct Shelf {
    pub(super) size_bytes: u64,
    /// What an answer to a READ takes; answers are given one after the other.
    pub(super) read_takes: Duration,
    /// An answer to a READ holds no more than this, however much was asked for.
    pub(super) answers_at_most: u32,
    /// READs from here on are never answered.
    pub(super) silent_from: u64,
    /// A READ from here on ends the server, as a crash would.
    pub(super) crashes_from: u64,
    pub(super) counts: Arc<Counts>,
    /// Handles as OpenSSH numbers them; `None` where they are the paths, counted.
    pub(super) numbers: Option<Numbers>,
    /// By handle of an open folder, whether the one name that it holds was not read yet.
    pub(super) unread: HashMap<String, bool>,
    /// Dropped with it.
    pub(super) until: Option<Arc<Until>>,
}

/// Handles as OpenSSH numbers them.
#[derive(Clone, Default)]
pub(super) struct Numbers {
    freed: Vec<u8>,
    next: u8,
}

impl Numbers {
    fn take(&mut self) -> String {
        let number = self.freed.pop().unwrap_or_else(|| {
            self.next += 1;
            self.next - 1
        });
        String::from_utf8(vec![0, 0, 0, number]).unwrap()
    }
}

#[derive(Default)]
pub(super) struct Counts {
    open: AtomicUsize,
    given_out: AtomicUsize,
    /// Handles that were open at the same time.
    pub(super) most_open: AtomicUsize,
}

impl Default for Shelf {
    fn default() -> Self {
        Self {
            size_bytes: 100 << 10,
            read_takes: Duration::ZERO,
            answers_at_most: u32::MAX,
            silent_from: u64::MAX,
            crashes_from: u64::MAX,
            counts: Arc::default(),
            numbers: None,
            unread: HashMap::new(),
            until: None,
        }
    }
}

impl Shelf {
    fn attributes(&self, path: &str) -> FileAttributes {
        let is_root = path.matches('/').count() < 2 || path == "/home/ubuntu";
        FileAttributes {
            size: Some(self.size_bytes),
            permissions: Some(if is_root { FOLDER_MODE } else { FILE_MODE }),
            mtime: Some(0),
            ..FileAttributes::empty()
        }
    }
}

impl Shelf {
    fn give_out(&mut self, path: &str) -> String {
        let open = self.counts.open.fetch_add(1, Ordering::Relaxed) + 1;
        self.counts.most_open.fetch_max(open, Ordering::Relaxed);
        let others = || {
            let number = self.counts.given_out.fetch_add(1, Ordering::Relaxed);
            format!("{path} {number}")
        };
        self.numbers.as_mut().map_or_else(others, Numbers::take)
    }
}

fn ok(id: u32) -> Status {
    Status {
        id,
        status_code: StatusCode::Ok,
        error_message: String::new(),
        language_tag: String::new(),
    }
}

impl Handler for Shelf {
    type Error = StatusCode;

    fn unimplemented(&self) -> StatusCode {
        StatusCode::OpUnsupported
    }

    async fn init(&mut self, _: u32, _: HashMap<String, String>) -> Result<Version, StatusCode> {
        let mut version = Version::new();
        version
            .extensions
            .insert("posix-rename@openssh.com".to_owned(), "1".to_owned());
        Ok(version)
    }

    async fn realpath(&mut self, id: u32, path: String) -> Result<Name, StatusCode> {
        let files = vec![File::dummy(path)];
        Ok(Name { id, files })
    }

    async fn stat(&mut self, id: u32, path: String) -> Result<Attrs, StatusCode> {
        let attrs = self.attributes(&path);
        Ok(Attrs { id, attrs })
    }

    async fn open(
        &mut self,
        id: u32,
        path: String,
        _: OpenFlags,
        _: FileAttributes,
    ) -> Result<Handle, StatusCode> {
        let handle = self.give_out(&path);
        Ok(Handle { id, handle })
    }

    async fn opendir(&mut self, id: u32, path: String) -> Result<Handle, StatusCode> {
        let handle = self.give_out(&path);
        self.unread.insert(handle.clone(), true);
        Ok(Handle { id, handle })
    }

    async fn readdir(&mut self, id: u32, handle: String) -> Result<Name, StatusCode> {
        match self.unread.get_mut(&handle).map(std::mem::take) {
            Some(true) => {
                let files = vec![File::new("file", self.attributes("/home/ubuntu/file"))];
                Ok(Name { id, files })
            }
            Some(false) => Err(StatusCode::Eof),
            None => Err(StatusCode::Failure),
        }
    }

    async fn close(&mut self, id: u32, handle: String) -> Result<Status, StatusCode> {
        self.counts.open.fetch_sub(1, Ordering::Relaxed);
        self.unread.remove(&handle);
        if let Some(numbers) = &mut self.numbers {
            numbers.freed.push(handle.as_bytes()[3]);
        }
        Ok(ok(id))
    }

    async fn read(
        &mut self,
        id: u32,
        _: String,
        offset: u64,
        length: u32,
    ) -> Result<Data, StatusCode> {
        sleep(self.read_takes).await;
        assert!(offset < self.crashes_from, "the server crashes");
        if offset >= self.silent_from {
            pending::<()>().await;
        }
        let length = length.min(self.answers_at_most);
        match self.size_bytes.saturating_sub(offset).min(length.into()) {
            0 => Err(StatusCode::Eof),
            length => Ok(Data {
                id,
                data: vec![7; usize::try_from(length).unwrap()],
            }),
        }
    }

    async fn write(
        &mut self,
        id: u32,
        _: String,
        _: u64,
        _: Vec<u8>,
    ) -> Result<Status, StatusCode> {
        Ok(ok(id))
    }

    async fn fsetstat(
        &mut self,
        id: u32,
        _: String,
        _: FileAttributes,
    ) -> Result<Status, StatusCode> {
        Ok(ok(id))
    }

    async fn remove(&mut self, id: u32, _: String) -> Result<Status, StatusCode> {
        Ok(ok(id))
    }

    async fn extended(&mut self, id: u32, _: String, _: Vec<u8>) -> Result<Packet, StatusCode> {
        Ok(Packet::Status(ok(id)))
    }
}
