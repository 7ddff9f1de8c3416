//! What `heard work` does in a round, under the mailer's and the reporter's roles.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Mutex;

use super::round::{Done, JobError, Round, Told};
use super::settings::Settings;
use super::turn::{Job, Turn};
use crate::operations::chance::system_rng;
use crate::operations::clock::Clock;
use crate::operations::deliver_letters::{Delivered, MailRest, PostRoom, Times, deliver_letters};
use crate::store::Pool;

/// All that `heard work` works with.
pub struct WorkShop {
    /// Under the mailer's role.
    pub mailer: Pool,
    /// How letters leave, and the waves' keys.
    pub room: PostRoom,
    /// Fieldwork's and the machine's time.
    pub clock: Clock,
    /// Pauses.
    pub settings: Settings,
    rest: Mutex<MailRest>,
    quitting: AtomicBool,
    pub(super) told: Told,
}

impl WorkShop {
    /// Opens the shop.
    pub fn new(mailer: Pool, room: PostRoom, clock: Clock, settings: Settings) -> WorkShop {
        WorkShop {
            mailer,
            room,
            clock,
            settings,
            rest: Mutex::default(),
            quitting: AtomicBool::new(false),
            told: Told::default(),
        }
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

/// Does everything that is due now, once. Call it until [`Round::is_quiet`] to have all of it done.
pub async fn run_work_once(shop: &WorkShop) -> Round {
    let mut round = Round::default();
    round.take("deliver letters", deliver(shop).await);
    shop.told.tell(&round);
    round
}

async fn deliver(shop: &WorkShop) -> Result<Vec<Done>, JobError> {
    let Some(mut turn) = Turn::begin(&shop.mailer, Job::Deliver)
        .await
        .map_err(JobError::of)?
    else {
        return Ok(Vec::new());
    };
    let mut rest = shop.rest.lock().await;
    let mut all = Delivered::default();
    while !shop.is_quitting() {
        let round = deliver_letters(&mut turn, &shop.room, &mut rest, shop.times(), &mut system_rng())
            .await
            .map_err(JobError::of)?;
        if round.is_nothing() {
            break;
        }
        all += round;
    }
    turn.end().await.map_err(JobError::of)?;
    Ok(sentence_about(all).into_iter().collect())
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
