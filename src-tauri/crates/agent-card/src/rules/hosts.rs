//! Where an address leads, as far as its text tells. Nothing is looked up.

use std::net::{IpAddr, Ipv4Addr};

/// Schemes that A2A's own bindings are spoken over.
const SCHEMES: [&str; 4] = ["http", "https", "ws", "wss"];
/// Names of private networks (RFC 6762, RFC 8375, and ICANN's `internal`).
const PRIVATE_ENDINGS: [&str; 5] = [".local", ".internal", ".lan", ".home.arpa", ".localdomain"];
/// Names that are set aside for examples, or never answer (RFC 2606).
const EXAMPLES: [&str; 5] = [
    "example.com",
    "example.net",
    "example.org",
    "example",
    "invalid",
];

/// An absolute address, taken apart as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// In lower case; `None` for a gRPC target without one.
    pub(super) scheme: Option<String>,
    pub(super) host: String,
}

/// Where a host is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The machine that uses the address.
    Loopback,
    /// A network of its own.
    Private,
    Public,
}

impl Address {
    /// `None` when it is not absolute. With `is_grpc` a host and a port are enough.
    pub(super) fn of(text: &str, is_grpc: bool) -> Option<Self> {
        if text.contains(char::is_whitespace) {
            return None;
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            let (host, port) = text.rsplit_once(':').filter(|_| is_grpc)?;
            port.parse::<u16>().ok()?;
            return Self::with(None, host.trim_matches(['[', ']']));
        };
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(is_scheme)
        {
            return None;
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority
            .rsplit_once('@')
            .map_or(authority, |(_, host)| host);
        let host = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        Self::with(Some(scheme.to_ascii_lowercase()), host)
    }

    fn with(scheme: Option<String>, host: &str) -> Option<Self> {
        let host = host.trim_end_matches('.').to_ascii_lowercase();
        let is_host = !host.is_empty() && !host.contains('/');
        is_host.then_some(Self { scheme, host })
    }

    /// Whether A2A's own bindings are spoken over its scheme.
    pub(super) fn has_known_scheme(&self) -> bool {
        let Some(scheme) = self.scheme.as_deref() else {
            return true;
        };
        SCHEMES.contains(&scheme) || matches!(scheme, "grpc" | "grpcs")
    }

    /// Whether everybody on the way can read along.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self.scheme.as_deref(), Some("http" | "ws"))
    }

    pub(super) fn is_example(&self) -> bool {
        EXAMPLES.iter().any(|name| {
            let before = self.host.strip_suffix(name);
            before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
    }

    pub(super) fn place(&self) -> Place {
        let host = self.host.as_str();
        if let Ok(ip) = host.parse::<IpAddr>() {
            return place_of(ip);
        }
        let is_private =
            !host.contains('.') || PRIVATE_ENDINGS.iter().any(|ending| host.ends_with(ending));
        if host == "localhost" || host.ends_with(".localhost") {
            Place::Loopback
        } else if is_private {
            Place::Private
        } else {
            Place::Public
        }
    }
}

fn place_of(ip: IpAddr) -> Place {
    let is_shared = |ip: Ipv4Addr| matches!(ip.octets(), [100, 64..=127, ..]);
    match ip.to_canonical() {
        ip if ip.is_loopback() || ip.is_unspecified() => Place::Loopback,
        IpAddr::V4(ip) if ip.is_private() || ip.is_link_local() || is_shared(ip) => Place::Private,
        IpAddr::V6(ip) if ip.is_unique_local() || ip.is_unicast_link_local() => Place::Private,
        _ => Place::Public,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> Option<Place> {
        Address::of(text, true).map(|address| address.place())
    }

    #[test]
    fn an_address_is_absolute_with_a_scheme_and_a_host_or_for_grpc_with_a_port() {
        for text in [
            "https://h.test",
            "HTTP://h.test/x",
            "wss://u:p@h.test:1/?q",
            "ws://[::1]:8",
        ] {
            assert!(Address::of(text, false).is_some(), "{text}");
        }
        for text in [
            "",
            "/a2a",
            "h.test",
            "h.test:443",
            "https:///x",
            "https://",
            "1x://h",
            "a b://h.test",
            "https://h .test",
            "mailto:a@h.test",
        ] {
            assert_eq!(Address::of(text, false), None, "{text}");
        }
        assert!(Address::of("h.test:443", true).is_some());
        assert!(Address::of("[fd00::1]:443", true).is_some());
        for text in ["h.test", "h.test:https", ":443", "h.test:70000", "a/b:443"] {
            assert_eq!(Address::of(text, true), None, "{text}");
        }
    }

    #[test]
    fn private_networks_and_the_own_machine_are_known_by_number_and_by_name() {
        use Place::{Loopback, Private, Public};
        for (text, expected) in [
            ("http://127.0.0.1:8000", Loopback),
            ("http://0.0.0.0", Loopback),
            ("http://LocalHost:1", Loopback),
            ("http://[::1]/x", Loopback),
            ("http://[::ffff:127.0.0.1]/x", Loopback),
            ("http://10.1.2.3", Private),
            ("http://user@172.31.0.1", Private),
            ("http://192.168.1.1", Private),
            ("http://169.254.169.254", Private),
            ("http://100.100.0.1", Private),
            ("http://[fd12::1]:80", Private),
            ("http://[fe80::1]", Private),
            ("http://agent-7:8000", Private),
            ("agent-7:443", Private),
            ("https://ip-10-0-0-1.eu-west-1.compute.internal.", Private),
            ("https://172.32.0.1", Public),
            ("https://h.internal.test", Public),
            ("https://localhost.test", Public),
        ] {
            assert_eq!(place(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn names_for_examples_are_whole_names() {
        let is_example = |text| Address::of(text, false).unwrap().is_example();
        for text in [
            "https://example.com",
            "https://a.b.EXAMPLE.org/x",
            "https://x.example",
        ] {
            assert!(is_example(text), "{text}");
        }
        for text in [
            "https://myexample.com",
            "https://example.com.test",
            "https://example.test",
        ] {
            assert!(!is_example(text), "{text}");
        }
    }
}
