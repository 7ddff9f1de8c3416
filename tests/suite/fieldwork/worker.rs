//! The worker's rounds: what is due is done once, by one worker at a time, and a fault stops nothing for good.

use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use heard::jobs::{Round, Settings, WorkShop, run_work_once};
use heard::operations::clock::Clock;
use heard::operations::inspect_database::inspect_database;
use heard::store::{self, Failure};

use super::post::Post;
use crate::harness::TestDatabase;
use crate::harness::smtp::SmtpServer;

const AMPLE: Duration = Duration::from_secs(60);

/// A clock that stands in the middle of the wave's fieldwork.
fn clock(folder: &Path) -> Clock {
    let file = folder.join("clock");
    let middle: DateTime<Utc> = "2026-06-10T10:00:00Z".parse().expect("a time");
    let ahead = (Clock::machine().machine_now() - middle).num_seconds();
    std::fs::write(&file, (-ahead).to_string()).expect("written");
    Clock::shifted(file)
}

fn shop(post: &Post, relay: &SmtpServer, mailer: &str, folder: &Path) -> WorkShop {
    let settings = |url: &str| store::Settings {
        authority: None,
        distant: false,
        url: url.into(),
        max_connections: NonZeroUsize::new(4).expect("not zero"),
    };
    let reporter = settings(&post.database.url("heard_reporter"));
    let room = post.room(relay, AMPLE);
    WorkShop::open(
        &settings(mailer),
        &reporter,
        post.keys_root(),
        room,
        clock(folder),
        Settings::default(),
    )
    .expect("a shop")
}

fn said(round: &Round) -> Vec<String> {
    round.done.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn a_round_does_what_is_due_says_so_and_the_next_is_quiet() {
    let folder = tempfile::tempdir().expect("a folder");
    let (post, relay) = (Post::to(9), SmtpServer::agreeable().await);
    let shop = shop(&post, &relay, &post.database.url("heard_mailer"), folder.path());
    let round = run_work_once(&shop).await;
    assert_eq!(
        (said(&round), round.failed.len()),
        (vec!["Of the letters, 9 left.".to_owned()], 0)
    );
    assert_eq!(relay.arrived().len(), 9);
    assert!(run_work_once(&shop).await.is_quiet());
}

#[tokio::test]
async fn the_first_round_of_a_day_looks_at_the_ballot_box_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let (post, relay) = (Post::to(1), SmtpServer::agreeable().await);
    let self_check = store::Settings {
        authority: None,
        distant: false,
        url: post.database.url("heard_selfcheck").as_str().into(),
        max_connections: NonZeroUsize::new(2).expect("not zero"),
    };
    let shop = shop(&post, &relay, &post.database.url("heard_mailer"), folder.path())
        .checking_itself(&self_check)
        .expect("a shop");
    for _ in 0..2 {
        let round = run_work_once(&shop).await;
        assert!(round.failed.is_empty(), "{round:?}");
    }
    assert_eq!(
        post.database.sql("SELECT day FROM self_check").trim(),
        "2026-06-10"
    );
}

#[tokio::test]
async fn while_one_worker_has_the_turn_another_leaves_the_job_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let (post, relay) = (Post::to(2), SmtpServer::agreeable().await);
    let shop = shop(&post, &relay, &post.database.url("heard_mailer"), folder.path());
    let mut other = post.database.connect("heard_mailer").await;
    assert!(store::turns::try_begin_turn(&mut other, 3).await.expect("asked"));
    assert!(run_work_once(&shop).await.is_quiet());
    assert_eq!(post.states(), "ready 2");
    drop(other);
    while run_work_once(&shop).await.is_quiet() {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        post.states(),
        "sent 2",
        "a worker that is gone gives its turn back"
    );
}

#[tokio::test]
async fn a_database_that_is_away_fails_the_round_and_not_the_worker() {
    let folder = tempfile::tempdir().expect("a folder");
    let (post, relay) = (Post::to(1), SmtpServer::agreeable().await);
    let nowhere = "postgres://heard_mailer@127.0.0.1:1/heard";
    let round = run_work_once(&shop(&post, &relay, nowhere, folder.path())).await;
    assert!(round.done.is_empty() && !round.failed.is_empty());
    assert!(
        round.failed[0].1.to_string().contains("cannot be reached"),
        "{}",
        round.failed[0].1
    );
}

#[tokio::test]
async fn a_server_that_could_lose_answers_is_refused_under_every_role() {
    let database = TestDatabase::new();
    for role in ["heard_web", "heard_mailer", "heard_mixer"] {
        let mut conn = database.connect(role).await;
        let faults = inspect_database(&mut conn).await.expect("asked");
        let told: Vec<&str> = faults
            .iter()
            .filter_map(|fault| fault.split(' ').next())
            .collect();
        assert_eq!(
            told,
            ["fsync", "full_page_writes"],
            "what the tests' careless server leaves out, and no more: {faults:?}"
        );
    }
}

#[tokio::test]
async fn a_pool_without_a_connection_to_spare_is_busy_and_not_away() {
    let database = TestDatabase::new();
    let pool = store::connect(&database.url("heard_web"), 1).expect("a pool");
    let held = store::get(&pool).await.expect("the only one");
    let refused = store::get(&pool).await.err().expect("none is left");
    assert_eq!(refused.failure(), Failure::Busy, "{refused}");
    drop(held);
    assert!(store::get(&pool).await.is_ok());
}
