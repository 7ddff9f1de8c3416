//! Two of the attacks on the whole cluster, small: the transaction that wrote a row (`xmin`) and its
//! place in the file (`ctid`) must not lead from a spent gate to a response. The same guesses find
//! nearly everybody in a naive pair of tables, so they can see what there is to be seen.

use std::collections::HashMap;

use super::station::{MARK, Station};

const PEOPLE: usize = 120;

/// One batch: one right match is expected by chance. Four standard deviations above is the limit.
const LIMIT: usize = 4;

/// Rows as the attacker sees them: what she wants to know, the transaction, the place.
type Rows = Vec<(String, u64, String)>;

fn rows(text: &str) -> Rows {
    let row = |line: &str| {
        let mut parts = line.split('|').map(str::trim);
        let mut next = || parts.next().expect("three columns").to_owned();
        (next(), next().parse().expect("a transaction"), next())
    };
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(row)
        .collect()
}

/// Right matches when every gate is given a response of the same transaction, if there is just one.
fn equal_xmin(gates: &Rows, responses: &Rows, truth: &HashMap<String, String>) -> usize {
    let right = |gate: &&(String, u64, String)| {
        let same: Vec<_> = responses.iter().filter(|response| response.1 == gate.1).collect();
        same.len() == 1 && truth.get(&gate.0) == Some(&same[0].0)
    };
    gates.iter().filter(right).count()
}

/// Right matches when gates and responses are paired in the order of their transactions.
fn ranked_xmin(gates: &Rows, responses: &Rows, truth: &HashMap<String, String>) -> usize {
    let ranked = |rows: &Rows| {
        let mut rows = rows.clone();
        rows.sort_by_key(|row| (row.1, place(&row.2)));
        rows
    };
    let pairs = ranked(gates).into_iter().zip(ranked(responses));
    pairs
        .filter(|(gate, response)| truth.get(&gate.0) == Some(&response.0))
        .count()
}

/// Right matches when they are paired in the order in which they lie in their files.
fn ranked_ctid(gates: &Rows, responses: &Rows, truth: &HashMap<String, String>) -> usize {
    let ranked = |rows: &Rows| {
        let mut rows = rows.clone();
        rows.sort_by_key(|row| place(&row.2));
        rows
    };
    let pairs = ranked(gates).into_iter().zip(ranked(responses));
    pairs
        .filter(|(gate, response)| truth.get(&gate.0) == Some(&response.0))
        .count()
}

fn place(ctid: &str) -> (u64, u64) {
    let (page, line) = ctid
        .trim_matches(['(', ')'])
        .split_once(',')
        .expect("a place in a file");
    (page.parse().expect("a page"), line.parse().expect("a line"))
}

#[tokio::test]
async fn transactions_and_places_lead_from_spent_gates_to_responses_no_better_than_chance() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", PEOPLE)]).await;
    station.send_many(wave, "burglary", PEOPLE).await;
    assert_eq!(station.close_and_mix(wave).await, (PEOPLE, 0));
    // The truth, which only the test knows: who sent which answers.
    let truth: HashMap<String, String> = station
        .links(wave, "burglary")
        .iter()
        .enumerate()
        .map(|(mark, link)| {
            (
                data_encoding::HEXLOWER.encode(link.gate().as_bytes()),
                mark.to_string(),
            )
        })
        .collect();
    let gates = rows(
        &station
            .database
            .sql("SELECT encode(hash, 'hex') || '|' || xmin || '|' || ctid FROM gate WHERE spent"),
    );
    let responses = rows(&station.database.sql(&format!(
        "SELECT {MARK} || '|' || xmin || '|' || ctid FROM response"
    )));
    assert_eq!((gates.len(), responses.len()), (PEOPLE, PEOPLE));
    for (attack, right) in [
        ("equal xmin", equal_xmin(&gates, &responses, &truth)),
        ("rank of xmin", ranked_xmin(&gates, &responses, &truth)),
        ("order in the files", ranked_ctid(&gates, &responses, &truth)),
    ] {
        assert!(right <= LIMIT, "{attack}: {right} of {PEOPLE} are right");
    }
}

#[test]
fn the_same_guesses_find_nearly_everybody_where_answers_are_written_when_they_arrive() {
    let database = crate::harness::TestDatabase::new();
    database.sql(
        "CREATE TABLE naive_gate (hash text, spent boolean); \
         CREATE TABLE naive_response (mark text); CREATE TABLE later_response (mark text)",
    );
    let mut script = String::new();
    // Gates in an order of their own, as a shuffle would leave them.
    for place in 0..PEOPLE {
        let gate = place * 77 % PEOPLE;
        script.push_str(&format!("INSERT INTO naive_gate VALUES ('g{gate}', false);\n"));
    }
    for person in 0..PEOPLE {
        script.push_str(&format!(
            "BEGIN; UPDATE naive_gate SET spent = true WHERE hash = 'g{person}'; \
             INSERT INTO naive_response VALUES ('{person}'); COMMIT;\n\
             INSERT INTO later_response VALUES ('{person}');\n"
        ));
    }
    database.sql(&script);
    let truth: HashMap<String, String> = (0..PEOPLE)
        .map(|person| (format!("g{person}"), person.to_string()))
        .collect();
    let gates = rows(&database.sql("SELECT hash || '|' || xmin || '|' || ctid FROM naive_gate WHERE spent"));
    let of =
        |table: &str| rows(&database.sql(&format!("SELECT mark || '|' || xmin || '|' || ctid FROM {table}")));
    let floor = PEOPLE * 85 / 100;
    assert!(equal_xmin(&gates, &of("naive_response"), &truth) >= floor);
    assert!(ranked_xmin(&gates, &of("later_response"), &truth) >= floor);
    assert!(ranked_ctid(&gates, &of("later_response"), &truth) >= floor);
}
