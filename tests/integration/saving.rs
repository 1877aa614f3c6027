//! Saving a workspace on the platform: in order, each part sent once and read back.

use std::time::Duration;

use backend::{
    ErrorCode, NewParent, PublishCard, RestartReason, SaveLeg, SaveOutcome, SaveReport,
    SaveWorkspace, WorkspaceChanges,
};
use lab::platform::{PlatformFault, ProviderEndpoint};

use crate::support::{World, until};

const PATCH: &str = "PATCH /workspaces/:id";
const ROW: &str = "GET /workspaces/:id";
const PUT_MODEL: &str = "PUT /workspaces/:id/model";
const MODEL: &str = "GET /workspaces/:id/model";

pub(crate) fn answer(status: u16, body: &str) -> PlatformFault {
    PlatformFault::Answer {
        status,
        body: body.to_owned(),
    }
}

/// A route below one workspace, whether the lab has it or not.
pub(crate) fn fault(world: &World, method: &str, rest: &str, fault: &PlatformFault) {
    let platform = world.lab.world().platform();
    for id in [":id".to_owned(), world.id(0).to_string()] {
        platform.set_fault(&format!("{method} /workspaces/{id}/{rest}"), fault.clone());
    }
}

/// How often it was asked for.
pub(crate) fn asked(world: &World, method: &str, rest: &str) -> u64 {
    let requests = world.lab.counters().requests;
    [":id".to_owned(), world.id(0).to_string()]
        .iter()
        .filter_map(|id| requests.get(&format!("{method} /workspaces/{id}{rest}")))
        .sum()
}

type Change = Box<dyn Fn(&mut SaveWorkspace)>;

fn nothing(world: &World) -> SaveWorkspace {
    SaveWorkspace {
        workspace_id: world.id(0),
        changes: WorkspaceChanges::default(),
        model: None,
        provider: None,
        restart: false,
    }
}

fn outcomes(report: &SaveReport) -> Vec<(SaveLeg, &SaveOutcome)> {
    report
        .legs
        .iter()
        .map(|leg| (leg.leg, &leg.outcome))
        .collect()
}

fn reason(world: &World) -> Option<RestartReason> {
    let list = world.backend.workspaces();
    let list = futures_util::FutureExt::now_or_never(list)
        .unwrap()
        .unwrap();
    let row = list
        .workspaces
        .iter()
        .find(|row| row.id == world.id(0).to_string());
    row.unwrap().needs_restart.map(|due| due.reason)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_that_reads_differently_names_the_fields_and_is_not_saved() {
    let world = World::start(1).await;
    let platform = world.lab.world().platform();
    platform.set_fault(PATCH, answer(200, r#"{"status":"updated"}"#));
    let id = world.id(0).to_string();
    platform.change(&id, |row| row.name = "renamed".to_owned());
    let mut args = nothing(&world);
    args.changes.name = Some(" renamed ".to_owned());
    args.changes.tier = Some(4);
    args.restart = true;
    let report = world.backend.save_workspace(args).await.unwrap();
    let [(SaveLeg::Row, row), (SaveLeg::Restart, restart)] = outcomes(&report)[..] else {
        panic!("{report:?}");
    };
    let fields = vec!["tier".to_owned()];
    assert_eq!(*row, SaveOutcome::NotAccepted { fields });
    assert!(
        matches!(restart, SaveOutcome::Skipped { .. }),
        "{restart:?}"
    );
    assert_eq!(asked(&world, "POST", "/restart"), 0);
    assert_eq!(report.workspace.unwrap().name, "renamed", "as read back");
    assert_eq!(reason(&world), None, "the tier did not take");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_runtime_makes_a_restart_due_until_it_is_dismissed() {
    let world = World::start(1).await;
    let platform = world.lab.world().platform();
    platform.set_fault(PATCH, answer(200, r#"{"status":"updated"}"#));
    let id = world.id(0).to_string();
    platform.change(&id, |row| row.runtime = "hermes".to_owned());
    let mut args = nothing(&world);
    args.changes.runtime = Some("hermes".to_owned());
    let report = world.backend.save_workspace(args).await.unwrap();
    assert_eq!(outcomes(&report), [(SaveLeg::Row, &SaveOutcome::Saved)]);
    assert_eq!(reason(&world), Some(RestartReason::Row));
    world.backend.refresh().await.unwrap();
    assert_eq!(reason(&world), Some(RestartReason::Row), "a list leaves it");
    let workspace_id = world.id(0);
    let dismiss = backend::DismissRestart { workspace_id };
    world.backend.dismiss_restart(&dismiss).unwrap();
    assert_eq!(reason(&world), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_platform_would_swallow_is_not_sent() {
    let world = World::start(2).await;
    let platform = world.lab.world().platform();
    let (parent, child) = (world.id(0), world.id(1));
    let below = Some(parent.to_string());
    platform.change(&child.to_string(), |row| row.parent_id = below);
    world.backend.refresh().await.unwrap();
    let stranger = "00000000-0000-4000-8000-000000000000".parse().unwrap();
    let under = |id| -> Change {
        Box::new(move |args| args.changes.parent = Some(NewParent::Workspace { id }))
    };
    let wrong: [(&str, Change); 9] = [
        (
            "name",
            Box::new(|args| args.changes.name = Some(" ".to_owned())),
        ),
        (
            "name",
            Box::new(|args| args.changes.name = Some("a{b".to_owned())),
        ),
        (
            "role",
            Box::new(|args| args.changes.role = Some("a\nb".to_owned())),
        ),
        ("tier", Box::new(|args| args.changes.tier = Some(5))),
        (
            "runtime",
            Box::new(|args| args.changes.runtime = Some("r".repeat(101))),
        ),
        ("parent", under(parent)),
        ("parent", under(child)),
        ("parent", under(stranger)),
        ("model", Box::new(|args| args.model = Some("m".repeat(101)))),
    ];
    for (field, change) in wrong {
        let mut args = nothing(&world);
        change(&mut args);
        args.restart = true;
        let error = world.backend.save_workspace(args).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidInput, "{error}");
        assert!(error.message.contains(field), "{field}: {error}");
    }
    for (method, rest) in [("PATCH", ""), ("PUT", "/model"), ("POST", "/restart")] {
        assert_eq!(
            asked(&world, method, rest),
            0,
            "nothing was sent: {method} {rest}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_answer_what_is_read_afterwards_decides() {
    let world = World::start(1).await;
    let platform = world.lab.world().platform();
    let cut = answer(502, "control plane unavailable");
    let id = world.id(0).to_string();
    let mut args = nothing(&world);
    args.changes.name = Some("renamed".to_owned());

    platform.set_fault(PATCH, cut.clone());
    let report = world.backend.save_workspace(args.clone()).await.unwrap();
    let [(_, SaveOutcome::Failed { error })] = outcomes(&report)[..] else {
        panic!("it reads as before: {report:?}");
    };
    assert!(error.message.contains("name"), "{error}");

    platform.change(&id, |row| row.name = "renamed".to_owned());
    let report = world.backend.save_workspace(args.clone()).await.unwrap();
    assert_eq!(outcomes(&report), [(SaveLeg::Row, &SaveOutcome::Saved)]);

    platform.set_fault(ROW, answer(500, r#"{"error":"query failed"}"#));
    let report = world.backend.save_workspace(args).await.unwrap();
    let [(_, SaveOutcome::Unknown { .. })] = outcomes(&report)[..] else {
        panic!("nobody knows: {report:?}");
    };
    assert_eq!(asked(&world, "PATCH", ""), 3, "each was sent once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_that_the_platform_begins_by_itself_is_not_asked_for_again() {
    let world = World::start(1).await;
    world.backend.keep_fresh();
    until(|| world.lab.world().platform().counters().sockets_open == 1).await;
    let platform = world.lab.world().platform();
    platform.set_fault(PUT_MODEL, answer(200, r#"{"status":"saved","model":"m"}"#));
    fault(
        &world,
        "POST",
        "restart",
        &answer(200, r#"{"status":"provisioning"}"#),
    );
    let id = world.id(0).to_string();
    platform.change(&id, |row| row.model = "m".to_owned());
    let mut args = nothing(&world);
    args.model = Some("m".to_owned());
    args.restart = true;
    let saving = world.backend.save_workspace(args.clone());
    let provisioning = async {
        // Read back after the change: the platform restarts it from here on.
        until(|| asked(&world, "GET", "/model") == 1).await;
        platform.set_status(&id, "provisioning");
    };
    let (report, ()) = tokio::join!(saving, provisioning);
    let report = report.unwrap();
    let saved = &SaveOutcome::Saved;
    assert_eq!(
        outcomes(&report),
        [(SaveLeg::Model, saved), (SaveLeg::Restart, saved)]
    );
    assert_eq!(asked(&world, "POST", "/restart"), 0);
    assert_eq!(reason(&world), None);

    // One that does not, is asked after three seconds.
    platform.set_status(&id, "online");
    let started = tokio::time::Instant::now();
    let report = world.backend.save_workspace(args).await.unwrap();
    assert_eq!(
        outcomes(&report),
        [(SaveLeg::Model, saved), (SaveLeg::Restart, saved)]
    );
    assert_eq!(asked(&world, "POST", "/restart"), 1);
    assert!(started.elapsed() >= Duration::from_secs(3));
    assert_eq!(reason(&world), None, "a restart settles it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_alone_makes_a_restart_due_until_the_platform_provisions() {
    let world = World::start(1).await;
    world.backend.keep_fresh();
    until(|| world.lab.world().platform().counters().sockets_open == 1).await;
    let platform = world.lab.world().platform();
    platform.set_fault(PUT_MODEL, answer(200, r#"{"status":"cleared"}"#));
    // A newer server answers the model that is in force without the override.
    platform.set_fault(MODEL, answer(200, r#"{"model":"m","source":"default"}"#));
    let mut args = nothing(&world);
    args.model = Some(String::new());
    let report = world.backend.save_workspace(args).await.unwrap();
    assert_eq!(outcomes(&report), [(SaveLeg::Model, &SaveOutcome::Saved)]);
    assert_eq!(report.model.as_ref().unwrap().model, "m");
    assert_eq!(reason(&world), Some(RestartReason::Model));
    platform.set_status(&world.id(0).to_string(), "provisioning");
    until(|| reason(&world).is_none()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_not_offered_is_not_sent_by_either_generation() {
    for endpoint in [ProviderEndpoint::Absent, ProviderEndpoint::Retired] {
        let world = World::start(1).await;
        world.lab.world().platform().set_provider_endpoint(endpoint);
        let mut args = nothing(&world);
        args.provider = Some("anthropic".to_owned());
        args.restart = true;
        let report = world.backend.save_workspace(args).await.unwrap();
        let [
            (_, SaveOutcome::Failed { error }),
            (_, SaveOutcome::Skipped { .. }),
        ] = outcomes(&report)[..]
        else {
            panic!("{endpoint:?}: {report:?}");
        };
        assert_eq!(error.code, ErrorCode::Unsupported);
        assert_eq!(asked(&world, "PUT", "/provider"), 0, "{endpoint:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_below_the_base_folder_make_a_restart_due_and_others_do_not() {
    let world = World::start(1).await;
    let other = world.edit(0, "/workspace/new.md", None, "x");
    world.write(other).await.unwrap();
    assert_eq!(reason(&world), None);
    let below = world.edit(0, "notes/new.md", None, "x");
    world.write(below).await.unwrap();
    assert_eq!(reason(&world), Some(RestartReason::Files));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_published_with_a_token_of_its_own_only_when_that_was_said() {
    let world = World::start(1).await;
    let platform = world.lab.world().platform();
    let refusal = answer(401, r#"{"error":"invalid workspace auth token"}"#);
    platform.set_fault("POST /registry/update-card", refusal);
    let mut args = PublishCard {
        workspace_id: world.id(0),
        json: r#"{"name":"New"}"#.to_owned(),
        with_own_token: false,
    };
    let error = world.backend.publish_card(args.clone()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::AccessDenied);
    assert!(error.remedy.unwrap().contains("own token"));
    assert_eq!(asked(&world, "POST", "/tokens"), 0, "none was made");

    fault(
        &world,
        "POST",
        "tokens",
        &answer(
            201,
            r#"{"auth_token":"secret-token","id":"t1","message":""}"#,
        ),
    );
    fault(
        &world,
        "DELETE",
        "tokens/t1",
        &answer(200, r#"{"status":"revoked"}"#),
    );
    args.with_own_token = true;
    let error = world.backend.publish_card(args.clone()).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unauthenticated, "{error}");
    assert_eq!(
        asked(&world, "DELETE", "/tokens/t1"),
        1,
        "revoked all the same"
    );

    fault(
        &world,
        "DELETE",
        "tokens/t1",
        &answer(500, r#"{"error":"no"}"#),
    );
    let error = world.backend.publish_card(args.clone()).await.unwrap_err();
    assert!(error.message.contains("not published"), "{error}");
    assert!(error.message.contains("could not be revoked"), "{error}");
    assert!(!format!("{error:?}").contains("secret-token"));

    for json in ["[]", "{", "\"card\"", r#"{"a":"\u0000"}"#] {
        args.json = json.to_owned();
        let error = world.backend.publish_card(args.clone()).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidInput, "{json}");
    }
}
