//! The deliberately naive copy: how answers are stored where nobody thought of the disk. It stands in
//! the scratch database of a trial and nowhere else.

use diesel::sql_types::{BigInt, Jsonb, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::demo::error::DemoError;
use crate::store::{self, Pool};

/// People who press Send at the same moment: two. They arrive over weeks, so that even this is much.
const AT_ONCE: usize = 2;

/// How the naive copy stores an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// Marks the invitation and stores the response in one transaction.
    Together,
    /// In two.
    Apart,
}

impl Variant {
    /// The schema in which its two tables stand.
    pub fn schema(self) -> &'static str {
        match self {
            Variant::Together => "together",
            Variant::Apart => "apart",
        }
    }
}

/// One answer as the naive copy takes it.
#[derive(Clone, Debug)]
pub struct Said {
    /// Whose invitation.
    pub gate: String,
    /// The cohort's position among all.
    pub cohort: i64,
    /// The answers.
    pub answers: serde_json::Value,
}

/// Makes the tables, invites all and lets them answer in the order given.
///
/// # Errors
/// The database's.
pub async fn answer(pool: &Pool, variant: Variant, said: &[Said]) -> Result<(), DemoError> {
    let schema = variant.schema();
    let mut conn = store::get(pool).await?;
    let tables = format!(
        "CREATE SCHEMA {schema};
         CREATE TABLE {schema}.invitation (token text PRIMARY KEY, cohort bigint NOT NULL, answered boolean NOT NULL DEFAULT false);
         CREATE TABLE {schema}.response (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, cohort bigint NOT NULL, answers jsonb NOT NULL);"
    );
    conn.batch_execute(&tables).await.map_err(store::Error::from)?;
    let mut invited: Vec<&Said> = said.iter().collect();
    // Not in the order in which they answer.
    invited.sort_by(|one, other| one.gate.cmp(&other.gate));
    for one in invited {
        let invite = format!("INSERT INTO {schema}.invitation (token, cohort) VALUES ($1, $2)");
        let invite = diesel::sql_query(invite)
            .bind::<Text, _>(&one.gate)
            .bind::<BigInt, _>(one.cohort);
        invite.execute(&mut conn).await.map_err(store::Error::from)?;
    }
    drop(conn);
    stream::iter(said)
        .map(|one| send(pool, variant, one))
        .buffer_unordered(AT_ONCE)
        .try_for_each(|()| async { Ok(()) })
        .await
}

async fn send(pool: &Pool, variant: Variant, said: &Said) -> Result<(), DemoError> {
    let mut conn = store::get(pool).await?;
    let done = match variant {
        Variant::Together => {
            conn.transaction(async |conn| {
                mark(conn, variant, said).await?;
                keep(conn, variant, said).await
            })
            .await
        }
        Variant::Apart => match mark(&mut conn, variant, said).await {
            Ok(()) => keep(&mut conn, variant, said).await,
            Err(error) => Err(error),
        },
    };
    Ok(done.map_err(store::Error::from)?)
}

async fn mark(conn: &mut AsyncPgConnection, variant: Variant, said: &Said) -> diesel::QueryResult<()> {
    let mark = format!(
        "UPDATE {}.invitation SET answered = true WHERE token = $1",
        variant.schema()
    );
    diesel::sql_query(mark)
        .bind::<Text, _>(&said.gate)
        .execute(conn)
        .await
        .map(drop)
}

async fn keep(conn: &mut AsyncPgConnection, variant: Variant, said: &Said) -> diesel::QueryResult<()> {
    let keep = format!(
        "INSERT INTO {}.response (cohort, answers) VALUES ($1, $2)",
        variant.schema()
    );
    let keep = diesel::sql_query(keep)
        .bind::<BigInt, _>(said.cohort)
        .bind::<Jsonb, _>(&said.answers);
    keep.execute(conn).await.map(drop)
}
