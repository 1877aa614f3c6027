//! At `RUST_LOG=trace`, with everything that can go wrong: no secret is in the log.

use std::{
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use backend::{Backend, RunDoctor, is_safe_to_log};
use lab::{ProxyOptions, all_faults};
use tracing_subscriber::{
    EnvFilter, Layer, filter::FilterExt, filter::filter_fn, layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::support::{World, exports};

const PROXY_PASSWORD: &str = "hush-hush";

/// All that was logged.
#[derive(Clone, Default)]
struct Log {
    bytes: Arc<Mutex<Vec<u8>>>,
    /// Up to where it was looked through.
    seen: Arc<AtomicUsize>,
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes.lock().unwrap()).into_owned()
    }

    /// What has come since it was asked last, and before that as much as a secret is long that was cut there.
    fn news(&self, longest_secret: usize) -> String {
        let bytes = self.bytes.lock().unwrap();
        let seen = self.seen.swap(bytes.len(), Ordering::Relaxed);
        let from = seen.saturating_sub(longest_secret);
        String::from_utf8_lossy(&bytes[from..]).into_owned()
    }
}

/// Everything that the app's own filter lets through, but for the lab, which is in this process too. Each test is a process of its own, so
/// that this is its log alone.
fn trace() -> Log {
    let log = Log::default();
    let writer = log.clone();
    let to_memory = tracing_subscriber::fmt::layer()
        .with_ansi(false)
        .with_writer(move || writer.clone());
    let is_ours =
        filter_fn(|metadata| is_safe_to_log(metadata) && !metadata.target().starts_with("lab"));
    tracing_subscriber::registry()
        .with(to_memory.with_filter(EnvFilter::new("trace").and(is_ours)))
        .init();
    log
}

fn assert_no_secret(world: &World, log: &Log, after: &str) {
    let credentials = world.lab.credentials();
    let secrets = [
        world.lab.token(),
        &credentials.secret_access_key,
        credentials.session_token.as_deref().unwrap(),
        "X-Amz-Signature=",
        "PRIVATE KEY",
        "Bearer ",
        PROXY_PASSWORD,
    ];
    let longest = secrets.iter().map(|secret| secret.len()).max();
    let text = log.news(longest.unwrap());
    for secret in secrets {
        assert!(
            !text.contains(secret),
            "{secret} is in the log after {after}"
        );
    }
}

async fn doctor(world: &World, backend: &Backend) {
    let args = RunDoctor {
        workspace_id: Some(world.id(0)),
    };
    backend.run_doctor(args, |_| {}).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_the_log_of_work_that_succeeds() {
    let log = trace();
    let world = World::start(1).await;
    let loaded = world.read(0, "config.yaml").await.unwrap();
    assert_no_secret(&world, &log, "an opening");
    let write = world.edit(0, "config.yaml", Some(&loaded), "name: other\n");
    world.write(write).await.unwrap();
    let (id, large) = (world.id(0), vec![7; 1 << 20]);
    world.backend.put_bytes(&id, "big", &large).await.unwrap();
    assert_no_secret(&world, &log, "a save and a transfer");
    doctor(&world, &world.backend).await;
    assert_no_secret(&world, &log, "the doctor");
    assert!(log.text().contains("key pushed"), "the log is on");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_the_log_of_any_refusal() {
    let log = trace();
    let world = World::start(1).await;
    let credentials = Some(("ada".to_owned(), PROXY_PASSWORD.to_owned()));
    let proxy = world.lab.start_proxy(ProxyOptions { credentials }).await;
    let proxy = proxy.unwrap().url().replace("://", "://ada:hush-hush@");
    for (call, fault) in all_faults() {
        world.lab.world().refuse(call, fault.clone());
        let mut variables = exports(&world.lab);
        variables.push(("HTTPS_PROXY", proxy.clone()));
        let backend = world.connect_with(variables).await;
        doctor(&world, &backend).await;
        backend.close().await;
        world.lab.world().accept(call);
        assert_no_secret(&world, &log, &format!("{call:?} {}", fault.code));
    }
    assert!(log.text().contains("key pushed"), "the log is on");
}
