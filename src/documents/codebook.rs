//! The codebook of an edition's data files: what each column holds, and what the marks mean, for programs.
//!
//! Source: W3C, "Metadata Vocabulary for Tabular Data" (Recommendation, 17 December 2015); `csv-metadata.json` is the name
//! under which section 5.3 of "Model for Tabular Data and Metadata on the Web" has readers look for it.

use serde_json::{Value, json};

use super::edition_csv::{HEADER, about};
use crate::survey::edition::Facts;

/// Its name.
pub const CODEBOOK: &str = "csv-metadata.json";

/// A column: what it is called for people, what it holds, and as what.
type Column = (&'static str, &'static str, &'static str);

/// The columns in the order of the header.
const COLUMNS: [Column; 19] = [
    ("Edition", "Number of the edition.", "integer"),
    ("Table", "Id of the table, the same in every edition.", "string"),
    ("Title", "Title of the table.", "string"),
    (
        "Period",
        "Period of the row: a quarter or 12 months, by when the crime was recorded.",
        "string",
    ),
    (
        "Place",
        "Crime type, or all of those that the table is about.",
        "string",
    ),
    (
        "Group",
        "Women and girls, men and boys, sex not stated or described another way, or all victims.",
        "string",
    ),
    ("Measure", "What is counted.", "string"),
    (
        "Item",
        "Id of the question; empty where none was asked.",
        "string",
    ),
    ("Category", "The answer, or the class of answers.", "string"),
    (
        "Count, rounded",
        "How many gave this answer, rounded to a multiple of 5; empty where it is not shown.",
        "integer",
    ),
    (
        "Base, rounded",
        "Sum of the rounded categories: how many answers the percentage rests on.",
        "integer",
    ),
    (
        "Percent",
        "Percentage of the base, or difference in percentage points; text where it is under 5 or over 95.",
        "string",
    ),
    (
        "Interval, low end",
        "Low end of the 95 % interval; it covers chance and rounding, and leaves out that some did not answer.",
        "integer",
    ),
    ("Interval, high end", "High end of the 95 % interval.", "integer"),
    (
        "Mark",
        "[c] confidential, not shown; [u] low reliability; [x] not available; empty where nothing is to be said.",
        "string",
    ),
    ("Note", "Why a number is marked or missing.", "string"),
    ("Question", "The question as it was asked.", "string"),
    ("Ages", "Age band, where the table is by age.", "string"),
    (
        "Design effect",
        "How much wider weights make the variance of the percentage (Kish); empty where nothing is weighted.",
        "number",
    ),
];

/// Describes the data files of these names. The same edition gives the same bytes.
pub fn codebook(facts: &Facts, files: &[&str]) -> Vec<u8> {
    let columns: Vec<Value> = HEADER
        .iter()
        .zip(COLUMNS)
        .map(|(name, (title, holds, datatype))| {
            json!({ "name": name, "titles": [name, title], "dc:description": holds, "datatype": datatype, "null": "" })
        })
        .collect();
    let tables: Vec<Value> = files
        .iter()
        .map(|name| json!({ "url": name, "tableSchema": { "columns": columns } }))
        .collect();
    let notes: Vec<Value> = about(facts)
        .into_iter()
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect();
    let metadata = json!({
        "@context": ["http://www.w3.org/ns/csvw", { "@language": "en" }],
        "dc:title": format!("Edition {}, {}", facts.number, facts.period.words()),
        "dc:description": "Answers of victims who could be invited and chose to answer. They say nothing about how many crimes happen.",
        "dialect": { "encoding": "utf-8", "header": true, "lineTerminators": ["\r\n"] },
        "tables": tables,
        "notes": notes,
    });
    let mut text = format!("{metadata:#}");
    text.push('\n');
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::edition::specimen::specimen;

    #[test]
    fn every_column_of_every_data_file_is_described_in_the_order_of_its_header() {
        let edition = specimen(100).edition();
        let text = codebook(&edition.facts, &["vawg.csv", "all.csv"]);
        assert_eq!(text, codebook(&edition.facts, &["vawg.csv", "all.csv"]));
        let read: Value = serde_json::from_slice(&text).expect("it is JSON");
        let tables = read["tables"].as_array().expect("tables");
        assert_eq!(tables.len(), 2);
        for table in tables {
            let columns = table["tableSchema"]["columns"].as_array().expect("columns");
            let names: Vec<&str> = columns
                .iter()
                .filter_map(|column| column["name"].as_str())
                .collect();
            assert_eq!(names, HEADER);
            assert!(columns.iter().all(|column| {
                column["dc:description"]
                    .as_str()
                    .is_some_and(|text| text.len() > 10)
            }));
        }
        assert!(String::from_utf8_lossy(&text).contains("threshold_base_shown"));
    }
}
