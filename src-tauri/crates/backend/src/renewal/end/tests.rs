use std::{
    future::{pending, ready},
    sync::atomic::{AtomicUsize, Ordering},
};

use tokio::{sync::broadcast, time::Instant};

use super::*;
use crate::{AppEvent, ErrorCode};

const LIFETIME: Duration = Duration::from_mins(7);

/// A wall clock that goes with the paused one.
#[derive(Clone, Copy)]
struct Clock(SystemTime, Instant);

impl Clock {
    fn now(self) -> SystemTime {
        self.0 + self.1.elapsed()
    }
}

struct Scene {
    clock: Clock,
    renewal: Renewal,
    events: broadcast::Receiver<AppEvent>,
    end: watch::Sender<Option<SystemTime>>,
}

impl Scene {
    /// Credentials that were loaded now.
    fn new() -> Self {
        let (sender, events) = broadcast::channel(16);
        let clock = Clock(SystemTime::now(), Instant::now());
        Self {
            clock,
            renewal: Renewal::new(sender),
            events,
            end: watch::Sender::new(Some(clock.now() + LIFETIME)),
        }
    }

    /// Follows the end until `watching` is done.
    async fn follow<F>(
        &self,
        load: impl Fn() -> F,
        now: impl Fn() -> SystemTime,
        watching: impl Future<Output = ()>,
    ) where
        F: Future<Output = Result<(), eice::Error>>,
    {
        let login = Login::Sso { profile: None };
        let following = self
            .renewal
            .follow_end(self.end.subscribe(), &login, load, now);
        tokio::select! {
            () = following => panic!("it ends with its source only"),
            () = watching => {}
        }
    }

    fn told(&self) -> bool {
        self.renewal.problem().is_some()
    }
}

fn refused() -> eice::Error {
    eice::Error::CredentialsExpired {
        login: Login::default(),
        message: "the session is over".to_owned(),
    }
}

#[tokio::test(start_paused = true)]
async fn the_end_is_told_when_it_comes_and_nobody_is_asked_before() {
    let mut scene = Scene::new();
    let mut events = std::mem::replace(&mut scene.events, scene.renewal.events.subscribe());
    let asked = AtomicUsize::new(0);
    let load = || {
        asked.fetch_add(1, Ordering::SeqCst);
        ready(Err(refused()))
    };
    let clock = scene.clock;
    let watching = async {
        let Ok(AppEvent::Credentials {
            problem: Some(problem),
        }) = events.recv().await
        else {
            panic!("the first event is the problem")
        };
        let late = clock.1.elapsed().saturating_sub(LIFETIME);
        assert!(late < Duration::from_millis(10), "told {late:?} after it");
        assert_eq!(problem.error.code, ErrorCode::CredentialsExpired);
        assert_eq!(problem.command.as_deref(), Some("aws sso login"));
        assert_eq!(problem.waiting, 0);
        sleep(LIFETIME).await;
        assert_eq!(asked.load(Ordering::SeqCst), 1, "asked once, at the end");
        assert!(events.try_recv().is_err(), "told once");
    };
    scene.follow(load, || clock.now(), watching).await;
}

#[tokio::test(start_paused = true)]
async fn credentials_that_renew_themselves_are_not_told() {
    let scene = Scene::new();
    let clock = scene.clock;
    let asked = AtomicUsize::new(0);
    let load = || {
        asked.fetch_add(1, Ordering::SeqCst);
        scene.end.send_replace(Some(clock.now() + LIFETIME));
        ready(Ok(()))
    };
    let watching = async {
        sleep(LIFETIME * 3 + LIFETIME / 2).await;
        assert_eq!(asked.load(Ordering::SeqCst), 3, "once at each end");
        assert!(scene.events.is_empty(), "nothing was told");
    };
    scene.follow(load, || clock.now(), watching).await;
}

#[tokio::test(start_paused = true)]
async fn a_load_ahead_of_the_end_puts_it_off() {
    let scene = Scene::new();
    let clock = scene.clock;
    let watching = async {
        sleep(LIFETIME / 2).await;
        scene.end.send_replace(Some(clock.now() + LIFETIME));
        sleep(LIFETIME.saturating_sub(Duration::from_secs(1))).await;
        assert!(!scene.told(), "the first end does not count any more");
        sleep(Duration::from_secs(2)).await;
        assert!(scene.told());
    };
    let load = || ready(Err(refused()));
    scene.follow(load, || clock.now(), watching).await;
}

#[tokio::test(start_paused = true)]
async fn a_source_that_is_silent_at_the_end_is_told_within_five_seconds_and_taken_when_it_answers()
{
    let scene = Scene::new();
    let clock = scene.clock;
    let watching = async {
        sleep(LIFETIME + Duration::from_secs(2)).await;
        assert!(!scene.told(), "it may still answer");
        sleep(Duration::from_secs(3)).await;
        assert!(scene.told());
        scene.end.send_replace(Some(clock.now() + LIFETIME));
        sleep(Duration::from_millis(1)).await;
        assert!(!scene.told(), "they are good again");
    };
    scene.follow(pending, || clock.now(), watching).await;
}

#[tokio::test(start_paused = true)]
async fn an_end_that_passed_in_the_computer_s_sleep_is_told_right_after_it() {
    let scene = Scene::new();
    let clock = scene.clock;
    let slept = std::cell::Cell::new(Duration::ZERO);
    let watching = async {
        sleep(Duration::from_secs(10)).await;
        slept.set(LIFETIME);
        sleep(Duration::from_secs(2)).await;
        assert!(scene.told());
    };
    let load = || ready(Err(refused()));
    scene
        .follow(load, || clock.now() + slept.get(), watching)
        .await;
}

#[tokio::test(start_paused = true)]
async fn an_end_that_was_told_stays_told_when_work_gives_up_waiting() {
    let scene = Scene::new();
    let clock = scene.clock;
    let watching = async {
        sleep(LIFETIME + Duration::from_secs(1)).await;
        let work = || async { Err::<(), _>(IpcError::from(refused())) };
        let mut waiting = Box::pin(scene.renewal.with_credentials(None, work));
        assert!(futures_util::poll!(&mut waiting).is_pending());
        assert_eq!(scene.renewal.problem().unwrap().waiting, 1);
        drop(waiting);
        assert_eq!(scene.renewal.problem().unwrap().waiting, 0);
        scene.renewal.stop();
        assert!(!scene.told(), "whoever has read it may put it away");
    };
    let load = || ready(Err(refused()));
    scene.follow(load, || clock.now(), watching).await;
}
