//! The files of an edition as a reader looks for them: reports first, then figures, then what proves them.

use maud::{Markup, Render, html};

use crate::store::editions::FileRow;
use crate::survey::crime::FamilyId;
use crate::survey::questionnaire::Definitions;
use crate::web::components::{Column, Table, number, unseen};

/// What somebody comes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// A page that is read.
    Report,
    /// Figures for a program.
    Figures,
    /// What the edition is made of, and the sums of its files.
    Proof,
}

impl Purpose {
    const EACH: [Self; 3] = [Self::Report, Self::Figures, Self::Proof];

    fn of(name: &str) -> Self {
        match name.rsplit_once('.') {
            Some((_, "html")) => Self::Report,
            Some((stem, _)) if stem != "about" => Self::Figures,
            _ => Self::Proof,
        }
    }

    fn caption(self) -> &'static str {
        match self {
            Self::Report => "Reports to read",
            Self::Figures => "Figures for a spreadsheet or a program",
            Self::Proof => "What the edition is made of, and the sums of its files",
        }
    }
}

/// The files of an edition.
#[derive(Clone, Copy)]
pub struct Files<'a> {
    /// The address below which they are read and downloaded.
    pub place: &'a str,
    /// All of them.
    pub rows: &'a [FileRow],
    /// Where the names of the families stand, if they can be had.
    pub definitions: Option<&'a Definitions>,
}

/// The files, each to read or download, with size and sum.
pub fn file_tables(files: Files<'_>) -> Markup {
    html! {
        p.govuk-body { "Every download of a file is the same bytes. Its SHA-256 is the proof." }
        @for purpose in Purpose::EACH { (file_table(files, purpose)) }
    }
}

fn file_table(files: Files<'_>, purpose: Purpose) -> Markup {
    let mut chosen: Vec<&FileRow> = files
        .rows
        .iter()
        .filter(|file| Purpose::of(&file.name) == purpose)
        .collect();
    // What is about everybody stands before what is about one type of crime.
    chosen.sort_by_key(|file| (file.name.starts_with("family-"), file.name.as_str()));
    let rows: Vec<_> = chosen.into_iter().map(|file| row(files, purpose, file)).collect();
    if rows.is_empty() {
        return html! {};
    }
    let columns = vec![
        Column::Words("What it is about"),
        Column::Words("Open"),
        Column::Figures("Bytes"),
        Column::Words("SHA-256"),
    ];
    Table {
        caption: purpose.caption(),
        columns,
        rows,
    }
    .render()
}

fn row(files: Files<'_>, purpose: Purpose, file: &FileRow) -> Vec<Markup> {
    let (place, name) = (files.place, file.name.as_str());
    vec![
        html! { (subject(name, files.definitions)) br; code.letters { (name) } },
        html! {
            @if purpose == Purpose::Report { a.govuk-link href={ (place) "/read/" (name) } { "Read" (unseen(&format!(" {name}"))) } " " }
            a.govuk-link href={ (place) "/download/" (name) } { "Download" (unseen(&format!(" {name}"))) }
        },
        number(file.size.into()),
        html! { code.letters { (file.sha256) } },
    ]
}

/// What a file is about.
fn subject(name: &str, definitions: Option<&Definitions>) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    match stem {
        "all" | "index" => "All crime types".into(),
        "vawg" => "Violence against women and girls".into(),
        "about" => "Period, rules, thresholds and versions".into(),
        "SHA256SUMS" => "The sums of all files".into(),
        "csv-metadata" => "What each column of the data files holds".into(),
        other => {
            let family = other.trim_start_matches("family-");
            named(family, definitions).map_or_else(|| capitalised(&family.replace('-', " ")), str::to_owned)
        }
    }
}

/// The name of a family; nothing for one that the definitions of today no longer know.
fn named<'d>(family: &str, definitions: Option<&'d Definitions>) -> Option<&'d str> {
    let id = FamilyId::parse(family).ok()?;
    Some(definitions?.crime().family(&id)?.name.as_str())
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::definition_files::shipped_definitions;

    fn file(name: &str) -> FileRow {
        FileRow {
            name: name.into(),
            media_type: String::new(),
            sha256: "ab".into(),
            size: 1,
        }
    }

    fn tables(rows: &[FileRow], definitions: Option<&Definitions>) -> String {
        let place = "/published/1";
        file_tables(Files {
            place,
            rows,
            definitions,
        })
        .into_string()
    }

    #[test]
    fn a_report_about_a_family_has_the_familys_own_name() {
        let definitions = Definitions::parse(&shipped_definitions()).expect("the shipped definitions");
        let families = definitions.crime().families();
        let names: Vec<_> = families
            .iter()
            .map(|family| file(&format!("family-{}.html", family.id)))
            .collect();
        let page = tables(&names, Some(&definitions));
        for family in families {
            let name = html! { (family.name) }.into_string();
            assert!(page.contains(&format!("{name}<br>")), "{name} in {page}");
        }
        assert!(!page.contains("Damage asb"), "{page}");
    }

    #[test]
    fn reports_come_before_figures_and_those_about_everybody_before_one_type_of_crime() {
        let names = [
            "SHA256SUMS",
            "about.csv",
            "all.csv",
            "family-hate-crime.html",
            "vawg.html",
        ];
        let page = tables(&names.map(file), None);
        let place = |words: &str| page.find(words).expect(words);
        assert!(place("Violence against women and girls") < place("Hate crime"));
        assert!(place("Hate crime") < place("All crime types"));
        assert!(place("All crime types") < place("Period, rules"));
        assert_eq!(page.matches("/read/").count(), 2);
    }

    #[test]
    fn an_edition_without_reports_shows_no_empty_table() {
        let page = tables(&[file("all.csv")], None);
        assert!(!page.contains(Purpose::Report.caption()));
    }
}
