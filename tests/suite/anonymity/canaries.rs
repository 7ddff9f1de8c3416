//! Canaries: a word of its own in every field that can be typed into, on every way that goes wrong. None
//! is found in clear anywhere on the disk afterwards: not in a table, the write-ahead log, Postgres's
//! log, ours, the proxy's, a temporary file, a core or a backup; nor a link's secret or an address.

mod full_disk;
mod proxy;
mod scene;

use std::io::Write as _;
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::Method;

use crate::respondent::browser::Browser;
use crate::respondent::walk::{answer_all, answered, choose, to_the_choice};
use full_disk::fill_the_disk;
use scene::Scene;

/// To the end: every text of the questionnaire.
async fn answer_to_the_end(scene: &mut Scene) {
    let mut browser = scene.browser();
    let choice = to_the_choice(&mut browser, scene.links[0].path()).await;
    let first = choose(&mut browser, &choice, "burglary").await;
    let word = scene.word("to-the-end");
    let (list, _) = answer_all(&mut browser, first, 0, &word).await;
    let thanked = browser.go(&list, "send").await;
    assert_eq!(thanked.heading(), "Thank you");
}

/// A draft that is left where it is, and pages that are none of ours.
async fn leave_and_get_lost(scene: &mut Scene) {
    let (mut browser, page) = scene.at_a_text(1).await;
    let (status, ..) = scene.sends(&mut browser, &page, "left").await;
    assert_eq!(status, 303);
    for path in ["/s/", "/stop/", "/q?x=", "/"] {
        let path = format!("{path}{}", scene.word("path"));
        browser.request(Method::GET, &path, &[], None).await;
    }
    let word = scene.word("header");
    let headers = [
        ("user-agent", word.as_str()),
        ("referer", &word),
        ("cookie", &word),
    ];
    browser.request(Method::GET, "/q", &headers, None).await;
}

/// A body over the limit, and one that breaks off.
async fn send_too_much_and_too_little(scene: &mut Scene) {
    let (mut browser, page) = scene.at_a_text(2).await;
    let word = scene.word("oversized");
    let mut sent = answered(page.form_with("continue"), 0, &word);
    sent.push(("more".to_owned(), format!("{word} ").repeat(40_000)));
    let answer = browser.request(Method::POST, "/q", &[], Some(&sent)).await;
    assert_eq!(answer.status, 413, "{}", answer.body);
    break_off(scene, &browser);
}

/// Half a form, and the line goes dead.
fn break_off(scene: &mut Scene, browser: &Browser) {
    let word = scene.word("cancelled");
    let mut line = TcpStream::connect(scene.survey).expect("the survey answers");
    let cookie = browser.cookie.clone().unwrap_or_default();
    let half = format!(
        "POST /q HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\nsec-fetch-site: same-origin\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: 9999\r\n\r\nanything-else={word}",
        scene.survey
    );
    line.write_all(half.as_bytes()).expect("written");
}

/// A constraint that refuses the row: Postgres puts the row into its detail.
async fn meet_a_constraint(scene: &mut Scene) {
    let (mut browser, page) = scene.at_a_text(3).await;
    scene.sql("ALTER TABLE draft ADD CONSTRAINT never CHECK (octet_length(body) = 0) NOT VALID");
    let (status, ..) = scene.sends(&mut browser, &page, "constraint").await;
    assert!(status >= 500, "{status}");
    scene.sql("ALTER TABLE draft DROP CONSTRAINT never");
}

/// A time-out: somebody holds the table.
async fn wait_in_vain(scene: &mut Scene) {
    const HELD: &str =
        "FROM pg_locks WHERE relation = 'draft'::regclass AND mode = 'AccessExclusiveLock' AND granted";
    let (mut browser, page) = scene.at_a_text(4).await;
    let mut holder = hold_drafts(scene);
    while scene.sql(&format!("SELECT count(*) {HELD}")).trim() != "1" {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (status, ..) = scene.sends(&mut browser, &page, "time-out").await;
    assert!(status >= 500, "{status}");
    scene.sql(&format!("SELECT pg_terminate_backend(pid) {HELD}"));
    holder.wait().ok();
}

fn hold_drafts(scene: &Scene) -> Child {
    Command::new(scene.cluster().programs().join("psql"))
        .args(["-X", "-q", "-d", &scene.cluster().superuser_url("heard"), "-c"])
        .arg("BEGIN; LOCK TABLE draft; SELECT pg_sleep(60)")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("psql starts")
}

/// What lies in drafts and ballots is of one length each.
fn assert_one_length(scene: &Scene) {
    let lengths = scene.sql(
        "SELECT count(DISTINCT octet_length(body)) || ' ' || count(DISTINCT octet_length(wrapped_key)) FROM draft \
         UNION ALL SELECT count(DISTINCT octet_length(body)) || ' ' || count(*) FROM ballot",
    );
    assert_eq!(
        lengths.split_whitespace().collect::<Vec<_>>(),
        ["1", "1", "1", "1"]
    );
}

/// The search finds what lies there: a word in a table comes to its file, the log and the backup.
fn assert_a_planted_word_is_found(scene: &mut Scene) {
    let planted = scene.word("planted");
    scene.sql(&format!(
        "CREATE TABLE planted AS SELECT '{planted}'::text AS word; CHECKPOINT"
    ));
    let found = scene.found();
    for place in ["pg_wal", "base/", "backup.sql"] {
        assert!(
            found.iter().any(|found| found.contains(place)),
            "nothing in {place}: {found:?}"
        );
    }
    scene.sql("DROP TABLE planted");
    scene.words.retain(|word| *word != planted);
}

#[test]
fn nothing_that_was_typed_and_nobody_who_was_asked_is_found_in_clear_on_the_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    // The cluster ends with the thread that starts it: this one.
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let mut scene = Scene::open(folder.path()).await;
        answer_to_the_end(&mut scene).await;
        leave_and_get_lost(&mut scene).await;
        send_too_much_and_too_little(&mut scene).await;
        meet_a_constraint(&mut scene).await;
        wait_in_vain(&mut scene).await;
        assert_one_length(&scene);
        scene.sql("CHECKPOINT");
        assert_eq!(scene.found(), Vec::<String>::new());
        assert_a_planted_word_is_found(&mut scene);
        let (mut browser, page) = scene.at_a_text(6).await;
        let _disk = fill_the_disk(&mut scene).await;
        assert_eq!(scene.found(), Vec::<String>::new());
        // The database goes.
        drop(scene.stage.take());
        let (status, body, word) = scene.sends(&mut browser, &page, "gone").await;
        assert!(
            status >= 500 && body.contains(&word),
            "{status}: what was typed is lost"
        );
        assert_eq!(scene.found(), Vec::<String>::new());
    });
}
