//! Profile B on one machine: the provider's processes and the mixer are three system users; the mixer's keys are at the
//! commissioner's office, locked, and it asks the provider's database over TLS. Needs root, which alone can become others.

mod certificates;
mod users;

use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};

use heard::keys::{Locksmith, MailerKeys, Place};
use heard::operations::clock::Clock;
use heard::store::{self, Settings};
use secrecy::{ExposeSecret, SecretString};

use super::station::{Station, marked};
use crate::crash::house::Keeper;
use crate::harness::TestDatabase;
use users::{User, wait_until};

/// Stands for a key management service: it wraps and unwraps, and nothing it is given stays as it is.
const KMS: &str =
    "#!/bin/sh\ncase \"$1\" in wrap) exec base64 ;; unwrap) exec base64 -d ;; *) exit 2 ;; esac\n";
const PASSPHRASE: &str = "orchard velvet harbour candle thimble\n";
const WEB: User = User {
    id: 61_001,
    verb: "serve",
};
const WORK: User = User {
    id: 61_002,
    verb: "work",
};
const MIX: User = User {
    id: 61_003,
    verb: "mix",
};

/// Two offices on one machine.
struct Offices {
    station: Station,
    provider: PathBuf,
    commissioner: PathBuf,
    program: PathBuf,
    authority: PathBuf,
    secret: PathBuf,
    kms: PathBuf,
    clock: PathBuf,
    port: u16,
}

impl Offices {
    async fn open(keeper: &Keeper) -> Offices {
        let station = Station::on(TestDatabase::on(std::sync::Arc::clone(&keeper.cluster)).await).await;
        let root = station.folder.path().to_owned();
        std::fs::set_permissions(&root, std::fs::Permissions::from_mode(0o711)).expect("others may pass");
        let commissioner = root.join("commissioner");
        std::fs::create_dir(&commissioner).expect("a folder");
        std::fs::set_permissions(&commissioner, std::fs::Permissions::from_mode(0o711)).expect("set");
        for folder in ["mixer", "bench", "support"] {
            std::fs::rename(root.join(folder), commissioner.join(folder)).expect("moved");
        }
        let offices = Offices {
            program: copied(&root),
            authority: certificates::serve_tls(&keeper.cluster, &root),
            secret: written(&root.join("passphrase"), PASSPHRASE, 0o600, MIX.id),
            kms: written(&root.join("kms"), KMS, 0o755, 0),
            clock: written(&root.join("clock"), "0", 0o644, 0),
            port: users::two_free_ports(),
            provider: root,
            commissioner,
            station,
        };
        for (folder, user) in [
            (offices.provider.join("web"), WEB),
            (offices.provider.join("mailer"), WORK),
            (offices.provider.join("reporter"), WORK),
            (offices.commissioner.join("mixer"), MIX),
        ] {
            users::give(&folder, user.id);
        }
        offices
    }

    fn environment(&self, user: User) -> Vec<(&'static str, String)> {
        let url = |role: &str| self.station.database.url(role);
        let (letters, survey) = (self.provider.join("letters"), self.port + 1);
        let mut all = vec![
            ("HEARD_DATABASE_CA", self.authority.display().to_string()),
            ("HEARD_DEMO_CLOCK", self.clock.display().to_string()),
            ("HEARD_PAUSE", "1".into()),
        ];
        let keys = |at: &Path| ("HEARD_KEYS", at.display().to_string());
        match user.verb {
            "mix" => {
                let secret = ("HEARD_KEYS_SECRET_FILE", self.secret.display().to_string());
                all.extend([
                    ("DATABASE_URL", url("heard_mixer")),
                    keys(&self.commissioner),
                    secret,
                ]);
            }
            "work" => all.extend([
                ("DATABASE_URL", url("heard_mailer")),
                ("HEARD_REPORTER_DATABASE_URL", url("heard_reporter")),
                ("HEARD_SELFCHECK_DATABASE_URL", url("heard_selfcheck")),
                ("HEARD_SURVEY_URL", format!("http://127.0.0.1:{survey}")),
                ("HEARD_MAIL_FROM", "Feedback <feedback@letters.example>".into()),
                ("HEARD_MAIL_FOLDER", letters.display().to_string()),
                ("HEARD_KEYS_COMMAND", self.kms.display().to_string()),
                keys(&self.provider),
            ]),
            _ => all.extend([
                ("DATABASE_URL", url("heard_web")),
                ("HEARD_SURVEY_URL", format!("http://127.0.0.1:{survey}")),
                ("HEARD_OFFICE_URL", format!("http://127.0.0.1:{}", self.port)),
                ("HEARD_LISTEN", format!("127.0.0.1:{}", self.port)),
                keys(&self.provider),
            ]),
        }
        all
    }

    /// Locks the mixer's keys with a passphrase and the mailer's with the stand-in of a KMS, each as its own user.
    fn lock(&self) {
        let mixer = [
            "keys",
            "lock",
            "mixer",
            "--secret-file",
            &self.secret.display().to_string(),
        ]
        .map(str::to_owned);
        let kms = self.kms.display().to_string();
        let mailer = ["keys", "lock", "mailer", "--command", &kms].map(str::to_owned);
        let reporter = ["keys", "lock", "reporter", "--command", &kms].map(str::to_owned);
        for (user, words) in [(MIX, mixer), (WORK, mailer), (WORK, reporter)] {
            let environment = self.environment(user);
            let told = user.run(&self.program, &words, &environment);
            assert!(told.contains("locked"), "{told}");
        }
    }

    fn set_day(&self, day: chrono::NaiveDate) {
        let ten = day.and_hms_opt(10, 0, 0).expect("every day has a ten").and_utc();
        let ahead = (ten - Clock::machine().machine_now()).num_seconds();
        written(&self.clock, &ahead.to_string(), 0o644, 0);
    }

    /// The mailer's keys, opened as only its user's process can.
    fn mailer(&self) -> MailerKeys {
        MailerKeys::open(Place {
            path: self.provider.join("mailer"),
            locksmith: Locksmith::Command(self.kms.display().to_string()),
        })
        .expect("the mailer's keys")
    }
}

/// Where every user can start it.
fn copied(root: &Path) -> PathBuf {
    let program = root.join("heard");
    std::fs::copy(env!("CARGO_BIN_EXE_heard"), &program).expect("copied");
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("set");
    program
}

fn written(path: &Path, text: &str, mode: u32, owner: u32) -> PathBuf {
    std::fs::write(path, text).expect("written");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("set");
    chown(path, Some(owner), Some(owner)).expect("given");
    path.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_system_users_in_two_offices_take_a_wave_from_its_keys_to_its_responses() {
    if !users::is_root() {
        eprintln!("NOT RUN: only root can become three system users.");
        return;
    }
    let keeper = Keeper::start();
    let mut offices = Offices::open(&keeper).await;
    offices.lock();
    let wave = offices.station.announce_wave().await;
    offices.set_day(wave.from);
    let letters = offices.provider.join("letters");
    std::fs::create_dir(&letters).expect("a folder");
    chown(&letters, Some(WORK.id), Some(WORK.id)).expect("given");
    let running = [WEB, WORK, MIX]
        .map(|user| user.start(&offices.program, &offices.provider, &offices.environment(user)));
    let station = &offices.station;
    wait_until(&running, "the mixer has made its keys", || {
        station.number(
            "SELECT count(*) FROM cohort LEFT JOIN epoch ON epoch.cohort = cohort.id WHERE epoch.id IS NULL",
        ) == 0
    });
    wait_until(&running, "the mailer has made its keys", || {
        station.number("SELECT count(*) FROM wave WHERE state = 'open'") == 1
    });
    let invited = offices.station.load(wave, &[("28E", 24)]).await;
    let station = &offices.station;
    wait_until(&running, "gates are made", || {
        station.count("gate") == i64::try_from(invited).expect("small")
    });

    let key = offices.mailer().link_key(wave.id).expect("the wave's link key");
    let contacts = station.database.sql("SELECT id FROM contact ORDER BY id");
    let links: Vec<_> = contacts
        .lines()
        .map(|id| heard::ballot::LinkSecret::derive(&key, id.trim().parse().expect("an id"), wave.id))
        .collect();
    let survey = format!("http://127.0.0.1:{}", offices.port + 1);
    let page = reqwest::get(format!("{survey}/s/{}", links[0].to_letters().expose_secret()))
        .await
        .expect("an answer");
    assert_eq!(page.status(), 200, "heard serve shows the page of a link");
    for (place, link) in links.iter().take(12).enumerate() {
        let answers = marked(place).with("sex", "female").with("age-band", "25-34");
        let finished = answers.of(Some("burglary"));
        offices.station.send(wave, link, finished).await.expect("sent");
    }
    offices.set_day(wave.to + chrono::Days::new(1));
    let station = &offices.station;
    wait_until(&running, "the wave is mixed", || station.count("response") == 12);
    assert_eq!(station.count("ballot"), 0);
    the_page_says_how_it_is(offices.port).await;
    everybody_is_over_tls(station);
    nobody_reads_anothers_keys(&offices);
    assert!(
        !offices.provider.join("mixer").exists(),
        "no private key of an epoch was ever at the provider's"
    );
}

async fn the_page_says_how_it_is(port: u16) {
    let told = reqwest::get(format!("http://127.0.0.1:{}/anonymity", port))
        .await
        .expect("an answer");
    let told = told.text().await.expect("a page");
    assert!(told.contains("Their keys are locked under a secret that lies elsewhere"));
    assert!(
        told.contains("On the machine or the network of the database"),
        "one machine is not called two"
    );
}

fn everybody_is_over_tls(station: &Station) {
    let plain = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
                 WHERE application_name = 'heard' AND usename = 'heard_mixer' AND NOT ssl";
    let over_tls = plain.replace("NOT ssl", "ssl");
    assert_eq!(station.number(plain), 0);
    assert!(station.number(&over_tls) > 0, "the mixer is connected");
}

fn nobody_reads_anothers_keys(offices: &Offices) {
    let (web, mailer) = (
        offices.provider.join("web/cookie.key"),
        offices.provider.join("mailer/opt-out.key"),
    );
    let (reporter, mixer) = (
        offices.provider.join("reporter/cell-key.key"),
        offices.commissioner.join("mixer/certificate.key"),
    );
    let table = [
        (WEB, vec![&web], vec![&mailer, &reporter, &mixer, &offices.secret]),
        (
            WORK,
            vec![&mailer, &reporter],
            vec![&web, &mixer, &offices.secret],
        ),
        (MIX, vec![&mixer, &offices.secret], vec![&web, &mailer, &reporter]),
    ];
    for (user, own, others) in table {
        for path in own {
            assert!(
                user.can_read(path),
                "{} cannot read {}",
                user.verb,
                path.display()
            );
        }
        for path in others {
            assert!(!user.can_read(path), "{} can read {}", user.verb, path.display());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_another_authority_vouches_for_is_not_spoken_to() {
    let keeper = Keeper::start();
    let folder = tempfile::tempdir().expect("a folder");
    let database = TestDatabase::on(std::sync::Arc::clone(&keeper.cluster)).await;
    let ours = certificates::serve_tls(&keeper.cluster, folder.path());
    let asked = async |authority: &Path| {
        let settings = Settings {
            url: SecretString::from(database.url("heard_web")),
            authority: Some(authority.to_owned()),
            distant: false,
            max_connections: std::num::NonZeroUsize::MIN,
        };
        let pool = store::pool(&settings)?;
        store::get(&pool).await.map(|_| ())
    };
    asked(&ours).await.expect("the authority that signed it");
    let other = certificates::another_authority(folder.path());
    let told = asked(&other).await.expect_err("refused");
    assert_eq!(told.failure(), store::Failure::Away);
    let missing = asked(&folder.path().join("none.pem")).await.expect_err("refused");
    assert!(missing.to_string().contains("HEARD_DATABASE_CA"), "{missing}");
}
