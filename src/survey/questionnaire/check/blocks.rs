//! Checks of blocks and of the order in which they stand, for the core and for each module.

use std::collections::{BTreeMap, BTreeSet};

use serde_saphyr::Spanned;

use super::conditions::condition;
use super::items::{Belongs, item};
use super::texts::text;
use super::{Catalogue, Report, Scope, Shape};
use crate::survey::questionnaire::block::{Block, pages};
use crate::survey::questionnaire::document::{CoreFile, ModuleFile, RawBlock};
use crate::survey::questionnaire::item::ItemKind;

/// The pages of the core, before and after the place of the module.
#[derive(Default)]
pub(in crate::survey::questionnaire) struct Core {
    pub before: Vec<Block>,
    pub after: Vec<Block>,
    /// What a module's conditions may look at.
    pub scope: Scope,
    block_ids: BTreeSet<String>,
}

/// Checks the core.
pub(in crate::survey::questionnaire) fn core(
    report: &mut Report<'_>,
    catalogue: &Catalogue,
    kinds: BTreeSet<String>,
    file: &CoreFile,
) -> Core {
    let (slots, blocks): (Vec<_>, Vec<_>) = file.core.iter().partition(|entry| entry.value.module.is_some());
    slot(report, &slots, file.core.first());
    let everywhere = blocks.iter().flat_map(|block| item_ids(&block.value)).collect();
    let mut walk = Builder {
        scope: Scope {
            kinds,
            everywhere,
            ..Scope::default()
        },
        ..Builder::new(catalogue)
    };
    let mut core = Core::default();
    for entry in &file.core {
        match entry.value.module {
            Some(_) => {
                core.before = std::mem::take(&mut walk.pages);
                core.scope = walk.scope.clone();
            }
            None => walk.block(report, entry),
        }
    }
    core.after = walk.pages;
    core.block_ids = walk.block_ids;
    core.scope.everywhere = walk.scope.everywhere;
    core
}

fn slot(report: &mut Report<'_>, slots: &[&Spanned<RawBlock>], first: Option<&Spanned<RawBlock>>) {
    let allowed = "One entry \"- module: here\" among the blocks";
    for again in slots.iter().skip(1) {
        report.fault(
            *again,
            "The module's place stands twice",
            allowed,
            "Take one of them out",
        );
    }
    for slot in slots {
        let bare = slot.value.id.is_none() && slot.value.items.is_empty() && slot.value.when.is_none();
        if !bare
            || slot
                .value
                .module
                .as_ref()
                .is_some_and(|module| module.value != "here")
        {
            report.fault(
                *slot,
                "The module's place says more than that",
                allowed,
                "Write \"- module: here\"",
            );
        }
    }
    if let (true, Some(first)) = (slots.is_empty(), first) {
        report.fault(
            first,
            "The core has no place for the module",
            allowed,
            "Add it between two blocks",
        );
    }
}

/// Checks one module against the core.
pub(in crate::survey::questionnaire) fn module(
    report: &mut Report<'_>,
    catalogue: &Catalogue,
    core: &Core,
    file: &ModuleFile,
) -> Vec<Block> {
    let mut scope = core.scope.clone();
    scope
        .everywhere
        .extend(file.blocks.iter().flat_map(|block| item_ids(&block.value)));
    let mut walk = Builder {
        in_module: true,
        item_ids: core.scope.everywhere.clone(),
        block_ids: core.block_ids.clone(),
        scope,
        ..Builder::new(catalogue)
    };
    for block in &file.blocks {
        walk.block(report, block);
    }
    walk.pages
}

fn item_ids(block: &RawBlock) -> impl Iterator<Item = String> {
    block.items.iter().map(|item| item.value.id.value.clone())
}

/// The address of a film: it is a link to another site, so it is an https address and nothing else.
fn film(report: &mut Report<'_>, address: &Spanned<String>) -> Option<String> {
    let written = address.value.as_str();
    let good = written
        .strip_prefix("https://")
        .is_some_and(|rest| !rest.is_empty())
        && !written.contains(|c: char| c.is_whitespace() || "<>\"".contains(c));
    if !good {
        report.fault(
            address,
            "The film has no address that can be opened",
            "An address that begins with https://",
            "Write the whole address, or take sign-language: out",
        );
    }
    good.then(|| written.to_owned())
}

struct Builder<'c> {
    catalogue: &'c Catalogue,
    in_module: bool,
    scope: Scope,
    item_ids: BTreeSet<String>,
    block_ids: BTreeSet<String>,
    pages: Vec<Block>,
}

impl<'c> Builder<'c> {
    fn new(catalogue: &'c Catalogue) -> Builder<'c> {
        Builder {
            catalogue,
            in_module: false,
            scope: Scope::default(),
            item_ids: BTreeSet::new(),
            block_ids: BTreeSet::new(),
            pages: Vec::new(),
        }
    }

    fn block(&mut self, report: &mut Report<'_>, raw: &Spanned<RawBlock>) {
        let block = &raw.value;
        let (Some(id), Some(title)) = (&block.id, &block.title) else {
            report.fault(
                raw,
                "A block has no id or no title",
                "Every block has both",
                "Add id: and title:",
            );
            return;
        };
        report.id("a block", id);
        if block.about_you && self.in_module {
            report.fault(
                id,
                "A module asks about the respondent",
                "about-you blocks stand in the core",
                "Move it there",
            );
        }
        if block.items.is_empty() {
            report.fault(
                id,
                format!("Block \"{}\" has no items", id.value),
                "At least one",
                "Add a question or take it out",
            );
            return;
        }
        let services = &self.catalogue.services;
        let title = text(report, services, title);
        let intro = block.intro.as_ref().map(|intro| text(report, services, intro));
        let when = block
            .when
            .as_ref()
            .map(|when| condition(report, &self.scope, None, when));
        let items = self.items(report, block);
        let Some(title) = title else { return };
        let read = Block {
            id: id.value.clone(),
            title,
            intro: intro.flatten(),
            pictures: BTreeMap::new(),
            sign_language: block
                .sign_language
                .as_ref()
                .and_then(|address| film(report, address)),
            items,
            when: when.flatten(),
            skippable: block.skippable,
            about_you: block.about_you,
            in_module: self.in_module,
        };
        for page in pages(read) {
            let page_id = Spanned::new(page.id.clone(), id.referenced, id.defined);
            report.unique("blocks", &page_id, &mut self.block_ids);
            self.pages.push(page);
        }
    }

    fn items(
        &mut self,
        report: &mut Report<'_>,
        block: &RawBlock,
    ) -> Vec<crate::survey::questionnaire::item::Item> {
        let belongs = Belongs {
            about_you: block.about_you,
            in_module: self.in_module,
        };
        let mut items = Vec::new();
        for raw in &block.items {
            let id = &raw.value.id;
            report.unique("questions", id, &mut self.item_ids);
            let read = item(report, self.catalogue, &self.scope, belongs, raw);
            // An item at fault is still known to later conditions, so that one fault does not become many.
            let shape = match &read {
                Some(item) => Shape {
                    kind: item.kind,
                    codes: item.codes.clone(),
                },
                None => Shape {
                    kind: ItemKind::LongText { max_length: 1 },
                    codes: None,
                },
            };
            self.scope.earlier.insert(id.value.clone(), shape);
            items.extend(read);
        }
        items
    }
}
