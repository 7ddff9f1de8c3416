//! A polling station: waves, contacts, links and answers through the real operations, each under the
//! role that does it in the service. What is looked at from below is looked at as the superuser.

use chrono::{DateTime, Days, NaiveDate, Utc};
use futures_util::stream;
use heard::ballot::LinkSecret;
use heard::keys::{MailerKeys, MixerKeys, WebKeys, lay_out};
use heard::operations::{
    Deciding, Floors, Known, LineChecks, Loading, MixError, Mixed, NewWave, Opening, SendBallotError,
    Sending, approve_upload, close_wave, load_sample, make_gates, mix, open_wave, prepare_epochs,
    prepare_wave, purge_wave, send_ballot,
};
use heard::store::Pool;
use heard::survey::response::Finished;
use rand::rngs::StdRng;
use uuid::Uuid;

pub use super::given::{Given, MARK, definitions, marked};
use crate::harness::{CONTACT_HEADER, TestDatabase, day, load_shipped, seeded};

/// Quarters with their days of fieldwork, one after the other.
const WAVES: [(&str, &str, &str); 5] = [
    ("2026Q2", "2026-07-13", "2026-08-09"),
    ("2026Q3", "2026-10-12", "2026-11-08"),
    ("2026Q4", "2027-01-11", "2027-02-07"),
    ("2027Q1", "2027-04-12", "2027-05-09"),
    ("2027Q2", "2027-07-12", "2027-08-08"),
];

/// One wave in fieldwork.
#[derive(Clone, Copy)]
pub struct Wave {
    pub id: Uuid,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// A service with its keys and its database.
pub struct Station {
    pub database: TestDatabase,
    pub web: Pool,
    pub web_keys: WebKeys,
    pub mailer: MailerKeys,
    pub mixer: MixerKeys,
    pub folder: tempfile::TempDir,
    pub rng: StdRng,
    opened: usize,
}

/// The machine's time of every act of staff.
pub fn machine_time() -> DateTime<Utc> {
    "2026-07-10T09:00:00Z".parse().expect("a time")
}

impl Station {
    /// A service with the shipped questionnaires and no wave.
    pub async fn new() -> Station {
        Station::on(TestDatabase::new()).await
    }

    /// The same on a database of the test's own.
    pub async fn on(database: TestDatabase) -> Station {
        let folder = tempfile::tempdir().expect("a folder");
        let mut rng = seeded(11);
        lay_out(folder.path(), &mut rng).expect("keys");
        let mut conn = database.connect("heard_web").await;
        load_shipped(&mut conn, day("2026-07-01")).await;
        Station {
            web: database.pool("heard_web"),
            web_keys: WebKeys::load(&folder.path().join("web")).expect("web's keys"),
            mailer: MailerKeys::open(&folder.path().join("mailer")).expect("the mailer's keys"),
            mixer: MixerKeys::open(&folder.path().join("mixer")).expect("the mixer's keys"),
            database,
            folder,
            rng,
            opened: 0,
        }
    }

    /// Opens the next wave, loads and approves a file with so many people of each offence code, and
    /// makes epochs and gates.
    pub async fn open_wave(&mut self, people: &[(&str, usize)]) -> Wave {
        let wave = self.announce_wave().await;
        let mut mailer = self.database.connect("heard_mailer").await;
        let mut mixer = self.database.connect("heard_mixer").await;
        let rng = &mut self.rng;
        prepare_wave(&mut mailer, &self.mailer, rng)
            .await
            .expect("its keys are made");
        prepare_epochs(&mut mixer, &self.mixer, rng)
            .await
            .expect("its epochs are made");
        if people.iter().any(|(_, count)| *count > 0) {
            let contacts = self.load(wave, people).await;
            let gated = make_gates(&mut mailer, &self.mailer, &mut self.rng)
                .await
                .expect("gates are made");
            assert_eq!(gated.iter().map(|one| one.gates).sum::<usize>(), contacts);
        }
        wave
    }

    /// Opens the next wave under the web's role: its keys and epochs are for the other processes to make.
    pub async fn announce_wave(&mut self) -> Wave {
        let (quarter, from, to) = WAVES[self.opened];
        self.opened += 1;
        let (from, to) = (day(from), day(to));
        let mut web = self.database.connect("heard_web").await;
        let new = NewWave {
            name: format!("Wave of {quarter}"),
            quarter: quarter.to_owned(),
            fieldwork_from: from,
            fieldwork_to: to,
        };
        let opening = Opening {
            actor: "paula",
            today: from - Days::new(3),
            at: machine_time(),
            lines: LineChecks::Waived,
        };
        let id = open_wave(&mut web, &new, definitions(), opening, &mut self.rng)
            .await
            .expect("the wave opens");
        Wave { id, from, to }
    }

    /// Loads and approves a file with so many people of each offence code; returns how many will be invited.
    pub async fn load(&mut self, wave: Wave, people: &[(&str, usize)]) -> usize {
        let today = wave.from - Days::new(3);
        let recorded = wave.from - Days::new(60);
        let file = contact_file(people, recorded, today);
        let mut web = self.database.connect("heard_web").await;
        let bytes = stream::iter([Ok::<_, std::io::Error>(file.into_bytes())]);
        let loading = Loading {
            actor: "paula",
            today,
            at: machine_time(),
        };
        let loaded = load_sample(
            &mut web,
            definitions(),
            wave.id,
            bytes,
            Known {
                opt_out: &self.web_keys.opt_out,
                recent: &self.web_keys.recent,
            },
            loading,
            &mut self.rng,
        )
        .await
        .expect("the file loads");
        let deciding = Deciding {
            actor: "colin",
            today,
            at: machine_time(),
        };
        approve_upload(&mut web, definitions(), loaded.upload, deciding)
            .await
            .expect("the upload is approved")
    }

    /// The links of a family's contacts in a wave, as their letters carry them.
    pub fn links(&self, wave: Wave, family: &str) -> Vec<LinkSecret> {
        let contacts = self.database.sql(&format!(
            "SELECT contact.id FROM contact JOIN cohort ON cohort.id = contact.cohort \
             WHERE contact.wave = '{}' AND family = '{family}' ORDER BY contact.id",
            wave.id
        ));
        let key = self.mailer.link_key(wave.id).expect("the wave's link key");
        contacts
            .lines()
            .map(|id| LinkSecret::derive(&key, id.trim().parse().expect("an id"), wave.id))
            .collect()
    }

    /// Sends answers through a link on the wave's first day.
    pub async fn send(
        &mut self,
        wave: Wave,
        link: &LinkSecret,
        finished: Finished,
    ) -> Result<(), SendBallotError> {
        self.send_on(wave.from, link, finished).await
    }

    /// Sends answers through a link on a day.
    pub async fn send_on(
        &mut self,
        today: NaiveDate,
        link: &LinkSecret,
        finished: Finished,
    ) -> Result<(), SendBallotError> {
        let conn = heard::store::get(&self.web).await.expect("a connection");
        let sending = Sending {
            link: link.clone(),
            draft: heard::ballot::random_id(&mut self.rng),
            finished,
        };
        let rng = seeded(rand::Rng::next_u64(&mut self.rng));
        send_ballot(conn, sending, definitions(), today, rng).await
    }

    /// The first `count` people of a family send, each with her own place among the marks.
    pub async fn send_many(&mut self, wave: Wave, family: &str, count: usize) {
        let links = self.links(wave, family);
        assert!(links.len() >= count, "only {} were invited", links.len());
        for (place, link) in links.iter().take(count).enumerate() {
            let answers = marked(place).with("sex", "female").with("age-band", "25-34");
            self.send(wave, link, answers.of(Some(family)))
                .await
                .expect("sent");
        }
    }

    /// The day after fieldwork: the wave closes.
    pub async fn close(&self, wave: Wave) {
        let mut mailer = self.database.connect("heard_mailer").await;
        let closed = close_wave(&mut mailer, wave.to + Days::new(1))
            .await
            .expect("closed");
        assert_eq!(closed.len(), 1);
    }

    /// Mixes what is due the day after fieldwork.
    pub async fn mix(&mut self, wave: Wave) -> Result<Vec<Mixed>, MixError> {
        let mut mixer = self.database.connect("heard_mixer").await;
        let today = wave.to + Days::new(1);
        mix(&mut mixer, &self.mixer, Floors::default(), today, &mut self.rng).await
    }

    /// Closes and mixes a wave; returns responses and carried ballots.
    pub async fn close_and_mix(&mut self, wave: Wave) -> (usize, usize) {
        self.close(wave).await;
        let mixed = self.mix(wave).await.expect("mixed");
        assert_eq!(mixed.len(), 1);
        (mixed[0].responses, mixed[0].carried)
    }

    /// Purges what is mixed.
    pub async fn purge(&self, wave: Wave) {
        let mut mailer = self.database.connect("heard_mailer").await;
        let today = wave.to + Days::new(1);
        let purged = purge_wave(&mut mailer, &self.mailer, today)
            .await
            .expect("purged");
        assert_eq!(purged.len(), 1);
    }

    /// A number that SQL gives.
    pub fn number(&self, sql: &str) -> i64 {
        self.database.sql(sql).trim().parse().expect("a number")
    }

    /// How many rows a table has.
    pub fn count(&self, table: &str) -> i64 {
        self.number(&format!("SELECT count(*) FROM {table}"))
    }

    /// An entry of a wave's account; 0 where there is none.
    pub fn ledger(&self, wave: Wave, family: &str, measure: &str) -> i64 {
        self.number(&format!(
            "SELECT coalesce(sum(count), 0) FROM ledger \
             WHERE wave = '{}' AND family = '{family}' AND measure = '{measure}'",
            wave.id
        ))
    }
}

/// Other people in every wave of a year, and the same again a year later: nobody is asked twice in 12 months.
fn contact_file(people: &[(&str, usize)], recorded: NaiveDate, safe_on: NaiveDate) -> String {
    let mut file = CONTACT_HEADER.to_owned();
    let mut number = 0;
    let month = recorded.format("%m");
    for (code, count) in people {
        for _ in 0..*count {
            number += 1;
            file.push_str(&format!(
                "C{number},person{number}.{month}@gmail.com,{code},,{recorded},yes,{safe_on},34,female,en,yes\n"
            ));
        }
    }
    file
}
