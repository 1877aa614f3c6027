//! What goes wrong on AWS's side, on request.

mod ec2;
mod instance_connect;
mod sts;
mod tunnel;

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::{body::Body, response::Response};
use http::{HeaderValue, StatusCode, header::CONTENT_TYPE};
use tokio::sync::watch;

/// What [`Fault::long`] says at most.
const LONG_BYTES: usize = 100 << 10;

/// A call that can be made to fail or to hang.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// EC2's `DescribeInstances`.
    DescribeInstances,
    /// EC2's `DescribeInstanceConnectEndpoints`.
    DescribeInstanceConnectEndpoints,
    /// EC2's `GetConsoleOutput`.
    GetConsoleOutput,
    /// Instance Connect's `SendSSHPublicKey`.
    SendSshPublicKey,
    /// STS's `GetCallerIdentity`.
    GetCallerIdentity,
    /// The endpoint's `openTunnel`.
    OpenTunnel,
}

impl Call {
    /// Every call.
    pub const ALL: [Self; 6] = [
        Self::DescribeInstances,
        Self::DescribeInstanceConnectEndpoints,
        Self::GetConsoleOutput,
        Self::SendSshPublicKey,
        Self::GetCallerIdentity,
        Self::OpenTunnel,
    ];
}

/// How a call is refused; it is put in the shape of the service that was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The HTTP status.
    pub status: u16,
    /// AWS's code for the error.
    pub code: String,
    /// AWS's sentence for people.
    pub message: String,
    /// What is answered instead of AWS's own shape.
    pub(crate) raw: Option<Raw>,
}

/// An answer that is nobody's error document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Raw {
    /// Empty: there is no such header.
    content_type: String,
    body: Vec<u8>,
}

impl Fault {
    /// Any refusal.
    pub fn new(status: u16, code: &str, message: &str) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.to_owned(),
            raw: None,
        }
    }

    /// An answer that does not come from AWS: it goes out as it is, with no request id. With an empty
    /// `content_type` there is no such header.
    pub fn raw(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let raw = Raw {
            content_type: content_type.to_owned(),
            body: body.into(),
        };
        Self {
            raw: Some(raw),
            ..Self::new(status, &format!("raw {status}"), "")
        }
    }

    /// The page of a proxy on the way.
    pub fn proxy_page() -> Self {
        let page = "<!DOCTYPE html><html><head><title>403 Forbidden</title></head><body><h1>Access to \
                    this site is blocked</h1><p>Ask your administrator.</p></body></html>";
        Self::raw(403, "text/html; charset=utf-8", page)
    }

    /// A status and nothing else.
    pub fn empty(status: u16) -> Self {
        Self::raw(status, "", "")
    }

    /// An answer of 100 KiB, far more than an error has to say.
    pub fn long() -> Self {
        Self::raw(502, "text/plain", "Bad Gateway\n".repeat(LONG_BYTES / 12))
    }

    /// The answer, if it is not the service's own; `None`: it is.
    pub(crate) fn raw_answer(&self) -> Option<Response> {
        let raw = self.raw.as_ref()?;
        let mut response = Response::new(Body::from(raw.body.clone()));
        *response.status_mut() = self.status();
        if let Ok(value) = HeaderValue::from_str(&raw.content_type)
            && !raw.content_type.is_empty()
        {
            response.headers_mut().insert(CONTENT_TYPE, value);
        }
        Some(response)
    }

    /// The status; 500 where there is no such one.
    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// All that can go wrong with each call: what its service says, and what others say on the way. For
/// tables that walk every failure.
pub fn all_faults() -> Vec<(Call, Fault)> {
    let mut all = Vec::new();
    for call in Call::ALL {
        let of_service = match call {
            Call::DescribeInstances => ec2::faults("DescribeInstances"),
            Call::DescribeInstanceConnectEndpoints => {
                ec2::faults("DescribeInstanceConnectEndpoints")
            }
            Call::GetConsoleOutput => ec2::faults("GetConsoleOutput"),
            Call::SendSshPublicKey => instance_connect::faults(),
            Call::GetCallerIdentity => sts::faults(),
            Call::OpenTunnel => tunnel::faults(),
        };
        let of_others = [
            Fault::proxy_page(),
            Fault::empty(403),
            Fault::empty(502),
            Fault::long(),
        ];
        all.extend(
            of_service
                .into_iter()
                .chain(of_others)
                .map(|fault| (call, fault)),
        );
    }
    all
}

/// The faults that are on.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    /// Held for lines, never across an await.
    refused: Mutex<HashMap<Call, Standing>>,
    stalled: watch::Sender<HashSet<Call>>,
}

#[derive(Debug)]
struct Standing {
    fault: Fault,
    /// How many calls it still takes; `None`: all of them.
    remaining: Option<u32>,
}

impl Faults {
    /// Refuses `call` so many times, or until it is accepted again.
    pub(crate) fn refuse(&self, call: Call, fault: Fault, remaining: Option<u32>) {
        self.lock().insert(call, Standing { fault, remaining });
    }

    pub(crate) fn accept(&self, call: Call) {
        self.lock().remove(&call);
    }

    pub(crate) fn stall(&self, call: Call) {
        self.stalled.send_modify(|stalled| _ = stalled.insert(call));
    }

    pub(crate) fn resume(&self, call: Call) {
        self.stalled
            .send_modify(|stalled| _ = stalled.remove(&call));
    }

    /// Lets a call through, after any stall, or says how it is to be refused.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future forgets the call; no fault is used up by a stalled one.
    pub(crate) async fn pass(&self, call: Call) -> Result<(), Fault> {
        let mut stalled = self.stalled.subscribe();
        // The sender lives as long as `self`, so waiting cannot fail.
        stalled
            .wait_for(|stalled| !stalled.contains(&call))
            .await
            .ok();
        let mut refused = self.lock();
        let Some(standing) = refused.get_mut(&call) else {
            return Ok(());
        };
        let fault = standing.fault.clone();
        if let Some(remaining) = &mut standing.remaining {
            *remaining = remaining.saturating_sub(1);
            if *remaining == 0 {
                refused.remove(&call);
            }
        }
        Err(fault)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Call, Standing>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_fault_for_one_call_is_used_up_by_it() {
        let faults = Faults::default();
        faults.refuse(Call::OpenTunnel, Fault::throttled(), Some(1));
        assert_eq!(faults.pass(Call::SendSshPublicKey).await, Ok(()));
        assert_eq!(faults.pass(Call::OpenTunnel).await, Err(Fault::throttled()));
        assert_eq!(faults.pass(Call::OpenTunnel).await, Ok(()));
    }

    #[tokio::test]
    async fn a_stalled_call_goes_on_when_it_is_resumed() {
        let faults = Faults::default();
        faults.stall(Call::OpenTunnel);
        let mut pass = Box::pin(faults.pass(Call::OpenTunnel));
        assert!(futures_util::poll!(&mut pass).is_pending());
        faults.resume(Call::OpenTunnel);
        assert_eq!(pass.await, Ok(()));
    }
}
