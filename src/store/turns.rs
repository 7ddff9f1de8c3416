//! Turns: a job is worked by one process at a time, by an advisory lock that ends with its session; and what one
//! transaction does while no other may, by one that ends with the transaction.

use diesel::sql_types::{BigInt, Bool, Integer};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Error;

/// The first half of every lock of ours: "work" in ASCII, so that no other program's lock is met by chance.
const SPACE: i32 = 0x776f_726b;

#[derive(diesel::QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

/// Takes the turn of job `number` for this session, if nobody has it.
///
/// # Errors
/// The database's.
pub async fn try_begin_turn(conn: &mut AsyncPgConnection, number: i32) -> Result<bool, Error> {
    ask(conn, "SELECT pg_try_advisory_lock($1, $2) AS yes", number).await
}

/// Gives the turn of job `number` back.
///
/// # Errors
/// The database's; then the connection must be closed, which gives it back too.
pub async fn end_turn(conn: &mut AsyncPgConnection, number: i32) -> Result<bool, Error> {
    ask(conn, "SELECT pg_advisory_unlock($1, $2) AS yes", number).await
}

/// Waits for the lock of this number and holds it until the transaction ends.
pub(super) async fn hold(conn: &mut AsyncPgConnection, number: i64) -> Result<(), Error> {
    diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
        .bind::<BigInt, _>(number)
        .execute(conn)
        .await?;
    Ok(())
}

async fn ask(conn: &mut AsyncPgConnection, statement: &str, number: i32) -> Result<bool, Error> {
    let answer: Answer = diesel::sql_query(statement)
        .bind::<Integer, _>(SPACE)
        .bind::<Integer, _>(number)
        .get_result(conn)
        .await?;
    Ok(answer.yes)
}
