//! One file of the journal: a line that says what follows, and the draft as one line of JSON.
//!
//! ```json
//! {"version":1,"sha256":"<of the next line>"}
//! {"workspaceId":"…","instanceId":"…","path":"…","text":"…",…}
//! ```

use remote::sha256;
use serde::{Deserialize, Serialize};

use crate::{Draft, WorkspaceId};

/// Of the format. A file with a higher one is of a newer Causeway, which is left to that.
const VERSION: u32 = 1;
/// What every file's name ends with.
pub(super) const EXTENSION: &str = "json";

#[derive(Serialize, Deserialize)]
struct Head {
    version: u32,
    #[serde(default)]
    sha256: String,
}

/// The name of the file of a draft. One path on two instances is two drafts.
pub(super) fn name(workspace: WorkspaceId, instance: &str, path: &str) -> String {
    let key = format!("{workspace}\0{instance}\0{path}");
    format!("{}.{EXTENSION}", sha256(key.as_bytes()))
}

/// The bytes of a draft's file.
pub(super) fn encode(draft: &Draft) -> serde_json::Result<Vec<u8>> {
    let body = serde_json::to_vec(draft)?;
    let head = Head {
        version: VERSION,
        sha256: sha256(&body),
    };
    let mut bytes = serde_json::to_vec(&head)?;
    bytes.push(b'\n');
    bytes.extend(body);
    bytes.push(b'\n');
    Ok(bytes)
}

/// The draft in a file called `name`, or why there is none. The reason has nothing of the content.
pub(super) fn decode(name: &str, bytes: &[u8]) -> Result<Draft, &'static str> {
    let torn = "it is damaged: it ends in the middle, or its checksum is another";
    let line_end = bytes.iter().position(|byte| *byte == b'\n');
    let (head, body) = bytes.split_at(line_end.ok_or(torn)?);
    let head: Head = serde_json::from_slice(head).map_err(|_| "it is damaged, or no draft")?;
    if head.version != VERSION {
        return Err("it is in a format that only a newer Causeway reads");
    }
    let body = body.strip_prefix(b"\n").unwrap_or(body);
    let body = body.strip_suffix(b"\n").ok_or(torn)?;
    if sha256(body) != head.sha256 {
        return Err(torn);
    }
    let draft: Draft = serde_json::from_slice(body).map_err(|_| "its content is not a draft's")?;
    if self::name(draft.workspace_id, &draft.instance_id, &draft.path) != name {
        return Err("it has not the name that belongs to its content: it was copied or put aside");
    }
    Ok(draft)
}
