//! What `heard mix` does in a round, under the mixer's role and with keys that no other process has.

use std::sync::atomic::{AtomicBool, Ordering};

use super::round::{Done, JobError, Round, Told};
use super::settings::Settings;
use super::turn::{Job, in_turn};
use crate::operations::certify::{CertifyError, certify_closes};
use crate::operations::chance::system_rng;
use crate::operations::clock::Clock;
use crate::operations::mix::{MixError, Mixed, mix};
use crate::operations::mixing_room::{Destruction, MixingRoom, MixingRoomError};
use crate::operations::prepare_epochs::{PrepareEpochsError, prepare_epochs};
use crate::operations::prepare_keys::Place;
use crate::operations::tell_mixing_place::{Machine, tell_mixing_place};
use crate::store::{self, Pool};

/// Told after each mix where keys do not go at once.
const WAIT: &str = "The keys of what was mixed wait for a backup: make one, restore it elsewhere, and have \
    `heard backup confirm` compare.";

/// All that `heard mix` works with.
pub struct MixShop {
    mixer: Pool,
    room: MixingRoom,
    clock: Clock,
    pub(super) settings: Settings,
    told: Told,
    machine: Machine,
    place_told: AtomicBool,
}

/// Why a shop cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenMixShopError {
    /// A key is missing or can be read by others.
    #[error(transparent)]
    Mixing(#[from] MixingRoomError),
    /// The database's address.
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl MixShop {
    /// Opens the shop: the database under the mixer's role, the mixer's keys below the root of all keys. It opens
    /// while the database is away.
    ///
    /// # Errors
    /// A key is missing, or the database's address cannot be used.
    pub fn open(
        mixer: &store::Settings,
        keys_root: impl Into<Place>,
        clock: Clock,
        settings: Settings,
    ) -> Result<MixShop, OpenMixShopError> {
        Ok(MixShop {
            mixer: store::pool(mixer)?,
            room: MixingRoom::open(keys_root, settings.k, settings.m)?
                .keeping(settings.destruction, settings.keys_copy.as_deref())?,
            clock,
            settings,
            told: Told::default(),
            machine: Machine::default(),
            place_told: AtomicBool::new(false),
        })
    }

    /// Says on whose machine it runs.
    #[must_use]
    pub fn on(self, machine: Machine) -> MixShop {
        MixShop { machine, ..self }
    }
}

/// Does everything that is due now, once. Call it until [`Round::is_quiet`] to have all of it done.
pub async fn run_mix_once(shop: &MixShop) -> Round {
    let mut round = Round::default();
    round.take("tell the place", place(shop).await);
    round.take("prepare epochs", epochs(shop).await);
    round.take("mix", mixes(shop).await);
    round.take("certify", certificates(shop).await);
    shop.told.tell(&round);
    round
}

/// Once a start: what is true then stays true until the next.
async fn place(shop: &MixShop) -> Result<Vec<Done>, JobError> {
    if shop.place_told.load(Ordering::Relaxed) {
        return Ok(Vec::new());
    }
    let told = in_turn(&shop.mixer, Job::Mix, async |conn| {
        let is_news = tell_mixing_place(conn, &shop.room, shop.machine).await?;
        shop.place_told.store(true, Ordering::Relaxed);
        let said = is_news.then(|| Done("It is told where ballots are mixed.".to_owned()));
        Ok::<_, store::Error>(said.into_iter().collect())
    });
    told.await
}

async fn epochs(shop: &MixShop) -> Result<Vec<Done>, JobError> {
    in_turn(&shop.mixer, Job::PrepareEpochs, async |conn| {
        let prepared = prepare_epochs(conn, &shop.room.keys, &mut system_rng()).await?;
        let count = prepared.made + prepared.adopted;
        let done = (count > 0).then(|| Done(format!("{count} cohorts have their epochs.")));
        Ok::<_, PrepareEpochsError>(done.into_iter().collect())
    })
    .await
}

async fn mixes(shop: &MixShop) -> Result<Vec<Done>, JobError> {
    in_turn(&shop.mixer, Job::Mix, async |conn| {
        let today = shop.clock.today();
        let mixed = mix(conn, &shop.room.keys, shop.room.floors, today, &mut system_rng()).await?;
        let mut done: Vec<Done> = mixed.iter().map(sentence_about).collect();
        if !done.is_empty() && shop.room.keys.destruction() == Destruction::AfterBackup {
            done.push(Done(WAIT.to_owned()));
        }
        Ok::<_, MixError>(done)
    })
    .await
}

async fn certificates(shop: &MixShop) -> Result<Vec<Done>, JobError> {
    in_turn(&shop.mixer, Job::Certify, async |conn| {
        let (room, today) = (&shop.room, shop.clock.today());
        let certified = certify_closes(conn, &room.keys, room.floors.rules(), today).await?;
        let said = certified.iter().map(|one| {
            let sentence = format!(
                "The account of the wave {} is certificate {}.",
                one.wave, one.number
            );
            Done(sentence)
        });
        Ok::<_, CertifyError>(said.collect())
    })
    .await
}

fn sentence_about(mixed: &Mixed) -> Done {
    let Mixed {
        name,
        responses,
        carried,
        ..
    } = mixed;
    Done(format!(
        "The wave {name} is mixed: {responses} responses are out, {carried} ballots wait for the next wave."
    ))
}
