//! Small crowds wait. They are not released, and not lost.

use super::station::{Station, marked};

#[tokio::test]
async fn nine_answers_beside_a_hundred_elsewhere_wait_and_come_out_when_others_join_them() {
    let mut station = Station::new().await;
    let first = station.open_wave(&[("28E", 30), ("8N", 120)]).await;
    station.send_many(first, "burglary", 9).await;
    station.send_many(first, "violence", 100).await;
    assert_eq!(station.close_and_mix(first).await, (100, 9));
    assert_eq!(station.ledger(first, "burglary", "carried_out"), 9);
    assert_eq!(station.ledger(first, "burglary", "mixed"), 0);
    assert_eq!(station.count("ballot"), 9);
    station.purge(first).await;

    let second = station.open_wave(&[("28E", 30)]).await;
    station.send_many(second, "burglary", 3).await;
    assert_eq!(station.close_and_mix(second).await, (12, 0));
    assert_eq!(station.ledger(second, "burglary", "carried_in"), 9);
    assert_eq!(station.ledger(second, "burglary", "mixed"), 12);
    let cohorts = "SELECT count(DISTINCT cohort) FROM response JOIN cohort ON cohort.id = cohort \
                   WHERE family = 'burglary'";
    assert_eq!(station.number(cohorts), 1);
}

#[tokio::test]
async fn ballots_are_carried_into_a_wave_that_is_in_fieldwork_already() {
    let mut station = Station::new().await;
    let first = station.open_wave(&[("28E", 30)]).await;
    station.send_many(first, "burglary", 4).await;
    let second = station.open_wave(&[("28E", 30)]).await;
    station.send_many(second, "burglary", 8).await;
    assert_eq!(station.close_and_mix(first).await, (0, 4));
    assert_eq!(station.count("epoch WHERE cohort IS NULL"), 0);
    assert_eq!(station.close_and_mix(second).await, (12, 0));
}

#[tokio::test]
async fn the_only_three_men_wait_while_the_women_leave_with_sex_and_age() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 40)]).await;
    station.send_many(wave, "burglary", 20).await;
    let links = station.links(wave, "burglary");
    for (place, link) in links.iter().skip(20).take(3).enumerate() {
        let answers = marked(20 + place).with("sex", "male").with("age-band", "75+");
        station.send(wave, link, answers.of(None)).await.expect("sent");
    }
    assert_eq!(station.close_and_mix(wave).await, (20, 3));
    assert_eq!(station.count("response WHERE answers->>'sex' = 'male'"), 0);
    let women = "response WHERE answers->>'sex' = 'female' AND answers ? 'age-band'";
    assert_eq!(station.count(women), 20);
}

#[tokio::test]
async fn after_four_waves_three_answers_leave_under_the_parent_in_a_crowd_of_ten() {
    let mut station = Station::new().await;
    let mut wave = station.open_wave(&[("28E", 30)]).await;
    station.send_many(wave, "burglary", 3).await;
    for _ in 0..3 {
        assert_eq!(station.close_and_mix(wave).await, (0, 3));
        wave = station.open_wave(&[]).await;
    }
    assert_eq!(station.close_and_mix(wave).await, (0, 3));
    let last = station.open_wave(&[("39", 40)]).await;
    station.send_many(last, "theft-robbery", 30).await;
    assert_eq!(station.close_and_mix(last).await, (33, 0));
    assert_eq!(station.ledger(last, "against-property", "mixed"), 10);
    assert_eq!(station.ledger(last, "theft-robbery", "mixed"), 23);
    assert_eq!(station.ledger(last, "burglary", "mixed"), 0);
    assert_eq!(
        station.count("response JOIN cohort ON cohort.id = cohort WHERE family = 'against-property'"),
        10
    );
    assert_eq!((station.count("ballot"), station.count("response")), (0, 33));
}
