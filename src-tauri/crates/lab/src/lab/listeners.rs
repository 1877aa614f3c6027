//! The lab's five listeners.

use std::{net::Ipv4Addr, sync::Arc};

use axum::Router;
use tokio::net::TcpListener;

use crate::{
    Error, aws,
    cloud::Cloud,
    eice, platform, server,
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
                aws::ec2_router(Arc::clone(cloud)),
                Protocols::Http1,
            ),
            (
                self.instance_connect,
                aws::instance_connect_router(Arc::clone(cloud)),
                Protocols::Http1,
            ),
            (
                self.sts,
                aws::sts_router(Arc::clone(cloud)),
                Protocols::Http1,
            ),
            (self.eice, eice::router(Arc::clone(cloud)), Protocols::Http1),
        ];
        for (listener, app, protocols) in servers {
            let transport = server::Transport {
                tls: identity.acceptor(protocols)?,
                link: cloud.link.clone(),
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

fn port(listener: &TcpListener) -> Result<u16, Error> {
    listener
        .local_addr()
        .map(|address| address.port())
        .map_err(Error::Listen)
}
