//! Restart, pause and resume, and what there is to choose from.

use backend::{ControlWorkspace, ErrorCode, IpcError, WorkspaceAction};
use lab::platform::PlatformFault;

use crate::{
    saving::{answer, asked, fault},
    support::World,
};

async fn control(world: &World, action: WorkspaceAction) -> Result<(String, u64), IpcError> {
    let workspace_id = world.id(0);
    let args = ControlWorkspace {
        workspace_id,
        action,
    };
    let done = world.backend.control_workspace(args).await?;
    Ok((done.status, done.count))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_of_the_platform_has_its_remedy() {
    let world = World::start(1).await;
    let paused = r#"{"error":"parent workspace \"Lead\" is paused — resume it first"}"#;
    for (status, body, code, said) in [
        (
            409,
            paused,
            ErrorCode::Conflict,
            "parent workspace \"Lead\" is paused",
        ),
        (
            503,
            r#"{"error":"provisioner not available"}"#,
            ErrorCode::Unsupported,
            "cannot restart",
        ),
        (
            503,
            r#"{"error":"platform datastore unavailable","code":"platform_unavailable"}"#,
            ErrorCode::PlatformError,
            "try again",
        ),
        (
            404,
            r#"{"error":"workspace not found"}"#,
            ErrorCode::NotFound,
            "gone",
        ),
    ] {
        fault(&world, "POST", "restart", &answer(status, body));
        let error = control(&world, WorkspaceAction::Restart).await.unwrap_err();
        assert_eq!(error.code, code, "{error}");
        assert!(error.message.contains(said), "{error}");
    }
    assert_eq!(asked(&world, "POST", "/restart"), 4, "none was repeated");
    let body = r#"{"error":"workspace not found or already paused"}"#;
    fault(&world, "POST", "pause", &answer(404, body));
    let error = control(&world, WorkspaceAction::Pause).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Conflict, "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_is_shown_at_once_and_one_without_an_answer_is_read_back() {
    let world = World::start(1).await;
    let platform = world.lab.world().platform();
    let id = world.id(0).to_string();
    fault(
        &world,
        "POST",
        "pause",
        &answer(200, r#"{"status":"paused","paused_count":3}"#),
    );
    platform.change(&id, |row| row.status = "paused".to_owned());
    let done = control(&world, WorkspaceAction::Pause).await.unwrap();
    assert_eq!(done, ("paused".to_owned(), 3));
    let list = world.backend.workspaces().await.unwrap();
    assert_eq!(list.workspaces[0].status, "paused");

    fault(&world, "POST", "resume", &answer(502, "gateway"));
    let error = control(&world, WorkspaceAction::Resume).await.unwrap_err();
    assert!(error.remedy.unwrap().contains("not sent again"));
    platform.change(&id, |row| row.status = "provisioning".to_owned());
    let done = control(&world, WorkspaceAction::Resume).await;
    assert_eq!(done.unwrap().0, "provisioning");
    assert_eq!(asked(&world, "POST", "/resume"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_are_asked_for_once_and_known_also_without_an_answer() {
    let world = World::start(1).await;
    let platform = world.lab.world().platform();
    platform.set_fault("GET /templates", PlatformFault::Html);
    let known = world.backend.list_templates().await.unwrap();
    assert_eq!(known.len(), 8, "the default and the known ones: {known:?}");
    let body = r#"[{"id":"t","name":"Mine","runtime":"mine","models":[{"id":"m"}],"skills":null}]"#;
    platform.set_fault("GET /templates", answer(200, body));
    for _ in 0..2 {
        let names = world.backend.list_templates().await.unwrap();
        let names: Vec<_> = names
            .iter()
            .map(|template| template.name.as_str())
            .collect();
        assert_eq!(names, ["LangGraph (default)", "Mine"]);
    }
    assert_eq!(world.lab.counters().requests["GET /templates"], 2);
}
