//! `heard certificate`: checking the account of the ballots, on any machine, with nothing but the file.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use heard::ballot::certificate::{
    Account, CertificatePublicKey, Chain, Checked, MOST_BYTES, NoPublicKey, check,
};

use crate::office::tell;

/// For whoever wants to check the account of the ballots
#[derive(clap::Subcommand)]
pub enum CertificateCommand {
    /// Check a chain of certificates as the commissioner's pages offer it: every signature, link and sum
    Verify(VerifyArgs),
}

#[derive(clap::Args)]
pub struct VerifyArgs {
    /// The file, ballot-certificates.json; - reads standard input
    file: PathBuf,
    /// The public key to trust, 64 hexadecimal digits as the anonymity page shows them; after a change of keys both
    #[arg(long, value_name = "KEY", value_parser = parse_key)]
    key: Vec<CertificatePublicKey>,
}

fn parse_key(text: &str) -> Result<CertificatePublicKey, NoPublicKey> {
    CertificatePublicKey::parse(text)
}

/// Ends with status 1 where anything is wrong.
pub fn run(command: CertificateCommand) -> anyhow::Result<ExitCode> {
    let CertificateCommand::Verify(args) = command;
    let name = args.file.display();
    let bytes = bytes_of(&args.file).with_context(|| format!("cannot read {name}"))?;
    let chain =
        Chain::read(&bytes).with_context(|| format!("{name} holds no certificates that could be checked"))?;
    let checked = check(&chain, &args.key);
    tell(&report(&chain, &checked, !args.key.is_empty()))?;
    Ok(match checked.faults.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// One byte more than a chain may have is enough to know that it is none.
fn bytes_of(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = MOST_BYTES as u64 + 1;
    match file == Path::new("-") {
        true => std::io::stdin().take(most).read_to_end(&mut bytes)?,
        false => File::open(file)?.take(most).read_to_end(&mut bytes)?,
    };
    Ok(bytes)
}

fn report(chain: &Chain, checked: &Checked, is_key_given: bool) -> String {
    let mut lines: Vec<String> = chain
        .certificates
        .iter()
        .map(|one| {
            let statement = &one.statement;
            let event = match statement.account {
                Account::Mix { .. } => "mix",
                Account::Close { .. } => "close",
            };
            format!(
                "{:>4}  {}  {event:<5}  mixed {:>8}  {}",
                statement.number,
                statement.on,
                statement.account.mixed().to_string(),
                statement.wave
            )
        })
        .collect();
    if checked.faults.is_empty() {
        lines.push(format!(
            "Sound: {}, each follows the one before it, every signature and every sum is right.",
            crate::count(chain.certificates.len(), "certificate")
        ));
        lines.push(format!(
            "The last one's hash is {}; the office shows the same.",
            chain.head
        ));
    } else {
        lines.extend(checked.faults.iter().map(|fault| format!("WRONG: {fault}.")));
        let faults = crate::count(checked.faults.len(), "fault");
        lines.push(format!("{faults}. Do not rely on this file."));
    }
    if !is_key_given {
        lines.push(
            "No key was given with --key. This says only that whoever signed the file holds:".to_owned(),
        );
        lines.extend(checked.keys.iter().map(|key| format!("  {key}")));
        lines.push(
            "COMPARE it, digit by digit, with the key on the office's page /anonymity before you rely on it."
                .to_owned(),
        );
    }
    lines.join("\n")
}
