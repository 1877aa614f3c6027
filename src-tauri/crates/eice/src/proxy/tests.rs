use super::*;

const ENDPOINT: &str = "eice-0123.0badcafe.ec2-instance-connect-endpoint.us-east-2.amazonaws.com";

fn settings(pairs: &[(&str, &str)]) -> ProxySettings {
    ProxySettings::from_env(|name| {
        let found = pairs.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

fn proxy(pairs: &[(&str, &str)]) -> Option<Proxy> {
    settings(pairs).on_the_way_to(ENDPOINT, 443).unwrap()
}

fn is_direct(no_proxy: &str, host: &str, port: u16) -> bool {
    let settings = settings(&[("HTTPS_PROXY", "http://proxy:3128"), ("NO_PROXY", no_proxy)]);
    settings.on_the_way_to(host, port).unwrap().is_none()
}

#[test]
fn without_a_variable_there_is_no_proxy() {
    assert!(proxy(&[]).is_none());
    assert!(proxy(&[("https_proxy", ""), ("HTTPS_PROXY", " ")]).is_none());
    assert!(
        proxy(&[("HTTP_PROXY", "http://wrong:1")]).is_none(),
        "the websocket is TLS: HTTP_PROXY is not for it"
    );
}

#[test]
fn lower_case_comes_before_upper_case_and_https_before_all() {
    let all = [
        ("https_proxy", "http://first:1"),
        ("HTTPS_PROXY", "http://second:2"),
        ("all_proxy", "http://third:3"),
        ("ALL_PROXY", "http://fourth:4"),
    ];
    for (skipped, expected) in ["first:1", "second:2", "third:3", "fourth:4"]
        .iter()
        .enumerate()
    {
        let found = proxy(&all[skipped..]).unwrap();
        assert_eq!(found.to_string(), *expected);
    }
    let both = [
        ("no_proxy", "*"),
        ("NO_PROXY", "other"),
        ("HTTPS_PROXY", "http://p"),
    ];
    assert!(proxy(&both).is_none(), "no_proxy before NO_PROXY");
}

#[test]
fn scheme_and_port_have_defaults() {
    for (url, expected, is_tls) in [
        ("http://proxy", "proxy:80", false),
        ("http://proxy:3128/path", "proxy:3128", false),
        ("https://proxy", "proxy:443", true),
        ("proxy:8080", "proxy:8080", false),
        ("http://[::1]:3128", "::1:3128", false),
    ] {
        let found = proxy(&[("HTTPS_PROXY", url)]).unwrap();
        assert_eq!(
            (found.to_string().as_str(), found.is_tls),
            (expected, is_tls)
        );
    }
}

#[test]
fn credentials_are_percent_decoded_and_sent_only_when_there_are_any() {
    let sent = |url| {
        let found = proxy(&[("HTTPS_PROXY", url)]).unwrap();
        found
            .authorization
            .map(|value| value.to_str().unwrap().to_owned())
    };
    assert_eq!(sent("http://proxy:3128"), None);
    assert_eq!(sent("http://:@proxy:3128"), None);
    assert_eq!(
        sent("http://a%40b:p%3Aw%25@proxy:3128").as_deref(),
        Some("Basic YUBiOnA6dyU="),
        "a@b:p:w%"
    );
}

#[test]
fn what_cannot_be_used_is_an_error_that_says_so_and_not_a_direct_connection() {
    for url in ["socks5://user:secret@proxy:1080", "socks4a://proxy"] {
        let error = settings(&[("ALL_PROXY", url)])
            .on_the_way_to(ENDPOINT, 443)
            .err()
            .unwrap();
        assert!(error.to_string().contains("SOCKS"), "{error}");
        assert!(!format!("{error:?}{error}").contains("secret"), "{error}");
    }
    for url in [
        "ftp://user:secret@proxy",
        "http://user:se#cret@proxy:1",
        "http://user:se/cret@proxy:1",
        "http://user:se?cret@proxy:1",
        "http://a:secret@b@c",
        "http://proxy:port",
        "://",
    ] {
        let error = settings(&[("https_proxy", url)])
            .on_the_way_to(ENDPOINT, 443)
            .err()
            .unwrap();
        assert!(
            matches!(&error, Error::Proxy { status: None, .. }),
            "{url}: {error:?}"
        );
        assert!(!format!("{error:?}{error}").contains("secret"), "{error}");
        assert!(!error.is_retryable(), "{error}");
    }
    let excepted = settings(&[
        ("https_proxy", "socks5://proxy"),
        ("no_proxy", "amazonaws.com"),
    ]);
    assert!(
        excepted.on_the_way_to(ENDPOINT, 443).unwrap().is_none(),
        "a proxy that is not on the way does not matter"
    );
}

#[test]
fn no_proxy_has_domains_with_and_without_a_dot_and_a_wildcard() {
    for (rule, host, expected) in [
        ("example.com", "example.com", true),
        ("example.com", "a.b.example.com", true),
        ("example.com", "notexample.com", false),
        (".example.com", "example.com", true),
        (".example.com", "a.example.com", true),
        (".example.com", "notexample.com", false),
        ("Example.COM", "a.eXample.com", true),
        ("*", "anything", true),
        ("other.com , *", "anything", true),
        ("other.com localhost", "localhost", true),
        ("com.example", "example.com", false),
        ("example.com", "example.com.evil.org", false),
        ("", "example.com", false),
    ] {
        assert_eq!(is_direct(rule, host, 443), expected, "{rule:?} for {host}");
    }
}

#[test]
fn no_proxy_has_addresses_and_networks() {
    for (rule, host, expected) in [
        ("10.1.2.3", "10.1.2.3", true),
        ("10.1.2.3", "10.1.2.30", false),
        ("10.0.0.0/8", "10.200.1.1", true),
        ("10.0.0.0/8", "11.0.0.1", false),
        ("::1", "[::1]", true),
        ("[::1]", "[::1]", true),
        ("fd00::/8", "[fd12::1]", true),
        ("fd00::/8", "[fe80::1]", false),
        ("10.0.0.0/8", "ten.example", false),
    ] {
        assert_eq!(is_direct(rule, host, 443), expected, "{rule:?} for {host}");
    }
}

#[test]
fn an_entry_with_a_port_counts_for_that_port_only() {
    for (rule, host, port, expected) in [
        ("example.com:443", "a.example.com", 443, true),
        ("example.com:8443", "example.com", 443, false),
        ("localhost:4510", "localhost", 4510, true),
        ("10.0.0.1:443", "10.0.0.1", 443, true),
        ("[::1]:443", "[::1]", 443, true),
        ("[::1]:80", "[::1]", 443, false),
        ("fd00::443", "[fd00::443]", 443, true),
    ] {
        assert_eq!(
            is_direct(rule, host, port),
            expected,
            "{rule:?} for {host}:{port}"
        );
    }
}

#[test]
fn debug_shows_neither_the_proxy_nor_its_password() {
    let settings = settings(&[
        ("https_proxy", "http://user:secret@proxy:1"),
        ("no_proxy", "a.b"),
    ]);
    assert_eq!(
        format!("{settings:?}"),
        r#"ProxySettings { is_set: true, no_proxy: "a.b" }"#
    );
}
