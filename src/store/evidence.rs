//! What a copy of the database must hold, before the keys of what it released may go: read in both, and compared.

use diesel::prelude::*;
use diesel::sql_types::{Array, Text, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;

use super::Error;

/// What came out of the mixes of one wave, of one kind: how many there are, and a sum over them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
pub struct Evidence {
    /// The wave's name.
    #[diesel(sql_type = Text)]
    pub wave: String,
    /// `responses`, `slips` or `comments`.
    #[diesel(sql_type = Text)]
    pub what: String,
    /// Their number and the sum; no two different sets have the same, but by chance.
    #[diesel(sql_type = Text)]
    pub sum: String,
}

const EVIDENCE: &str = "WITH mixed AS ( \
        SELECT DISTINCT wave.id, wave.name FROM epoch JOIN cohort ON cohort.id = epoch.cohort \
        JOIN wave ON wave.id = cohort.wave WHERE epoch.id = ANY($1)) \
    SELECT mixed.name AS wave, 'responses' AS what, \
        count(response.id) || ' ' || coalesce(md5(string_agg(md5(response.id || response.answers::text || record_key), '' ORDER BY response.id)), '') AS sum \
        FROM mixed LEFT JOIN response ON response.wave = mixed.id GROUP BY mixed.name \
    UNION ALL SELECT mixed.name, 'slips', \
        count(slip.id) || ' ' || coalesce(md5(string_agg(md5(slip.id || category || record_key), '' ORDER BY slip.id)), '') \
        FROM mixed LEFT JOIN cohort ON cohort.wave = mixed.id LEFT JOIN slip ON slip.cohort = cohort.id GROUP BY mixed.name \
    UNION ALL SELECT mixed.name, 'comments', \
        count(comment.id) || ' ' || coalesce(md5(string_agg(md5(body), '' ORDER BY comment.id)), '') \
        FROM mixed LEFT JOIN cohort ON cohort.wave = mixed.id LEFT JOIN comment ON comment.cohort = cohort.id GROUP BY mixed.name \
    ORDER BY 1, 2";

/// What came out of the waves that these epochs belong to.
///
/// # Errors
/// The database's.
pub async fn list_evidence(conn: &mut AsyncPgConnection, epochs: &[Uuid]) -> Result<Vec<Evidence>, Error> {
    Ok(diesel::sql_query(EVIDENCE)
        .bind::<Array<SqlUuid>, _>(epochs)
        .load(conn)
        .await?)
}

/// What is alike only where two connections lead to one and the same running database.
///
/// # Errors
/// The database's.
pub async fn identity(conn: &mut AsyncPgConnection) -> Result<String, Error> {
    #[derive(QueryableByName)]
    struct Identity {
        #[diesel(sql_type = Text)]
        identity: String,
    }
    let asked = "SELECT current_database() || ' ' || pg_postmaster_start_time() || ' ' || coalesce(inet_server_port(), 0) AS identity";
    let found: Identity = diesel::sql_query(asked).get_result(conn).await?;
    Ok(found.identity)
}
