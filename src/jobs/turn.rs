//! A connection that holds the turn of one job.

use std::ops::{Deref, DerefMut};

use diesel_async::AsyncPgConnection;
use diesel_async::pooled_connection::deadpool::Object;

use super::round::{Done, JobError};
use crate::store::{self, Connection, Pool};

/// The jobs of which each is worked by one process at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Job {
    PrepareWaves = 1,
    MakeGates = 2,
    DeliverLetters = 3,
    CloseWaves = 4,
    PurgeWaves = 5,
    ForgetDrafts = 6,
    MakeEditions = 7,
    PrepareEpochs = 8,
    Mix = 9,
    CheckItself = 10,
    Certify = 11,
}

/// Works a job on a connection of `pool` while nobody else works it; nothing where somebody does.
pub(super) async fn in_turn<E: std::error::Error>(
    pool: &Pool,
    job: Job,
    work: impl AsyncFnOnce(&mut AsyncPgConnection) -> Result<Vec<Done>, E>,
) -> Result<Vec<Done>, JobError> {
    let Some(mut turn) = Turn::begin(pool, job).await.map_err(JobError::of)? else {
        return Ok(Vec::new());
    };
    let done = work(&mut turn).await.map_err(JobError::of)?;
    turn.end().await.map_err(JobError::of)?;
    Ok(done)
}

/// The turn of a job, and the connection it is worked on. Dropped without [`Turn::end`], by an error or a
/// cancellation, it closes the connection: a half-done session goes back to no pool.
struct Turn {
    conn: Option<Connection>,
    job: Job,
}

impl Turn {
    /// Takes the turn of a job; none while another process has it.
    async fn begin(pool: &Pool, job: Job) -> Result<Option<Turn>, store::Error> {
        let mut turn = Turn {
            conn: Some(store::get(pool).await?),
            job,
        };
        match store::turns::try_begin_turn(&mut turn, job as i32).await? {
            true => Ok(Some(turn)),
            false => {
                drop(turn.conn.take());
                Ok(None)
            }
        }
    }

    /// Gives the turn and the connection back.
    async fn end(mut self) -> Result<(), store::Error> {
        let job = self.job as i32;
        store::turns::end_turn(&mut self, job).await?;
        drop(self.conn.take());
        Ok(())
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            drop(Object::take(conn));
        }
    }
}

impl Deref for Turn {
    type Target = AsyncPgConnection;

    #[expect(
        clippy::expect_used,
        reason = "the connection is taken only where the turn itself ends"
    )]
    fn deref(&self) -> &AsyncPgConnection {
        self.conn
            .as_ref()
            .expect("a turn has its connection until it ends")
    }
}

impl DerefMut for Turn {
    #[expect(
        clippy::expect_used,
        reason = "the connection is taken only where the turn itself ends"
    )]
    fn deref_mut(&mut self) -> &mut AsyncPgConnection {
        self.conn
            .as_mut()
            .expect("a turn has its connection until it ends")
    }
}
