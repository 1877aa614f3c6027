use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use tokio::sync::Semaphore;

use super::*;

/// Counts its answers; each waits for a permit, and lives for `lifetime`.
#[derive(Debug)]
struct Source {
    asked: AtomicUsize,
    answers: Semaphore,
    lifetime: Option<Duration>,
    failures: usize,
}

impl Source {
    fn new(lifetime: Option<Duration>, failures: usize) -> Arc<Self> {
        Arc::new(Self {
            asked: AtomicUsize::new(0),
            answers: Semaphore::new(Semaphore::MAX_PERMITS),
            lifetime,
            failures,
        })
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[derive(Debug)]
struct Provider(Arc<Source>);

impl ProvideCredentials for Provider {
    fn provide_credentials<'a>(&'a self) -> Providing<'a>
    where
        Self: 'a,
    {
        Providing::new(async {
            let source = &self.0;
            let number = source.asked.fetch_add(1, Ordering::SeqCst);
            source.answers.acquire().await.unwrap().forget();
            if number < source.failures {
                return Err(CredentialsError::provider_error(
                    "the SSO session has expired",
                ));
            }
            let expiry = source.lifetime.map(|lifetime| SystemTime::now() + lifetime);
            Ok(Credentials::new("id", "secret", None, expiry, "test"))
        })
    }
}

fn kept(source: &Arc<Source>) -> KeptCredentials {
    KeptCredentials::new(SharedCredentialsProvider::new(Provider(Arc::clone(source))))
}

#[tokio::test]
async fn callers_at_the_same_time_and_later_ones_share_one_fetch() {
    let source = Source::new(None, 0);
    let credentials = kept(&source);
    let answers = join_all((0..10).map(|_| credentials.get())).await;
    assert!(answers.iter().all(Result::is_ok));
    credentials.clone().get().await.unwrap();
    assert_eq!(source.asked(), 1);
}

#[tokio::test]
async fn credentials_are_kept_until_five_minutes_before_their_end() {
    for (minutes, asked) in [(6, 1), (4, 2)] {
        let source = Source::new(Some(Duration::from_mins(minutes)), 0);
        let credentials = kept(&source);
        credentials.get().await.unwrap();
        credentials.state().asked = None;
        credentials.get().await.unwrap();
        assert_eq!(source.asked(), asked, "with {minutes} minutes to live");
    }
}

#[tokio::test]
async fn a_failure_reaches_all_who_waited_and_is_not_kept() {
    let source = Source::new(None, 1);
    let credentials = kept(&source);
    for answer in join_all((0..3).map(|_| credentials.get())).await {
        let error = answer.unwrap_err();
        assert!(
            matches!(error, Error::CredentialsExpired { .. }),
            "{error:?}"
        );
    }
    credentials.get().await.unwrap();
    assert_eq!(source.asked(), 2);
}

#[tokio::test]
async fn a_caller_that_gives_up_changes_nothing_for_the_others() {
    let mut source = Source::new(None, 0);
    Arc::get_mut(&mut source).unwrap().answers = Semaphore::new(0);
    let credentials = kept(&source);
    let mut first = Box::pin(credentials.get());
    assert!(futures_util::poll!(&mut first).is_pending());
    let mut second = Box::pin(credentials.get());
    assert!(futures_util::poll!(&mut second).is_pending());
    drop(first);
    source.answers.add_permits(1);
    second.await.unwrap();
    assert_eq!(source.asked(), 1);
}

#[tokio::test]
async fn what_has_expired_already_is_not_signed_with_and_says_so() {
    let source = Source::new(Some(Duration::ZERO), 0);
    let error = kept(&source).get().await.unwrap_err();
    assert!(
        matches!(error, Error::CredentialsExpired { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn what_aws_calls_expired_is_fetched_anew() {
    let source = Source::new(None, 0);
    let credentials = kept(&source);
    credentials.get().await.unwrap();
    credentials.forget();
    credentials.get().await.unwrap();
    assert_eq!(source.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_source_that_does_not_answer_is_unreachable_and_not_missing() {
    let mut source = Source::new(None, 0);
    Arc::get_mut(&mut source).unwrap().answers = Semaphore::new(0);
    let error = kept(&source).get().await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_source_that_fails_shortly_before_the_end_does_not_cost_what_is_still_good() {
    let source = Source::new(Some(Duration::from_mins(4)), 0);
    let credentials = kept(&source);
    credentials.get().await.unwrap();
    let failing = Source::new(None, usize::MAX);
    credentials.state().source = SharedCredentialsProvider::new(Provider(Arc::clone(&failing)));
    credentials.state().asked = None;
    credentials.get().await.unwrap();
    assert_eq!(failing.asked(), 1, "it was asked");
    credentials.get().await.unwrap();
    assert_eq!(failing.asked(), 1, "and not for every signature");
}

#[tokio::test]
async fn a_source_without_a_network_is_unreachable_and_not_missing() {
    #[derive(Debug)]
    struct Offline;
    impl ProvideCredentials for Offline {
        fn provide_credentials<'a>(&'a self) -> Providing<'a>
        where
            Self: 'a,
        {
            let refused = std::io::Error::new(std::io::ErrorKind::ConnectionRefused, "expired?");
            let offline = ConnectorError::io(refused.into());
            Providing::ready(Err(CredentialsError::provider_error(offline)))
        }
    }
    let credentials = KeptCredentials::new(SharedCredentialsProvider::new(Offline));
    let error = credentials.get().await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
}

#[tokio::test]
async fn the_same_credentials_again_are_no_renewal() {
    let credentials = kept(&Source::new(None, 0));
    credentials.get().await.unwrap();
    let again = SharedCredentialsProvider::new(Provider(Source::new(None, 0)));
    assert!(!credentials.replace(again).await.unwrap());
    let other = Credentials::new("other", "secret", None, None, "test");
    let other = SharedCredentialsProvider::new(other);
    assert!(credentials.replace(other).await.unwrap());
}

#[tokio::test]
async fn credentials_are_at_hand_from_their_load_until_shortly_before_their_end() {
    let (lasting, short) = (
        Source::new(None, 0),
        Source::new(Some(Duration::from_mins(4)), 0),
    );
    for (source, is_at_hand) in [(lasting, true), (short, false)] {
        let credentials = kept(&source);
        assert!(!credentials.are_at_hand());
        credentials.get().await.unwrap();
        assert_eq!(credentials.are_at_hand(), is_at_hand);
        credentials.forget();
        assert!(!credentials.are_at_hand(), "AWS has refused them");
        assert_eq!(source.asked(), 1, "nobody is asked for that");
    }
}
