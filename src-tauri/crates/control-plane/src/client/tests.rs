use super::*;

fn endpoint(base: &str, path: &[&str]) -> Result<String, Error> {
    let client = Client::new(reqwest::Client::new(), base.parse().unwrap(), None, None);
    client.endpoint(path).map(String::from)
}

#[test]
fn an_endpoint_is_below_the_base_address_whatever_its_form() {
    for (base, url) in [
        ("http://h:8080", "http://h:8080/workspaces/x"),
        ("http://h/", "http://h/workspaces/x"),
        ("https://h/a/b/", "https://h/a/b/workspaces/x"),
        ("https://h/a/b", "https://h/a/b/workspaces/x"),
        (
            "https://user:secret@h/?token=1#top",
            "https://h/workspaces/x",
        ),
    ] {
        assert_eq!(endpoint(base, &["workspaces", "x"]).unwrap(), url, "{base}");
    }
}

#[test]
fn a_segment_cannot_leave_its_place() {
    let url = endpoint("http://h", &["workspaces", "a/b?c#d%2F", ".."]).unwrap();
    assert_eq!(url, "http://h/workspaces/a%2Fb%3Fc%23d%252F");
}

#[test]
fn an_address_that_is_not_http_is_refused() {
    for base in ["mailto:a@b", "file:///etc", "ftp://h/", "data:,x"] {
        assert!(
            matches!(endpoint(base, &["x"]), Err(Error::InvalidSetting { .. })),
            "{base}"
        );
    }
}

#[test]
fn the_token_is_never_printed() {
    let token = SecretString::from("hunter2-hunter2");
    let base = "https://u:hunter2-hunter2@h".parse().unwrap();
    let client = Client::new(reqwest::Client::new(), base, None, Some(token));
    assert!(!format!("{client:?}").contains("hunter2"));
}
