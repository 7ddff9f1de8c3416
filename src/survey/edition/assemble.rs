//! The reports of an edition, put together.

use super::chain::Chain;
use super::comparisons::Tests;
use super::men::men;
use super::rights::rights;
use super::sentences::{
    AGED, headlines, note_on_pooled, note_on_response, note_on_support, note_on_weights,
    sexes_of_frame_and_answers,
};
use super::tables::{Asked, Scope};
use super::vawg::vawg;
use super::{Edition, Exhibit, FamilyName, Material, MeasuredItem, Report, Section, Show, Theme};
use crate::survey::disclosure::{Comparison, Contrast, Group, ReleasedTable};

/// The item whose figures are the headline.
pub(super) const WHOLE_EXPERIENCE: &str = "whole-experience";

/// Puts the edition together. Pure and deterministic: the same material gives the same edition.
pub fn assemble(material: &Material<'_>) -> Edition {
    let tests = material.tests();
    let chain = material.chain(&Scope::all(material));
    Edition {
        facts: material.facts.clone(),
        overview: overview(material, &tests, &chain),
        vawg: vawg(material, &tests),
        men: men(material, &tests, &chain),
        rights: rights(material),
        families: material
            .families()
            .map(|family| of_family(material, &tests, family))
            .collect(),
    }
}

fn overview(material: &Material<'_>, tests: &Tests, chain: &Chain) -> Report {
    let scope = Scope::all(material);
    let mut sections = vec![participation(material, &scope)];
    sections.extend(core_section(
        material,
        &scope,
        Show::DataOnly,
        Show::FamiliesCharted,
    ));
    let told = |found: &Comparison| found.contrast() == Contrast::Family || found.name().place == scope.total;
    sections.extend(differences(tests, "all", told));
    sections.push(chain_section(chain));
    let title = format!(
        "What {} said about the service they had, {AGED}",
        who(chain, "victims of crime")
    );
    let lead = "All crime types on one page: who was asked, who answered, and the five core measures.";
    let mut found = report(material, "index", title, lead.into(), sections, "all", None);
    if chain.few_could_be_asked() {
        found.headlines.extend(material.bounds(chain, &scope));
    }
    let own = |found: &Comparison| found.name().place == scope.total;
    complete(&mut found, chain, tests.sentences(own));
    found
}

/// "Victims", or "victims who could be safely asked" where fewer than half could.
pub(super) fn who(chain: &Chain, whom: &str) -> String {
    match chain.few_could_be_asked() {
        true => format!("{whom} who could be safely asked"),
        false => whom.to_owned(),
    }
}

/// Puts beside the headline how many could be asked, and what was found of differences.
pub(super) fn complete(report: &mut Report, chain: &Chain, differences: Vec<String>) {
    report.headlines.insert(0, chain.sentence());
    report.headlines.extend(differences);
}

fn of_family(material: &Material<'_>, tests: &Tests, family: &FamilyName) -> Report {
    let mut sections = vec![Section {
        id: "participation".into(),
        title: "Who was asked and who answered".into(),
        text: participation_text(material),
        exhibits: vec![exhibit(
            material.participation_of_family(family),
            String::new(),
            Show::Plain,
        )],
        grids: Vec::new(),
    }];
    if let Some(table) = material.margins_of(family) {
        sections[0]
            .exhibits
            .push(exhibit(table, String::new(), Show::DataOnly));
    }
    for (theme, id, title) in [
        (Theme::Core, "core", "The five core measures"),
        (Theme::Module, "module", "Questions about this crime type"),
        (Theme::Fairness, "fairness", "Fairness, safety and trust"),
        (Theme::Rights, "rights", "Rights under the Victims' Code"),
        (Theme::Support, "support", "The support service"),
    ] {
        let own = |item: &MeasuredItem| item.family.as_ref().is_none_or(|of| *of == family.id);
        let items = asked_of(material, |item| item.theme == theme && own(item));
        let mut exhibits = Vec::new();
        for asked in items {
            let Some((table, strata)) = material.one_family(family, asked) else {
                continue;
            };
            exhibits.push(exhibit(table, material.item(asked).about.clone(), Show::Groups));
            exhibits.extend(strata.map(|table| exhibit(table, String::new(), Show::DataOnly)));
        }
        sections.extend(section(id, title, theme_text(theme), exhibits));
    }
    sections.extend(differences(tests, &family.id, |found| {
        found.name().place == family.name
    }));
    let lead = if family.parent {
        "The answers of crime types so small that they were counted together after four rounds of fieldwork. Which crime type each \
         was about was not kept, and only the questions that everybody is asked were."
    } else {
        "The figures are those of everybody whose case was recorded under this crime type. Questions about the crime type itself are \
         counted among those who chose its questions."
    };
    let title = format!(
        "{}: what victims {AGED} said about the service they had",
        family.name
    );
    let name = format!("family-{}", family.id);
    let mut found = report(material, &name, title, lead.into(), sections, &family.id, None);
    found
        .headlines
        .extend(tests.sentences(|one| one.name().place == family.name));
    found
}

/// A report with the sentences of its headline table, of one group or of all of them.
pub(super) fn report(
    material: &Material<'_>,
    name: &str,
    title: String,
    lead: String,
    sections: Vec<Section>,
    scope: &str,
    group: Option<Group>,
) -> Report {
    let id = format!("{scope}-{WHOLE_EXPERIENCE}");
    let tables = sections
        .iter()
        .flat_map(|section| &section.exhibits)
        .map(|exhibit| &exhibit.table);
    let period = material.facts.period;
    let headlines = tables
        .into_iter()
        .find(|table| table.id() == id)
        .map_or_else(Vec::new, |table| {
            headlines(table, period, group, &material.facts.thresholds)
        });
    Report {
        name: name.into(),
        title,
        lead,
        headlines,
        sections,
    }
}

pub(super) fn participation(material: &Material<'_>, scope: &Scope<'_>) -> Section {
    let by_family = material.participation_by_family(scope);
    let totals = material.participation(scope, &by_family);
    let mut text = participation_text(material);
    text.extend(sexes_of_frame_and_answers(&totals, material.facts.period));
    let families: Vec<&FamilyName> = scope.families().collect();
    let mut exhibits = vec![
        exhibit(totals, String::new(), Show::Plain),
        exhibit(by_family, String::new(), Show::Families),
    ];
    let margins = material.answered_margins(scope.id, &families);
    exhibits.extend(margins.map(|table| exhibit(table, String::new(), Show::Places)));
    Section {
        id: "participation".into(),
        title: "Who was asked and who answered".into(),
        text,
        exhibits,
        grids: Vec::new(),
    }
}

fn participation_text(material: &Material<'_>) -> Vec<String> {
    let rate = "The response rate is those who answered out of those invited, whether or not their letter arrived. Invited counts sex as it \
                stood on the contact file. Who answered and whose letter arrived is not held by sex, so that nobody can be found by it [x]; \
                where a file held too few of one sex, its people are counted in all victims only, as is everybody who was given a card.";
    let answers = "“Answers in the figures” counts what the percentages rest on, by the sex that people gave. Answers that had waited from an \
                   earlier quarter are in it, those that wait for a later one are not. “Sex not stated” holds also those whose sex was cut \
                   off because too few of a batch shared it.";
    let sums =
        "Every number is rounded on its own, so that groups need not add up to the total shown beside them.";
    let mut text: Vec<String> = vec![
        note_on_response().into(),
        rate.into(),
        answers.into(),
        sums.into(),
        note_on_weights(&material.facts.thresholds),
    ];
    if material.families().any(|family| family.parent) {
        text.push(note_on_pooled().into());
    }
    text
}

pub(super) fn core_section(
    material: &Material<'_>,
    scope: &Scope<'_>,
    totals: Show,
    families: Show,
) -> Option<Section> {
    let asked = asked_of(material, |item| item.theme == Theme::Core);
    let exhibits = asked
        .into_iter()
        .flat_map(|asked| scoped(material, scope, asked, totals, families))
        .collect();
    section(
        "core",
        "The five core measures",
        theme_text(Theme::Core),
        exhibits,
    )
}

/// The total and the families of one measure; none where nobody was asked.
pub(super) fn scoped(
    material: &Material<'_>,
    scope: &Scope<'_>,
    asked: Asked,
    shown: Show,
    families: Show,
) -> Vec<Exhibit> {
    let by_family = material.by_family(scope, asked);
    if by_family.rows().is_empty() {
        return Vec::new();
    }
    let totals = material.totals(scope, asked, &by_family);
    let about = material.item(asked).about.clone();
    vec![
        exhibit(totals, about, shown),
        exhibit(by_family, String::new(), families),
    ]
}

pub(super) fn asked_of(material: &Material<'_>, wanted: impl Fn(&MeasuredItem) -> bool) -> Vec<Asked> {
    let items = material
        .programme
        .items
        .iter()
        .enumerate()
        .filter(|(_, item)| wanted(item));
    items.flat_map(|(at, _)| material.asked(at)).collect()
}

pub(super) fn section(id: &str, title: &str, text: Vec<String>, exhibits: Vec<Exhibit>) -> Option<Section> {
    (!exhibits.is_empty()).then(|| Section {
        id: id.into(),
        title: title.into(),
        text,
        exhibits,
        grids: Vec::new(),
    })
}

/// The differences that were tested and that a report tells; none where none could be.
pub(super) fn differences(tests: &Tests, id: &str, wanted: impl Fn(&Comparison) -> bool) -> Option<Section> {
    let table = tests.table(id, wanted)?;
    let exhibits = vec![exhibit(table, String::new(), Show::Plain)];
    section(
        "differences",
        "What differs, and what has changed",
        tests.text(),
        exhibits,
    )
}

/// From recorded victims to answers.
pub(super) fn chain_section(chain: &Chain) -> Section {
    let text = "Counts of the contact files, as people stand there: sex as it is recorded, and those told together whose class was \
                under ten in all victims only. A person with several cases counts once. Sums of the crime types' rounded numbers.";
    let shown = |table: &ReleasedTable, show| exhibit(table.clone(), String::new(), show);
    Section {
        id: "chain".into(),
        title: "Who could be asked, and who never was".into(),
        text: vec![chain.sentence(), text.into()],
        exhibits: vec![
            shown(&chain.sums, Show::ByGroup),
            shown(&chain.by_family, Show::DataOnly),
            shown(&chain.reasons, Show::ByGroup),
            shown(&chain.reasons_by_family, Show::DataOnly),
        ],
        grids: Vec::new(),
    }
}

pub(super) fn exhibit(table: ReleasedTable, about: String, show: Show) -> Exhibit {
    Exhibit {
        heading: table.title().into(),
        about,
        show,
        table,
    }
}

pub(super) fn theme_text(theme: Theme) -> Vec<String> {
    match theme {
        Theme::Support => vec![note_on_support().into()],
        Theme::Rights => vec!["“Not sure” is an answer of its own and is never read as “no”. Who said that a right does not apply yet is in no base.".into()],
        Theme::Module => vec!["Asked of those who chose the questions about this crime type.".into()],
        Theme::Core | Theme::Fairness => Vec::new(),
    }
}
