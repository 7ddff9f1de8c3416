//! Send: once, whole, under the web role.

use chrono::Days;
use diesel_async::{AsyncConnection, RunQueryDsl};
use heard::ballot::{LinkSecret, random_id};
use heard::operations::{SendBallotError, Sending, is_open, send_ballot, stop_contact};

use super::station::{Given, Station, definitions, marked};
use crate::harness::seeded;

#[tokio::test]
async fn answers_are_sent_once_and_the_second_send_changes_nothing() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 30)]).await;
    let link = station.links(wave, "burglary")[0].clone();
    station
        .send(wave, &link, marked(1).of(Some("burglary")))
        .await
        .expect("sent");
    let again = station.send(wave, &link, marked(2).of(Some("burglary"))).await;
    assert!(matches!(again, Err(SendBallotError::AlreadySent)), "{again:?}");
    assert_eq!(station.count("ballot"), 1);
    assert_eq!(station.count("gate WHERE spent"), 1);
}

#[tokio::test]
async fn of_many_sends_through_one_link_at_the_same_time_one_is_taken() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 30)]).await;
    let link = station.links(wave, "burglary")[0].clone();
    let pool = heard::store::connect(&station.database.url("heard_web"), 8).expect("a pool");
    let sends = (0..8).map(|place| {
        let (pool, link) = (pool.clone(), link.clone());
        async move {
            let conn = heard::store::get(&pool).await.expect("a connection");
            let mut rng = seeded(place);
            let sending = Sending {
                link,
                draft: random_id(&mut rng),
                finished: marked(3).of(Some("burglary")),
            };
            send_ballot(conn, sending, definitions(), wave.from, rng).await
        }
    });
    let outcomes = futures_util::future::join_all(sends).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    let taken = |outcome: &Result<(), SendBallotError>| matches!(outcome, Err(SendBallotError::AlreadySent));
    assert_eq!(outcomes.iter().filter(|outcome| taken(outcome)).count(), 7);
    assert_eq!(station.count("ballot"), 1);
}

#[tokio::test]
async fn nothing_answered_is_not_sent_and_what_lies_off_the_path_does_not_count() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 30)]).await;
    let link = station.links(wave, "burglary")[0].clone();
    let empty = station.send(wave, &link, Given::default().of(None)).await;
    assert!(matches!(empty, Err(SendBallotError::Empty)), "{empty:?}");
    // How it was reported is asked only of those who reported.
    let mut off_path = Given::default().of(None);
    off_path.answers.set(
        heard::survey::questionnaire::ItemId::parse("reported-how").expect("an id"),
        heard::survey::questionnaire::Answer::Code("online".to_owned()),
    );
    let outcome = station.send(wave, &link, off_path).await;
    assert!(matches!(outcome, Err(SendBallotError::Empty)), "{outcome:?}");
    assert_eq!(station.count("gate WHERE spent"), 0);
}

#[tokio::test]
async fn answers_that_the_questionnaire_does_not_offer_are_refused() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 30)]).await;
    let link = station.links(wave, "burglary")[0].clone();
    let outcome = station
        .send(wave, &link, Given::default().with("reported", "perhaps").of(None))
        .await;
    assert!(matches!(outcome, Err(SendBallotError::Invalid(_))), "{outcome:?}");
}

#[tokio::test]
async fn a_link_opens_from_the_first_day_of_fieldwork_to_the_last_and_not_once_it_is_stopped() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 30)]).await;
    let links = station.links(wave, "burglary");
    let mut conn = station.database.connect("heard_web").await;
    for (today, open) in [
        (wave.from - Days::new(1), false),
        (wave.from, true),
        (wave.to, true),
        (wave.to + Days::new(1), false),
    ] {
        let found = is_open(&mut conn, &links[0], today).await.expect("asked");
        assert_eq!(found, open, "{today}");
    }
    let late = station
        .send_on(wave.to + Days::new(1), &links[0], marked(1).of(None))
        .await;
    assert!(matches!(late, Err(SendBallotError::FieldworkClosed)), "{late:?}");

    stop_contact(&mut conn, &links[1].stop_secret().hash())
        .await
        .expect("stopped");
    assert!(!is_open(&mut conn, &links[1], wave.from).await.expect("asked"));
    let stopped = station.send(wave, &links[1], marked(1).of(None)).await;
    assert!(
        matches!(stopped, Err(SendBallotError::UnknownLink)),
        "{stopped:?}"
    );

    let nobodys = LinkSecret::from_bytes([9; 16]);
    assert!(!is_open(&mut conn, &nobodys, wave.from).await.expect("asked"));
    let unknown = station.send(wave, &nobodys, marked(1).of(None)).await;
    assert!(
        matches!(unknown, Err(SendBallotError::UnknownLink)),
        "{unknown:?}"
    );
}

#[tokio::test]
async fn whoever_hangs_up_leaves_no_open_transaction_and_no_half_a_ballot() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 60)]).await;
    let links = station.links(wave, "burglary");
    for (place, link) in links.iter().enumerate() {
        let conn = heard::store::get(&station.web).await.expect("a connection");
        let mut rng = seeded(place as u64);
        let sending = Sending {
            link: link.clone(),
            draft: random_id(&mut rng),
            finished: marked(place).of(Some("burglary")),
        };
        let sending = send_ballot(conn, sending, definitions(), wave.from, rng);
        let patience = std::time::Duration::from_micros(place as u64 * 200);
        tokio::time::timeout(patience, sending).await.ok();
    }
    // Every connection of the pool answers again, so every send has come to its end.
    let mut conns = Vec::new();
    for _ in 0..4 {
        conns.push(station.web.get().await.expect("a connection"));
    }
    for conn in &mut conns {
        diesel::sql_query("SELECT 1")
            .execute(conn)
            .await
            .expect("answers");
    }
    let open = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'heard_web' \
                AND datname = current_database() AND state LIKE 'idle in transaction%'";
    assert_eq!(station.number(open), 0);
    assert_eq!(station.count("ballot"), station.count("gate WHERE spent"));
}

#[tokio::test]
async fn a_send_waits_while_the_epoch_is_mixed_and_is_then_refused_not_sealed_to_a_dead_key() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 30)]).await;
    let link = station.links(wave, "burglary")[0].clone();
    let epoch: uuid::Uuid = station
        .database
        .sql("SELECT epoch.id FROM epoch JOIN cohort ON cohort.id = epoch.cohort WHERE epoch.family = 'burglary'")
        .trim()
        .parse()
        .expect("an epoch");
    let mut mixer = station.database.connect("heard_mixer").await;
    let (locked, is_locked) = tokio::sync::oneshot::channel();
    let release = mixer.transaction(async |conn| {
        heard::store::epochs::lock_exclusive(conn, epoch).await?;
        locked.send(()).ok();
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        heard::store::epochs::mark_released(conn, epoch).await
    });
    let send = async {
        is_locked.await.expect("the mixer holds the epoch");
        station.send(wave, &link, marked(1).of(None)).await
    };
    let (released, sent): (Result<usize, heard::store::Error>, _) = tokio::join!(release, send);
    assert_eq!(released.expect("released"), 1);
    assert!(matches!(sent, Err(SendBallotError::FieldworkClosed)), "{sent:?}");
    assert_eq!(station.count("ballot"), 0);
    assert_eq!(station.count("gate WHERE spent"), 0);
}
