//! What asks the program to end: Ctrl-C, and where there are such, SIGTERM and SIGHUP.

use std::io;

/// The signals, caught from here on, so that what is open can be closed. One that comes before it is waited for is not lost.
#[derive(Debug)]
pub(crate) struct Signals(platform::Signals);

impl Signals {
    /// Catches them. A hang-up that the program was started to ignore, as by `nohup`, stays ignored.
    pub(crate) fn catch() -> io::Result<Self> {
        platform::Signals::catch().map(Self)
    }

    /// The exit status of a program that ends by the next of them.
    ///
    /// # Cancel safety
    ///
    /// No signal is lost when the future is dropped.
    pub(crate) async fn next(&mut self) -> u8 {
        self.0.next().await
    }
}

#[cfg(unix)]
mod platform {
    use std::io;

    use tokio::signal::unix::{Signal, SignalKind, signal};

    /// A shell shows an end by a signal as this plus its number.
    const BY_SIGNAL: u8 = 128;

    #[derive(Debug)]
    pub(super) struct Signals {
        interrupt: Signal,
        terminate: Signal,
        hang_up: Option<Signal>,
    }

    impl Signals {
        pub(super) fn catch() -> io::Result<Self> {
            let hang_up = (!ignores_hang_up()).then(|| signal(SignalKind::hangup()));
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
                hang_up: hang_up.transpose()?,
            })
        }

        pub(super) async fn next(&mut self) -> u8 {
            let hung_up = async {
                match &mut self.hang_up {
                    Some(signal) => signal.recv().await,
                    None => std::future::pending().await,
                }
            };
            BY_SIGNAL
                + tokio::select! {
                    _ = self.interrupt.recv() => 2,
                    _ = self.terminate.recv() => 15,
                    _ = hung_up => 1,
                }
        }
    }

    /// Linux tells which signals a process ignores; elsewhere none is taken to be.
    fn ignores_hang_up() -> bool {
        let Ok(status) = std::fs::read_to_string("/proc/self/status") else {
            return false;
        };
        status
            .lines()
            .find_map(|line| line.strip_prefix("SigIgn:"))
            .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
            .is_some_and(|mask| mask & 1 == 1)
    }
}

#[cfg(not(unix))]
mod platform {
    use std::io;

    #[derive(Debug)]
    pub(super) struct Signals;

    impl Signals {
        pub(super) fn catch() -> io::Result<Self> {
            Ok(Self)
        }

        pub(super) async fn next(&mut self) -> u8 {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
            130
        }
    }
}
