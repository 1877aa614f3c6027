//! `GetCallerIdentity`: as whom AWS knows us. It needs no permission, and so tells bad credentials from missing rights.

use aws_credential_types::Credentials;
use serde::Deserialize;

use crate::{
    Error,
    query::{Call, Query},
};

/// Whose credentials these are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Twelve digits.
    pub account: String,
    /// Such as `arn:aws:sts::111122223333:assumed-role/admin/me`.
    pub arn: String,
}

#[derive(Debug, Deserialize)]
struct Answer {
    #[serde(rename = "GetCallerIdentityResult")]
    result: Caller,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Caller {
    account: String,
    arn: String,
}

/// Asks STS.
pub(crate) async fn identity(query: &Query, credentials: &Credentials) -> Result<Identity, Error> {
    let call = Call {
        action: "sts:GetCallerIdentity",
        parameters: Vec::new(),
    };
    let Answer { result } = query.call(credentials, &call).await?;
    Ok(Identity {
        account: result.account,
        arn: result.arn,
    })
}
