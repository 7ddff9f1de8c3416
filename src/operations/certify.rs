//! The account of the ballots, certified: a total at the mix, the figures by family at the close. Done by the mixer,
//! which alone holds the key.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use uuid::Uuid;

use crate::ballot::certificate::{Account, Certificate, Place, Rules, Statement};
use crate::keys::MixerKeys;
use crate::operations::load_questionnaires::{DefinitionsError, live_definitions};
use crate::store;
use crate::store::ledger::{self, Entry, Measure};
use crate::store::waves::{self, Wave};
use crate::store::{certificates, epochs, responses};
use crate::survey::accounting::{self, FamilyAccount, account};
use crate::survey::disclosure::{CellKeySecret, STEP, Thresholds};
use crate::survey::edition::Programme;
use crate::survey::questionnaire::Definitions;

/// Why nothing was certified. It is tried again.
#[derive(Debug, thiserror::Error)]
pub enum CertifyError {
    /// The definitions that name the families.
    #[error(transparent)]
    Definitions(#[from] DefinitionsError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for CertifyError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What was certified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certified {
    /// The certificate's number.
    pub number: u32,
    /// The wave's name.
    pub wave: String,
}

/// The rules that a certificate states, with the smallest batch and class in force.
pub fn rules(smallest_batch: usize, smallest_class: usize) -> Rules {
    Rules {
        smallest_batch: smallest_batch as u64,
        smallest_class: smallest_class as u64,
        rounded_to: STEP,
        shown_from: Thresholds::default().shown(),
    }
}

/// Certifies a mix, in the transaction that ends it, under the mixer's lock: the total alone.
pub(super) async fn certify_mix(
    conn: &mut AsyncPgConnection,
    keys: &MixerKeys,
    rules: Rules,
    definitions: &Definitions,
    wave: &Wave,
    today: NaiveDate,
) -> Result<(), store::Error> {
    let mut counted = BTreeMap::new();
    count_responses(conn, wave.id, &mut counted).await?;
    let account = Account::of_mix(&protected(keys, definitions, wave, &counted));
    sign(conn, keys, rules, wave, today, account).await?;
    Ok(())
}

/// Certifies the close of every purged wave whose mix was certified.
///
/// # Errors
/// [`CertifyError`].
pub async fn certify_closes(
    conn: &mut AsyncPgConnection,
    keys: &MixerKeys,
    rules: Rules,
    today: NaiveDate,
) -> Result<Vec<Certified>, CertifyError> {
    if certificates::list_closes_without(conn).await?.is_empty() {
        return Ok(Vec::new());
    }
    let definitions = live_definitions(conn).await?;
    let mut done = Vec::new();
    conn.transaction(async |conn| {
        store::allow_long_work(conn).await?;
        epochs::lock_mixer(conn).await?;
        for id in certificates::list_closes_without(conn).await? {
            let Some(wave) = waves::find_wave(conn, id).await? else {
                continue;
            };
            let counted = counted(conn, id).await?;
            let account = Account::of_close(&protected(keys, &definitions, &wave, &counted));
            done.push(sign(conn, keys, rules, &wave, today, account).await?);
        }
        Ok::<_, CertifyError>(())
    })
    .await?;
    Ok(done)
}

fn protected(
    keys: &MixerKeys,
    definitions: &Definitions,
    wave: &Wave,
    counted: &BTreeMap<String, FamilyAccount>,
) -> accounting::Account {
    let families = Programme::of(definitions).families;
    let secret = CellKeySecret::new(*keys.cell_key.expose());
    account(&families, counted, &wave.quarter, &secret, &Thresholds::default())
}

async fn sign(
    conn: &mut AsyncPgConnection,
    keys: &MixerKeys,
    rules: Rules,
    wave: &Wave,
    today: NaiveDate,
    account: Account,
) -> Result<Certified, store::Error> {
    let last = certificates::last_statement(conn).await?;
    let place = last.as_ref().map_or_else(Place::first, Place::after);
    let statement = Statement::new(place, today, (&wave.name, &wave.quarter), rules, account);
    let certified = Certified {
        number: statement.number,
        wave: wave.name.clone(),
    };
    let certificate = Certificate::sign(statement, &keys.certificates);
    certificates::insert_certificate(conn, wave.id, &certificate).await?;
    Ok(certified)
}

/// Everything that is known of a closed wave's ballots, by family.
async fn counted(
    conn: &mut AsyncPgConnection,
    wave: Uuid,
) -> Result<BTreeMap<String, FamilyAccount>, store::Error> {
    let mut counted: BTreeMap<String, FamilyAccount> = BTreeMap::new();
    for entry in ledger::list_entries(conn, wave).await? {
        add(counted.entry(entry.family.clone()).or_default(), &entry);
    }
    count_responses(conn, wave, &mut counted).await?;
    Ok(counted)
}

fn add(account: &mut FamilyAccount, entry: &Entry) {
    let count = entry.count as u64;
    match entry.measure {
        Measure::Invited => account.invited += count,
        Measure::Delivered => account.delivered += count,
        Measure::Failed => account.failed += count,
        Measure::Stopped => account.stopped += count,
        Measure::Spent => account.spent += count,
        Measure::CarriedIn => account.carried_in += count,
        Measure::CarriedOut => account.carried_out += count,
        // Counted from the responses themselves, whose record keys decide how the count is rounded.
        Measure::Mixed => {}
    }
}

async fn count_responses(
    conn: &mut AsyncPgConnection,
    wave: Uuid,
    counted: &mut BTreeMap<String, FamilyAccount>,
) -> Result<(), store::Error> {
    for (family, tally) in responses::tallies(conn, wave).await? {
        counted.entry(family).or_default().mixed = tally;
    }
    Ok(())
}
