//! "Save and come back": link and code on any device, and what becomes of wrong codes.

use reqwest::Method;

use super::browser::Browser;
use super::fieldwork::address;
use super::host::SurveyHost;
use super::page::{Page, plain};
use super::walk::{answered, choose, to_the_choice};

const CANARY: &str = "canary-that-comes-back";

/// Somebody who has answered up to the first text, with a canary in it, and the page after that.
async fn with_some_answers(host: &SurveyHost, link: &str) -> (Browser, Page) {
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, link).await;
    let mut page = choose(&mut browser, &choice, "none").await;
    loop {
        let has_text = page.body.contains("<textarea");
        let sent = answered(page.form_with("continue"), 0, CANARY);
        page = browser.send("/q", Some("/q"), &sent).await;
        if has_text {
            return (browser, page);
        }
    }
}

/// Asks for a return code and reads it off the page.
async fn take_a_code(browser: &mut Browser, page: &Page) -> (String, Page) {
    let offer = browser.go(page, "pause").await;
    assert_eq!(offer.heading(), "Save and come back later");
    let shown = browser.go(&offer, "code").await;
    assert_eq!(
        (shown.status, shown.heading().as_str()),
        (200, "Your return code")
    );
    let (_, rest) = shown.body.split_once("return-code\"").expect("the code");
    let (line, _) = rest.split_once("</p>").expect("its end");
    let code = plain(&format!("<{line}"))
        .trim_start_matches('>')
        .trim()
        .to_owned();
    assert_eq!(code.split(' ').count(), 4, "{code}");
    (code, shown)
}

/// From the link to the page where a code is typed, on another device.
async fn at_the_door(host: &SurveyHost, link: &str) -> (Browser, Page) {
    let mut browser = host.browser();
    let start = browser.open(link).await;
    let leaving = browser.press(link, &start, "start").await;
    let door = browser.go(&leaving, "return").await;
    assert_eq!(door.heading(), "Go on where you stopped");
    (browser, door)
}

async fn try_code(browser: &mut Browser, door: &Page, code: &str) -> Page {
    let mut sent = door.form_with("continue").pressed("continue");
    sent.retain(|(name, _)| name != "_code");
    sent.push(("_code".to_owned(), code.to_owned()));
    browser.send("/q", Some("/q"), &sent).await
}

/// Another code of our words that is not this one.
fn wrong(code: &str) -> String {
    let mut words: Vec<&str> = code.split(' ').collect();
    words.rotate_left(1);
    if words.join(" ") == code {
        words[0] = if words[0] == "acorn" { "abacus" } else { "acorn" };
    }
    words.join(" ")
}

#[tokio::test]
async fn link_and_code_bring_her_back_on_another_device_to_the_next_page() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let (mut browser, page) = with_some_answers(&host, &link).await;
    let (code, _) = take_a_code(&mut browser, &page).await;
    browser.request(Method::GET, "/exit", &[], None).await;
    let (mut other, door) = at_the_door(&host, &link).await;
    let written = code.to_uppercase().replace(' ', " - ");
    let back = try_code(&mut other, &door, &written).await;
    assert_eq!((back.status, back.heading()), (200, page.heading()));
    let list = other.go(&back, "stop").await;
    assert!(list.body.contains(CANARY));
    assert_eq!(other.go(&list, "send").await.heading(), "Thank you");
    assert_eq!(host.fieldwork.db_count("draft"), 0);
}

#[tokio::test]
async fn the_offer_makes_no_code_and_says_what_it_means() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let (mut browser, page) = with_some_answers(&host, &link).await;
    let offer = browser.go(&page, "pause").await;
    let text = plain(&offer.body);
    for said in [
        "nobody else looks at",
        "3 days",
        "nobody can open your answers",
        "five wrong codes",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let coded = "SELECT count(*) FROM draft WHERE found_by IS NOT NULL";
    assert_eq!(host.fieldwork.database.sql(coded).trim(), "0");
    let on = browser.go(&offer, "continue").await;
    assert_eq!(on.body, page.body, "she goes on where she was");
    assert_eq!(host.fieldwork.database.sql(coded).trim(), "0");
}

#[tokio::test]
async fn leaving_keeps_what_a_code_can_open_and_the_link_alone_still_shows_none_of_it() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let (mut browser, page) = with_some_answers(&host, &link).await;
    take_a_code(&mut browser, &page).await;
    browser.request(Method::GET, "/exit", &[], None).await;
    assert_eq!(browser.cookie, None);
    let mut somebody = host.browser();
    let choice = to_the_choice(&mut somebody, &link).await;
    let first = choose(&mut somebody, &choice, "none").await;
    assert!(!first.body.contains(" checked"));
    let list = somebody.go(&first, "stop").await;
    assert!(!list.body.contains(CANARY));
    assert_eq!(host.fieldwork.db_count("draft"), 2);
}

#[tokio::test]
async fn five_wrong_codes_destroy_the_draft_and_four_do_not() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let (mut browser, page) = with_some_answers(&host, &link).await;
    let (code, _) = take_a_code(&mut browser, &page).await;
    let (mut other, mut door) = at_the_door(&host, &link).await;
    for _ in 0..2 {
        for _ in 0..4 {
            door = try_code(&mut other, &door, &wrong(&code)).await;
            assert_eq!(door.status, 422);
        }
        // The right one forgets the wrong ones.
        let back = try_code(&mut other, &door, &code).await;
        assert_eq!(back.heading(), page.heading());
        (other, door) = at_the_door(&host, &link).await;
    }
    for _ in 0..5 {
        assert_eq!(host.fieldwork.db_count("draft"), 1);
        door = try_code(&mut other, &door, &wrong(&code)).await;
    }
    assert_eq!(host.fieldwork.db_count("draft"), 0);
    let late = try_code(&mut other, &door, &code).await;
    assert_eq!(
        (late.status, late.heading()),
        (422, door.heading()),
        "nothing is there any more"
    );
}

#[tokio::test]
async fn a_slip_of_the_pen_is_told_and_counts_as_no_try() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let (mut browser, page) = with_some_answers(&host, &link).await;
    let (code, _) = take_a_code(&mut browser, &page).await;
    let (mut other, door) = at_the_door(&host, &link).await;
    for slip in ["", "one two", &code[1..], &format!("{code}x"), "' OR 1=1--"] {
        for _ in 0..3 {
            let told = try_code(&mut other, &door, slip).await;
            assert_eq!(told.status, 422);
            assert!(
                told.body.contains("href=\"#_code\""),
                "the fault leads to its field"
            );
        }
    }
    let back = try_code(&mut other, &door, &code).await;
    assert_eq!(back.heading(), page.heading());
}

#[tokio::test]
async fn nobody_learns_from_a_wrong_code_whether_anything_is_saved() {
    let mut host = SurveyHost::open().await;
    let (saved, empty) = (
        address(&host.fieldwork.db_link("violence")),
        address(&host.fieldwork.db_link("violence")),
    );
    let (mut browser, page) = with_some_answers(&host, &saved).await;
    let (code, _) = take_a_code(&mut browser, &page).await;
    let mut told = vec![];
    for link in [&saved, &empty] {
        let (mut somebody, door) = at_the_door(&host, link).await;
        let page = try_code(&mut somebody, &door, &wrong(&code)).await;
        let nonce = &page.form_with("continue").fields[1].value;
        told.push((page.status, page.body.replace(nonce.as_str(), "")));
    }
    assert_eq!(told[0], told[1]);
    let (mut somebody, door) = at_the_door(&host, &empty).await;
    let page = try_code(&mut somebody, &door, &code).await;
    assert_eq!(page.status, 422, "a code opens nothing without its own link");
}

#[tokio::test]
async fn a_new_code_takes_the_place_of_the_old_one() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let (mut browser, page) = with_some_answers(&host, &link).await;
    let (old, shown) = take_a_code(&mut browser, &page).await;
    let on = browser.go(&shown, "continue").await;
    let (new, _) = take_a_code(&mut browser, &on).await;
    assert_ne!(old, new);
    let (mut other, door) = at_the_door(&host, &link).await;
    assert_eq!(try_code(&mut other, &door, &old).await.status, 422);
    assert_eq!(try_code(&mut other, &door, &new).await.heading(), page.heading());
}

#[tokio::test]
async fn the_code_is_kept_nowhere_and_the_drafts_keep_one_length() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let (mut browser, page) = with_some_answers(&host, &link).await;
    let (code, _) = take_a_code(&mut browser, &page).await;
    with_some_answers(&host, &link).await;
    let lengths = host.fieldwork.database.sql(
        "SELECT count(*), count(DISTINCT octet_length(body)), count(DISTINCT octet_length(wrapped_key)) FROM draft",
    );
    assert_eq!(lengths.trim(), "2|1|1");
    let stored = host
        .fieldwork
        .database
        .sql("SELECT encode(found_by, 'escape') || encode(wrapped_key, 'escape') || encode(body, 'escape') FROM draft WHERE found_by IS NOT NULL");
    for word in code.split(' ') {
        assert!(!stored.contains(word), "a word of the code is stored");
    }
    // The page is asked for again: the code is not shown twice.
    assert!(!browser.open("/q").await.body.contains(&code));
}

#[tokio::test]
async fn what_was_begun_before_coming_back_goes() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let (mut browser, page) = with_some_answers(&host, &link).await;
    let (code, _) = take_a_code(&mut browser, &page).await;
    let mut other = host.browser();
    let choice = to_the_choice(&mut other, &link).await;
    let first = choose(&mut other, &choice, "none").await;
    assert_eq!(host.fieldwork.db_count("draft"), 2);
    let mut here = first;
    while here.heading() != "First: how to leave" {
        here = other.go(&here, "back").await;
    }
    let door = other.go(&here, "return").await;
    let back = try_code(&mut other, &door, &code).await;
    assert_eq!(back.heading(), page.heading());
    assert_eq!(host.fieldwork.db_count("draft"), 1);
}
