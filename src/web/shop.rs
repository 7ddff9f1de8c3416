//! What every handler of both hosts stands on: connections, keys, the clock, the questionnaires in force.

use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, TimeDelta, Utc};

use super::error::Error;
use super::limit::Limit;
use super::settings::Settings;
use super::tries::Tries;
use crate::ballot::certificate::CertificatePublicKey;
use crate::ballot::{CardKey, OptOutKey, Pepper, SecretKey};
use crate::operations::clock::Clock;
use crate::operations::load_questionnaires::{DefinitionsError, definitions_of};
use crate::operations::open_wave::LineChecks;
use crate::operations::passwords::Passwords;
use crate::operations::recent_invitations::RecentKeys;
use crate::operations::sign_in::Exemption;
use crate::operations::{DraftsAtHand, SupportDesk};
use crate::store::{self, Connection, Pool, questionnaires};
use crate::survey::questionnaire::{Audience, Definitions};

/// How long a version is shown before the database is asked whether it is still the live one.
const FRESH_FOR: TimeDelta = TimeDelta::seconds(20);

/// Far more than people type; of 2^60 codes a year of trying finds none.
const CARD_TRIES_A_MINUTE: u32 = 300;
/// More than any team could answer; it keeps a script from burying those who need it.
const REQUESTS_A_MINUTE: u32 = 30;

/// The web process's keys. None of them opens an address, a ballot or a response.
#[derive(Clone, Debug)]
pub struct Keys {
    /// Seals the respondent's sitting cookie.
    pub cookie: SecretKey,
    /// Makes the tags under which drafts are counted.
    pub pepper: Pepper,
    /// Knows opted-out addresses again when a contact file is loaded.
    pub opt_out: OptOutKey,
    /// Seals what staff accounts keep, such as second-factor secrets.
    pub staff: SecretKey,
    /// Know again who was invited in the last 12 months.
    pub recent: RecentKeys,
    /// Turns the codes of cards into what opens the questionnaire.
    pub card: CardKey,
    /// What certificates are signed with.
    pub certificates: CertificatePublicKey,
}

/// Whether this is the demonstration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Real people.
    Production,
    /// Simulated people: accounts without a second factor are taken, and `/` leads to the demonstration's front page.
    Demonstration,
}

impl Stage {
    /// Whether a wave opens only where two people have made sure of every support line.
    pub fn line_checks(self) -> LineChecks {
        match self {
            Self::Production => LineChecks::Required,
            Self::Demonstration => LineChecks::Waived,
        }
    }

    /// Whether accounts without a second factor are taken.
    pub fn exemption(self) -> Exemption {
        match self {
            Self::Production => Exemption::Refused,
            Self::Demonstration => Exemption::Taken,
        }
    }

    /// Which wording sets may be shown.
    pub fn audience(self) -> Audience {
        match self {
            Self::Production => Audience::Public,
            Self::Demonstration => Audience::Rehearsal,
        }
    }
}

/// Says what is still missing before the service is ready, if anything is.
pub type Readiness = Arc<dyn Fn() -> Result<(), String> + Send + Sync>;

/// The web process, as a handler sees it.
pub struct Shop {
    /// Connections under the web's role.
    pub pool: Pool,
    /// The web's keys.
    pub keys: Keys,
    /// The clock.
    pub clock: Clock,
    /// The two hosts and where the exit leads.
    pub settings: Settings,
    /// The smallest number of ballots mixed together: pages promise it.
    pub batch: usize,
    /// The smallest number that must share sex and age in a mix before both stay with a response.
    pub smallest_class: usize,
    /// The hasher of passwords.
    pub passwords: Passwords,
    /// The sealed drafts seen last.
    pub drafts: DraftsAtHand,
    /// How often each address tried to sign in.
    pub tries: Tries,
    /// What differs in the demonstration.
    pub stage: Stage,
    /// Where requests to be contacted go; none where people are not offered it.
    pub support: Option<SupportDesk>,
    /// Codes of cards that all visitors together may try.
    pub(super) card_tries: Limit,
    /// Requests to be contacted that all visitors together may send.
    pub(super) requests: Limit,
    /// What else must be in place before `/health/ready` says so.
    pub readiness: Readiness,
    live: RwLock<Option<Live>>,
}

struct Live {
    definitions: Arc<Definitions>,
    asked_at: DateTime<Utc>,
}

impl Shop {
    /// A shop that has not asked its database anything yet, so that it opens while that is away.
    pub fn new(
        pool: Pool,
        keys: Keys,
        clock: Clock,
        settings: Settings,
        batch: usize,
        passwords: Passwords,
    ) -> Shop {
        Shop {
            pool,
            keys,
            clock,
            settings,
            batch,
            smallest_class: 5,
            passwords,
            drafts: DraftsAtHand::default(),
            tries: Tries::default(),
            stage: Stage::Production,
            support: None,
            card_tries: Limit::new(CARD_TRIES_A_MINUTE),
            requests: Limit::new(REQUESTS_A_MINUTE),
            readiness: Arc::new(|| Ok(())),
            live: RwLock::new(None),
        }
    }

    /// A connection under the web's role.
    ///
    /// # Errors
    /// [`Error::Away`].
    pub async fn connection(&self) -> Result<Connection, Error> {
        Ok(store::get(&self.pool).await?)
    }

    /// The questionnaires in force. They are kept in memory; whether a newer version is live is asked
    /// from time to time, and not at all while the database is away.
    ///
    /// # Errors
    /// None were ever loaded, or the database is away and none were read before.
    pub async fn definitions(&self) -> Result<Arc<Definitions>, Error> {
        let (kept, is_fresh) = self.kept();
        match kept {
            Some(kept) if is_fresh => Ok(kept),
            Some(kept) => match self.read_live(Some(&kept)).await {
                Ok(live) => Ok(live),
                Err(Error::Away(_)) => Ok(kept),
                Err(error) => Err(error),
            },
            None => self.read_live(None).await,
        }
    }

    /// The questionnaires read last, as they are: asks no database.
    pub fn definitions_at_hand(&self) -> Option<Arc<Definitions>> {
        self.kept().0
    }

    /// Asks the database at the next call: a version was just loaded here.
    pub fn forget_definitions(&self) {
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn kept(&self) -> (Option<Arc<Definitions>>, bool) {
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.machine_now();
        let is_fresh = live.as_ref().is_some_and(|live| now - live.asked_at < FRESH_FOR);
        (live.as_ref().map(|live| Arc::clone(&live.definitions)), is_fresh)
    }

    async fn read_live(&self, kept: Option<&Arc<Definitions>>) -> Result<Arc<Definitions>, Error> {
        let mut conn = self.connection().await?;
        let version = questionnaires::find_live(&mut conn)
            .await?
            .ok_or_else(none_loaded)?;
        let definitions = match kept {
            Some(kept) if kept.hash() == version => Arc::clone(kept),
            _ => Arc::new(definitions_of(&mut conn, &version).await.map_err(unreadable)?),
        };
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = Some(Live {
            definitions: Arc::clone(&definitions),
            asked_at: self.clock.machine_now(),
        });
        Ok(definitions)
    }
}

fn none_loaded() -> Error {
    Error::Fault(DefinitionsError::NoneLoaded.to_string())
}

fn unreadable(error: DefinitionsError) -> Error {
    match error {
        DefinitionsError::Store(error) => error.into(),
        other => Error::Fault(other.to_string()),
    }
}
