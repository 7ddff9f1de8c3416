//! A page asks the database once.

use reqwest::Method;

use super::fieldwork::address;
use super::host::SurveyHost;
use super::walk::{answered, choose, to_the_choice};

/// The questionnaires in force are asked for anew from time to time, by whichever page comes then: one page
/// of a series may take one more.
fn is_one_each(trips: &[usize]) -> bool {
    let more = trips.iter().filter(|&&trips| trips != 1).count();
    more <= 1 && trips.iter().all(|&trips| (1..=2).contains(&trips))
}

#[tokio::test]
async fn a_page_read_and_a_page_saved_are_one_round_trip_each() {
    let (mut host, trips) = SurveyHost::open_counted().await;
    let link = address(&host.fieldwork.db_link("burglary"));
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &link).await;
    let mut page = choose(&mut browser, &choice, "burglary").await;
    // The first page of each sort also prepares its statement, once a connection.
    for _ in 0..2 {
        let sent = answered(page.form_with("continue"), 0, "Words.");
        page = browser.send("/q", Some("/q"), &sent).await;
    }
    let (mut saves, mut reads, mut starts) = (vec![], vec![], vec![]);
    for _ in 0..6 {
        let sent = answered(page.form_with("continue"), 0, "Words.");
        trips.since();
        let saved = browser.request(Method::POST, "/q", &[], Some(&sent)).await;
        saves.push(trips.since());
        assert_eq!(saved.status, 303);
        page = browser.open("/q").await;
        reads.push(trips.since());
        assert_eq!(page.status, 200);
        browser.request(Method::GET, &link, &[], None).await;
        starts.push(trips.since());
    }
    assert!(is_one_each(&saves), "saving: {saves:?}");
    assert!(is_one_each(&reads), "reading: {reads:?}");
    assert!(is_one_each(&starts), "the start page: {starts:?}");
}
