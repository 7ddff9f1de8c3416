//! A wave that takes samples: real keys in a folder, the real roles, files as bytes.

use chrono::{DateTime, NaiveDate, Utc};
use futures_util::stream;
use heard::keys::{MailerKeys, WebKeys, lay_out};
use heard::operations::chance::system_rng;
use heard::operations::definition_files::shipped_definitions;
use heard::operations::{
    DecideUploadError, Deciding, Known, LineChecks, LoadSampleError, Loaded, Loading, NewWave, Opening,
    approve_upload, load_sample, open_wave, prepare_wave,
};
use heard::survey::questionnaire::Definitions;
use uuid::Uuid;

pub use crate::harness::CONTACT_HEADER as HEADER;
use crate::harness::{TestDatabase, day, seeded};

/// An open wave about the crimes of the second quarter of 2026, on 10 July 2026.
pub struct SampleRoom {
    pub database: TestDatabase,
    pub definitions: Definitions,
    pub mailer: MailerKeys,
    pub web: WebKeys,
    pub wave: Uuid,
    _folder: tempfile::TempDir,
}

/// The machine's time of every act.
pub fn machine_time() -> DateTime<Utc> {
    "2026-07-10T09:00:00Z".parse().expect("a time")
}

/// How every wave is opened.
pub fn opening_on(today: NaiveDate) -> Opening<'static> {
    Opening {
        actor: "paula",
        today,
        at: machine_time(),
        lines: LineChecks::Waived,
    }
}

impl SampleRoom {
    pub async fn new() -> SampleRoom {
        let room = SampleRoom::preparing().await;
        let mut conn = room.database.connect("heard_mailer").await;
        prepare_wave(&mut conn, &room.mailer, &mut seeded(2))
            .await
            .expect("keys are made");
        room
    }

    /// A wave whose keys are not made yet.
    pub async fn preparing() -> SampleRoom {
        let folder = tempfile::tempdir().expect("a folder");
        lay_out(folder.path(), &mut seeded(1)).expect("keys");
        let mailer = MailerKeys::open(&folder.path().join("mailer")).expect("the mailer's keys");
        let web = WebKeys::load(&folder.path().join("web")).expect("the web's keys");
        let definitions = Definitions::parse(&shipped_definitions()).expect("sound definitions");
        let database = TestDatabase::new();
        let mut conn = database.connect("heard_web").await;
        let new = NewWave {
            name: "Spring".to_owned(),
            quarter: "2026Q2".to_owned(),
            fieldwork_from: day("2026-07-13"),
            fieldwork_to: day("2026-08-09"),
        };
        let opening = opening_on(day("2026-07-10"));
        let wave = open_wave(&mut conn, &new, &definitions, opening, &mut system_rng())
            .await
            .expect("open");
        SampleRoom {
            database,
            definitions,
            mailer,
            web,
            wave,
            _folder: folder,
        }
    }

    /// Loads a file that arrives in pieces of `piece` bytes.
    pub async fn load_in(&self, file: &str, piece: usize) -> Result<Loaded, LoadSampleError> {
        let pieces: Vec<Result<Vec<u8>, std::io::Error>> = file
            .as_bytes()
            .chunks(piece)
            .map(|piece| Ok(piece.to_vec()))
            .collect();
        self.load_pieces(pieces).await
    }

    /// Loads a file that arrives at once.
    pub async fn load(&self, file: &str) -> Result<Loaded, LoadSampleError> {
        self.load_in(file, usize::MAX).await
    }

    /// Loads pieces, one of which may be the end of the connection.
    pub async fn load_pieces(
        &self,
        pieces: Vec<Result<Vec<u8>, std::io::Error>>,
    ) -> Result<Loaded, LoadSampleError> {
        self.load_into(self.wave, pieces, day("2026-07-10")).await
    }

    /// Loads a file into some wave on some day.
    pub async fn load_on(&self, wave: Uuid, file: &str, today: NaiveDate) -> Result<Loaded, LoadSampleError> {
        self.load_into(wave, vec![Ok(file.as_bytes().to_vec())], today)
            .await
    }

    async fn load_into(
        &self,
        wave: Uuid,
        pieces: Vec<Result<Vec<u8>, std::io::Error>>,
        today: NaiveDate,
    ) -> Result<Loaded, LoadSampleError> {
        let mut conn = self.database.connect("heard_web").await;
        let loading = Loading {
            actor: "paula",
            today,
            at: machine_time(),
        };
        let bytes = stream::iter(pieces);
        load_sample(
            &mut conn,
            &self.definitions,
            wave,
            bytes,
            Known {
                opt_out: &self.web.opt_out,
                recent: &self.web.recent,
            },
            loading,
            &mut system_rng(),
        )
        .await
    }

    pub fn deciding(&self) -> Deciding<'static> {
        Deciding {
            actor: "colin",
            today: day("2026-07-10"),
            at: machine_time(),
        }
    }

    pub async fn approve(&self, upload: Uuid) -> Result<usize, DecideUploadError> {
        let mut conn = self.database.connect("heard_web").await;
        approve_upload(&mut conn, &self.definitions, upload, self.deciding()).await
    }

    /// A number that SQL gives.
    pub fn number(&self, sql: &str) -> i64 {
        self.database.sql(sql).trim().parse().expect("a number")
    }
}

/// A row of somebody whose mail is safe: `row(7, "8N", "")`.
pub fn row(number: usize, code: &str, flags: &str) -> String {
    let sex = if number.is_multiple_of(3) {
        "male"
    } else {
        "female"
    };
    let age = 20 + number % 50;
    format!(
        "C{number},person{number}@gmail.com,{code},{flags},2026-05-01,yes,2026-07-01,{age},{sex},en,yes\n"
    )
}

/// A file of `count` burglaries.
pub fn burglaries(count: usize) -> String {
    let rows: String = (0..count).map(|number| row(number, "28E", "")).collect();
    format!("{HEADER}{rows}")
}
