//! What an attacker saw, what was true, and what the guesses came to: pure, so that the same judge
//! can be set on tables that leak, and must then say so.

use std::collections::BTreeMap;

use super::{ATTACKS, Attack, Trace, limit_of_chance};

/// The share of right guesses that the naive copy must give away, or the run proves nothing.
pub const CONTROL: f64 = 0.85;

/// What lies on the disk of one batch.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Of those who answered: gates, or invitations.
    pub gates: Vec<Trace>,
    /// What came out.
    pub responses: Vec<Trace>,
}

/// What was seen of one way to store answers, and who really said what.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// By cohort.
    pub batches: Vec<Batch>,
    /// Name of a gate → name of its response, where nobody else in the batch answered alike.
    pub truth: BTreeMap<String, String>,
}

impl Evidence {
    /// How many responses could be told apart and matched.
    pub fn answerable(&self) -> usize {
        let known = |batch: &Batch| {
            let is_there = |name: &String| batch.responses.iter().any(|response| response.name == *name);
            let truths = batch.gates.iter().filter_map(|gate| self.truth.get(&gate.name));
            truths.filter(|name| is_there(name)).count()
        };
        self.batches.iter().map(known).sum()
    }

    /// How many guesses of an attack are right. It sees traces and knows no truth.
    pub fn right(&self, attack: &Attack) -> usize {
        let of_batch = |batch: &Batch| {
            let guesses = (attack.guess)(&batch.gates, &batch.responses);
            guesses
                .into_iter()
                .filter(|&(gate, response)| {
                    let said = self.truth.get(&batch.gates[gate].name);
                    said == Some(&batch.responses[response].name)
                })
                .count()
        };
        self.batches.iter().map(of_batch).sum()
    }

    /// The largest share of right guesses that any attack reaches, from 0 to 1.
    fn best_share(&self) -> f64 {
        let best = ATTACKS.iter().map(|attack| self.right(attack)).max().unwrap_or(0);
        best as f64 / self.answerable().max(1) as f64
    }
}

/// Heard's own tables and both naive copies, after the same people answered in all three.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    /// Heard.
    pub ours: Evidence,
    /// Marked as answered and stored in one transaction.
    pub together: Evidence,
    /// Marked as answered and stored in two transactions.
    pub apart: Evidence,
}

/// What one attack came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What a person calls it.
    pub attack: &'static str,
    /// Right guesses on Heard's own tables.
    pub right: usize,
    /// Right guesses on the naive copy with one transaction.
    pub together: usize,
    /// Right guesses on the naive copy with two.
    pub apart: usize,
    /// Whether Heard gave away no more than chance does.
    pub at_chance: bool,
}

/// What all attacks came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Batches that were mixed.
    pub batches: usize,
    /// Responses that could be matched in Heard, and in each naive copy.
    pub of: usize,
    /// The same for the naive copies, where nobody waits for the next wave.
    pub naive_of: usize,
    /// Right guesses that chance alone gives: one a batch.
    pub expected: usize,
    /// The most that still counts as chance.
    pub limit: f64,
    /// One line an attack.
    pub outcomes: Vec<Outcome>,
    /// Whether both naive copies gave themselves away: without it the run proves nothing.
    pub control_succeeded: bool,
}

impl Report {
    /// Whether no attack found more than chance gives, in a run that proves something.
    pub fn holds(&self) -> bool {
        self.control_succeeded && self.outcomes.iter().all(|outcome| outcome.at_chance)
    }
}

impl Trial {
    /// Lets every attack guess, and counts.
    pub fn report(&self) -> Report {
        let batches = self.ours.batches.len();
        let limit = limit_of_chance(batches);
        let outcome = |attack: &Attack| {
            let right = self.ours.right(attack);
            Outcome {
                attack: attack.name,
                right,
                together: self.together.right(attack),
                apart: self.apart.right(attack),
                at_chance: right as f64 <= limit,
            }
        };
        Report {
            batches,
            of: self.ours.answerable(),
            naive_of: self.together.answerable(),
            expected: batches,
            limit,
            outcomes: ATTACKS.iter().map(outcome).collect(),
            control_succeeded: [&self.together, &self.apart]
                .iter()
                .all(|naive| naive.best_share() >= CONTROL),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(name: &str, transaction: i64, order: usize) -> Trace {
        Trace {
            name: name.to_owned(),
            transaction,
            place: (0, order as u32),
            id: format!("{order:02}"),
            length: 1,
        }
    }

    /// Thirty people in each of three batches. Places and ids are turned, so that nobody is where she
    /// was; `written` gives the transaction in which the response of the person at a position is written.
    fn evidence(written: impl Fn(usize) -> i64) -> Evidence {
        let mut evidence = Evidence::default();
        for batch in 0..3 {
            let mut seen = Batch::default();
            for person in 0..30 {
                let (gate, response) = (format!("g{batch}-{person}"), format!("r{batch}-{person}"));
                let turned = (person + 11) % 30;
                seen.gates.push(trace(&gate, person as i64 * 2, person));
                seen.responses.push(trace(&response, written(person), turned));
                evidence.truth.insert(gate, response);
            }
            evidence.batches.push(seen);
        }
        evidence
    }

    fn leaking() -> Evidence {
        evidence(|person| person as i64 * 2)
    }

    fn mixed() -> Evidence {
        evidence(|_| 1_000)
    }

    #[test]
    fn mixed_answers_beside_leaking_copies_are_at_chance() {
        let trial = Trial {
            ours: mixed(),
            together: leaking(),
            apart: evidence(|person| person as i64 * 2 + 1),
        };
        let report = trial.report();
        assert_eq!((report.batches, report.of, report.expected), (3, 90, 3));
        assert_eq!((report.outcomes[0].right, report.outcomes[0].together), (0, 90));
        assert!(report.control_succeeded && report.holds(), "{report:?}");
    }

    #[test]
    fn leaking_tables_in_place_of_ours_turn_the_verdict() {
        let report = Trial {
            ours: leaking(),
            together: leaking(),
            apart: leaking(),
        }
        .report();
        assert!(report.control_succeeded && !report.holds());
        assert!(!report.outcomes[0].at_chance);
    }

    #[test]
    fn a_run_whose_naive_copies_keep_their_secret_proves_nothing() {
        let report = Trial {
            ours: mixed(),
            together: mixed(),
            apart: leaking(),
        }
        .report();
        assert!(!report.control_succeeded && !report.holds());
    }

    #[test]
    fn who_answered_like_somebody_else_is_not_counted() {
        let mut same = mixed();
        same.truth.remove("g0-0");
        assert_eq!(same.answerable(), 89);
    }
}
