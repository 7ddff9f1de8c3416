//! What the mixer said of itself when it last began.

use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use super::Error;
use super::schema::mixing_place;

/// Where ballots are mixed and how their keys are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MixingPlace {
    /// It runs on another machine than the database and the website.
    pub on_its_own_machine: bool,
    /// Its keys are sealed under a secret that lies elsewhere.
    pub keys_locked: bool,
    /// The keys of a batch go once a backup holds what came out; otherwise at once.
    pub keys_wait_for_backup: bool,
}

/// What was said last; nothing where no mixer has begun yet.
///
/// # Errors
/// The database's.
pub async fn find_mixing_place(conn: &mut AsyncPgConnection) -> Result<Option<MixingPlace>, Error> {
    let row: Option<(String, String, String)> = mixing_place::table
        .select((
            mixing_place::machine,
            mixing_place::keys,
            mixing_place::destruction,
        ))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(|(machine, keys, destruction)| MixingPlace {
        on_its_own_machine: machine == "own",
        keys_locked: keys == "locked",
        keys_wait_for_backup: destruction == "after-backup",
    }))
}

/// Says it, over what was said before.
///
/// # Errors
/// The database's.
pub async fn put_mixing_place(conn: &mut AsyncPgConnection, place: MixingPlace) -> Result<(), Error> {
    let said = (
        mixing_place::machine.eq(if place.on_its_own_machine { "own" } else { "shared" }),
        mixing_place::keys.eq(if place.keys_locked { "locked" } else { "clear" }),
        mixing_place::destruction.eq(match place.keys_wait_for_backup {
            true => "after-backup",
            false => "immediate",
        }),
    );
    diesel::insert_into(mixing_place::table)
        .values((mixing_place::the_only.eq(true), said))
        .on_conflict(mixing_place::the_only)
        .do_update()
        .set(said)
        .execute(conn)
        .await?;
    Ok(())
}
