//! The bytes that Python SDKs up to 1.1 signed: `json.dumps(…, separators=(",", ":"), sort_keys=True)`.
//!
//! Keys are in the order of their code points, everything beyond ASCII is escaped, and numbers are Python's own.

use std::fmt::Write;

use serde_json::{Map, Value};

/// How a whole number in a free-form member was written; that depends on the version of Protocol Buffers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whole {
    /// `3.0`
    Fraction,
    /// `3`
    Integer,
}

/// The possible texts of a payload: one, or two when it holds whole numbers.
pub(super) fn texts(payload: &Map<String, Value>) -> Vec<String> {
    let mut texts = [Whole::Fraction, Whole::Integer].map(|whole| {
        let mut text = String::new();
        object(payload, whole, &mut text);
        text
    });
    texts.sort();
    let mut texts = Vec::from(texts);
    texts.dedup();
    texts
}

fn object(members: &Map<String, Value>, whole: Whole, out: &mut String) {
    let mut sorted: Vec<_> = members.iter().collect();
    // The order of UTF-8 is that of code points.
    sorted.sort_by_key(|(name, _)| name.as_bytes());
    out.push('{');
    for (index, (name, member)) in sorted.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        string(name, out);
        out.push(':');
        value(member, whole, out);
    }
    out.push('}');
}

fn value(value_: &Value, whole: Whole, out: &mut String) {
    match value_ {
        Value::Null => out.push_str("null"),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => out.push_str(&float(number.as_f64().unwrap_or_default(), whole)),
        Value::String(text) => string(text, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                value(item, whole, out);
            }
            out.push(']');
        }
        Value::Object(members) => object(members, whole, out),
    }
}

fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing to a `String` cannot fail.
                    write!(out, "\\u{unit:04x}").ok();
                }
            }
        }
    }
    out.push('"');
}

/// `repr` of a float: the shortest digits, with an exponent below 1e-4 and from 1e16 on.
fn float(number: f64, whole: Whole) -> String {
    if number.fract() == 0.0 && whole == Whole::Integer {
        return format!("{number:.0}");
    }
    let size = number.abs();
    if size != 0.0 && !(1e-4..1e16).contains(&size) {
        let text = format!("{number:e}");
        let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (sign, exponent) = match exponent.strip_prefix('-') {
            Some(exponent) => ('-', exponent),
            None => ('+', exponent),
        };
        return format!("{digits}e{sign}{exponent:0>2}");
    }
    format!("{number:?}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_text_is_that_of_pythons_json_module() {
        let payload = json!({
            "\u{fb33}": 1.5, "😀": [0.000_001, 1e16, 1e-4, 123_456.75, -0.000_015], "é": "\u{7f}\n\u{1}", "z": {"a": true},
        });
        let expected = r#"{"z":{"a":true},"\u00e9":"\u007f\n\u0001","\ufb33":1.5,"\ud83d\ude00":[1e-06,1e+16,0.0001,123456.75,-1.5e-05]}"#;
        let texts = texts(payload.as_object().unwrap());
        assert!(texts.contains(&expected.to_owned()), "{texts:?}");
    }

    #[test]
    fn a_whole_number_has_two_possible_texts() {
        let texts = texts(json!({"n": 3}).as_object().unwrap());
        assert_eq!(texts, [r#"{"n":3.0}"#, r#"{"n":3}"#]);
    }
}
