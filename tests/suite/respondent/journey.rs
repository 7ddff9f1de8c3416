//! Someone who only follows the pages: from the link to the thank-you, whichever kind she chooses.

use super::fieldwork::address;
use super::host::SurveyHost;
use super::walk::{answer_all, choose, to_the_choice};

#[tokio::test]
async fn every_kind_and_rather_not_say_can_be_answered_to_the_end() {
    let mut host = SurveyHost::open().await;
    let mut kinds: Vec<String> = host
        .fieldwork
        .cohorts
        .iter()
        .map(|cohort| cohort.family.clone())
        .collect();
    kinds.push("none".to_owned());
    assert_eq!(kinds.len(), 15);
    for (which, kind) in kinds.iter().enumerate() {
        let link = host.fieldwork.db_link("burglary");
        let mut browser = host.browser();
        let choice = to_the_choice(&mut browser, &address(&link)).await;
        let first = choose(&mut browser, &choice, kind).await;
        let (list, pages) = answer_all(&mut browser, first, which, "They listened to me.").await;
        assert!(pages > 5, "{kind} ends after {pages} pages");
        let thanks = browser.go(&list, "send").await;
        assert_eq!(
            (thanks.status, thanks.heading().as_str()),
            (200, "Thank you"),
            "{kind}"
        );
        assert!(host.fieldwork.db_spent(&link), "{kind}");
    }
    assert_eq!(host.fieldwork.db_count("ballot"), kinds.len());
    assert_eq!(host.fieldwork.db_count("draft"), 0);
}

#[tokio::test]
async fn what_was_answered_lies_in_the_ballot_and_what_left_the_path_does_not() {
    let mut host = SurveyHost::open().await;
    let link = host.fieldwork.db_link("stalking-harassment");
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &address(&link)).await;
    let first = choose(&mut browser, &choice, "domestic-abuse").await;
    let (list, _) = answer_all(&mut browser, first, 0, "They <b>listened</b>\nto me.").await;
    browser.go(&list, "send").await;
    let finished = host.fieldwork.only_ballot("stalking-harassment");
    assert_eq!(finished.kind.as_deref(), Some("domestic-abuse"));
    assert!(finished.check(host.definitions).is_ok());
    let texts = serde_json::to_string(&finished).expect("text");
    assert!(texts.contains("They <b>listened</b>"), "{texts}");
}
