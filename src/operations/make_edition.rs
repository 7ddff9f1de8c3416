//! Making an edition that was asked for: the reporter counts, protects, writes the files down and freezes them.
//!
//! What it reads is over and does not move any more (every wave of the period is purged); the pages are written
//! with no transaction open; the candidate and all its files are frozen in one.

use chrono::NaiveDate;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::{Value, json};

use crate::documents::{CsvError, EditionFile, edition_files};
use crate::operations::load_questionnaires::{DefinitionsError, definitions_of, live_definitions};
use crate::store::editions::{self, EditionRow, EditionState, StoredFile};
use crate::store::ledger::Measure;
use crate::store::tabulations::{self, Counted, WaveOfQuarter};
use crate::store::waves::WaveState;
use crate::store::{self, questionnaires};
use crate::survey::crime::RuleSet;
use crate::survey::disclosure::{CellKeySecret, Thresholds};
use crate::survey::edition::{
    Break, Excluded, Facts, FrameTotal, Material, Programme, SlipTally, assemble, breaks,
};
use crate::survey::estimation::{Age, Answered, Sex, Tabulation};
use crate::survey::questionnaire::{AGE_BAND, Definitions, ItemId, SEX};
use crate::survey::response::CodeAnswer;
use crate::survey::sample::Reason;

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// It is frozen under this number and waits for its release.
    Candidate(i32),
    /// It is refused for this reason.
    Refused(String),
    /// A wave's account is not written yet: it is made in a later round.
    Waiting,
}

/// Why an edition could not be made now.
#[derive(Debug, thiserror::Error)]
pub enum MakeEditionError {
    /// The definitions that name its measures cannot be read.
    #[error(transparent)]
    Definitions(#[from] DefinitionsError),
    /// A file could not be written.
    #[error(transparent)]
    Csv(#[from] CsvError),
    /// The work was stopped.
    #[error("the making of an edition was stopped and begins anew")]
    Stopped,
    /// The database's.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for MakeEditionError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// All that one edition is made from, read and counted.
struct Gathered {
    facts: Facts,
    programme: Programme,
    tabulation: Tabulation,
    slips: Vec<SlipTally>,
    frame: Vec<FrameTotal>,
    excluded: Vec<Excluded>,
    invited: Vec<FrameTotal>,
    delivered: Vec<FrameTotal>,
    responded: Vec<FrameTotal>,
    vawg_elsewhere: Vec<FrameTotal>,
}

/// Makes the earliest edition that was asked for and can be made; `None` where there is none.
///
/// # Errors
/// The definitions cannot be read, or the database's. Nothing is half written.
pub async fn make_edition(
    conn: &mut AsyncPgConnection,
    secret: &CellKeySecret,
    thresholds: &Thresholds,
) -> Result<Option<Made>, MakeEditionError> {
    for request in editions::list_requested(conn).await? {
        match make(conn, &request, secret, thresholds).await? {
            Made::Waiting => {}
            made => return Ok(Some(made)),
        }
    }
    Ok(None)
}

async fn make(
    conn: &mut AsyncPgConnection,
    request: &EditionRow,
    secret: &CellKeySecret,
    thresholds: &Thresholds,
) -> Result<Made, MakeEditionError> {
    let waves = tabulations::list_waves(conn, &request.period.reach()).await?;
    if waves.iter().any(|wave| wave.state != WaveState::Purged) {
        return Ok(Made::Waiting);
    }
    let own = own_waves(&waves, request);
    let Some(cut_off) = own.iter().map(|wave| wave.fieldwork_to).max() else {
        return refuse(conn, request, "There is no wave in this period.".into()).await;
    };
    let gathered = conn
        .transaction(async |conn| {
            store::allow_long_work(conn).await?;
            gather(conn, request, &waves, cut_off, thresholds).await
        })
        .await?;
    if let Some(reason) = too_few(&gathered).or_else(|| classed_differently(&gathered)) {
        return refuse(conn, request, reason).await;
    }
    let secret = secret.clone();
    let corrects = gathered.facts.corrects;
    let number = gathered.facts.number;
    let (files, headlines) = tokio::task::spawn_blocking(move || written(&gathered, &secret))
        .await
        .map_err(|_| MakeEditionError::Stopped)??;
    let facts = json!({ "headlines": headlines, "corrects": corrects });
    freeze(conn, request, number, cut_off, &facts, files).await
}

/// The waves of the period itself; the others are those it is compared with.
fn own_waves<'w>(waves: &'w [WaveOfQuarter], request: &EditionRow) -> Vec<&'w WaveOfQuarter> {
    let quarters = request.period.quarters();
    waves
        .iter()
        .filter(|wave| quarters.contains(&wave.quarter))
        .collect()
}

/// The reason not to publish a period whose last quarter brought too few answers.
fn too_few(gathered: &Gathered) -> Option<String> {
    let period = gathered.facts.period;
    let needed = gathered.facts.thresholds.new_answers();
    let families = gathered.programme.families.iter();
    let last = [period.last.to_string()];
    let new: u64 = families
        .map(|family| gathered.tabulation.responded(&last, &family.id, &Sex::ALL).count)
        .sum();
    match new {
        0 => Some(format!("Nobody answered about {}.", period.last.words())),
        new if new < needed => Some(format!(
            "Under {needed} people answered about {}. Its answers are joined to the next period, so that no edition differs from \
             the last by a handful: ask for the next quarter's edition instead.",
            period.last.words()
        )),
        _ => None,
    }
}

/// So many crimes in a hundred may be classed differently by their family and by the rule set of the VAWG report.
const CLASSED_DIFFERENTLY: u64 = 2;

/// The reason not to publish a period in which too many crimes with a VAWG code or flag stand in families outside the
/// VAWG border: then the report would tell of other crimes than its rule set says.
fn classed_differently(gathered: &Gathered) -> Option<String> {
    let quarters = gathered.facts.period.quarters();
    let sum = |of: &[FrameTotal]| -> u64 {
        of.iter()
            .filter(|total| quarters.contains(&total.quarter))
            .map(|total| total.count)
            .sum()
    };
    let (elsewhere, all) = (sum(&gathered.vawg_elsewhere), sum(&gathered.frame));
    (elsewhere * 100 > all * CLASSED_DIFFERENTLY).then(|| {
        format!(
            "More than {CLASSED_DIFFERENTLY} in 100 crimes of the contact files carry a VAWG code or flag ({}) and stand in a crime type \
             outside the VAWG report. Look in the uploads' totals which crime types they are in, and set the order of precedence in \
             survey-defs/crime/precedence.yaml or the rule set right before the next wave.",
            gathered.facts.vawg_rules
        )
    })
}

async fn refuse(
    conn: &mut AsyncPgConnection,
    request: &EditionRow,
    reason: String,
) -> Result<Made, MakeEditionError> {
    editions::mark_refused(conn, request.id, EditionState::Requested, &reason).await?;
    Ok(Made::Refused(reason))
}

async fn gather(
    conn: &mut AsyncPgConnection,
    request: &EditionRow,
    waves: &[WaveOfQuarter],
    cut_off: NaiveDate,
    thresholds: &Thresholds,
) -> Result<Gathered, MakeEditionError> {
    let definitions = live_definitions(conn).await?;
    let programme = Programme::of(&definitions);
    let mut tabulation = Tabulation::new(programme.plan(request.period.reach()));
    for wave in waves {
        tabulations::for_each_response(conn, wave.id, |row| count(&mut tabulation, &wave.quarter, &row))
            .await?;
    }
    let breaks = breaks_within_reach(conn, request, &programme, cut_off).await?;
    Ok(Gathered {
        facts: Facts {
            breaks,
            number: editions::next_number(conn).await?,
            corrects: request.corrects(),
            period: request.period,
            cut_off,
            waves: own_waves(waves, request)
                .into_iter()
                .map(|wave| wave.name.clone())
                .collect(),
            questionnaires: versions(conn, &definitions, cut_off).await?,
            vawg_rules: vawg_rules(&definitions),
            not_computable: not_computable(&definitions),
            thresholds: *thresholds,
        },
        programme,
        tabulation,
        slips: tabulations::slip_tallies(conn, waves).await?,
        frame: tabulations::frame_totals(conn, waves, "frame").await?,
        excluded: tabulations::excluded_totals(conn, waves, |reason| told_as(&definitions, reason)).await?,
        invited: tabulations::frame_totals(conn, waves, "invited").await?,
        delivered: tabulations::account_totals(conn, waves, Measure::Delivered).await?,
        responded: tabulations::account_totals(conn, waves, Measure::Spent).await?,
        vawg_elsewhere: tabulations::frame_totals(conn, waves, "vawg_elsewhere").await?,
    })
}

/// The version that names the measures first, then every other that was loaded up to the cut-off.
async fn versions(
    conn: &mut AsyncPgConnection,
    definitions: &Definitions,
    cut_off: NaiveDate,
) -> Result<Vec<String>, store::Error> {
    let mut hashes = vec![definitions.hash().to_owned()];
    let others = questionnaires::list_versions(conn).await?.into_iter();
    hashes.extend(
        others
            .filter(|other| other.loaded_on <= cut_off && other.hash != hashes[0])
            .map(|other| other.hash)
            .collect::<Vec<_>>(),
    );
    Ok(hashes)
}

/// The measures that the questionnaires in use within the edition's reach do not all ask alike. One that cannot be read
/// any more counts as one that asked nothing as it is asked now.
async fn breaks_within_reach(
    conn: &mut AsyncPgConnection,
    request: &EditionRow,
    programme: &Programme,
    cut_off: NaiveDate,
) -> Result<Vec<Break>, MakeEditionError> {
    let from = request.period.before().first_day();
    let (mut newest, mut earlier, mut followed_on) = (None, Vec::new(), None);
    // The newest first: each was in use until the one before it in this list was loaded.
    let versions = questionnaires::list_versions(conn).await?;
    for version in versions
        .into_iter()
        .filter(|version| version.loaded_on <= cut_off)
    {
        let until = followed_on.replace(version.loaded_on);
        if until.is_some_and(|until| until < from) {
            break;
        }
        let read = match definitions_of(conn, &version.hash).await {
            Ok(read) => Programme::of(&read),
            Err(DefinitionsError::Store(error)) => return Err(error.into()),
            Err(_) => Programme::default(),
        };
        match until {
            None => newest = Some(read),
            Some(until) => earlier.push((until, read)),
        }
    }
    Ok(breaks(newest.as_ref().unwrap_or(programme), &earlier))
}

/// "npcc-inclusive (2024-07-23)".
fn vawg_rules(definitions: &Definitions) -> String {
    let headline = definitions.crime().headline();
    headline.map_or_else(
        || "none".to_owned(),
        |rules| format!("{} ({})", rules.id, rules.from),
    )
}

/// "inquiry-2022 (Female victim and male offender): The offender's sex is not held …", for every such rule set.
fn not_computable(definitions: &Definitions) -> Vec<String> {
    let told = |set: &RuleSet| Some(format!("{} ({}): {}", set.id, set.name, set.not_computable()?));
    definitions.crime().rule_sets().iter().filter_map(told).collect()
}

fn count(tabulation: &mut Tabulation, quarter: &str, row: &Counted) {
    let mut codes: Vec<(&str, &str)> = Vec::with_capacity(row.answers.len());
    for (item, answer) in &row.answers {
        match answer {
            CodeAnswer::Code(code) => codes.push((item.as_str(), code)),
            CodeAnswer::Codes(several) => {
                codes.extend(several.iter().map(|code| (item.as_str(), code.as_str())))
            }
            CodeAnswer::Number(_) => {}
        }
    }
    tabulation.add(&Answered {
        quarter,
        family: &row.family,
        sex: Sex::of_code(characteristic(row, SEX)),
        age: Age::of_code(characteristic(row, AGE_BAND)),
        record_key: row.record_key,
        codes: &codes,
    });
}

/// The words of a reason, several of which are told as one: what tells of a person's past is never told apart.
fn told_as(definitions: &Definitions, reason: &str) -> String {
    let known = Reason::ALL.into_iter().find(|known| known.as_str() == reason);
    let words = match known {
        Some(known) => definitions.sample().label_of(known.told_as()),
        None => "Several reasons, each of too few to be told",
    };
    words.to_owned()
}

/// The code of a characteristic that the mix left with the response.
fn characteristic<'r>(row: &'r Counted, id: &str) -> Option<&'r str> {
    let mut stated = row
        .answers
        .iter()
        .filter(|(item, _): &(&ItemId, _)| item.as_str() == id);
    match stated.next() {
        Some((_, CodeAnswer::Code(code))) => Some(code),
        _ => None,
    }
}

fn written(gathered: &Gathered, secret: &CellKeySecret) -> Result<(Vec<EditionFile>, Vec<String>), CsvError> {
    let edition = assemble(&Material {
        facts: gathered.facts.clone(),
        programme: &gathered.programme,
        tabulation: &gathered.tabulation,
        slips: &gathered.slips,
        frame: &gathered.frame,
        excluded: &gathered.excluded,
        invited: &gathered.invited,
        delivered: &gathered.delivered,
        responded: &gathered.responded,
        vawg_elsewhere: &gathered.vawg_elsewhere,
        secret,
    });
    let files = edition_files(&edition)?;
    Ok((files, edition.vawg.headlines))
}

async fn freeze(
    conn: &mut AsyncPgConnection,
    request: &EditionRow,
    number: i32,
    cut_off: NaiveDate,
    facts: &Value,
    files: Vec<EditionFile>,
) -> Result<Made, MakeEditionError> {
    conn.transaction(async |conn| {
        if editions::mark_candidate(conn, request.id, number, cut_off, facts).await? != 1 {
            return Err(MakeEditionError::Stopped);
        }
        for file in files {
            let stored = StoredFile {
                media_type: file.media_type.to_owned(),
                sha256: file.sha256,
                bytes: file.bytes,
            };
            editions::insert_file(conn, request.id, &file.name, &stored).await?;
        }
        Ok(Made::Candidate(number))
    })
    .await
}
