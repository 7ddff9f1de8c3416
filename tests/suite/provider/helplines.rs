//! Two people make sure of every support line before a wave opens; what they did is written down.

use heard::store::staff::Role;
use heard::web::shop::Stage;

use super::sign_in::{production, set_up};
use super::waves::{as_form, current};
use crate::harness::{Answer, Site, Visitor};

async fn site() -> Site {
    let site = Site::open().await;
    site.load_questionnaires().await;
    site
}

async fn tick_all(provider: &mut Visitor, site: &Site) -> Answer {
    let definitions = site.shop.definitions().await.expect("definitions");
    let form: Vec<(&str, &str)> = definitions
        .support_lines()
        .iter()
        .map(|line| ("line", line.id.as_str()))
        .collect();
    provider.post("/helplines", &form).await
}

/// Opens a wave as production does, where somebody's account without a second factor is no matter.
async fn open_in_production(site: &Site) -> Result<uuid::Uuid, heard::operations::OpenWaveError> {
    let form = current(site);
    let day = |at: usize| form[at].1.parse().expect("a date");
    let new = heard::operations::NewWave {
        name: form[0].1.clone(),
        quarter: form[1].1.clone(),
        fieldwork_from: day(2),
        fieldwork_to: day(3),
    };
    let opening = heard::operations::Opening {
        actor: "paula",
        today: site.shop.clock.today(),
        at: site.shop.clock.machine_now(),
        lines: Stage::Production.line_checks(),
    };
    let definitions = site.shop.definitions().await.expect("definitions");
    let mut conn = site.shop.connection().await.expect("a connection");
    let rng = &mut heard::operations::chance::system_rng();
    heard::operations::open_wave(&mut conn, &new, &definitions, opening, rng).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wave_opens_only_once_two_people_have_checked_every_line() {
    let site = site().await;
    let refused = open_in_production(&site).await.expect_err("nobody has checked");
    let told = refused.to_string();
    assert!(
        told.contains("Men's Advice Line") && told.contains("Samaritans"),
        "{told}"
    );
    assert!(told.contains("Helplines"), "{told}");

    let mut first = site.signed_in(Role::Provider).await;
    assert_eq!(tick_all(&mut first, &site).await.status, 303);
    assert_eq!(tick_all(&mut first, &site).await.status, 303);
    assert!(
        open_in_production(&site).await.is_err(),
        "one person, however often, is one"
    );

    let mut second = site.signed_in(Role::Provider).await;
    assert_eq!(tick_all(&mut second, &site).await.status, 303);
    let page = second.get("/helplines").await.body;
    assert!(page.contains("Every line is checked by two people"), "{page}");
    open_in_production(&site).await.expect("the wave opens");
    let lines = site
        .shop
        .definitions()
        .await
        .expect("definitions")
        .support_lines()
        .len();
    let written = site
        .database
        .sql("SELECT count(*) FROM audit WHERE act = 'checked the support line'");
    assert_eq!(written.trim(), (3 * lines).to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_lapses_and_holds_for_the_number_that_was_called_only() {
    let site = site().await;
    for _ in 0..2 {
        let mut provider = site.signed_in(Role::Provider).await;
        tick_all(&mut provider, &site).await;
    }
    site.database
        .sql("UPDATE line_check SET shown = 'Samaritans: 116 124. Another number' WHERE line = 'samaritans'");
    let told = open_in_production(&site)
        .await
        .expect_err("another number")
        .to_string();
    assert!(told.contains("by two: Samaritans. Call"), "{told}");

    site.database
        .sql("UPDATE line_check SET checked_on = checked_on - 181");
    let told = open_in_production(&site).await.expect_err("lapsed").to_string();
    assert!(
        told.contains("Victim Support") && told.contains("Samaritans"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_shows_each_lines_source_and_state_and_refuses_an_empty_tick() {
    let site = site().await;
    let mut provider = site.signed_in(Role::Provider).await;
    let page = provider.get("/helplines").await.body;
    let definitions = site.shop.definitions().await.expect("definitions");
    for line in definitions.support_lines() {
        assert!(page.contains(&format!("value=\"{}\"", line.id)), "{}", line.id);
    }
    assert!(
        page.contains("Not checked") && page.contains("Source: "),
        "{page}"
    );
    let empty = provider.post("/helplines", &[]).await;
    assert_eq!(empty.status, 422);
    assert!(
        empty.body.contains("Tick the lines that you have called"),
        "{}",
        empty.body
    );
    let unknown = provider.post("/helplines", &[("line", "nobody")]).await;
    assert_eq!(unknown.status, 422);
    assert_eq!(site.database.sql("SELECT count(*) FROM line_check").trim(), "0");
    let one = provider.post("/helplines", &[("line", "samaritans")]).await;
    assert_eq!((one.status, one.location()), (303, "/helplines"));
    assert!(provider.get("/helplines").await.body.contains("One more person"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_of_a_new_wave_names_the_lines_that_nobody_checked() {
    let site = production().await;
    site.load_questionnaires().await;
    let (mut provider, ..) = set_up(&site, "ann").await;
    let refused = provider.post("/waves", &as_form(&current(&site))).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert!(
        refused.body.contains("Men&#39;s Advice Line") || refused.body.contains("Men's Advice Line"),
        "{}",
        refused.body
    );
    assert!(refused.body.contains("value=\"Autumn\""), "what was typed stays");
}
