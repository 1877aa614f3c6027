//! What a card must be to be sent. What the specification thinks of it is not the wire's business.

use serde_json::value::RawValue;

use crate::Error;

/// Largest card, in bytes.
const MAX_CARD_BYTES: usize = 256 << 10;

/// The card as it is sent: an object, not too large, and without the one character that the server's database cannot store.
pub(crate) fn checked(json: &str) -> Result<&RawValue, Error> {
    let invalid = |what: String| Error::InvalidInput { what };
    if json.len() > MAX_CARD_BYTES {
        return Err(invalid(format!(
            "the card is larger than {} KiB",
            MAX_CARD_BYTES >> 10
        )));
    }
    let card: &RawValue = serde_json::from_str(json)
        .map_err(|error| invalid(format!("the card is not JSON: {error}")))?;
    if !card.get().starts_with('{') {
        return Err(invalid("the card must be a JSON object".to_owned()));
    }
    if has_nul(card.get()) {
        return Err(invalid("the card must not contain \\u0000".to_owned()));
    }
    Ok(card)
}

/// Whether valid JSON has an escaped NUL: a backslash is in strings only, and begins an escape unless one escapes it.
fn has_nul(json: &str) -> bool {
    let mut rest = json;
    while let Some((_, escape)) = rest.split_once('\\') {
        if escape.starts_with("u0000") {
            return true;
        }
        let mut signs = escape.chars();
        signs.next();
        rest = signs.as_str();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_goes_out_as_it_is() {
        let card = "{ \"b\" : 1.50,\n \"a\":\"\\u00e4\" }";
        assert_eq!(checked(card).unwrap().get(), card);
    }

    #[test]
    fn what_the_server_could_not_keep_is_refused_before_it_is_sent() {
        for card in [
            "",
            "{",
            "[]",
            "\"card\"",
            "null",
            "{\"a\":1,}",
            r#"{"a":"\u0000"}"#,
            r#"{"a":"\\\u0000"}"#,
        ] {
            let error = checked(card).unwrap_err();
            assert!(matches!(error, Error::InvalidInput { .. }), "{card}");
        }
        let large = format!(r#"{{"a":"{}"}}"#, "x".repeat(MAX_CARD_BYTES));
        assert!(checked(&large).unwrap_err().to_string().contains("256 KiB"));
    }

    #[test]
    fn a_backslash_before_u0000_is_no_nul() {
        assert!(checked(r#"{"a":"C:\\u0000","b":"\"\\"}"#).is_ok());
    }
}
