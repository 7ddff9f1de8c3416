//! The daily look at the ballot box, under its own role on real tables: it is quiet where all is as it
//! must be, and says what is wrong where somebody broke one measure.

use heard::operations::check_itself::check_itself;
use heard::store::staff::Role;

use super::station::Station;
use crate::harness::{Site, TestDatabase, day};

/// What the look finds, but for the tests' own careless server.
async fn faults(database: &TestDatabase, on: &str) -> Vec<String> {
    let mut conn = database.connect("heard_selfcheck").await;
    let check = check_itself(&mut conn, day(on)).await.expect("looked");
    let mut faults = check.expect("not looked on that day before").faults;
    faults.retain(|fault| !fault.starts_with("fsync") && !fault.starts_with("full_page_writes"));
    faults
}

#[tokio::test]
async fn a_wave_that_was_mixed_as_it_must_be_gives_nothing_to_find() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 12), ("45", 12)]).await;
    station.send_many(wave, "burglary", 12).await;
    station.send_many(wave, "vehicle-crime", 11).await;
    assert_eq!(
        faults(&station.database, "2026-07-20").await,
        Vec::<String>::new()
    );
    station.close_and_mix(wave).await;
    assert_eq!(
        faults(&station.database, "2026-08-11").await,
        Vec::<String>::new()
    );
    station.purge(wave).await;
    assert_eq!(
        faults(&station.database, "2026-08-12").await,
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn each_broken_measure_is_found_and_told_without_telling_of_anybody() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 20)]).await;
    station.send_many(wave, "burglary", 12).await;
    station.close_and_mix(wave).await;
    let response =
        "INSERT INTO response SELECT gen_random_uuid(), wave, cohort, 1, '{}' FROM response LIMIT 1";
    for (number, (broken, told)) in [
        (format!("BEGIN; {response}; UPDATE gate SET spent = true; COMMIT"), "in the transaction of a link"),
        (
            "INSERT INTO ballot SELECT gen_random_uuid(), id, decode(repeat('00', n), 'hex') \
             FROM (SELECT id FROM epoch LIMIT 1) AS e, (VALUES (1), (2)) AS v (n)"
                .to_owned(),
            "Ballots have different lengths",
        ),
        (
            "INSERT INTO draft SELECT gen_random_uuid(), '', decode(repeat('00', n), 'hex'), '', NULL, '2027-01-01' \
             FROM (VALUES (1), (2)) AS v (n)"
                .to_owned(),
            "Drafts have different lengths",
        ),
        ("ALTER TABLE ballot ADD COLUMN sent_at timestamptz".to_owned(), "ballot.sent_at"),
        ("ALTER TABLE gate ADD COLUMN number bigserial".to_owned(), "gate.number"),
        ("ALTER TABLE draft SET LOGGED".to_owned(), "The table draft is written into the log"),
        (
            "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; \
             CREATE TRIGGER noting AFTER UPDATE ON gate EXECUTE FUNCTION note()"
                .to_owned(),
            "the trigger noting watches",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        station.database.sql(&broken);
        let faults = faults(&station.database, &format!("2026-09-{:02}", number + 1)).await;
        assert!(
            faults.iter().any(|fault| fault.contains(told)),
            "“{told}” is not among {faults:?}"
        );
    }
}

#[tokio::test]
async fn it_looks_once_a_day_and_keeps_a_year_of_what_it_found() {
    let database = TestDatabase::new();
    let mut conn = database.connect("heard_selfcheck").await;
    for (on, looks) in [
        ("2026-01-01", true),
        ("2026-01-01", false),
        ("2025-12-31", false),
        ("2026-01-02", true),
        ("2027-01-03", true),
    ] {
        let check = check_itself(&mut conn, day(on)).await.expect("looked");
        assert_eq!(check.is_some(), looks, "{on}");
    }
    let kept = database.sql("SELECT day FROM self_check ORDER BY day");
    assert_eq!(
        kept.split_whitespace().collect::<Vec<_>>(),
        ["2026-01-02", "2027-01-03"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_anonymity_page_tells_the_last_look_and_staff_are_alarmed_until_one_finds_nothing() {
    let site = Site::open().await;
    let mut anybody = site.visitor();
    let before = anybody.get("/anonymity").await.body;
    assert!(before.contains("It has not looked yet."), "{before}");
    site.database
        .sql("INSERT INTO self_check VALUES ('2026-11-01', '{\"Ballots have different lengths.\"}')");
    let page = anybody.get("/anonymity").await.body;
    assert!(
        page.contains("1 November 2026") && page.contains("Ballots have different lengths."),
        "{page}"
    );
    for role in [Role::Provider, Role::Commissioner, Role::Administrator] {
        let mut staff = site.signed_in(role).await;
        let start = staff.get("/").await.body;
        assert!(
            start.contains("The daily look at the stored answers found something"),
            "{role}: {start}"
        );
    }
    site.database
        .sql("INSERT INTO self_check VALUES ('2026-11-02', '{}')");
    let page = anybody.get("/anonymity").await.body;
    assert!(
        page.contains("2 November 2026") && page.contains("Nothing was found."),
        "{page}"
    );
    let mut provider = site.signed_in(Role::Provider).await;
    assert!(!provider.get("/").await.body.contains("found something"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_anonymity_page_tells_how_much_the_last_mix_brought_out_and_of_which_crime_nothing() {
    let site = Site::open().await;
    let mut anybody = site.visitor();
    let before = anybody.get("/anonymity").await.body;
    assert!(!before.contains("was mixed last"), "{before}");
    site.database.sql(
        "INSERT INTO wave (id, name, quarter, state, fieldwork_from, fieldwork_to) \
         SELECT gen_random_uuid(), 'W' || n, '2025Q' || n, 'purged', make_date(2025, n, 1), make_date(2025, n, 28) \
         FROM generate_series(1, 2) AS n; \
         INSERT INTO ledger SELECT id, family, measure, count FROM wave, (VALUES ('burglary', 'mixed', 31), \
         ('vehicle-crime', 'mixed', 12), ('vehicle-crime', 'carried_out', 5)) AS l (family, measure, count) \
         WHERE quarter = '2025Q2'; \
         INSERT INTO ledger SELECT id, 'burglary', 'mixed', 77 FROM wave WHERE quarter = '2025Q1'",
    );
    let page = anybody.get("/anonymity").await.body;
    assert!(
        page.contains("closed on 28 February 2025: 43 responses came out of 2 batches."),
        "{page}"
    );
}
