//! What can be typed.

use std::{path::PathBuf, str::FromStr};

use clap::{Parser, Subcommand};

/// Shown at the end of the help.
const ENVIRONMENT: &str = "Environment:
  CAUSEWAY_PLATFORM_URL    the workspace server
  CAUSEWAY_PLATFORM_TOKEN  its bearer token
  CAUSEWAY_ORG_ID          the organization id, where the server wants one
  CAUSEWAY_HOST_KEYS       unknown host keys: console-then-tofu (default), tofu, pinned, off
  CAUSEWAY_READ_ONLY       1: nothing is written, moved or removed on any instance; 0: it may be
  CAUSEWAY_INSTANCE_TAG    the tag that names an instance's workspace (Name)
  CAUSEWAY_ENDPOINT_ID, CAUSEWAY_ENDPOINT_DNS_NAME
                           an endpoint by hand, so that none is looked up
  CAUSEWAY_EXTRA_CA_FILE   certificate authorities to trust beside the system's, PEM
  EIC_TUNNEL_POOL_TTL      how long a session is shared, 0 to 3300 seconds (50)
  WORKSPACE_EC2_OS_USER    the user on the instances (ubuntu)
  CAUSEWAY_SSH_DURATION    how long an ssh connection may last, 1 to 3600 seconds (3600)
  AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL, ...  the standard AWS chain
  HTTPS_PROXY, ALL_PROXY, NO_PROXY  the way out, for the platform, AWS and the tunnels";

/// The workspaces of an agent fleet, from a terminal.
///
/// Settings come from the environment, else from the app's settings file; AWS credentials from the standard chain.
#[derive(Debug, Parser)]
#[command(name = "causeway", version, after_help = ENVIRONMENT)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// List the workspaces.
    Workspaces {
        /// Print JSON, one array.
        #[arg(long)]
        json: bool,
    },
    /// Open the panel of a workspace and say what each part cost.
    Panel {
        /// Id or unique name.
        workspace: String,
        /// How often, in one process, so that sessions are shared.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=100_000))]
        repeat: u64,
        /// Print JSON, one line an opening.
        #[arg(long)]
        json: bool,
    },
    /// List a folder.
    Ls {
        /// WORKSPACE:PATH; the path is relative to the base folder, or absolute under a root.
        place: Place,
        /// How many folders deep.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=5))]
        depth: u8,
        /// Also what is left out otherwise, such as `.git` and `node_modules`.
        #[arg(long)]
        all: bool,
    },
    /// Find a text in the files below a folder, as path:line:text. Exit status 1 when there is none.
    Grep {
        /// Upper and lower case do not differ.
        #[arg(short, long)]
        ignore_case: bool,
        /// A text, not a pattern.
        #[arg(allow_hyphen_values = true)]
        text: String,
        /// WORKSPACE:FOLDER
        place: Place,
    },
    /// Write a file's bytes to standard output.
    Cat {
        /// WORKSPACE:PATH
        place: Place,
    },
    /// Fetch files and folders into a folder of this machine; what is there already is skipped and told.
    Get {
        /// Replace what is there already.
        #[arg(long)]
        force: bool,
        /// WORKSPACE:PATH, one or more
        #[arg(required = true)]
        places: Vec<Place>,
        /// The folder.
        into: PathBuf,
    },
    /// Take files and folders to an instance: one file to a path, which is replaced as a whole, or anything into a folder, where what is
    /// there already is skipped and told. Missing folders are made.
    Put {
        /// Replace what is in the folder already.
        #[arg(long)]
        force: bool,
        /// Files and folders, or - for standard input.
        #[arg(required = true)]
        sources: Vec<PathBuf>,
        /// WORKSPACE:PATH; a folder if it exists as one or ends with a slash.
        place: Place,
    },
    /// Remove a file or a link.
    Rm {
        /// WORKSPACE:PATH
        place: Place,
        /// Remove a folder with all that is in it. Links in it are removed, not followed.
        #[arg(long)]
        recursive: bool,
    },
    /// Make a folder, and those above it.
    Mkdir {
        /// WORKSPACE:PATH
        place: Place,
    },
    /// Rename or move a file or a folder; nothing is replaced by that.
    Mv {
        /// WORKSPACE:PATH
        place: Place,
        /// The new path on the same instance.
        to: String,
    },
    /// Go the whole way to a workspace's instance, step by step, and say what each step found and what to do where it fails.
    Doctor {
        /// Id or unique name; without one it stops before the instance.
        workspace: Option<String>,
        /// Print JSON, one line a step.
        #[arg(long)]
        json: bool,
        /// Write a report for whoever helps, without secrets, and say where.
        #[arg(long)]
        report: bool,
    },
    /// Read an agent card: its shape, its problems, where the agent listens and what its signatures are worth. Exit status 1 when it
    /// has errors, or a signature that is not good; being unsigned, or signed by a key that is not known, is no error.
    Card(CardArgs),
    #[command(flatten)]
    Control(Control),
    /// Accept the host key that a workspace's instance offers, in place of the pinned one.
    TrustHostKey {
        /// Id or unique name.
        workspace: String,
        /// Its fingerprint (SHA256:...), compared with the instance's own.
        fingerprint: String,
    },
    /// Print what was done on instances: key pushes, tunnels and changes of files, oldest first.
    Audit {
        /// Print every line as it was written, JSON, to be kept elsewhere.
        #[arg(long)]
        json: bool,
        /// How many of the last ones; 20 by default, all with --json.
        #[arg(long)]
        lines: Option<usize>,
        /// Print where the log is instead. Older parts lie beside it.
        #[arg(long, conflicts_with_all = ["json", "lines"])]
        path: bool,
    },
    /// Carry standard input and output to an instance's sshd, as the proxy command of OpenSSH, and be its agent.
    Proxy(ProxyArgs),
    /// Print an ssh configuration that leads to the workspaces.
    SshConfig {
        /// Ids or unique names; all by default.
        workspaces: Vec<String>,
        /// Keep it in causeway's own file instead, and include that in ~/.ssh/config.
        #[arg(long, conflicts_with = "workspaces")]
        install: bool,
    },
    /// Run a whole demo cloud on this machine; prints the environment that leads to it, then serves until stopped.
    Lab {
        /// This many plain workspaces instead of the demo fleet.
        #[arg(long)]
        workspaces: Option<usize>,
        /// Delay of every round trip, in milliseconds.
        #[arg(long, default_value_t = 0)]
        delay_ms: u64,
    },
}

/// What can be done to a workspace as a whole.
#[derive(Debug, Subcommand)]
pub(crate) enum Control {
    /// Restart a workspace, whatever its status.
    Restart {
        /// Id or unique name.
        workspace: String,
    },
    /// Pause a workspace and all below it.
    Pause {
        /// Id or unique name.
        workspace: String,
    },
    /// Resume a workspace and all below it.
    Resume {
        /// Id or unique name.
        workspace: String,
    },
}

/// What leads one `ssh` to its instance.
#[derive(Debug, clap::Args)]
pub(crate) struct ProxyArgs {
    /// An instance id, or a workspace's id or unique name; for an instance no platform is needed.
    pub(crate) target: String,
    /// Where ssh looks for its agent, in a folder of mode 0700.
    #[arg(long)]
    pub(crate) agent: Option<PathBuf>,
    /// Whom ssh logs in as; the settings' user by default.
    #[arg(long)]
    pub(crate) user: Option<String>,
    /// After how many seconds the endpoint ends the connection.
    #[arg(long, env = "CAUSEWAY_SSH_DURATION", default_value_t = 3_600)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=3_600))]
    pub(crate) max_duration: u64,
}

/// Which card is checked, and with what.
#[derive(Debug, clap::Args)]
pub(crate) struct CardArgs {
    /// A file, - for standard input, or else a workspace's id or unique name.
    pub(crate) card: String,
    /// A JWK or a JWK set to check signatures with, beside the keys of the app.
    #[arg(long)]
    pub(crate) jwks: Option<PathBuf>,
    /// Also accept what Python SDKs up to 1.1 signed.
    #[arg(long)]
    pub(crate) legacy: bool,
    /// Print JSON, one object.
    #[arg(long)]
    pub(crate) json: bool,
}

/// A path on a workspace's instance.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) workspace: String,
    pub(crate) path: String,
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some((workspace, path)) if !workspace.is_empty() => Ok(Self {
                workspace: workspace.to_owned(),
                path: path.to_owned(),
            }),
            _ => Err("give WORKSPACE:PATH, such as \"Research Lead:config.yaml\"".to_owned()),
        }
    }
}
