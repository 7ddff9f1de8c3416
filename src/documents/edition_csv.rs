//! An edition as tidy CSV: a line for each number, with its table, period, place, group and category.
//!
//! A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV injection").

use crate::survey::disclosure::{
    Comparison, Figure, MeasureName, Participation, ReleasedBody, ReleasedRow, ReleasedTable, RowName,
};
use crate::survey::edition::{Edition, Facts};

pub(super) const HEADER: [&str; 19] = [
    "edition",
    "table",
    "title",
    "period",
    "place",
    "group",
    "measure",
    "item",
    "category",
    "count_rounded",
    "base_rounded",
    "percent",
    "interval_low",
    "interval_high",
    "mark",
    "note",
    "question",
    "ages",
    "design_effect",
];

/// A file could not be written: the memory for it is the only thing that can fail.
#[derive(Debug, thiserror::Error)]
#[error("a data file of the edition could not be written")]
pub struct CsvError(#[from] csv::Error);

/// The tables as tidy CSV.
///
/// # Errors
/// Only where memory for the file fails.
pub fn tables_csv<'a>(
    facts: &Facts,
    tables: impl Iterator<Item = &'a ReleasedTable>,
) -> Result<Vec<u8>, CsvError> {
    let mut file = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    file.write_record(HEADER)?;
    for table in tables {
        match table.body() {
            ReleasedBody::Measure(measure, rows) => {
                for line in rows
                    .iter()
                    .flat_map(|row| measure_lines(facts, table, measure, row))
                {
                    write(&mut file, &line)?;
                }
            }
            ReleasedBody::Participation(rows) => {
                for line in rows.iter().flat_map(|row| participation_lines(facts, table, row)) {
                    write(&mut file, &line)?;
                }
            }
            ReleasedBody::Comparisons(rows) => {
                for found in rows {
                    write(&mut file, &comparison_line(facts, table, found))?;
                }
            }
            ReleasedBody::Counts(rows) => {
                for (name, figure) in rows {
                    let mut line = begin(facts, table, name);
                    line[6] = "cases".into();
                    put(&mut line, *figure);
                    write(&mut file, &line)?;
                }
            }
        }
    }
    finish(file)
}

/// What the edition says about itself, as name and value.
///
/// # Errors
/// Only where memory for the file fails.
pub fn about_csv(edition: &Edition) -> Result<Vec<u8>, CsvError> {
    let mut file = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    file.write_record(["name", "value"])?;
    for (name, value) in about(&edition.facts) {
        file.write_record([guarded(name), guarded(&value)])?;
    }
    finish(file)
}

/// The facts of an edition by name, for every format.
pub fn about(facts: &Facts) -> Vec<(&'static str, String)> {
    let mut lines = vec![
        ("edition", facts.number.to_string()),
        ("period", facts.period.words()),
        ("quarters", facts.period.quarters().join(" ")),
        ("answers_until", facts.cut_off.to_string()),
        ("waves", facts.waves.join("; ")),
        ("vawg_rule_set", facts.vawg_rules.clone()),
    ];
    lines.extend(
        facts
            .corrects
            .map(|number| ("corrects_edition", number.to_string())),
    );
    lines.extend(
        facts
            .questionnaires
            .iter()
            .map(|hash| ("questionnaire_sha256", hash.clone())),
    );
    lines.extend(facts.breaks.iter().map(|one| ("break_in_series", one.words())));
    lines.extend(
        facts
            .thresholds
            .named()
            .into_iter()
            .map(|(name, value)| (threshold_name(name), value.to_string())),
    );
    lines
}

fn threshold_name(name: &str) -> &'static str {
    match name {
        "shown" => "threshold_base_shown",
        "percentage_marked" => "threshold_base_percentage_marked",
        "percentage_plain" => "threshold_base_percentage_plain",
        "post_stratum" => "threshold_post_stratum",
        "new_answers" => "threshold_new_answers",
        "comments_read" => "threshold_comments_read",
        _ => "threshold_comments_quoted",
    }
}

fn begin(facts: &Facts, table: &ReleasedTable, name: &RowName) -> [String; 19] {
    let mut line: [String; 19] = Default::default();
    line[0] = facts.number.to_string();
    line[1] = table.id().into();
    line[2] = table.title().into();
    line[3] = name.period.clone();
    line[4] = name.place.clone();
    line[5] = name.group.label().into();
    line[17] = name.ages.clone();
    line
}

fn measure_lines(
    facts: &Facts,
    table: &ReleasedTable,
    measure: &MeasureName,
    row: &ReleasedRow,
) -> Vec<[String; 19]> {
    let lines = measure.categories.iter().enumerate().map(|(at, category)| {
        let mut line = begin(facts, table, row.name());
        line[6] = measure.id.clone();
        line[7] = measure.item.clone();
        line[8] = category.clone();
        line[9] = row
            .counts()
            .and_then(|counts| counts.get(at))
            .map(u64::to_string)
            .unwrap_or_default();
        line[10] = row.base().map(|base| base.to_string()).unwrap_or_default();
        if let Some(share) = row.shares().and_then(|shares| shares.get(at)) {
            line[11] = share.text().trim_end_matches('%').into();
            line[12] = share.low().to_string();
            line[13] = share.high().to_string();
        }
        line[14] = row.mark().map_or("", |mark| mark.symbol()).into();
        line[15] = row.note().into();
        line[16] = measure.question.clone();
        line[18] = row.design_effect().unwrap_or_default();
        line
    });
    lines.collect()
}

/// The difference in points where a percentage stands, with its interval; both shares and the verdict in the note.
fn comparison_line(facts: &Facts, table: &ReleasedTable, found: &Comparison) -> [String; 19] {
    let mut line = begin(facts, table, found.name());
    let (first, second) = (found.first(), found.second());
    line[6] = format!("difference: {}", found.measure());
    line[7] = found.item().into();
    line[8] = found.category().into();
    line[11] = found.points().to_string();
    line[12] = found.interval().0.to_string();
    line[13] = found.interval().1.to_string();
    line[15] = format!(
        "{} {}%, {} {}%: {}; smallest difference that could be shown {} points",
        first.0,
        first.1,
        second.0,
        second.1,
        found.verdict().words(),
        found.smallest()
    );
    line
}

fn participation_lines(facts: &Facts, table: &ReleasedTable, row: &Participation) -> Vec<[String; 19]> {
    let figures = [
        ("invited", row.invited()),
        ("delivered", row.delivered()),
        ("responded", row.responded()),
        ("answers in the figures", row.in_figures()),
    ];
    let mut lines: Vec<[String; 19]> = figures
        .into_iter()
        .map(|(category, figure)| {
            let mut line = begin(facts, table, row.name());
            line[6] = "participation".into();
            line[8] = category.into();
            put(&mut line, figure);
            line
        })
        .collect();
    let mut rate = begin(facts, table, row.name());
    rate[6] = "participation".into();
    rate[8] = "response rate".into();
    rate[11] = row.rate().map(|rate| rate.to_string()).unwrap_or_default();
    rate[14] = row.mark().map_or("", |mark| mark.symbol()).into();
    rate[15] = row.note().into();
    lines.push(rate);
    lines
}

fn put(line: &mut [String; 19], figure: Figure) {
    match figure {
        Figure::Number(number) => line[9] = number.to_string(),
        Figure::TooFew => line[14] = "[c]".into(),
        Figure::NotHeld => line[14] = "[x]".into(),
    }
}

fn write(file: &mut csv::Writer<Vec<u8>>, line: &[String]) -> Result<(), CsvError> {
    file.write_record(line.iter().map(|text| guarded(text)))?;
    Ok(())
}

fn finish(file: csv::Writer<Vec<u8>>) -> Result<Vec<u8>, CsvError> {
    file.into_inner()
        .map_err(|fault| CsvError(fault.into_error().into()))
}

/// With an apostrophe before what would be a formula; a number below nought is none.
fn guarded(text: &str) -> String {
    let is_number = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    if text.strip_prefix('-').is_some_and(is_number) {
        return text.to_owned();
    }
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n') => format!("'{text}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::edition::specimen::specimen;

    /// Weighted percentages are recomputed from these lines by the tests of editions.
    #[test]
    fn every_line_has_all_columns_and_unweighted_percentages_follow_from_the_printed_counts() {
        let edition = specimen(300).edition();
        let all = edition.reports().flat_map(|report| report.tables());
        let bytes = tables_csv(&edition.facts, all).unwrap();
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let (mut plain, mut weighted) = (0, 0);
        for line in reader.records().map(Result::unwrap) {
            let number = |at: usize| line[at].parse::<f64>();
            if let (Ok(count), Ok(base), Ok(percent)) = (number(9), number(10), number(11)) {
                assert!(number(18).unwrap() >= 1.0, "{line:?}");
                match line[1].ends_with("-strata") {
                    true => assert!((count / base * 100.0 - percent).abs() < 0.500_001, "{line:?}"),
                    false => assert!((count / base * 100.0 - percent).abs() < 15.0, "{line:?}"),
                }
                plain += usize::from(line[1].ends_with("-strata"));
                weighted += usize::from(!line[1].ends_with("-strata"));
            }
        }
        assert!(plain > 100 && weighted > 100, "{plain} {weighted}");
    }

    #[test]
    fn what_a_spreadsheet_would_compute_is_kept_as_text() {
        assert_eq!(guarded("=1+1"), "'=1+1");
        assert_eq!(guarded("@x"), "'@x");
        assert_eq!(guarded("\n=1+1"), "'\n=1+1");
        assert_eq!(guarded("75+"), "75+");
        assert_eq!(guarded("-5"), "-5");
        assert_eq!(guarded("-5+1"), "'-5+1");
        assert_eq!(guarded("-"), "'-");
    }
}
