use std::{
    convert::Infallible,
    sync::atomic::{AtomicUsize, Ordering},
};

use http::{HeaderMap, StatusCode};
use tokio::{sync::oneshot, task::yield_now};

use super::*;

/// Starts flights that land when told to, and counts them.
#[derive(Default)]
struct Airport {
    flights: Flights,
    started: AtomicUsize,
}

impl Airport {
    fn route() -> Route {
        Route {
            url: "http://h/workspaces".parse().unwrap(),
            timeout: Duration::from_secs(1),
        }
    }

    fn board(&self, lands: oneshot::Receiver<u16>) -> Shared<Flight> {
        let start = || {
            self.started.fetch_add(1, Ordering::Relaxed);
            let flight = async move {
                let status = lands.await.map_err(|_| Error::TimedOut)?;
                Ok(Arc::new(Answer {
                    status: StatusCode::from_u16(status).unwrap(),
                    headers: HeaderMap::new(),
                    body: Vec::new(),
                    secret: None,
                }))
            };
            Ok::<_, Infallible>(flight.boxed())
        };
        self.flights.join_or_start(&Self::route(), start).unwrap()
    }

    fn started(&self) -> usize {
        self.started.load(Ordering::Relaxed)
    }
}

fn status(landed: Landed) -> u16 {
    landed.unwrap().status.as_u16()
}

#[tokio::test]
async fn identical_reads_are_one_flight() {
    let airport = Airport::default();
    let (land, lands) = oneshot::channel();
    let first = airport.board(lands);
    let second = airport.board(oneshot::channel().1);
    land.send(200).unwrap();
    assert_eq!(status(first.await), 200);
    assert_eq!(status(second.await), 200);
    assert_eq!(airport.started(), 1);
}

#[tokio::test]
async fn the_first_to_wait_may_leave() {
    let airport = Airport::default();
    let (land, lands) = oneshot::channel();
    let first = tokio::spawn(airport.board(lands));
    let second = tokio::spawn(airport.board(oneshot::channel().1));
    yield_now().await;
    first.abort();
    yield_now().await;
    land.send(200).unwrap();
    assert_eq!(status(second.await.unwrap()), 200);
}

#[tokio::test]
async fn with_the_last_one_the_request_ends() {
    let airport = Airport::default();
    let (mut land, lands) = oneshot::channel();
    let both = (airport.board(lands), airport.board(oneshot::channel().1));
    assert!(!land.is_closed());
    drop(both);
    land.closed().await;
    drop(airport.board(oneshot::channel().1));
    assert_eq!(airport.started(), 2, "nobody joins what has ended");
}

#[tokio::test]
async fn an_error_is_everybodys_and_is_not_kept() {
    let airport = Airport::default();
    let (land, lands) = oneshot::channel();
    let first = airport.board(lands);
    let second = airport.board(oneshot::channel().1);
    drop(land);
    assert!(matches!(first.clone().await, Err(Error::TimedOut)));
    assert!(matches!(second.await, Err(Error::TimedOut)));
    let (land, lands) = oneshot::channel();
    let third = airport.board(lands);
    land.send(200).unwrap();
    assert_eq!(
        status(third.await),
        200,
        "though somebody holds on to the first"
    );
    drop(first);
}

#[tokio::test]
async fn what_was_forgotten_is_joined_by_nobody_and_still_lands() {
    let airport = Airport::default();
    let (land_old, lands) = oneshot::channel();
    let old = airport.board(lands);
    airport.flights.forget();
    let (land_new, lands) = oneshot::channel();
    let new = airport.board(lands);
    land_old.send(404).unwrap();
    land_new.send(200).unwrap();
    assert_eq!((status(old.await), status(new.await)), (404, 200));
}
