//! The account: what came in is what came out or waits, family by family.

use super::station::Station;

#[tokio::test]
async fn spent_and_carried_in_are_mixed_and_carried_out() {
    let mut station = Station::new().await;
    let mut carried_in = 0;
    for answers in [[4, 13, 30], [7, 2, 11]] {
        let wave = station.open_wave(&[("28E", 40), ("8N", 40), ("39", 40)]).await;
        for (family, count) in ["burglary", "violence", "theft-robbery"].into_iter().zip(answers) {
            station.send_many(wave, family, count).await;
        }
        station.close_and_mix(wave).await;
        station.purge(wave).await;
        let sum = |measure: &str| {
            station.number(&format!(
                "SELECT coalesce(sum(count), 0) FROM ledger WHERE wave = '{}' AND measure = '{measure}'",
                wave.id
            ))
        };
        assert_eq!(sum("invited"), 120);
        assert_eq!(sum("spent"), answers.iter().sum::<usize>() as i64);
        assert_eq!(sum("carried_in"), carried_in);
        assert_eq!(
            sum("spent") + sum("carried_in"),
            sum("mixed") + sum("carried_out")
        );
        carried_in = sum("carried_out");
    }
    assert_eq!(station.count("response") + station.count("ballot"), 67);
}
