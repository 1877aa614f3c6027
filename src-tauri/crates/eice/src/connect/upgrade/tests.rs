use super::*;

const KEY: &str = "dGhlIHNhbXBsZSBub25jZQ==";

fn answer(pairs: &[(&'static str, &str)]) -> Result<(), &'static str> {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        headers.append(*name, value.parse().unwrap());
    }
    verify(&headers, KEY)
}

#[test]
fn the_answer_of_rfc_6455_section_1_3_is_ours() {
    let accept = ("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    for connection in ["Upgrade", "upgrade", "keep-alive, Upgrade"] {
        let pairs = [("upgrade", "WebSocket"), ("connection", connection), accept];
        assert_eq!(answer(&pairs), Ok(()), "{connection}");
    }
}

#[test]
fn an_answer_that_is_not_about_our_websocket_is_refused() {
    let upgrade = ("upgrade", "websocket");
    let connection = ("connection", "upgrade");
    let accept = ("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    for pairs in [
        &[connection, accept][..],
        &[upgrade, accept],
        &[upgrade, connection],
        &[("upgrade", "h2c"), connection, accept],
        &[
            upgrade,
            connection,
            ("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOp="),
        ],
        &[
            upgrade,
            connection,
            accept,
            ("sec-websocket-protocol", "ssh"),
        ],
        &[
            upgrade,
            connection,
            accept,
            ("sec-websocket-extensions", "permessage-deflate"),
        ],
    ] {
        assert!(answer(pairs).is_err(), "{pairs:?}");
    }
}
