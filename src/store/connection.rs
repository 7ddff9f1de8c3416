//! The pool of one process under one role, and the limits every connection carries.

use std::time::Duration;

use diesel_async::pooled_connection::deadpool::{Object, Pool as DeadPool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use futures_util::FutureExt;

use super::{Error, Wire};

/// The connections of one process under one role.
pub type Pool = DeadPool<AsyncPgConnection>;
/// A connection on loan from a [`Pool`].
pub type Connection = Object<AsyncPgConnection>;

/// How long a caller waits for a free connection, or for a new one, before it is told to come back.
const WAIT: Duration = Duration::from_secs(3);

/// Set on each new connection: a statement, a wait for a lock and an idle open transaction all end
/// by themselves. A job that needs longer says `SET LOCAL` in its own transaction.
const LIMITS: &str = "SET statement_timeout = '10s'; SET lock_timeout = '5s'; \
    SET idle_in_transaction_session_timeout = '10s'; SET synchronous_commit = on; \
    SET application_name = 'heard'";

/// A pool of at most `max_size` connections to `url`. Nothing is connected yet, so a process
/// starts while its database is away.
///
/// # Errors
/// Only where the pool itself cannot be built.
pub fn connect(url: &str, max_size: usize) -> Result<Pool, Error> {
    connect_over(Wire::Plain, url, max_size)
}

/// The same over this wire.
///
/// # Errors
/// As [`connect`].
pub fn connect_over(wire: Wire, url: &str, max_size: usize) -> Result<Pool, Error> {
    let mut config = ManagerConfig::default();
    config.recycling_method = RecyclingMethod::Fast;
    config.custom_setup = Box::new(move |url| {
        let (wire, url) = (wire.clone(), url.to_owned());
        async move {
            let mut conn = wire.establish(&url).await?;
            conn.batch_execute(LIMITS)
                .await
                .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
            Ok(conn)
        }
        .boxed()
    });
    let manager = AsyncDieselConnectionManager::new_with_config(url, config);
    DeadPool::builder(manager)
        .max_size(max_size.max(1))
        .build()
        .map_err(|_| Error::fault("building the pool"))
}

/// A connection from `pool`, or after three seconds the error that the database is away, or that all connections are
/// in use.
///
/// # Errors
/// The database cannot be reached or refuses the role, or the pool has no connection to spare.
pub async fn get(pool: &Pool) -> Result<Connection, Error> {
    match tokio::time::timeout(WAIT, pool.get()).await {
        Ok(conn) => Ok(conn?),
        Err(_elapsed) => Err(match pool.status() {
            all if all.size >= all.max_size => Error::busy("all connections are in use"),
            _ => Error::away("no connection within three seconds"),
        }),
    }
}

/// Lets the open transaction work for up to ten minutes: a mix, a purge.
///
/// # Errors
/// The database's.
pub async fn allow_long_work(conn: &mut AsyncPgConnection) -> Result<(), Error> {
    let limits = "SET LOCAL statement_timeout = '10min'; SET LOCAL idle_in_transaction_session_timeout = '10min'; \
        SET LOCAL lock_timeout = '1min'";
    Ok(conn.batch_execute(limits).await?)
}

/// Makes the open transaction's commit return only once it is on the disk, whatever the server's default.
///
/// # Errors
/// The database's.
pub async fn commit_durably(conn: &mut AsyncPgConnection) -> Result<(), Error> {
    Ok(conn.batch_execute("SET LOCAL synchronous_commit = on").await?)
}
