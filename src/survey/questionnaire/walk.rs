//! Every path through a questionnaire at once: what can be reached, how long the longest path is.
//!
//! Paths that no later condition can tell apart are walked as one, which keeps millions of them few.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::Answer;
use super::condition::{Condition, Test};
use super::item::{Item, ItemId, ItemKind};
use super::kind::Questionnaire;
use super::size::largest_answer;

/// Ways that may be open at one place; beyond it the conditions are too entangled to be checked.
const WAYS_AT_MOST: usize = 20_000;
/// Codes of one multiple choice that conditions may name: each doubles the ways.
const NAMED_CODES_AT_MOST: usize = 8;

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
    };
    let mut ways: BTreeMap<Way, Sum> = BTreeMap::from([(Way::new(), start)]);
    for (at, (block_when, item)) in entries.iter().enumerate() {
        let answers = ways_to_answer(
            item,
            tests.get(item.id.as_str()).map_or(&[][..], |(_, tests)| tests),
        );
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
    })
}

impl Sum {
    fn after(self, item: &Item, shown: bool) -> Sum {
        match shown {
            false => self,
            true => Sum {
                items: self.items + 1,
                bytes: self.bytes.saturating_add(largest_answer(item)),
                ..self
            },
        }
    }

    fn join(self, other: Sum) -> Sum {
        Sum {
            paths: self.paths.saturating_add(other.paths),
            items: self.items.max(other.items),
            bytes: self.bytes.max(other.bytes),
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

/// One answer for each way in which the tests can tell answers apart, and no answer.
fn ways_to_answer(item: &Item, tests: &[&Test]) -> Vec<Option<Answer>> {
    let mut answers: Vec<Option<Answer>> = vec![None];
    if tests.is_empty() || !item.kind.asks() {
        return answers;
    }
    answers.extend(match item.kind {
        ItemKind::Number { min, max } => numbers(min, max, tests),
        ItemKind::Single | ItemKind::Scale => single_choices(item, tests),
        ItemKind::Multiple => multiple_choices(item, tests),
        ItemKind::DatePart => vec![Some(Answer::DatePart {
            year: 2000,
            month: None,
            day: None,
        })],
        ItemKind::ShortText { .. } | ItemKind::LongText { .. } => vec![Some(Answer::Text(String::new()))],
        ItemKind::Information => Vec::new(),
    });
    answers
}

fn named_codes<'t>(tests: &[&'t Test]) -> BTreeSet<&'t str> {
    let codes = |test: &&'t Test| match test {
        Test::In(codes) => codes.iter().map(String::as_str).collect(),
        Test::Answered(_) | Test::AtLeast(_) => Vec::new(),
    };
    tests.iter().flat_map(codes).collect()
}

fn thresholds(tests: &[&Test]) -> BTreeSet<i64> {
    let least = |test: &&Test| match test {
        Test::AtLeast(least) => Some(*least),
        Test::In(_) | Test::Answered(_) => None,
    };
    tests.iter().filter_map(least).collect()
}

fn single_choices(item: &Item, tests: &[&Test]) -> Vec<Option<Answer>> {
    let named = named_codes(tests);
    let codes: Vec<&str> = item.codes.iter().flat_map(|list| list.codes()).collect();
    let unnamed = codes.iter().find(|code| !named.contains(*code)).into_iter();
    let named = codes.iter().filter(|code| named.contains(*code));
    named
        .chain(unnamed)
        .map(|code| Some(Answer::Code((*code).to_owned())))
        .collect()
}

fn numbers(min: i64, max: i64, tests: &[&Test]) -> Vec<Option<Answer>> {
    let around = thresholds(tests)
        .into_iter()
        .flat_map(|least| [least.saturating_sub(1), least]);
    let tried: BTreeSet<i64> = around
        .chain([min, max])
        .filter(|number| (min..=max).contains(number))
        .collect();
    tried
        .into_iter()
        .map(|number| Some(Answer::Number(number)))
        .collect()
}

/// Every choice of the named codes, alone and filled up with unnamed ones as far as a count is tested.
fn multiple_choices(item: &Item, tests: &[&Test]) -> Vec<Option<Answer>> {
    let named = named_codes(tests);
    let categories = item.codes.iter().flat_map(|list| &list.categories);
    let (exclusive, free): (Vec<_>, Vec<_>) = categories.partition(|category| category.exclusive);
    let code = |category: &&super::code_list::Category| category.code.clone();
    let (told, untold): (Vec<String>, Vec<String>) = free
        .iter()
        .map(code)
        .partition(|code| named.contains(code.as_str()));
    let told = &told[..told.len().min(NAMED_CODES_AT_MOST)];
    let fill = thresholds(tests)
        .last()
        .map_or(1, |most| usize::try_from(*most).unwrap_or(1))
        .min(untold.len());

    let mut choices: BTreeSet<BTreeSet<String>> = exclusive
        .iter()
        .map(|category| BTreeSet::from([category.code.clone()]))
        .collect();
    for bits in 0..1_usize << told.len() {
        let chosen = told
            .iter()
            .enumerate()
            .filter(|(at, _)| bits >> at & 1 == 1)
            .map(|(_, code)| code);
        for filled in 0..=fill {
            choices.insert(chosen.clone().chain(&untold[..filled]).cloned().collect());
        }
    }
    choices.remove(&BTreeSet::new());
    choices
        .into_iter()
        .map(|codes| Some(Answer::Codes(codes)))
        .collect()
}
