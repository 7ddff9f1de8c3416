//! The close: whoever was written to is forgotten, whatever she did.

use heard::operations::stop_contact;
use secrecy::SecretString;

use super::station::Station;

#[tokio::test]
async fn after_the_purge_only_responses_totals_and_keyed_opt_outs_are_left() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 40)]).await;
    station.send_many(wave, "burglary", 12).await;
    let stopped = station.links(wave, "burglary")[30].stop_secret();
    let mut web = station.database.connect("heard_web").await;
    stop_contact(&mut web, &stopped.hash()).await.expect("stopped");
    station.close_and_mix(wave).await;
    station.purge(wave).await;

    for table in [
        "contact",
        "staged_contact",
        "gate",
        "stop",
        "outbox",
        "draft",
        "ballot",
    ] {
        assert_eq!(station.count(table), 0, "{table}");
    }
    assert_eq!(station.count("upload WHERE sealed_data_key IS NOT NULL"), 0);
    assert_eq!(station.count("upload WHERE draw_seed IS NOT NULL"), 0);
    assert_eq!(station.count("wave WHERE contact_public_key IS NOT NULL"), 0);
    assert!(station.mailer.link_key(wave.id).is_err() && station.mailer.contact_key(wave.id).is_err());
    assert_eq!(station.count("response"), 12);
    let account = ["invited", "delivered", "failed", "stopped", "spent", "mixed"]
        .map(|measure| station.ledger(wave, "burglary", measure));
    // No letter left in this test, so none counts as delivered.
    assert_eq!(account, [40, 0, 40, 1, 12, 12]);
    assert_eq!(station.count("opt_out"), 1);
    let known = (1..=40)
        .filter(|number| {
            let address = SecretString::from(format!("person{number}.05@gmail.com"));
            let tag = station.web_keys.opt_out.tag(&address);
            let hex = data_encoding::HEXLOWER.encode(tag.as_bytes());
            station.count(&format!("opt_out WHERE tag = '\\x{hex}'")) == 1
        })
        .count();
    assert_eq!(known, 1);
}

#[tokio::test]
async fn who_opted_out_is_not_invited_when_the_others_are_again_a_year_later() {
    let mut station = Station::new().await;
    let first = station.open_wave(&[("28E", 30)]).await;
    let stopped = station.links(first, "burglary")[0].stop_secret();
    let mut web = station.database.connect("heard_web").await;
    stop_contact(&mut web, &stopped.hash()).await.expect("stopped");
    station.close_and_mix(first).await;
    station.purge(first).await;
    for _ in 0..3 {
        station.open_wave(&[]).await;
    }
    let second = station.open_wave(&[("28E", 30)]).await;
    assert_eq!(station.links(second, "burglary").len(), 29);
}
