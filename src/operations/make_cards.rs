//! Cards that an adviser hands out: each opens the questionnaire of one cohort once. The codes are shown once and
//! stored nowhere; each counts as invited from then on.

use chrono::{DateTime, NaiveDate, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::CryptoRng;
use uuid::Uuid;

use crate::ballot::{CardCode, CardKey};
use crate::store::waves::WaveState;
use crate::store::{self, audit, cards, frame_counts, waves};
use crate::survey::questionnaire::Definitions;
use crate::survey::sample::{ANY, CARD, CohortSize, CrowdFault, FrameCount, Stage, crowd_test};

/// The most cards made at once.
pub const CARDS_AT_ONCE: usize = 500;

/// Which cards are wanted, by whom, when.
#[derive(Clone, Copy, Debug)]
pub struct WantedCards<'a> {
    /// The wave.
    pub wave: Uuid,
    /// The family: everybody who gets one of these cards is asked about it first.
    pub family: &'a str,
    /// How many.
    pub count: usize,
    /// The account, or the command line.
    pub actor: &'a str,
    /// The day of fieldwork.
    pub today: NaiveDate,
    /// The machine's time, for the audit.
    pub at: DateTime<Utc>,
}

/// Why no cards were made.
#[derive(Debug, thiserror::Error)]
pub enum MakeCardsError {
    /// There is no such wave.
    #[error("there is no such wave")]
    NoWave,
    /// No answer would be taken any more.
    #[error("this wave takes no answers any more: choose one that is being prepared or in fieldwork")]
    Over,
    /// No such family in this wave.
    #[error("\"{0}\" is no family of this wave")]
    NoFamily(String),
    /// None, or too many.
    #[error("make 1 to {CARDS_AT_ONCE} cards at once")]
    Count,
    /// So few would be most of a cohort.
    #[error(
        "{cards} cards would be more than half of the people asked in \"{family}\", and so small a crowd hides \
         nobody. Make {smallest} or more, or wait until a contact file with this family is approved"
    )]
    SmallCrowd {
        /// How many were wanted.
        cards: u32,
        /// The name of the family.
        family: String,
        /// How many must be made where they are most of a cohort.
        smallest: u32,
    },
    /// The database did not take it.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl From<diesel::result::Error> for MakeCardsError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Makes cards and returns their codes, which nobody can show again. They open once the mailer has made their gates.
///
/// # Errors
/// [`MakeCardsError`]; then nothing was written.
pub async fn make_cards(
    conn: &mut AsyncPgConnection,
    key: &CardKey,
    wanted: WantedCards<'_>,
    definitions: &Definitions,
    rng: &mut (impl CryptoRng + Send),
) -> Result<Vec<CardCode>, MakeCardsError> {
    let count = u32::try_from(wanted.count)
        .ok()
        .filter(|_| (1..=CARDS_AT_ONCE).contains(&wanted.count))
        .ok_or(MakeCardsError::Count)?;
    let wave = waves::find_wave(conn, wanted.wave)
        .await?
        .ok_or(MakeCardsError::NoWave)?;
    if !matches!(wave.state, WaveState::Preparing | WaveState::Open) || wave.fieldwork_to < wanted.today {
        return Err(MakeCardsError::Over);
    }
    let cohort = waves::find_cohort(conn, wave.id, wanted.family)
        .await?
        .ok_or_else(|| MakeCardsError::NoFamily(wanted.family.to_owned()))?;
    let codes: Vec<CardCode> = (0..count).map(|_| CardCode::generate(rng)).collect();
    let gates: Vec<_> = codes.iter().map(|code| code.link(key).gate()).collect();
    conn.transaction(async |conn| {
        refuse_small_crowd(conn, wanted, count, definitions).await?;
        cards::insert_cards(conn, &gates, cohort).await?;
        frame_counts::add_counts(conn, wave.id, &[counted(wanted.family, count)]).await?;
        let object = format!("{count} of {} in {}", wanted.family, wave.name);
        audit::insert_act(conn, wanted.at, wanted.actor, "made cards", &object).await?;
        Ok(())
    })
    .await
    .map(|()| codes)
}

/// Nothing is known of who will get a card, so they stand in no class of sex and age.
fn counted(family: &str, count: u32) -> FrameCount {
    FrameCount {
        family: family.to_owned(),
        stage: Stage::Invited.as_str().to_owned(),
        reason: CARD.to_owned(),
        sex: ANY.to_owned(),
        age_band: ANY.to_owned(),
        count,
    }
}

/// The rule of contact files holds for cards too: whoever makes a handful of them and answers all but one would know
/// the one.
async fn refuse_small_crowd(
    conn: &mut AsyncPgConnection,
    wanted: WantedCards<'_>,
    count: u32,
    definitions: &Definitions,
) -> Result<(), MakeCardsError> {
    let invited = frame_counts::count_invited(conn, wanted.wave).await?;
    let already = invited.iter().find(|(family, _)| family == wanted.family);
    let families = definitions.crime().families();
    let family = families
        .iter()
        .find(|family| family.id.as_str() == wanted.family)
        .map_or(wanted.family, |family| &family.name);
    let cohort = CohortSize {
        family: family.to_owned(),
        uploaded: count,
        already: already
            .and_then(|(_, count)| u32::try_from(*count).ok())
            .unwrap_or(0),
        private_domain: 0,
    };
    let smallest = definitions.sample().settings(wanted.today).small_upload;
    match crowd_test(&[cohort], smallest).into_iter().next() {
        None => Ok(()),
        Some(CrowdFault::SmallUpload { family, .. } | CrowdFault::PrivateDomain { family, .. }) => {
            Err(MakeCardsError::SmallCrowd {
                cards: count,
                family,
                smallest,
            })
        }
    }
}
