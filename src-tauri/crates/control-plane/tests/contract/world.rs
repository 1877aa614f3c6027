//! A lab, and a client of its workspace server.

use std::sync::Arc;

use control_plane::{Client, WorkspaceId};
use lab::{
    Fleet, Lab, Options, SshServer,
    platform::{ServerGeneration, State},
};
use secrecy::SecretString;

pub(crate) const BOTH: [ServerGeneration; 2] =
    [ServerGeneration::April2026, ServerGeneration::August2026];

/// A running lab with twelve workspaces: a team of ten (number 1 leads) and one of two.
pub(crate) struct World {
    pub(crate) lab: Lab,
    pub(crate) client: Client,
}

impl World {
    pub(crate) async fn of(generation: ServerGeneration) -> Self {
        let options = Options {
            ssh: SshServer::Embedded,
            ..Options::new(Fleet::many(12))
        };
        let lab = Lab::start(options).await.unwrap();
        lab.world().platform().set_generation(generation);
        for i in 1..=12 {
            lab.world()
                .platform()
                .change(&Fleet::many_id(i), |row| row.status = "online".into());
        }
        let client = client(&lab, Some(lab.token()));
        Self { lab, client }
    }

    pub(crate) fn platform(&self) -> &Arc<State> {
        self.lab.world().platform()
    }

    pub(crate) fn asked(&self, route: &str) -> u64 {
        self.platform().counters().requests_to(route)
    }
}

pub(crate) fn client(lab: &Lab, token: Option<&str>) -> Client {
    Client::new(
        http(lab),
        lab.platform_url().parse().unwrap(),
        Some(lab.org_id().to_owned()),
        token.map(SecretString::from),
    )
}

/// HTTP/1.1 only, as the event socket needs it; trusts the lab and nobody else.
pub(crate) fn http(lab: &Lab) -> reqwest::Client {
    let pem = std::fs::read(lab.ca_file()).unwrap();
    reqwest::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(&pem).unwrap()])
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .http1_only()
        .build()
        .unwrap()
}

pub(crate) fn id(i: usize) -> WorkspaceId {
    Fleet::many_id(i).parse().unwrap()
}
