//! Makes a card's text fit to be shown.

use std::borrow::Cow;

/// Longest text that is shown, in bytes.
pub(crate) const MAX_TEXT_BYTES: usize = 8 << 10;
/// Stands for what was cut off.
const CUT: char = '…';

/// What [`displayable`] had to do to a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    pub(crate) is_cut: bool,
    pub(crate) is_neutralised: bool,
}

/// Cuts `text` at [`MAX_TEXT_BYTES`] and replaces characters that could make it look like another text.
pub(crate) fn displayable(text: &str) -> (String, Changes) {
    let (short, is_cut) = cut(text);
    let shown: String = short
        .chars()
        .map(|c| {
            if is_deceptive(c) {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .collect();
    let is_neutralised = shown != short;
    (
        shown,
        Changes {
            is_cut,
            is_neutralised,
        },
    )
}

/// A member's name as a step of a JSON pointer, fit to be shown.
pub(crate) fn pointer_step(name: &str) -> String {
    displayable(&name.replace('~', "~0").replace('/', "~1")).0
}

fn cut(text: &str) -> (Cow<'_, str>, bool) {
    if text.len() <= MAX_TEXT_BYTES {
        return (Cow::Borrowed(text), false);
    }
    let kept = text.get(..text.floor_char_boundary(MAX_TEXT_BYTES - CUT.len_utf8()));
    (
        Cow::Owned(format!("{}{CUT}", kept.unwrap_or_default())),
        true,
    )
}

/// Control characters other than line breaks and tabs, and those that turn the direction of text or have no width.
fn is_deceptive(c: char) -> bool {
    match c {
        '\n' | '\r' | '\t' => false,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => c != '\u{200d}',
        '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}' => true,
        _ => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_in_any_script_is_left_alone() {
        for text in ["", "Añejo\n\tいろは", "👩\u{200d}🔬 ok"] {
            assert_eq!(displayable(text), (text.to_owned(), Changes::default()));
        }
    }

    #[test]
    fn direction_and_control_characters_are_replaced() {
        let (shown, changes) = displayable("safe\u{202e}exe.txt\u{7}\u{2066}");
        assert_eq!(shown, "safe\u{fffd}exe.txt\u{fffd}\u{fffd}");
        assert!(changes.is_neutralised && !changes.is_cut);
    }

    #[test]
    fn a_long_text_is_cut_between_characters_and_says_so() {
        let (shown, changes) = displayable(&"ä".repeat(MAX_TEXT_BYTES));
        assert!(
            shown.len() <= MAX_TEXT_BYTES && shown.ends_with("ä…"),
            "{} bytes",
            shown.len()
        );
        assert!(changes.is_cut && !changes.is_neutralised);
    }

    #[test]
    fn a_pointer_step_is_escaped_as_rfc_6901_asks() {
        assert_eq!(pointer_step("a/b~c"), "a~1b~0c");
    }
}
