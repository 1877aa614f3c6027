//! What a person can do about each failure. The error itself says what happened; this says what to do.

use crate::{Error, Phase};

impl Error {
    /// What to do: one to a few sentences, with the IAM statement that would allow a denied call on lines of its own. Holds no
    /// secret.
    pub fn remedy(&self) -> String {
        match self {
            Self::InvalidInstanceId(_) => {
                "Give an id such as i-0123456789abcdef0, as the EC2 console shows it.".to_owned()
            }
            Self::InvalidSetting(_) => "Correct it in the settings.".to_owned(),
            Self::NoRegion => {
                "Set AWS_REGION, a region in your AWS profile, or the region in the settings.".to_owned()
            }
            Self::CredentialsMissing { login, .. } | Self::CredentialsExpired { login, .. } => {
                sentence(&login.to_string())
            }
            Self::CredentialsRefused { .. } => {
                "Check that the access key still exists and belongs to this AWS account, or choose another profile."
                    .to_owned()
            }
            Self::ClockSkew { .. } => {
                "Set this computer's clock (turn on automatic time), then try again.".to_owned()
            }
            Self::AccessDenied {
                action, resource, ..
            } => format!(
                "Ask whoever manages the AWS account to allow it, for instance with this IAM statement:\n{}",
                statement(action, resource.as_deref())
            ),
            Self::Throttled { .. } => "Wait a moment and try again.".to_owned(),
            Self::InstanceNotFound(_) => {
                "Check the region and the AWS account (profile) in the settings; a workspace that was restarted has another instance.".to_owned()
            }
            Self::InstanceStopped { id, .. } => {
                format!("Start the workspace, or `aws ec2 start-instances --instance-ids {id}`.")
            }
            Self::NoEndpoint { vpc_id } => format!(
                "Create one in that VPC (`aws ec2 create-instance-connect-endpoint --subnet-id …`, in a subnet of {vpc_id}), or name an \
                 endpoint that reaches it in the settings."
            ),
            Self::NoFipsName { .. } => {
                "Turn FIPS off for this connection (AWS_USE_FIPS_ENDPOINT, use_fips_endpoint), or use an endpoint that has a FIPS name."
                    .to_owned()
            }
            Self::NoAddress { .. } => {
                "Give the instance an address of the kind that the endpoint speaks, or change the endpoint's IP address type."
                    .to_owned()
            }
            Self::EndpointFull { .. } => {
                "An endpoint carries 20 connections, and AWS does not raise that. Close tunnels that nobody needs, here and on other \
                 computers."
                    .to_owned()
            }
            Self::Proxy { .. } => {
                "Correct HTTPS_PROXY, or name the endpoint's host in NO_PROXY where it can be reached without a proxy.".to_owned()
            }
            Self::Refused { retryable: true, .. } => "Try again in a moment.".to_owned(),
            Self::Refused { .. } => {
                "`causeway doctor` shows which step fails; send its report along when you ask for help.".to_owned()
            }
            Self::Unreachable { phase, .. } | Self::TimedOut { phase } => network(*phase),
        }
    }
}

fn network(phase: Phase) -> String {
    let host = match phase {
        Phase::LookUp => "ec2.REGION.amazonaws.com",
        Phase::Identity => "sts.REGION.amazonaws.com",
        Phase::KeyPush => "ec2-instance-connect.REGION.amazonaws.com",
        Phase::Connect | Phase::Upgrade => "the endpoint's name",
        Phase::Proxy => {
            return "Check the proxy that HTTPS_PROXY names, or set NO_PROXY for the endpoint's name."
                .to_owned();
        }
    };
    format!(
        "Check the network; a firewall must let {host} through on port 443. Behind a proxy, set HTTPS_PROXY."
    )
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{first}{}.", letters.as_str())
}

/// An IAM statement that allows `action`. Describe calls know no narrower resource than `*`.
fn statement(action: &str, resource: Option<&str>) -> String {
    let resource = match action {
        "ec2:DescribeInstances" | "ec2:DescribeInstanceConnectEndpoints" => "*",
        _ => resource.unwrap_or("*"),
    };
    format!(
        "{{\n  \"Effect\": \"Allow\",\n  \"Action\": \"{action}\",\n  \"Resource\": \"{resource}\"\n}}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_statement_of_a_denial_names_action_and_resource_and_is_json() {
        let arn = "arn:aws:ec2:us-east-2:111122223333:instance/i-0123456789abcdef0";
        let error = Error::AccessDenied {
            action: "ec2-instance-connect:SendSSHPublicKey",
            resource: Some(arn.to_owned()),
            message: "no".to_owned(),
        };
        let remedy = error.remedy();
        let (_, statement) = remedy.split_once('\n').unwrap();
        let statement: serde_json::Value = serde_json::from_str(statement).unwrap();
        assert_eq!(statement["Action"], "ec2-instance-connect:SendSSHPublicKey");
        assert_eq!(statement["Resource"], arn);
    }
}
