//! `heard keys`: making what is missing, and locking what is there.

use std::path::PathBuf;
use std::process::ExitCode;

use heard::config::{self, Environment};
use heard::operations::chance::system_rng;
use heard::operations::prepare_keys::{Locksmith, Place, Renewable, lock_keys, prepare_keys, renew_key};

use crate::count;
use crate::office::tell;

#[derive(clap::Args)]
pub struct KeysArgs {
    #[command(subcommand)]
    command: Option<KeysCommand>,
}

#[derive(clap::Subcommand)]
enum KeysCommand {
    /// Lock the keys of one process under a secret that lies elsewhere, change that secret, or unlock them
    ///
    /// Stop the process first, and run this as its user with its settings. The lock in force is the one that
    /// HEARD_KEYS_SECRET_FILE or HEARD_KEYS_COMMAND names; keys in clear need neither. Afterwards put the new lock
    /// into the settings. An interrupted run is taken up again by the same call. What an older disk, snapshot or
    /// backup holds of these keys opens only under the older secret: destroy that one.
    Lock(LockArgs),
    /// Put a new key in the place of one that is lost, or that others may have seen
    ///
    /// Stop the processes that use it, run this as root, and give the new files to their users. Not renewed are
    /// opt-out.key, cell-key.key and staff.key, which must stay the same, and the keys of waves, epochs and months,
    /// which come and go with them: deploy/README.md says what each loss costs.
    Renew {
        /// Which
        key: Which,
    },
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Which {
    /// web/cookie.key: sittings under way end
    Cookie,
    /// web/pepper.key: return codes that were given out open nothing any more
    Pepper,
    /// web/card.key: cards that were handed out open nothing any more
    Card,
    /// The pair that signs certificates: publish the new public key beside the old one
    Certificate,
    /// The support team's pair: the old private half stays, for requests that are not read yet
    Support,
    /// The reading bench's pair: the old private half stays, for comments that are not read yet
    Bench,
}

impl Which {
    fn key(self) -> Renewable {
        match self {
            Which::Cookie => Renewable::Cookie,
            Which::Pepper => Renewable::Pepper,
            Which::Card => Renewable::Card,
            Which::Certificate => Renewable::Certificate,
            Which::Support => Renewable::Support,
            Which::Bench => Renewable::Bench,
        }
    }
}

#[derive(clap::Args)]
struct LockArgs {
    /// The folder below HEARD_KEYS: web, mailer, reporter or mixer
    folder: Folder,
    #[command(flatten)]
    to: To,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Folder {
    Web,
    Mailer,
    Reporter,
    Mixer,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct To {
    /// The new secret's file (mode 0600): a passphrase of five random words or more, or a credential
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// The program that wraps and unwraps the new lock's key
    #[arg(long, value_name = "PROGRAM")]
    command: Option<String>,
    /// No lock: the keys lie in clear again
    #[arg(long)]
    open: bool,
}

pub fn run(args: KeysArgs, environment: &Environment) -> anyhow::Result<ExitCode> {
    match args.command {
        None => make(environment),
        Some(KeysCommand::Lock(args)) => lock(args, environment),
        Some(KeysCommand::Renew { key }) => renewed(key, environment),
    }
}

fn make(environment: &Environment) -> anyhow::Result<ExitCode> {
    let settings = config::keys(environment)?;
    for name in prepare_keys(&settings.directory, &mut system_rng())? {
        println!("Made {name}");
    }
    let support = settings.directory.join("support");
    if support.exists() {
        println!(
            "Move {} to the support team's own machine: only they open requests to be contacted.",
            support.display()
        );
    }
    tell(&format!(
        "Every lasting key is there. Give each folder in {} to its process's user.",
        settings.directory.display()
    ))
}

fn renewed(which: Which, environment: &Environment) -> anyhow::Result<ExitCode> {
    let settings = config::keys(environment)?;
    for name in renew_key(&settings.directory, which.key(), &mut system_rng())? {
        println!("Made {name}");
    }
    tell(
        "Give the new files to their process's user, lock their folder where it was locked, and start what was stopped.",
    )
}

fn lock(args: LockArgs, environment: &Environment) -> anyhow::Result<ExitCode> {
    let settings = config::keys(environment)?;
    let folder = match args.folder {
        Folder::Web => "web",
        Folder::Mailer => "mailer",
        Folder::Reporter => "reporter",
        Folder::Mixer => "mixer",
    };
    let (to, setting) = match (args.to.secret_file, args.to.command) {
        (Some(file), _) => {
            let setting = format!("Set HEARD_KEYS_SECRET_FILE={}", file.display());
            (Locksmith::SecretFile(file), setting)
        }
        (None, Some(command)) => {
            let setting = format!("Set HEARD_KEYS_COMMAND={command}");
            (Locksmith::Command(command), setting)
        }
        (None, None) => (
            Locksmith::None,
            "Take HEARD_KEYS_SECRET_FILE and HEARD_KEYS_COMMAND out".to_owned(),
        ),
    };
    let keys = lock_keys(&Place::from(&settings), folder, &to, &mut system_rng())?;
    let done = match to {
        Locksmith::None => "in clear again",
        _ => "locked",
    };
    tell(&format!(
        "{} of {folder} {done}. {setting} in the settings of its process, then start it.",
        count(keys, "key")
    ))
}
