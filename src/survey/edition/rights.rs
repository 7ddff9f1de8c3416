//! The rights of the Victims' Code: known, received, good enough, by crime type, and which have a reliable figure.

use super::assemble::{asked_of, report, scoped, section};
use super::sentences::AGED;
use super::tables::Scope;
use super::{Aspect, FamilyName, Grid, Material, Report, Section, Show};
use crate::survey::disclosure::{Group, ReleasedRow};

/// The report.
pub(super) fn rights(material: &Material<'_>) -> Report {
    let scope = Scope::all(material);
    let mut sections = vec![coverage(material)];
    for right in &material.programme.rights {
        let mut text = Vec::new();
        let mut exhibits = Vec::new();
        for aspect in Aspect::EACH {
            let asked = asked_of(material, |item| {
                item.right.as_ref() == Some(&right.id) && item.aspect == aspect && item.family.is_none()
            });
            if asked.is_empty() {
                text.push(format!(
                    "{}: no question of the shared core asks this.",
                    aspect.words()
                ));
            }
            for asked in asked {
                let mut found = scoped(material, &scope, asked, Show::Groups, Show::Families);
                if let Some(first) = found.first_mut() {
                    first.heading = format!("{}: {}", aspect.words(), lower(&first.heading));
                }
                exhibits.extend(found);
            }
        }
        let title = format!("Right {}: {}", right.id, lower(&right.name));
        let id = format!("right-{}", right.id);
        let own = own_questions(material, &right.id);
        text.extend(own);
        sections.extend(section(&id, &title, text.clone(), exhibits).or_else(|| {
            Some(Section {
                id,
                title,
                text,
                exhibits: Vec::new(),
                grids: Vec::new(),
            })
        }));
    }
    let lead = "Each right of the Victims' Code: whether victims knew of it, whether they had it, and whether it was good enough, by crime \
                type. “Not sure” is an answer of its own and is never read as “no”; who said that a right does not apply yet is in no base.";
    let title = format!("The Victims' Code: the rights that victims {AGED} knew of and had");
    report(material, "rights", title, lead.into(), sections, "all", None)
}

/// The questions of single crime types about a right, which stand in the reports of these.
fn own_questions(material: &Material<'_>, right: &str) -> Option<String> {
    let items = material
        .programme
        .items
        .iter()
        .filter(|item| item.right.as_deref() == Some(right));
    let mut named: Vec<String> = items
        .filter_map(|item| {
            let family = material
                .programme
                .families
                .iter()
                .find(|family| item.family.as_ref() == Some(&family.id))?;
            Some(format!("{} ({})", lower(&item.label), family.name.to_lowercase()))
        })
        .collect();
    named.dedup();
    (!named.is_empty()).then(|| {
        format!(
            "Asked in one crime type, and told in its report: {}.",
            named.join("; ")
        )
    })
}

/// Which rights have a reliable figure, by crime type: the largest printed base of any question about it.
fn coverage(material: &Material<'_>) -> Section {
    let families: Vec<&FamilyName> = material.families().filter(|family| !family.parent).collect();
    let line = |family: &&FamilyName| {
        let cells = material
            .programme
            .rights
            .iter()
            .map(|right| covered(material, family, &right.id));
        (family.name.clone(), cells.collect())
    };
    let grid = Grid {
        caption: format!("Rights with a reliable figure, {}", material.facts.period.words()),
        corner: "Crime type".into(),
        columns: material
            .programme
            .rights
            .iter()
            .map(|right| format!("Right {}", right.id))
            .collect(),
        lines: families.iter().map(line).collect(),
    };
    let plain = material.facts.thresholds.percentage_plain();
    let marked = material.facts.thresholds.percentage_marked();
    let text = format!(
        "“Yes”: a question about the right has a base of {plain} or more. “[u]”: {marked} to {}, of low reliability. “Counts”: too few for a \
         percentage. “[c]”: too few to be shown. “[x]”: not asked of these victims, or nobody answered. All victims of the crime type.",
        plain - 1
    );
    Section {
        id: "coverage".into(),
        title: "Which rights have a reliable figure".into(),
        text: vec![text],
        exhibits: Vec::new(),
        grids: vec![grid],
    }
}

fn covered(material: &Material<'_>, family: &FamilyName, right: &str) -> String {
    let asked = asked_of(material, |item| {
        item.right.as_deref() == Some(right) && item.family.as_ref().is_none_or(|of| *of == family.id)
    });
    let tables: Vec<_> = asked
        .into_iter()
        .filter_map(|asked| material.one_family(family, asked))
        .collect();
    let rows = tables.iter().flat_map(|(table, _)| table.rows());
    let here = |row: &&ReleasedRow| {
        row.name().group == Group::All && row.name().period == material.facts.period.short()
    };
    let best = rows
        .filter(here)
        .map(|row| row.base().map_or(1, |base| base.max(u64::from(base > 0))))
        .max();
    let thresholds = &material.facts.thresholds;
    match best {
        Some(base) if base >= thresholds.percentage_plain() => "Yes",
        Some(base) if base >= thresholds.percentage_marked() => "[u]",
        Some(base) if base >= thresholds.shown() => "Counts",
        Some(base) if base > 0 => "[c]",
        _ => "[x]",
    }
    .into()
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}
