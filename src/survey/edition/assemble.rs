//! The reports of an edition, put together.

use super::sentences::{AGED, headlines, note_on_pooled, note_on_response, note_on_support};
use super::tables::{Asked, Scope};
use super::{Edition, Exhibit, FamilyName, Material, MeasuredItem, Report, Section, Show, Theme};
use crate::survey::disclosure::ReleasedTable;

/// The item whose figures are the headline.
const WHOLE_EXPERIENCE: &str = "whole-experience";

/// Puts the edition together. Pure and deterministic: the same material gives the same edition.
pub fn assemble(material: &Material<'_>) -> Edition {
    Edition {
        facts: material.facts.clone(),
        overview: overview(material),
        vawg: vawg(material),
        families: material
            .families()
            .map(|family| of_family(material, family))
            .collect(),
    }
}

fn overview(material: &Material<'_>) -> Report {
    let (inside, outside): (Vec<_>, Vec<_>) = material.families().partition(|family| family.vawg);
    let scope = Scope {
        id: "all",
        total: "All crime types",
        pools: vec![inside, outside],
    };
    let mut sections = vec![participation(material, &scope)];
    sections.extend(core_section(
        material,
        &scope,
        Show::DataOnly,
        Show::FamiliesCharted,
    ));
    report(
        material,
        "index",
        format!("What victims of crime said about the service they had, {AGED}"),
        "All crime types on one page: who was asked, who answered, and the five core measures.".into(),
        sections,
        "all",
    )
}

fn vawg(material: &Material<'_>) -> Report {
    let families = material.families().filter(|family| family.vawg).collect();
    let scope = Scope {
        id: "vawg",
        total: "All VAWG crime types",
        pools: vec![families],
    };
    let mut sections = vec![participation(material, &scope)];
    sections.extend(core_section(material, &scope, Show::Groups, Show::Families));
    for (theme, id, title) in [
        (Theme::Fairness, "fairness", "Fairness, safety and trust"),
        (Theme::Rights, "rights", "Rights under the Victims' Code"),
        (Theme::Support, "support", "The support service"),
    ] {
        let exhibits = asked_of(material, |item| item.theme == theme && item.family.is_none());
        let exhibits = exhibits
            .into_iter()
            .flat_map(|asked| scoped(material, &scope, asked, Show::Groups, Show::DataOnly))
            .collect();
        sections.extend(section(id, title, theme_text(theme), exhibits));
    }
    sections.push(definition(material));
    let lead = "Crimes that are known to affect women and girls most, and what all of their victims said: women and girls, men and boys, \
                those whose sex is not stated or described another way, and all victims, side by side.";
    let title =
        format!("Violence against women and girls: what victims {AGED} said about the service they had");
    report(material, "vawg", title, lead.into(), sections, "vawg")
}

fn of_family(material: &Material<'_>, family: &FamilyName) -> Report {
    let mut sections = vec![Section {
        id: "participation".into(),
        title: "Who was asked and who answered".into(),
        text: participation_text(material),
        exhibits: vec![exhibit(
            material.participation_of_family(family),
            String::new(),
            Show::Plain,
        )],
    }];
    for (theme, id, title) in [
        (Theme::Core, "core", "The five core measures"),
        (Theme::Module, "module", "Questions about this crime type"),
        (Theme::Fairness, "fairness", "Fairness, safety and trust"),
        (Theme::Rights, "rights", "Rights under the Victims' Code"),
        (Theme::Support, "support", "The support service"),
    ] {
        let own = |item: &MeasuredItem| item.family.as_ref().is_none_or(|of| *of == family.id);
        let items = asked_of(material, |item| item.theme == theme && own(item));
        let exhibits = items.into_iter().filter_map(|asked| {
            let table = material.one_family(family, asked)?;
            Some(exhibit(table, material.item(asked).about.clone(), Show::Groups))
        });
        sections.extend(section(id, title, theme_text(theme), exhibits.collect()));
    }
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
    report(
        material,
        &format!("family-{}", family.id),
        title,
        lead.into(),
        sections,
        &family.id,
    )
}

/// A report with the sentences of its headline table.
fn report(
    material: &Material<'_>,
    name: &str,
    title: String,
    lead: String,
    sections: Vec<Section>,
    scope: &str,
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
            headlines(table, period, &material.facts.thresholds)
        });
    Report {
        name: name.into(),
        title,
        lead,
        headlines,
        sections,
    }
}

fn participation(material: &Material<'_>, scope: &Scope<'_>) -> Section {
    let by_family = material.participation_by_family(scope);
    let totals = material.participation(scope, &by_family);
    Section {
        id: "participation".into(),
        title: "Who was asked and who answered".into(),
        text: participation_text(material),
        exhibits: vec![
            exhibit(totals, String::new(), Show::Plain),
            exhibit(by_family, String::new(), Show::Families),
        ],
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
    ];
    if material.families().any(|family| family.parent) {
        text.push(note_on_pooled().into());
    }
    text
}

fn core_section(material: &Material<'_>, scope: &Scope<'_>, totals: Show, families: Show) -> Option<Section> {
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
fn scoped(
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

fn asked_of(material: &Material<'_>, wanted: impl Fn(&MeasuredItem) -> bool) -> Vec<Asked> {
    let items = material
        .programme
        .items
        .iter()
        .enumerate()
        .filter(|(_, item)| wanted(item));
    items.flat_map(|(at, _)| material.asked(at)).collect()
}

fn section(id: &str, title: &str, text: Vec<String>, exhibits: Vec<Exhibit>) -> Option<Section> {
    (!exhibits.is_empty()).then(|| Section {
        id: id.into(),
        title: title.into(),
        text,
        exhibits,
    })
}

fn exhibit(table: ReleasedTable, about: String, show: Show) -> Exhibit {
    Exhibit {
        heading: table.title().into(),
        about,
        show,
        table,
    }
}

fn theme_text(theme: Theme) -> Vec<String> {
    match theme {
        Theme::Support => vec![note_on_support().into()],
        Theme::Rights => vec!["“Not sure” is an answer of its own and is never read as “no”. Who said that a right does not apply yet is in no base.".into()],
        Theme::Module => vec!["Asked of those who chose the questions about this crime type.".into()],
        Theme::Core | Theme::Fairness => Vec::new(),
    }
}

/// What counts as violence against women and girls here, and what cannot be computed.
fn definition(material: &Material<'_>) -> Section {
    let families: Vec<String> = material
        .programme
        .families
        .iter()
        .filter(|family| family.vawg && !family.parent)
        .map(|family| family.name.to_lowercase())
        .collect();
    let rules = &material.facts.vawg_rules;
    let followed = format!(
        "These figures follow the rule set {rules}: victims of either sex in {}. The column “Women and girls” shows female victims in \
         these crime types, whoever the offender was.",
        families.join("; ")
    );
    let not_computable = material.facts.not_computable.iter();
    let not_computable =
        not_computable.map(|rule_set| format!("Not computable [x] is the rule set {rule_set}."));
    let elsewhere = "Cases of other crime types that carry a VAWG code or flag are reported under their own crime type. How many there \
                     were when the contact files were loaded stands below; they are not in the figures above.";
    Section {
        id: "definition".into(),
        title: "What is counted as violence against women and girls".into(),
        text: std::iter::once(followed)
            .chain(not_computable)
            .chain([elsewhere.to_owned()])
            .collect(),
        exhibits: vec![exhibit(material.vawg_elsewhere(), String::new(), Show::Plain)],
    }
}
