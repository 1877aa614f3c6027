//! Credentials that are missing or over: one prompt, and everything goes on after it.

use std::{
    path::Path,
    process::Output,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use backend::{AppEvent, Backend, CredentialsProblem, ErrorCode, Leg, ListFiles, Subscription};
use futures_util::future::join_all;
use lab::{Call, Fault};

use crate::support::{World, causeway, codes, exports, open_panel};

async fn problem(
    subscription: &mut Subscription,
    wanted: impl Fn(&Option<CredentialsProblem>) -> bool,
) -> Option<CredentialsProblem> {
    let looking = async {
        loop {
            if let Some(AppEvent::Credentials { problem }) = subscription.next().await
                && wanted(&problem)
            {
                return problem;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), looking)
        .await
        .unwrap()
}

/// A listener that has seen everything up to now.
async fn window(backend: &Backend) -> Subscription {
    let mut window = backend.subscribe();
    window.next().await;
    window
}

fn list(
    backend: &Backend,
    world: &World,
    index: usize,
) -> impl Future<Output = Result<(), backend::IpcError>> + use<> {
    let (backend, workspace_id) = (backend.clone(), world.id(index));
    async move {
        let path = String::new();
        backend
            .list_files(ListFiles::of(workspace_id, path), |_| {})
            .await
            .map(drop)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn expired_credentials_are_one_prompt_and_all_waiting_work_goes_on_after_it() {
    let world = World::start(5).await;
    world
        .lab
        .world()
        .refuse(Call::SendSshPublicKey, Fault::expired_token_exception());
    let backend = world.connect_again().await;
    let mut window = window(&backend).await;
    let work = join_all((0..50).map(|number| list(&backend, &world, number % 5)));
    let signing_in = async {
        let seen = problem(&mut window, |problem| {
            problem
                .as_ref()
                .is_some_and(|problem| problem.waiting == 50)
        })
        .await;
        assert_eq!(seen.unwrap().error.code, ErrorCode::CredentialsExpired);
        world.lab.world().accept(Call::SendSshPublicKey);
        backend.renew_credentials().await.unwrap();
        assert_eq!(problem(&mut window, Option::is_none).await, None);
    };
    let (answers, ()) = tokio::join!(work, signing_in);
    for answer in answers {
        answer.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_is_not_to_wait_any_longer_ends_with_the_reason() {
    let world = World::start(1).await;
    world
        .lab
        .world()
        .refuse(Call::SendSshPublicKey, Fault::expired_token_exception());
    let backend = world.connect_again().await;
    let mut window = window(&backend).await;
    let stopping = async {
        problem(&mut window, Option::is_some).await;
        backend.stop_waiting_for_credentials().unwrap();
    };
    let (answer, ()) = tokio::join!(list(&backend, &world, 0), stopping);
    assert_eq!(answer.unwrap_err().code, ErrorCode::CredentialsExpired);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panel_that_is_closed_does_not_wait_for_credentials() {
    let world = World::start(1).await;
    world
        .lab
        .world()
        .refuse(Call::SendSshPublicKey, Fault::expired_token_exception());
    let backend = world.connect_again().await;
    let without_window = open_panel(&backend, world.id(0), &[Leg::Workspace, Leg::Files]).await;
    assert_eq!(
        codes(&without_window)[1].1,
        Some(ErrorCode::CredentialsExpired),
        "nobody could be asked"
    );
    let mut window = window(&backend).await;
    let listing = tokio::spawn(list(&backend, &world, 0));
    problem(&mut window, Option::is_some).await;
    listing.abort();
    assert_eq!(problem(&mut window, Option::is_none).await, None);
}

/// A time as `aws configure export-credentials` writes it.
fn rfc3339(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap().as_secs();
    let output = std::process::Command::new("date")
        .args(["-u", "+%Y-%m-%dT%H:%M:%SZ", "-d", &format!("@{seconds}")])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_end_are_told_within_five_seconds_without_any_work_that_meets_it() {
    let world = World::start(1).await;
    // Whole seconds, as it is written.
    let end = UNIX_EPOCH
        + Duration::from_secs(
            (SystemTime::now() + Duration::from_secs(8))
                .duration_since(UNIX_EPOCH)
                .unwrap()
                .as_secs(),
        );
    let mut variables = exports(&world.lab);
    variables.push(("AWS_CREDENTIAL_EXPIRATION", rfc3339(end)));
    let backend = world.connect_with(variables).await;
    // Loads them; nothing is asked after it.
    backend.preload().await.unwrap();
    let asked = world.lab.counters();
    let mut window = window(&backend).await;
    let told = problem(&mut window, |_| true).await.unwrap();
    let late = SystemTime::now().duration_since(end);
    let late = late.expect("not while they are good");
    assert!(late < Duration::from_secs(5), "told {late:?} after the end");
    assert_eq!(told.error.code, ErrorCode::CredentialsExpired);
    assert_eq!(told.waiting, 0, "no work has met it");
    assert!(told.error.remedy.is_some(), "{told:?}");
    assert_eq!(world.lab.counters(), asked, "nobody was asked for it");
    let Some(AppEvent::Snapshot { state }) = backend.subscribe().next().await else {
        panic!("the first event is a snapshot")
    };
    assert_eq!(state.credentials, Some(told), "a later window sees it too");
}

/// `causeway doctor` with profile files instead of keys in the environment.
async fn doctor(world: &World, config: &str, profile: &str) -> Output {
    let folder = world.home.path().join(".aws");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::create_dir_all(world.home.path().join("tmp")).unwrap();
    std::fs::write(folder.join("config"), config).unwrap();
    let mut variables = exports(&world.lab);
    variables.retain(|(name, _)| {
        !matches!(
            *name,
            "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY" | "AWS_SESSION_TOKEN"
        )
    });
    variables.push(("AWS_PROFILE", profile.to_owned()));
    let mut command = causeway(world.home.path(), &variables);
    command.arg("doctor");
    tokio::task::spawn_blocking(move || command.output().unwrap())
        .await
        .unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn keys_of(world: &World) -> String {
    let credentials = world.lab.credentials();
    format!(
        "aws_access_key_id = {}\naws_secret_access_key = {}\naws_session_token = {}\n",
        credentials.access_key_id,
        credentials.secret_access_key,
        credentials.session_token.as_deref().unwrap_or_default()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_s_keys_and_a_profile_s_program_sign_as_the_environment_does() {
    let world = World::start(1).await;
    let credentials = world.lab.credentials();
    let printed = serde_json::json!({
        "Version": 1,
        "AccessKeyId": credentials.access_key_id,
        "SecretAccessKey": credentials.secret_access_key,
        "SessionToken": credentials.session_token,
    });
    let file = world.home.path().join("printed.json");
    std::fs::write(&file, printed.to_string()).unwrap();
    let program = format!(
        "credential_process = {} {}\n",
        cat().display(),
        file.display()
    );
    for lines in [keys_of(&world), program] {
        let config = format!("[profile work]\n{lines}");
        let output = doctor(&world, &config, "work").await;
        assert!(output.status.success(), "{}", text(&output));
        assert!(text(&output).contains("arn:aws:"), "{}", text(&output));
    }
}

fn cat() -> &'static Path {
    Path::new("/bin/cat")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_sso_session_that_is_over_names_the_very_command_that_renews_it() {
    let world = World::start(1).await;
    let config = "[profile team]\nsso_session = acme\nsso_account_id = 111122223333\nsso_role_name = dev\n\
        [sso-session acme]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = us-east-2\nsso_registration_scopes = sso:account:access\n";
    let output = doctor(&world, config, "team").await;
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(
        text(&output).contains("aws sso login --profile team"),
        "{}",
        text(&output)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_credentials_it_is_said_what_would_bring_some() {
    let world = World::start(1).await;
    let output = doctor(&world, "[profile empty]\nregion = us-east-2\n", "empty").await;
    assert_eq!(output.status.code(), Some(1), "{}", text(&output));
    assert!(
        text(&output).contains("aws configure sso"),
        "{}",
        text(&output)
    );
}
