//! What an attacker saw and what her guesses came to: pure, so that the same judge can be set on tables
//! that leak, and must then say so.

use std::collections::BTreeMap;

use super::broken::Variant;
use super::guess::{ATTACKS, Attack, Clue, limit_of_chance, limit_of_classes};
use super::truth::SealedTruth;

/// What the disk tells of one row: of a used gate with the ballot and the draft that came with it, or
/// of a response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// What the row is known by: a gate's hash in hexadecimal digits, or a response's id.
    pub name: String,
    /// The raw `xmin`: which transaction wrote this version of the row. Freezing keeps it.
    pub transaction: i64,
    /// Page and line of the row (`ctid`): where it lies.
    pub place: (u32, u32),
    /// The id under which the long content of the ballot was laid aside (TOAST); it counts up.
    pub toast: Option<u64>,
    /// Position in the write-ahead log of what wrote the row first.
    pub wal: Option<u64>,
    /// The transaction that the write-ahead log gives for it.
    pub wal_transaction: Option<i64>,
    /// Bytes of the ballot's ciphertext, or of the response's answers.
    pub length: i64,
    /// Versions of the draft that lie on the disk, or answers in the response.
    pub saves: i64,
    /// What orders the row by its id.
    pub id: String,
    /// Of a response: its answers by item.
    pub answers: BTreeMap<String, String>,
    /// Of a gate: what a draft left behind gave away.
    pub draft: BTreeMap<String, String>,
    /// Of a gate: what a ballot gave away that a key left behind opened.
    pub ballot: BTreeMap<String, String>,
    /// What the upload file says of whoever the gate belongs to: codes that fit, by item.
    pub known: BTreeMap<String, Vec<String>>,
}

/// What lies on the disk of one batch.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Of those who answered.
    pub gates: Vec<Trace>,
    /// What came out.
    pub responses: Vec<Trace>,
}

/// All that an attacker sees of one way to store answers. No truth is in it.
#[derive(Clone, Debug, Default)]
pub struct Sight {
    /// By cohort.
    pub batches: Vec<Batch>,
}

/// Guesses that cannot be changed any more: the only thing that the truth can be asked about. They are
/// made by [`Sight::commit`] alone, which knows no truth.
pub struct Committed(Vec<(String, String)>);

impl Committed {
    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

impl Sight {
    /// Lets an attack guess: which gate gave which response, batch by batch.
    pub fn commit(&self, attack: &Attack) -> Committed {
        let of_batch = |batch: &Batch| {
            let name = |(gate, response): (usize, usize)| {
                (
                    batch.gates[gate].name.clone(),
                    batch.responses[response].name.clone(),
                )
            };
            let guesses = (attack.guess)(&batch.gates, &batch.responses);
            guesses.into_iter().map(name).collect::<Vec<_>>()
        };
        Committed(self.batches.iter().flat_map(of_batch).collect())
    }

    fn responses(&self) -> usize {
        self.batches.iter().map(|batch| batch.responses.len()).sum()
    }
}

/// What was seen, and, sealed, what is true.
#[derive(Clone, Default)]
pub struct Evidence {
    /// What an attacker sees.
    pub sight: Sight,
    /// Who gave which response.
    pub truth: SealedTruth,
}

impl Evidence {
    /// How many guesses of an attack are right. They are committed before the truth is asked.
    pub fn right(&self, attack: &Attack) -> usize {
        let committed = self.sight.commit(attack);
        self.truth.count_right(committed)
    }

    /// Takes in what was seen of another wave.
    pub fn add(&mut self, other: Evidence) {
        self.sight.batches.extend(other.sight.batches);
        self.truth.add(other.truth);
    }
}

/// How the upload file's limit is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strictness {
    /// At or under 1/m of the answers.
    #[default]
    Full,
    /// With 3.9 standard deviations above, where answers are few.
    Few,
}

/// Heard's own tables and every broken copy, after the same people answered in all of them.
#[derive(Clone, Default)]
pub struct Trial {
    /// Heard.
    pub ours: Evidence,
    /// The copies.
    pub copies: BTreeMap<Variant, Evidence>,
    /// The smallest class of sex and age in a mix.
    pub m: usize,
    /// How the upload file's limit is read.
    pub strictness: Strictness,
}

/// What one attack came to on Heard's own tables.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outcome {
    /// Which one.
    pub clue: Clue,
    /// What a person calls it.
    pub attack: &'static str,
    /// Right guesses.
    pub right: usize,
    /// Right guesses that chance alone gives.
    pub expected: f64,
    /// The most that still counts as chance.
    pub limit: f64,
}

impl Outcome {
    /// Whether Heard gave away no more than chance does.
    pub fn holds(&self) -> bool {
        self.right as f64 <= self.limit
    }
}

/// What the attacks came to on one broken copy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Control {
    /// Which copy.
    pub variant: Variant,
    /// The attack that found most.
    pub attack: &'static str,
    /// Its right guesses.
    pub right: usize,
    /// Responses that could be matched.
    pub of: usize,
}

impl Control {
    /// The share of right guesses, from 0 to 1.
    pub fn share(&self) -> f64 {
        self.right as f64 / self.of.max(1) as f64
    }

    /// Whether the copy gave itself away, as it must.
    pub fn succeeded(&self) -> bool {
        self.of > 0 && self.share() >= self.variant.must_reach()
    }
}

/// What all attacks came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Batches that were mixed.
    pub batches: usize,
    /// Responses that could be told apart and matched.
    pub of: usize,
    /// One line an attack.
    pub outcomes: Vec<Outcome>,
    /// One line a broken copy.
    pub controls: Vec<Control>,
}

impl Report {
    /// Whether every broken copy gave itself away: without it the run proves nothing.
    pub fn proves_something(&self) -> bool {
        !self.controls.is_empty() && self.controls.iter().all(Control::succeeded)
    }

    /// Whether no attack found more than chance gives, in a run that proves something.
    pub fn holds(&self) -> bool {
        self.proves_something() && self.of > 0 && self.outcomes.iter().all(Outcome::holds)
    }
}

impl Trial {
    /// Lets every attack guess, and counts.
    pub fn report(&self) -> Report {
        Report {
            batches: self.ours.sight.batches.len(),
            of: self.ours.truth.answerable(),
            outcomes: ATTACKS.iter().map(|attack| self.outcome(attack)).collect(),
            controls: self.copies.iter().map(control).collect(),
        }
    }

    fn outcome(&self, attack: &Attack) -> Outcome {
        let batches = self.ours.sight.batches.len();
        let answers = self.ours.sight.responses();
        let (expected, limit) = match attack.clue {
            Clue::UploadFile => (
                answers as f64 / self.m.max(1) as f64,
                limit_of_classes(answers, self.m, self.strictness),
            ),
            _ => (batches as f64, limit_of_chance(batches)),
        };
        Outcome {
            clue: attack.clue,
            attack: attack.name,
            right: self.ours.right(attack),
            expected,
            limit,
        }
    }
}

fn control((&variant, evidence): (&Variant, &Evidence)) -> Control {
    let tried = ATTACKS
        .iter()
        .filter(|attack| variant.clues().contains(&attack.clue));
    let best = tried
        .map(|attack| (evidence.right(attack), attack.name))
        .max_by_key(|(right, _)| *right);
    let (right, attack) = best.unwrap_or_default();
    Control {
        variant,
        attack,
        right,
        of: evidence.truth.answerable(),
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
