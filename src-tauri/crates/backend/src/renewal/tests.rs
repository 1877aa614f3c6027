use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use futures_util::future::join_all;

use super::*;

fn expired() -> IpcError {
    IpcError::new(ErrorCode::CredentialsExpired, "they are old")
}

fn renewal() -> (Renewal, broadcast::Receiver<AppEvent>) {
    let (events, listener) = broadcast::channel(256);
    (Renewal::new(events), listener)
}

fn prompts(listener: &mut broadcast::Receiver<AppEvent>) -> Vec<Option<u64>> {
    let mut seen = Vec::new();
    while let Ok(event) = listener.try_recv() {
        if let AppEvent::Credentials { problem } = event {
            seen.push(problem.map(|problem| problem.waiting));
        }
    }
    seen
}

#[tokio::test]
async fn fifty_failures_are_one_prompt_and_all_work_goes_on_after_it() {
    let (renewal, mut listener) = renewal();
    let is_good = AtomicBool::new(false);
    let runs = AtomicUsize::new(0);
    let work = || async {
        runs.fetch_add(1, Ordering::SeqCst);
        if is_good.load(Ordering::SeqCst) {
            Ok(())
        } else {
            Err(expired())
        }
    };
    let waiting = join_all((0..50).map(|_| renewal.with_credentials(Some("aws sso login"), work)));
    let signing_in = async {
        let mut status = renewal.status.subscribe();
        let all_wait = |status: &Status| {
            let problem = status.problem.as_ref();
            problem.is_some_and(|problem| problem.waiting == 50)
        };
        status.wait_for(all_wait).await.unwrap();
        let problem = renewal.problem().unwrap();
        assert_eq!(problem.command.as_deref(), Some("aws sso login"));
        is_good.store(true, Ordering::SeqCst);
        renewal.renewed();
    };
    let (answers, ()) = tokio::join!(waiting, signing_in);
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(
        runs.load(Ordering::SeqCst),
        100,
        "each ran once more, not more often"
    );
    let prompts = prompts(&mut listener);
    let begun = prompts.iter().filter(|waiting| **waiting == Some(1));
    assert_eq!(begun.count(), 1, "one prompt: {prompts:?}");
    assert_eq!(prompts.last(), Some(&None), "and it is gone: {prompts:?}");
}

#[tokio::test]
async fn a_wait_that_is_stopped_ends_with_the_error_of_the_credentials() {
    let (renewal, _listener) = renewal();
    let mut waiting =
        Box::pin(renewal.with_credentials(None, || async { Err::<(), _>(expired()) }));
    assert!(futures_util::poll!(&mut waiting).is_pending());
    renewal.stop();
    assert_eq!(
        waiting.await.unwrap_err().code,
        ErrorCode::CredentialsExpired
    );
    assert_eq!(renewal.problem(), None);
}

#[tokio::test]
async fn one_that_gives_up_is_not_counted_any_more_and_the_others_go_on_waiting() {
    let (renewal, _listener) = renewal();
    let wait = || Box::pin(renewal.with_credentials(None, || async { Err::<(), _>(expired()) }));
    let (mut first, mut second) = (wait(), wait());
    assert!(futures_util::poll!(&mut first).is_pending());
    assert!(futures_util::poll!(&mut second).is_pending());
    drop(first);
    assert_eq!(renewal.problem().unwrap().waiting, 1);
    assert!(futures_util::poll!(&mut second).is_pending());
    drop(second);
    assert_eq!(renewal.problem(), None, "the prompt goes with the last");
}

#[tokio::test]
async fn without_a_listener_and_for_other_errors_nothing_waits() {
    let (renewal, listener) = renewal();
    let throttled = || async { Err::<(), _>(IpcError::new(ErrorCode::Throttled, "busy")) };
    let error = renewal.with_credentials(None, throttled).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Throttled);
    drop(listener);
    let work = || async { Err::<(), _>(expired()) };
    let error = renewal.with_credentials(None, work).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::CredentialsExpired);
    assert_eq!(renewal.problem(), None);
}

#[tokio::test]
async fn credentials_that_were_renewed_while_the_work_ran_are_tried_at_once() {
    let (renewal, mut listener) = renewal();
    let runs = AtomicUsize::new(0);
    let work = || async {
        if runs.fetch_add(1, Ordering::SeqCst) > 0 {
            return Ok(());
        }
        // What fails here were the old ones.
        renewal.renewed();
        Err(expired())
    };
    renewal.with_credentials(None, work).await.unwrap();
    assert_eq!(prompts(&mut listener), [], "nobody was asked");
}

#[tokio::test]
async fn one_of_an_ended_wait_does_not_count_in_the_next() {
    let (renewal, _listener) = renewal();
    let wait = || Box::pin(renewal.with_credentials(None, || async { Err::<(), _>(expired()) }));
    let mut first = wait();
    assert!(futures_util::poll!(&mut first).is_pending());
    renewal.stop();
    let mut second = wait();
    assert!(futures_util::poll!(&mut second).is_pending());
    drop(first);
    assert_eq!(renewal.problem().unwrap().waiting, 1);
}
