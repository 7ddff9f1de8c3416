//! What anybody may see: nothing on it tells what the questions are about, whose link it is, or what
//! has become of it.

use heard::ballot::LinkSecret;
use reqwest::Method;

use super::browser::{Answer, Browser};
use super::fieldwork::{address, stop_address};
use super::host::SurveyHost;
use super::walk::{answer_all, choose, to_the_choice, without_nonce};

/// Words that would tell somebody who looks over a shoulder what this is.
pub const TELLING: [&str; 22] = [
    "heard",
    "victim",
    "police",
    "crime",
    "criminal",
    "offence",
    "abuse",
    "rape",
    "sexual",
    "violen",
    "assault",
    "burgl",
    "theft",
    "hate",
    "stalk",
    "harass",
    "slavery",
    "fraud",
    "court",
    "support",
    "commissioner",
    "survey of",
];

async fn get(browser: &mut Browser, path: &str) -> Answer {
    browser.request(Method::GET, path, &[], None).await
}

/// Every header but the date.
fn headers(answer: &Answer) -> Vec<String> {
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "date")
        .map(|(name, value)| format!("{name}: {}", value.to_str().expect("text")))
        .collect();
    headers.sort();
    headers
}

#[tokio::test]
async fn the_start_page_is_the_same_bytes_for_every_cohort() {
    let mut host = SurveyHost::open().await;
    let families: Vec<String> = host
        .fieldwork
        .cohorts
        .iter()
        .map(|cohort| cohort.family.clone())
        .collect();
    let mut pages = vec![];
    for family in &families {
        let link = host.fieldwork.db_link(family);
        let answer = get(&mut host.browser(), &address(&link)).await;
        assert_eq!(answer.status, 200);
        pages.push((without_nonce(&answer.body), headers(&answer)));
    }
    assert_eq!(pages.len(), 14);
    pages.dedup();
    assert_eq!(pages.len(), 1, "two cohorts see different pages");
}

#[tokio::test]
async fn all_pages_up_to_the_choice_are_the_same_for_every_cohort() {
    let mut host = SurveyHost::open().await;
    let mut pages = vec![];
    let cohorts = host.fieldwork.cohorts.iter();
    let families: Vec<String> = cohorts.map(|cohort| cohort.family.clone()).collect();
    assert_eq!(families.len(), 14);
    for family in &families {
        let link = host.fieldwork.db_link(family);
        let mut browser = host.browser();
        let start = browser.open(&address(&link)).await;
        let leaving = browser.press(&address(&link), &start, "start").await;
        let about = browser.go(&leaving, "continue").await;
        let choice = browser.go(&about, "continue").await;
        assert!(
            !choice.body.contains(" checked"),
            "something is chosen beforehand"
        );
        pages.push([leaving, about, choice].map(|page| without_nonce(&page.body)));
    }
    pages.dedup();
    assert_eq!(pages.len(), 1, "two cohorts see different pages");
}

#[tokio::test]
async fn unknown_used_stopped_and_expired_links_give_one_identical_page() {
    let mut host = SurveyHost::open().await;
    let used = host.fieldwork.db_link("burglary");
    let stopped = host.fieldwork.db_link("hate-crime");
    let expired = host.fieldwork.db_link("violence");
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &address(&used)).await;
    let first = choose(&mut browser, &choice, "none").await;
    let (list, _) = answer_all(&mut browser, first, 0, "Words.").await;
    browser.go(&list, "send").await;
    let page = browser.open(&stop_address(&stopped)).await;
    browser.press(&stop_address(&stopped), &page, "yes").await;

    let unknown = LinkSecret::from_bytes([9; 16]);
    let mut pages = vec![];
    for path in [
        address(&unknown),
        address(&used),
        address(&stopped),
        "/s/no-link-at-all".to_owned(),
        "/nothing".to_owned(),
        "/sign-in".to_owned(),
    ] {
        let answer = get(&mut host.browser(), &path).await;
        pages.push((answer.status, headers(&answer), answer.body));
    }
    host.fieldwork.db_end("2026-01-01");
    let answer = get(&mut host.browser(), &address(&expired)).await;
    pages.push((answer.status, headers(&answer), answer.body));
    assert_eq!(pages[0].0, 404);
    pages.dedup();
    assert_eq!(pages.len(), 1, "two links can be told apart");
}

#[tokio::test]
async fn a_start_form_that_was_never_fetched_begins_nothing() {
    let mut host = SurveyHost::open().await;
    let link = host.fieldwork.db_link("burglary");
    let mut browser = host.browser();
    let blind = [("_choice".to_owned(), "start".to_owned())];
    let page = browser.send(&address(&link), None, &blind).await;
    assert!(page.has_button("start"), "the start page again");
    assert!(browser.cookie.is_none());
}

#[tokio::test]
async fn one_stop_page_serves_all_and_only_its_button_stops() {
    let mut host = SurveyHost::open().await;
    let link = host.fieldwork.db_link("burglary");
    let other = stop_address(&LinkSecret::from_bytes([5; 16]));
    let mut browser = host.browser();
    let known = get(&mut browser, &stop_address(&link)).await;
    let unknown = get(&mut browser, &other).await;
    assert_eq!(known.body, unknown.body);
    assert_eq!(
        get(&mut browser, &address(&link)).await.status,
        200,
        "looking stops nothing"
    );

    // A mail program's own button: no cookie, no origin, no page before it (RFC 8058).
    let one_click = [("List-Unsubscribe".to_owned(), "One-Click".to_owned())];
    let mut bodies = vec![];
    for path in [
        stop_address(&link),
        stop_address(&link),
        other,
        "/stop/nonsense".to_owned(),
    ] {
        let answer = browser.request_plain(&path, &one_click).await;
        assert_eq!(answer.status, 200);
        bodies.push(answer.body);
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "the outcomes can be told apart");
    assert_eq!(
        get(&mut browser, &address(&link)).await.status,
        404,
        "a stopped link opens nothing"
    );
}

#[tokio::test]
async fn not_now_keeps_the_link_and_not_for_me_leads_to_the_stop_page() {
    let mut host = SurveyHost::open().await;
    let link = host.fieldwork.db_link("burglary");
    let mut browser = host.browser();
    let start = browser.open(&address(&link)).await;
    let later = browser.press(&address(&link), &start, "later").await;
    assert_eq!((later.status, later.heading().as_str()), (200, "That is fine"));
    let stop = browser.press(&address(&link), &start, "never").await;
    assert_eq!(stop.heading(), "Stop our emails");
    assert_eq!(get(&mut browser, &address(&link)).await.status, 200);
    browser.press(&stop_address(&link), &stop, "yes").await;
    assert_eq!(get(&mut browser, &address(&link)).await.status, 404);
}

#[tokio::test]
async fn nothing_before_start_says_what_it_is_about() {
    let mut host = SurveyHost::open().await;
    let link = host.fieldwork.db_link("sexual-offences");
    let mut browser = host.browser();
    let mut seen = vec![];
    for path in [
        address(&link),
        stop_address(&link),
        "/".to_owned(),
        "/nothing".to_owned(),
        "/q".to_owned(),
        "/exit".to_owned(),
        "/favicon.ico".to_owned(),
        "/robots.txt".to_owned(),
        "/.well-known/security.txt".to_owned(),
    ] {
        seen.push((path.clone(), get(&mut browser, &path).await));
    }
    let start = browser.open(&address(&link)).await;
    for button in ["later", "never"] {
        let form = start.form_with(button).pressed(button);
        let answer = browser
            .request(Method::POST, &address(&link), &[], Some(&form))
            .await;
        seen.push((button.to_owned(), answer));
    }
    let foreign = [("Sec-Fetch-Site", "cross-site")];
    seen.push((
        "cross-site".to_owned(),
        browser
            .request(Method::POST, &address(&link), &foreign, None)
            .await,
    ));
    seen.push((
        "put".to_owned(),
        browser.request(Method::PUT, "/q", &[], None).await,
    ));
    for (path, answer) in seen {
        // The nonce of a form is chance, which may spell anything.
        let body = match answer.body.contains("name=\"_nonce\"") {
            true => without_nonce(&answer.body),
            false => answer.body.clone(),
        };
        let whole = format!("{}\n{body}", headers(&answer).join("\n")).to_lowercase();
        for word in TELLING {
            assert!(!whole.contains(word), "“{word}” on {path}:\n{whole}");
        }
    }
}

#[tokio::test]
async fn the_titles_of_a_whole_sitting_are_neutral() {
    let mut host = SurveyHost::open().await;
    let link = host.fieldwork.db_link("hate-crime");
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &address(&link)).await;
    let mut page = choose(&mut browser, &choice, "hate-crime").await;
    let mut titles = vec![choice.title().to_owned()];
    while !page.has_button("send") {
        titles.push(page.title().to_owned());
        let form = page.form_with("continue");
        let sent = super::walk::answered(form, 0, "Words.");
        page = browser.send("/q", form.action.as_deref(), &sent).await;
    }
    titles.push(page.title().to_owned());
    titles.push(browser.go(&page, "send").await.title().to_owned());
    for title in titles {
        let title = title.to_lowercase();
        assert!(!title.is_empty());
        assert!(TELLING.iter().all(|word| !title.contains(word)), "{title}");
    }
}
