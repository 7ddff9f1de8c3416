//! One invitation a person in 12 months: however often, and in whatever wave, her address is loaded.

use chrono::{Datelike, NaiveDate};
use heard::operations::{
    DecideUploadError, Loaded, NewWave, forget_recent_rows, open_wave, prepare_wave, refuse_upload,
};
use uuid::Uuid;

use super::sample_room::{HEADER, SampleRoom, burglaries, opening_on, row};
use crate::harness::{day, seeded};

fn rows(numbers: std::ops::Range<usize>) -> String {
    let rows: String = numbers.map(|number| row(number, "28E", "")).collect();
    format!("{HEADER}{rows}")
}

fn known_before(loaded: &Loaded) -> u32 {
    loaded
        .summary
        .excluded
        .get("known-before")
        .copied()
        .unwrap_or_default()
}

async fn refuse(room: &SampleRoom, upload: Uuid) {
    let mut conn = room.database.connect("heard_web").await;
    refuse_upload(&mut conn, upload, room.deciding())
        .await
        .expect("refused");
}

fn invited(room: &SampleRoom) -> i64 {
    room.number("SELECT coalesce(sum(count), 0) FROM frame_count WHERE stage = 'invited'")
}

/// A second wave about a quarter, open and with its keys.
async fn another_wave(room: &SampleRoom, quarter: &str, today: NaiveDate) -> Uuid {
    let mut web = room.database.connect("heard_web").await;
    let new = NewWave {
        name: format!("Another of {quarter} on {today}"),
        quarter: quarter.to_owned(),
        fieldwork_from: today,
        fieldwork_to: today + chrono::Days::new(27),
    };
    let opening = opening_on(today);
    // The ids are drawn: a wave of another day must not draw the same ones.
    let seed = u64::from(today.ordinal());
    let wave = open_wave(&mut web, &new, &room.definitions, opening, &mut seeded(seed))
        .await
        .expect("open");
    let mut mailer = room.database.connect("heard_mailer").await;
    prepare_wave(&mut mailer, &room.mailer, &mut seeded(seed + 1))
        .await
        .expect("keys are made");
    wave
}

#[tokio::test]
async fn a_file_that_is_loaded_twice_writes_to_nobody_twice() {
    let room = SampleRoom::new().await;
    let first = room.load(&burglaries(40)).await.expect("loaded");
    let waiting = room.load(&burglaries(40)).await.expect("loaded again");
    assert_eq!((waiting.summary.invited, known_before(&waiting)), (0, 40));
    room.approve(first.upload).await.expect("approved");
    let late = room
        .load(&burglaries(40).replace("person", "PERSON"))
        .await
        .expect("loaded after the approval");
    assert_eq!((late.summary.invited, known_before(&late)), (0, 40));
    for upload in [waiting.upload, late.upload] {
        let refused = room.approve(upload).await;
        assert!(matches!(refused, Err(DecideUploadError::Nobody)));
    }
    assert_eq!(
        (invited(&room), room.number("SELECT count(*) FROM contact")),
        (40, 40)
    );
}

#[tokio::test]
async fn a_second_wave_of_the_quarter_invites_only_those_whom_the_first_did_not() {
    let room = SampleRoom::new().await;
    let first = room.load(&rows(0..40)).await.expect("loaded");
    room.approve(first.upload).await.expect("approved");
    let wave = another_wave(&room, "2026Q2", day("2026-07-20")).await;
    let second = room
        .load_on(wave, &rows(0..70), day("2026-07-20"))
        .await
        .expect("loaded");
    assert_eq!((second.summary.invited, known_before(&second)), (30, 40));
    assert_eq!(
        second.summary.frame,
        second.summary.invited + second.summary.excluded.values().sum::<u32>()
    );
    room.approve(second.upload).await.expect("approved");
    assert_eq!(
        (invited(&room), room.number("SELECT count(*) FROM contact")),
        (70, 70)
    );
}

#[tokio::test]
async fn a_mended_file_adds_its_mended_rows_alone() {
    let room = SampleRoom::new().await;
    let mended = rows(0..45);
    let faulty: String = mended
        .lines()
        .enumerate()
        .map(|(line, text)| match line > 40 {
            true => format!("{}\n", text.replace("2026-05-01", "1/5/26")),
            false => format!("{text}\n"),
        })
        .collect();
    let first = room.load(&faulty).await.expect("loaded");
    assert_eq!((first.summary.faulty, first.summary.invited), (5, 40));
    room.approve(first.upload).await.expect("approved");
    let second = room.load(&mended).await.expect("loaded again");
    assert_eq!((second.summary.faulty, second.summary.invited), (0, 5));
    room.approve(second.upload)
        .await
        .expect("a small one joins the crowd");
    assert_eq!(invited(&room), 45);
}

#[tokio::test]
async fn a_refused_file_bars_nobody() {
    let room = SampleRoom::new().await;
    let first = room.load(&burglaries(40)).await.expect("loaded");
    refuse(&room, first.upload).await;
    assert_eq!(room.number("SELECT count(*) FROM recent"), 0);
    let second = room.load(&burglaries(40)).await.expect("loaded again");
    assert_eq!((second.summary.invited, known_before(&second)), (40, 0));
}

#[tokio::test]
async fn a_year_later_she_may_be_invited_again_and_nothing_of_her_is_left() {
    let room = SampleRoom::new().await;
    let first = room.load(&burglaries(40)).await.expect("loaded");
    room.approve(first.upload).await.expect("approved");
    let file = |recorded: &str, marked: &str| {
        burglaries(40)
            .replace("2026-05-01", recorded)
            .replace("2026-07-01", marked)
    };
    let spring = another_wave(&room, "2027Q1", day("2027-04-12")).await;
    let too_soon = room
        .load_on(spring, &file("2027-02-01", "2027-04-01"), day("2027-04-12"))
        .await
        .expect("loaded");
    assert_eq!((too_soon.summary.invited, known_before(&too_soon)), (0, 40));
    let mut mailer = room.database.connect("heard_mailer").await;
    assert_eq!(
        forget_recent_rows(&mut mailer, day("2027-06-30"))
            .await
            .expect("asked"),
        0
    );
    let summer = another_wave(&room, "2027Q2", day("2027-07-10")).await;
    let later = room
        .load_on(summer, &file("2027-05-01", "2027-07-01"), day("2027-07-10"))
        .await
        .expect("loaded");
    assert_eq!((later.summary.invited, known_before(&later)), (40, 0));
    let gone = forget_recent_rows(&mut mailer, day("2027-07-10"))
        .await
        .expect("deleted");
    assert!(gone >= 80, "{gone}: people and decoys");
    assert_eq!(room.number("SELECT count(*) FROM recent"), 0);
}

#[tokio::test]
async fn what_is_kept_is_short_and_half_of_it_is_nobodys() {
    let room = SampleRoom::new().await;
    let loaded = room.load(&burglaries(60)).await.expect("loaded");
    let staged: Vec<String> = room
        .database
        .sql("SELECT encode(tag, 'hex') FROM staged_contact")
        .lines()
        .map(|line| line.trim().to_owned())
        .collect();
    room.approve(loaded.upload).await.expect("approved");
    let kept: Vec<String> = room
        .database
        .sql("SELECT encode(tag, 'hex') FROM recent WHERE month = '2026-07'")
        .lines()
        .map(|line| line.trim().to_owned())
        .collect();
    assert_eq!(staged.len(), 60);
    assert!(staged.iter().all(|tag| tag.len() == 6 && kept.contains(tag)));
    // Of 60 decoys two are the same, or one is somebody's, once in 3,000 runs; two such are not to be met.
    assert!((118..=120).contains(&kept.len()), "{}", kept.len());
    let first_half = kept[..60].iter().filter(|tag| staged.contains(tag)).count();
    assert!((10..=50).contains(&first_half), "{first_half} people stand first");
}

#[tokio::test]
async fn of_two_files_with_the_same_people_loaded_at_once_one_invites_them() {
    let room = SampleRoom::new().await;
    let file = burglaries(40);
    let (one, other) = tokio::join!(room.load(&file), room.load(&file));
    let counts = [one, other].map(|loaded| loaded.expect("loaded").summary.invited);
    assert_eq!(counts.iter().sum::<u32>(), 40, "{counts:?}");
}

#[tokio::test]
async fn stopping_and_having_been_invited_are_told_as_one_reason() {
    let room = SampleRoom::new().await;
    let first = room.load(&rows(0..40)).await.expect("loaded");
    room.approve(first.upload).await.expect("approved");
    let tag = room.web.opt_out.tag(&"person50@gmail.com".to_owned().into());
    let mut conn = room.database.connect("heard_web").await;
    heard::store::opt_outs::insert_opt_outs(&mut conn, &[tag])
        .await
        .expect("kept");
    let second = room.load(&rows(39..60)).await.expect("loaded");
    let reasons: Vec<&String> = second.summary.excluded.keys().collect();
    assert_eq!(reasons, ["known-before"]);
    assert_eq!(known_before(&second), 2);
}

#[tokio::test]
async fn values_that_say_little_are_counted() {
    let room = SampleRoom::new().await;
    let odd = "1,a@gmail.com,28E,,2026-05-01,yes,2026-07-01,30,F,en,yes\n\
        2,b@gmail.com,28E,,2026-05-01,yes,2026-07-01,30,unknown,en,yes\n\
        3,c@gmail.com,28E,,2026-05-01,yes,2026-07-01,30,female,xx,yes\n";
    let summary = room
        .load(&format!("{}{odd}", rows(0..30)))
        .await
        .expect("loaded")
        .summary;
    assert_eq!(
        (
            summary.sex_by_letter,
            summary.sex_not_known,
            summary.language_not_spoken
        ),
        (1, 1, 1)
    );
}
