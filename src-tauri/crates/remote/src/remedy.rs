//! What a person can do about each failure. The error itself says what happened; this says what to do.

use eice::Place;

use crate::{Error, Expectation};

impl Error {
    /// What to do: one to a few sentences. `None` where the error says it all, or nothing can be done.
    pub fn remedy(&self) -> Option<String> {
        let said = match self {
            Self::Eice(error) => return Some(error.remedy()),
            Self::TargetUnreachable { rule, .. } => {
                return Some(format!(
                    "Most likely a security-group rule is missing. {rule} Else: sshd does not run there, the instance is still starting, or \
                     a network ACL is in the way."
                ));
            }
            Self::HostKeyChanged {
                expectation: Expectation::Pin,
                ..
            } => {
                "If the instance was rebuilt or its root volume replaced, compare the offered fingerprint with the instance's own \
                 (`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` there) and accept it. If nobody did that, somebody may be in between: \
                 do not accept it."
            }
            Self::HostKeyChanged {
                expectation: Expectation::Console,
                ..
            } => {
                "Another machine answers at the instance's address, or its keys were made anew after its first boot. Compare the offered \
                 fingerprint with the instance's own before you accept it."
            }
            Self::HostKeyUnknown { file, .. } => {
                return Some(format!(
                    "Add its key to {file}, accept the offered one after comparing it, or choose another strategy in the settings \
                     (CAUSEWAY_HOST_KEYS)."
                ));
            }
            Self::HostKeyNotOffered { .. } => {
                "Open the workspace again and decide on the key that it offers now."
            }
            Self::KeyRefused { os_user, .. } => {
                return Some(format!(
                    "In order of likelihood: the user {os_user} does not exist there (set the OS user in the settings); the package \
                     ec2-instance-connect is not installed, or sshd's AuthorizedKeysCommand is another one; the instance's metadata service \
                     is switched off; the instance's clock is wrong by a minute or more."
                ));
            }
            Self::UnsupportedServer(_) => {
                "Port 22 of the instance must be served by OpenSSH with an ed25519 or ECDSA host key."
            }
            Self::TunnelLost(_) => "Try again: a new connection is opened.",
            Self::ChannelRefused => "Try again in a moment.",
            Self::TimedOut(_) => "Check the network and the load of the instance, then try again.",
            Self::HostKeyStore { .. } => {
                "Make it a file that you may read and write, or move it away."
            }
            Self::Unsupported(_) => "Install OpenSSH's sftp-server on the instance.",
            Self::SearchUnsupported(_) => "Install GNU grep there (on Alpine: `apk add grep`).",
            Self::InvalidPath { .. }
            | Self::InvalidSearch(_)
            | Self::NotFound(_)
            | Self::Exists(_)
            | Self::PermissionDenied { .. }
            | Self::Conflict { .. }
            | Self::Refused { .. } => return None,
        };
        Some(said.to_owned())
    }
}

/// The rule without which the endpoint of `place` does not reach the instance.
pub(crate) fn missing_rule(place: &Place) -> String {
    let (endpoint, instance) = (&place.endpoint, &place.instance);
    let of = |groups: &[String], of_what: &str| match groups {
        [] => format!("the security group of {of_what}"),
        groups => format!("{} ({of_what})", groups.join(" or ")),
    };
    let into = of(&instance.security_groups, "the instance");
    if endpoint.preserves_client_ip {
        return format!(
            "The endpoint preserves client addresses, so {into} must allow TCP 22 from your own public address."
        );
    }
    let from = of(&endpoint.security_groups, "the endpoint");
    let command = match (
        instance.security_groups.first(),
        endpoint.security_groups.first(),
    ) {
        (Some(into), Some(from)) => format!(
            " (`aws ec2 authorize-security-group-ingress --group-id {into} --protocol tcp --port 22 --source-group {from}`)"
        ),
        _ => String::new(),
    };
    format!("Allow TCP 22 into {into} from {from}{command}, and TCP 22 out of {from}.")
}

#[cfg(test)]
mod tests {
    use eice::{AddressType, Endpoint, Instance};

    use super::*;

    fn place(instance: &[&str], endpoint: &[&str], preserves_client_ip: bool) -> Place {
        let owned = |groups: &[&str]| groups.iter().map(|group| (*group).to_owned()).collect();
        Place {
            instance: Instance {
                id: "i-0123abcd".parse().unwrap(),
                state: "running".to_owned(),
                ipv4: Some("10.0.0.1".parse().unwrap()),
                ipv6: None,
                vpc_id: "vpc-1".to_owned(),
                subnet_id: "subnet-1".to_owned(),
                security_groups: owned(instance),
                launch_time: None,
                name: None,
            },
            endpoint: Endpoint {
                id: "eice-1".to_owned(),
                dns_name: "a.example".to_owned(),
                vpc_id: "vpc-1".to_owned(),
                subnet_id: "subnet-1".to_owned(),
                address_type: AddressType::Ipv4,
                preserves_client_ip,
                security_groups: owned(endpoint),
            },
            address: "10.0.0.1".parse().unwrap(),
        }
    }

    #[test]
    fn the_missing_rule_names_both_security_groups_and_the_command_that_adds_it() {
        let rule = missing_rule(&place(&["sg-1"], &["sg-9"], false));
        assert!(
            rule.contains("--group-id sg-1 --protocol tcp --port 22 --source-group sg-9"),
            "{rule}"
        );
        let rule = missing_rule(&place(&["sg-1"], &["sg-9"], true));
        assert!(
            rule.contains("your own public address") && !rule.contains("sg-9"),
            "the endpoint's group is not what arrives there: {rule}"
        );
        let rule = missing_rule(&place(&[], &[], false));
        assert!(
            rule.contains("the security group of the instance"),
            "{rule}"
        );
    }
}
