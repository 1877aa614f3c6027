//! As much of a line as is shown, of a line of any length.

use super::finder::Finder;

/// What is shown of a line.
const MAX_CHARS: usize = 400;
/// Of it, what is shown before the find in a line that goes on behind it.
const CHARS_BEFORE: usize = 100;
/// The longest character of UTF-8.
const CHAR_BYTES: usize = 4;
/// More than can be shown, however it is encoded.
const SHOWN_BYTES: usize = (MAX_CHARS + 2) * CHAR_BYTES;
/// How much is looked at before what is of no use any more is let go.
const PIECE_BYTES: usize = 4 << 10;
/// Stands for the rest of a line.
const MORE: char = '…';

/// A line as it comes. It holds some kilobytes at most.
#[derive(Debug, Default)]
pub(super) struct Excerpt {
    kept: Vec<u8>,
    /// Of what is kept, what the finder has seen.
    scanned: usize,
    /// How much of the text the finder has found up to there.
    found_chars: usize,
    /// Where the text stands in what is kept.
    find: Option<usize>,
    /// How the line begins, once its beginning is not kept any more.
    head: Option<Vec<u8>>,
    /// The line goes on behind what is kept.
    is_cut: bool,
}

impl Excerpt {
    /// Takes what comes next of the line.
    pub(super) fn push(&mut self, bytes: &[u8], finder: &Finder) {
        for piece in bytes.chunks(PIECE_BYTES) {
            if self.is_cut {
                return;
            }
            self.kept.extend_from_slice(piece);
            if self.find.is_none() {
                self.scan(finder);
            }
            match self.find {
                Some(find) if self.kept.len() > find + SHOWN_BYTES => {
                    self.kept.truncate(find + SHOWN_BYTES);
                    self.is_cut = true;
                }
                Some(_) => {}
                None => self.let_go(finder),
            }
        }
    }

    fn scan(&mut self, finder: &Finder) {
        while let Some((character, bytes)) = self.kept.get(self.scanned..).and_then(first_char) {
            self.scanned += bytes;
            self.found_chars = finder.next(self.found_chars, character);
            if self.found_chars == finder.chars() {
                self.find = Some(self.back(finder.chars()));
                return;
            }
        }
    }

    /// Where the last `chars` characters of what was scanned begin.
    fn back(&self, chars: usize) -> usize {
        let scanned = self.kept.get(..self.scanned).unwrap_or_default();
        let mut begins = scanned.iter().enumerate().rev();
        let mut begins = begins.by_ref().filter(|(_, byte)| !continues(**byte));
        begins.nth(chars.saturating_sub(1)).map_or(0, |(at, _)| at)
    }

    /// Forgets what neither can be shown nor belong to a find.
    fn let_go(&mut self, finder: &Finder) {
        let of_use = (finder.chars() + MAX_CHARS) * CHAR_BYTES;
        if self.kept.len() < of_use + 2 * PIECE_BYTES {
            return;
        }
        let gone = self.scanned.saturating_sub(of_use);
        let head = self.kept.get(..SHOWN_BYTES).unwrap_or_default();
        self.head.get_or_insert_with(|| head.to_vec());
        self.kept.drain(..gone);
        self.scanned -= gone;
    }

    /// The line, at most 400 characters of it around the first find.
    ///
    /// Where the instance has found what we do not find, as letters fold in more ways than one, it is the beginning of the line.
    pub(super) fn finish(mut self) -> String {
        if !self.is_cut && self.kept.ends_with(b"\r") {
            self.kept.pop();
        }
        let Some(find) = self.find else {
            let (bytes, is_cut) = match &self.head {
                Some(head) => (head, true),
                None => (&self.kept, false),
            };
            return shortened(chars(bytes), MAX_CHARS, is_cut);
        };
        let (before, behind) = self.kept.split_at(find.min(self.kept.len()));
        let (before, behind) = (chars(before), chars(behind));
        let room = (MAX_CHARS - 2).saturating_sub(behind.len());
        let skipped = before.len().saturating_sub(room.max(CHARS_BEFORE));
        let is_whole = self.head.is_none()
            && (skipped == 0 || !self.is_cut && before.len() + behind.len() <= MAX_CHARS);
        let skipped = if is_whole { 0 } else { skipped };
        let shown = before.into_iter().skip(skipped).chain(behind).collect();
        if is_whole {
            return shortened(shown, MAX_CHARS, self.is_cut);
        }
        format!("{MORE}{}", shortened(shown, MAX_CHARS - 1, self.is_cut))
    }
}

/// The first character and how many bytes it has; what is not UTF-8 counts byte by byte. `None` when more bytes must come first.
fn first_char(bytes: &[u8]) -> Option<(char, usize)> {
    let length = match bytes.first()? {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => 1,
    };
    let text = std::str::from_utf8(bytes.get(..length)?);
    match text.ok().and_then(|text| text.chars().next()) {
        Some(character) => Some((character, length)),
        None => Some((char::REPLACEMENT_CHARACTER, 1)),
    }
}

/// Whether a byte of UTF-8 belongs to a character that has begun before it.
fn continues(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

fn chars(bytes: &[u8]) -> Vec<char> {
    String::from_utf8_lossy(bytes).chars().collect()
}

fn shortened(mut text: Vec<char>, most: usize, is_cut: bool) -> String {
    if text.len() > most || is_cut {
        text.truncate(most - 1);
        text.push(MORE);
    }
    text.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Case;

    fn excerpt(line: &[u8], text: &str, case: Case) -> String {
        let finder = Finder::new(text, case);
        let mut excerpt = Excerpt::default();
        excerpt.push(line, &finder);
        excerpt.finish()
    }

    #[test]
    fn a_line_of_400_characters_is_whole_wherever_the_find_stands() {
        for at in [0, 1, 200, 399] {
            let line: String = (0..400)
                .map(|place| if place == at { 'ß' } else { 'é' })
                .collect();
            assert_eq!(excerpt(line.as_bytes(), "ß", Case::Sensitive), line);
        }
        assert_eq!(
            excerpt(b"key: value\r", "value", Case::Sensitive),
            "key: value"
        );
    }

    #[test]
    fn a_long_line_is_shown_around_its_first_find() {
        for (before, behind) in [
            (0, 500),
            (90, 5_000),
            (5_000, 0),
            (5_000, 7),
            (1 << 20, 1 << 20),
        ] {
            let line = format!("{}Needle{}", "ä".repeat(before), "ö".repeat(behind));
            let shown = excerpt(line.as_bytes(), "nEEDLE", Case::Ignored);
            assert!(shown.contains("Needle"), "{before} {behind}: {shown}");
            assert!(
                (399..=400).contains(&shown.chars().count()),
                "{before} {behind}: {shown}"
            );
            assert_eq!(
                shown.starts_with('…'),
                before > 100,
                "{before} {behind}: {shown}"
            );
            assert_eq!(
                shown.ends_with('…'),
                behind > 290,
                "{before} {behind}: {shown}"
            );
            assert!(!shown.contains('\u{FFFD}'), "no character is cut: {shown}");
        }
    }

    #[test]
    fn a_line_that_is_larger_than_memory_is_not_kept() {
        let finder = Finder::new("needle", Case::Ignored);
        let mut excerpt = Excerpt::default();
        for _ in 0..200 {
            excerpt.push(&[b'x'; 8 << 10], &finder);
            assert!(excerpt.kept.capacity() < 64 << 10);
        }
        excerpt.push(b"a NEEDLE", &finder);
        for _ in 0..200 {
            excerpt.push(&[b'y'; 8 << 10], &finder);
        }
        assert!(excerpt.kept.capacity() < 64 << 10);
        assert!(excerpt.finish().contains("a NEEDLEyyy"));
    }

    #[test]
    fn a_line_whose_find_is_not_found_again_is_shown_from_its_beginning() {
        let line = format!("begins {}", "x".repeat(100_000));
        let shown = excerpt(line.as_bytes(), "other", Case::Ignored);
        assert!(shown.starts_with("begins xxx") && shown.ends_with('…'));
        assert_eq!(shown.chars().count(), 400);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_shown_as_such() {
        let shown = excerpt(b"Ren\xe9 caf\xe9abc \xff", "abc", Case::Sensitive);
        assert_eq!(shown, "Ren\u{FFFD} caf\u{FFFD}abc \u{FFFD}");
    }
}
