//! What an edition is counted from: the waves of its quarters, their responses one after the other, the
//! frame counts and the account. Read under the reporter's role; nothing here is kept or shown singly.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use futures_util::TryStreamExt;
use serde_json::Value;
use uuid::Uuid;

use super::Error;
use super::ledger::Measure;
use super::schema::{cohort, frame_count, ledger, response, slip, wave};
use super::waves::WaveState;
use crate::survey::edition::{Excluded, FrameTotal, SlipTally};
use crate::survey::estimation::{Age, Sex, Tally};
use crate::survey::questionnaire::ItemId;
use crate::survey::response::CodeAnswer;
use crate::survey::sample::{ANY, Reason};

/// A wave as an edition needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaveOfQuarter {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// The quarter in which its crimes were recorded.
    pub quarter: String,
    /// The last day of its fieldwork.
    pub fieldwork_to: NaiveDate,
    /// Where it stands.
    pub state: WaveState,
}

/// One response as it is counted: its cohort's family, its record key, its answers. It has no `Debug`, since
/// nobody reads a single one.
pub struct Counted {
    /// The family of its cohort.
    pub family: String,
    /// Its record key.
    pub record_key: u64,
    /// Its answers by item.
    pub answers: BTreeMap<ItemId, CodeAnswer>,
}

/// The waves of these quarters, the earliest first.
///
/// # Errors
/// The database's.
pub async fn list_waves(
    conn: &mut AsyncPgConnection,
    quarters: &[String],
) -> Result<Vec<WaveOfQuarter>, Error> {
    let rows: Vec<(Uuid, String, String, NaiveDate, String)> = wave::table
        .filter(wave::quarter.eq_any(quarters))
        .order((wave::quarter, wave::fieldwork_to, wave::name))
        .select((
            wave::id,
            wave::name,
            wave::quarter,
            wave::fieldwork_to,
            wave::state,
        ))
        .load(conn)
        .await?;
    let read = |(id, name, quarter, fieldwork_to, state): (_, _, _, _, String)| {
        Ok(WaveOfQuarter {
            id,
            name,
            quarter,
            fieldwork_to,
            state: WaveState::parse(&state)?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// More quarters than anybody asks for.
const QUARTERS: i64 = 160;
/// States a wave can be in: a quarter has at most so many rows, so that the limit cuts none that is among the latest.
const STATES: i64 = 5;

/// The latest quarters that have waves, forty years of them, each with every state that one of its waves is in.
///
/// # Errors
/// The database's.
pub async fn list_quarters(conn: &mut AsyncPgConnection) -> Result<BTreeMap<String, Vec<WaveState>>, Error> {
    let rows: Vec<(String, String)> = wave::table
        .order((wave::quarter.desc(), wave::state))
        .select((wave::quarter, wave::state))
        .distinct()
        .limit(QUARTERS * STATES)
        .load(conn)
        .await?;
    let mut quarters: BTreeMap<String, Vec<WaveState>> = BTreeMap::new();
    for (quarter, state) in rows {
        quarters
            .entry(quarter)
            .or_default()
            .push(WaveState::parse(&state)?);
    }
    Ok(quarters)
}

/// Hands every response of a wave to `count`, one after the other, without holding them.
///
/// # Errors
/// The database's; a response whose answers do not read as such.
pub async fn for_each_response(
    conn: &mut AsyncPgConnection,
    of: Uuid,
    mut count: impl FnMut(Counted),
) -> Result<(), Error> {
    let cohorts: Vec<(Uuid, String)> = cohort::table
        .filter(cohort::wave.eq(of))
        .select((cohort::id, cohort::family))
        .load(conn)
        .await?;
    let families: HashMap<Uuid, String> = cohorts.into_iter().collect();
    let mut rows = response::table
        .filter(response::wave.eq(of))
        .select((response::cohort, response::record_key, response::answers))
        .load_stream::<(Uuid, i64, Value)>(conn)
        .await?;
    while let Some((cohort, record_key, answers)) = rows.try_next().await? {
        let family = families
            .get(&cohort)
            .ok_or_else(|| Error::unreadable("response", "its cohort is of another wave"))?;
        let answers = serde_json::from_value(answers)
            .map_err(|_| Error::unreadable("response", "its answers are no codes by item"))?;
        count(Counted {
            family: family.clone(),
            record_key: record_key.cast_unsigned(),
            answers,
        });
    }
    Ok(())
}

/// The slips of these waves that tell of the whole experience, added up by quarter, family, characteristic and answer.
///
/// # Errors
/// The database's.
pub async fn slip_tallies(
    conn: &mut AsyncPgConnection,
    waves: &[WaveOfQuarter],
) -> Result<Vec<SlipTally>, Error> {
    let ids: Vec<Uuid> = waves.iter().map(|wave| wave.id).collect();
    let cohorts: Vec<(Uuid, Uuid, String)> = cohort::table
        .filter(cohort::wave.eq_any(ids))
        .select((cohort::id, cohort::wave, cohort::family))
        .load(conn)
        .await?;
    let ids: Vec<Uuid> = cohorts.iter().map(|(id, ..)| *id).collect();
    let mut rows = slip::table
        .filter(slip::cohort.eq_any(ids).and(slip::whole_experience.is_not_null()))
        .select((
            slip::cohort,
            slip::characteristic,
            slip::category,
            slip::whole_experience.assume_not_null(),
            slip::record_key,
        ))
        .load_stream::<(Uuid, String, String, i16, i64)>(conn)
        .await?;
    let mut tallies: BTreeMap<(Uuid, String, String, i16), Tally> = BTreeMap::new();
    while let Some((of, characteristic, category, class, key)) = rows.try_next().await? {
        let tally = tallies.entry((of, characteristic, category, class)).or_default();
        tally.add(key.cast_unsigned());
    }
    let told = |((of, characteristic, category, class), tally): ((Uuid, _, _, i16), Tally)| {
        let cohort = cohorts.iter().find(|(id, ..)| *id == of);
        let (_, wave, family) =
            cohort.ok_or_else(|| Error::unreadable("slip", "its cohort was not asked for"))?;
        Ok(SlipTally {
            quarter: quarter_of(waves, *wave)?,
            family: family.clone(),
            characteristic,
            category,
            whole_experience: u8::try_from(class).unwrap_or_default(),
            tally,
        })
    };
    tallies.into_iter().map(told).collect()
}

/// Frame counts of a stage in these waves, by quarter, family, sex and age band.
///
/// # Errors
/// The database's.
pub async fn frame_totals(
    conn: &mut AsyncPgConnection,
    waves: &[WaveOfQuarter],
    stage: &str,
) -> Result<Vec<FrameTotal>, Error> {
    let counts = frame_counts(conn, waves, stage).await?.into_iter();
    Ok(counts.map(|(_, total)| total).collect())
}

/// Those of these waves who were left out, by reason, quarter, family, sex and age band; `words` tells a reason.
///
/// # Errors
/// The database's.
pub async fn excluded_totals(
    conn: &mut AsyncPgConnection,
    waves: &[WaveOfQuarter],
    words: impl Fn(&str) -> String,
) -> Result<Vec<Excluded>, Error> {
    let counts = frame_counts(conn, waves, "excluded").await?.into_iter();
    Ok(counts
        .map(|(reason, who)| Excluded {
            reason: words(&reason),
            same_person: reason == Reason::SamePersonTwice.as_str(),
            who,
        })
        .collect())
}

async fn frame_counts(
    conn: &mut AsyncPgConnection,
    waves: &[WaveOfQuarter],
    stage: &str,
) -> Result<Vec<(String, FrameTotal)>, Error> {
    let ids: Vec<Uuid> = waves.iter().map(|wave| wave.id).collect();
    let rows: Vec<(Uuid, String, String, String, String, i32)> = frame_count::table
        .filter(frame_count::wave.eq_any(ids).and(frame_count::stage.eq(stage)))
        .select((
            frame_count::wave,
            frame_count::family,
            frame_count::reason,
            frame_count::sex,
            frame_count::age_band,
            frame_count::count,
        ))
        .load(conn)
        .await?;
    let total = |(of, family, reason, sex, age, count): (Uuid, _, String, String, String, i32)| {
        // Small classes are merged across the sexes or ages as they are counted: then nobody knows which they were.
        let total = FrameTotal {
            quarter: quarter_of(waves, of)?,
            family,
            sex: (sex != ANY).then(|| Sex::of_code(Some(&sex))),
            age: (age != ANY).then(|| Age::of_code(Some(&age))),
            count: count.unsigned_abs().into(),
        };
        Ok((reason, total))
    };
    rows.into_iter().map(total).collect()
}

/// One measure of the account of these waves once they are closed, by quarter and family.
///
/// # Errors
/// The database's.
pub async fn account_totals(
    conn: &mut AsyncPgConnection,
    waves: &[WaveOfQuarter],
    measure: Measure,
) -> Result<Vec<FrameTotal>, Error> {
    let ids: Vec<Uuid> = waves.iter().map(|wave| wave.id).collect();
    let rows: Vec<(Uuid, String, i32)> = ledger::table
        .filter(ledger::wave.eq_any(ids).and(ledger::measure.eq(measure.as_str())))
        .select((ledger::wave, ledger::family, ledger::count))
        .load(conn)
        .await?;
    let total = |(of, family, count): (Uuid, String, i32)| {
        Ok(FrameTotal {
            quarter: quarter_of(waves, of)?,
            family,
            sex: None,
            age: None,
            count: count.unsigned_abs().into(),
        })
    };
    rows.into_iter().map(total).collect()
}

fn quarter_of(waves: &[WaveOfQuarter], of: Uuid) -> Result<String, Error> {
    let found = waves.iter().find(|wave| wave.id == of);
    found
        .map(|wave| wave.quarter.clone())
        .ok_or_else(|| Error::unreadable("frame_count", "its wave was not asked for"))
}
