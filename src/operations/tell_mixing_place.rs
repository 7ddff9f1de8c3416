//! The mixer says where it runs and how it keeps its keys, so that the anonymity page need not guess.

use diesel_async::AsyncPgConnection;

use crate::operations::mixing_room::{Destruction, MixingRoom};
use crate::store;
pub use crate::store::mixing_places::MixingPlace;
use crate::store::mixing_places::{find_mixing_place, put_mixing_place};

/// Whether the mixer shares its machine with what it must not trust.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Machine {
    /// With the database, or nothing shows that it does not.
    #[default]
    Shared,
    /// It asks a database on another machine, over TLS.
    Own,
}

/// Says it under the mixer's role; true where that is news.
///
/// # Errors
/// The database's.
pub async fn tell_mixing_place(
    conn: &mut AsyncPgConnection,
    room: &MixingRoom,
    machine: Machine,
) -> Result<bool, store::Error> {
    let place = MixingPlace {
        on_its_own_machine: machine == Machine::Own,
        keys_locked: room.keys.are_locked(),
        keys_wait_for_backup: room.keys.destruction() == Destruction::AfterBackup,
    };
    let is_news = find_mixing_place(conn).await? != Some(place);
    if is_news {
        put_mixing_place(conn, place).await?;
    }
    Ok(is_news)
}
