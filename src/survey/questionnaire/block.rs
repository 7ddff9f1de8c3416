//! One page of the questionnaire.

use std::collections::BTreeMap;

use super::condition::Condition;
use super::item::Item;
use super::picture::Picture;
use super::wording::Text;

/// One page. A block as it is written becomes several pages where one of its questions depends on
/// another of the same block: without script, what depends on an answer can only stand on a later page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Its name: the written id; `<id>-2`, `<id>-3` … for the pages that follow from one block.
    pub id: String,
    /// The heading.
    pub title: Text,
    /// A paragraph under the heading of a block's first page.
    pub intro: Option<Text>,
    /// A picture a wording set shows beside the heading, by the set's short name.
    pub pictures: BTreeMap<String, Picture>,
    /// Where the page can be watched in British Sign Language, where somebody has filmed it.
    pub sign_language: Option<String>,
    /// What stands on the page, in order.
    pub items: Vec<Item>,
    /// When the page is shown; always where there is no condition.
    pub when: Option<Condition>,
    /// The page offers "skip this section".
    pub skippable: bool,
    /// It asks about the respondent.
    pub about_you: bool,
    /// It belongs to the module of a kind of crime.
    pub in_module: bool,
}

/// Cuts a block into pages: a new one begins at each item that depends on an item of the page so far.
pub(super) fn pages(block: Block) -> Vec<Block> {
    let mut pages: Vec<Block> = Vec::new();
    let Block { items, .. } = &block;
    for item in items {
        let waits = |page: &Block| {
            let mut named = item.when.iter().flat_map(Condition::items);
            named.any(|id| page.items.iter().any(|earlier| earlier.id.as_str() == id))
        };
        match pages.last_mut() {
            Some(page) if !waits(page) => page.items.push(item.clone()),
            _ => {
                let next = page(&block, pages.len(), item.clone());
                pages.push(next);
            }
        }
    }
    pages
}

fn page(block: &Block, before: usize, first: Item) -> Block {
    Block {
        id: match before {
            0 => block.id.clone(),
            before => format!("{}-{}", block.id, before + 1),
        },
        intro: block.intro.clone().filter(|_| before == 0),
        sign_language: block.sign_language.clone().filter(|_| before == 0),
        items: vec![first],
        ..block.clone()
    }
}
