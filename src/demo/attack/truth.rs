//! The truth: who gave which response. It can be asked how many committed guesses are right, and
//! nothing else; whoever guesses has no way to it.

use std::collections::BTreeMap;

use super::judge::{Batch, Committed};

/// Which gate gave which response, sealed. No `Debug`: it is not to be read in passing.
#[derive(Clone, Default)]
pub struct SealedTruth(BTreeMap<String, String>);

impl SealedTruth {
    /// Seals pairs of names: gate, response.
    pub fn of_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> SealedTruth {
        SealedTruth(pairs.into_iter().collect())
    }

    /// Seals who gave which response of these batches: a gate's note and a response's are the same words,
    /// and nobody else's of the batch.
    pub(in crate::demo) fn of_notes(
        batches: &[Batch],
        note_of_gate: impl Fn(&str) -> Option<String>,
        note_of_response: impl Fn(&str) -> Option<String>,
    ) -> SealedTruth {
        let mut pairs = Vec::new();
        for batch in batches {
            let gates = by_note(batch.gates.iter().map(|gate| &gate.name), &note_of_gate);
            let responses = by_note(
                batch.responses.iter().map(|response| &response.name),
                &note_of_response,
            );
            for (note, gate) in gates {
                if let ([gate], Some([response])) = (&gate[..], responses.get(&note).map(Vec::as_slice)) {
                    pairs.push(((*gate).clone(), (*response).clone()));
                }
            }
        }
        SealedTruth::of_pairs(pairs)
    }

    /// How many committed guesses are right.
    pub fn count_right(&self, committed: Committed) -> usize {
        let right = |(gate, response): &&(String, String)| self.0.get(gate) == Some(response);
        committed.pairs().iter().filter(right).count()
    }

    /// How many responses could be matched at all.
    pub fn answerable(&self) -> usize {
        self.0.len()
    }

    pub(super) fn add(&mut self, other: SealedTruth) {
        self.0.extend(other.0);
    }
}

fn by_note<'n>(
    names: impl Iterator<Item = &'n String>,
    note: impl Fn(&str) -> Option<String>,
) -> BTreeMap<String, Vec<&'n String>> {
    let mut of_note: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for name in names {
        if let Some(note) = note(name) {
            of_note.entry(note).or_default().push(name);
        }
    }
    of_note
}

#[cfg(test)]
mod tests {
    use super::super::judge::Trace;
    use super::*;

    #[test]
    fn who_answered_like_somebody_else_is_not_counted() {
        let trace = |name: &&str| Trace {
            name: (*name).to_owned(),
            ..Trace::default()
        };
        let batch = Batch {
            gates: ["ga", "gb", "gc"].iter().map(trace).collect(),
            responses: ["ra", "rb", "rc"].iter().map(trace).collect(),
        };
        // b and c said the same.
        let note = |name: &str| Some(name[1..].replace('c', "b"));
        assert_eq!(SealedTruth::of_notes(&[batch], note, note).answerable(), 1);
    }
}
