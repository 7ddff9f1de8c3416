//! The database server's own settings, as far as any role may read them.

use diesel::sql_types::{Array, Text};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Error;

#[derive(diesel::QueryableByName)]
struct Setting {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    value: String,
}

/// Names and values of the settings that are called as asked or begin with one of `prefixes` and a dot: an extension
/// that is loaded has settings of its own.
///
/// # Errors
/// The database's.
pub async fn list_server_settings(
    conn: &mut AsyncPgConnection,
    names: &[&str],
    prefixes: &[&str],
) -> Result<Vec<(String, String)>, Error> {
    let rows: Vec<Setting> = diesel::sql_query(
        "SELECT name, setting AS value FROM pg_settings \
         WHERE name = ANY($1) OR split_part(name, '.', 1) = ANY($2) ORDER BY name",
    )
    .bind::<Array<Text>, _>(names)
    .bind::<Array<Text>, _>(prefixes)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, row.value)).collect())
}
