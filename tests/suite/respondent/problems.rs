//! Pages of requests that could not be served: in the language that the request asks for, and never in one that the
//! link tells.

use heard::ballot::LinkSecret;
use reqwest::Method;

use super::browser::Browser;
use super::fieldwork::{address, stop_address};
use super::host::{ELSEWHERE, SurveyHost};
use super::page::{Page, plain};
use super::walk::{answered, choose, to_the_choice};

const POLISH: [(&str, &str); 1] = [("Accept-Language", "pl-PL,pl;q=0.9,en;q=0.5")];

async fn in_polish(browser: &mut Browser, method: Method, path: &str) -> Page {
    let answer = browser.request(method, path, &POLISH, None).await;
    Page::read(answer.status, answer.body)
}

#[tokio::test]
async fn a_browser_that_asks_for_a_language_gets_its_problems_told_in_it() {
    let host = SurveyHost::rehearsal().await;
    for (method, path, status, heading) in [
        (Method::GET, "/nothing", 404, "Nic tu nie ma"),
        (Method::GET, "/s/no-link-at-all", 404, "Nic tu nie ma"),
        (Method::PUT, "/q", 405, "Tej strony nie można użyć w ten sposób"),
        (Method::POST, "/card", 400, "Nie można było tego odczytać"),
        (Method::GET, "/q", 410, "Otwórz ponownie swój link"),
    ] {
        let page = in_polish(&mut host.browser(), method, path).await;
        assert_eq!(
            (page.status, page.heading().as_str()),
            (status, heading),
            "{path}"
        );
        assert!(page.body.contains("lang=\"pl\" dir=\"ltr\""), "{path}");
        assert!(page.body.contains("Opuść tę stronę"), "{path}: the way out");
    }
    let foreign = [POLISH[0], ("Sec-Fetch-Site", "cross-site")];
    let answer = host
        .browser()
        .request(Method::POST, "/card", &foreign, None)
        .await;
    let page = Page::read(answer.status, answer.body);
    assert_eq!(
        (page.status, page.heading().as_str()),
        (403, "Nie można było tego przyjąć")
    );
}

#[tokio::test]
async fn the_public_gets_english_where_a_language_is_not_reviewed() {
    let host = SurveyHost::open().await;
    let page = in_polish(&mut host.browser(), Method::GET, "/nothing").await;
    assert_eq!(page.heading(), "There is nothing here");
}

#[tokio::test]
async fn the_address_comes_before_the_browsers_own_language() {
    let host = SurveyHost::rehearsal().await;
    let english = in_polish(&mut host.browser(), Method::GET, "/nothing?in=en").await;
    assert_eq!(english.heading(), "There is nothing here");
    let nepali = in_polish(&mut host.browser(), Method::GET, "/?in=ne").await;
    assert!(nepali.body.contains("lang=\"ne\""));
}

#[tokio::test]
async fn unknown_used_stopped_and_expired_links_stay_alike_in_every_language() {
    let mut host = SurveyHost::rehearsal().await;
    let stopped = host.fieldwork.db_link("hate-crime");
    let mut browser = host.browser();
    let page = browser.open(&stop_address(&stopped)).await;
    browser.press(&stop_address(&stopped), &page, "yes").await;
    let expired = host.fieldwork.db_link("violence");
    let unknown = LinkSecret::from_bytes([9; 16]);
    host.fieldwork.db_end("2026-01-01");
    for language in ["en", "pl", "ne", "fr", "pl;q=0"] {
        let header = [("Accept-Language", language)];
        let mut bodies = vec![];
        for link in [&unknown, &stopped, &expired] {
            let answer = host
                .browser()
                .request(Method::GET, &address(link), &header, None)
                .await;
            bodies.push((answer.status, answer.body));
        }
        bodies.dedup();
        assert_eq!(bodies.len(), 1, "{language}: two links can be told apart");
    }
}

#[tokio::test]
async fn a_database_that_is_away_loses_no_answer_whatever_its_question_is_called() {
    let mut host = SurveyHost::rehearsal().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &link).await;
    let mut page = choose(&mut browser, &choice, "none").await;
    while !page.body.contains("name=\"told-victims-code\"") {
        page = browser
            .send(
                "/q",
                Some("/q"),
                &answered(page.form_with("continue"), 0, "Words."),
            )
            .await;
    }
    let sent = answered(page.form_with("continue"), 0, "Words.");
    host.fieldwork.db_go_away();
    let answer = browser.request(Method::POST, "/q", &POLISH, Some(&sent)).await;
    let held = Page::read(answer.status, answer.body);
    assert_eq!(
        (held.status, held.heading().as_str()),
        (503, "Please try again in a moment"),
        "in the language of the sitting, not of the browser"
    );
    let kept: Vec<&str> = held.forms[0]
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    assert!(kept.contains(&"told-victims-code"), "{kept:?}");
    host.fieldwork.db_come_back();
}

#[tokio::test]
async fn every_page_knows_where_its_way_out_leads() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let stop = stop_address(&LinkSecret::from_bytes([5; 16]));
    let known = format!("data-leave=\"{ELSEWHERE}\"");
    for path in [
        link.as_str(),
        stop.as_str(),
        "/",
        "/q",
        "/card",
        "/contact-me",
        "/nothing",
    ] {
        let page = host.browser().open(path).await;
        assert!(page.body.contains(&known), "{path}: {}", plain(&page.body));
    }
}
