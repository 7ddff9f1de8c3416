//! A key is lost: what that costs is what deploy/README.md says, and nothing more.

use heard::ballot::certificate::{Chain, check};
use heard::keys::{MixerKeys, Renewable, WebKeys, renew};
use heard::operations::{Floors, MixError, mix};

use super::station::Station;
use crate::harness::seeded;

const TWO_KINDS: [(&str, usize); 2] = [("28E", 30), ("8N", 30)];

#[tokio::test]
async fn a_lost_epoch_key_costs_the_ballots_of_that_epoch_and_the_mix_says_which() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&TWO_KINDS).await;
    station.send_many(wave, "burglary", 12).await;
    station.send_many(wave, "violence", 12).await;
    let lost = station.database.sql(
        "SELECT epoch.id FROM epoch JOIN cohort ON cohort.id = epoch.cohort WHERE cohort.family = 'burglary'",
    );
    let lost = lost.trim();
    std::fs::remove_file(station.folder.path().join(format!("mixer/{lost}.key"))).expect("lost");
    station.close(wave).await;
    let told = station.mix(wave).await.expect_err("it cannot be opened");
    assert!(told.to_string().contains(lost), "{told}");
    assert_eq!(station.count("response"), 12, "the other group goes on");
    assert_eq!(station.count("ballot"), 12, "what does not open is not deleted");
    assert!(matches!(told, MixError::Key(_)), "{told}");
}

#[tokio::test]
async fn lost_keys_of_a_waves_letters_cost_letters_and_no_answers() {
    let mut station = Station::new().await;
    let wave = station.open_wave(&[("28E", 30)]).await;
    let links = station.links(wave, "burglary");
    std::fs::remove_dir_all(station.folder.path().join(format!("mailer/{}", wave.id))).expect("lost");
    assert!(station.mailer.link_key(wave.id).is_err());
    for (place, link) in links.iter().take(12).enumerate() {
        let answers = super::station::marked(place)
            .with("sex", "female")
            .with("age-band", "25-34");
        station
            .send(wave, link, answers.of(Some("burglary")))
            .await
            .expect("links that were sent work on");
    }
    assert_eq!(station.close_and_mix(wave).await, (12, 0));
    station.purge(wave).await;
    assert_eq!(station.count("contact"), 0);
}

#[tokio::test]
async fn a_renewed_signing_key_goes_on_with_the_chain_and_both_keys_together_verify_it() {
    let mut station = Station::new().await;
    let first_key = station.web_keys.certificates;
    let first = station.open_wave(&[("28E", 30)]).await;
    station.send_many(first, "burglary", 12).await;
    station.close_and_mix(first).await;
    renew(station.folder.path(), Renewable::Certificate, &mut seeded(4)).expect("renewed");
    station.mixer = MixerKeys::open(&station.folder.path().join("mixer")).expect("the mixer's keys");
    let second_key = WebKeys::load(&station.folder.path().join("web"))
        .expect("web's keys")
        .certificates;
    let second = station.open_wave(&[("28E", 30)]).await;
    station.send_many(second, "burglary", 12).await;
    station.close(second).await;
    let mut mixer = station.database.connect("heard_mixer").await;
    let today = second.to + chrono::Days::new(1);
    mix(
        &mut mixer,
        &station.mixer,
        Floors::default(),
        today,
        &mut seeded(6),
    )
    .await
    .expect("mixed");
    let chain = chain_of(&station).await;
    assert!(chain.certificates.len() >= 2);
    assert!(check(&chain, &[first_key, second_key]).faults.is_empty());
    assert!(
        !check(&chain, &[second_key]).faults.is_empty(),
        "the new key alone does not vouch for the old"
    );
}

async fn chain_of(station: &Station) -> Chain {
    let mut web = station.database.connect("heard_web").await;
    let certificates = heard::store::certificates::list_certificates(&mut web)
        .await
        .expect("listed");
    Chain::of(certificates)
}
