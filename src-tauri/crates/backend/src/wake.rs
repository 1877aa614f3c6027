//! Noticing that the computer slept, or moved to another network.
//!
//! Neither shows on a connection: it looks open until the next write is not answered. Both are noticed here within a second, and
//! every session is asked for a sign of life then.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    sync::Weak,
    time::{Duration, SystemTime},
};

use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::{Backend, backend::Inner};

const LOOK_INTERVAL: Duration = Duration::from_secs(1);
/// The monotonic clock stands still while the computer sleeps; the wall clock does not. Smaller steps are corrections of the clock.
const SLEPT: Duration = Duration::from_secs(2);
/// How long a session may take to show that it is alive.
const PROBE_DEADLINE: Duration = Duration::from_millis(1_500);
/// Documentation addresses: asking for the way to them sends nothing.
const FAR_AWAY: [SocketAddr; 2] = [
    SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 9),
    SocketAddr::new(
        IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
        9,
    ),
];

/// Looks every second until the backend is gone.
pub(crate) async fn watch(backend: Weak<Inner>) {
    let mut looks = interval(LOOK_INTERVAL);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut before = Moment::now();
    loop {
        looks.tick().await;
        let Some(inner) = backend.upgrade() else {
            return;
        };
        let now = Moment::now();
        if let Some(reason) = now.differs_from(&before) {
            Backend::of(inner).woke(reason).await;
        }
        before = now;
    }
}

impl Backend {
    /// Finds the sessions that did not survive, within two seconds, and asks the platform again.
    pub async fn woke(&self, reason: &str) {
        tracing::info!("{reason}: asking every session for a sign of life");
        let Ok(connection) = self.connection() else {
            return;
        };
        if let Some(aws) = connection.aws_now() {
            aws.eice().forget_connections();
            let dead = aws.pool().verify(PROBE_DEADLINE).await;
            tracing::info!(dead, "sessions asked");
        }
        self.keep_fresh();
    }
}

/// What changes when the computer sleeps or moves.
#[derive(Debug, Clone)]
struct Moment {
    monotonic: Instant,
    wall: SystemTime,
    /// The own address towards the world, of IPv4 and IPv6.
    addresses: [Option<IpAddr>; 2],
}

impl Moment {
    fn now() -> Self {
        Self {
            monotonic: Instant::now(),
            wall: SystemTime::now(),
            addresses: FAR_AWAY.map(own_address),
        }
    }

    fn differs_from(&self, before: &Self) -> Option<&'static str> {
        let awake = self.monotonic.duration_since(before.monotonic);
        let passed = self.wall.duration_since(before.wall).unwrap_or_default();
        if passed > awake + SLEPT {
            return Some("the computer slept");
        }
        (self.addresses != before.addresses).then_some("the network changed")
    }
}

/// The address that a packet to `target` would carry; nothing is sent.
fn own_address(target: SocketAddr) -> Option<IpAddr> {
    let any: IpAddr = match target {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0)).ok()?;
    socket.connect(target).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn later(before: &Moment, awake: u64, passed: u64) -> Moment {
        Moment {
            monotonic: before.monotonic + Duration::from_secs(awake),
            wall: before.wall + Duration::from_secs(passed),
            addresses: before.addresses,
        }
    }

    #[test]
    fn a_wall_clock_that_ran_ahead_is_a_sleep_and_a_busy_second_is_not() {
        let before = Moment::now();
        assert_eq!(later(&before, 1, 1).differs_from(&before), None);
        assert_eq!(
            later(&before, 30, 30).differs_from(&before),
            None,
            "the runtime was busy"
        );
        assert_eq!(
            later(&before, 1, 0).differs_from(&before),
            None,
            "the clock was set back"
        );
        assert_eq!(
            later(&before, 1, 600).differs_from(&before),
            Some("the computer slept")
        );
    }

    #[test]
    fn another_own_address_is_another_network() {
        let before = Moment::now();
        let mut now = later(&before, 1, 1);
        now.addresses[0] = Some(Ipv4Addr::new(203, 0, 113, 7).into());
        assert_eq!(now.differs_from(&before), Some("the network changed"));
        now.addresses = [None, None];
        let lost = now.differs_from(&before);
        assert_eq!(lost.is_some(), before.addresses != [None, None]);
    }
}
