//! A database with closed waves: what the mix and the purge would have left, written under the mixer's role.

use heard::operations::{EditionRequest, Made, RequestEditionError, make_edition, request_edition};
use heard::store::responses::{NewResponse, ensure_partition, insert_responses};
use heard::survey::disclosure::{CellKeySecret, Thresholds};
use heard::survey::edition::{Period, Span};
use rand::RngExt;
use rand::rngs::StdRng;
use serde_json::json;
use uuid::Uuid;

use crate::harness::{TestDatabase, day, load_shipped, seeded};

pub const QUARTERS: [&str; 4] = ["2025Q4", "2026Q1", "2026Q2", "2026Q3"];

/// A parent under which answers leave the mix without their family.
pub const PARENT: &str = "abuse";

/// What one invented respondent said, kept beside the database for an independent recount.
pub struct Said {
    pub quarter: &'static str,
    pub family: &'static str,
    pub sex: &'static str,
    pub whole_experience: String,
}

pub struct Room {
    pub database: TestDatabase,
    pub said: Vec<Said>,
    rng: StdRng,
}

impl Room {
    /// A database with the shipped questionnaires and no wave.
    pub async fn new() -> Room {
        let database = TestDatabase::new();
        let mut web = database.connect("heard_web").await;
        load_shipped(&mut web, day("2025-12-01")).await;
        Room {
            database,
            said: Vec::new(),
            rng: seeded(7),
        }
    }

    /// Four closed quarters with so many answers a quarter for three families.
    pub async fn with_a_year(people: usize) -> Room {
        let mut room = Room::new().await;
        for quarter in QUARTERS {
            room.db_wave(
                quarter,
                "purged",
                &[
                    ("domestic-abuse", people),
                    ("stalking-harassment", people / 2),
                    ("burglary", people),
                ],
            )
            .await;
        }
        room
    }

    /// A wave in a state, its cohorts with answers, its frame counts and its account.
    pub async fn db_wave(&mut self, quarter: &'static str, state: &str, families: &[(&'static str, usize)]) {
        let wave = Uuid::new_v4();
        self.database.sql(&format!(
            "INSERT INTO wave (id, name, quarter, fieldwork_from, fieldwork_to, state) \
             VALUES ('{wave}', 'Recorded {quarter}', '{quarter}', '2026-01-01', '2026-02-01', '{state}')"
        ));
        let mut mixer = self.database.connect("heard_mixer").await;
        ensure_partition(&mut mixer, wave)
            .await
            .expect("the mixer makes partitions");
        for (family, people) in families {
            let cohort = Uuid::new_v4();
            // Nobody is invited under a parent.
            let asked = if *family == PARENT { 0 } else { *people };
            let (female, male, delivered) = (asked * 5, asked * 2, asked * 6);
            self.database.sql(&format!(
                "INSERT INTO cohort VALUES ('{cohort}', '{wave}', '{family}'); \
                 INSERT INTO frame_count VALUES \
                 ('{wave}', '{family}', 'invited', '', 'female', '16-34', {female}), \
                 ('{wave}', '{family}', 'invited', '', 'male', '16-34', {male}); \
                 INSERT INTO ledger VALUES ('{wave}', '{family}', 'delivered', {delivered})"
            ));
            let rows = (0..*people)
                .map(|_| self.response(quarter, family, cohort))
                .collect();
            insert_responses(&mut mixer, wave, rows)
                .await
                .expect("the mixer writes responses");
        }
    }

    fn response(&mut self, quarter: &'static str, family: &'static str, cohort: Uuid) -> NewResponse {
        let sex = ["female", "female", "female", "male"][self.rng.random_range(0..4)];
        let mut scale = || self.rng.random_range(1..=7).to_string();
        let (whole_experience, treatment, contact) = (scale(), scale(), scale());
        let answers = json!({
            "sex": sex,
            "whole-experience": whole_experience,
            "treatment": treatment,
            "ease-of-contact": contact,
        });
        self.said.push(Said {
            quarter,
            family,
            sex,
            whole_experience,
        });
        NewResponse {
            id: Uuid::new_v4(),
            cohort,
            record_key: self.rng.random(),
            answers,
        }
    }

    /// Asks as this account.
    pub async fn ask(
        &self,
        span: Span,
        last: &str,
        actor: &str,
        correction: bool,
    ) -> Result<Uuid, RequestEditionError> {
        let period = Period {
            span,
            last: last.parse().expect("a quarter"),
        };
        let conn = heard::store::get(&self.database.pool("heard_web"))
            .await
            .expect("a connection");
        let request = EditionRequest {
            period,
            correction,
            actor: actor.into(),
        };
        let now = heard::operations::clock::Clock::machine().machine_now();
        request_edition(conn, request, day("2026-11-22"), now, &mut seeded(rand::random())).await
    }

    /// The reporter's round.
    pub async fn make(&self) -> Option<Made> {
        let mut reporter = self.database.connect("heard_reporter").await;
        let secret = CellKeySecret::new([9; 32]);
        make_edition(&mut reporter, &secret, &Thresholds::default())
            .await
            .expect("the reporter can work")
    }
}
