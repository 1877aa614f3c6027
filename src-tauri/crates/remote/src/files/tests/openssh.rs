//! The file operations against OpenSSH's own `sftp-server`.

use std::fs;

use super::{Place, read_content};
use crate::{ContentKind, RemotePath, interop::sftp_over_pipes};

#[tokio::test]
async fn a_file_is_read_through_openssh() {
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().canonicalize().unwrap();
    fs::write(real.join("file"), "text").unwrap();
    let root = RemotePath::parse(real.to_str().unwrap()).unwrap();
    let place = Place::at(sftp_over_pipes().await, root.clone());
    let content = read_content(&place, &root.join("file").unwrap())
        .await
        .unwrap();
    assert!(matches!(content.kind, ContentKind::Text(text, _) if text == "text"));
}
