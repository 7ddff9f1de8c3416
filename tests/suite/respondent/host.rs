//! The survey host as `heard serve` opens it, on a port of the machine's choice, under the web's role.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use actix_web::web::Data;
use chrono::Duration;
use heard::ballot::certificate::CertificateKey;
use heard::ballot::{CardKey, OptOutKey, Pepper, SecretKey, SupportPrivateKey};
use heard::mail::{self, Mailer};
use heard::operations::clock::Clock;
use heard::operations::definition_files::shipped_definitions;
use heard::operations::passwords::{Cost, Passwords};
use heard::operations::{RecentKeys, SupportDesk};
use heard::survey::questionnaire::Definitions;
use heard::survey::response::Mode;
use heard::web::Settings;
use heard::web::respondent::interview::pass_for;
use heard::web::server::{bind, no_extra};
use heard::web::shop::{Keys, Shop, Stage};
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::browser::Browser;
use super::fieldwork::Fieldwork;
use crate::harness::round_trips::RoundTrips;
use crate::harness::seeded;

/// The neutral site the exit leads to.
pub const ELSEWHERE: &str = "https://elsewhere.example/weather";

/// A survey host with a wave in fieldwork behind it. It stops when it is dropped.
pub struct SurveyHost {
    pub fieldwork: Fieldwork,
    pub definitions: &'static Definitions,
    pub listens: SocketAddr,
    /// Opens what is sealed to the support team.
    pub team: SupportPrivateKey,
    /// Keeps what leaves for the support team.
    pub letters: Mailer,
    folder: TempDir,
    stop: Option<oneshot::Sender<()>>,
}

impl SurveyHost {
    /// Opens it with the shipped questionnaires and a wave of all families in the middle of its fieldwork.
    pub async fn open() -> SurveyHost {
        SurveyHost::open_on(Stage::Production, Mailer::memory())
    }

    /// The same as the demonstration opens it: every wording is shown.
    pub async fn rehearsal() -> SurveyHost {
        SurveyHost::open_on(Stage::Demonstration, Mailer::memory())
    }

    /// The same, with a way of its own to the support team.
    pub async fn open_with(letters: Mailer) -> SurveyHost {
        SurveyHost::open_on(Stage::Production, letters)
    }

    fn open_on(stage: Stage, letters: Mailer) -> SurveyHost {
        let fieldwork = fieldwork();
        let pool = fieldwork.database.pool("heard_web");
        SurveyHost::over(fieldwork, pool, stage, letters)
    }

    /// The same over connections that the test makes.
    pub async fn open_over(pool: impl AsyncFnOnce(&Fieldwork) -> heard::store::Pool) -> SurveyHost {
        let fieldwork = fieldwork();
        let pool = pool(&fieldwork).await;
        SurveyHost::over(fieldwork, pool, Stage::Production, Mailer::memory())
    }

    /// The same over one connection whose round trips are counted.
    pub async fn open_counted() -> (SurveyHost, RoundTrips) {
        let fieldwork = fieldwork();
        let trips = RoundTrips::count(&fieldwork.database.url("heard_web")).await;
        let pool = heard::store::connect(&trips.url, 1).expect("a pool");
        let host = SurveyHost::over(fieldwork, pool, Stage::Production, Mailer::memory());
        (host, trips)
    }

    fn over(fieldwork: Fieldwork, pool: heard::store::Pool, stage: Stage, letters: Mailer) -> SurveyHost {
        let folder = tempfile::tempdir().expect("a folder");
        let (stop, stopped) = oneshot::channel();
        let team = SupportPrivateKey::generate(&mut seeded(6));
        let desk = desk(&team, letters.clone());
        let listens = serve(pool, folder.path().join("clock"), (stage, desk), stopped);
        SurveyHost {
            fieldwork,
            definitions: definitions(),
            listens,
            team,
            letters,
            folder,
            stop: Some(stop),
        }
    }

    /// A browser that has never been here.
    pub fn browser(&self) -> Browser {
        Browser::new(self.listens)
    }

    /// What the office gives an interviewer.
    pub fn pass(&self, mode: Mode) -> String {
        let pool = self.fieldwork.database.pool("heard_web");
        let shop = shop(pool, self.folder.path().join("clock"));
        pass_for(mode, &shop, &mut seeded(8)).expect("a pass")
    }

    /// Moves the clock of fieldwork and sittings on.
    pub fn advance(&self, by: Duration) {
        let file = self.folder.path().join("clock");
        let before: i64 = std::fs::read_to_string(&file)
            .ok()
            .and_then(|text| text.trim().parse().ok())
            .unwrap_or_default();
        std::fs::write(file, (before + by.num_seconds()).to_string()).expect("the clock is set");
    }
}

impl Drop for SurveyHost {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).ok();
        }
    }
}

/// A wave of all families in the middle of its fieldwork, and the shipped questionnaires in force.
fn fieldwork() -> Fieldwork {
    let today = Clock::machine().today();
    let definitions = definitions();
    let families: Vec<String> = definitions
        .crime()
        .families()
        .iter()
        .map(|family| family.id.as_str().to_owned())
        .collect();
    let from = (today - Duration::days(5)).to_string();
    let to = (today + Duration::days(5)).to_string();
    let fieldwork = Fieldwork::db_open(&families, &from, &to);
    fieldwork.db_load(definitions.hash(), &shipped_definitions());
    fieldwork
}

/// The shipped questionnaires, checked once a run.
fn definitions() -> &'static Definitions {
    static SHIPPED: OnceLock<Definitions> = OnceLock::new();
    SHIPPED.get_or_init(|| Definitions::parse(&shipped_definitions()).expect("the shipped definitions check"))
}

fn serve(
    pool: heard::store::Pool,
    clock: PathBuf,
    (stage, desk): (Stage, SupportDesk),
    stopped: oneshot::Receiver<()>,
) -> SocketAddr {
    let (told, listens) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let mut shop = shop(pool, clock);
            shop.stage = stage;
            shop.support = Some(desk);
            let shop = Data::new(shop);
            let servers = bind(&shop, no_extra).expect("a port");
            told.send(servers.survey_listens).expect("the test waits");
            let until = async { stopped.await.unwrap_or_default() };
            servers.run_until(until).await.expect("served to the end");
        });
    });
    listens.recv().expect("the host opens")
}

/// The mail settings of a host whose relay is not there.
pub fn mail_settings() -> mail::Settings {
    mail::Settings {
        sender: mail::Sender::parse("Feedback <feedback@answers.example>").expect("a sender"),
        survey_url: "https://answers.example".parse().expect("a URL"),
        transport: mail::Transport::Smtp(mail::Relay::parse("smtp://127.0.0.1:1").expect("a relay")),
        time_limit: std::time::Duration::from_secs(5),
        in_flight: std::num::NonZeroUsize::MIN,
    }
}

fn desk(team: &SupportPrivateKey, letters: Mailer) -> SupportDesk {
    let to = mail::StaffAddress::parse("team@support.example").expect("an address");
    SupportDesk::open(mail_settings(), to, team.public())
        .expect("a desk")
        .with_mailer(letters)
}

fn shop(pool: heard::store::Pool, clock: PathBuf) -> Shop {
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    let keys = Keys {
        cookie: SecretKey::from_bytes([1; 32]),
        pepper: Pepper::from_bytes([2; 32]),
        opt_out: OptOutKey::from_bytes([3; 32]),
        staff: SecretKey::from_bytes([4; 32]),
        // This host loads no contact file.
        recent: RecentKeys::below(Path::new("/nonexistent")),
        card: CardKey::from_bytes([5; 32]),
        certificates: CertificateKey::from_bytes([6; 32]).public(),
    };
    let settings = Settings {
        survey_url: "http://127.0.0.1:1".parse().expect("a URL"),
        office_url: "http://127.0.0.1:2".parse().expect("a URL"),
        survey_listen: any_port,
        office_listen: any_port,
        exit_url: ELSEWHERE.parse().expect("a URL"),
    };
    let passwords = Passwords::new(Cost::LIGHT, &mut seeded(3)).expect("a hasher");
    Shop::new(pool, keys, Clock::shifted(clock), settings, 10, passwords)
}
