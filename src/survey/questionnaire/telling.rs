//! Of all answers an item can take, one for each way in which conditions can tell answers apart.
//!
//! Two answers with which every test has the same outcome lead to the same paths: one stands for both.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::Answer;
use super::condition::Test;
use super::item::{Item, ItemKind};

/// Choices of one question that are tried in all combinations; more hang together too closely.
const COMBINED_AT_MOST: usize = 12;

/// An answer, or none, for each way; `None` where a multiple choice has too many to be tried.
pub(super) fn telling_answers(item: &Item, tests: &[&Test]) -> Option<Vec<Option<Answer>>> {
    if tests.is_empty() {
        return Some(vec![None]);
    }
    let candidates = match item.kind {
        ItemKind::Number { min, max } => numbers(min, max, tests),
        ItemKind::Single | ItemKind::Scale => codes(item).map(|code| Answer::Code(code.to_owned())).collect(),
        ItemKind::Multiple => combinations(item, tests)?
            .into_iter()
            .map(Answer::Codes)
            .collect(),
        ItemKind::DatePart => vec![Answer::DatePart {
            year: 2000,
            month: None,
            day: None,
        }],
        ItemKind::ShortText { .. } | ItemKind::LongText { .. } => vec![Answer::Text(String::new())],
        ItemKind::Information => Vec::new(),
    };
    let mut by_outcome: BTreeMap<Vec<bool>, Option<Answer>> = BTreeMap::new();
    for answer in std::iter::once(None).chain(candidates.into_iter().map(Some)) {
        let outcome = tests.iter().map(|test| test.holds(answer.as_ref())).collect();
        by_outcome.entry(outcome).or_insert(answer);
    }
    Some(by_outcome.into_values().collect())
}

fn codes(item: &Item) -> impl Iterator<Item = &str> {
    item.codes.iter().flat_map(|list| list.codes())
}

/// The numbers on both sides of every threshold, and the ends of the range.
fn numbers(min: i64, max: i64, tests: &[&Test]) -> Vec<Answer> {
    let around = tests.iter().flat_map(|test| match test {
        Test::AtLeast(least) => vec![least.saturating_sub(1), *least],
        Test::In(_) | Test::Answered(_) => Vec::new(),
    });
    let tried = around
        .chain([min, max])
        .filter(|number| (min..=max).contains(number));
    tried.map(Answer::Number).collect()
}

/// Every combination of the choices that can stand together, and each exclusive choice alone. Where
/// there are many choices, those that no test names are only counted.
fn combinations(item: &Item, tests: &[&Test]) -> Option<BTreeSet<BTreeSet<String>>> {
    let categories = item.codes.iter().flat_map(|list| &list.categories);
    let (alone, free): (Vec<_>, Vec<_>) = categories.partition(|category| category.exclusive);
    let named = |code: &String| {
        let names = |test: &&Test| matches!(test, Test::In(codes) if codes.contains(code));
        tests.iter().any(names)
    };
    let free = free.into_iter().map(|category| category.code.clone());
    let (combined, counted): (Vec<String>, Vec<String>) = free.partition(named);
    if combined.len() > COMBINED_AT_MOST {
        return None;
    }
    let mut all: BTreeSet<BTreeSet<String>> = alone
        .iter()
        .map(|category| BTreeSet::from([category.code.clone()]))
        .collect();
    for bits in 0..1_usize << combined.len() {
        let chosen = combined
            .iter()
            .enumerate()
            .filter(|(at, _)| bits >> at & 1 == 1)
            .map(|(_, code)| code);
        for filled in 0..=counted.len() {
            all.insert(chosen.clone().chain(&counted[..filled]).cloned().collect());
        }
    }
    all.remove(&BTreeSet::new());
    Some(all)
}
