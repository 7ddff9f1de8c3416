//! A wave whose letters are due: real keys in a folder, sealed addresses in the database, a post room before a relay.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use heard::ballot::{DataKey, LinkSecret};
use heard::keys::{MailerKeys, lay_out};
use heard::mail::{Mailer, Relay, Sender, Settings, Transport};
use heard::operations::chance::system_rng;
use heard::operations::definition_files::shipped_definitions;
use heard::operations::deliver_letters::{Delivered, MailRest, PostRoom, Spoken, Times, deliver_letters};
use heard::survey::questionnaire::{Audience, SourceFile};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::harness::smtp::SmtpServer;
use crate::harness::{TestDatabase, day, seeded};

/// One wave, one upload, and whoever is added to it.
pub struct Post {
    pub database: TestDatabase,
    pub keys: MailerKeys,
    pub wave: Uuid,
    cohort: Uuid,
    upload: Uuid,
    data_key: DataKey,
    folder: tempfile::TempDir,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The questionnaires that letters take their words from, in force.
fn db_load(database: &TestDatabase, files: &[SourceFile]) {
    let texts: BTreeMap<&str, &str> = files
        .iter()
        .map(|file| (file.path.as_str(), file.text.as_str()))
        .collect();
    let texts = serde_json::to_string(&texts).expect("text");
    database.sql(&format!(
        "INSERT INTO questionnaire_version VALUES (repeat('0', 64), $texts${texts}$texts$, '2026-01-01', true)"
    ));
}

/// A worker's desk in front of a relay: its post room, and whom it lets rest.
pub struct Desk<'p> {
    post: &'p Post,
    pub room: PostRoom,
    pub rest: MailRest,
}

impl Desk<'_> {
    /// One round of what is due.
    pub async fn deliver(&mut self, times: Times) -> Delivered {
        self.post.deliver(&self.room, &mut self.rest, times).await
    }
}

impl Post {
    /// An open wave from 1 to 28 June 2026 without contacts.
    pub fn new() -> Post {
        let mut rng = seeded(7);
        let folder = tempfile::tempdir().expect("a folder");
        lay_out(folder.path(), &mut rng).expect("keys");
        let keys = MailerKeys::open(&folder.path().join("mailer")).expect("the mailer's keys");
        let (wave, cohort, upload) = (Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4());
        keys.make_wave(wave, &mut rng).expect("a wave's keys");
        let contact_key = keys.contact_key(wave).expect("its contact key").public();
        let data_key = DataKey::generate(&mut rng);
        let sealed = hex(&data_key.seal_for(&contact_key, upload, &mut rng).expect("sealed"));
        let database = TestDatabase::new();
        database.sql(&format!(
            "INSERT INTO wave VALUES ('{wave}', 'June', '2026Q1', '2026-06-01', '2026-06-28', 'open', NULL);
             INSERT INTO cohort VALUES ('{cohort}', '{wave}', 'burglary');
             INSERT INTO upload VALUES ('{upload}', '{wave}', 'gated', '\\x{sealed}', 'ann', 'ben', '2026-05-20', '{{}}');"
        ));
        db_load(&database, &shipped_definitions());
        Post {
            database,
            keys,
            wave,
            cohort,
            upload,
            data_key,
            folder,
        }
    }

    /// The root of all keys.
    pub fn keys_root(&self) -> &Path {
        self.folder.path()
    }

    /// A wave with `count` contacts `person0@example.net` …, each with an invitation that is due.
    pub fn to(count: usize) -> Post {
        let post = Post::new();
        for person in 0..count {
            post.db_invite(&format!("person{person}@example.net"), None);
        }
        post
    }

    /// Adds a contact with an invitation that is due.
    pub fn db_invite(&self, address: &str, safe_until: Option<&str>) -> Uuid {
        self.db_invite_in("en", address, safe_until)
    }

    /// The same for a contact of another language.
    pub fn db_invite_in(&self, language: &str, address: &str, safe_until: Option<&str>) -> Uuid {
        let contact = Uuid::new_v4();
        let sealed = self
            .data_key
            .seal_address(contact, address, &mut seeded(contact.as_u128() as u64));
        let sealed = hex(&sealed.expect("sealed"));
        let safe_until = safe_until
            .map(|date| format!("'{date}'"))
            .unwrap_or("NULL".to_owned());
        let (wave, cohort, upload) = (self.wave, self.cohort, self.upload);
        self.database.sql(&format!(
            "INSERT INTO contact VALUES ('{contact}', '{wave}', '{cohort}', '{upload}', '\\x{sealed}', '{language}', {safe_until});
             INSERT INTO outbox (contact, kind, state) VALUES ('{contact}', 'invitation', 'ready');"
        ));
        contact
    }

    /// What opens the questionnaire for a contact.
    pub fn link_of(&self, contact: Uuid) -> LinkSecret {
        LinkSecret::derive(
            &self.keys.link_key(self.wave).expect("its link key"),
            contact,
            self.wave,
        )
    }

    /// The contact has stopped all letters.
    pub fn db_stop(&self, contact: Uuid) {
        let hash = hex(self.link_of(contact).stop_secret().hash().as_bytes());
        self.database.sql(&format!(
            "INSERT INTO stop VALUES ('\\x{hash}', '{}', true)",
            self.cohort
        ));
    }

    /// A worker's desk before `relay`, whose patience ends after `time_limit`.
    pub fn desk(&self, relay: &SmtpServer, time_limit: Duration) -> Desk<'_> {
        Desk {
            post: self,
            room: self.room(relay, time_limit),
            rest: MailRest::default(),
        }
    }

    /// A post room before `relay` whose patience ends after `time_limit`.
    pub fn room(&self, relay: &SmtpServer, time_limit: Duration) -> PostRoom {
        let settings = Settings {
            sender: Sender::parse("Feedback <feedback@answers.example>").expect("a neutral sender"),
            survey_url: "https://answers.example".parse().expect("a URL"),
            transport: Transport::Smtp(Relay::parse(&relay.url()).expect("a relay")),
            time_limit,
            in_flight: NonZeroUsize::new(4).expect("not zero"),
        };
        PostRoom {
            mailer: Mailer::new(&settings).expect("a mailer"),
            settings,
            keys: self.keys.clone(),
            spoken: Spoken::to(Audience::Public),
        }
    }

    /// Rounds under the mailer's role until nothing is due at `times`.
    pub async fn deliver(&self, room: &PostRoom, rest: &mut MailRest, times: Times) -> Delivered {
        let mut conn = self.database.connect("heard_mailer").await;
        let mut all = Delivered::default();
        loop {
            let round = deliver_letters(&mut conn, room, rest, times, &mut system_rng())
                .await
                .expect("a round");
            if round.is_nothing() {
                return all;
            }
            all += round;
        }
    }

    /// How many letters are in each state, as `sent 3, unknown 1`.
    pub fn states(&self) -> String {
        let counted = "SELECT state || ' ' || count(*) FROM outbox GROUP BY state ORDER BY state";
        self.database.sql(counted).trim().replace('\n', ", ")
    }
}

/// Ten o'clock of a day of fieldwork, on both clocks.
pub fn at(date: &str) -> Times {
    let now: DateTime<Utc> = format!("{date}T10:00:00Z").parse().expect("a time");
    Times {
        now,
        today: day(date),
        machine_now: now,
    }
}

/// The same, later on the machine's clock.
pub fn later(times: Times, wait: TimeDelta) -> Times {
    Times {
        machine_now: times.machine_now + wait,
        ..times
    }
}

/// The letters of a link as they stand in its address.
pub fn letters_of(link: &LinkSecret) -> String {
    link.to_letters().expose_secret().to_owned()
}
