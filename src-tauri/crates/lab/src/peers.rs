//! What may stand behind a tunnel instead of an SSH server: peers that mean no good, or nothing.

use tokio::io::{AsyncWriteExt as _, DuplexStream, sink};

/// How much noise [`Peer::Garbage`] makes.
const GARBAGE_BYTES: usize = 64 << 10;
/// What Ubuntu's sshd says first.
const BANNER: &[u8] = b"SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.5\r\n";

/// Who answers at an instance's port 22.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Peer {
    /// The SSH server.
    #[default]
    Sshd,
    /// Accepts the connection and says nothing, ever.
    Silent,
    /// Sends 64 KiB of noise where a banner should be, the same each time, and then nothing.
    Garbage,
    /// Sends lines for ever, none of which is a banner.
    EndlessBanner,
    /// Sends a banner, and then nothing.
    SilentAfterBanner,
    /// Sends a banner, and closes the connection.
    CloseAfterBanner,
}

/// Plays a peer on a connection until the other side is gone.
pub(crate) async fn play(peer: Peer, stream: DuplexStream) {
    let (mut from_client, mut to_client) = tokio::io::split(stream);
    let speak = async {
        match peer {
            Peer::Sshd | Peer::Silent => Ok(()),
            Peer::Garbage => to_client.write_all(&garbage()).await,
            Peer::EndlessBanner => loop {
                to_client
                    .write_all(b"Please wait for the banner.\r\n")
                    .await?;
            },
            Peer::SilentAfterBanner | Peer::CloseAfterBanner => to_client.write_all(BANNER).await,
        }
    };
    let spoke = async {
        let result: std::io::Result<()> = speak.await;
        if result.is_ok() && peer != Peer::CloseAfterBanner {
            std::future::pending::<()>().await;
        }
    };
    let mut nowhere = sink();
    tokio::select! {
        () = spoke => {}
        // How the client leaves makes no difference here.
        _ = tokio::io::copy(&mut from_client, &mut nowhere) => {}
    }
}

/// Noise of a generator with a fixed seed. Source: Marsaglia, "Xorshift RNGs".
fn garbage() -> Vec<u8> {
    let mut state: u32 = 2_463_534_242;
    let noise = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let [byte, ..] = state.to_be_bytes();
        byte
    });
    noise.take(GARBAGE_BYTES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_no_banner_and_the_same_each_time() {
        let noise = garbage();
        assert_eq!(noise, garbage());
        assert!(!noise.windows(4).any(|four| four == b"SSH-"));
        assert!(std::str::from_utf8(&noise).is_err());
    }
}
