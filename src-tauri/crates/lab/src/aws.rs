//! AWS's own API: EC2 and STS (Query protocol, XML), and Instance Connect (JSON 1.1).
//!
//! A listener each, because a signature names its service. All check the whole signature first, then
//! any fault that is on, then the request itself, and answer errors in their own service's shape.

mod console;
mod ec2;
mod endpoint_items;
mod form;
mod instance_connect;
mod instance_items;
mod lists;
mod shapes;
mod sts;
mod xml;

use axum::{body::to_bytes, extract::Request, response::Response};
use bytes::Bytes;
use http::request::Parts;

pub(crate) use self::ec2::router as ec2_router;
pub(crate) use self::instance_connect::router as instance_connect_router;
pub(crate) use self::sts::router as sts_router;

use crate::{cloud::Cloud, faults::Fault, sigv4};

/// Far above any request that is right.
const MAX_BODY_BYTES: usize = 1 << 20;
/// Of the region's zones, the one where everything stands.
const ZONE: &str = "a";
/// What that zone is called in every account.
const ZONE_ID: &str = "use2-az1";

/// A request with a signature that was checked.
#[derive(Debug)]
struct Signed {
    parts: Parts,
    body: Bytes,
}

/// Why there is no [`Signed`].
enum Unsigned {
    Body,
    Signature(sigv4::Refusal),
}

async fn check_signature(
    cloud: &Cloud,
    service: &'static str,
    request: Request,
) -> Result<Signed, Unsigned> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MAX_BODY_BYTES)
        .await
        .map_err(|_| Unsigned::Body)?;
    let verifier = cloud.verifier(service);
    verifier
        .check_header(&parts, &body, cloud.clock.now())
        .map_err(Unsigned::Signature)?;
    Ok(Signed { parts, body })
}

/// Counts a refusal and hands its answer on: the service's own, unless somebody else answers.
fn refused(cloud: &Cloud, fault: &Fault, answer: impl FnOnce(&Fault) -> Response) -> Response {
    cloud.tally.refusal(&fault.code);
    fault.raw_answer().unwrap_or_else(|| answer(fault))
}
