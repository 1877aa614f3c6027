//! Switches of an instance's system and of what runs there.

use super::World;
use crate::{System, error::Error, proftpd, sshd::Kind, system::SftpServer};

impl World {
    /// Gives an instance another system. Its server is started anew by the next tunnel; the tunnels
    /// of now are cut. The disk stays.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`]; [`Error::NoSshd`] where the embedded server stands in, which has no system;
    /// [`Error::NoProftpd`] where that is asked for and not installed.
    pub fn set_system(&self, instance: &str, system: System) -> Result<(), Error> {
        let machine = self.machine(instance)?;
        if self.cloud.far_end.servers().is_none() {
            return Err(Error::NoSshd(
                "the embedded server has no system".to_owned(),
            ));
        }
        if matches!(system.sftp, SftpServer::Proftpd(_)) {
            proftpd::find().map_err(Error::NoProftpd)?;
        }
        machine.set_system(system);
        self.restart(&machine);
        Ok(())
    }

    /// Kills the SFTP servers of an instance, the elevated ones too, and leaves the SSH sessions that
    /// they belong to. (proftpd is both in one.) Answers how many.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`]
    pub fn kill_sftp(&self, instance: &str) -> Result<usize, Error> {
        self.signal(instance, &[Kind::Sftp], rustix::process::Signal::KILL)
    }

    /// Kills the processes of sshd that serve an instance's sessions; the one that listens stays, and
    /// so do the tunnels until they learn of it. Answers how many.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`]
    pub fn kill_sessions(&self, instance: &str) -> Result<usize, Error> {
        self.signal(instance, &[Kind::Session], rustix::process::Signal::KILL)
    }

    /// Stops the SFTP servers of an instance where they are (SIGSTOP): requests reach them and are not
    /// answered, until [`World::resume_sftp`]. Answers how many.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`]
    pub fn stall_sftp(&self, instance: &str) -> Result<usize, Error> {
        self.signal(instance, &[Kind::Sftp], rustix::process::Signal::STOP)
    }

    /// Undoes [`World::stall_sftp`] (SIGCONT); nothing is lost. Answers how many.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`]
    pub fn resume_sftp(&self, instance: &str) -> Result<usize, Error> {
        // sudo stops itself when what it runs is stopped.
        let kinds = [Kind::Sftp, Kind::Sudo];
        self.signal(instance, &kinds, rustix::process::Signal::CONT)
    }

    /// The embedded server has no processes, so there it is none.
    fn signal(
        &self,
        instance: &str,
        kinds: &[Kind],
        signal: rustix::process::Signal,
    ) -> Result<usize, Error> {
        let machine = self.machine(instance)?;
        let servers = self.cloud.far_end.servers();
        Ok(servers.map_or(0, |servers| servers.signal(&machine.id, kinds, signal)))
    }
}
