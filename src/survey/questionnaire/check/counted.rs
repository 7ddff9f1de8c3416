//! Checks that what is answered can be counted rightly. They are made when definitions are loaded and not when a
//! version is reopened: answers that were given to it still have to open.

use std::collections::{BTreeMap, BTreeSet};

use super::whole::Written;
use crate::survey::estimation::Sex;
use crate::survey::questionnaire::SEX;
use crate::survey::questionnaire::code_list::{Category, CodeList};
use crate::survey::questionnaire::item::{Item, ItemKind};
use crate::survey::questionnaire::kind::Questionnaire;
use crate::survey::source::Fault;

/// Checks the measured items of all questionnaires, each with the path of its module's file, and the sexes.
pub(in crate::survey::questionnaire) fn counted(
    questionnaires: &[(String, Questionnaire)],
    written: &Written,
    faults: &mut Vec<Fault>,
) {
    let mut modules: BTreeMap<&str, &str> = BTreeMap::new();
    for (path, questionnaire) in questionnaires {
        let path = path.as_str();
        for item in questionnaire.items().filter(|item| item.measure.is_some()) {
            faults.extend(half_classed(item, path, written));
            if item.in_module && *modules.entry(item.id.as_str()).or_insert(path) != path {
                let what = format!("\"{}\" is measured in two modules", item.id);
                let allowed = "An id of its own in each module: figures are kept by it";
                let remedy = "Begin it with a short name of its module, as burg-visit does";
                faults.push(written.fault(item, path, what, allowed, remedy));
            }
        }
    }
    let core = questionnaires.first().map(|(_, core)| core);
    faults.extend(core.and_then(|core| untold_sexes(core, written)));
}

fn kept(list: &CodeList) -> impl Iterator<Item = &Category> {
    list.categories.iter().filter(|category| category.counted)
}

/// Answers are told apart by their classes or each by itself: where only some have a class, the rest is nowhere.
fn half_classed(item: &Item, path: &str, written: &Written) -> Option<Fault> {
    let list = item.codes.as_ref()?;
    let classed = kept(list).filter(|category| category.class.is_some()).count();
    if item.kind == ItemKind::Multiple || classed == 0 || classed == kept(list).count() {
        return None;
    }
    let what = format!(
        "Some answers of \"{}\" have a class and others have none",
        item.id
    );
    let allowed = "Every counted answer of a list has a class, or none has";
    let remedy = "Give each a class, or counted: false to what belongs to none";
    Some(written.fault(item, path, what, allowed, remedy))
}

/// Reports tell women and men apart by these two codes, however they are labelled.
fn untold_sexes(core: &Questionnaire, written: &Written) -> Option<Fault> {
    let item = core.items().find(|item| item.id.as_str() == SEX)?;
    let told: BTreeSet<Sex> = kept(item.codes.as_ref()?)
        .map(|category| category.coarse.as_ref().unwrap_or(&category.code))
        .map(|code| Sex::of_code(Some(code.as_str())))
        .collect();
    if told.contains(&Sex::Female) && told.contains(&Sex::Male) {
        return None;
    }
    let what = format!("\"{SEX}\" has no answer that reports count as female, or none as male");
    let allowed = "The codes female and male, and any others besides";
    let remedy = "Write code: \"female\" and code: \"male\"; the labels are free";
    Some(written.fault(item, "core.yaml", what, allowed, remedy))
}
