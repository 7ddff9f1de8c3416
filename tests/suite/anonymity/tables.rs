//! What the tables of the ballot box must not have: anything that tells when, or in which order.

use std::collections::BTreeMap;
use std::path::Path;

use crate::harness::TestDatabase;

const BALLOT_BOX: &str = "'gate', 'new_card', 'stop', 'draft', 'epoch', 'ballot', 'response', 'slip', 'comment', 'opt_out', 'recent'";

#[test]
fn no_column_of_the_ballot_box_tells_a_time_and_two_tell_a_day() {
    let database = TestDatabase::new();
    let times = database.sql(&format!(
        "SELECT table_name || '.' || column_name FROM information_schema.columns \
         WHERE table_schema = 'public' AND table_name IN ({BALLOT_BOX}) \
           AND (data_type LIKE 'time%' OR data_type IN ('date', 'interval', 'xid', 'pg_lsn')) ORDER BY 1"
    ));
    let found: Vec<&str> = times.lines().map(str::trim).collect();
    assert_eq!(found, ["draft.expires_on", "epoch.not_before"]);
}

#[test]
fn no_column_of_the_ballot_box_counts_up_and_none_has_a_default_but_false() {
    let database = TestDatabase::new();
    let defaults = database.sql(&format!(
        "SELECT table_name || '.' || column_name || ' ' || coalesce(column_default, is_identity) \
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name IN ({BALLOT_BOX}) \
           AND (column_default IS NOT NULL OR is_identity = 'YES') ORDER BY 1"
    ));
    let found: Vec<&str> = defaults.lines().map(str::trim).collect();
    assert_eq!(found, ["gate.spent false", "stop.stopped false"]);
}

#[test]
fn no_trigger_watches_the_ballot_box_and_nothing_refers_to_a_contact_from_it() {
    let database = TestDatabase::new();
    let triggers = database.sql("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal");
    assert_eq!(triggers.trim(), "0");
    let references = database.sql(
        "SELECT conrelid::regclass || ' -> ' || confrelid::regclass FROM pg_constraint \
         WHERE contype = 'f' AND conrelid::regclass::text IN \
           ('gate', 'new_card', 'stop', 'draft', 'epoch', 'ballot', 'response', 'slip', 'comment') ORDER BY 1",
    );
    let found: Vec<&str> = references.lines().map(str::trim).collect();
    assert_eq!(
        found,
        [
            "ballot -> epoch",
            "epoch -> cohort",
            "gate -> cohort",
            "new_card -> cohort",
            "stop -> cohort"
        ]
    );
}

#[test]
fn drafts_stay_out_of_the_log_and_nothing_is_sampled_from_what_is_sealed() {
    let database = TestDatabase::new();
    let persistence = database.sql("SELECT relpersistence FROM pg_class WHERE relname = 'draft'");
    assert_eq!(persistence.trim(), "u");
    let sampled = database.sql(
        "SELECT attname FROM pg_attribute WHERE attrelid IN ('draft'::regclass, 'ballot'::regclass) \
         AND attnum > 0 AND attname IN ('body', 'link_tag', 'wrapped_key', 'found_by') AND attstattarget <> 0",
    );
    assert_eq!(sampled.trim(), "");
}

/// The schema that the code was written against, read from its source: table -> columns.
fn written_schema() -> BTreeMap<String, Vec<String>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/schema.rs");
    let text = std::fs::read_to_string(file).expect("the schema's source");
    let mut tables = BTreeMap::new();
    for table in text.split("table! {").skip(1) {
        let lines = table
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with("///"));
        let mut lines = lines.skip_while(|line| line.is_empty());
        let head = lines.next().expect("a table's head");
        let name = head.split_whitespace().next().expect("a table's name").to_owned();
        let columns = lines
            .take_while(|line| *line != "}")
            .filter_map(|line| line.split_once(" -> "))
            .map(|(column, _)| column.to_owned())
            .collect();
        tables.insert(name, columns);
    }
    tables
}

#[test]
fn the_schema_in_the_code_is_the_schema_of_the_migrations() {
    let database = TestDatabase::new();
    let mut migrated: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let rows = database.sql(
        "SELECT table_name || '|' || column_name FROM information_schema.columns \
         WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_diesel%' \
         ORDER BY table_name, ordinal_position",
    );
    for row in rows.lines() {
        let (table, column) = row.trim().split_once('|').expect("two columns");
        migrated
            .entry(table.to_owned())
            .or_default()
            .push(column.to_owned());
    }
    assert_eq!(written_schema(), migrated);
}
