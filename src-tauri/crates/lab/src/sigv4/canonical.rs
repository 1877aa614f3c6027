//! A request in the one form that both sides hash.

use http::{HeaderMap, request::Parts};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Refusal, incomplete, parse::Claim, parse::parameters};

/// All but the unreserved characters of RFC 3986.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const PATH: &AsciiSet = &VALUE.remove(b'/');

/// The canonical request.
#[derive(Debug)]
pub(super) struct Canonical(pub(super) String);

impl Canonical {
    /// Puts a request in canonical form, with the headers that the claim names.
    pub(super) fn new(
        request: &Parts,
        claim: &Claim,
        payload_hash: String,
    ) -> Result<Self, Refusal> {
        let signed_headers = claim.signed_headers.join(";");
        let lines = [
            request.method.to_string(),
            // Every service but S3 signs the path encoded once more than it is sent.
            utf8_percent_encode(request.uri.path(), PATH).to_string(),
            query(request.uri.query().unwrap_or_default()),
            headers(request, &claim.signed_headers)?,
            signed_headers,
            payload_hash,
        ];
        Ok(Self(lines.join("\n")))
    }
}

/// All parameters but the signature itself, encoded, then sorted.
fn query(query: &str) -> String {
    let encode = |text: &str| utf8_percent_encode(text, VALUE).to_string();
    let mut pairs: Vec<_> = parameters(query)
        .iter()
        .filter(|(name, _)| name != "X-Amz-Signature")
        .map(|(name, value)| (encode(name), encode(value)))
        .collect();
    pairs.sort();
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("&")
}

fn headers(request: &Parts, names: &[String]) -> Result<String, Refusal> {
    names.iter().try_fold(String::new(), |lines, name| {
        let value = match header(&request.headers, name) {
            // HTTP/2 has no host header; it is part of the address there.
            None if name == "host" => request.uri.authority().map(ToString::to_string),
            value => value,
        };
        let value = value.ok_or_else(|| incomplete(name))?;
        Ok(format!("{lines}{name}:{value}\n"))
    })
}

/// The values of a header, in order, with runs of spaces made one.
fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let values = headers.get_all(name).iter();
    let values: Option<Vec<_>> = values
        .map(|value| {
            Some(
                value
                    .to_str()
                    .ok()?
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" "),
            )
        })
        .collect();
    values
        .filter(|values| !values.is_empty())
        .map(|values| values.join(","))
}
