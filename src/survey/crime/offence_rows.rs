//! The rows of the table of offence codes, each cell with the line and column at which it begins.

use std::collections::HashMap;

use crate::survey::source::{Fault, SourceFile};

const COLUMNS: [&str; 9] = [
    "offence_code",
    "offence_description",
    "offence_subgroup",
    "offence_group",
    "victim_kind",
    "vawg_default",
    "status",
    "source",
    "year",
];

/// One cell and where it begins, line and column from 1.
#[derive(Clone, Debug, Default)]
pub(super) struct Cell {
    pub text: String,
    pub line: u64,
    pub column: u64,
}

impl Cell {
    /// The fault of a cell that holds none of the words of its column.
    pub(super) fn is_no(&self, path: &str, column: &str, allowed: &str) -> Fault {
        let what = format!("\"{}\" is no {column}", self.text);
        let allowed = format!("Allowed: {allowed}");
        Fault::of(path, what, allowed, "Correct the cell").at(self.line, self.column)
    }
}

/// One row by the names of its columns.
pub(super) struct Cells(HashMap<&'static str, Cell>);

impl Cells {
    /// The cell of a column of the table.
    pub(super) fn get(&self, column: &str) -> &Cell {
        static NONE: Cell = Cell {
            text: String::new(),
            line: 0,
            column: 0,
        };
        self.0.get(column).unwrap_or(&NONE)
    }
}

/// The rows below the heading, if the table has all columns, no others, and a cell for each in every row.
pub(super) fn rows(file: &SourceFile) -> Result<Vec<Cells>, Vec<Fault>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(file.text.as_bytes());
    let mut records = reader.records().map_while(Result::ok);
    let heading = records.next().map(|record| cells(&file.text, &record));
    let heading = heading.unwrap_or_default();
    let places = columns(&file.path, &heading)?;
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for record in records {
        let row = cells(&file.text, &record);
        if row.len() != heading.len() {
            let cells = if row.len() == 1 { "cell" } else { "cells" };
            let what = format!(
                "The row has {} {cells} and the table {} columns",
                row.len(),
                heading.len()
            );
            let allowed = "A cell for each column; a comma inside a cell stands in a cell in double quotes";
            let fault = Fault::of(
                &file.path,
                what,
                allowed,
                "Correct the commas and quotes of the row",
            );
            let line = row.first().map_or(0, |cell| cell.line);
            faults.push(fault.at(line, 1));
            continue;
        }
        rows.push(Cells(
            places
                .iter()
                .filter_map(|(name, place)| Some((*name, row.get(*place)?.clone())))
                .collect(),
        ));
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// Where each column stands.
fn columns(path: &str, heading: &[Cell]) -> Result<Vec<(&'static str, usize)>, Vec<Fault>> {
    let allowed = || format!("Columns are {}", COLUMNS.join(", "));
    let (mut places, mut faults) = (Vec::new(), Vec::new());
    for (place, cell) in heading.iter().enumerate() {
        let known = COLUMNS.into_iter().find(|name| *name == cell.text);
        match known.filter(|name| places.iter().all(|(other, _)| other != name)) {
            Some(name) => places.push((name, place)),
            None => {
                let what = match known {
                    Some(name) => format!("The column {name} stands twice"),
                    None => format!("There is no column \"{}\"", cell.text),
                };
                let fault = Fault::of(path, what, allowed(), "Correct or remove it");
                faults.push(fault.at(cell.line, cell.column));
            }
        }
    }
    for name in COLUMNS {
        if places.iter().all(|(other, _)| *other != name) {
            let what = format!("The column {name} is missing");
            faults.push(Fault::of(path, what, allowed(), "Add it to the first line").at(1, 1));
        }
    }
    if faults.is_empty() {
        Ok(places)
    } else {
        Err(faults)
    }
}

/// The cells of a record with their places: found by walking over the text from where the record begins,
/// since the reader tells of whole records only.
fn cells(text: &str, record: &csv::StringRecord) -> Vec<Cell> {
    let begin = record.position().map_or(0, csv::Position::byte);
    let begin = usize::try_from(begin).unwrap_or(0).min(text.len());
    let skipped = text[begin..].len() - text[begin..].trim_start_matches(['\r', '\n']).len();
    let begin = begin + skipped;
    let before = &text[..begin];
    let mut line = 1 + before.matches('\n').count();
    let mut column = 1 + before.chars().rev().take_while(|letter| *letter != '\n').count();
    let mut places = vec![(line, column)];
    let mut quoted = false;
    for letter in text[begin..].chars() {
        if places.len() == record.len() {
            break;
        }
        column += 1;
        match letter {
            '"' => quoted = !quoted,
            '\n' => (line, column) = (line + 1, 1),
            ',' if !quoted => places.push((line, column)),
            _ => {}
        }
    }
    let number = |number: usize| u64::try_from(number).unwrap_or(0);
    record
        .iter()
        .zip(places)
        .map(|(text, (line, column))| Cell {
            text: text.to_owned(),
            line: number(line),
            column: number(column),
        })
        .collect()
}
