//! The migrations, carried in the binary.

use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::{QueryableByName, sql_query, sql_types};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use secrecy::ExposeSecret;

use super::{Error, Settings, Wire};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Brings the database at `url` to this binary's schema and returns the names of the migrations
/// that ran. `url` must sign in as the owner of the database (it makes roles and tables), and the
/// caller must be on tokio's multi-threaded runtime.
///
/// # Errors
/// The database cannot be reached, or a migration failed; a failed one leaves nothing behind.
pub async fn migrate(url: &str) -> Result<Vec<String>, Error> {
    migrate_over(&Wire::Plain, url).await
}

/// The same for the database that the settings name.
///
/// # Errors
/// As [`migrate`], or the settings cannot be used.
pub async fn migrate_as(owner: &Settings) -> Result<Vec<String>, Error> {
    migrate_over(&owner.wire()?, owner.url.expose_secret()).await
}

async fn migrate_over(wire: &Wire, url: &str) -> Result<Vec<String>, Error> {
    let conn = wire
        .establish(url)
        .await
        .map_err(|_| Error::away("connecting to migrate"))?;
    let mut harness = AsyncMigrationHarness::new(conn);
    let ran = harness
        .run_pending_migrations(MIGRATIONS)
        .map_err(|_| Error::fault("a migration failed; the database's own log says which"))?;
    Ok(ran.iter().map(ToString::to_string).collect())
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = sql_types::Text)]
    version: String,
}

/// Whether every migration of this binary has run. Asks under the role of the web.
///
/// # Errors
/// The database's.
pub async fn migrations_are_current(conn: &mut AsyncPgConnection) -> Result<bool, Error> {
    let carried = MigrationSource::<Pg>::migrations(&MIGRATIONS)
        .map_err(|_| Error::fault("this binary's migrations do not read"))?;
    let ran: Vec<Version> = sql_query("SELECT version FROM __diesel_schema_migrations")
        .load(conn)
        .await?;
    Ok(carried.iter().all(|migration| {
        ran.iter()
            .any(|version| migration.name().version() == version.version.as_str().into())
    }))
}
