//! Twelve people at a time answer through the real server, while the database and the mixer are killed at random. Waves
//! follow one another, so that the mixer opens one while the next is answered. Afterwards every answer that was
//! thanked for is found exactly once, and there is one for each link that was used.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::Days;
use heard::ballot::certificate::{Chain, check};
use heard::ballot::open_ballot;
use heard::operations::{Floors, close_wave, mix};
use heard::store::certificates::list_certificates;
use heard::survey::questionnaire::Answer;
use heard::survey::response::Finished;
use rand::RngExt;
use tokio::task::JoinHandle;

use super::house::{House, Keeper};
use super::writer::{Outcome, answer};
use crate::anonymity::station::{MARK, Wave};
use crate::harness::seeded;
use crate::respondent::fieldwork::address;

const WRITERS: usize = 12;

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_that_was_thanked_for_is_found_once_after_a_few_seconds_of_crashes() {
    let seen = survive(Duration::from_secs(8), 2, 200).await;
    println!("{seen}");
}

/// The long one, for `make crash`.
#[ignore = "a minute of crashes: make crash"]
#[tokio::test(flavor = "multi_thread")]
async fn every_answer_that_was_thanked_for_is_found_once_after_a_minute_of_crashes() {
    let seen = survive(Duration::from_secs(60), 4, 500).await;
    println!("{seen}");
}

/// What the writers and the killer share.
struct Field {
    wave: AtomicUsize,
    is_over: AtomicBool,
    next: Vec<AtomicUsize>,
    /// How many were thanked in the wave in fieldwork.
    thanked: AtomicUsize,
    /// How many were thanked in all waves.
    ever_thanked: AtomicUsize,
    /// How many may answer a wave; marks go on from wave to wave.
    people: usize,
}

async fn survive(long: Duration, rounds: usize, people: usize) -> String {
    let seed: u64 = rand::random();
    let keeper = Keeper::start();
    let mut house = House::open(&keeper).await;
    let mut waves = Vec::new();
    let mut addresses = Vec::new();
    for _ in 0..rounds {
        let wave = house.station.open_wave(&[("28E", people)]).await;
        let links = house.station.links(wave, "burglary");
        addresses.push(links.iter().map(address).collect::<Vec<_>>());
        waves.push(wave);
    }
    house.set_day(waves[0].from);
    let field = Arc::new(Field {
        wave: AtomicUsize::new(0),
        is_over: AtomicBool::new(false),
        next: (0..rounds).map(|_| AtomicUsize::new(0)).collect(),
        thanked: AtomicUsize::new(0),
        ever_thanked: AtomicUsize::new(0),
        people,
    });
    let addresses = Arc::new(addresses);
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| tokio::spawn(write(Arc::clone(&field), Arc::clone(&addresses), house.listens)))
        .collect();

    let kills = kill_at_random(&keeper, &house, &waves, &field, long, seed).await;
    let (tried, thanked) = all_thanked(writers).await;
    close_and_mix_the_rest(&mut house, waves[rounds - 1]).await;
    let found = found(&house);
    for mark in &thanked {
        let times = found.get(mark).copied().unwrap_or_default();
        assert_eq!(times, 1, "seed {seed}: answer {mark} is there {times} times");
    }
    let acknowledged = thanked.len();
    let twice: Vec<_> = found.iter().filter(|(_, times)| **times != 1).collect();
    assert!(twice.is_empty(), "seed {seed}: {twice:?}");
    let spent = house.station.count("gate WHERE spent");
    assert_eq!(
        found.len() as i64,
        spent,
        "seed {seed}: one answer for each link that was used"
    );
    let (databases, mixers) = kills;
    assert!(
        databases > 0 && mixers > 0 && acknowledged >= WRITERS,
        "{kills:?}, {acknowledged}"
    );
    certificates_are_sound(&house, rounds).await;
    format!(
        "{} seconds: the database was killed {databases} times, the mixer {mixers} times; of {tried} people {acknowledged} \
         were thanked, and {} answers are there, {acknowledged} of them theirs, each once",
        long.as_secs(),
        found.len()
    )
}

/// How many answered, and the marks of those who were thanked.
async fn all_thanked(writers: Vec<JoinHandle<Vec<(usize, Outcome)>>>) -> (usize, BTreeSet<usize>) {
    let mut thanked: BTreeSet<usize> = BTreeSet::new();
    let mut tried = 0;
    for writer in writers {
        for (mark, outcome) in writer.await.expect("a writer wrote") {
            tried += 1;
            if outcome == Outcome::Thanked {
                assert!(thanked.insert(mark), "a mark was given twice");
            }
        }
    }
    (tried, thanked)
}

/// One writer: somebody after the other, of the wave in fieldwork.
async fn write(
    field: Arc<Field>,
    addresses: Arc<Vec<Vec<String>>>,
    host: std::net::SocketAddr,
) -> Vec<(usize, Outcome)> {
    let mut done = Vec::new();
    while !field.is_over.load(Ordering::SeqCst) {
        let wave = field.wave.load(Ordering::SeqCst);
        let place = field.next[wave].fetch_add(1, Ordering::SeqCst);
        let Some(address) = addresses[wave].get(place) else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let mark = wave * field.people + place;
        let outcome = answer(host, address, mark).await;
        if outcome == Outcome::Thanked {
            field.ever_thanked.fetch_add(1, Ordering::SeqCst);
        }
        if outcome == Outcome::Thanked && wave == field.wave.load(Ordering::SeqCst) {
            field.thanked.fetch_add(1, Ordering::SeqCst);
        }
        done.push((mark, outcome));
    }
    done
}

/// Kills the database or the mixer every now and then, moves from wave to wave, and returns how often it killed which.
/// A wave lasts its share of the time, and longer where the machine is so slow that nobody was thanked in it yet.
async fn kill_at_random(
    keeper: &Keeper,
    house: &House,
    waves: &[Wave],
    field: &Field,
    long: Duration,
    seed: u64,
) -> (usize, usize) {
    let mut rng = seeded(seed);
    let (mut databases, mut mixers, mut thanked_before) = (0, 0, 0);
    let mut mixer = house.start_mixer();
    for (number, wave) in waves.iter().enumerate() {
        if number > 0 {
            house.set_day(wave.from);
            field.thanked.store(0, Ordering::SeqCst);
            field.wave.store(number, Ordering::SeqCst);
            close(house, wave.from).await;
        }
        let (began, share) = (Instant::now(), long / waves.len() as u32);
        let is_thanked = || field.thanked.load(Ordering::SeqCst) >= WRITERS;
        while began.elapsed() < share || !is_thanked() && began.elapsed() < share * 20 {
            tokio::time::sleep(Duration::from_millis(rng.random_range(300..3_000))).await;
            assert!(!mixer.has_ended(), "the mixer ended by itself: {}", log_of(house));
            // A crash takes all drafts with it: where nobody came to an end since the last, on a slow machine, nobody
            // ever would.
            let thanked = field.ever_thanked.load(Ordering::SeqCst);
            if thanked > thanked_before && rng.random_bool(0.5) {
                tokio::task::block_in_place(|| keeper.crash());
                (databases, thanked_before) = (databases + 1, thanked);
            } else {
                drop(mixer);
                mixer = house.start_mixer();
                mixers += 1;
            }
        }
    }
    field.is_over.store(true, Ordering::SeqCst);
    // Both once more at the end, however chance fell.
    tokio::task::block_in_place(|| keeper.crash());
    drop(mixer);
    drop(house.start_mixer());
    (databases + 1, mixers + 1)
}

fn log_of(house: &House) -> String {
    std::fs::read_to_string(house.station.folder.path().join("mix.log")).unwrap_or_default()
}

/// What `heard work` does when fieldwork is over, tried until the database is there.
async fn close(house: &House, today: chrono::NaiveDate) {
    for _ in 0..100 {
        let pool = house.station.database.pool("heard_mailer");
        if let Ok(mut conn) = heard::store::get(&pool).await
            && close_wave(&mut conn, today).await.is_ok()
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the wave could not be closed");
}

async fn close_and_mix_the_rest(house: &mut House, last: Wave) {
    let today = last.to + Days::new(1);
    close(house, today).await;
    let station = &mut house.station;
    let mut mixer = station.database.connect("heard_mixer").await;
    mix(
        &mut mixer,
        &station.mixer,
        Floors::default(),
        today,
        &mut station.rng,
    )
    .await
    .expect("what is left is mixed");
    assert_eq!(station.count("wave WHERE state <> 'mixed'"), 0);
}

/// How often each mark is there, as a response or in a ballot that waits.
fn found(house: &House) -> BTreeMap<usize, usize> {
    let station = &house.station;
    let mut found = BTreeMap::new();
    let marks = station.database.sql(&format!("SELECT {MARK} FROM response"));
    for mark in marks.lines() {
        *found.entry(mark.trim().parse().expect("a mark")).or_default() += 1;
    }
    for mark in waiting(house) {
        *found.entry(mark).or_default() += 1;
    }
    found
}

/// The marks in the ballots that wait for the next wave, opened with their epochs' keys.
fn waiting(house: &House) -> Vec<usize> {
    let station = &house.station;
    let rows = station
        .database
        .sql("SELECT epoch || ' ' || encode(body, 'hex') FROM ballot");
    let opened = rows.lines().filter(|line| !line.trim().is_empty()).map(|row| {
        let (epoch, body) = row.trim().split_once(' ').expect("two columns");
        let epoch = epoch.parse().expect("an id");
        let key = station.mixer.epoch_key(epoch).expect("its key is kept");
        let body = data_encoding::HEXLOWER.decode(body.as_bytes()).expect("a body");
        let plain = open_ballot(&key, epoch, &body).expect("it opens");
        mark_of(&serde_json::from_slice(&plain).expect("finished answers"))
    });
    opened.collect()
}

fn mark_of(finished: &Finished) -> usize {
    let digit = |item: &str| match finished.answers.get(item) {
        Some(Answer::Code(code)) => code.parse::<usize>().expect("a digit") - 1,
        other => panic!("{item} is {other:?}"),
    };
    digit("ease-of-contact") + 7 * digit("actions") + 49 * digit("kept-informed") + 343 * digit("treatment")
}

async fn certificates_are_sound(house: &House, rounds: usize) {
    let mut web = house.station.database.connect("heard_web").await;
    let chain = Chain::of(list_certificates(&mut web).await.expect("certificates"));
    assert_eq!(check(&chain, &[house.station.web_keys.certificates]).faults, []);
    assert_eq!(chain.certificates.len(), rounds);
}
