//! From AWS to the files of an instance.

use std::{sync::Arc, time::Duration};

use eice::Place;
use remote::{Files, HostKeyStrategy, ListOptions, OneTimeKey, RemotePath, Session, Visit, roots};

use super::{Doctor, Finding};
use crate::{DoctorStep, IpcError, WorkspaceId, aws::Aws, connection::Connection, files::Site};

/// sshd's.
const PORT: u16 = 22;
/// As long as the tunnels of the pool with its default lifetime: a policy that allows those allows this one.
const TUNNEL_DURATION: Duration = Duration::from_mins(5);

impl Doctor<'_> {
    pub(super) async fn look_at_instance(
        &mut self,
        connection: Result<Arc<Connection>, IpcError>,
        workspace: &WorkspaceId,
        is_known: bool,
    ) {
        use DoctorStep::{
            Authentication, Banner, Endpoint, FileRoot, HostKey, Identity, Instance, KeyPush,
            Quota, Sftp, Sudo, Websocket,
        };
        const BEFORE_KEY: [DoctorStep; 3] = [Instance, Endpoint, Quota];
        const ON_WAY: [DoctorStep; 5] = [KeyPush, Websocket, Banner, HostKey, Authentication];
        const ON_INSTANCE: [DoctorStep; 3] = [Sftp, Sudo, FileRoot];
        let needed = if connection.is_ok() {
            Identity
        } else {
            DoctorStep::Platform
        };
        let connected = connection.ok().filter(|_| is_known);
        let aws = match &connected {
            Some(connection) => connection.aws().await.ok(),
            None => None,
        };
        let (Some(connection), Some(aws)) = (&connected, aws.cloned()) else {
            self.skip(&BEFORE_KEY, needed);
            self.skip(&ON_WAY, needed);
            self.skip(&ON_INSTANCE, needed);
            return;
        };
        let Some(place) = self.find(connection, &aws, workspace).await else {
            self.skip(&[Quota], Endpoint);
            self.skip(&ON_WAY, Endpoint);
            self.skip(&ON_INSTANCE, Endpoint);
            return;
        };
        self.step(Quota, Box::pin(async { Ok(quota(&aws, &place)) }))
            .await;
        let key = self.step(KeyPush, Box::pin(push(&aws, &place))).await;
        let visit = self.visit(&aws, &place).await;
        let signed_in = match (visit, key) {
            (Some(visit), Some(key)) => {
                self.step(Authentication, Box::pin(sign_in(visit, key, aws.os_user())))
                    .await
            }
            (None, _) => {
                self.skip(&[Authentication], HostKey);
                None
            }
            (_, None) => {
                self.skip(&[Authentication], KeyPush);
                None
            }
        };
        match signed_in {
            Some(session) => {
                self.look_at_files(&session).await;
                session.close().await;
            }
            None => self.skip(&ON_INSTANCE, Authentication),
        }
    }

    /// The instance and the endpoint, looked up anew.
    async fn find(
        &mut self,
        connection: &Connection,
        aws: &Aws,
        workspace: &WorkspaceId,
    ) -> Option<Place> {
        use DoctorStep::{Endpoint, Instance};
        let site = self.backend.site(connection, workspace).await;
        let place = match site {
            Ok(site) => look_up(aws, &site).await.map(|place| (site, place)),
            Err(error) => Err(error),
        };
        match place {
            Ok((site, Ok(place))) => {
                let state = &place.instance.state;
                let found = Finding::ok((), format!("{} is {state}", site.instance));
                self.step(Instance, Box::pin(async { Ok(found) })).await;
                let detail = format!(
                    "{} ({}) reaches it at {}",
                    place.endpoint.id, place.endpoint.dns_name, place.address
                );
                self.step(Endpoint, Box::pin(async { Ok(Finding::ok(place, detail)) }))
                    .await
            }
            // The instance is there; it is the endpoint that is missing.
            Ok((site, Err(error))) => {
                let found = Finding::ok((), site.instance.to_string());
                self.step(Instance, Box::pin(async { Ok(found) })).await;
                self.step(Endpoint, Box::pin(async { Err(error) })).await
            }
            Err(error) => {
                self.step::<()>(Instance, Box::pin(async { Err(error) }))
                    .await;
                self.skip(&[Endpoint], Instance);
                None
            }
        }
    }

    /// Websocket, banner and host key.
    async fn visit(&mut self, aws: &Aws, place: &Place) -> Option<Visit> {
        use DoctorStep::{Banner, HostKey, Websocket};
        let opening = async {
            let tunnel = aws.eice().open_tunnel(place, PORT, TUNNEL_DURATION).await?;
            Ok(Finding::ok(tunnel, "it is open"))
        };
        let Some(tunnel) = self.step(Websocket, Box::pin(opening)).await else {
            self.skip(&[Banner, HostKey], Websocket);
            return None;
        };
        let greeting = Visit::begin(tunnel, place, aws.host_keys()).await;
        let greeted = match greeting.map_err(|error| error.at(place)) {
            Err(error) if is_about_host_key(&error) => Ok(Err(error)),
            Err(error) => Err(IpcError::from(error)),
            Ok(visit) => Ok(Ok(visit)),
        };
        let answered = async { Ok(Finding::ok(greeted?, "sshd answers")) };
        let Some(visit) = self.step(Banner, Box::pin(answered)).await else {
            self.skip(&[HostKey], Banner);
            return None;
        };
        self.step(HostKey, Box::pin(host_key(aws, place, visit)))
            .await
    }

    async fn look_at_files(&mut self, session: &Session) {
        use DoctorStep::{FileRoot, Sftp, Sudo};
        let sftp = async {
            session.open_sftp().await?;
            Ok(Finding::ok((), "it answers"))
        };
        if self.step(Sftp, Box::pin(sftp)).await.is_none() {
            self.skip(&[Sudo, FileRoot], Sftp);
            return;
        }
        let sudo = async {
            Ok(match session.elevation_refusal().await? {
                None => Finding::ok((), "sudo -n starts sftp-server"),
                Some(reason) => {
                    Finding::warning((), format!("files of root are read-only: {reason}"))
                }
            })
        };
        self.step(Sudo, Box::pin(sudo)).await;
        for root in roots() {
            let title = format!("file root {root}");
            self.named_step(FileRoot, &title, Box::pin(list(session, root)))
                .await;
        }
    }
}

/// Where an instance is, from AWS and not from memory. The outer error is about the instance, the inner one about the endpoint.
async fn look_up(aws: &Aws, site: &Site) -> Result<Result<Place, IpcError>, IpcError> {
    use eice::Error as E;
    aws.eice().forget(&site.instance);
    match aws.eice().locate(&site.instance).await {
        Ok(place) => Ok(Ok(place)),
        Err(error @ (E::NoEndpoint { .. } | E::NoFipsName { .. } | E::NoAddress { .. })) => {
            Ok(Err(error.into()))
        }
        Err(error) => Err(error.into()),
    }
}

fn quota(aws: &Aws, place: &Place) -> Finding<()> {
    let own = pool::Config::default().max_per_budget;
    let status = aws.pool().status();
    let ours = status
        .entries
        .iter()
        .filter(|entry| entry.key.endpoint == place.endpoint.id);
    let ours = ours.count();
    let detail = format!(
        "{ours} of the {own} that Causeway takes; the endpoint has 20, and those of others cannot be seen"
    );
    if ours < own {
        Finding::ok((), detail)
    } else {
        Finding::warning((), detail)
    }
}

async fn push(aws: &Aws, place: &Place) -> Result<Finding<OneTimeKey>, IpcError> {
    let key = OneTimeKey::generate()?;
    let (id, user) = (&place.instance.id, aws.os_user());
    let public_key = key.public_line()?;
    aws.eice()
        .send_ssh_public_key(id, user, &public_key)
        .await?;
    Ok(Finding::ok(
        key,
        format!("AWS takes a key for {user}, for a minute"),
    ))
}

async fn host_key(
    aws: &Aws,
    place: &Place,
    greeted: Result<Visit, remote::Error>,
) -> Result<Finding<Visit>, IpcError> {
    let visit = greeted?;
    let (host_keys, id) = (aws.host_keys(), &place.instance.id);
    let offered = visit.host_key().unwrap_or_default();
    if host_keys.strategy() == HostKeyStrategy::Off {
        return Ok(Finding::warning(
            visit,
            format!("{offered}; it is not checked (strategy off)"),
        ));
    }
    if host_keys.has_pin(id)? {
        return Ok(Finding::ok(visit, format!("{offered}, as pinned")));
    }
    if host_keys.strategy() != HostKeyStrategy::ConsoleThenTofu {
        return Ok(Finding::warning(
            visit,
            format!("{offered}, taken at first sight"),
        ));
    }
    let why = match aws.eice().console_fingerprints(id).await {
        Ok(printed) if printed.is_empty() => "its console shows none".to_owned(),
        Ok(printed) => {
            visit.verify(&printed)?;
            return Ok(Finding::ok(
                visit,
                format!("{offered}, as its console shows"),
            ));
        }
        Err(error) => IpcError::from(error).message,
    };
    Ok(Finding::warning(
        visit,
        format!("{offered}, taken at first sight: {why}"),
    ))
}

async fn sign_in(
    visit: Visit,
    key: OneTimeKey,
    os_user: &str,
) -> Result<Finding<Session>, IpcError> {
    let session = visit.sign_in(os_user, key).await?;
    Ok(Finding::ok(session, format!("signed in as {os_user}")))
}

async fn list(session: &Session, root: &str) -> Result<Finding<()>, IpcError> {
    let listed = Files::new(session)
        .list(
            &RemotePath::parse(root)?,
            ListOptions::default(),
            &mut |_| {},
        )
        .await;
    match listed {
        Ok(listing) => {
            let entries = match listing.entries.len() {
                1 => "1 entry".to_owned(),
                count => format!("{count} entries"),
            };
            Ok(match listing.read_only_reason {
                None => Finding::ok((), entries),
                Some(reason) => Finding::warning((), format!("{entries}, read-only: {reason}")),
            })
        }
        Err(remote::Error::NotFound(_)) => Ok(Finding::ok((), "it does not exist there")),
        Err(error) => Err(error.into()),
    }
}

fn is_about_host_key(error: &remote::Error) -> bool {
    use remote::Error as E;
    matches!(
        error,
        E::HostKeyChanged { .. } | E::HostKeyUnknown { .. } | E::HostKeyStore { .. }
    )
}
