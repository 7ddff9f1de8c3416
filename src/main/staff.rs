//! `heard staff`: the first accounts of an office, and a look at who has one.

use std::process::ExitCode;

use heard::config::Environment;
use heard::operations::chance::system_rng;
use heard::operations::passwords::{Cost, Passwords};
use heard::operations::staff::{NewStaff, SecondFactorDuty, add_account};
use heard::store::staff::{Role, list_accounts};

use crate::office::{COMMAND_LINE, Office, tell};

/// Accounts of staff. Once there is an administrator, the office's pages do the same
#[derive(clap::Subcommand)]
pub enum StaffCommand {
    /// Add an account and print its first passphrase, once
    Add(AddArgs),
    /// List all accounts
    List,
}

#[derive(clap::Args)]
pub struct AddArgs {
    /// What is typed to sign in: lower case letters, digits, dots and hyphens
    name: String,
    /// provider, commissioner or administrator
    #[arg(long, value_parser = role)]
    role: Role,
}

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| "a role is one of provider, commissioner and administrator".to_owned())
}

pub async fn run(command: StaffCommand, environment: &Environment) -> anyhow::Result<ExitCode> {
    let mut office = Office::open(environment).await?;
    match command {
        StaffCommand::Add(args) => add(&mut office, args).await,
        StaffCommand::List => list(&mut office).await,
    }
}

async fn add(office: &mut Office, args: AddArgs) -> anyhow::Result<ExitCode> {
    let rng = &mut system_rng();
    let passwords = Passwords::new(Cost::FULL, rng)?;
    let now = office.machine_now();
    let new = NewStaff {
        username: args.name,
        role: args.role,
        second_factor: SecondFactorDuty::Required,
    };
    let passphrase = add_account(&mut office.conn, &passwords, &new, COMMAND_LINE, now, rng).await?;
    tell(&format!(
        "Added {} as {}. The first passphrase, shown once: {passphrase}\n\
         The second step is set up at the first sign-in.",
        new.username, new.role
    ))
}

async fn list(office: &mut Office) -> anyhow::Result<ExitCode> {
    let accounts = list_accounts(&mut office.conn).await?;
    if accounts.is_empty() {
        return tell("No account yet. Add one with `heard staff add NAME --role administrator`.");
    }
    let lines: Vec<String> = accounts
        .iter()
        .map(|account| {
            let state = if account.active { "" } else { ", deactivated" };
            format!("{}: {}{state}", account.username, account.role)
        })
        .collect();
    tell(&lines.join("\n"))
}
