//! Men and boys: a report of equal rank, with its own chain and the same family tables.

use super::assemble::{asked_of, chain_section, differences, report, scoped, section, theme_text};
use super::chain::Chain;
use super::comparisons::Tests;
use super::sentences::{AGED, note_on_support};
use super::tables::Scope;
use super::{Material, MeasuredItem, Report, Show, Theme};
use crate::survey::disclosure::{Contrast, Group};

/// The measures that stand for how men are met: being believed, and which support was offered.
const MET: [&str; 6] = [
    "listened-to",
    "believed",
    "pressed-to-withdraw",
    "feeling-safe",
    "confidence",
    "would-report-again",
];
const SUPPORT: [&str; 4] = [
    "needs-asked",
    "support-offered",
    "support-satisfaction",
    "support-speed",
];

/// The report.
pub(super) fn men(material: &Material<'_>, tests: &Tests, chain: &Chain) -> Report {
    let (all, vawg) = (Scope::all(material), Scope::vawg(material));
    let mut sections = vec![chain_section(chain)];
    let of_sexes = |found: &crate::survey::disclosure::Comparison| {
        matches!(found.contrast(), Contrast::Sexes | Contrast::SexesStandardised)
    };
    sections.extend(differences(tests, "men", of_sexes));
    let tables = |scope: &Scope<'_>, wanted: &dyn Fn(&MeasuredItem) -> bool| {
        let asked = asked_of(material, |item| item.family.is_none() && wanted(item));
        asked
            .into_iter()
            .flat_map(|asked| scoped(material, scope, asked, Show::Groups, Show::Families))
            .collect()
    };
    sections.extend(section(
        "core",
        "The five core measures, all crime types",
        theme_text(Theme::Core),
        tables(&all, &|item| item.theme == Theme::Core),
    ));
    sections.extend(section(
        "vawg",
        "Male victims of crimes considered violence against women and girls",
        vec!["Men and boys who were victims of these crimes; women and girls stand beside them in the same tables.".into()],
        tables(&vawg, &|item| item.theme == Theme::Core),
    ));
    sections.extend(section(
        "met",
        "Being believed, and safe",
        Vec::new(),
        tables(&all, &|item| MET.contains(&item.measure.as_str())),
    ));
    sections.extend(section(
        "support",
        "Which support was offered",
        vec![note_on_support().into()],
        tables(&all, &|item| SUPPORT.contains(&item.measure.as_str())),
    ));
    let lead = "What men and boys said of the service they had, in every crime type, with women and girls, those whose sex is not stated or \
                described another way, and all victims in the same tables. Where a year brings too few men of a crime type for a \
                percentage, 24 months stand beside it; where these bring under ten, its split by sex is withheld whole.";
    let title = format!("Men and boys: what male victims {AGED} said about the service they had");
    let mut found = report(
        material,
        "men-and-boys",
        title,
        lead.into(),
        sections,
        "all",
        Some(Group::Men),
    );
    found
        .headlines
        .extend(tests.sentences(|found| of_sexes(found) && found.name().place == all.total));
    found.headlines.insert(0, chain.sentence_of_men());
    found
}
