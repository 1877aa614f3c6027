//! From the instance's words to the window's.

use remote::{Content, Encoding, RemotePath, Version};

use super::Site;
use crate::{
    ContentKind, Entry, EntryKind, Excerpt, FileContent, FileVersion, Listing, Removed, Stat,
    TextEncoding, clock::to_ms,
};

pub(crate) fn to_content(path: &RemotePath, content: Content) -> FileContent {
    let mut converted = FileContent {
        path: path.to_string(),
        instance_id: String::new(),
        kind: ContentKind::Binary,
        text: None,
        encoding: TextEncoding::Utf8,
        excerpt: None,
        mode: content.mode,
        version: to_version(content.version),
        read_only_reason: content.read_only_reason,
    };
    match content.kind {
        remote::ContentKind::Text(text, encoding) => {
            converted.kind = ContentKind::Text;
            converted.text = Some(text);
            converted.encoding = encoding.into();
        }
        remote::ContentKind::Binary(_) => {}
        remote::ContentKind::TooLarge {
            head,
            tail,
            omitted_bytes,
        } => {
            converted.kind = ContentKind::TooLarge;
            converted.excerpt = Some(Excerpt {
                head,
                tail,
                omitted_bytes,
            });
        }
    }
    converted
}

impl FileContent {
    /// The same, with where it lies.
    pub(crate) fn on(self, site: &Site) -> Self {
        Self {
            instance_id: site.instance.to_string(),
            ..self
        }
    }
}

impl From<Encoding> for TextEncoding {
    fn from(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Utf8 => Self::Utf8,
            Encoding::Utf8WithBytes => Self::Utf8WithBytes,
        }
    }
}

impl From<TextEncoding> for Encoding {
    fn from(encoding: TextEncoding) -> Self {
        match encoding {
            TextEncoding::Utf8 => Self::Utf8,
            TextEncoding::Utf8WithBytes => Self::Utf8WithBytes,
        }
    }
}

/// A listing with `entries`, which are all of it or none.
pub(crate) fn to_listing(
    listing: remote::Listing,
    base: &RemotePath,
    entries: Vec<Entry>,
) -> Listing {
    Listing {
        base: base.to_string(),
        total: listing.entries.len() as u64,
        entries,
        hidden: listing.hidden,
        path: listing.path.to_string(),
        read_only_reason: listing.read_only_reason,
        stored: None,
    }
}

pub(super) fn to_entry(entry: &remote::Entry, folder: &RemotePath) -> Entry {
    let locked_reason = entry
        .is_name_escaped
        .then(|| "its name is not UTF-8, so it cannot be opened here".to_owned());
    Entry {
        path: format!(
            "{}/{}",
            folder.as_str().trim_end_matches('/'),
            entry.relative
        ),
        name: entry.name.clone(),
        kind: entry.kind.into(),
        size_bytes: entry.size_bytes,
        modified_ms: entry.modified.map(to_ms),
        locked_reason,
    }
}

impl From<remote::EntryKind> for EntryKind {
    fn from(kind: remote::EntryKind) -> Self {
        match kind {
            remote::EntryKind::File => Self::File,
            remote::EntryKind::Folder => Self::Folder,
            remote::EntryKind::Symlink => Self::Symlink,
            remote::EntryKind::Other => Self::Other,
        }
    }
}

impl From<remote::Stat> for Stat {
    fn from(stat: remote::Stat) -> Self {
        Self {
            kind: stat.kind.into(),
            size_bytes: stat.size_bytes,
            modified_ms: to_ms(stat.modified),
            mode: stat.mode,
            uid: stat.uid,
            gid: stat.gid,
        }
    }
}

impl From<remote::Removed> for Removed {
    fn from(removed: remote::Removed) -> Self {
        Self {
            files: removed.files,
            folders: removed.folders,
        }
    }
}

pub(super) fn to_version(version: Version) -> FileVersion {
    FileVersion {
        size_bytes: version.size_bytes,
        modified_ms: to_ms(version.modified),
        sha256: version.sha256,
    }
}

pub(super) fn from_version(version: FileVersion) -> Version {
    Version {
        size_bytes: version.size_bytes,
        modified: std::time::Duration::from_millis(version.modified_ms),
        sha256: version.sha256,
    }
}
