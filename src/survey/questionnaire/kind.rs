//! What kind of crime the respondent chose, and the questionnaire that follows from it.

use super::block::Block;
use super::condition::NO_KIND;
use super::item::{Item, ItemId};
use crate::survey::crime::FamilyId;

/// The respondent's choice from the one list. Never taken from the contact file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// She chose this family: the core and the family's module.
    Family(FamilyId),
    /// She rather did not say: the core alone.
    CoreOnly,
}

impl Kind {
    /// The family's id, or `none`: what conditions on `kind` look at.
    pub fn as_str(&self) -> &str {
        match self {
            Kind::Family(family) => family.as_str(),
            Kind::CoreOnly => NO_KIND,
        }
    }

    /// The family, where one was chosen.
    pub fn family(&self) -> Option<&FamilyId> {
        match self {
            Kind::Family(family) => Some(family),
            Kind::CoreOnly => None,
        }
    }
}

/// All pages that one kind of respondent may be asked, in their order.
#[derive(Clone, Debug)]
pub struct Questionnaire {
    /// Whose it is.
    pub kind: Kind,
    /// Its pages, those of the module where the core says `module: here`.
    pub blocks: Vec<Block>,
}

impl Questionnaire {
    /// Every item in the order in which it may be asked.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.blocks.iter().flat_map(|block| &block.items)
    }

    /// The item of an id.
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items().find(|item| item.id == *id)
    }

    /// The page of an id.
    pub fn block(&self, id: &str) -> Option<&Block> {
        self.blocks.iter().find(|block| block.id == id)
    }
}
