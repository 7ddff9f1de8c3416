//! What `heard work` does in a round, under the mailer's and the reporter's roles.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Mutex;

use super::round::{Done, JobError, Round, Told};
use super::settings::Settings;
use super::turn::{Job, in_turn};
use crate::operations::chance::system_rng;
use crate::operations::check_itself::check_itself;
use crate::operations::clock::Clock;
use crate::operations::close_wave::close_wave;
use crate::operations::deliver_letters::{
    DeliverError, Delivered, MailRest, PostRoom, Times, deliver_letters,
};
use crate::operations::make_edition::{Made, MakeEditionError, make_edition};
use crate::operations::make_gates::{Gated, MakeGatesError, make_card_gates, make_gates};
use crate::operations::prepare_keys::Place;
use crate::operations::prepare_wave::{PrepareWaveError, prepare_wave};
use crate::operations::purge_wave::{PurgeWaveError, purge_wave};
use crate::operations::recent_invitations::forget_recent_rows;
use crate::operations::reporting_desk::{ReportingDesk, ReportingDeskError};
use crate::operations::save_page::purge_drafts;
use crate::store::waves::Wave;
use crate::store::{self, Pool};

/// All that `heard work` works with.
pub struct WorkShop {
    mailer: Pool,
    reporter: Pool,
    self_check: Option<Pool>,
    pub room: PostRoom,
    desk: ReportingDesk,
    clock: Clock,
    pub(super) settings: Settings,
    rest: Mutex<MailRest>,
    quitting: AtomicBool,
    pub(super) told: Told,
}

impl WorkShop {
    /// Opens the shop: the database under the mailer's and under the reporter's role, the reporter's key below the
    /// root of all keys, a post room. It opens while the database is away.
    ///
    /// # Errors
    /// A key is missing, or a database's address cannot be used.
    pub fn open(
        mailer: &store::Settings,
        reporter: &store::Settings,
        keys_root: impl Into<Place>,
        room: PostRoom,
        clock: Clock,
        settings: Settings,
    ) -> Result<WorkShop, OpenShopError> {
        Ok(WorkShop {
            mailer: store::pool(mailer)?,
            reporter: store::pool(reporter)?,
            self_check: None,
            room,
            desk: ReportingDesk::open(keys_root)?,
            clock,
            settings,
            rest: Mutex::default(),
            quitting: AtomicBool::new(false),
            told: Told::default(),
        })
    }

    /// Has the shop look at its own ballot box once a day, under the role of the self-check.
    ///
    /// # Errors
    /// The database's address cannot be used.
    pub fn checking_itself(mut self, self_check: &store::Settings) -> Result<WorkShop, OpenShopError> {
        self.self_check = Some(store::pool(self_check)?);
        Ok(self)
    }

    /// Asks the round under way to begin nothing more.
    pub(super) fn quit(&self) {
        self.quitting.store(true, Ordering::Relaxed);
    }

    fn is_quitting(&self) -> bool {
        self.quitting.load(Ordering::Relaxed)
    }

    fn times(&self) -> Times {
        Times {
            now: self.clock.now(),
            today: self.clock.today(),
            machine_now: self.clock.machine_now(),
        }
    }
}

/// Why a shop cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenShopError {
    /// A key is missing or can be read by others.
    #[error(transparent)]
    Reporting(#[from] ReportingDeskError),
    /// A database's address.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Does everything that is due now, once. Call it until [`Round::is_quiet`] to have all of it done.
pub async fn run_work_once(shop: &WorkShop) -> Round {
    let mut round = Round::default();
    round.take("close waves", close_waves(shop).await);
    round.take("purge waves", purge_waves(shop).await);
    round.take("prepare waves", prepare_waves(shop).await);
    round.take("make gates", make_gates_of_uploads(shop).await);
    round.take("deliver letters", deliver(shop).await);
    round.take("forget drafts", forget_expired_drafts(shop).await);
    round.take("make editions", make_editions(shop).await);
    round.take("check itself", checks(shop).await);
    shop.told.tell(&round);
    round
}

async fn close_waves(shop: &WorkShop) -> Result<Vec<Done>, JobError> {
    in_turn(&shop.mailer, Job::CloseWaves, async |conn| {
        let closed = close_wave(conn, shop.clock.today()).await?;
        Ok::<_, store::Error>(named(&closed, "is closed"))
    })
    .await
}

async fn purge_waves(shop: &WorkShop) -> Result<Vec<Done>, JobError> {
    in_turn(&shop.mailer, Job::PurgeWaves, async |conn| {
        let purged = purge_wave(conn, &shop.room.keys, shop.clock.today()).await?;
        Ok::<_, PurgeWaveError>(named(&purged, "is purged: contacts, links and keys are gone"))
    })
    .await
}

async fn prepare_waves(shop: &WorkShop) -> Result<Vec<Done>, JobError> {
    in_turn(&shop.mailer, Job::PrepareWaves, async |conn| {
        let opened = prepare_wave(conn, &shop.room.keys, &mut system_rng()).await?;
        Ok::<_, PrepareWaveError>(named(&opened, "has its keys and is open"))
    })
    .await
}

async fn make_gates_of_uploads(shop: &WorkShop) -> Result<Vec<Done>, JobError> {
    in_turn(&shop.mailer, Job::MakeGates, async |conn| {
        let gated = make_gates(conn, &shop.room.keys, &mut system_rng()).await?;
        let said = |one: &Gated| {
            Done(format!(
                "{} invitations of an upload wait for their day.",
                one.gates
            ))
        };
        let mut done: Vec<Done> = gated.iter().map(said).collect();
        let cards = make_card_gates(conn, &mut system_rng()).await?;
        if cards > 0 {
            done.push(Done(format!("{cards} cards open the questionnaire from now on.")));
        }
        Ok::<_, MakeGatesError>(done)
    })
    .await
}

async fn deliver(shop: &WorkShop) -> Result<Vec<Done>, JobError> {
    in_turn(&shop.mailer, Job::DeliverLetters, async |conn| {
        let mut rest = shop.rest.lock().await;
        let mut all = Delivered::default();
        while !shop.is_quitting() {
            let round = deliver_letters(conn, &shop.room, &mut rest, shop.times(), &mut system_rng()).await?;
            if round.is_nothing() {
                break;
            }
            all += round;
        }
        Ok::<_, DeliverError>(sentence_about(all).into_iter().collect())
    })
    .await
}

async fn forget_expired_drafts(shop: &WorkShop) -> Result<Vec<Done>, JobError> {
    in_turn(&shop.mailer, Job::ForgetDrafts, async |conn| {
        purge_drafts(conn, shop.clock.today()).await?;
        forget_recent_rows(conn, shop.clock.today()).await?;
        Ok::<_, store::Error>(Vec::new())
    })
    .await
}

/// One edition a round: it may take a while, and letters should not wait for all of them.
async fn make_editions(shop: &WorkShop) -> Result<Vec<Done>, JobError> {
    in_turn(&shop.reporter, Job::MakeEditions, async |conn| {
        let made = make_edition(conn, &shop.desk.secret, &shop.desk.thresholds).await?;
        Ok::<_, MakeEditionError>(match made {
            Some(Made::Candidate(number)) => vec![Done(format!(
                "Edition {number} is made and waits for its release."
            ))],
            Some(Made::Refused(reason)) => vec![Done(format!("An edition is refused. {reason}"))],
            Some(Made::Waiting) | None => Vec::new(),
        })
    })
    .await
}

/// Once a day. What it finds is an alarm: it tells what is wrong and nobody, and stays on the staff's pages until a
/// later look finds nothing.
async fn checks(shop: &WorkShop) -> Result<Vec<Done>, JobError> {
    let Some(pool) = &shop.self_check else {
        return Ok(Vec::new());
    };
    in_turn(pool, Job::CheckItself, async |conn| {
        if let Some(check) = check_itself(conn, shop.clock.today()).await? {
            for fault in &check.faults {
                tracing::error!("The self-check of the ballot box failed: {fault}");
            }
        }
        Ok::<_, store::Error>(Vec::new())
    })
    .await
}

fn named(waves: &[Wave], what: &str) -> Vec<Done> {
    waves
        .iter()
        .map(|wave| Done(format!("The wave {} {what}.", wave.name)))
        .collect()
}

fn sentence_about(all: Delivered) -> Option<Done> {
    let parts = [
        (all.sent, "left"),
        (all.later, "will be tried again"),
        (all.failed, "will not leave"),
        (all.unknown, "may have left and will not be sent again"),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    (!said.is_empty()).then(|| Done(format!("Of the letters, {}.", said.join(", "))))
}
