//! AWS Signature Version 4, the side that checks.
//!
//! Written from the specification and shared with no signer: a mistake that a client and its checker
//! made together would pass every test. Two ways of signing are known: in the `Authorization` header
//! (EC2, Instance Connect) and in the query (`openTunnel`). Dates are judged by the lab's clock.
//!
//! Source: AWS IAM User Guide, "Create a signed AWS API request".

mod canonical;
mod parse;

use std::time::{Duration, SystemTime};

use aws_lc_rs::{constant_time, digest, hmac};
use http::request::Parts;

use self::canonical::Canonical;
use self::parse::Claim;
pub(crate) use self::parse::parameters;
use crate::{date, options::Credentials};

/// How far the date of a signature may be from now. Source: the same page.
const SKEW: Duration = Duration::from_mins(5);
/// How long a tunnel's signature may be good for at most.
const MAX_EXPIRES: Duration = Duration::from_mins(1);

/// Checks signatures for one service in one region.
#[derive(Clone, Debug)]
pub(crate) struct Verifier {
    /// Whose signatures are accepted.
    pub(crate) credentials: Credentials,
    /// The region that must be signed for.
    pub(crate) region: String,
    /// The service that must be signed for.
    pub(crate) service: &'static str,
}

/// Why a signature is not accepted. The services name these differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The request is not signed at all.
    Unsigned,
    /// A part of the signature is missing or malformed.
    Incomplete(String),
    /// Nobody has this access key.
    UnknownKey,
    /// The session token is missing or wrong.
    WrongToken,
    /// Signed for another day, region or service.
    WrongScope(String),
    /// It was good once; AWS's sentence says until when.
    Expired(String),
    /// It is dated in the future; AWS's sentence says from when on it is good.
    NotYetValid(String),
    /// Signed with another secret, or the request was changed on the way.
    Mismatch,
}

impl Verifier {
    /// Checks a request that is signed in its headers.
    pub(crate) fn check_header(
        &self,
        request: &Parts,
        body: &[u8],
        now: SystemTime,
    ) -> Result<(), Refusal> {
        let claim = Claim::from_header(&request.headers)?;
        self.check_claim(&claim)?;
        let date = date::parse(&claim.date).ok_or_else(|| incomplete("X-Amz-Date"))?;
        check_not_expired(&claim, date, SKEW, now)?;
        check_not_ahead(&claim, date, now)?;
        check_signed_headers(&claim, request)?;
        let canonical = Canonical::new(request, &claim, hex_sha256(body))?;
        self.check_signature(&claim, &canonical)
    }

    /// Checks a request that is signed in its query and has no body.
    pub(crate) fn check_query(&self, request: &Parts, now: SystemTime) -> Result<(), Refusal> {
        let claim = Claim::from_query(request.uri.query().unwrap_or_default())?;
        self.check_claim(&claim)?;
        let date = date::parse(&claim.date).ok_or_else(|| incomplete("X-Amz-Date"))?;
        let expires = claim.expires.unwrap_or(MAX_EXPIRES);
        if expires > MAX_EXPIRES || expires.is_zero() {
            return Err(incomplete("X-Amz-Expires"));
        }
        check_not_expired(&claim, date, expires, now)?;
        check_not_ahead(&claim, date, now)?;
        if claim.signed_headers != ["host"] {
            return Err(incomplete("X-Amz-SignedHeaders"));
        }
        let canonical = Canonical::new(request, &claim, hex_sha256(b""))?;
        self.check_signature(&claim, &canonical)
    }

    fn check_claim(&self, claim: &Claim) -> Result<(), Refusal> {
        if claim.access_key_id != self.credentials.access_key_id {
            return Err(Refusal::UnknownKey);
        }
        if claim.session_token != self.credentials.session_token {
            return Err(Refusal::WrongToken);
        }
        let day = claim.date.get(..8).unwrap_or_default();
        let expected = format!("{day}/{}/{}/aws4_request", self.region, self.service);
        if claim.scope == expected {
            return Ok(());
        }
        Err(Refusal::WrongScope(format!(
            "Credential should be scoped to {expected}, not {}.",
            claim.scope
        )))
    }

    fn check_signature(&self, claim: &Claim, canonical: &Canonical) -> Result<(), Refusal> {
        let text = format!(
            "AWS4-HMAC-SHA256\n{}\n{}\n{}",
            claim.date,
            claim.scope,
            hex_sha256(canonical.0.as_bytes())
        );
        let signature = hex(hmac_sha256(&self.signing_key(claim), text.as_bytes()).as_ref());
        constant_time::verify_slices_are_equal(signature.as_bytes(), claim.signature.as_bytes())
            .map_err(|_| Refusal::Mismatch)
    }

    /// The key of the day, region and service that the claim names.
    fn signing_key(&self, claim: &Claim) -> Vec<u8> {
        let secret = format!("AWS4{}", self.credentials.secret_access_key);
        claim
            .scope
            .split('/')
            .fold(secret.into_bytes(), |key, part| {
                hmac_sha256(&key, part.as_bytes()).as_ref().to_vec()
            })
    }
}

fn check_not_expired(
    claim: &Claim,
    date: SystemTime,
    good_for: Duration,
    now: SystemTime,
) -> Result<(), Refusal> {
    if now <= date + good_for {
        return Ok(());
    }
    Err(Refusal::Expired(format!(
        "Signature expired: {} is now earlier than {} ({} - {} min.)",
        claim.date,
        date::compact(now - good_for),
        date::compact(now),
        good_for.as_secs() / 60
    )))
}

fn check_not_ahead(claim: &Claim, date: SystemTime, now: SystemTime) -> Result<(), Refusal> {
    if date <= now + SKEW {
        return Ok(());
    }
    Err(Refusal::NotYetValid(format!(
        "Signature not yet current: {} is still later than {} ({} + 5 min.)",
        claim.date,
        date::compact(now + SKEW),
        date::compact(now)
    )))
}

/// The host and whatever AWS acts on must be part of what was signed.
fn check_signed_headers(claim: &Claim, request: &Parts) -> Result<(), Refusal> {
    let acted_on = request.headers.keys().map(http::HeaderName::as_str);
    let mut required = acted_on.filter(|name| *name == "host" || name.starts_with("x-amz-"));
    let unsigned = required.find(|name| !claim.signed_headers.iter().any(|signed| signed == name));
    unsigned.map_or(Ok(()), |name| Err(incomplete(name)))
}

fn incomplete(part: &str) -> Refusal {
    Refusal::Incomplete(format!("{part} is missing or not valid."))
}

fn hmac_sha256(key: &[u8], text: &[u8]) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text)
}

fn hex_sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        write!(text, "{byte:02x}").ok();
        text
    })
}

#[cfg(test)]
mod tests;
