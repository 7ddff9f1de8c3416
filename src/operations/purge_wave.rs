//! A mixed wave forgets whom it wrote to. Contacts, gates, stops, letters and keys go in one step,
//! whatever happened to each; what is left is the account by family and, of those who never want to
//! be written to again, a keyed hash of the address.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use uuid::Uuid;

use crate::ballot::{ContactPrivateKey, DataKey, LinkKey, LinkSecret, OptOutTag, SealError};
use crate::keys::{KeyError, MailerKeys};
use crate::store;
use crate::store::contacts::{self, SealedAddress};
use crate::store::ledger::{self, Entry, Measure};
use crate::store::stops::{self, TakenStop};
use crate::store::waves::{self, Wave, WaveState};
use crate::store::{cards, drafts, frame_counts, gates, opt_outs, outbox, uploads};

/// Why a wave was not purged. It stays as it was and is taken up again.
#[derive(Debug, thiserror::Error)]
pub enum PurgeWaveError {
    /// The wave's keys, without which opt-outs cannot be kept, or which cannot be destroyed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The address of somebody who stopped does not open.
    #[error("the address of somebody who opted out does not open: {0}")]
    Address(#[from] SealError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for PurgeWaveError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Purges every mixed wave and returns those it purged. Keys go after the commit; those that a crash
/// left behind go the next time.
///
/// # Errors
/// [`PurgeWaveError`].
pub async fn purge_wave(
    conn: &mut AsyncPgConnection,
    keys: &MailerKeys,
    today: NaiveDate,
) -> Result<Vec<Wave>, PurgeWaveError> {
    let mixed = waves::list_in_state(conn, WaveState::Mixed).await?;
    for wave in &mixed {
        forget(conn, keys, wave.id, today).await?;
    }
    let purged: HashSet<Uuid> = waves::list_in_state(conn, WaveState::Purged)
        .await?
        .iter()
        .map(|wave| wave.id)
        .collect();
    for wave in keys.waves()?.into_iter().filter(|wave| purged.contains(wave)) {
        keys.destroy_wave(wave)?;
    }
    Ok(mixed)
}

/// The tags of those who stopped.
async fn opt_outs_of(
    conn: &mut AsyncPgConnection,
    keys: &MailerKeys,
    wave: Uuid,
    stops: &[TakenStop],
) -> Result<Vec<OptOutTag>, PurgeWaveError> {
    let set = stops.iter().filter(|stop| stop.stopped);
    let hashes: HashSet<&[u8]> = set.map(|stop| stop.hash.as_slice()).collect();
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let (link_key, contact_key) = (keys.link_key(wave)?, keys.contact_key(wave)?);
    let everybody = contacts::list_ids_of_wave(conn, wave).await?;
    let who = those_who_stopped(&everybody, &hashes, wave, &link_key);
    let addresses = contacts::list_addresses(conn, &who).await?;
    open_addresses(&addresses, &contact_key, keys)
}

fn those_who_stopped(contacts: &[Uuid], hashes: &HashSet<&[u8]>, wave: Uuid, key: &LinkKey) -> Vec<Uuid> {
    let stopped = |contact: &&Uuid| {
        let secret = LinkSecret::derive(key, **contact, wave).stop_secret();
        hashes.contains(secret.hash().as_bytes().as_slice())
    };
    contacts.iter().filter(stopped).copied().collect()
}

fn open_addresses(
    sealed: &[SealedAddress],
    contact_key: &ContactPrivateKey,
    keys: &MailerKeys,
) -> Result<Vec<OptOutTag>, PurgeWaveError> {
    let mut data_keys: HashMap<Uuid, DataKey> = HashMap::new();
    let mut tags = Vec::new();
    for one in sealed {
        let sealed_key = one.sealed_data_key.as_deref().unwrap_or_default();
        let data_key = match data_keys.get(&one.upload) {
            Some(key) => key.clone(),
            None => DataKey::open_sealed(contact_key, one.upload, sealed_key)?,
        };
        let address = data_key.open_address(one.contact, &one.address)?;
        tags.push(keys.opt_out.tag(&address));
        data_keys.insert(one.upload, data_key);
    }
    Ok(tags)
}

async fn forget(
    conn: &mut AsyncPgConnection,
    keys: &MailerKeys,
    wave: Uuid,
    today: NaiveDate,
) -> Result<(), PurgeWaveError> {
    conn.transaction(async |conn| {
        store::allow_long_work(conn).await?;
        if waves::mark_state(conn, wave, WaveState::Mixed, WaveState::Purged).await? == 0 {
            return Ok(());
        }
        let stops = stops::take_stops(conn, wave).await?;
        let account = account(conn, wave, &stops).await?;
        ledger::insert_entries(conn, wave, &account).await?;
        let opt_outs = opt_outs_of(conn, keys, wave, &stops).await?;
        opt_outs::insert_opt_outs(conn, &opt_outs).await?;
        gates::delete_gates(conn, wave).await?;
        cards::delete_cards(conn, wave).await?;
        contacts::delete_of_wave(conn, wave).await?;
        uploads::forget_data_keys(conn, wave).await?;
        waves::forget_contact_key(conn, wave).await?;
        // A draft says of no wave that it is its own. Between waves none can still be sent.
        match waves::count_live(conn).await? {
            0 => drafts::delete_all(conn).await?,
            _ => drafts::delete_expired(conn, today).await?,
        };
        Ok(())
    })
    .await
}

/// The account of the wave, counted before what it counts is gone. A letter that may or may not have
/// left counts as failed: nobody may be taken for reached who was not.
async fn account(
    conn: &mut AsyncPgConnection,
    wave: Uuid,
    stops: &[TakenStop],
) -> Result<Vec<Entry>, store::Error> {
    let mut counts: BTreeMap<(String, Measure), i64> = BTreeMap::new();
    let mut add =
        |family: &str, measure, count| *counts.entry((family.to_owned(), measure)).or_default() += count;
    for (family, state, count) in outbox::count_invitations(conn, wave).await? {
        let delivered = if state == "sent" { count } else { 0 };
        add(&family, Measure::Invited, count);
        add(&family, Measure::Delivered, delivered);
        add(&family, Measure::Failed, count - delivered);
    }
    // Nobody knows which cards were handed out: those that were not counted out as left over count as invited, and as neither delivered nor failed.
    for (family, count) in frame_counts::count_cards(conn, wave).await? {
        add(&family, Measure::Invited, count);
    }
    for stop in stops {
        add(&stop.family, Measure::Stopped, i64::from(stop.stopped));
    }
    for (family, count) in gates::count_spent(conn, wave).await? {
        add(&family, Measure::Spent, count);
    }
    let entry = |((family, measure), count): ((String, Measure), i64)| Entry {
        family,
        measure,
        count: usize::try_from(count).unwrap_or_default(),
    };
    Ok(counts.into_iter().map(entry).collect())
}
