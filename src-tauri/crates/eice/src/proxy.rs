//! Which proxy leads to an endpoint: the variables that curl reads, as a plain value.
//!
//! `hyper-util`'s matcher, which decides for reqwest too, knows the rules; what it does not know is added here: lower case
//! first, entries of `NO_PROXY` with a port, upper case in names, and that an unusable setting is an error instead of a direct
//! connection past the proxy.

use std::fmt;

use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::Matcher;

use crate::Error;

/// What base64 makes of an empty user and an empty password: not worth sending.
const NOBODY: &[u8] = b"Basic Og==";

/// The proxy for the tunnel's websocket, and what is reached without it. None by default.
///
/// `Debug` shows neither the URL nor its credentials.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ProxySettings {
    url: Option<String>,
    no_proxy: String,
}

impl fmt::Debug for ProxySettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProxySettings")
            .field("is_set", &self.url.is_some())
            .field("no_proxy", &self.no_proxy)
            .finish()
    }
}

impl ProxySettings {
    /// The proxy that `variable` names: the first of `https_proxy`, `HTTPS_PROXY`, `all_proxy`, `ALL_PROXY` that is not empty,
    /// and the first of `no_proxy`, `NO_PROXY`.
    ///
    /// A proxy is `http://` or `https://` (TLS to the proxy too), with its user and password percent-encoded, or a bare
    /// `host:port`. Ports are 80 and 443 unless given. `NO_PROXY` is a list with commas or spaces: `example.com` and
    /// `.example.com` are both the domain and its subdomains, `*` is everything, addresses may be networks (`10.0.0.0/8`), and
    /// an entry with a port counts for that port only. Nothing is judged here: a proxy that cannot be used is
    /// [`Error::Proxy`] when a tunnel is opened through it.
    ///
    /// Source: <https://everything.curl.dev/usingcurl/proxies/env.html>; the port of an entry is Go's rule
    /// (`golang.org/x/net/http/httpproxy`).
    pub fn from_env(variable: impl Fn(&str) -> Option<String>) -> Self {
        let first = |names: &[&str]| {
            let values = names.iter().filter_map(|name| variable(name));
            values
                .map(|value| value.trim().to_owned())
                .find(|value| !value.is_empty())
        };
        Self {
            url: first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]),
            no_proxy: first(&["no_proxy", "NO_PROXY"]).unwrap_or_default(),
        }
    }

    /// The proxy as it was set, with its user and password, for other clients of the same app: a secret.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// What is reached without it, as it was set.
    pub fn no_proxy(&self) -> &str {
        &self.no_proxy
    }

    /// The proxy on the way to `host`, if any.
    ///
    /// # Errors
    ///
    /// [`Error::Proxy`] when there is one and it cannot be used.
    pub(crate) fn on_the_way_to(&self, host: &str, port: u16) -> Result<Option<Proxy>, Error> {
        let Some(url) = &self.url else {
            return Ok(None);
        };
        let target: Uri = format!("https://{}:{port}/", host.to_ascii_lowercase())
            .parse()
            .map_err(|_| Error::InvalidSetting(format!("{host:?} is not the name of a host")))?;
        let exceptions = Matcher::builder()
            .https("http://proxy")
            .no(exceptions_at(&self.no_proxy, port));
        if exceptions.build().intercept(&target).is_none() {
            return Ok(None);
        }
        let named = Matcher::builder().https(url.as_str()).build();
        let found = named.intercept(&target);
        let Some(proxy) = found.filter(|proxy| is_whole(url, proxy.uri())) else {
            return Err(unusable(
                "is not a URL that can be used: write http://HOST:PORT, with user and password percent-encoded",
            ));
        };
        let is_tls = match proxy.uri().scheme_str() {
            Some("http") => false,
            Some("https") => true,
            _ => {
                return Err(unusable(
                    "is of a kind that is not supported (SOCKS): use an http:// or https:// proxy",
                ));
            }
        };
        let authorization = proxy.basic_auth();
        Ok(Some(Proxy {
            host: bare(proxy.uri().host().unwrap_or_default()).to_owned(),
            port: proxy
                .uri()
                .port_u16()
                .unwrap_or(if is_tls { 443 } else { 80 }),
            is_tls,
            authorization: authorization.filter(|&value| value != NOBODY).cloned(),
        }))
    }
}

/// A proxy that is to be used.
#[derive(Clone)]
pub(crate) struct Proxy {
    /// A name, or an address without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
    /// Whether the proxy itself is spoken to over TLS.
    pub(crate) is_tls: bool,
    /// `Basic …`, marked as sensitive.
    pub(crate) authorization: Option<HeaderValue>,
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

fn unusable(problem: &str) -> Error {
    Error::Proxy {
        proxy: "in HTTPS_PROXY".to_owned(),
        problem: problem.to_owned(),
        status: None,
    }
}

/// Whether all of `url` was understood: a raw `/`, `?` or `#` in a password cuts it short, and a port that is none is passed over.
fn is_whole(url: &str, understood: &Uri) -> bool {
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    let is_cut = rest
        .split_once(['/', '?', '#'])
        .is_some_and(|(_, rest)| rest.contains('@'));
    let authority = understood.authority().map(http::uri::Authority::as_str);
    !is_cut && (understood.port().is_some() || authority == understood.host())
}

/// The entries of `no_proxy` that count at `port`, in the form that the matcher reads.
fn exceptions_at(no_proxy: &str, port: u16) -> String {
    let entries = no_proxy.split(|c: char| c == ',' || c.is_whitespace());
    let of_port = entries.filter_map(|entry| match with_port(entry) {
        Some((host, of)) => (of == port).then_some(bare(host)),
        None => Some(bare(entry)),
    });
    of_port.collect::<Vec<_>>().join(",").to_ascii_lowercase()
}

/// Host and port of an entry that has both; an IPv6 address has colons and no port.
fn with_port(entry: &str) -> Option<(&str, u16)> {
    let (host, port) = entry.rsplit_once(':')?;
    let is_address = host.contains(':') && !host.ends_with(']');
    port.parse()
        .ok()
        .filter(|_| !is_address)
        .map(|port| (host, port))
}

fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

#[cfg(test)]
mod tests;
