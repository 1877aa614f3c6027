//! The four reads, and what goes out with them.

use control_plane::{Client, Error, Provider};

use crate::platform::{Canned, ORG, Platform, TOKEN, http, id};

const ROW: &str = r#"{"id":"7f0c1f7e-9a2b-4a0e-8c1d-2f5c0a9b1e11","name":"Scout \u0026 Co","tier":2,"status":"online","agent_card":null}"#;

#[tokio::test]
async fn the_list_leaves_out_only_the_rows_that_it_cannot_read() {
    let body = format!(r#"[{ROW},{{"id":"ws_1","name":"x","status":"online"}},{ROW}]"#);
    let platform = Platform::answering([Canned::json(200, body)]).await;
    let workspaces = platform.client().workspaces().await.unwrap();
    assert_eq!(workspaces.len(), 2);
    assert_eq!(workspaces[0].name, "Scout & Co");
    assert_eq!(platform.asked()[0].uri, "/workspaces");
}

#[tokio::test]
async fn a_request_carries_token_and_organization_and_no_origin() {
    let platform = Platform::answering([Canned::json(200, "[]")]).await;
    platform.client().workspaces().await.unwrap();
    let headers = &platform.asked()[0].headers;
    assert_eq!(headers["authorization"], format!("Bearer {TOKEN}"));
    assert_eq!(headers["x-molecule-org-id"], ORG);
    assert_eq!(headers["accept"], "application/json");
    assert!(!headers.contains_key("origin"));
}

#[tokio::test]
async fn without_settings_neither_is_sent_and_blanks_are_trimmed() {
    let platform = Platform::answering([Canned::json(200, "[]"), Canned::json(200, "[]")]).await;
    let base: url::Url = platform.base.parse().unwrap();
    let blank = Client::new(http(), base.clone(), Some(" ".into()), Some("\n".into()));
    blank.workspaces().await.unwrap();
    let pasted = Client::new(http(), base, None, Some(format!(" {TOKEN}\n").into()));
    pasted.workspaces().await.unwrap();
    let asked = platform.asked();
    assert!(!asked[0].headers.contains_key("authorization"));
    assert!(!asked[0].headers.contains_key("x-molecule-org-id"));
    assert_eq!(asked[1].headers["authorization"], format!("Bearer {TOKEN}"));
}

#[tokio::test]
async fn single_reads_go_below_the_base_path_with_the_normalised_id() {
    let model = r#"{"model":"m-1","source":"workspace_secrets"}"#;
    let provider = r#"{"provider":"p-1"}"#;
    let answers = [ROW, model, provider].map(|body| Canned::json(200, body));
    let platform = Platform::answering(answers).await;
    let client = platform.client_at("/team/");
    assert_eq!(client.workspace(&id()).await.unwrap().tier, Some(2));
    assert_eq!(client.model(&id()).await.unwrap().model, "m-1");
    let expected = Provider {
        provider: "p-1".into(),
        source: String::new(),
    };
    assert_eq!(client.provider(&id()).await.unwrap(), Some(expected));
    let uris: Vec<_> = platform
        .asked()
        .into_iter()
        .map(|asked| asked.uri)
        .collect();
    let prefix = "/team/workspaces/7f0c1f7e-9a2b-4a0e-8c1d-2f5c0a9b1e11";
    assert_eq!(
        uris,
        [
            prefix.to_owned(),
            format!("{prefix}/model"),
            format!("{prefix}/provider")
        ]
    );
}

#[tokio::test]
async fn a_provider_that_is_not_offered_is_not_asked_for_again() {
    for refusal in [
        Canned::json(
            410,
            r#"{"error":"retired","code":"PROVIDER_ENDPOINT_RETIRED"}"#,
        ),
        Canned::text(404, "404 page not found"),
        Canned::html(404),
        Canned::json(404, r#"{"detail":"Not Found"}"#),
        Canned::json(404, r#"["error"]"#),
    ] {
        let platform = Platform::answering([refusal]).await;
        let client = platform.client();
        let twin = client.clone();
        assert_eq!(client.provider(&id()).await.unwrap(), None);
        assert_eq!(client.provider(&id()).await.unwrap(), None);
        assert_eq!(
            twin.provider(&id()).await.unwrap(),
            None,
            "a clone is the same client"
        );
        assert_eq!(platform.asked().len(), 1, "the server has said it once");
    }
}

#[tokio::test]
async fn an_empty_404_for_the_provider_is_not_remembered() {
    let platform =
        Platform::answering([Canned::empty(404), Canned::json(200, r#"{"provider":"p"}"#)]).await;
    let client = platform.client();
    assert_eq!(client.provider(&id()).await.unwrap(), None);
    assert_eq!(client.provider(&id()).await.unwrap().unwrap().provider, "p");
}

#[tokio::test]
async fn any_other_failure_of_the_provider_is_an_error_and_is_asked_again() {
    let platform = Platform::answering([
        Canned::json(404, r#"{"error":"workspace not found"}"#),
        Canned::json(500, r#"{"error":"query failed"}"#),
    ])
    .await;
    let client = platform.client();
    assert!(matches!(
        client.provider(&id()).await,
        Err(Error::NotFound { .. })
    ));
    assert!(matches!(
        client.provider(&id()).await,
        Err(Error::Refused { status: 500, .. })
    ));
}
