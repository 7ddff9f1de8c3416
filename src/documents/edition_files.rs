//! Every file of an edition: pages, data, what it says about itself, and the list of sums. The same edition gives
//! the same bytes.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::codebook::{CODEBOOK, codebook};
use super::edition_csv::{CsvError, about_csv, tables_csv};
use super::edition_file::EditionFile;
use super::edition_page::page;
use crate::survey::edition::Edition;

const HTML: &str = "text/html; charset=utf-8";
const CSV: &str = "text/csv; charset=utf-8; header=present";
const CSVW: &str = "application/csvm+json";
const TEXT: &str = "text/plain; charset=utf-8";

/// Writes the edition down. The overview is `index.html`; it names the sums of all other pages and data files, and
/// `SHA256SUMS` names its own too, in the form that the command sha256sum checks.
///
/// # Errors
/// Only where memory for a file fails.
pub fn edition_files(edition: &Edition) -> Result<Vec<EditionFile>, CsvError> {
    let mut files = Vec::new();
    for report in edition.reports().skip(1) {
        files.push(file(
            format!("{}.html", report.name),
            HTML,
            page(edition, report, &[]).into_bytes(),
        ));
    }
    for report in edition.reports().skip(1) {
        files.push(file(
            format!("{}.csv", report.name),
            CSV,
            tables_csv(&edition.facts, report.tables())?,
        ));
    }
    // A table that stands in several reports is the same in each.
    let mut seen = BTreeSet::new();
    let all = edition.reports().flat_map(|report| report.tables());
    let all = all.filter(|table| seen.insert(table.id()));
    files.push(file("all.csv".into(), CSV, tables_csv(&edition.facts, all)?));
    let data: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    let data: Vec<&str> = data.into_iter().filter(|name| name.ends_with(".csv")).collect();
    let described = codebook(&edition.facts, &data);
    files.push(file(CODEBOOK.into(), CSVW, described));
    files.push(file("about.csv".into(), CSV, about_csv(edition)?));
    let index = page(edition, &edition.overview, &files);
    files.insert(0, file("index.html".into(), HTML, index.into_bytes()));
    let sums: String = files
        .iter()
        .map(|file| format!("{}  {}\n", file.sha256, file.name))
        .collect();
    files.push(file("SHA256SUMS".into(), TEXT, sums.into_bytes()));
    Ok(files)
}

fn file(name: String, media_type: &'static str, bytes: Vec<u8>) -> EditionFile {
    EditionFile {
        name,
        media_type,
        sha256: HEXLOWER.encode(&Sha256::digest(&bytes)),
        bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::disclosure::ReleasedTable;
    use crate::survey::edition::specimen::specimen;

    #[test]
    fn the_same_edition_gives_the_same_bytes() {
        let files = |_| edition_files(&specimen(100).edition()).unwrap();
        assert_eq!(files(1), files(2));
    }

    #[test]
    fn every_report_is_a_page_and_a_data_file_and_all_are_in_the_sums() {
        let files = edition_files(&specimen(100).edition()).unwrap();
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        for wanted in [
            "index.html",
            "vawg.html",
            "vawg.csv",
            "men-and-boys.html",
            "men-and-boys.csv",
            "rights.html",
            "rights.csv",
            "family-burglary.html",
            "family-burglary.csv",
            "all.csv",
            "about.csv",
            "csv-metadata.json",
        ] {
            assert!(names.contains(&wanted), "{wanted}");
        }
        let sums = String::from_utf8(files.last().unwrap().bytes.clone()).unwrap();
        assert_eq!(sums.lines().count(), files.len() - 1);
        let index = String::from_utf8(files[0].bytes.clone()).unwrap();
        assert!(
            files[1..files.len() - 1]
                .iter()
                .all(|file| index.contains(&file.sha256))
        );
    }

    #[test]
    fn a_table_that_stands_in_two_reports_is_the_same_in_both() {
        let edition = specimen(100).edition();
        let mut known: std::collections::BTreeMap<&str, &ReleasedTable> = Default::default();
        for table in edition.reports().flat_map(|report| report.tables()) {
            let before = known.insert(table.id(), table);
            assert!(before.is_none_or(|before| before == table), "{}", table.id());
        }
    }

    #[test]
    fn an_edition_of_hardly_any_answers_is_a_whole_document_that_explains() {
        let files = edition_files(&specimen(2).edition()).unwrap();
        let vawg = files.iter().find(|file| file.name == "vawg.html").unwrap();
        let text = String::from_utf8(vawg.bytes.clone()).unwrap();
        assert!(text.contains("Split by sex withheld") && text.contains("No sentence is written about"));
        assert!(text.ends_with("</html>"));
    }
}
