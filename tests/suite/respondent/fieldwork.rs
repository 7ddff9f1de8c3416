//! A wave in fieldwork with a gate for everybody who is asked for, written straight into the tables:
//! these tests are about what a respondent meets, not about how her invitation was made.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use data_encoding::HEXLOWER;
use heard::ballot::{EpochPrivateKey, GateHash, LinkSecret, StopHash, open_ballot, random_id};
use heard::survey::questionnaire::SourceFile;
use heard::survey::response::Finished;
use rand::Rng;
use rand::rngs::StdRng;
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::harness::{TestDatabase, seeded};

/// One wave with its fourteen cohorts, an open epoch for each.
pub struct Fieldwork {
    pub database: TestDatabase,
    pub cohorts: Vec<Cohort>,
    wave: Uuid,
    rng: StdRng,
}

/// One cohort and the key that opens its ballots.
pub struct Cohort {
    pub id: Uuid,
    pub family: String,
    pub epoch: Uuid,
    pub key: EpochPrivateKey,
}

impl Fieldwork {
    /// A wave that is open from `from` to `to`.
    pub fn db_open(families: &[String], from: &str, to: &str) -> Fieldwork {
        let database = TestDatabase::new();
        let mut rng = seeded(7);
        let wave = random_id(&mut rng);
        let mut script = format!(
            "INSERT INTO wave VALUES ('{wave}', 'Spring', '2026Q3', '{from}', '{to}', 'open', NULL);\n"
        );
        let mut cohorts = vec![];
        for family in families {
            let cohort = Cohort {
                id: random_id(&mut rng),
                family: family.clone(),
                epoch: random_id(&mut rng),
                key: EpochPrivateKey::generate(&mut rng),
            };
            let public = HEXLOWER.encode(cohort.key.public().as_bytes());
            writeln!(
                script,
                "INSERT INTO cohort VALUES ('{}', '{wave}', '{family}');",
                cohort.id
            )
            .expect("text");
            writeln!(
                script,
                "INSERT INTO epoch VALUES ('{}', '{}', '{family}', '\\x{public}', 'open', '{to}');",
                cohort.epoch, cohort.id
            )
            .expect("text");
            cohorts.push(cohort);
        }
        database.sql(&script);
        Fieldwork {
            database,
            cohorts,
            wave,
            rng,
        }
    }

    /// These definitions are the live ones.
    pub fn db_load(&self, version: &str, files: &[SourceFile]) {
        let texts: BTreeMap<&str, &str> = files
            .iter()
            .map(|file| (file.path.as_str(), file.text.as_str()))
            .collect();
        let texts = serde_json::to_string(&texts).expect("text");
        self.database.sql(&format!(
            "INSERT INTO questionnaire_version VALUES ('{version}', $texts${texts}$texts$, '2026-01-01', true)"
        ));
    }

    /// A link of somebody in this family's cohort.
    pub fn db_link(&mut self, family: &str) -> LinkSecret {
        let mut bytes = [0; 16];
        self.rng.fill_bytes(&mut bytes);
        let link = LinkSecret::from_bytes(bytes);
        let cohort = self.cohort(family).id;
        self.database.sql(&format!(
            "INSERT INTO gate VALUES ('\\x{}', '{cohort}'); INSERT INTO stop VALUES ('\\x{}', '{cohort}');",
            gate(&link.gate()),
            stop(&link.stop_secret().hash()),
        ));
        link
    }

    /// The cohort of a family.
    pub fn cohort(&self, family: &str) -> &Cohort {
        self.cohorts
            .iter()
            .find(|cohort| cohort.family == family)
            .expect("the family")
    }

    /// The one ballot of a cohort, opened with its epoch's key.
    pub fn only_ballot(&self, family: &str) -> Finished {
        let cohort = self.cohort(family);
        let body = self.database.sql(&format!(
            "SELECT encode(body, 'hex') FROM ballot WHERE epoch = '{}'",
            cohort.epoch
        ));
        let body = HEXLOWER.decode(body.trim().as_bytes()).expect("one ballot");
        let plain = open_ballot(&cohort.key, cohort.epoch, &body).expect("it opens");
        serde_json::from_slice(&plain).expect("finished answers")
    }

    /// The fieldwork ends: yesterday was its last day.
    pub fn db_end(&self, last_day: &str) {
        self.database.sql(&format!(
            "UPDATE wave SET fieldwork_from = '{last_day}', fieldwork_to = '{last_day}' WHERE id = '{}'",
            self.wave
        ));
    }

    /// Somebody holds a table for herself until what this returns is dropped.
    pub async fn db_lock(&self, table: &str) -> diesel_async::AsyncPgConnection {
        use diesel_async::SimpleAsyncConnection;
        let mut conn = self.database.connect("postgres").await;
        let lock = format!("BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE");
        conn.batch_execute(&lock).await.expect("the lock");
        conn
    }

    /// The database takes no connection any more and drops those it has.
    pub fn db_go_away(&self) {
        self.database.go_away();
    }

    /// It takes connections again.
    pub fn db_come_back(&self) {
        self.database.come_back();
    }

    /// Whether a link was used.
    pub fn db_spent(&self, link: &LinkSecret) -> bool {
        let script = format!("SELECT spent FROM gate WHERE hash = '\\x{}'", gate(&link.gate()));
        self.database.sql(&script).trim() == "t"
    }

    /// How many rows a table has.
    pub fn db_count(&self, table: &str) -> usize {
        let count = self.database.sql(&format!("SELECT count(*) FROM {table}"));
        count.trim().parse().expect("a count")
    }
}

/// The address of a link on the survey host.
pub fn address(link: &LinkSecret) -> String {
    format!("/s/{}", link.to_letters().expose_secret())
}

/// The address of its stop page.
pub fn stop_address(link: &LinkSecret) -> String {
    format!("/stop/{}", link.stop_secret().to_letters().expose_secret())
}

fn gate(hash: &GateHash) -> String {
    HEXLOWER.encode(hash.as_bytes())
}

fn stop(hash: &StopHash) -> String {
    HEXLOWER.encode(hash.as_bytes())
}
