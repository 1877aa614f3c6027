//! The app without its window, in the process that measures it.

use std::{path::Path, sync::Arc};

use backend::{Backend, Environment, IpcError, MemoryCache, Paths};

/// A backend that is connected as `variables` say and knows the fleet; its files are in `home`.
///
/// # Errors
///
/// Those of [`Backend::connect`] and [`Backend::preload`].
pub async fn connected(
    home: &Path,
    variables: Vec<(&'static str, String)>,
) -> Result<Backend, IpcError> {
    let paths = Paths {
        settings: home.join("settings.json"),
        known_hosts: home.join("known_hosts"),
    };
    let cache = Arc::new(MemoryCache::default());
    let backend = Backend::new(paths, Environment::given(variables), cache);
    backend.connect().await?;
    backend.preload().await?;
    Ok(backend)
}
