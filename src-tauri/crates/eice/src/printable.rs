//! Text from the other side, made fit for an error message, a log or a terminal.

/// `text` without control characters, trimmed, and cut after `max_chars` characters.
///
/// Each run of control characters and white space becomes one space, so that a page of HTML is one line.
pub(crate) fn printable(text: &str, max_chars: usize) -> String {
    let mut shown = String::new();
    let words = text.split(|c: char| c.is_control() || c.is_whitespace());
    for word in words.filter(|word| !word.is_empty()) {
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(word);
    }
    match shown.char_indices().nth(max_chars) {
        Some((end, _)) => {
            shown.truncate(end);
            shown
        }
        None => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn control_characters_and_line_ends_become_single_spaces() {
        assert_eq!(
            printable("\r\n<h1>\u{1b}[31mno\0\u{7f}</h1>\n\n", 500),
            "<h1> [31mno </h1>"
        );
    }

    #[test]
    fn the_cut_counts_characters_and_not_bytes() {
        assert_eq!(printable("äöüäöü", 4), "äöüä");
        assert_eq!(printable("short", 5), "short");
    }
}
