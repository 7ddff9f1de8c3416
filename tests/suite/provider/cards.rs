//! The office's pages of cards and interviews.

use heard::store::staff::Role;

use super::waves::{as_form, current};
use crate::harness::{Site, Visitor};

async fn with_a_wave() -> (Site, Visitor, String) {
    let site = Site::open().await;
    site.load_questionnaires().await;
    let mut provider = site.signed_in(Role::Provider).await;
    assert!(
        provider
            .get("/cards")
            .await
            .body
            .contains("No wave takes answers now")
    );
    let opened = provider.post("/waves", &as_form(&current(&site))).await;
    let wave = opened.location().trim_start_matches("/waves/").to_owned();
    (site, provider, wave)
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_are_printed_once_and_say_nothing_of_what_they_are_about() {
    let (site, mut provider, wave) = with_a_wave().await;
    let form = [
        ("wave", wave.as_str()),
        ("family", "sexual-offences"),
        ("count", "20"),
    ];
    let page = provider.post("/cards", &form).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let papers = page.body.split_once("<ol class=\"papers\">").expect("cards").1;
    let papers = papers.split_once("</ol>").expect("their end").0.to_lowercase();
    assert_eq!(papers.matches("paper__code").count(), 20);
    assert!(papers.contains("127.0.0.1:8081/card"), "{papers}");
    for word in [
        "sexual", "offence", "victim", "police", "crime", "heard", "autumn", "support",
    ] {
        assert!(!papers.contains(word), "{word} stands on a card");
    }
    assert_eq!(site.database.sql("SELECT count(*) FROM new_card").trim(), "20");
    let audit = site
        .database
        .sql("SELECT object FROM audit WHERE act = 'made cards'");
    assert_eq!(audit.trim(), "20 of sexual-offences in Autumn");
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_that_were_left_over_no_longer_count_as_invited() {
    let (site, mut provider, wave) = with_a_wave().await;
    let form = [("wave", wave.as_str()), ("family", "burglary"), ("count", "20")];
    provider.post("/cards", &form).await;
    let page = provider.get("/cards").await;
    assert!(page.body.contains("Cards that count as invited"), "{}", page.body);
    let invited = || {
        let sum = "SELECT sum(count) FROM frame_count WHERE stage = 'invited' AND family = 'burglary'";
        site.database.sql(sum).trim().to_owned()
    };
    let of = format!("{wave} burglary");
    for (of, left, field) in [
        ("", "4", "left-of"),
        (of.as_str(), "21", "left"),
        (of.as_str(), "none", "left"),
    ] {
        let refused = provider
            .post("/cards/left-over", &[("left-of", of), ("left", left)])
            .await;
        assert_eq!(refused.status, 422, "{left}");
        assert!(
            refused.body.contains(&format!("href=\"#{field}\"")),
            "{}",
            refused.body
        );
        assert_eq!(invited(), "20");
    }
    let form = [("left-of", of.as_str()), ("left", "6")];
    let counted = provider.post("/cards/left-over", &form).await;
    assert_eq!((counted.status, counted.location()), (303, "/cards"));
    assert_eq!(invited(), "14");
    let audit = site
        .database
        .sql("SELECT object FROM audit WHERE act = 'counted cards out that were left over'");
    assert_eq!(audit.trim(), "6 of burglary in Autumn");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_wish_for_cards_is_told_beside_its_field_and_makes_none() {
    let (site, mut provider, wave) = with_a_wave().await;
    let wave = wave.as_str();
    for (form, field, words) in [
        (
            [("wave", "x"), ("family", "burglary"), ("count", "20")],
            "wave",
            "Choose a wave",
        ),
        (
            [("wave", wave), ("family", "x"), ("count", "20")],
            "family",
            "Choose a kind",
        ),
        (
            [("wave", wave), ("family", "burglary"), ("count", "many")],
            "count",
            "from 1 to 500",
        ),
        (
            [("wave", wave), ("family", "burglary"), ("count", "3")],
            "count",
            "Make 20 or more",
        ),
    ] {
        let page = provider.post("/cards", &form).await;
        assert_eq!(page.status, 422, "{field}");
        assert!(page.body.contains(&format!("href=\"#{field}\"")), "{}", page.body);
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert_eq!(site.database.sql("SELECT count(*) FROM new_card").trim(), "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interview_begins_on_the_surveys_host_and_leaves_no_row() {
    let site = Site::open().await;
    let mut provider = site.signed_in(Role::Provider).await;
    let before = site.database.sql("SELECT count(*) FROM audit");
    let page = provider.get("/interviews").await;
    assert!(
        page.body.contains("No record joins your account to an interview"),
        "{}",
        page.body
    );
    assert_eq!(provider.post("/interviews", &[]).await.status, 422);
    assert_eq!(
        provider.post("/interviews", &[("mode", "online")]).await.status,
        422
    );
    let begun = provider.post("/interviews", &[("mode", "telephone")]).await;
    let address = begun
        .body
        .split_once("http://127.0.0.1:8081/interview/")
        .expect("the way in")
        .1;
    let pass = address.split_once('"').expect("its end").0;
    let mut survey = site.survey_visitor();
    let page = survey.get(&format!("/interview/{pass}")).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("on the telephone"), "{}", page.body);
    assert_eq!(site.database.sql("SELECT count(*) FROM audit"), before);
    for private in ["paula", "provider"] {
        assert!(!page.body.contains(private), "{private}");
    }
}
