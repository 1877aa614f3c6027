//! Hides what looks like a secret. Cards are public by intent, yet tokens are found in them.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// Stands for a hidden secret.
const MASK: &str = "••••••";
/// Deepest nesting that is shown.
const MAX_DEPTH: usize = 64;
/// Endings of words that make a name one of a secret.
const SECRET_ENDINGS: [&str; 11] = [
    "secret",
    "secrets",
    "token",
    "tokens",
    "password",
    "passwords",
    "passwd",
    "passphrase",
    "credential",
    "credentials",
    "apikey",
];
/// Pairs of words that do.
const SECRET_PAIRS: [(&str, &str); 4] = [
    ("api", "key"),
    ("api", "keys"),
    ("private", "key"),
    ("access", "key"),
];
/// Last words of names that only tell about a secret.
const ABOUT_SECRETS: [&str; 5] = ["url", "uri", "endpoint", "type", "format"];
/// Query parameters that sign or unlock an address.
const SECRET_PARAMETERS: [&str; 5] = ["key", "sig", "signature", "code", "auth"];

/// A copy of `value` with secrets masked and too deep values left out; whether anything was masked.
pub(crate) fn masked(name: &str, value: &Value) -> (Value, bool) {
    let mut has_secret = false;
    let copy = copy(name, value, 0, &mut has_secret);
    (copy, has_secret)
}

fn copy(name: &str, value: &Value, depth: usize, has_secret: &mut bool) -> Value {
    if is_secret(name, value) {
        *has_secret = true;
        return Value::from(MASK);
    }
    match value {
        Value::Array(_) | Value::Object(_) if depth >= MAX_DEPTH => Value::from("…"),
        // Items are named by what they are in.
        Value::Array(items) => items
            .iter()
            .map(|item| copy(name, item, depth + 1, has_secret))
            .collect(),
        Value::Object(members) => {
            let copied = members
                .iter()
                .map(|(name, value)| (name.clone(), copy(name, value, depth + 1, has_secret)));
            Value::Object(copied.collect::<Map<_, _>>())
        }
        Value::String(text) => {
            let address = masked_url(text);
            *has_secret |= matches!(address, Cow::Owned(_));
            Value::String(address.into_owned())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn is_secret(name: &str, value: &Value) -> bool {
    let holds_something = match value {
        Value::Null | Value::Bool(_) => false,
        // A number of them, such as `max_tokens`.
        Value::Number(_) => !name.ends_with(['s', 'S']),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    };
    holds_something && is_secret_name(name)
}

/// Whether a member of this name holds a secret, and not only the address of one.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let words = words(name);
    if words
        .last()
        .is_some_and(|last| ABOUT_SECRETS.contains(&last.as_str()))
    {
        return false;
    }
    let is_secret = |word: &String| SECRET_ENDINGS.iter().any(|ending| word.ends_with(ending));
    let mut pairs = words.iter().zip(words.iter().skip(1));
    words.iter().any(is_secret)
        || pairs.any(|(first, second)| SECRET_PAIRS.contains(&(first.as_str(), second.as_str())))
}

/// The words of a camelCase, `snake_case` or kebab-case name, in lower case; `APIKey` is two.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut previous: Option<char> = None;
    let mut characters = name.chars().peekable();
    while let Some(character) = characters.next() {
        let follows = |is: fn(char) -> bool| previous.is_some_and(is);
        let ends_acronym = characters.peek().is_some_and(|next| next.is_lowercase());
        let begins_word = !follows(char::is_alphanumeric)
            || character.is_uppercase() && (!follows(char::is_uppercase) || ends_acronym);
        match words.last_mut() {
            _ if !character.is_alphanumeric() => {}
            Some(word) if !begins_word => word.extend(character.to_lowercase()),
            _ => words.push(character.to_lowercase().collect()),
        }
        previous = Some(character);
    }
    words
}

/// An address without its user information and with the values of secret query parameters masked. Other text as it is.
pub(crate) fn masked_url(text: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = text.split_once("://") else {
        return Cow::Borrowed(text);
    };
    let authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at(authority_end);
    let host = authority
        .rsplit_once('@')
        .map(|(_, host)| format!("{MASK}@{host}"));
    let query = tail
        .split_once('?')
        .and_then(|(path, query)| masked_query(query).map(|query| format!("{path}?{query}")));
    if host.is_none() && query.is_none() {
        return Cow::Borrowed(text);
    }
    let host = host.as_deref().unwrap_or(authority);
    let tail = query.as_deref().unwrap_or(tail);
    Cow::Owned(format!("{scheme}://{host}{tail}"))
}

fn masked_query(query: &str) -> Option<String> {
    let mut has_secret = false;
    let parameters: Vec<_> = query
        .split('&')
        .map(|parameter| match parameter.split_once('=') {
            Some((name, value)) if !value.is_empty() && is_secret_parameter(name) => {
                has_secret = true;
                format!("{name}={MASK}")
            }
            _ => parameter.to_owned(),
        })
        .collect();
    has_secret.then(|| parameters.join("&"))
}

fn is_secret_parameter(name: &str) -> bool {
    is_secret_name(name) || SECRET_PARAMETERS.contains(&name.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests;
