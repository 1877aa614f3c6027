//! A whole cloud on loopback.
//!
//! [`Lab::start`] brings up what stands behind a fleet of workspaces, each part as strict as the
//! real one where a client can get it wrong: an AWS endpoint that checks every signature, an EC2
//! Instance Connect Endpoint that opens tunnels, a workspace server, and behind the endpoint one
//! SSH server per instance. The demo, the tests and the benchmarks all run on it.
//!
//! It speaks wire protocols only and shares no code with the client, least of all the signer: what
//! both sides get wrong together no test would find. It keeps no state outside [`Lab`], so that
//! several can run in one process, and it changes nothing of the process itself.
//!
//! # Layout
//!
//! - [`Lab`], [`Options`]: start, stop, addresses and credentials
//! - [`World`]: the switches: clock, faults, instances and their consoles, the endpoint
//! - [`Fault`], [`all_faults`]: everything that AWS can fail with
//! - [`Counters`]: what clients have done so far
//! - [`Proxy`]: an HTTP proxy in front of it all; [`Proftpd`]: an SFTP server by itself
//! - [`fleet`]: the workspaces and what lies on their disks
//! - `aws`, `sigv4`: EC2, Instance Connect and STS; `eice`: the tunnels
//! - [`System`], [`Files`]: an instance's SFTP server, `sudo` and mounts, and much on its disk
//! - `sshd`, `embedded`, `peers`: the far end
//! - `platform`: the workspace server; `server`, `tls`, `delay`: what all listeners share
//!
//! ```
//! # async fn shown() -> Result<(), lab::Error> {
//! let lab = lab::Lab::start(lab::Options::new(lab::Fleet::small(2))).await?;
//! for (name, value) in lab.exports() {
//!     println!("export {name}={value}");
//! }
//! lab.stop().await;
//! # Ok(())
//! # }
//! ```

mod addresses;
mod aws;
mod cable;
mod clock;
mod cloud;
mod console;
mod counters;
mod date;
mod delay;
mod disk;
mod eice;
mod embedded;
mod error;
mod far_end;
mod faults;
pub mod fleet;
mod grants;
mod instances;
mod lab;
mod options;
mod peers;
pub mod platform;
mod proftpd;
mod programs;
mod proxy;
mod server;
mod sigv4;
mod sshd;
mod system;
mod tls;
mod world;

pub use addresses::AddressType;
pub use console::Console;
pub use counters::Counters;
pub use disk::fill::Files;
pub use eice::{Framing, RefusalBody};
pub use error::Error;
pub use faults::{Call, Fault, all_faults};
pub use fleet::{FileSpec, Fleet, InstanceSpec, Owner, WorkspaceSpec};
pub use instances::Instance;
pub use lab::Lab;
pub use options::{Credentials, Options, SshServer, SshServerKind};
pub use peers::Peer;
pub use proftpd::{Extensions, Proftpd};
pub use proxy::{Connect, Proxy, ProxyMode, ProxyOptions};
pub use system::{Mount, SftpPath, SftpServer, Sudo, System};
pub use world::World;
