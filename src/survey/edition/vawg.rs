//! Violence against women and girls: all its victims, side by side.

use super::assemble::{
    asked_of, chain_section, complete, core_section, differences, exhibit, participation, report, scoped,
    section, theme_text, who,
};
use super::comparisons::Tests;
use super::sentences::AGED;
use super::tables::Scope;
use super::{Material, Report, Section, Show, Theme};

/// The report.
pub(super) fn vawg(material: &Material<'_>, tests: &Tests) -> Report {
    let scope = Scope::vawg(material);
    let chain = material.chain(&scope);
    let mut sections = vec![participation(material, &scope), chain_section(&chain)];
    sections.extend(core_section(material, &scope, Show::Groups, Show::Families));
    sections.extend(differences(tests, "vawg", |found| {
        found.name().place == scope.total
    }));
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
    sections.extend(characteristics(material));
    sections.extend(not_reported(material));
    sections.push(definition(material));
    let lead = "Crimes that are known to affect women and girls most, and what all of their victims said: women and girls, men and boys, \
                those whose sex is not stated or described another way, and all victims, side by side.";
    let title = format!(
        "Violence against women and girls: what {}, {AGED}, said about the service they had",
        who(&chain, "victims")
    );
    let mut found = report(material, "vawg", title, lead.into(), sections, "vawg", None);
    if chain.few_could_be_asked() {
        found.headlines.extend(material.bounds(&chain, &scope));
    }
    complete(
        &mut found,
        &chain,
        tests.sentences(|one| one.name().place == scope.total),
    );
    found
}

/// Age, disability and ethnicity, for all VAWG crime types at 12 months.
fn characteristics(material: &Material<'_>) -> Option<Section> {
    let exhibits = material
        .characteristics()
        .into_iter()
        .map(|table| exhibit(table, String::new(), Show::Places));
    let text = "All VAWG crime types together. What people told about themselves left the ballot box on slips of its own, each with \
                the whole experience and nothing else, so that no two characteristics can be put together and none with a crime type. \
                Age stays with the answers in three bands.";
    section(
        "characteristics",
        "Age, disability and ethnic group",
        vec![text.into()],
        exhibits.collect(),
    )
}

/// Why people did not tell the police, asked of those whose crime never was reported, whatever it was.
fn not_reported(material: &Material<'_>) -> Option<Section> {
    let mut exhibits = Vec::new();
    for asked in asked_of(material, |item| item.measure == "reasons-not-reported") {
        let item = material.item(asked);
        let Some(family) = material
            .families()
            .find(|family| item.family.as_ref() == Some(&family.id))
        else {
            continue;
        };
        if let Some((table, strata)) = material.one_family(family, asked) {
            exhibits.push(exhibit(table, item.about.clone(), Show::Groups));
            exhibits.extend(strata.map(|table| exhibit(table, String::new(), Show::DataOnly)));
        }
    }
    let text = "Asked of people whom the support service knows and who never told the police. Which crime it was is not held, so that \
                these answers are of all crime types and stand in no VAWG total.";
    section(
        "not-reported",
        "Why it was not reported",
        vec![text.into()],
        exhibits,
    )
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
        grids: Vec::new(),
    }
}
