//! What the commands of the office share: the database under the role of the web, live definitions, who is asking.

use std::io::{BufRead, IsTerminal, Write};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, bail};
use chrono::{DateTime, NaiveDate, Utc};
use heard::config::{self, Environment, OfficeConfig};
use heard::operations::chance::system_rng;
use heard::operations::clock::Clock;
use heard::operations::load_questionnaires::live_definitions;
use heard::operations::passwords::{Cost, Passwords};
use heard::operations::prepare_keys::load_web_keys;
use heard::operations::sign_in::{Exemption, Next, give_code, sign_in, sign_out};
use heard::store::{self, staff::Role, waves::Wave};
use heard::survey::questionnaire::Definitions;
use secrecy::SecretString;

/// Who stands in the audit for acts that need no account.
pub const COMMAND_LINE: &str = "command line";
/// More waves than anybody has.
pub const WAVES: i64 = 1_000;

/// The office as the command line finds it.
pub struct Office {
    pub config: OfficeConfig,
    pub conn: store::Connection,
    clock: Clock,
}

impl Office {
    /// Reads the configuration and connects.
    pub async fn open(environment: &Environment) -> anyhow::Result<Office> {
        let config = config::office(environment)?;
        let pool = store::pool(&config.store)?;
        let conn = store::get(&pool).await?;
        let clock = crate::processes::clock(config.clock_file.clone());
        Ok(Office { config, conn, clock })
    }

    /// The day of fieldwork.
    pub fn today(&self) -> NaiveDate {
        self.clock.today()
    }

    /// The machine's time, for the audit.
    pub fn machine_now(&self) -> DateTime<Utc> {
        self.clock.machine_now()
    }

    /// The questionnaires and rules in use.
    pub async fn definitions(&mut self) -> anyhow::Result<Definitions> {
        Ok(live_definitions(&mut self.conn).await?)
    }

    /// The wave of a name, or what there is instead.
    pub async fn wave(&mut self, name: &str) -> anyhow::Result<Wave> {
        if let Some(wave) = store::waves::find_named(&mut self.conn, name).await? {
            return Ok(wave);
        }
        let names: Vec<String> = store::waves::list_waves(&mut self.conn, WAVES)
            .await?
            .into_iter()
            .map(|wave| wave.name)
            .collect();
        match names.is_empty() {
            true => bail!("there is no wave yet: open one with `heard wave open`"),
            false => bail!("there is no wave \"{name}\". There are: {}", names.join(", ")),
        }
    }

    /// Signs a commissioner in and out again: the proof that the account may decide. Returns its name.
    pub async fn commissioner(
        &mut self,
        username: &str,
        password: SecretString,
        code: Option<&str>,
    ) -> anyhow::Result<String> {
        let rng = &mut system_rng();
        let keys = load_web_keys(&self.config.keys)?;
        let passwords = Passwords::new(Cost::FULL, rng)?;
        // Accounts without a second factor exist in the demonstration only, which is where its clock is.
        let exemption = if self.config.clock_file.is_some() {
            Exemption::Taken
        } else {
            Exemption::Refused
        };
        let (now, named) = (self.machine_now(), (username, password));
        let (mut session, mut who) = sign_in(
            &mut self.conn,
            &passwords,
            &keys.staff,
            named,
            exemption,
            now,
            rng,
        )
        .await?;
        if who.next == Next::Code {
            let code = code.context("this account has a second factor: give its code with --code")?;
            (session, who) = give_code(&mut self.conn, &keys.staff, &session, code, now, rng).await?;
        }
        sign_out(&mut self.conn, &session).await?;
        if who.next == Next::SetUp {
            bail!("this account has no second factor yet: sign in to the office's pages once and set it up");
        }
        if who.role != Role::Commissioner {
            bail!("only a commissioner's account may decide about an upload, and {username} is none");
        }
        Ok(who.username)
    }
}

/// The password of an account: from `HEARD_PASSWORD`, else the first line of standard input, not shown while typed.
pub fn password(environment: &Environment, username: &str) -> anyhow::Result<SecretString> {
    if let Some(given) = config::password(environment) {
        return Ok(given);
    }
    let input = std::io::stdin();
    let typed = input.is_terminal();
    if typed {
        eprint!("Password of {username}: ");
        std::io::stderr().flush()?;
        echo(false);
    }
    let mut line = zeroize::Zeroizing::new(String::new());
    let read = input.lock().read_line(&mut line);
    if typed {
        echo(true);
        eprintln!();
    }
    read.context("the password cannot be read from standard input")?;
    Ok(SecretString::from(line.trim_end_matches(['\r', '\n'])))
}

/// Turns the terminal's echo on or off; where that fails the password is merely shown.
fn echo(on: bool) {
    let setting = if on { "echo" } else { "-echo" };
    Command::new("stty")
        .arg(setting)
        .stdin(Stdio::inherit())
        .stderr(Stdio::null())
        .status()
        .ok();
}

/// Prints lines for a person; a reader that goes away early is no fault.
pub fn tell(lines: &str) -> anyhow::Result<ExitCode> {
    match writeln!(std::io::stdout(), "{lines}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}
