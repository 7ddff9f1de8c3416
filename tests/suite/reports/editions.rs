//! Editions under the roles that make them: asked for by one account, made by the reporter, released by another.

use heard::operations::clock::Clock;
use heard::operations::{Made, ReleaseEditionError, RequestEditionError, refuse_edition, release_edition};
use heard::store;
use heard::store::editions::{EditionState, StoredFile, find_edition, find_file, find_released, list_files};
use heard::survey::edition::Span;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::room::{PARENT, Room};
use crate::harness::day;

async fn release(room: &Room, id: Uuid, actor: &str) -> Result<i32, ReleaseEditionError> {
    let conn = store::get(&room.database.pool("heard_web"))
        .await
        .expect("a connection");
    release_edition(
        conn,
        id,
        actor.into(),
        day("2026-11-23"),
        Clock::machine().machine_now(),
    )
    .await
}

async fn file(room: &Room, id: Uuid, name: &str) -> StoredFile {
    let mut web = room.database.connect("heard_web").await;
    find_file(&mut web, id, name)
        .await
        .expect("the web reads files")
        .unwrap_or_else(|| panic!("{name} is there"))
}

/// Lines of a data file as (table, period, group, category, count, percent).
fn lines(file: &StoredFile) -> Vec<[String; 6]> {
    let mut reader = csv::Reader::from_reader(file.bytes.as_slice());
    let records = reader.records().map(|record| record.expect("a whole line"));
    records
        .map(|line| [1, 3, 5, 8, 9, 11].map(|at| line[at].to_owned()))
        .collect()
}

#[tokio::test]
async fn an_edition_goes_from_answers_to_everybody_through_two_accounts() {
    let room = Room::with_a_year(120).await;
    let id = room
        .ask(Span::RollingYear, "2026Q3", "ann", false)
        .await
        .expect("the year is closed");
    assert_eq!(room.make().await, Some(Made::Candidate(1)));
    assert_eq!(room.make().await, None, "nothing more was asked for");

    let own = release(&room, id, "ann").await.expect_err("four eyes");
    assert!(matches!(own, ReleaseEditionError::OwnRequest), "{own}");
    assert_eq!(release(&room, id, "ben").await.expect("another account may"), 1);

    let mut web = room.database.connect("heard_web").await;
    let edition = find_released(&mut web, 1)
        .await
        .expect("readable")
        .expect("released");
    assert_eq!(
        (edition.state, edition.released_by.as_deref()),
        (EditionState::Released, Some("ben"))
    );
    let files = list_files(&mut web, id).await.expect("listed");
    assert_eq!(
        files.len(),
        1 + 17 + 17 + 3 + 1,
        "a page and a data file for VAWG, men and boys, the rights and each family, and what belongs to all"
    );
    let acts = room
        .database
        .sql("SELECT actor || ' ' || act FROM audit ORDER BY id");
    assert!(
        acts.contains("ann asked for an edition") && acts.contains("ben released an edition"),
        "{acts}"
    );
}

#[tokio::test]
async fn every_download_is_the_same_bytes_and_their_sum_is_the_one_shown() {
    let room = Room::with_a_year(60).await;
    let id = room
        .ask(Span::RollingYear, "2026Q3", "ann", false)
        .await
        .expect("the year is closed");
    assert_eq!(room.make().await, Some(Made::Candidate(1)));
    let mut web = room.database.connect("heard_web").await;
    for listed in list_files(&mut web, id).await.expect("listed") {
        let (first, second) = (
            file(&room, id, &listed.name).await,
            file(&room, id, &listed.name).await,
        );
        let sum: String = Sha256::digest(&first.bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(
            (first.bytes, sum),
            (second.bytes, listed.sha256),
            "{}",
            listed.name
        );
    }
}

#[tokio::test]
async fn the_figures_are_those_of_an_independent_recount_before_rounding() {
    let room = Room::with_a_year(120).await;
    let id = room
        .ask(Span::RollingYear, "2026Q3", "ann", false)
        .await
        .expect("the year is closed");
    room.make().await;
    let lines = lines(&file(&room, id, "family-domestic-abuse.csv").await);
    let mut compared = 0;
    for [table, period, group, category, count, _] in &lines {
        if table != "domestic-abuse-whole-experience" || count.is_empty() {
            continue;
        }
        let codes: &[&str] = match category.as_str() {
            "Completely, very or fairly satisfied" => &["1", "2", "3"],
            "Neither satisfied nor dissatisfied" => &["4"],
            _ => &["5", "6", "7"],
        };
        let counted = room.said.iter().filter(|said| {
            said.family == "domestic-abuse"
                && (period == "12 months" || said.quarter == "2026Q3")
                && (group == "All victims" || (group == "Women and girls") == (said.sex == "female"))
                && codes.contains(&said.whole_experience.as_str())
        });
        let (truth, printed) = (counted.count(), count.parse::<usize>().expect("a count"));
        if group != "Sex not stated or described another way" {
            assert!(
                printed.abs_diff(truth) <= 4,
                "{group}, {period}, {category}: {printed} for {truth}"
            );
            compared += 1;
        }
    }
    assert_eq!(
        compared, 12,
        "three classes of three groups in the year; the quarter has a hundred of all victims only"
    );
}

#[tokio::test]
async fn answers_pooled_under_a_parent_reach_every_total_and_have_a_figure_of_their_own() {
    let mut room = Room::new().await;
    let families = [
        ("domestic-abuse", 60),
        ("stalking-harassment", 40),
        ("burglary", 50),
        (PARENT, 45),
    ];
    room.db_wave("2026Q3", "purged", &families).await;
    let id = room
        .ask(Span::Quarter, "2026Q3", "ann", false)
        .await
        .expect("closed");
    room.make().await;
    let all = lines(&file(&room, id, "all.csv").await);
    let sum = |wanted: &str| -> usize {
        let counts = all.iter().filter(|[table, _, group, category, ..]| {
            table == wanted
                && group == "All victims"
                && (!table.ends_with("participation") || category == "answers in the figures")
        });
        counts
            .map(|[.., count, _]| count.parse::<usize>().expect("a count"))
            .sum()
    };
    // Each of the three classes of each of the printed places may lie four off; the pooled 45 are far more.
    for (table, truth) in [("vawg-whole-experience", 145), ("all-whole-experience", 195)] {
        assert!(
            sum(table).abs_diff(truth) <= 4 * 3 * 4 / 2,
            "{table}: {} for {truth}",
            sum(table)
        );
    }
    for (table, truth) in [("vawg-participation", 145), ("all-participation", 195)] {
        assert!(
            sum(table).abs_diff(truth) <= 4 * 4,
            "{table}: {} for {truth}",
            sum(table)
        );
    }
    let own = sum("abuse-whole-experience");
    assert!(own.abs_diff(45) <= 4 * 3, "{own}");
    let page = String::from_utf8(file(&room, id, "family-abuse.html").await.bytes).expect("text");
    assert!(page.contains("(pooled)") && page.contains("waited four rounds of fieldwork"));
    let definition = String::from_utf8(file(&room, id, "vawg.html").await.bytes).expect("text");
    assert!(
        !definition.contains("(pooled);"),
        "a parent is no crime type of the definition"
    );
}

#[tokio::test]
async fn a_period_that_is_not_closed_or_not_whole_is_refused_with_the_reason() {
    let mut room = Room::with_a_year(40).await;
    room.db_wave("2026Q4", "open", &[("burglary", 0)]).await;
    let open = room
        .ask(Span::Quarter, "2026Q4", "ann", false)
        .await
        .expect_err("still in fieldwork");
    assert!(open.to_string().contains("Recorded 2026Q4"), "{open}");
    let early = room
        .ask(Span::RollingYear, "2026Q2", "ann", false)
        .await
        .expect_err("a quarter is missing");
    assert!(
        matches!(&early, RequestEditionError::NoWave(quarter) if quarter == "2025Q3"),
        "{early}"
    );
}

#[tokio::test]
async fn a_period_is_published_once_unless_it_is_corrected() {
    let room = Room::with_a_year(40).await;
    let none = room
        .ask(Span::Quarter, "2026Q3", "ann", true)
        .await
        .expect_err("nothing to correct");
    assert!(matches!(none, RequestEditionError::NothingToCorrect), "{none}");
    let id = room
        .ask(Span::Quarter, "2026Q3", "ann", false)
        .await
        .expect("closed");
    let twice = room
        .ask(Span::Quarter, "2026Q3", "ben", false)
        .await
        .expect_err("under way");
    assert!(matches!(twice, RequestEditionError::UnderWay), "{twice}");
    room.make().await;
    release(&room, id, "ben").await.expect("released");
    let again = room
        .ask(Span::Quarter, "2026Q3", "ann", false)
        .await
        .expect_err("published");
    assert!(
        matches!(again, RequestEditionError::AlreadyReleased(1)),
        "{again}"
    );
    let corrected = room
        .ask(Span::Quarter, "2026Q3", "ann", true)
        .await
        .expect("a correction");
    assert_eq!(room.make().await, Some(Made::Candidate(2)));
    let page = String::from_utf8(file(&room, corrected, "index.html").await.bytes).expect("text");
    assert!(page.contains("corrects edition 1"));
}

#[tokio::test]
async fn of_requests_for_one_period_that_come_at_once_one_is_taken() {
    let room = Room::with_a_year(5).await;
    let asked = (0..6).map(|_| room.ask(Span::Quarter, "2026Q3", "ann", false));
    let (taken, refused): (Vec<_>, Vec<_>) = futures_util::future::join_all(asked)
        .await
        .into_iter()
        .partition(Result::is_ok);
    assert_eq!((taken.len(), refused.len()), (1, 5));
    for error in refused.into_iter().filter_map(Result::err) {
        assert!(matches!(error, RequestEditionError::UnderWay), "{error}");
    }
}

#[tokio::test]
async fn under_thirty_new_answers_are_joined_to_the_next_period() {
    let mut room = Room::new().await;
    room.db_wave("2026Q3", "purged", &[("burglary", 12), ("domestic-abuse", 9)])
        .await;
    let id = room
        .ask(Span::Quarter, "2026Q3", "ann", false)
        .await
        .expect("closed");
    let Some(Made::Refused(reason)) = room.make().await else {
        panic!("too few answers are no edition");
    };
    assert!(reason.contains("Under 30 people answered"), "{reason}");
    let mut web = room.database.connect("heard_web").await;
    let edition = find_edition(&mut web, id)
        .await
        .expect("readable")
        .expect("listed");
    assert_eq!((edition.state, edition.number), (EditionState::Refused, None));
}

#[tokio::test]
async fn an_edition_waits_until_the_account_of_its_last_wave_is_written() {
    let mut room = Room::new().await;
    room.db_wave("2026Q3", "mixed", &[("burglary", 60)]).await;
    room.ask(Span::Quarter, "2026Q3", "ann", false)
        .await
        .expect("mixed is over");
    assert_eq!(room.make().await, None);
    room.database.sql("UPDATE wave SET state = 'purged'");
    assert_eq!(room.make().await, Some(Made::Candidate(1)));
}

#[tokio::test]
async fn a_year_of_a_handful_here_and_there_is_a_valid_document_that_explains() {
    let mut room = Room::new().await;
    room.db_wave(
        "2026Q3",
        "purged",
        &[
            ("burglary", 30),
            ("domestic-abuse", 4),
            ("stalking-harassment", 3),
        ],
    )
    .await;
    let id = room
        .ask(Span::Quarter, "2026Q3", "ann", false)
        .await
        .expect("closed");
    assert_eq!(room.make().await, Some(Made::Candidate(1)));
    let vawg = file(&room, id, "vawg.csv").await;
    let shown = lines(&vawg)
        .into_iter()
        .filter(|[table, .., count, _]| table.starts_with("vawg-whole") && !count.is_empty() && count != "0");
    assert_eq!(shown.count(), 0, "seven people are told of nowhere");
    let page = String::from_utf8(file(&room, id, "vawg.html").await.bytes).expect("text");
    assert!(page.contains("No sentence is written about") && page.contains("Under 10 answers"));
}

#[tokio::test]
async fn a_question_that_was_asked_in_other_words_is_named_as_a_break_in_its_series() {
    let room = Room::with_a_year(60).await;
    room.database.sql(
        "INSERT INTO questionnaire_version (hash, files, loaded_on, live) \
         SELECT repeat('0', 64), \
                replace(files::text, 'officers and staff treated you?', 'officers and staff behaved?')::jsonb, \
                '2025-03-01', false \
         FROM questionnaire_version",
    );
    let id = room
        .ask(Span::RollingYear, "2026Q3", "ann", false)
        .await
        .expect("the year is closed");
    assert_eq!(room.make().await, Some(Made::Candidate(1)));
    let about = String::from_utf8(file(&room, id, "about.csv").await.bytes).expect("text");
    let breaks: Vec<&str> = about
        .lines()
        .filter(|line| line.starts_with("break_in_series"))
        .collect();
    assert_eq!(breaks.len(), 1, "{breaks:?}");
    assert!(
        breaks[0].contains("[b]: Treatment") && breaks[0].contains("2025-12-01"),
        "{breaks:?}"
    );
}

#[tokio::test]
async fn where_family_and_rule_set_class_more_than_two_in_a_hundred_crimes_differently_nothing_is_published()
{
    let room = Room::with_a_year(60).await;
    let counted = |elsewhere: u32| {
        room.database.sql(&format!(
            "DELETE FROM frame_count WHERE stage IN ('frame', 'vawg_elsewhere'); \
             INSERT INTO frame_count SELECT id, 'burglary', 'frame', 'all', 'any', 'any', 1000 FROM wave; \
             INSERT INTO frame_count SELECT id, 'burglary', 'vawg_elsewhere', 'all', 'any', 'any', {elsewhere} FROM wave"
        ))
    };
    let ask = || room.ask(Span::Quarter, "2026Q3", "ann", false);
    counted(21);
    ask().await.expect("closed");
    let Some(Made::Refused(reason)) = room.make().await else {
        panic!("21 in 1000 is too many");
    };
    assert!(
        reason.contains("More than 2 in 100") && reason.contains("precedence.yaml"),
        "{reason}"
    );
    counted(20);
    ask().await.expect("a refused period may be asked for again");
    assert!(matches!(room.make().await, Some(Made::Candidate(_))));
}

#[tokio::test]
async fn a_refused_edition_keeps_its_reason_and_is_never_published() {
    let room = Room::with_a_year(40).await;
    let id = room
        .ask(Span::Quarter, "2026Q3", "ann", false)
        .await
        .expect("closed");
    room.make().await;
    let conn = store::get(&room.database.pool("heard_web"))
        .await
        .expect("a connection");
    refuse_edition(
        conn,
        id,
        "ben".into(),
        "A wave is missing".into(),
        Clock::machine().machine_now(),
    )
    .await
    .expect("refused");
    let late = release(&room, id, "ben").await.expect_err("it is settled");
    assert!(matches!(late, ReleaseEditionError::NotCandidate), "{late}");
    let mut web = room.database.connect("heard_web").await;
    assert_eq!(find_released(&mut web, 1).await.expect("readable"), None);
    let edition = find_edition(&mut web, id)
        .await
        .expect("readable")
        .expect("listed");
    assert_eq!(edition.refusal.as_deref(), Some("A wave is missing"));
}

#[tokio::test]
async fn the_web_can_neither_read_a_response_nor_change_a_frozen_file() {
    use diesel_async::RunQueryDsl;
    let room = Room::with_a_year(40).await;
    room.ask(Span::Quarter, "2026Q3", "ann", false)
        .await
        .expect("closed");
    room.make().await;
    for (role, forbidden) in [
        ("heard_web", "SELECT answers FROM response"),
        ("heard_web", "UPDATE edition_file SET bytes = ''"),
        ("heard_web", "DELETE FROM edition_file"),
        ("heard_reporter", "UPDATE edition_file SET bytes = ''"),
        ("heard_reporter", "UPDATE edition SET released_by = 'x'"),
        ("heard_reporter", "SELECT email FROM contact"),
    ] {
        let mut conn = room.database.connect(role).await;
        let refused = diesel::sql_query(forbidden).execute(&mut conn).await;
        let refused = refused.expect_err(forbidden).to_string();
        assert!(refused.contains("permission denied"), "{forbidden}: {refused}");
    }
}
