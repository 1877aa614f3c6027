//! What may reach a log.

use tracing::{Level, Metadata};

/// Dependencies that write signatures, tokens, URLs or key material at `debug` and `trace`.
const TALKATIVE: [&str; 14] = [
    "aws_",
    "h2",
    "hyper",
    "quick_xml",
    "reqwest",
    "russh",
    "rustls",
    "sqlx",
    "tokio_tungstenite",
    "tower",
    "tungstenite",
    "want",
    "mio",
    "ssh_",
];

/// Whether an event may be logged, whatever the filter asks for: `debug` and `trace` of dependencies that handle secrets may not.
pub fn is_safe_to_log(metadata: &Metadata<'_>) -> bool {
    let is_talkative = TALKATIVE
        .iter()
        .any(|name| metadata.target().starts_with(name));
    !is_talkative || *metadata.level() <= Level::INFO
}
