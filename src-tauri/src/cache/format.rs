//! One file of the cache: JSON with its own checksum in front.
//!
//! ```json
//! {"sha256":"<of all that follows the comma>","generation":7,"schema":1,"values":{…}}
//! ```
//!
//! The checksum is over the bytes as they are in the file, so that checking needs no parsing, and covers the generation too.

use std::{collections::HashMap, error::Error};

use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Of the files, not of what is in them. A file with another one is left out as a damaged one is.
const SCHEMA: u64 = 1;
const HEAD: &str = r#"{"sha256":""#;
const AFTER_SHA256: &str = r#"","#;
const HEX_LENGTH: usize = 64;
const GENERATION: &str = r#""generation":"#;

/// The names of what is in a file.
pub(super) const GENERATION_KEY: &str = "generation";
pub(super) const VALUES_KEY: &str = "values";

type Failure = Box<dyn Error + Send + Sync>;

/// The bytes of a file, in the form that the plugin asks for them.
pub(super) fn encode(store: &HashMap<String, Value>) -> Result<Vec<u8>, Failure> {
    let of = |key| store.get(key).ok_or("the file would be incomplete");
    let generation = of(GENERATION_KEY)?;
    let values = serde_json::to_string(of(VALUES_KEY)?)?;
    let body = format!("{GENERATION}{generation},\"schema\":{SCHEMA},\"values\":{values}}}");
    let sha256 = hex(&body);
    Ok(format!("{HEAD}{sha256}{AFTER_SHA256}{body}").into_bytes())
}

/// What is kept in a file that is whole.
pub(super) fn values_of(bytes: &[u8]) -> serde_json::Result<Value> {
    #[derive(Deserialize)]
    struct Kept {
        values: Value,
    }

    serde_json::from_slice(bytes).map(|Kept { values }| values)
}

/// The generation of a file; `None` when it is not whole.
pub(super) fn generation_of(bytes: &[u8]) -> Option<u64> {
    let text = str::from_utf8(bytes).ok()?.strip_prefix(HEAD)?;
    let (sha256, body) = text.split_at_checked(HEX_LENGTH)?;
    let body = body.strip_prefix(AFTER_SHA256)?;
    if hex(body) != sha256 {
        return None;
    }
    let (generation, rest) = body.strip_prefix(GENERATION)?.split_once(',')?;
    rest.starts_with(&format!("\"schema\":{SCHEMA},"))
        .then(|| generation.parse().ok())?
}

fn hex(body: &str) -> String {
    use std::fmt::Write;

    let mut text = String::with_capacity(HEX_LENGTH);
    for byte in Sha256::digest(body.as_bytes()) {
        // Writing to a String cannot fail.
        write!(text, "{byte:02x}").ok();
    }
    text
}
