//! The lab's five listeners.

use std::{net::Ipv4Addr, sync::Arc};

use axum::{Router, middleware::map_response, response::Response};
use http::{HeaderValue, header::DATE};
use tokio::net::TcpListener;

use crate::{
    Error, aws,
    cloud::Cloud,
    date, eice, platform, server,
    tls::{Identity, Protocols},
};

/// Where clients find the servers that have an address of their own.
#[derive(Debug)]
pub(super) struct Addresses {
    pub(super) platform: String,
    pub(super) ec2: String,
    pub(super) instance_connect: String,
    pub(super) sts: String,
}

/// The listeners, bound before anything else so that all ports are known.
pub(super) struct Listeners {
    platform: TcpListener,
    ec2: TcpListener,
    instance_connect: TcpListener,
    sts: TcpListener,
    eice: TcpListener,
}

impl Listeners {
    /// Takes five free ports.
    pub(super) async fn bind() -> Result<Self, Error> {
        let free = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let (platform, ec2, instance_connect, sts, eice) =
            tokio::try_join!(free(), free(), free(), free(), free()).map_err(Error::Listen)?;
        Ok(Self {
            platform,
            ec2,
            instance_connect,
            sts,
            eice,
        })
    }

    /// The port of the endpoint.
    pub(super) fn eice_port(&self) -> Result<u16, Error> {
        port(&self.eice)
    }

    /// Where they are.
    pub(super) fn addresses(&self) -> Result<Addresses, Error> {
        let url = |listener| Ok::<_, Error>(format!("https://localhost:{}", port(listener)?));
        Ok(Addresses {
            platform: url(&self.platform)?,
            ec2: url(&self.ec2)?,
            instance_connect: url(&self.instance_connect)?,
            sts: url(&self.sts)?,
        })
    }

    /// Serves all of them until the lab is stopped.
    pub(super) fn serve(self, cloud: &Arc<Cloud>, identity: &Identity) -> Result<(), Error> {
        let servers: [(TcpListener, Router, Protocols); 5] = [
            (
                self.platform,
                platform::router(Arc::clone(&cloud.platform)),
                Protocols::Http2,
            ),
            (
                self.ec2,
                dated(cloud, aws::ec2_router(Arc::clone(cloud))),
                Protocols::Http1,
            ),
            (
                self.instance_connect,
                dated(cloud, aws::instance_connect_router(Arc::clone(cloud))),
                Protocols::Http1,
            ),
            (
                self.sts,
                dated(cloud, aws::sts_router(Arc::clone(cloud))),
                Protocols::Http1,
            ),
            (
                self.eice,
                dated(cloud, eice::router(Arc::clone(cloud))),
                Protocols::Http1,
            ),
        ];
        for (listener, app, protocols) in servers {
            let transport = server::Transport {
                tls: identity.acceptor(protocols)?,
                link: cloud.link.clone(),
                cable: cloud.cable.clone(),
            };
            let stopped = cloud.stopped.clone().cancelled_owned();
            drop(
                cloud
                    .tasks
                    .spawn(server::serve(listener, app, transport, stopped)),
            );
        }
        Ok(())
    }
}

/// Dates all answers by the lab's clock, as AWS does by its own: a client can tell from them that its
/// clock is wrong.
fn dated(cloud: &Arc<Cloud>, app: Router) -> Router {
    let clock = cloud.clock.clone();
    app.layer(map_response(move |mut response: Response| {
        let date = HeaderValue::try_from(date::http(clock.now()));
        async move {
            if let Ok(date) = date {
                response.headers_mut().insert(DATE, date);
            }
            response
        }
    }))
}

fn port(listener: &TcpListener) -> Result<u16, Error> {
    listener
        .local_addr()
        .map(|address| address.port())
        .map_err(Error::Listen)
}
