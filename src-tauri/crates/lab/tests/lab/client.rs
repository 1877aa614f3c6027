//! A small client of everything the lab serves.

pub(crate) mod sign;
pub(crate) mod ssh;
pub(crate) mod tunnel;

use lab::{Fleet, Lab, Options, SshServer};

/// A lab on real sshd with two workspaces. Fails, never skips, where sshd cannot run.
pub(crate) async fn lab_on_sshd() -> Lab {
    start(SshServer::RequireSshd).await
}

/// A lab on the embedded server, for what has nothing to do with SSH.
pub(crate) async fn lab_on_embedded() -> Lab {
    start(SshServer::Embedded).await
}

async fn start(ssh: SshServer) -> Lab {
    let options = Options {
        ssh,
        ..Options::new(Fleet::small(2))
    };
    Lab::start(options).await.expect("the lab starts")
}

/// The id of the first workspace's instance.
pub(crate) fn first_instance(lab: &Lab) -> String {
    lab.instances().first().expect("an instance").id.clone()
}

/// The texts of all elements of a name.
pub(crate) fn texts<'a>(xml: &'a str, element: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{element}>"), format!("</{element}>"));
    let after = xml.split(open.as_str()).skip(1);
    after
        .map(|rest| rest.split(close.as_str()).next().unwrap())
        .collect()
}

/// An HTTP client that trusts the lab and nobody else.
pub(crate) fn http(lab: &Lab) -> reqwest::Client {
    let pem = std::fs::read(lab.ca_file()).unwrap();
    let authority = reqwest::Certificate::from_pem(&pem).unwrap();
    reqwest::Client::builder()
        .tls_certs_only([authority])
        .build()
        .unwrap()
}
