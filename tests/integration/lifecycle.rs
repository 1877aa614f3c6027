//! Restart, pause and resume, and what there is to choose from.

use std::time::Duration;

use backend::{ControlWorkspace, ErrorCode, IpcError, Leg, WorkspaceAction};
use lab::platform::{PlatformFault, Provisioner};

use crate::{
    saving::{GENERATIONS, asked, follow, row, world_of},
    support::{World, codes, until},
};

const RESTART: &str = "POST /workspaces/:id/restart";
const RESUME: &str = "POST /workspaces/:id/resume";

async fn control(world: &World, action: WorkspaceAction) -> Result<(String, u64), IpcError> {
    control_at(world, 0, action).await
}

async fn control_at(
    world: &World,
    index: usize,
    action: WorkspaceAction,
) -> Result<(String, u64), IpcError> {
    let workspace_id = world.id(index);
    let args = ControlWorkspace {
        workspace_id,
        action,
    };
    let done = world.backend.control_workspace(args).await?;
    Ok((done.status, done.count))
}

/// Each workspace below the one before.
async fn nested(world: &World, workspaces: usize) {
    let platform = world.lab.world().platform();
    for below in 1..workspaces {
        let parent = Some(world.id(below - 1).to_string());
        platform.change(&world.id(below).to_string(), |row| row.parent_id = parent);
    }
    world.backend.refresh().await.unwrap();
}

fn statuses(world: &World, workspaces: usize) -> Vec<String> {
    (0..workspaces)
        .map(|index| row(world, index).status)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_refusal_of_the_platform_has_its_remedy() {
    use WorkspaceAction::{Pause, Restart, Resume};
    for generation in GENERATIONS {
        let world = world_of(generation, 2).await;
        let platform = world.lab.world().platform();
        nested(&world, 2).await;
        let refused = async |index, action, code, said: &str| {
            let error = control_at(&world, index, action).await.unwrap_err();
            assert_eq!(error.code, code, "{error}");
            assert!(error.message.contains(said), "{error}");
        };
        refused(0, Resume, ErrorCode::Conflict, "not paused").await;
        control(&world, Pause).await.unwrap();
        refused(0, Pause, ErrorCode::Conflict, "already paused").await;
        for action in [Restart, Resume] {
            let said = "parent workspace \"small-1\" is paused";
            refused(1, action, ErrorCode::Conflict, said).await;
        }
        platform.set_provisioner(Provisioner::Missing);
        refused(0, Restart, ErrorCode::Unsupported, "cannot restart").await;
        refused(0, Resume, ErrorCode::Unsupported, "cannot").await;
        assert_eq!(statuses(&world, 2), ["paused", "paused"]);
        assert_eq!(asked(&world, "POST", "/restart"), 2, "none was repeated");

        platform.set_fault(RESTART, PlatformFault::unavailable());
        refused(0, Restart, ErrorCode::PlatformError, "try again").await;
        let stranger = ControlWorkspace {
            workspace_id: "00000000-0000-4000-8000-000000000000".parse().unwrap(),
            action: Restart,
        };
        platform.clear_faults();
        platform.set_provisioner(Provisioner::Docker);
        let error = world.backend.control_workspace(stranger).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::NotFound, "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_and_a_resume_are_shown_at_once_of_all_that_is_below() {
    for generation in GENERATIONS {
        let world = world_of(generation, 4).await;
        let platform = world.lab.world().platform();
        platform.set_boot_time(None);
        nested(&world, 3).await;
        let paused = control(&world, WorkspaceAction::Pause).await.unwrap();
        assert_eq!(paused, ("paused".to_owned(), 3));
        let expected = ["paused", "paused", "paused", "online"];
        assert_eq!(statuses(&world, 4), expected, "no event has told it");
        let resumed = control(&world, WorkspaceAction::Resume).await.unwrap();
        assert_eq!(resumed, ("provisioning".to_owned(), 3));
        let expected = ["provisioning", "provisioning", "provisioning", "online"];
        assert_eq!(statuses(&world, 4), expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_resumed_is_online_again_when_the_platform_says_so() {
    let world = World::start(2).await;
    nested(&world, 2).await;
    follow(&world).await;
    control(&world, WorkspaceAction::Pause).await.unwrap();
    control(&world, WorkspaceAction::Resume).await.unwrap();
    until(|| statuses(&world, 2) == ["online", "online"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_answer_the_row_tells_whether_it_was_done() {
    let world = World::start(1).await;
    let platform = world.lab.world().platform();
    let id = world.id(0).to_string();
    control(&world, WorkspaceAction::Pause).await.unwrap();
    platform.set_fault(RESUME, PlatformFault::text(502, "gateway"));
    let error = control(&world, WorkspaceAction::Resume).await.unwrap_err();
    assert!(error.remedy.unwrap().contains("not sent again"));
    platform.change(&id, |row| row.status = "provisioning".to_owned());
    let done = control(&world, WorkspaceAction::Resume).await;
    assert_eq!(done.unwrap().0, "provisioning");
    assert_eq!(asked(&world, "POST", "/resume"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_without_an_event_is_known_from_the_row() {
    let world = World::start(1).await;
    let platform = world.lab.world().platform();
    platform.set_boot_time(None);
    let done = control(&world, WorkspaceAction::Restart).await.unwrap();
    assert_eq!(done, ("provisioning".to_owned(), 1));
    let row = row(&world, 0);
    assert_eq!(row.status, "provisioning");
    assert!(row.provisioning_since_ms.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_brings_another_instance_and_the_panel_finds_it() {
    for generation in GENERATIONS {
        let world = world_of(generation, 1).await;
        follow(&world).await;
        let before = world.read(0, "config.yaml").await.unwrap();
        let old = world.lab.instances()[0].id.clone();
        assert_eq!(before.instance_id, old);
        control(&world, WorkspaceAction::Restart).await.unwrap();
        until(|| world.lab.instances()[0].id != old && row(&world, 0).status == "online").await;
        let new = world.lab.instances()[0].id.clone();
        let opening = async {
            let events = world.open_panel(0, &Leg::ALL).await;
            let failed = codes(&events)
                .into_iter()
                .filter(|(_, code)| code.is_some());
            assert_eq!(failed.collect::<Vec<_>>(), [], "{events:?}");
        };
        tokio::time::timeout(Duration::from_secs(30), opening)
            .await
            .unwrap();
        let after = world.read(0, "config.yaml").await.unwrap();
        assert_eq!((after.instance_id, after.text), (new, before.text));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_are_asked_for_once_and_known_also_without_an_answer() {
    let world = World::start(1).await;
    let platform = world.lab.world().platform();
    platform.set_fault("GET /templates", PlatformFault::Html);
    let known = world.backend.list_templates().await.unwrap();
    assert_eq!(known.len(), 8, "the default and the known ones: {known:?}");
    platform.clear_faults();
    for _ in 0..2 {
        let names = world.backend.list_templates().await.unwrap();
        let names: Vec<_> = names
            .iter()
            .map(|template| template.name.as_str())
            .collect();
        assert_eq!(names, ["LangGraph (default)", "Claude Code", "Hermes"]);
    }
    assert_eq!(world.lab.counters().requests["GET /templates"], 2);
}
