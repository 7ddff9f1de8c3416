//! Whatever a form holds, the page comes back with it and says what to mend; nothing typed is lost.

use super::browser::Answer;
use super::fieldwork::address;
use super::host::SurveyHost;
use super::page::Page;
use super::walk::{answered, at_a_text, choose, to_the_choice};

const TYPED: &str = "They said \"wait\" & <b>did</b> not call back.\nTwice.";

fn value<'p>(page: &'p Page, kind: &str) -> &'p str {
    page.forms
        .iter()
        .flat_map(|form| &form.fields)
        .find(|field| field.kind == kind)
        .map_or("", |field| &field.value)
}

#[tokio::test]
async fn a_text_that_is_too_long_comes_back_whole_with_the_fault_at_its_field() {
    let mut host = SurveyHost::open().await;
    let (mut browser, page) = at_a_text(&mut host).await;
    let long = TYPED.repeat(60);
    let sent = answered(page.form_with("continue"), 0, &long);
    let back = browser.send("/q", Some("/q"), &sent).await;
    assert_eq!(back.status, 422);
    assert!(back.title().starts_with("Error: "), "{}", back.title());
    assert_eq!(value(&back, "textarea"), long);
    let name = &back
        .forms
        .iter()
        .flat_map(|form| &form.fields)
        .find(|field| field.kind == "textarea")
        .expect("the box")
        .name;
    assert!(
        back.body.contains(&format!("href=\"#{name}\"")),
        "the summary leads to the box"
    );
    assert!(
        back.body.contains(&format!("id=\"{name}-error\"")),
        "the fault stands at the box"
    );
}

#[tokio::test]
async fn help_is_given_at_once_and_carries_even_a_faulty_page_there_and_back() {
    let mut host = SurveyHost::open().await;
    let (mut browser, page) = at_a_text(&mut host).await;
    let long = TYPED.repeat(60);
    let mut sent = answered(page.form_with("continue"), 0, &long);
    sent.retain(|(name, _)| name != "_ask");
    sent.push(("_ask".to_owned(), "hard".to_owned()));
    let hard = browser.send("/q", Some("/q"), &sent).await;
    assert_eq!((hard.status, hard.heading().as_str()), (200, "Take your time"));
    let back = browser.go(&hard, "continue").await;
    assert_eq!(value(&back, "textarea"), long);
}

#[tokio::test]
async fn typed_text_comes_back_letter_for_letter_and_never_as_markup() {
    let mut host = SurveyHost::open().await;
    let (mut browser, page) = at_a_text(&mut host).await;
    for text in [
        TYPED,
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "{{7*7}} ${7*7} ' OR 1=1-- % _ \\",
        "e\u{301} 👩‍👩‍👧 \u{202e}abc \u{fffe}",
    ] {
        let mut sent = answered(page.form_with("continue"), 0, text);
        sent.retain(|(name, _)| name != "_ask");
        sent.push(("_ask".to_owned(), "hard".to_owned()));
        let hard = browser.send("/q", Some("/q"), &sent).await;
        let back = browser.go(&hard, "continue").await;
        assert_eq!(value(&back, "textarea"), text);
        assert!(
            !back.body.contains("<script>alert") && !back.body.contains("<img"),
            "{}",
            back.body
        );
    }
}

#[tokio::test]
async fn the_kind_must_be_chosen_and_must_be_one_of_the_list() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &link).await;
    let back = browser.go(&choice, "continue").await;
    assert_eq!(
        (back.status, back.heading().as_str()),
        (422, "What are your answers about?")
    );
    assert!(back.body.contains("href=\"#_kind\""));
    for odd in ["", "no-such-family", "core.yaml", "burglary\u{0}"] {
        let page = choose(&mut browser, &choice, odd).await;
        assert!([400, 422].contains(&page.status), "{odd:?}: {}", page.status);
    }
    assert_eq!(host.fieldwork.db_count("draft"), 0);
    assert_eq!(choose(&mut browser, &choice, "burglary").await.status, 200);
}

#[tokio::test]
async fn two_choices_where_one_is_asked_for_and_codes_of_nobody_are_refused_at_their_field() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &link).await;
    let page = choose(&mut browser, &choice, "none").await;
    let form = page.form_with("continue");
    let radio = form
        .fields
        .iter()
        .find(|field| field.kind == "radio")
        .expect("a choice")
        .clone();
    for values in [vec!["no-such-code"], vec!["yes", "no"]] {
        let mut sent = form.pressed("continue");
        sent.extend(
            values
                .iter()
                .map(|value| (radio.name.clone(), (*value).to_owned())),
        );
        let back = browser.send("/q", Some("/q"), &sent).await;
        assert_eq!(back.status, 422, "{values:?}");
        assert!(back.body.contains(&format!("href=\"#{}\"", radio.name)));
    }
}

#[tokio::test]
async fn what_is_no_form_of_ours_ends_in_a_page_and_harms_nothing() {
    let mut host = SurveyHost::open().await;
    let (browser, page) = at_a_text(&mut host).await;
    let flood = "a=1&".repeat(5_000);
    let huge = vec![b'x'; 2_000_000];
    for (media_type, body) in [
        ("application/x-www-form-urlencoded", &b""[..]),
        ("application/x-www-form-urlencoded", b"_page=kind&_ask=continue"),
        ("application/x-www-form-urlencoded", b"\xff\xfe=%ff&%zz"),
        ("application/x-www-form-urlencoded", flood.as_bytes()),
        ("application/x-www-form-urlencoded", &huge),
        ("application/json", b"{\"_page\": 1}"),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("nonsense", b"_page=kind"),
    ] {
        let answer = browser.clone().post_raw("/q", media_type, body).await;
        assert!(
            (400..500).contains(&answer.status),
            "{media_type}: {}",
            answer.status
        );
        assert!(!answer.header("content-security-policy").is_empty());
        assert!(answer.body.contains("<h1"), "{media_type}: no page");
    }
    let mut browser = browser;
    assert_eq!(
        browser.open("/q").await.body,
        page.body,
        "the sitting is as it was"
    );
}

#[tokio::test]
async fn a_block_that_is_not_on_the_path_is_passed_over() {
    let mut host = SurveyHost::open().await;
    let (mut browser, page) = at_a_text(&mut host).await;
    let mut sent = page.form_with("continue").pressed("continue");
    sent.retain(|(name, _)| name != "_page");
    sent.push(("_page".to_owned(), "b.no-such-block".to_owned()));
    let next = browser.send("/q", Some("/q"), &sent).await;
    assert_eq!(next.status, 200, "{}", next.heading());
}

/// Where a form goes that the database could not take, and everything in it.
fn held_back(answer: Answer) -> (Option<String>, Vec<(String, String)>) {
    assert_eq!(answer.status, 503);
    assert!(answer.headers.contains_key("retry-after"));
    let held = Page::read(answer.status, answer.body);
    let kept = &held.forms[0];
    let fields = kept.fields.iter();
    let again: Vec<(String, String)> = fields
        .map(|field| (field.name.clone(), field.value.clone()))
        .collect();
    assert!(
        again
            .iter()
            .any(|(_, value)| value.replace("\r\n", "\n") == TYPED)
    );
    (kept.action.clone(), again)
}

#[tokio::test]
async fn a_database_that_is_away_keeps_the_form_and_takes_it_later() {
    let mut host = SurveyHost::open().await;
    let (mut browser, page) = at_a_text(&mut host).await;
    let sent = answered(page.form_with("continue"), 0, TYPED);
    host.fieldwork.db_go_away();
    let answer = browser
        .request(reqwest::Method::POST, "/q", &[], Some(&sent))
        .await;
    let (action, again) = held_back(answer);
    assert_eq!(browser.open("/q").await.status, 503);
    host.fieldwork.db_come_back();
    let next = browser.send("/q", action.as_deref(), &again).await;
    assert_eq!(next.status, 200, "{}", next.heading());
    let back = browser.go(&next, "back").await;
    assert_eq!(value(&back, "textarea"), TYPED);
}

#[tokio::test]
async fn a_form_without_its_nonce_comes_back_whole_and_ends_no_sitting() {
    let mut host = SurveyHost::open().await;
    let (mut browser, page) = at_a_text(&mut host).await;
    for nonce in [None, Some("somebody-elses")] {
        let mut sent = answered(page.form_with("continue"), 0, TYPED);
        sent.retain(|(name, _)| name != "_nonce");
        sent.extend(nonce.map(|nonce| ("_nonce".to_owned(), nonce.to_owned())));
        let back = browser.send("/q", Some("/q"), &sent).await;
        assert_eq!((back.status, back.heading()), (403, page.heading()), "{nonce:?}");
        assert_eq!(value(&back, "textarea"), TYPED, "{nonce:?}");
        let kept = browser.open("/q").await;
        assert_eq!(
            (kept.status, value(&kept, "textarea")),
            (200, ""),
            "nothing of it is kept"
        );
        let on = browser.go(&back, "continue").await;
        assert_eq!(on.status, 200, "one more press sends it");
        let here = browser.go(&on, "back").await;
        assert_eq!(value(&here, "textarea"), TYPED);
        let empty = answered(here.form_with("continue"), 0, "");
        browser.send("/q", Some("/q"), &empty).await;
    }
}

#[tokio::test]
async fn a_busy_database_keeps_the_form_and_takes_it_later() {
    let mut host = SurveyHost::open().await;
    let (mut browser, page) = at_a_text(&mut host).await;
    let sent = answered(page.form_with("continue"), 0, TYPED);
    let locked = host.fieldwork.db_lock("draft").await;
    let answer = browser
        .request(reqwest::Method::POST, "/q", &[], Some(&sent))
        .await;
    let (action, again) = held_back(answer);
    drop(locked);
    let next = browser.send("/q", action.as_deref(), &again).await;
    assert_eq!(next.status, 200, "{}", next.heading());
}
