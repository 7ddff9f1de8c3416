//! The provider's and the commissioner's way through the command line, with the real binary.

use std::path::PathBuf;
use std::process::{Command, Output};

use heard::keys::{MailerKeys, lay_out};
use heard::operations::chance::system_rng;
use heard::operations::clock::Clock;
use heard::operations::passwords::{Cost, Passwords};
use heard::operations::prepare_wave;
use heard::operations::staff::{NewStaff, SecondFactorDuty, add_account};
use heard::store::staff::Role;

use super::sample_room::{burglaries, machine_time};
use crate::harness::{TestDatabase, day, load_shipped, seeded};

struct Desk {
    database: TestDatabase,
    folder: tempfile::TempDir,
}

impl Desk {
    async fn new() -> Desk {
        let folder = tempfile::tempdir().expect("a folder");
        lay_out(&folder.path().join("keys"), &mut seeded(1)).expect("keys");
        let database = TestDatabase::new();
        let mut web = database.connect("heard_web").await;
        load_shipped(&mut web, day("2026-07-01")).await;
        Desk { database, folder }
    }

    async fn account(&self, name: &str, role: Role) -> String {
        let mut web = self.database.connect("heard_web").await;
        let mut rng = system_rng();
        let passwords = Passwords::new(Cost::FULL, &mut rng).expect("a hasher");
        let new = NewStaff {
            username: name.to_owned(),
            role,
            second_factor: SecondFactorDuty::Exempt,
        };
        add_account(&mut web, &passwords, &new, "test", machine_time(), &mut rng)
            .await
            .expect("added")
    }

    fn file(&self, text: &str) -> PathBuf {
        let path = self.folder.path().join("contacts.csv");
        std::fs::write(&path, text).expect("written");
        path
    }

    /// Loads forty people once the wave's keys are made; returns the id of the upload that was printed.
    async fn upload(&self) -> String {
        let file = self.file(&burglaries(40));
        let load = [
            "sample",
            "load",
            file.to_str().expect("a path"),
            "--wave",
            "Spring",
        ];
        let early = self.heard(&load, None);
        assert!(
            !early.status.success() && told(&early).contains("being made"),
            "{}",
            told(&early)
        );
        let mut mailer = self.database.connect("heard_mailer").await;
        let keys = MailerKeys::open(&self.folder.path().join("keys/mailer")).expect("keys");
        prepare_wave(&mut mailer, &keys, &mut seeded(2))
            .await
            .expect("prepared");
        let loaded = told(&self.heard(&load, None));
        assert!(
            loaded.contains("40 rows: 40 to be invited") && !loaded.contains("@"),
            "{loaded}"
        );
        let id = loaded
            .split("sample approve ")
            .nth(1)
            .and_then(|rest| rest.split(' ').next());
        id.expect("an id").to_owned()
    }

    /// Runs a command on 10 July 2026.
    fn heard(&self, arguments: &[&str], password: Option<&str>) -> Output {
        let clock = self.folder.path().join("clock");
        let shift = (machine_time() - Clock::machine().machine_now()).num_seconds();
        std::fs::write(&clock, shift.to_string()).expect("written");
        let mut command = Command::new(env!("CARGO_BIN_EXE_heard"));
        command
            .args(arguments)
            .env_clear()
            .env("DATABASE_URL", self.database.url("heard_web"))
            .env("HEARD_KEYS", self.folder.path().join("keys"))
            .env("HEARD_DEMO_CLOCK", clock)
            .stdin(std::process::Stdio::null());
        if let Some(password) = password {
            command.env("HEARD_PASSWORD", password);
        }
        command.output().expect("it runs")
    }
}

/// A wave whose fieldwork begins three days after the day of the tests.
const OPEN: [&str; 9] = [
    "wave",
    "open",
    "Spring",
    "--quarter",
    "2026Q2",
    "--from",
    "2026-07-13",
    "--to",
    "2026-08-09",
];

fn told(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[tokio::test]
async fn a_wave_is_opened_a_file_loaded_and_a_commissioner_approves_it() {
    let desk = Desk::new().await;
    let (provider, commissioner) = (
        desk.account("paula", Role::Provider).await,
        desk.account("colin", Role::Commissioner).await,
    );
    let opened = desk.heard(&OPEN, None);
    assert!(opened.status.success(), "{}", told(&opened));
    let again = desk.heard(&OPEN, None);
    assert!(told(&again).contains("already"), "a name is taken once");
    assert!(told(&desk.heard(&["wave", "list"], None)).contains("Spring: crimes of 2026Q2"));

    let upload = desk.upload().await;
    assert!(told(&desk.heard(&["sample", "list"], None)).contains(&upload));

    let approve = |who: &'static str, password: &str| {
        desk.heard(&["sample", "approve", &upload, "--as", who], Some(password))
    };
    for (who, password) in [
        ("colin", "wrong"),
        ("paula", provider.as_str()),
        ("nobody", "wrong"),
    ] {
        let refused = approve(who, password);
        assert!(!refused.status.success(), "{}", told(&refused));
    }
    let approved = approve("colin", &commissioner);
    assert!(
        approved.status.success() && told(&approved).contains("40 people"),
        "{}",
        told(&approved)
    );
    let actor = desk
        .database
        .sql("SELECT actor FROM audit WHERE act = 'approved the upload'");
    assert_eq!(actor.trim(), "colin");
}

#[tokio::test]
async fn what_cannot_be_done_is_said_with_the_remedy() {
    let desk = Desk::new().await;
    let file = desk.file(&burglaries(3));
    let path = file.to_str().expect("a path");
    for (arguments, remedy) in [
        (
            &["sample", "load", path, "--wave", "Spring"][..],
            "heard wave open",
        ),
        (
            &["sample", "load", "/no/such/file", "--wave", "Spring"],
            "cannot open",
        ),
        (
            &[
                "wave",
                "open",
                "X",
                "--quarter",
                "2026",
                "--from",
                "2026-07-13",
                "--to",
                "2026-08-09",
            ],
            "2026Q3",
        ),
        (
            &[
                "wave",
                "open",
                "X",
                "--quarter",
                "2026Q1",
                "--from",
                "2026-02-01",
                "--to",
                "2026-03-01",
            ],
            "2026-04-01",
        ),
    ] {
        let output = desk.heard(arguments, None);
        assert!(
            !output.status.success() && told(&output).contains(remedy),
            "{}",
            told(&output)
        );
    }
}
