//! What goes wrong on AWS's side, on request.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use tokio::sync::watch;

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

/// How a call is refused; it is put in the shape of the service that was called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The HTTP status.
    pub status: u16,
    /// AWS's code for the error.
    pub code: String,
    /// AWS's sentence for people.
    pub message: String,
}

impl Fault {
    /// Any refusal.
    pub fn new(status: u16, code: &str, message: &str) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.to_owned(),
        }
    }

    /// The identity may not do this; as Instance Connect says it.
    pub fn access_denied() -> Self {
        let message = "User: arn:aws:iam::123456789012:user/lab is not authorized to perform this \
                       action because no identity-based policy allows it";
        Self::new(400, "AccessDeniedException", message)
    }

    /// The identity may not do this; as EC2 says it.
    pub fn unauthorized_operation() -> Self {
        let message = "You are not authorized to perform this operation.";
        Self::new(403, "UnauthorizedOperation", message)
    }

    /// Too many calls; as Instance Connect says it.
    pub fn throttled() -> Self {
        let message = "Server is busy! Please retry after a moment.";
        Self::new(400, "ThrottlingException", message)
    }

    /// Too many calls; as EC2 says it.
    pub fn request_limit_exceeded() -> Self {
        Self::new(503, "RequestLimitExceeded", "Request limit exceeded.")
    }

    /// The service itself failed.
    pub fn internal() -> Self {
        Self::new(500, "InternalError", "An internal error has occurred")
    }

    /// The instance is not ready yet.
    pub fn instance_unavailable() -> Self {
        let message = "The instance is currently unavailable. Wait a few minutes and try again.";
        Self::new(503, "EC2InstanceUnavailableException", message)
    }
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
