//! As far as AWS: region, credentials, identity.

use super::{Doctor, Finding};
use crate::{DoctorStep, IpcError};

impl Doctor<'_> {
    /// Whether AWS can be asked about instances.
    pub(super) async fn look_at_aws(&mut self, eice: Result<eice::Client, IpcError>) -> bool {
        use DoctorStep::{Credentials, Identity, Region};
        let region = async {
            let eice = eice?;
            let region = eice.region().to_owned();
            Ok(Finding::ok(eice, region))
        };
        let Some(eice) = self.step(Region, Box::pin(region)).await else {
            self.skip(&[Credentials, Identity], Region);
            return false;
        };
        let credentials = async {
            eice.renew_credentials().await?;
            Ok(Finding::ok((), "they are there, and not past their end"))
        };
        if self
            .step(Credentials, Box::pin(credentials))
            .await
            .is_none()
        {
            self.skip(&[Identity], Credentials);
            return false;
        }
        let identity = async {
            match eice.identity().await {
                Ok(identity) => Ok(Finding::ok((), identity.arn)),
                // Nothing but this step needs STS.
                Err(error @ (eice::Error::Unreachable { .. } | eice::Error::TimedOut { .. })) => {
                    let said = IpcError::from(error).message;
                    Ok(Finding::warning(
                        (),
                        format!("STS does not answer, which does no harm: {said}"),
                    ))
                }
                Err(error) => Err(error.into()),
            }
        };
        self.step(Identity, Box::pin(identity)).await.is_some()
    }
}
