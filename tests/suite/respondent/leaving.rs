//! Leaving, lapsing, and somebody else who holds the phone afterwards.

use chrono::Duration;
use reqwest::Method;

use super::browser::Browser;
use super::fieldwork::address;
use super::host::{ELSEWHERE, SurveyHost};
use super::page::Page;
use super::walk::{answer_all, choose, to_the_choice};

const CANARY: &str = "canary-they-came-late";

/// A sitting that has answered everything with a canary in each text, and its list of answers.
async fn with_answers(host: &mut SurveyHost) -> (String, Browser, Page) {
    let link = address(&host.fieldwork.db_link("violence"));
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &link).await;
    let first = choose(&mut browser, &choice, "violence").await;
    let (list, _) = answer_all(&mut browser, first, 0, CANARY).await;
    assert!(list.body.contains(CANARY));
    (link, browser, list)
}

#[tokio::test]
async fn leaving_works_without_a_script_and_leaves_nothing_behind() {
    let mut host = SurveyHost::open().await;
    let (link, mut browser, _) = with_answers(&mut host).await;
    let before = browser.cookie.clone();
    let site = [("Sec-Fetch-Site", "same-origin")];
    let answer = browser.request(Method::GET, "/exit", &site, None).await;
    assert_eq!((answer.status, answer.header("location")), (303, ELSEWHERE));
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(browser.cookie, None);
    assert!(!browser.open("/q").await.body.contains(CANARY));

    // Even who kept the cookie's bytes finds no answers behind it, as soon as the draft is gone.
    for _ in 0..50 {
        if host.fieldwork.db_count("draft") == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(host.fieldwork.db_count("draft"), 0);
    browser.cookie = before;
    assert!(!browser.open("/q").await.body.contains(CANARY));
    assert_eq!(
        browser.open(&link).await.status,
        200,
        "the link itself still opens"
    );
}

#[tokio::test]
async fn a_prefetch_or_another_site_ends_nothing() {
    let mut host = SurveyHost::open().await;
    let (_, mut browser, _) = with_answers(&mut host).await;
    let ahead = browser
        .request(Method::GET, "/exit", &[("Sec-Purpose", "prefetch")], None)
        .await;
    assert_eq!(
        ahead.status, 503,
        "an answer that a browser cannot keep for later"
    );
    let foreign = browser
        .request(Method::GET, "/exit", &[("Sec-Fetch-Site", "cross-site")], None)
        .await;
    assert_eq!((foreign.status, foreign.header("location")), (303, ELSEWHERE));
    browser.request(Method::HEAD, "/exit", &[], None).await;
    assert!(browser.cookie.is_some());
    assert!(
        browser.open("/q").await.body.contains(CANARY),
        "the sitting goes on"
    );
}

#[tokio::test]
async fn the_link_alone_never_shows_an_earlier_answer() {
    let mut host = SurveyHost::open().await;
    let (link, _, _) = with_answers(&mut host).await;
    let mut somebody = host.browser();
    let choice = to_the_choice(&mut somebody, &link).await;
    let mut page = choose(&mut somebody, &choice, "violence").await;
    for _ in 0..200 {
        assert!(
            !page.body.contains(CANARY) && !page.body.contains(" checked"),
            "{}",
            page.heading()
        );
        if page.has_button("send") || page.heading() == "Check your answers" {
            return;
        }
        page = somebody.go(&page, "continue").await;
    }
    panic!("the questions do not end");
}

#[tokio::test]
async fn on_a_device_of_her_own_a_sitting_waits_for_hours() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let mut browser = host.browser();
    let start = browser.open(&link).await;
    let leaving = browser.press(&link, &start, "start").await;
    let mut sent = leaving.form_with("continue").pressed("continue");
    sent.push(("_device".to_owned(), "own".to_owned()));
    let about = browser.send("/q", Some("/q"), &sent).await;
    let choice = browser.go(&about, "continue").await;
    choose(&mut browser, &choice, "none").await;
    host.advance(Duration::hours(19));
    assert_eq!(browser.open("/q").await.status, 200);
    host.advance(Duration::hours(21));
    assert_eq!(browser.open("/q").await.status, 410);
}

#[tokio::test]
async fn start_pressed_again_takes_up_the_sitting_of_this_browser() {
    let mut host = SurveyHost::open().await;
    let (link, mut browser, _) = with_answers(&mut host).await;
    let start = browser.open(&link).await;
    assert!(!start.body.contains(CANARY));
    let again = browser.press(&link, &start, "start").await;
    assert_eq!(again.heading(), "Check your answers");
}

#[tokio::test]
async fn deleting_takes_the_answers_away_at_once() {
    let mut host = SurveyHost::open().await;
    let (_, mut browser, list) = with_answers(&mut host).await;
    let hard = browser.go(&list, "hard").await;
    assert_eq!(hard.heading(), "Take your time");
    let deleted = browser.go(&hard, "delete").await;
    assert_eq!(deleted.heading(), "Your answers are deleted");
    assert_eq!(host.fieldwork.db_count("draft"), 0);
    assert_eq!(host.fieldwork.db_count("ballot"), 0);
    assert_eq!(browser.cookie, None);
}

#[tokio::test]
async fn every_page_has_the_way_out_before_everything_else() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let mut browser = host.browser();
    let mut page = browser.open(&link).await;
    let mut pages = vec![
        browser.open("/").await,
        browser.open("/nothing").await,
        browser.open("/q").await,
    ];
    let next = browser.press(&link, &page, "start").await;
    pages.push(std::mem::replace(&mut page, next));
    for _ in 0..6 {
        let next = browser.go(&page, "continue").await;
        pages.push(std::mem::replace(&mut page, next));
    }
    for page in pages {
        let body = page.body.split_once("<body").expect("a body").1;
        let first_link = body.split_once("<a ").expect("a link").1;
        let tag = first_link.split_once('>').expect("its end").0;
        assert!(tag.contains("href=\"/exit\""), "{}: {tag}", page.heading());
    }
}
