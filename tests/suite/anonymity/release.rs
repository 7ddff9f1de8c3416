//! The way from contact rows to responses, and what a release must not do.

use super::station::{MARK, Station, marked};
use diesel_async::RunQueryDsl;
use heard::operations::MixError;

#[tokio::test]
async fn thirty_answers_of_one_family_come_out_as_thirty_responses_with_their_codes() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 40), ("8N", 40)]).await;
    station.send_many(wave, "burglary", 30).await;
    station.send_many(wave, "violence", 12).await;
    assert_eq!(station.close_and_mix(wave).await, (42, 0));
    for (family, count) in [("burglary", 30), ("violence", 12)] {
        let marks = station.database.sql(&format!(
            "SELECT array_agg(mark ORDER BY mark) FROM (SELECT {MARK} AS mark FROM response \
             JOIN cohort ON cohort.id = response.cohort WHERE family = '{family}') AS m"
        ));
        let expected: Vec<String> = (0..count).map(|place: usize| place.to_string()).collect();
        assert_eq!(marks.trim(), format!("{{{}}}", expected.join(",")));
        assert_eq!(station.ledger(wave, family, "mixed"), count as i64);
    }
    assert_eq!(station.count("ballot"), 0);
    assert_eq!(station.count("epoch WHERE state = 'open'"), 0);
    assert!(station.mixer.epochs().expect("listed").is_empty());
    assert_eq!(station.database.sql("SELECT state FROM wave").trim(), "mixed");
    let mut reporter = station.database.connect("heard_reporter").await;
    let read = diesel::sql_query("SELECT answers FROM response")
        .execute(&mut reporter)
        .await;
    assert_eq!(read.expect("the reporter reads what it tabulates"), 42);
}

#[tokio::test]
async fn sex_and_age_stay_in_three_bands_and_everything_else_about_her_leaves_on_slips() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 40)]).await;
    let links = station.links(wave, "burglary");
    for (place, link) in links.iter().take(12).enumerate() {
        let answers = marked(place)
            .with("sex", "female")
            .with("age-band", "25-34")
            .with("religion", "sikh")
            .saying("anything-else", "They came the same day.");
        station
            .send(wave, link, answers.of(Some("burglary")))
            .await
            .expect("sent");
    }
    assert_eq!(station.close_and_mix(wave).await, (12, 0));
    let kept = "response WHERE answers->>'sex' = 'female' AND answers->>'age-band' = '16-34'";
    assert_eq!(station.count(kept), 12);
    assert_eq!(
        station.count("response WHERE answers ?| ARRAY['religion', 'anything-else']"),
        0
    );
    assert_eq!(
        station
            .count("slip WHERE characteristic = 'religion' AND category = 'sikh' AND whole_experience = 1"),
        12
    );
    assert_eq!(
        station.count("slip WHERE characteristic IN ('sex', 'age-band')"),
        0
    );
    assert_eq!(station.count("comment WHERE item = 'anything-else'"), 12);
    assert_eq!(
        station.number("SELECT count(DISTINCT octet_length(body)) FROM comment"),
        1
    );
    let bench = heard::keys::BenchKeys::load(&station.folder.path().join("bench")).expect("the bench's key");
    let row = station
        .database
        .sql("SELECT cohort || ' ' || encode(body, 'hex') FROM comment LIMIT 1");
    let (cohort, body) = row.trim().split_once(' ').expect("two columns");
    let body = data_encoding::HEXLOWER
        .decode(body.as_bytes())
        .expect("hexadecimal");
    let text = heard::ballot::open_comment(&bench.private, cohort.parse().expect("an id"), &body);
    assert_eq!(text.expect("opens").as_str(), "They came the same day.");
}

#[tokio::test]
async fn a_module_counts_for_its_own_cohort_only() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 40)]).await;
    let links = station.links(wave, "burglary");
    for (place, link) in links.iter().take(20).enumerate() {
        let finished = match place % 2 {
            0 => marked(place).with("burg-visited", "yes").of(Some("burglary")),
            _ => marked(place).of(Some("violence")),
        };
        station.send(wave, link, finished).await.expect("sent");
    }
    assert_eq!(station.close_and_mix(wave).await, (20, 0));
    assert_eq!(station.count("response WHERE answers ? 'burg-visited'"), 10);
    assert_eq!(
        station.count("response JOIN cohort ON cohort.id = cohort WHERE family <> 'burglary'"),
        0
    );
}

#[tokio::test]
async fn a_ballot_that_does_not_open_aborts_the_mix_and_deletes_nothing() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 40)]).await;
    station.send_many(wave, "burglary", 12).await;
    station.database.sql(
        "UPDATE ballot SET body = overlay(body PLACING '\\x00000000'::bytea FROM 9000 FOR 4) \
         WHERE id = (SELECT min(id::text)::uuid FROM ballot)",
    );
    station.close(wave).await;
    let keys = station.mixer.epochs().expect("listed").len();
    for _ in 0..2 {
        let outcome = station.mix(wave).await;
        assert!(
            matches!(outcome, Err(MixError::DoesNotOpen { .. })),
            "{outcome:?}"
        );
        assert_eq!((station.count("ballot"), station.count("response")), (12, 0));
        assert_eq!(station.database.sql("SELECT state FROM wave").trim(), "closed");
    }
    // The other families had nothing to lose and are done; burglary's group keeps its keys.
    let left = station.mixer.epochs().expect("listed").len();
    let group = station.count("epoch WHERE state = 'open'");
    assert!(
        left < keys && left as i64 == group && group >= 1,
        "{left} of {keys}, {group}"
    );
}

#[tokio::test]
async fn a_key_that_a_crash_left_behind_goes_with_the_next_mix() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 40)]).await;
    station.send_many(wave, "burglary", 10).await;
    let folder = station.folder.path().join("mixer");
    let kept: Vec<_> = std::fs::read_dir(&folder)
        .expect("listed")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.file_stem()
                .is_some_and(|name| uuid::Uuid::try_parse(&name.to_string_lossy()).is_ok())
        })
        .map(|path| (path.clone(), std::fs::read(path).expect("a key")))
        .collect();
    assert_eq!(station.close_and_mix(wave).await, (10, 0));
    let (path, bytes) = &kept[0];
    std::fs::write(path, bytes).expect("written");
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).expect("set");
    assert_eq!(station.mix(wave).await.expect("nothing is due"), []);
    assert!(station.mixer.epochs().expect("listed").is_empty());
}

#[tokio::test]
async fn nothing_is_mixed_while_a_wave_is_in_fieldwork() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 40)]).await;
    station.send_many(wave, "burglary", 20).await;
    assert_eq!(station.mix(wave).await.expect("nothing is due"), []);
    assert_eq!((station.count("ballot"), station.count("response")), (20, 0));
}
