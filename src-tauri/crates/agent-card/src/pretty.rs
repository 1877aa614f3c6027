//! A card's text, laid out to be read: white space changes, and nothing else.

use crate::document::Document;

/// Deepest indentation, in levels: what is nested deeper is not moved further to the right, so that the result is bounded.
const MAX_INDENT: usize = 16;

/// Lays JSON out with two spaces a level. Numbers, texts, names and their order stay byte for byte as they are.
///
/// What is not JSON, or is beyond the limits of a [`Document`], is given back unchanged.
pub fn pretty(text: &str) -> String {
    if Document::parse(text).is_err() {
        return text.to_owned();
    }
    let mut layout = Layout::default();
    let mut rest = text;
    while let Some((token, after)) = next_token(rest) {
        layout.token(token);
        rest = after;
    }
    layout.out
}

#[derive(Debug, Default)]
struct Layout {
    out: String,
    depth: usize,
    /// Nothing has followed the opening bracket yet.
    is_empty: bool,
}

impl Layout {
    fn token(&mut self, token: &str) {
        match token {
            "{" | "[" => {
                self.begin();
                self.out.push_str(token);
                self.depth += 1;
                self.is_empty = true;
            }
            "}" | "]" => {
                self.depth = self.depth.saturating_sub(1);
                if !std::mem::take(&mut self.is_empty) {
                    self.new_line();
                }
                self.out.push_str(token);
            }
            "," => {
                self.out.push(',');
                self.new_line();
            }
            ":" => self.out.push_str(": "),
            _ => {
                self.begin();
                self.out.push_str(token);
            }
        }
    }

    fn begin(&mut self) {
        if std::mem::take(&mut self.is_empty) {
            self.new_line();
        }
    }

    fn new_line(&mut self) {
        self.out.push('\n');
        for _ in 0..self.depth.min(MAX_INDENT) {
            self.out.push_str("  ");
        }
    }
}

/// The first bracket, comma, colon, text or other word, and what follows it.
fn next_token(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(is_space);
    let first = text.chars().next()?;
    let length = match first {
        '{' | '}' | '[' | ']' | ',' | ':' => 1,
        '"' => text_length(text),
        _ => text.find(is_boundary).unwrap_or(text.len()),
    };
    text.split_at_checked(length)
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn is_boundary(c: char) -> bool {
    is_space(c) || matches!(c, '{' | '}' | '[' | ']' | ',' | ':' | '"')
}

/// With both quotation marks.
fn text_length(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_white_space_changes() {
        let text = "{\"a\":[1.50e+3,-0, {} ,[ ]],\t\"\\u0061\\\"}{\":\"x: [,]\",\n\"b\":{\"c\":null},\"b\":1}";
        let expected = r#"{
  "a": [
    1.50e+3,
    -0,
    {},
    []
  ],
  "\u0061\"}{": "x: [,]",
  "b": {
    "c": null
  },
  "b": 1
}"#;
        assert_eq!(pretty(text), expected);
        assert_eq!(pretty(expected), expected, "laid out already");
    }

    #[test]
    fn what_is_not_json_is_left_alone() {
        for text in ["", "{\"a\":1,}", "hello", "[[[["] {
            assert_eq!(pretty(text), text);
        }
    }

    #[test]
    fn depth_does_not_make_it_grow_without_end() {
        let items = vec!["1"; 60_000].join(",");
        let text = format!("{}{items}{}", "[".repeat(64), "]".repeat(64));
        assert!(pretty(&text).len() < 4 << 20, "bounded by the indentation");
    }
}
