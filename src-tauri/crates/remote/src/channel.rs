//! An SSH channel, closed however its use ends.

mod running;

use russh::{Channel, ChannelMsg, ChannelStream, client::Msg};
use tokio_util::task::TaskTracker;

pub(crate) use self::running::{Output, Running};

/// A channel of the server. `russh` leaves a dropped one open there, where it counts against `MaxSessions` for as long as the
/// session lives, and what runs on it goes on; dropping this one closes it in the background.
pub(crate) struct OpenChannel {
    /// Taken when it becomes a stream, which closes itself.
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

    /// Starts `program`: whether the server does. `russh` has no time-out for that.
    pub(crate) async fn start(&mut self, program: Program) -> Result<bool, russh::Error> {
        let Some(channel) = &mut self.channel else {
            return Err(russh::Error::WrongChannel);
        };
        match program {
            Program::Subsystem(name) => channel.request_subsystem(true, name).await?,
            Program::Command(command) => channel.exec(true, command).await?,
        }
        starts(channel).await
    }

    /// Starts a command of the user's shell, as [`OpenChannel::start`] does.
    async fn exec(&mut self, command: Vec<u8>) -> Result<bool, russh::Error> {
        let Some(channel) = &mut self.channel else {
            return Err(russh::Error::WrongChannel);
        };
        channel.exec(true, command).await?;
        starts(channel).await
    }

    /// Its bytes, once a program has started.
    pub(crate) fn into_stream(mut self) -> Option<ChannelStream<Msg>> {
        self.channel.take().map(Channel::into_stream)
    }
}

/// Whether the server starts what was asked for.
async fn starts(channel: &mut Channel<Msg>) -> Result<bool, russh::Error> {
    loop {
        match channel.wait().await {
            Some(ChannelMsg::Success) => return Ok(true),
            // It may come before the answer.
            Some(ChannelMsg::WindowAdjusted { .. }) => {}
            _ => return Ok(false),
        }
    }
}

impl Drop for OpenChannel {
    fn drop(&mut self) {
        if let Some(channel) = self.channel.take() {
            self.background.spawn(async move {
                // What fails here fails with its session, and the channel with it.
                if let Err(error) = channel.close().await {
                    tracing::debug!(%error, "closing a channel");
                }
            });
        }
    }
}
