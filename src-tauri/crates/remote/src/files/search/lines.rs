//! What `grep` prints: for each line `name NUL number : text`, in pieces that end anywhere.

use std::mem;

use super::{excerpt::Excerpt, finder::Finder};

/// More than any path has; a longer one is cut.
const MAX_NAME_BYTES: usize = 16 << 10;

/// A line of some file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Path of the file, as `grep` names it.
    pub(super) name: Vec<u8>,
    pub(super) number: u64,
    pub(super) text: String,
}

/// Takes the output apart.
#[derive(Debug)]
pub(super) struct Lines {
    finder: Finder,
    part: Part,
    name: Vec<u8>,
    number: u64,
    text: Excerpt,
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What a shell prints before `grep` starts, up to a NUL.
    Preamble,
    Name,
    Number,
    Text,
}

impl Lines {
    pub(super) fn new(finder: Finder) -> Self {
        Self {
            finder,
            part: Part::Preamble,
            name: Vec::new(),
            number: 0,
            text: Excerpt::default(),
        }
    }

    /// Whether `grep` has been reached.
    pub(super) fn has_started(&self) -> bool {
        self.part != Part::Preamble
    }

    /// Takes what comes next: the lines that end in it.
    pub(super) fn push(&mut self, mut bytes: &[u8]) -> Vec<Line> {
        let mut lines = Vec::new();
        while !bytes.is_empty() {
            let end = bytes.iter().position(|byte| self.ends(*byte));
            let (part, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
            self.take(part);
            if end.is_some() {
                lines.extend(self.turn());
            }
            bytes = rest.get(1..).unwrap_or_default();
        }
        lines
    }

    fn ends(&self, byte: u8) -> bool {
        match self.part {
            Part::Preamble | Part::Name => byte == 0,
            Part::Number => byte == b':',
            Part::Text => byte == b'\n',
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        match self.part {
            Part::Preamble => {}
            Part::Name => {
                let room = MAX_NAME_BYTES.saturating_sub(self.name.len());
                self.name.extend(bytes.iter().take(room));
            }
            Part::Number => {
                let digits = bytes.iter().filter(|byte| byte.is_ascii_digit());
                self.number = digits.fold(self.number, |number, digit| {
                    number
                        .saturating_mul(10)
                        .saturating_add(u64::from(digit - b'0'))
                });
            }
            Part::Text => self.text.push(bytes, &self.finder),
        }
    }

    /// Goes on to the next part; the line, when that was its last.
    fn turn(&mut self) -> Option<Line> {
        let (next, line) = match self.part {
            Part::Preamble => (Part::Name, None),
            Part::Name => (Part::Number, None),
            Part::Number => (Part::Text, None),
            Part::Text => {
                let line = Line {
                    name: mem::take(&mut self.name),
                    number: mem::take(&mut self.number),
                    text: mem::take(&mut self.text).finish(),
                };
                (Part::Name, Some(line))
            }
        };
        self.part = next;
        line
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::Case;

    fn lines() -> Lines {
        Lines::new(Finder::new("text", Case::Ignored))
    }

    #[test]
    fn a_name_with_a_line_break_and_a_text_with_colons_stay_whole() {
        let mut lines = lines();
        assert_eq!(lines.push(b"Welcome!\nto Ubuntu\n"), []);
        assert!(!lines.has_started());
        let found = lines.push(b"\0./a\nb:7:\xff\x0012:a: text\n./c\x001:\n");
        assert!(lines.has_started());
        let line = |name: &[u8], number, text: &str| Line {
            name: name.to_vec(),
            number,
            text: text.to_owned(),
        };
        assert_eq!(
            found,
            [line(b"./a\nb:7:\xff", 12, "a: text"), line(b"./c", 1, "")]
        );
    }

    fn output() -> impl Strategy<Value = Vec<u8>> {
        let name = vec(
            any::<u8>().prop_filter("NUL ends a name", |byte| *byte != 0),
            1..20,
        );
        let text = prop_oneof![
            vec(
                any::<u8>().prop_filter("a line break ends it", |byte| *byte != b'\n'),
                0..40
            ),
            "(é|TEXT|x| ){0,30}".prop_map(String::into_bytes),
            Just([vec![b'x'; 13_000], b"text".to_vec(), vec![b'y'; 2_000]].concat()),
        ];
        vec((name, any::<u64>(), text), 0..6).prop_map(|lines| {
            let mut output = b"noise\0".to_vec();
            for (name, number, text) in lines {
                output.extend(name);
                output.push(0);
                output.extend(number.to_string().into_bytes());
                output.push(b':');
                output.extend(text);
                output.push(b'\n');
            }
            output
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn it_does_not_matter_where_the_output_is_split(
            output in output(),
            sizes in vec(1..64_usize, 1..40),
        ) {
            let whole = lines().push(&output);
            let mut split = lines();
            let (mut found, mut rest) = (Vec::new(), &output[..]);
            for size in sizes.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (piece, more) = rest.split_at((*size).min(rest.len()));
                found.extend(split.push(piece));
                rest = more;
            }
            prop_assert_eq!(&found, &whole);
            let mut bytes = lines();
            let one_by_one: Vec<_> = output.chunks(1).flat_map(|byte| bytes.push(byte)).collect();
            prop_assert_eq!(one_by_one, whole);
        }

        #[test]
        fn no_output_does_harm(output in vec(any::<u8>(), 0..2_000)) {
            lines().push(&output);
        }
    }
}
