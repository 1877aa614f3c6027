//! A command that runs on a channel: its output, its errors and its end, until it is dropped.

use bytes::Bytes;
use russh::{ChannelMsg, ChannelReadHalf, ChannelWriteHalf, client::Msg};
use tokio_util::task::TaskTracker;

use super::OpenChannel;

/// `SSH_EXTENDED_DATA_STDERR` of RFC 4254, section 5.2.
const STDERR: u32 = 1;

/// A command of the user's shell. Dropping it closes its channel, which is the end of its standard input there.
///
/// Whoever holds it reads it: `russh` has one loop for all channels, and it waits for the reader of each.
pub(crate) struct Running {
    /// Taken by the drop.
    halves: Option<(ChannelReadHalf, ChannelWriteHalf<Msg>)>,
    background: TaskTracker,
}

/// What comes from a command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Output {
    /// Of its standard output.
    Bytes(Bytes),
    /// Of its standard error.
    Errors(Bytes),
    /// Its exit status; output may still follow.
    Status(u32),
}

impl OpenChannel {
    /// Starts `command`; `None` when the server does not. `russh` has no time-out for that.
    pub(crate) async fn run(mut self, command: Vec<u8>) -> Result<Option<Running>, russh::Error> {
        if !self.exec(command).await? {
            return Ok(None);
        }
        let background = self.background.clone();
        Ok(self.channel.take().map(|channel| Running {
            halves: Some(channel.split()),
            background,
        }))
    }
}

impl Running {
    /// What comes next; `None` when the channel has ended.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing.
    pub(crate) async fn next(&mut self) -> Option<Output> {
        let (output, _) = self.halves.as_mut()?;
        loop {
            match output.wait().await? {
                ChannelMsg::Data { data } => return Some(Output::Bytes(data)),
                ChannelMsg::ExtendedData { data, ext: STDERR } => {
                    return Some(Output::Errors(data));
                }
                ChannelMsg::ExitStatus { exit_status } => return Some(Output::Status(exit_status)),
                ChannelMsg::Close => return None,
                _ => {}
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some((output, channel)) = self.halves.take() {
            // First of all: while its queue is full and nobody reads, `russh`'s loop stands still and takes no request to close it.
            drop(output);
            super::close(channel, &self.background);
        }
    }
}
