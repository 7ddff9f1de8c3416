//! Send: once for each link, with whatever was answered, and the thank-you for the sitting that sent.

use reqwest::Method;

use super::browser::Browser;
use super::fieldwork::address;
use super::host::SurveyHost;
use super::page::Page;
use super::walk::{answer_all, answered, choose, to_the_choice};

async fn at_the_list(host: &SurveyHost, link: &str) -> (Browser, Page) {
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, link).await;
    let first = choose(&mut browser, &choice, "none").await;
    let (list, _) = answer_all(&mut browser, first, 0, "Words.").await;
    (browser, list)
}

#[tokio::test]
async fn sending_twice_sends_once_and_thanks_twice() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("burglary"));
    let (mut browser, list) = at_the_list(&host, &link).await;
    let mut second = browser.clone();
    assert_eq!(browser.go(&list, "send").await.heading(), "Thank you");
    assert_eq!(
        second.go(&list, "send").await.heading(),
        "Thank you",
        "a double click"
    );
    assert_eq!(
        browser.go(&list, "send").await.heading(),
        "Thank you",
        "back and send again"
    );
    assert_eq!(browser.open("/q").await.heading(), "Thank you", "loaded again");
    assert_eq!(host.fieldwork.db_count("ballot"), 1);
    assert_eq!(
        browser.open(&link).await.status,
        404,
        "the link opens nothing any more"
    );
}

#[tokio::test]
async fn two_sends_at_the_same_moment_make_one_ballot() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("burglary"));
    let (mut browser, list) = at_the_list(&host, &link).await;
    let mut second = browser.clone();
    let (one, two) = tokio::join!(browser.go(&list, "send"), second.go(&list, "send"));
    assert_eq!(
        (one.heading(), two.heading()),
        ("Thank you".to_owned(), "Thank you".to_owned())
    );
    assert_eq!(host.fieldwork.db_count("ballot"), 1);
}

#[tokio::test]
async fn the_first_send_wins_and_the_other_device_learns_nothing() {
    let mut host = SurveyHost::open().await;
    let secret = host.fieldwork.db_link("burglary");
    let link = address(&secret);
    let (mut hers, her_list) = at_the_list(&host, &link).await;
    let (mut his, his_list) = at_the_list(&host, &link).await;
    assert_eq!(hers.go(&her_list, "send").await.heading(), "Thank you");
    let late = his.go(&his_list, "send").await;
    let unknown = host.browser().open("/nothing").await;
    assert_eq!((late.status, &late.body), (404, &unknown.body));
    assert_eq!(host.fieldwork.db_count("ballot"), 1);
}

#[tokio::test]
async fn the_thank_you_is_the_same_for_everybody_and_shows_every_line_of_support() {
    let mut host = SurveyHost::open().await;
    let mut pages = vec![];
    for family in ["sexual-offences", "vehicle-crime"] {
        let link = address(&host.fieldwork.db_link(family));
        let (mut browser, list) = at_the_list(&host, &link).await;
        pages.push(browser.go(&list, "send").await.body);
    }
    assert_eq!(pages[0], pages[1]);
    let lines = host.definitions.support_lines();
    assert!(lines.iter().any(|line| line.help.english().contains("men")));
    for number in lines.iter().filter_map(|line| line.number.as_ref()) {
        assert!(pages[0].contains(number), "{number}");
    }
}

#[tokio::test]
async fn one_answer_can_be_sent_by_stopping_there_and_none_cannot() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("burglary"));
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &link).await;
    let first = choose(&mut browser, &choice, "none").await;
    let empty = browser.go(&first, "stop").await;
    assert_eq!(empty.heading(), "Check your answers");
    assert!(!empty.has_button("send"), "there is nothing to send");
    let mut forced = empty.form_with("back").pressed("back");
    forced.retain(|(name, _)| name != "_ask");
    forced.push(("_ask".to_owned(), "send".to_owned()));
    let refused = browser.send("/q", Some("/q"), &forced).await;
    assert_eq!(refused.heading(), "Check your answers");
    assert_eq!(host.fieldwork.db_count("ballot"), 0);

    let mut sent = answered(first.form_with("continue"), 0, "");
    sent.retain(|(name, _)| name != "_ask");
    sent.push(("_ask".to_owned(), "stop".to_owned()));
    let list = browser.send("/q", Some("/q"), &sent).await;
    assert_eq!(browser.go(&list, "send").await.heading(), "Thank you");
    assert_eq!(host.fieldwork.db_count("ballot"), 1);
}

#[tokio::test]
async fn fieldwork_that_ends_during_a_sitting_is_told_kindly_and_counts_nothing() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("burglary"));
    let (mut browser, list) = at_the_list(&host, &link).await;
    host.fieldwork.db_end("2026-01-01");
    let closed = browser.go(&list, "send").await;
    assert_eq!(closed.heading(), "The time for answering is over");
    assert_eq!(host.fieldwork.db_count("ballot"), 0);
    assert_eq!(host.fieldwork.db_count("draft"), 0);
}

#[tokio::test]
async fn a_wave_whose_epoch_is_not_made_yet_keeps_the_answers_until_it_is() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("burglary"));
    let (mut browser, list) = at_the_list(&host, &link).await;
    host.fieldwork.database.sql("UPDATE epoch SET state = 'complete'");
    let later = browser.go(&list, "send").await;
    assert_eq!((later.status, later.has_button("send")), (503, true));
    host.fieldwork.database.sql("UPDATE epoch SET state = 'open'");
    assert_eq!(browser.go(&later, "send").await.heading(), "Thank you");
}

#[tokio::test]
async fn a_sixth_beginning_waits_and_overwrites_none_of_the_five() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("burglary"));
    let mut first = None;
    for _ in 0..5 {
        let mut browser = host.browser();
        let choice = to_the_choice(&mut browser, &link).await;
        let page = choose(&mut browser, &choice, "none").await;
        assert_eq!(page.status, 200);
        first.get_or_insert((browser, page));
    }
    let mut sixth = host.browser();
    let choice = to_the_choice(&mut sixth, &link).await;
    let full = choose(&mut sixth, &choice, "none").await;
    assert_eq!(full.heading(), "Your link was opened many times");
    let (mut browser, page) = first.expect("the first");
    let (list, _) = answer_all(&mut browser, page, 0, "Words.").await;
    assert_eq!(browser.go(&list, "send").await.heading(), "Thank you");
}

#[tokio::test]
async fn nothing_can_be_sent_from_another_site() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("burglary"));
    let (mut browser, list) = at_the_list(&host, &link).await;
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(list.form_with("send").pressed("send"))
        .finish();
    let foreign = [
        ("Sec-Fetch-Site", "cross-site"),
        ("Origin", "https://elsewhere.example"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let answer = browser
        .request_with_body(Method::POST, "/q", &foreign, body)
        .await;
    assert_eq!(answer.status, 403);
    assert_eq!(host.fieldwork.db_count("ballot"), 0);
}
