//! The bytes of a file as text, and back.
//!
//! A file with a few bytes that are not UTF-8, such as an old name in Latin-1, can be edited all the same: each such byte stands as one
//! character of the last private plane of Unicode, and becomes the byte again when the text is written.

/// What stands for the byte 0x80; those up to 0xFF follow.
const FIRST_STAND_IN: u32 = 0x0010_FF80;
/// With more control characters in a hundred bytes than this, a file is binary. Bytes that are not UTF-8 do not count: whole languages
/// are written with them.
const MOST_CONTROLS_PER_HUNDRED: usize = 5;

/// How a text stands for the bytes of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Encoding {
    /// As UTF-8.
    #[default]
    Utf8,
    /// As UTF-8, but for bytes that are not: 0x80 to 0xFF stand as U+10FF80 to U+10FFFF.
    Utf8WithBytes,
}

/// The text of `bytes`; the bytes again when they are binary.
///
/// Binary is what holds a NUL, or more than a few control characters, or bytes that are not UTF-8 beside the characters that would stand
/// for them.
///
/// # Errors
///
/// The bytes themselves, when they are binary.
pub fn decode(bytes: Vec<u8>) -> Result<(String, Encoding), Vec<u8>> {
    if bytes.contains(&0) {
        return Err(bytes);
    }
    match String::from_utf8(bytes) {
        Ok(text)
            if is_binary(
                text.bytes().filter(|byte| is_control(*byte)).count(),
                text.len(),
            ) =>
        {
            Err(text.into_bytes())
        }
        Ok(text) => Ok((text, Encoding::Utf8)),
        Err(error) => {
            let bytes = error.into_bytes();
            with_stand_ins(&bytes)
                .map(|text| (text, Encoding::Utf8WithBytes))
                .ok_or(bytes)
        }
    }
}

/// The text of `bytes` for a look: what is not UTF-8 is shown as such.
pub(super) fn decode_for_show(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The bytes that `text` stands for.
pub fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf8 => text.as_bytes().to_vec(),
        Encoding::Utf8WithBytes => {
            let mut bytes = Vec::with_capacity(text.len());
            for character in text.chars() {
                if let Some(byte) = stood_for(character) {
                    bytes.push(byte);
                } else {
                    let mut buffer = [0; 4];
                    bytes.extend_from_slice(character.encode_utf8(&mut buffer).as_bytes());
                }
            }
            bytes
        }
    }
}

fn with_stand_ins(bytes: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(bytes.len() + 64);
    let mut controls = 0;
    for chunk in bytes.utf8_chunks() {
        if chunk
            .valid()
            .chars()
            .any(|character| stood_for(character).is_some())
        {
            return None;
        }
        controls += chunk
            .valid()
            .bytes()
            .filter(|byte| is_control(*byte))
            .count();
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().filter_map(|byte| stand_in(*byte)));
    }
    (!is_binary(controls, bytes.len())).then_some(text)
}

fn is_binary(controls: usize, all: usize) -> bool {
    controls * 100 > all * MOST_CONTROLS_PER_HUNDRED
}

/// What no text holds, but for white space, the bell, and the escapes of terminals.
fn is_control(byte: u8) -> bool {
    byte < 0x20
        && !matches!(
            byte,
            b'\t' | b'\n' | 0x0B | 0x0C | b'\r' | 0x07 | 0x08 | 0x1B
        )
}

fn stand_in(byte: u8) -> Option<char> {
    char::from_u32(FIRST_STAND_IN + u32::from(byte.checked_sub(0x80)?))
}

fn stood_for(character: char) -> Option<u8> {
    let place = u32::from(character).checked_sub(FIRST_STAND_IN)?;
    u8::try_from(place + 0x80).ok()
}

/// A name that is not UTF-8, with each odd byte as `\xNN`.
pub(super) fn escaped(name: &[u8]) -> String {
    use std::fmt::Write;

    let mut text = String::new();
    for chunk in name.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            write!(text, "\\x{byte:02x}").ok();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_not_utf8_come_back_as_they_were() {
        let bytes = b"name: Ren\xe9\r\n# caf\xc3\xa9 \xff\xfe\nlast".to_vec();
        let (text, encoding) = decode(bytes.clone()).unwrap();
        assert_eq!(encoding, Encoding::Utf8WithBytes);
        assert!(
            text.contains("caf\u{e9}"),
            "what is UTF-8 is text: {text:?}"
        );
        assert_eq!(encode(&text, encoding), bytes);
    }

    #[test]
    fn every_single_byte_survives_beside_text() {
        for byte in 1..=255_u8 {
            let mut bytes = b"some text that is long enough to be text ".to_vec();
            bytes.push(byte);
            let (text, encoding) = decode(bytes.clone()).unwrap();
            assert_eq!(encode(&text, encoding), bytes, "{byte:#x}");
        }
    }

    #[test]
    fn what_cannot_come_back_is_binary() {
        let mut both = "\u{10FFE9} is here already, and with it a byte "
            .as_bytes()
            .to_vec();
        both.push(0xE9);
        for bytes in [
            both,
            b"a\0b".to_vec(),
            b"\x89PNG\r\n\x1a\n\x01\x02\x03\xff\xd8".to_vec(),
        ] {
            assert_eq!(decode(bytes.clone()), Err(bytes));
        }
    }

    #[test]
    fn the_marks_of_a_text_stay() {
        for text in [
            "",
            "\u{feff}a: 1",
            "a\r\nb\nc\rd",
            "no end",
            "\u{10FFE9} alone is text",
        ] {
            let bytes = text.as_bytes().to_vec();
            assert_eq!(decode(bytes), Ok((text.to_owned(), Encoding::Utf8)));
        }
    }

    #[test]
    fn a_name_that_is_not_utf8_is_shown_with_its_bytes() {
        assert_eq!(
            escaped(b"bad\xff\xfename \xc3\xa9"),
            "bad\\xff\\xfename \u{e9}"
        );
    }
}
