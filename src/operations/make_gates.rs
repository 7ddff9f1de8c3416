//! An approved upload gets its gates, its stops and its letters; cards get their gates. Done by the mailer: only it can
//! compute the links, and web never learns which gate is whose.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::CryptoRng;
use uuid::Uuid;

use crate::ballot::{GateHash, LinkKey, LinkSecret, StopHash, shuffle};
use crate::keys::{KeyError, MailerKeys};
use crate::store;
use crate::store::{cards, contacts, gates, outbox, stops, uploads};

/// Why an upload got no gates. It stays approved and is taken up again.
#[derive(Debug, thiserror::Error)]
pub enum MakeGatesError {
    /// The wave's link key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for MakeGatesError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// An upload that has its gates now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gated {
    /// The upload.
    pub upload: Uuid,
    /// How many gates were made, which is how many letters will leave.
    pub gates: usize,
}

/// Makes the gates of every approved upload whose wave is in fieldwork. Gates and stops are each
/// written with one statement, in random orders that have nothing to do with each other.
///
/// # Errors
/// [`MakeGatesError`]; an upload has all of its gates or none.
pub async fn make_gates(
    conn: &mut AsyncPgConnection,
    keys: &MailerKeys,
    rng: &mut (impl CryptoRng + Send),
) -> Result<Vec<Gated>, MakeGatesError> {
    let mut all = Vec::new();
    for (upload, wave) in uploads::list_to_gate(conn).await? {
        let link_key = keys.link_key(wave)?;
        all.extend(gate_upload(conn, upload, wave, &link_key, rng).await?);
    }
    Ok(all)
}

/// Makes the gates of the cards that were made since the last round, in an order that has nothing to do with the
/// order in which they were printed, and returns how many.
///
/// # Errors
/// The database's; all cards have their gates or none.
pub async fn make_card_gates(
    conn: &mut AsyncPgConnection,
    rng: &mut (impl CryptoRng + Send),
) -> Result<usize, store::Error> {
    conn.transaction(async |conn| {
        let mut new_gates = cards::take_cards(conn).await?;
        shuffle(&mut new_gates, rng);
        match new_gates.is_empty() {
            true => Ok(0),
            false => gates::insert_gates(conn, &new_gates).await,
        }
    })
    .await
}

async fn gate_upload(
    conn: &mut AsyncPgConnection,
    upload: Uuid,
    wave: Uuid,
    key: &LinkKey,
    rng: &mut (impl CryptoRng + Send),
) -> Result<Option<Gated>, MakeGatesError> {
    conn.transaction(async |conn| {
        store::allow_long_work(conn).await?;
        if uploads::mark_gated(conn, upload).await? == 0 {
            return Ok(None);
        }
        let contacts = contacts::list_of_upload(conn, upload).await?;
        let (mut new_gates, mut new_stops) = hashes(&contacts, wave, key);
        shuffle(&mut new_gates, rng);
        shuffle(&mut new_stops, rng);
        let made = gates::insert_gates(conn, &new_gates).await?;
        stops::insert_stops(conn, &new_stops).await?;
        outbox::insert_for_upload(conn, upload, outbox::Kind::Invitation).await?;
        Ok(Some(Gated { upload, gates: made }))
    })
    .await
}

type Hashes = (Vec<(GateHash, Uuid)>, Vec<(StopHash, Uuid)>);

fn hashes(contacts: &[(Uuid, Uuid)], wave: Uuid, key: &LinkKey) -> Hashes {
    let of = |&(contact, cohort): &(Uuid, Uuid)| {
        let link = LinkSecret::derive(key, contact, wave);
        ((link.gate(), cohort), (link.stop_secret().hash(), cohort))
    };
    contacts.iter().map(of).unzip()
}
