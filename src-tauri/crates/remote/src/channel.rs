//! An SSH channel, closed however its use ends.

mod program;
mod running;

use russh::{Channel, ChannelMsg, ChannelWriteHalf, client::Msg};
use tokio_util::task::TaskTracker;

#[cfg(test)]
pub(crate) use self::program::ProgramStream;
pub(crate) use self::{
    program::{Refused, Start},
    running::{Output, Running},
};

/// A channel of the server. `russh` leaves a dropped one open there, where it counts against `MaxSessions` for as long as the
/// session lives, and what runs on it goes on; dropping this one closes it in the background.
pub(crate) struct OpenChannel {
    /// Taken when a program is asked for, whose stream closes it.
    channel: Option<Channel<Msg>>,
    background: TaskTracker,
}

/// What runs on a channel.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Program {
    /// A subsystem of sshd.
    Subsystem(&'static str),
    /// A command of the user's shell.
    Command(&'static str),
}

impl OpenChannel {
    pub(crate) fn new(channel: Channel<Msg>, background: TaskTracker) -> Self {
        Self {
            channel: Some(channel),
            background,
        }
    }

    /// Starts a command of the user's shell: whether the server does. `russh` has no time-out for that.
    async fn exec(&mut self, command: Vec<u8>) -> Result<bool, russh::Error> {
        let Some(channel) = &mut self.channel else {
            return Err(russh::Error::WrongChannel);
        };
        channel.exec(true, command).await?;
        Ok(starts(channel).await)
    }
}

/// Whether the server starts what was asked for.
async fn starts(channel: &mut Channel<Msg>) -> bool {
    loop {
        match channel.wait().await {
            Some(ChannelMsg::Success) => return true,
            // It may come before the answer.
            Some(ChannelMsg::WindowAdjusted { .. }) => {}
            _ => return false,
        }
    }
}

impl Drop for OpenChannel {
    fn drop(&mut self) {
        if let Some(channel) = self.channel.take() {
            let (_, channel) = channel.split();
            close(channel, &self.background);
        }
    }
}

/// Asks the server to close a channel, and waits for nothing.
fn close(channel: ChannelWriteHalf<Msg>, background: &TaskTracker) {
    background.spawn(async move {
        // What fails here fails with its session, and the channel with it.
        if let Err(error) = channel.close().await {
            tracing::debug!(%error, "closing a channel");
        }
    });
}
