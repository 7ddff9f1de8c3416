//! Every path through a questionnaire at once: what can be reached, how long the longest path is,
//! and how many minutes.
//!
//! Paths that no later condition can tell apart are walked as one, which keeps millions of them few.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::Answer;
use super::condition::{Condition, Test};
use super::item::{Item, ItemId};
use super::kind::Questionnaire;
use super::size::largest_answer;
use super::telling::telling_answers;
use super::time;

/// Ways that may be open at one place; beyond it the conditions are too entangled to be checked.
const WAYS_AT_MOST: usize = 20_000;

/// What a walk along every path has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The items that at least one path asks.
    pub reached: BTreeSet<ItemId>,
    /// How many different paths there are, as far as conditions tell answers apart.
    pub paths: u128,
    /// The most items that one path asks.
    pub longest_items: usize,
    /// The most bytes that the answers of one path need in a ballot.
    pub longest_bytes: usize,
    /// Seconds that the shortest path takes somebody who leaves its text boxes empty.
    pub shortest_seconds: u32,
    /// Seconds that the longest path takes somebody who writes into its text boxes.
    pub longest_seconds: u32,
}

/// The conditions are so entangled that not every path can be walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many answers hang together to walk every path")]
pub struct TooEntangled;

/// The answers that later conditions still look at.
type Way = BTreeMap<String, Answer>;

#[derive(Clone, Copy)]
struct Sum {
    paths: u128,
    items: usize,
    bytes: usize,
    least_seconds: u32,
    most_seconds: u32,
}

/// Walks every path.
///
/// # Errors
/// [`TooEntangled`] where more ways are open at once than can be followed.
pub fn walk(questionnaire: &Questionnaire) -> Result<Walk, TooEntangled> {
    let kind = questionnaire.kind.as_str();
    let entries: Vec<(Option<&Condition>, &Item)> = questionnaire
        .blocks
        .iter()
        .flat_map(|block| block.items.iter().map(|item| (block.when.as_ref(), item)))
        .collect();
    let tests = tests_by_item(&entries);
    let mut reached = BTreeSet::new();
    let start = Sum {
        paths: 1,
        items: 0,
        bytes: 0,
        least_seconds: 0,
        most_seconds: 0,
    };
    let mut ways: BTreeMap<Way, Sum> = BTreeMap::from([(Way::new(), start)]);
    for (at, (block_when, item)) in entries.iter().enumerate() {
        let tested = tests.get(item.id.as_str()).map_or(&[][..], |(_, tests)| tests);
        let answers = telling_answers(item, tested).ok_or(TooEntangled)?;
        let mut next: BTreeMap<Way, Sum> = BTreeMap::new();
        for (way, sum) in ways {
            let holds = |when: &Condition| when.holds(kind, &|id| way.get(id));
            let shown = block_when.is_none_or(holds) && item.when.as_ref().is_none_or(holds);
            if shown {
                reached.insert(item.id.clone());
            }
            let choices = if shown { answers.as_slice() } else { &[None] };
            for choice in choices {
                let mut way = way.clone();
                if let Some(answer) = choice {
                    way.insert(item.id.as_str().to_owned(), answer.clone());
                }
                way.retain(|id, _| tests.get(id.as_str()).is_some_and(|(last, _)| *last > at));
                add(&mut next, way, sum.after(item, shown));
            }
        }
        if next.len() > WAYS_AT_MOST {
            return Err(TooEntangled);
        }
        ways = next;
    }
    let sum = ways.into_values().reduce(Sum::join).unwrap_or(start);
    Ok(Walk {
        reached,
        paths: sum.paths,
        longest_items: sum.items,
        longest_bytes: sum.bytes,
        shortest_seconds: sum.least_seconds,
        longest_seconds: sum.most_seconds,
    })
}

impl Sum {
    fn after(self, item: &Item, shown: bool) -> Sum {
        match shown {
            false => self,
            true => Sum {
                items: self.items + 1,
                bytes: self.bytes.saturating_add(largest_answer(item)),
                least_seconds: self.least_seconds.saturating_add(time::shortest(item)),
                most_seconds: self.most_seconds.saturating_add(time::longest(item)),
                ..self
            },
        }
    }

    fn join(self, other: Sum) -> Sum {
        Sum {
            paths: self.paths.saturating_add(other.paths),
            items: self.items.max(other.items),
            bytes: self.bytes.max(other.bytes),
            least_seconds: self.least_seconds.min(other.least_seconds),
            most_seconds: self.most_seconds.max(other.most_seconds),
        }
    }
}

fn add(ways: &mut BTreeMap<Way, Sum>, way: Way, sum: Sum) {
    ways.entry(way)
        .and_modify(|known| *known = known.join(sum))
        .or_insert(sum);
}

/// For each item that a condition names: where it is named last, and how it is tested.
fn tests_by_item<'q>(
    entries: &[(Option<&'q Condition>, &'q Item)],
) -> BTreeMap<&'q str, (usize, Vec<&'q Test>)> {
    let mut tests: BTreeMap<&str, (usize, Vec<&Test>)> = BTreeMap::new();
    for (at, (block_when, item)) in entries.iter().enumerate() {
        for (id, test) in block_when
            .iter()
            .copied()
            .chain(&item.when)
            .flat_map(Condition::tests)
        {
            let entry = tests.entry(id).or_default();
            entry.0 = at;
            entry.1.push(test);
        }
    }
    tests
}
