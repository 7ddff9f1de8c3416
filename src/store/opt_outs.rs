//! Opt-outs: keyed hashes of addresses that must not be written to again.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Error;
use super::schema::opt_out;
use crate::ballot::OptOutTag;

/// Keeps opt-outs; what is there already stays. They are written in the order of the tags, which says nothing.
///
/// # Errors
/// The database's.
pub async fn insert_opt_outs(conn: &mut AsyncPgConnection, tags: &[OptOutTag]) -> Result<(), Error> {
    let mut sorted = tags.to_vec();
    sorted.sort_unstable();
    for tags in sorted.chunks(1_000) {
        let rows: Vec<_> = tags
            .iter()
            .map(|tag| opt_out::tag.eq(tag.as_bytes().as_slice()))
            .collect();
        diesel::insert_into(opt_out::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Which of these tags are opted out.
///
/// # Errors
/// The database's.
pub async fn list_opted_out(conn: &mut AsyncPgConnection, tags: &[OptOutTag]) -> Result<Vec<Vec<u8>>, Error> {
    let tags: Vec<&[u8]> = tags.iter().map(|tag| tag.as_bytes().as_slice()).collect();
    Ok(opt_out::table
        .filter(opt_out::tag.eq_any(tags))
        .select(opt_out::tag)
        .load(conn)
        .await?)
}
