use tokio::time::advance;

use super::*;

fn files(names: &[&str]) -> Vec<PathBuf> {
    names
        .iter()
        .map(|name| PathBuf::from(format!("/home/ada/{name}")))
        .collect()
}

fn dropped(waiting: &mut Waiting, names: &[&str]) -> u64 {
    let paths = files(names);
    match waiting.take(Dragging::Dropped {
        paths,
        x: 1.0,
        y: 2.0,
    }) {
        Some(Drag::Dropped { drop_id, .. }) => drop_id,
        other => panic!("{other:?}"),
    }
}

impl Drops {
    fn ids(&self) -> Vec<u64> {
        self.waiting()
            .drops
            .iter()
            .map(|dropped| dropped.id)
            .collect()
    }
}

fn backend() -> Backend {
    let folder = PathBuf::from("/nowhere");
    let paths = crate::Paths {
        settings: folder.join("settings.json"),
        known_hosts: folder.join("known_hosts"),
    };
    Backend::new(
        paths,
        crate::Environment::default(),
        std::sync::Arc::<crate::MemoryCache>::default(),
    )
}

#[tokio::test(start_paused = true)]
async fn the_window_is_told_where_files_are_at_most_every_50_ms() {
    let mut waiting = Waiting::default();
    let paths = files(&["a"]);
    let entered = waiting.take(Dragging::Entered {
        paths,
        x: 0.0,
        y: 0.0,
    });
    assert_eq!(entered, Some(Drag::Over { x: 0.0, y: 0.0 }));
    let mut told = 0;
    for x in 1..=100 {
        advance(Duration::from_millis(1)).await;
        let moved = waiting.take(Dragging::Moved {
            x: x.into(),
            y: 0.0,
        });
        told += usize::from(moved.is_some());
    }
    assert_eq!(told, 2, "in 100 ms");
    assert_eq!(waiting.take(Dragging::Left), Some(Drag::Left));
    assert_eq!(
        waiting.take(Dragging::Moved { x: 0.0, y: 0.0 }),
        None,
        "it has left"
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_no_file_is_not_told_of() {
    let mut waiting = Waiting::default();
    let (paths, x, y) = (Vec::new(), 0.0, 0.0);
    assert_eq!(
        waiting.take(Dragging::Entered {
            paths: paths.clone(),
            x,
            y
        }),
        None
    );
    advance(PAUSE).await;
    assert_eq!(waiting.take(Dragging::Moved { x, y }), None);
    assert_eq!(waiting.take(Dragging::Dropped { paths, x, y }), None);
    assert_eq!(waiting.take(Dragging::Left), None);
}

#[tokio::test(start_paused = true)]
async fn a_drop_is_good_once_and_for_ten_minutes_and_tells_names_only() {
    let backend = backend();
    let mut events = backend.state().subscribe();
    let paths = files(&["a.md", "b"]);
    let dropping = || Dragging::Dropped {
        paths: paths.clone(),
        x: 1.0,
        y: 2.0,
    };
    backend.dragged(dropping());
    let told = format!("{:?}", events.recv().await.unwrap());
    assert!(
        told.contains("a.md") && told.contains("drop_id: 1"),
        "{told}"
    );
    assert!(!told.contains("ada"), "no folder of this machine: {told}");
    assert_eq!(backend.take_drop(1), Some(paths.clone()));
    assert_eq!(backend.take_drop(1), None, "once");
    backend.dragged(dropping());
    advance(GOOD_FOR).await;
    assert_eq!(backend.take_drop(2), None, "too late");
    assert_eq!(backend.drops().ids(), [0; 0]);
}

#[tokio::test(start_paused = true)]
async fn sixteen_drops_are_kept_and_the_oldest_goes_first() {
    let drops = Drops::default();
    let ids: Vec<_> = (0..20)
        .map(|_| dropped(&mut drops.waiting(), &["a"]))
        .collect();
    assert_eq!(drops.ids(), ids[4..]);
}
