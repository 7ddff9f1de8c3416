//! Copies of Heard's tables that are deliberately broken, each in one measure, so that the attacks have
//! something to find: the positive controls. They stand in schemas of their own in the scratch
//! database of a trial and nowhere else, and no binary without the feature `demo` holds them.

mod copy;

use std::collections::BTreeMap;

use rand::CryptoRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use serde_json::Value;

use super::guess::Clue;
use super::judge::{Batch, Evidence, Sight};
use super::leftovers::Holdings;
use super::look::{Looking, at_copy};
use super::truth::SealedTruth;
use super::wal::{WalMark, forget_mark};
use crate::demo::cluster::Cluster;
use crate::demo::error::DemoError;
use crate::store;
use crate::survey::questionnaire::{AGE_BAND, SEX};

/// What is broken in a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variant {
    /// The answer is stored in the transaction that marks the link as used.
    Together,
    /// In the one after it.
    Apart,
    /// Drafts lie in clear.
    PlainDraft,
    /// The key of the ballots is never destroyed.
    StaticKey,
    /// The key of the ballots stands in the database.
    KeyInDatabase,
    /// Ballots are as long as what they say.
    Unpadded,
    /// The mix writes in the order in which it reads.
    Unshuffled,
    /// Sex and age stay with every answer.
    NoClassFloor,
}

impl Variant {
    /// All of them.
    pub const ALL: [Variant; 8] = [
        Variant::Together,
        Variant::Apart,
        Variant::PlainDraft,
        Variant::StaticKey,
        Variant::KeyInDatabase,
        Variant::Unpadded,
        Variant::Unshuffled,
        Variant::NoClassFloor,
    ];

    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Variant::Together => "Link and answer in one transaction",
            Variant::Apart => "Link and answer in two transactions",
            Variant::PlainDraft => "Drafts in clear",
            Variant::StaticKey => "A key that is kept",
            Variant::KeyInDatabase => "The key in the database",
            Variant::Unpadded => "Ballots of different lengths",
            Variant::Unshuffled => "A mix that does not shuffle",
            Variant::NoClassFloor => "Sex and age with every answer",
        }
    }

    /// The attacks that must find it out; the best of them counts.
    pub fn clues(self) -> &'static [Clue] {
        match self {
            Variant::Together => &[Clue::EqualTransaction, Clue::WalTransaction],
            Variant::Apart => &[Clue::RankOfTransaction, Clue::WalOrder],
            Variant::PlainDraft => &[Clue::DraftContent],
            Variant::StaticKey | Variant::KeyInDatabase => &[Clue::KeysLeft],
            Variant::Unpadded => &[Clue::Length],
            Variant::Unshuffled => &[Clue::Toast, Clue::WalOrder],
            Variant::NoClassFloor => &[Clue::UploadFile],
        }
    }

    /// The share of right guesses that it must give away, or the run proves nothing.
    pub fn must_reach(self) -> f64 {
        match self {
            Variant::NoClassFloor => 0.5,
            _ => 0.85,
        }
    }

    fn schema(self) -> &'static str {
        match self {
            Variant::Together => "broken_together",
            Variant::Apart => "broken_apart",
            Variant::PlainDraft => "broken_plain_draft",
            Variant::StaticKey => "broken_static_key",
            Variant::KeyInDatabase => "broken_key_in_database",
            Variant::Unpadded => "broken_unpadded",
            Variant::Unshuffled => "broken_unshuffled",
            Variant::NoClassFloor => "broken_no_class_floor",
        }
    }

    fn is_mixed(self) -> bool {
        !matches!(self, Variant::Together | Variant::Apart)
    }
}

/// People of one batch in the copy without a class floor: the smallest that Heard mixes.
const SMALLEST_BATCH: usize = 10;

/// One answer, for the copies.
#[derive(Clone)]
pub struct Said {
    /// The hash of her gate, in hexadecimal digits.
    pub gate: String,
    /// The position of her batch among all.
    pub batch: i64,
    /// All that she answered, by item.
    pub answers: Value,
}

/// Has the same people answer in every copy and looks at each as at ours.
///
/// # Errors
/// The database's.
pub async fn try_all_copies(
    cluster: &Cluster,
    database: &str,
    holdings: &Holdings,
    said: &[Said],
    rng: &mut StdRng,
) -> Result<BTreeMap<Variant, Evidence>, DemoError> {
    let pool = store::connect(&cluster.superuser_url(database), 4)?;
    let mut evidence = BTreeMap::new();
    for variant in Variant::ALL {
        // They come in an order of its own, batches mingled.
        let mut said = prepared(variant, said);
        said.shuffle(rng);
        let mark = WalMark::set(cluster, database)?;
        let keys = copy::play(&pool, variant, &said, rng).await?;
        let holdings = holdings.at_copy(keys);
        let looking = Looking {
            cluster,
            database,
            mark: &mark,
            holdings: &holdings,
        };
        let seen = at_copy(&looking, variant.schema())?;
        evidence.insert(variant, evidence_of(seen, &said));
        let schema = variant.schema();
        cluster.sql(database, &format!("DROP SCHEMA {schema} CASCADE"))?;
    }
    forget_mark(cluster, database)?;
    Ok(evidence)
}

/// What is answered there: without sex and age, but in the copy that keeps them.
fn prepared(variant: Variant, said: &[Said]) -> Vec<Said> {
    if variant == Variant::NoClassFloor {
        return in_smallest_batches(said);
    }
    let mut prepared = said.to_vec();
    for one in &mut prepared {
        if let Value::Object(answers) = &mut one.answers {
            answers.retain(|item, _| ![SEX, AGE_BAND].contains(&item.as_str()));
        }
    }
    prepared
}

/// The smallest batches that Heard would mix, of those who say both sex and age: of others there is nothing to
/// be joined. Whoever is over is left out, since larger batches hide better.
fn in_smallest_batches(said: &[Said]) -> Vec<Said> {
    let says_both = |one: &&Said| [SEX, AGE_BAND].iter().all(|item| one.answers.get(item).is_some());
    let mut by_batch: BTreeMap<i64, Vec<&Said>> = BTreeMap::new();
    for one in said.iter().filter(says_both) {
        by_batch.entry(one.batch).or_default().push(one);
    }
    let mut prepared = Vec::new();
    let smallest = by_batch
        .values()
        .flat_map(|batch| batch.chunks_exact(SMALLEST_BATCH));
    for (batch, people) in (0..).zip(smallest) {
        prepared.extend(people.iter().map(|&one| Said { batch, ..one.clone() }));
    }
    prepared
}

fn evidence_of(seen: BTreeMap<String, Batch>, said: &[Said]) -> Evidence {
    let batches: Vec<Batch> = seen.into_values().collect();
    let notes: BTreeMap<&str, String> = said
        .iter()
        .map(|one| {
            (
                one.gate.as_str(),
                note(&super::leftovers::content_of(&one.answers)),
            )
        })
        .collect();
    let responses: BTreeMap<String, String> = batches
        .iter()
        .flat_map(|batch| &batch.responses)
        .map(|response| (response.name.clone(), note(&response.answers)))
        .collect();
    let truth = SealedTruth::of_notes(
        &batches,
        |gate| notes.get(gate).cloned(),
        |response| responses.get(response).cloned(),
    );
    Evidence {
        sight: Sight { batches },
        truth,
    }
}

/// All answers as one text: nobody else's of the batch, mostly.
pub(super) fn note(answers: &BTreeMap<String, String>) -> String {
    let parts: Vec<String> = answers
        .iter()
        .map(|(item, said)| format!("{item}={said}"))
        .collect();
    parts.join("\n")
}

/// Sixteen random bytes as an id.
fn random_id(rng: &mut impl CryptoRng) -> uuid::Uuid {
    crate::ballot::random_id(rng)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_copy_without_a_class_floor_mixes_tens_of_those_who_say_both() {
        let said: Vec<Said> = (0..40)
            .map(|person| Said {
                gate: format!("{person:02}"),
                batch: person / 28,
                // Every seventh says nothing of herself: 24 and 10 say both.
                answers: match person % 7 {
                    0 => json!({"treatment": "1"}),
                    _ => json!({"treatment": "1", SEX: "female", AGE_BAND: "25-34"}),
                },
            })
            .collect();
        let prepared = prepared(Variant::NoClassFloor, &said);
        let of = |batch: i64| prepared.iter().filter(|one| one.batch == batch).count();
        assert_eq!((of(0), of(1), of(2), prepared.len()), (10, 10, 10, 30));
        assert!(prepared.iter().all(|one| one.answers.get(SEX).is_some()));
        let without = super::prepared(Variant::Unpadded, &said);
        assert!(without.len() == 40 && without.iter().all(|one| one.answers.get(SEX).is_none()));
    }
}
