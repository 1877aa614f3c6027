//! A file as it crosses to the window: its text as raw bytes behind a head of JSON, and not as a string in it.
//!
//! A text in JSON is escaped here, parsed there, and copied at each step; as bytes it is decoded once. The frame: the length of the
//! head, 4 bytes, big-endian; the head, JSON as in the contract but with `text: null`; the text, UTF-8, to the end. What has no text
//! is plain JSON.

use backend::{FileContent, Outcome, PanelEvent};
use serde::Serialize;
use tauri::ipc::{InvokeResponseBody, IpcResponse};

/// The length of the head, in front of it.
const LENGTH_BYTES: usize = size_of::<u32>();
/// What a head has beside its paths; more only costs another allocation.
const HEAD_BYTES: usize = 1_024;

/// One file, as `read_file` answers it.
pub(crate) struct FileFrame(pub(crate) FileContent);

/// An event of a panel; one that has a file's text is framed.
pub(crate) struct PanelFrame(pub(crate) PanelEvent);

impl IpcResponse for FileFrame {
    fn body(mut self) -> tauri::Result<InvokeResponseBody> {
        match self.0.text.take() {
            Some(text) => framed(&self.0, &text),
            None => self.0.body(),
        }
    }
}

impl IpcResponse for PanelFrame {
    fn body(mut self) -> tauri::Result<InvokeResponseBody> {
        match content(&mut self.0).and_then(|content| content.text.take()) {
            Some(text) => framed(&self.0, &text),
            None => self.0.body(),
        }
    }
}

/// The file that an event carries.
fn content(event: &mut PanelEvent) -> Option<&mut FileContent> {
    match event {
        PanelEvent::Config {
            outcome: Outcome::Stored { value, .. } | Outcome::Ok { value, .. },
            ..
        } => Some(value),
        PanelEvent::Config { .. }
        | PanelEvent::Workspace { .. }
        | PanelEvent::Model { .. }
        | PanelEvent::Provider { .. }
        | PanelEvent::Files { .. } => None,
    }
}

fn framed(head: &impl Serialize, text: &str) -> tauri::Result<InvokeResponseBody> {
    let mut frame = Vec::with_capacity(LENGTH_BYTES + HEAD_BYTES + text.len());
    frame.extend([0; LENGTH_BYTES]);
    serde_json::to_writer(&mut frame, head)?;
    let length = u32::try_from(frame.len() - LENGTH_BYTES).map_err(std::io::Error::other)?;
    if let Some(place) = frame.first_chunk_mut() {
        *place = length.to_be_bytes();
    }
    frame.extend_from_slice(text.as_bytes());
    Ok(InvokeResponseBody::Raw(frame))
}

#[cfg(test)]
mod tests {
    use backend::{ContentKind, ErrorCode, FileVersion, IpcError, TextEncoding};
    use serde_json::{Value, json};

    use super::*;

    fn file(text: Option<&str>) -> FileContent {
        FileContent {
            path: "/configs/config.yaml".to_owned(),
            instance_id: "i-0123456789abcdef0".to_owned(),
            kind: ContentKind::Text,
            text: text.map(str::to_owned),
            encoding: TextEncoding::Utf8,
            excerpt: None,
            mode: 0o644,
            version: FileVersion {
                size_bytes: 4,
                modified_ms: 1,
                sha256: None,
            },
            read_only_reason: None,
        }
    }

    fn stored(text: Option<&str>) -> PanelEvent {
        PanelEvent::Config {
            generation: 7,
            outcome: Outcome::Stored {
                value: file(text),
                fetched_ms: 3,
            },
        }
    }

    /// Head and text of a frame, as a window reads it.
    fn unframed(body: InvokeResponseBody) -> (Value, String) {
        let InvokeResponseBody::Raw(frame) = body else {
            panic!("no frame: {body:?}");
        };
        let (length, rest) = frame.split_first_chunk().unwrap();
        let (head, text) = rest.split_at(u32::from_be_bytes(*length) as usize);
        let text = String::from_utf8(text.to_vec()).unwrap();
        (serde_json::from_slice(head).unwrap(), text)
    }

    fn plain(body: InvokeResponseBody) -> Value {
        let InvokeResponseBody::Json(json) = body else {
            panic!("no JSON: {body:?}");
        };
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn a_file_is_its_contract_without_the_text_and_then_the_text() {
        for text in ["", "name: \"ä\"\n\u{10ff80}\0", &"line\n".repeat(100_000)] {
            let content = file(Some(text));
            let mut expected = serde_json::to_value(&content).unwrap();
            expected["text"] = Value::Null;
            let (head, got) = unframed(FileFrame(content).body().unwrap());
            assert_eq!(head, expected);
            assert!(got == text, "{} bytes", got.len());
        }
    }

    #[test]
    fn the_configuration_of_a_panel_is_framed_in_its_whole_event() {
        let (head, text) = unframed(PanelFrame(stored(Some("a: 1\n"))).body().unwrap());
        assert_eq!(head, serde_json::to_value(stored(None)).unwrap());
        assert_eq!(head["type"], "config");
        assert_eq!(text, "a: 1\n");
        let answered = PanelEvent::Config {
            generation: 7,
            outcome: Outcome::Ok {
                value: file(Some("b: 2\n")),
                ms: 0.5,
                fetched_ms: 3,
            },
        };
        let (head, text) = unframed(PanelFrame(answered).body().unwrap());
        assert_eq!(head["outcome"]["status"], "ok");
        assert_eq!(text, "b: 2\n");
    }

    #[test]
    fn what_has_no_text_is_json_as_in_the_contract() {
        let body = FileFrame(file(None)).body().unwrap();
        assert_eq!(plain(body), serde_json::to_value(file(None)).unwrap());
        let body = PanelFrame(stored(None)).body().unwrap();
        assert_eq!(plain(body), serde_json::to_value(stored(None)).unwrap());
        let failed = PanelEvent::Config {
            generation: 1,
            outcome: Outcome::Failed {
                error: IpcError::new(ErrorCode::NotFound, "gone"),
                ms: 1.0,
            },
        };
        let body = plain(PanelFrame(failed).body().unwrap());
        assert_eq!(body["outcome"]["error"]["code"], json!("not_found"));
        let folder = PanelEvent::Model {
            generation: 1,
            outcome: Outcome::NotOffered { ms: 1.0 },
        };
        let body = plain(PanelFrame(folder).body().unwrap());
        assert_eq!(body["type"], "model");
    }
}
