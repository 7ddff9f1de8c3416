//! The path: which pages and items are asked, given the answers. A pure function, so that back,
//! changed answers and a second device all lead to the same pages.

use std::collections::BTreeSet;

use super::answer::Answers;
use super::block::Block;
use super::item::{Item, ItemId};
use super::kind::Questionnaire;

/// One page of the path with those of its items that are asked.
#[derive(Clone, Debug)]
pub struct Step<'q> {
    /// The page.
    pub block: &'q Block,
    /// What stands on it; never empty.
    pub items: Vec<&'q Item>,
}

/// The path through a questionnaire. An answer counts only while its item is itself on the path, so a
/// changed answer takes everything that hung on it off the path. Ends, and asks no item twice: pages are
/// gone through once, in their order.
pub fn path<'q>(questionnaire: &'q Questionnaire, answers: &Answers) -> Vec<Step<'q>> {
    let kind = questionnaire.kind.as_str();
    let mut asked: BTreeSet<&str> = BTreeSet::new();
    let mut steps = Vec::new();
    for block in &questionnaire.blocks {
        let items = {
            let answer = |id: &str| answers.get(id).filter(|_| asked.contains(id));
            let shown = |item: &&Item| item.when.as_ref().is_none_or(|when| when.holds(kind, &answer));
            match &block.when {
                Some(when) if !when.holds(kind, &answer) => Vec::new(),
                _ => block.items.iter().filter(shown).collect::<Vec<_>>(),
            }
        };
        asked.extend(items.iter().map(|item| item.id.as_str()));
        if !items.is_empty() {
            steps.push(Step { block, items });
        }
    }
    steps
}

impl Answers {
    /// The answers whose items are on the path; what a changed answer has taken off it is dropped.
    #[must_use]
    pub fn on_path(&self, questionnaire: &Questionnaire) -> Answers {
        path(questionnaire, self)
            .iter()
            .flat_map(|step| &step.items)
            .filter_map(|item| Some((ItemId::clone(&item.id), self.get(item.id.as_str())?.clone())))
            .collect()
    }
}
