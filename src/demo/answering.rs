//! What a simulated victim does with her letter: answers, begins and leaves, or stops the letters.

use data_encoding::HEXLOWER;
use rand::SeedableRng;
use rand::rngs::StdRng;
use zeroize::Zeroizing;

use super::error::DemoError;
use super::people::Person;
use super::stage::Stage;
use super::victims::{answer, choose_kind};
use crate::operations::begin_draft::{LinkSecret, begin_draft};
use crate::operations::chance::system_rng;
use crate::operations::drafts_at_hand::DraftsAtHand;
use crate::operations::save_page::{DraftOf, Written, save_page};
use crate::operations::send_ballot::{Sending, send_ballot};
use crate::operations::stop_contact::stop_contact;
use crate::store;
use crate::survey::response::Finished;

/// What she does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Answers to the end.
    Answers,
    /// Begins, saves a page, and leaves.
    Leaves,
    /// Stops all letters.
    Stops,
}

/// What somebody has sent, as the attack's own note of the truth: nothing of Heard keeps both.
pub struct Sent {
    /// The gate her link opened, in hexadecimal digits.
    pub gate: String,
    /// Her answers.
    pub finished: Finished,
}

/// Does it, through the verbs that the pages call, and returns what was sent.
///
/// # Errors
/// A verb failed.
pub async fn answer_letter(
    stage: &Stage,
    person: Person,
    letter: String,
    manner: Manner,
    mut rng: StdRng,
) -> Result<Option<Sent>, DemoError> {
    let link = link_in(&letter)?;
    let mut conn = store::get(&stage.web).await?;
    if manner == Manner::Stops {
        stop_contact(&mut conn, &link.stop_secret().hash()).await?;
        return Ok(None);
    }
    let today = stage.clock.today();
    let kind = choose_kind(&stage.definitions, &person, &mut rng);
    let answers = answer(&stage.definitions, &kind, &person, &mut rng);
    let finished = Finished::new(&stage.definitions, &kind, "en", &answers);
    let begun = begin_draft(
        conn,
        &stage.keys.pepper,
        link.clone(),
        b"{}",
        today,
        &mut system_rng(),
    )
    .await?;
    let mut conn = store::get(&stage.web).await?;
    let draft = DraftOf {
        link: &link,
        id: begun.id,
        key: &begun.key,
    };
    let content = serde_json::to_vec(&finished)?;
    let at_hand = DraftsAtHand::default();
    save_page(&mut conn, &at_hand, draft, today, &mut system_rng(), |_| {
        Written::Keep(Zeroizing::new(content.clone()), ())
    })
    .await?;
    if manner == Manner::Leaves || finished.answers.is_empty() {
        return Ok(None);
    }
    let sent = Sent {
        gate: HEXLOWER.encode(link.gate().as_bytes()),
        finished: finished.clone(),
    };
    let sending = Sending {
        link,
        draft: begun.id,
        finished,
    };
    send_ballot(
        conn,
        sending,
        &stage.definitions,
        today,
        StdRng::from_rng(&mut rng),
    )
    .await?;
    Ok(Some(sent))
}

/// The link in a letter's text.
fn link_in(letter: &str) -> Result<LinkSecret, DemoError> {
    let letters = letter
        .split_whitespace()
        .find_map(|word| word.split_once("/s/"))
        .map(|(_, letters)| letters);
    letters
        .and_then(|letters| LinkSecret::parse(letters).ok())
        .ok_or_else(|| DemoError::new("a letter of the demonstration holds no link"))
}
