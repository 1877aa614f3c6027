//! Setting AWS up for a connection that is in force already, and the tasks that go with it.
//!
//! What was seen last is shown, and the platform asked, without waiting for this.

use std::sync::Weak;

use crate::{
    Backend, aws::Aws, backend::Inner, connection::Connection, settings::Destination, tunnels,
};

/// Sets AWS up, shows its sessions and looks after its credentials; ends with the connection.
pub(crate) async fn keep(
    backend: Weak<Inner>,
    connection: Weak<Connection>,
    destination: Destination,
) {
    let Some(aws) = Box::pin(set_up(&backend, &connection, &destination)).await else {
        return;
    };
    let renewal = aws.renewal();
    tokio::join!(
        renewal.clone().watch(aws.eice().clone()),
        renewal.clone().watch_end(aws.eice().clone()),
        tunnels::show(backend, aws.clone()),
    );
}

/// AWS, if it can be used and the connection is still there.
async fn set_up(
    backend: &Weak<Inner>,
    connection: &Weak<Connection>,
    destination: &Destination,
) -> Option<Aws> {
    let loading = {
        let (backend, connection) = (Backend::of(backend.upgrade()?), connection.upgrade()?);
        let (addresses, events) = (backend.choices().addresses(), backend.state().events());
        let (tls, http) = (connection.tls.clone(), connection.http.clone());
        Aws::load(destination, addresses, events, tls, http)
    };
    let loaded = loading.await;
    let (backend, connection) = (Backend::of(backend.upgrade()?), connection.upgrade()?);
    match &loaded {
        Ok(aws) => backend.watch_accesses(aws.eice(), aws.os_user()),
        Err(error) => tracing::warn!(%error, "AWS is not available"),
    }
    connection.set_aws(loaded);
    let aws = connection.aws_now()?;
    // Some may have been given before it was there.
    aws.eice().set_addresses(backend.choices().addresses());
    Some(aws.clone())
}
