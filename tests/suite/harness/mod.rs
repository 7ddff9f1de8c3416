//! What the tests stand on: a private cluster for the run, a fresh database for each test.

pub mod database;
pub mod round_trips;
pub mod site;
pub mod smtp;

pub use database::TestDatabase;
pub use site::{Answer, Site, Visitor, Wanted};

use chrono::NaiveDate;
use diesel_async::AsyncPgConnection;
use heard::operations::definition_files::shipped_definitions;
use heard::operations::load_questionnaires::{LoadQuestionnairesError, load_questionnaires};
use heard::store::questionnaires::Inserted;
use heard::survey::questionnaire::{Definitions, SourceFile};
use rand::SeedableRng;
use rand::rngs::StdRng;

/// The first line of a contact file as README has it, written out and not taken from the code.
pub const CONTACT_HEADER: &str = "case_reference,email,offence_code,flags,recorded_date,safe_to_contact,\
safe_to_contact_date,age,sex,language,reported_to_police\n";

/// Chance that can be repeated.
pub fn seeded(seed: u64) -> StdRng {
    StdRng::seed_from_u64(seed)
}

/// Loads the shipped questionnaires on a day and makes them live.
pub async fn load_shipped(conn: &mut AsyncPgConnection, on: NaiveDate) -> (Definitions, Inserted) {
    load_on(conn, &shipped_definitions(), on)
        .await
        .expect("they load")
}

/// Loads definitions on a day, as somebody called "test".
pub async fn load_on(
    conn: &mut AsyncPgConnection,
    files: &[SourceFile],
    on: NaiveDate,
) -> Result<(Definitions, Inserted), LoadQuestionnairesError> {
    let noon = on.and_hms_opt(12, 0, 0).expect("every day has a noon").and_utc();
    load_questionnaires(conn, files, on, "test", noon).await
}

/// A date written as people write it: `day("2026-08-01")`.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date as 2026-08-01")
}

#[tokio::test]
async fn a_test_database_answers_every_role_and_starts_empty() {
    use diesel_async::RunQueryDsl;
    let database = TestDatabase::new();
    for role in heard::demo::cluster::ROLES {
        let mut conn = database.connect(role).await;
        diesel::sql_query("SELECT 1")
            .execute(&mut conn)
            .await
            .expect("the role may sign in");
    }
    assert_eq!(database.sql("SELECT count(*) FROM wave").trim(), "0");
}
