//! What a warm `get` costs, its drop included, beside `moka`'s `try_get_with` in the same run: the nearest thing that
//! shares one value by key and makes it once for all who ask at the same time.
//!
//! The cache has the pool's time to live, and no more than that: it does not count who uses a value, has no leases that keep one from
//! being closed, and no budgets.
#![expect(
    clippy::expect_used,
    reason = "criterion makes the functions; nothing here may fail"
)]

use std::{convert::Infallible, hint::black_box, sync::Arc, time::Duration};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use moka::future::Cache;
use pool::{Config, ManageConnection, Phases, Pool};
use tokio::{
    runtime::{Builder, Runtime},
    task::{JoinSet, yield_now},
    time::Instant,
};

/// Keys that have an open connection.
const KNOWN: [u32; 3] = [1, 32, 10_000];
const TASKS: u64 = 8;
/// A task gives way to the others after so many operations.
const TURN: u64 = 64;
const LIFETIME: Duration = Duration::from_mins(50);

/// Dials in no time.
struct Instantly;

impl ManageConnection for Instantly {
    type Key = u32;
    type Connection = u32;
    type Error = Infallible;

    async fn connect(&self, key: &u32, _: &Phases) -> Result<u32, Infallible> {
        Ok(*key)
    }

    fn has_broken(&self, _: &u32) -> bool {
        false
    }

    async fn close(&self, _: Arc<u32>) {}

    fn budget(&self, _: &u32) -> String {
        String::new()
    }
}

/// What is measured: one look-up of a key that is there.
trait Warm: Clone + Send + Sync + 'static {
    fn look_up(&self, key: u32) -> impl Future<Output = ()> + Send;
}

impl Warm for Pool<Instantly> {
    async fn look_up(&self, key: u32) {
        let lease = self.get(&key).await.expect("dials never fail");
        black_box(&*lease);
    }
}

impl Warm for Cache<u32, Arc<u32>> {
    async fn look_up(&self, key: u32) {
        let made = async { Ok::<_, Infallible>(Arc::new(key)) };
        let value = self.try_get_with(key, made).await.expect("never fails");
        black_box(&*value);
    }
}

fn pool(known: u32) -> Pool<Instantly> {
    let size = usize::try_from(known).expect("few");
    let config = Config {
        max_size: size,
        max_per_budget: size,
        max_lifetime: LIFETIME,
        ..Config::default()
    };
    Pool::new(Instantly, config)
}

fn cache(known: u32) -> Cache<u32, Arc<u32>> {
    let builder = Cache::builder().max_capacity(u64::from(known) * 2);
    builder.time_to_live(LIFETIME).build()
}

async fn fill(warm: &impl Warm, known: u32) {
    for key in 0..known {
        warm.look_up(key).await;
    }
}

/// `count` look-ups, over all keys in turn.
async fn look_up_many(warm: &impl Warm, known: u32, first: u32, count: u64) {
    let mut key = first % known;
    for turn in 0..count {
        warm.look_up(key).await;
        key = if key + 1 == known { 0 } else { key + 1 };
        if turn % TURN == TURN - 1 {
            yield_now().await;
        }
    }
}

async fn look_up_at_once<W: Warm>(warm: &W, known: u32, count: u64) {
    let mut tasks = JoinSet::new();
    for task in 0..TASKS {
        let warm = warm.clone();
        let first = u32::try_from(task).expect("few") * known / 8;
        tasks.spawn(async move { look_up_many(&warm, known, first, count / TASKS + 1).await });
    }
    while tasks.join_next().await.is_some() {}
}

fn measure<W: Warm>(
    criterion: &mut Criterion,
    name: &str,
    make: fn(u32) -> W,
    runtimes: [&Runtime; 2],
) {
    let [one, several] = runtimes;
    for known in KNOWN {
        let mut group = criterion.benchmark_group(format!("warm get, {known} known"));
        group.throughput(Throughput::Elements(1));
        let warm = make(known);
        one.block_on(fill(&warm, known));
        group.bench_function(BenchmarkId::new(name, "one task"), |bencher| {
            bencher.iter_custom(|count| {
                let start = Instant::now();
                one.block_on(look_up_many(&warm, known, 0, count));
                start.elapsed()
            });
        });
        let warm = make(known);
        several.block_on(fill(&warm, known));
        group.bench_function(BenchmarkId::new(name, "8 tasks"), |bencher| {
            bencher.iter_custom(|count| {
                let start = Instant::now();
                several.block_on(look_up_at_once(&warm, known, count));
                start.elapsed()
            });
        });
        group.finish();
    }
}

fn warm(criterion: &mut Criterion) {
    let one = Builder::new_current_thread().enable_time().build();
    let several = Builder::new_multi_thread().enable_time().build();
    let runtimes = [&one.expect("a runtime"), &several.expect("a runtime")];
    measure(criterion, "pool", pool, runtimes);
    measure(criterion, "moka", cache, runtimes);
}

criterion_group!(benches, warm);
criterion_main!(benches);
