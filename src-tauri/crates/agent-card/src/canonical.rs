//! The canonical form of JSON (RFC 8785), which hashes and signatures are over.

use std::fmt::Write;

use aws_lc_rs::digest;
use serde_json::Value;

/// The canonical form; `None` for what has none.
pub(crate) fn canonical(value: &Value) -> Option<Vec<u8>> {
    serde_json_canonicalizer::to_vec(value).ok()
}

/// SHA-256 of the canonical form, in hexadecimal: the same for every way to write the same JSON.
pub fn sha256_of(value: &Value) -> String {
    // Any `Value` has a canonical form: it holds neither NaN nor keys that are not text.
    let bytes = canonical(value).unwrap_or_else(|| value.to_string().into_bytes());
    let hash = digest::digest(&digest::SHA256, &bytes);
    hash.as_ref().iter().fold(String::new(), |mut text, byte| {
        // Writing to a `String` cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical_text(text: &str) -> String {
        let value = serde_json::from_str(text).unwrap();
        String::from_utf8(canonical(&value).unwrap()).unwrap()
    }

    /// RFC 8785 appendix B: the bits of a double and its text.
    const NUMBERS: [(u64, &str); 25] = [
        (0x0000_0000_0000_0000, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xc340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
        (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5554, "333333333.33333325"),
        (0x41b3_de43_5555_5555, "333333333.3333333"),
        (0x41b3_de43_5555_5556, "333333333.3333334"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        (0x3ff0_0000_0000_0000, "1"),
    ];

    #[test]
    fn numbers_are_written_as_rfc_8785_appendix_b_has_them() {
        for (bits, expected) in NUMBERS {
            let number = f64::from_bits(bits);
            let written = canonical(&Value::from(number)).unwrap();
            assert_eq!(String::from_utf8(written).unwrap(), expected, "{bits:016x}");
            let read = canonical_text(&format!("{number:e}"));
            assert_eq!(read, expected, "read from text: {number:e}");
        }
    }

    #[test]
    fn keys_are_in_the_order_of_their_utf_16_and_only_what_must_be_is_escaped() {
        let text = r#"{"\ufb33":1,"\ud83d\ude00":2,"\u20ac":3,"\u00f6":4,"\u0080":5,"1":6,"\r":7}"#;
        let keys = "{\"\\r\":7,\"1\":6,\"\u{80}\":5,\"ö\":4,\"€\":3,\"😀\":2,\"\u{fb33}\":1}";
        assert_eq!(canonical_text(text), keys, "an astral key is before U+FB33");
        let literals = r#"{"a":"\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"\/","b":[1E2,0.10,-0.0,true,null]}"#;
        let expected = "{\"a\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\",\"b\":[100,0.1,0,true,null]}";
        assert_eq!(canonical_text(literals), expected);
    }

    #[test]
    fn the_hash_does_not_depend_on_order_and_spelling() {
        let one = serde_json::from_str(r#"{"b": 1.0, "a": "\u00e4"}"#).unwrap();
        let other = serde_json::from_str(r#"{"a": "ä", "b": 1}"#).unwrap();
        assert_eq!(sha256_of(&one), sha256_of(&other));
        assert_eq!(
            sha256_of(&Value::Object(serde_json::Map::new())),
            "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
        );
    }
}
