//! What a request says about its own signature.

use std::time::Duration;

use http::HeaderMap;
use percent_encoding::percent_decode_str;

use super::{Refusal, incomplete};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// A signature and all it claims, before anything of it is believed.
#[derive(Debug)]
pub(super) struct Claim {
    pub(super) access_key_id: String,
    /// Day, region, service and `aws4_request`.
    pub(super) scope: String,
    /// As sent: it is part of what is signed.
    pub(super) date: String,
    /// Only in a query, and not in every one.
    pub(super) expires: Option<Duration>,
    pub(super) signed_headers: Vec<String>,
    pub(super) session_token: Option<String>,
    pub(super) signature: String,
}

impl Claim {
    /// Reads the `Authorization` header.
    pub(super) fn from_header(headers: &HeaderMap) -> Result<Self, Refusal> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        let authorization = text("authorization").ok_or(Refusal::Unsigned)?;
        let fields = authorization
            .strip_prefix(ALGORITHM)
            .ok_or(Refusal::Unsigned)?;
        let field = |name: &'static str| {
            let mut fields = fields
                .split(',')
                .filter_map(|field| field.trim().split_once('='));
            let found = fields
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.to_owned());
            found.ok_or_else(|| incomplete(name))
        };
        let date = text("x-amz-date").ok_or_else(|| incomplete("X-Amz-Date"))?;
        let (access_key_id, scope) = credential(&field("Credential")?)?;
        Ok(Self {
            access_key_id,
            scope,
            date: date.to_owned(),
            expires: None,
            signed_headers: names(&field("SignedHeaders")?),
            session_token: text("x-amz-security-token").map(str::to_owned),
            signature: field("Signature")?,
        })
    }

    /// Reads the `X-Amz-…` parameters of a query.
    pub(super) fn from_query(query: &str) -> Result<Self, Refusal> {
        let parameters = parameters(query);
        let find = |name| {
            let mut found = parameters.iter().filter(|(key, _)| key == name);
            found.next().map(|(_, value)| value.clone())
        };
        let field = |name: &'static str| find(name).ok_or_else(|| incomplete(name));
        if find("X-Amz-Algorithm").ok_or(Refusal::Unsigned)? != ALGORITHM {
            return Err(incomplete("X-Amz-Algorithm"));
        }
        let (access_key_id, scope) = credential(&field("X-Amz-Credential")?)?;
        let expires = find("X-Amz-Expires").map(|text| text.parse().map(Duration::from_secs));
        Ok(Self {
            access_key_id,
            scope,
            date: field("X-Amz-Date")?,
            expires: expires
                .transpose()
                .map_err(|_| incomplete("X-Amz-Expires"))?,
            signed_headers: names(&field("X-Amz-SignedHeaders")?),
            session_token: find("X-Amz-Security-Token"),
            signature: field("X-Amz-Signature")?,
        })
    }
}

/// The parameters of a query in their order, decoded. A plus sign is a plus sign.
pub(crate) fn parameters(query: &str) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let split = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    split
        .map(|(name, value)| (decode(name), decode(value)))
        .collect()
}

fn credential(text: &str) -> Result<(String, String), Refusal> {
    let (key, scope) = text
        .split_once('/')
        .ok_or_else(|| incomplete("Credential"))?;
    Ok((key.to_owned(), scope.to_owned()))
}

fn names(list: &str) -> Vec<String> {
    list.split(';').map(str::to_owned).collect()
}
