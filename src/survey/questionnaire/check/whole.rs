//! Checks that need whole questionnaires: what can be reached, whether the longest path fits a ballot,
//! and what the mix and the report rely on.

use std::collections::{BTreeMap, BTreeSet};

use crate::survey::questionnaire::code_list::CodeList;
use crate::survey::questionnaire::item::{Item, ItemId, ItemKind};
use crate::survey::questionnaire::kind::Questionnaire;
use crate::survey::questionnaire::size::{BALLOT_BYTES, FRAME_BYTES};
use crate::survey::questionnaire::walk::{TooEntangled, Walk, walk};
use crate::survey::questionnaire::{AGE_BAND, COARSE_AT_MOST, SEX, WHOLE_EXPERIENCE};
use crate::survey::source::Fault;

/// Where each item is written: file, line, column. Module items by module, core items under "".
#[derive(Default)]
pub(in crate::survey::questionnaire) struct Written {
    places: BTreeMap<(String, String), (u64, u64)>,
}

impl Written {
    /// Notes where an item of a file is written.
    pub fn note(&mut self, path: &str, item: &str, line: u64, column: u64) {
        self.places
            .insert((path.to_owned(), item.to_owned()), (line, column));
    }

    pub(super) fn fault(
        &self,
        item: &Item,
        module: &str,
        what: String,
        allowed: &str,
        remedy: &str,
    ) -> Fault {
        let path = if item.in_module { module } else { "core.yaml" };
        let (line, column) = self
            .places
            .get(&(path.to_owned(), item.id.as_str().to_owned()))
            .copied()
            .unwrap_or_default();
        Fault::of(path, what, allowed, remedy).at(line, column)
    }
}

/// How long the questionnaires are, whatever is chosen and answered.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::survey::questionnaire) struct Extent {
    pub shortest_seconds: Option<u32>,
    pub longest_seconds: u32,
}

impl Extent {
    fn take_in(&mut self, walk: &Walk) {
        let shortest = self.shortest_seconds.unwrap_or(u32::MAX);
        self.shortest_seconds = Some(shortest.min(walk.shortest_seconds));
        self.longest_seconds = self.longest_seconds.max(walk.longest_seconds);
    }
}

/// Checks all questionnaires, each with the path of its module's file.
pub(in crate::survey::questionnaire) fn whole(
    questionnaires: &[(String, Questionnaire)],
    written: &Written,
    faults: &mut Vec<Fault>,
) -> Extent {
    let mut extent = Extent::default();
    let mut reached_somewhere: BTreeSet<ItemId> = BTreeSet::new();
    for (path, questionnaire) in questionnaires {
        match walk(questionnaire) {
            Ok(walk) => {
                extent.take_in(&walk);
                fits(path, questionnaire, &walk, written, faults);
                reached_somewhere.extend(walk.reached.iter().cloned());
                let lost = questionnaire
                    .items()
                    .filter(|item| item.in_module && !walk.reached.contains(&item.id));
                faults.extend(lost.map(|item| unreachable(written, item, path)));
            }
            Err(TooEntangled) => faults.push(Fault::of(
                path,
                "Too many answers hang together to follow every path",
                "Conditions that look at a few earlier questions each",
                "Simplify the conditions",
            )),
        }
        measures_once(path, questionnaire, written, faults);
    }
    if let Some((path, core)) = questionnaires.first() {
        let lost = core
            .items()
            .filter(|item| !item.in_module && !reached_somewhere.contains(&item.id));
        faults.extend(lost.map(|item| unreachable(written, item, path)));
        relied_upon(core, written, faults);
    }
    same_codes(questionnaires, written, faults);
    extent
}

fn unreachable(written: &Written, item: &Item, path: &str) -> Fault {
    written.fault(
        item,
        path,
        format!(
            "\"{}\" can never be asked: no earlier answers make its condition true",
            item.id
        ),
        "A condition that some path fulfils",
        "Correct its condition, or that of its block",
    )
}

fn fits(path: &str, questionnaire: &Questionnaire, walk: &Walk, written: &Written, faults: &mut Vec<Fault>) {
    let bytes = walk.longest_bytes.saturating_add(FRAME_BYTES);
    if bytes <= BALLOT_BYTES {
        return;
    }
    let longest = |item: &&Item| item.kind.max_length();
    let what = format!("The longest path needs {bytes} bytes, and a ballot has {BALLOT_BYTES}");
    let allowed = "Texts of about 3,000 characters on one path, core and module together";
    let remedy = "Lower max_length, or take a text out";
    let own = questionnaire
        .items()
        .filter(|item| item.in_module)
        .max_by_key(longest);
    let own = own.filter(|item| item.kind.is_text());
    faults.push(match own.or_else(|| questionnaire.items().max_by_key(longest)) {
        Some(item) => written.fault(item, path, what, allowed, remedy),
        None => Fault::of(path, what, allowed, remedy),
    });
}

fn measures_once(path: &str, questionnaire: &Questionnaire, written: &Written, faults: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    for item in questionnaire.items() {
        if let Some(measure) = &item.measure
            && !seen.insert(measure)
        {
            faults.push(written.fault(
                item,
                path,
                format!(
                    "The measure \"{}\" stands at two questions that one person may answer",
                    measure.as_str()
                ),
                "One question for each measure",
                "Take it out at one of them, or add a measure of its own to measures.yaml",
            ));
        }
    }
}

/// One measure is one figure, in whatever module it is asked: its codes are the same everywhere.
fn same_codes(questionnaires: &[(String, Questionnaire)], written: &Written, faults: &mut Vec<Fault>) {
    let mut known: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, questionnaire) in questionnaires {
        for item in questionnaire.items() {
            let (Some(measure), Some(list)) = (&item.measure, &item.codes) else {
                continue;
            };
            let codes: Vec<&str> = list.codes().collect();
            if *known.entry(measure.as_str()).or_insert_with(|| codes.clone()) != codes {
                faults.push(written.fault(
                    item,
                    path,
                    format!("The measure \"{}\" has other codes elsewhere", measure.as_str()),
                    "The same codes wherever a measure is asked",
                    "Use the same code list, or a measure of its own",
                ));
            }
        }
    }
}

/// The mix coarsens sex and age and puts the whole experience on slips: all three must be as it expects.
fn relied_upon(core: &Questionnaire, written: &Written, faults: &mut Vec<Fault>) {
    let whole = core.items().find(|item| {
        !item.in_module
            && item
                .measure
                .as_ref()
                .is_some_and(|measure| measure.as_str() == WHOLE_EXPERIENCE)
    });
    match whole {
        Some(item) => {
            let classed = |list: &CodeList| list.categories.iter().all(|c| c.class.is_some() || !c.counted);
            if item.kind == ItemKind::Multiple || !item.codes.as_ref().is_some_and(classed) {
                let what = "The whole experience does not fall into three classes".to_owned();
                let allowed = "One choice, each counted code with class good, middle or bad";
                faults.push(written.fault(item, "", what, allowed, "Use codes: satisfaction-7"));
            }
        }
        None => faults.push(Fault::of(
            "core.yaml",
            format!("No question of the core has the measure {WHOLE_EXPERIENCE}"),
            "Exactly one",
            "Add measure: whole-experience to the question about everything together",
        )),
    }
    for id in [SEX, AGE_BAND] {
        let Some(item) = core.items().find(|item| item.id.as_str() == id) else {
            let what = format!("The core does not ask for {id}");
            faults.push(Fault::of(
                "core.yaml",
                what,
                "sex and age-band stand among about-you",
                "Add the question",
            ));
            continue;
        };
        let bands: BTreeSet<&str> = item
            .codes
            .iter()
            .flat_map(|list| &list.categories)
            .filter_map(band(id))
            .collect();
        if !item.about_you
            || item.kind != ItemKind::Single
            || bands.len() > COARSE_AT_MOST
            || bands.is_empty()
        {
            let what =
                format!("\"{id}\" would leave the mix in more than {COARSE_AT_MOST} classes or in none");
            let allowed =
                "An about-you question of kind single; for age, coarse: gives each code its wide band";
            faults.push(written.fault(item, "", what, allowed, "Give the codes at most three bands"));
        }
    }
}

fn band(id: &str) -> impl Fn(&crate::survey::questionnaire::code_list::Category) -> Option<&str> {
    let coarse_only = id == AGE_BAND;
    move |category| match &category.coarse {
        _ if !category.counted => None,
        Some(coarse) => Some(coarse),
        None if coarse_only => Some("without a band, one"),
        None => Some(&category.code),
    }
}
