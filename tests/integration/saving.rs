//! Saving a workspace on the platform: in order, each part sent once and read back.

use std::time::Duration;

use backend::{
    ErrorCode, NewParent, SaveLeg, SaveOutcome, SaveReport, SaveWorkspace, Workspace,
    WorkspaceChanges,
};
use lab::platform::{PlatformFault, ProviderEndpoint, Provisioner, ServerGeneration};

use crate::support::{World, until};

const PATCH: &str = "PATCH /workspaces/:id";
const ROW: &str = "GET /workspaces/:id";

pub(crate) const GENERATIONS: [ServerGeneration; 2] =
    [ServerGeneration::April2026, ServerGeneration::August2026];

/// A world with this many workspaces on a platform of that time.
pub(crate) async fn world_of(generation: ServerGeneration, workspaces: usize) -> World {
    let world = World::start(workspaces).await;
    world.lab.world().platform().set_generation(generation);
    world
}

/// Follows the platform's events from now on.
pub(crate) async fn follow(world: &World) {
    world.backend.keep_fresh();
    until(|| world.lab.world().platform().counters().sockets_open == 1).await;
}

/// How often a route about one workspace was asked for.
pub(crate) fn asked(world: &World, method: &str, rest: &str) -> u64 {
    let route = format!("{method} /workspaces/:id{rest}");
    let requests = world.lab.counters().requests;
    requests.get(&route).copied().unwrap_or_default()
}

pub(crate) fn nothing(world: &World) -> SaveWorkspace {
    SaveWorkspace {
        workspace_id: world.id(0),
        changes: WorkspaceChanges::default(),
        model: None,
        provider: None,
        restart: false,
    }
}

pub(crate) fn outcomes(report: &SaveReport) -> Vec<(SaveLeg, &SaveOutcome)> {
    report
        .legs
        .iter()
        .map(|leg| (leg.leg, &leg.outcome))
        .collect()
}

/// A row as it is shown now.
pub(crate) fn row(world: &World, index: usize) -> Workspace {
    let list = world.backend.workspaces();
    let list = futures_util::FutureExt::now_or_never(list)
        .unwrap()
        .unwrap();
    let id = world.id(index).to_string();
    let mut rows = list.workspaces.into_iter();
    rows.find(|row| row.id == id).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_a_row_is_changed_and_read_back_by_either_generation() {
    for generation in GENERATIONS {
        let world = world_of(generation, 2).await;
        let mut args = nothing(&world);
        args.changes = WorkspaceChanges {
            name: Some(" renamed ".to_owned()),
            role: Some("Digs tunnels".to_owned()),
            tier: Some(4),
            runtime: Some("hermes".to_owned()),
            parent: Some(NewParent::Workspace { id: world.id(1) }),
        };
        let report = world.backend.save_workspace(args.clone()).await.unwrap();
        assert_eq!(outcomes(&report), [(SaveLeg::Row, &SaveOutcome::Saved)]);
        let shown = row(&world, 0);
        assert_eq!(report.workspace.as_ref(), Some(&shown));
        assert_eq!(shown.name, "renamed", "without the spaces");
        assert_eq!(shown.role, Some("Digs tunnels".to_owned()));
        assert_eq!((shown.tier, shown.runtime.as_str()), (Some(4), "hermes"));
        assert_eq!(shown.parent_id, Some(world.id(1).to_string()));

        args.changes = WorkspaceChanges {
            role: Some(String::new()),
            parent: Some(NewParent::None),
            ..WorkspaceChanges::default()
        };
        let report = world.backend.save_workspace(args).await.unwrap();
        assert_eq!(outcomes(&report), [(SaveLeg::Row, &SaveOutcome::Saved)]);
        let shown = row(&world, 0);
        assert_eq!((shown.role, shown.parent_id), (None, None));
        assert_eq!(asked(&world, "PATCH", ""), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_that_reads_differently_names_the_fields_and_is_not_saved() {
    for generation in GENERATIONS {
        let world = world_of(generation, 2).await;
        let platform = world.lab.world().platform();
        platform.swallow_columns(&["tier", "parent_id"]);
        let mut args = nothing(&world);
        args.changes.name = Some(" renamed ".to_owned());
        args.changes.tier = Some(4);
        args.changes.parent = Some(NewParent::Workspace { id: world.id(1) });
        args.model = Some("m".to_owned());
        args.restart = true;
        let report = world.backend.save_workspace(args).await.unwrap();
        let [
            (SaveLeg::Row, saved),
            (SaveLeg::Model, model),
            (SaveLeg::Restart, restart),
        ] = outcomes(&report)[..]
        else {
            panic!("{report:?}");
        };
        let fields = vec!["tier".to_owned(), "parent".to_owned()];
        assert_eq!(*saved, SaveOutcome::NotAccepted { fields });
        assert_eq!(
            *model,
            SaveOutcome::Saved,
            "what failed before does not stop it"
        );
        let SaveOutcome::Skipped { reason } = restart else {
            panic!("{restart:?}");
        };
        assert!(reason.contains("the workspace"), "{reason}");
        assert_eq!(asked(&world, "POST", "/restart"), 0);
        let shown = report.workspace.unwrap();
        assert_eq!(shown.name, "renamed", "as read back");
        assert_eq!((shown.tier, shown.parent_id), (Some(2), None));
    }
}

type Change = Box<dyn Fn(&mut SaveWorkspace)>;

#[tokio::test(flavor = "multi_thread")]
async fn what_the_platform_would_swallow_is_not_sent() {
    let world = World::start(2).await;
    let (parent, child) = (world.id(0), world.id(1));
    let mut below = nothing(&world);
    below.workspace_id = child;
    below.changes.parent = Some(NewParent::Workspace { id: parent });
    let report = world.backend.save_workspace(below).await.unwrap();
    assert_eq!(outcomes(&report), [(SaveLeg::Row, &SaveOutcome::Saved)]);
    let stranger = "00000000-0000-4000-8000-000000000000".parse().unwrap();
    let under = |id| -> Change {
        Box::new(move |args| args.changes.parent = Some(NewParent::Workspace { id }))
    };
    let name = |name: &'static str| -> Change {
        Box::new(move |args| args.changes.name = Some(name.to_owned()))
    };
    let wrong: [(&str, Change); 9] = [
        ("name", name(" ")),
        ("name", name("a{b")),
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
    for (method, rest, sent) in [
        ("PATCH", "", 1),
        ("PUT", "/model", 0),
        ("POST", "/restart", 0),
    ] {
        assert_eq!(asked(&world, method, rest), sent, "{method} {rest}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_answer_what_is_read_afterwards_decides() {
    let world = World::start(1).await;
    let platform = world.lab.world().platform();
    let id = world.id(0).to_string();
    let mut args = nothing(&world);
    args.changes.name = Some("renamed".to_owned());

    platform.set_fault(PATCH, PlatformFault::text(502, "control plane unavailable"));
    let report = world.backend.save_workspace(args.clone()).await.unwrap();
    let [(_, SaveOutcome::Failed { error })] = outcomes(&report)[..] else {
        panic!("it reads as before: {report:?}");
    };
    assert!(error.message.contains("name"), "{error}");

    platform.change(&id, |row| row.name = "renamed".to_owned());
    let report = world.backend.save_workspace(args.clone()).await.unwrap();
    assert_eq!(outcomes(&report), [(SaveLeg::Row, &SaveOutcome::Saved)]);

    platform.set_fault(ROW, PlatformFault::error(500, "query failed"));
    let report = world.backend.save_workspace(args).await.unwrap();
    let [(_, SaveOutcome::Unknown { .. })] = outcomes(&report)[..] else {
        panic!("nobody knows: {report:?}");
    };
    assert_eq!(asked(&world, "PATCH", ""), 3, "each was sent once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_breaks_after_the_sending_leaves_it_unknown_and_sends_nothing_more() {
    let world = World::start(1).await;
    let platform = world.lab.world().platform();
    platform.set_fault(PATCH, PlatformFault::Stall);
    let mut args = nothing(&world);
    args.changes.name = Some("renamed".to_owned());
    args.model = Some("m".to_owned());
    args.restart = true;
    let breaking = async {
        until(|| asked(&world, "PATCH", "") == 1).await;
        world.lab.cut_network();
    };
    let (report, ()) = tokio::join!(world.backend.save_workspace(args.clone()), breaking);
    let report = report.unwrap();
    let [
        (SaveLeg::Row, SaveOutcome::Unknown { error }),
        (SaveLeg::Model, SaveOutcome::Skipped { .. }),
        (SaveLeg::Restart, SaveOutcome::Skipped { .. }),
    ] = outcomes(&report)[..]
    else {
        panic!("{report:?}");
    };
    assert_eq!(error.code, ErrorCode::Unreachable, "{error}");
    assert!(error.message.contains("not known"), "{error}");

    platform.clear_faults();
    world.lab.restore_network();
    world.backend.refresh().await.unwrap();
    assert_eq!(row(&world, 0).name, "small-1", "nothing was queued");
    assert_eq!(asked(&world, "PATCH", ""), 1, "nor sent again");
    assert_eq!(asked(&world, "PUT", "/model"), 0);
    let report = world.backend.save_workspace(args).await.unwrap();
    let saved = &SaveOutcome::Saved;
    assert_eq!(
        outcomes(&report),
        [
            (SaveLeg::Row, saved),
            (SaveLeg::Model, saved),
            (SaveLeg::Restart, saved)
        ]
    );
}

/// Saves another model with a restart; how often a restart was asked for, and how long all that took.
async fn save_and_restart(world: &World) -> (u64, Duration) {
    follow(world).await;
    let mut args = nothing(world);
    args.model = Some("m".to_owned());
    args.restart = true;
    let began = tokio::time::Instant::now();
    let report = world.backend.save_workspace(args).await.unwrap();
    let saved = &SaveOutcome::Saved;
    assert_eq!(
        outcomes(&report),
        [(SaveLeg::Model, saved), (SaveLeg::Restart, saved)]
    );
    assert_eq!(report.model.unwrap().model, "m");
    assert_eq!(row(world, 0).needs_restart, None, "a restart settles it");
    (asked(world, "POST", "/restart"), began.elapsed())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_that_the_platform_begins_by_itself_is_not_asked_for_again() {
    for generation in GENERATIONS {
        let world = world_of(generation, 1).await;
        let platform = world.lab.world().platform();
        platform.set_provisioner(Provisioner::Docker);
        let (restarts, _) = save_and_restart(&world).await;
        assert_eq!(restarts, 0, "{generation:?}");
        until(|| row(&world, 0).status == "online").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_that_the_platform_does_not_begin_is_asked_for_after_three_seconds() {
    let [older, newer] = GENERATIONS.map(|generation| async move {
        let world = world_of(generation, 1).await;
        let (restarts, took) = save_and_restart(&world).await;
        assert_eq!(restarts, 1, "{generation:?}");
        assert!(took >= Duration::from_secs(3), "{took:?}");
        until(|| row(&world, 0).status == "online").await;
    });
    tokio::join!(older, newer);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_that_is_taken_away_reads_as_either_generation_has_it() {
    let expected = [
        (ServerGeneration::April2026, "", "default"),
        (
            ServerGeneration::August2026,
            "anthropic:claude-sonnet-4-5",
            "default",
        ),
    ];
    for (generation, model, source) in expected {
        let world = world_of(generation, 1).await;
        let mut args = nothing(&world);
        args.model = Some(String::new());
        let report = world.backend.save_workspace(args).await.unwrap();
        assert_eq!(outcomes(&report), [(SaveLeg::Model, &SaveOutcome::Saved)]);
        let read = report.model.unwrap();
        assert_eq!((read.model.as_str(), read.source.as_str()), (model, source));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_not_offered_is_not_sent_by_either_generation() {
    for generation in GENERATIONS {
        let world = world_of(generation, 1).await;
        let mut args = nothing(&world);
        args.provider = Some("anthropic".to_owned());
        args.restart = true;
        let report = world.backend.save_workspace(args).await.unwrap();
        let [
            (_, SaveOutcome::Failed { error }),
            (_, SaveOutcome::Skipped { .. }),
        ] = outcomes(&report)[..]
        else {
            panic!("{generation:?}: {report:?}");
        };
        assert_eq!(error.code, ErrorCode::Unsupported);
        assert_eq!(asked(&world, "PUT", "/provider"), 0, "{generation:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_offered_is_changed_and_taken_away_again() {
    let world = World::start(1).await;
    let platform = world.lab.world().platform();
    platform.set_provider_endpoint(ProviderEndpoint::Offered);
    for (provider, source) in [("openai", "workspace_secrets"), ("", "default")] {
        let mut args = nothing(&world);
        args.provider = Some(provider.to_owned());
        let report = world.backend.save_workspace(args).await.unwrap();
        assert_eq!(
            outcomes(&report),
            [(SaveLeg::Provider, &SaveOutcome::Saved)]
        );
        let read = report.provider.unwrap();
        assert_eq!(
            (read.provider.as_str(), read.source.as_str()),
            (provider, source)
        );
    }
}
