//! One sitting in several windows: each page holds what was last written on it, nothing is lost, and
//! nothing newer is written over unseen.

use super::browser::Browser;
use super::fieldwork::address;
use super::host::SurveyHost;
use super::page::{Page, plain};
use super::walk::{answer_all, answered, choose, to_the_choice};

async fn at_the_first_block(host: &mut SurveyHost, kind: &str) -> (Browser, Page) {
    let link = address(&host.fieldwork.db_link("violence"));
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &link).await;
    let page = choose(&mut browser, &choice, kind).await;
    (browser, page)
}

/// The form with the choice at `which` everywhere and this button.
fn pressing(page: &Page, which: usize, button: &str) -> Vec<(String, String)> {
    let mut sent = answered(page.form_with("continue"), which, "");
    sent.retain(|(name, _)| name != "_ask");
    sent.push(("_ask".to_owned(), button.to_owned()));
    sent
}

fn chosen(page: &Page) -> Vec<String> {
    page.forms
        .iter()
        .flat_map(|form| &form.fields)
        .filter(|field| field.kind == "radio" && field.chosen)
        .map(|field| field.value.clone())
        .collect()
}

/// The button on the list by which a page is changed, and what it says: "Change" where it is answered.
fn word_of<'p>(list: &'p Page, page: &Page) -> &'p str {
    let block = &page.form_with("continue").fields[0].value;
    let form = list.form_with("hard");
    let button = form.buttons.iter().find(|(_, value, _)| value == block);
    &button.expect("the page is on the list").2
}

#[tokio::test]
async fn two_windows_that_save_different_pages_in_the_same_moment_lose_neither() {
    let mut host = SurveyHost::open().await;
    let (mut browser, first) = at_the_first_block(&mut host, "none").await;
    let second = browser
        .send("/q", Some("/q"), &pressing(&first, 0, "continue"))
        .await;
    let third = browser
        .send("/q", Some("/q"), &pressing(&second, 0, "continue"))
        .await;
    for round in 0..15 {
        // Both are cleared, so that both have something to lose.
        for page in [&second, &third] {
            let mut empty = page.form_with("clear").pressed("clear");
            empty.retain(|(name, _)| name != "_seen");
            browser.send("/q", Some("/q"), &empty).await;
        }
        let mut other = browser.clone();
        let sent = |page: &Page| {
            let mut sent = pressing(page, 0, "stop");
            sent.retain(|(name, _)| name != "_seen");
            sent
        };
        let (one, two) = (sent(&second), sent(&third));
        let (_, _) = tokio::join!(
            browser.send("/q", Some("/q"), &one),
            other.send("/q", Some("/q"), &two)
        );
        let list = browser.open("/q").await;
        for page in [&second, &third] {
            assert_eq!(word_of(&list, page), "Change", "round {round}");
        }
    }
}

#[tokio::test]
async fn an_old_window_does_not_write_over_a_newer_one_and_leaves_the_choice_to_her() {
    for (button, kept) in [("continue", 1), ("other", 0)] {
        let mut host = SurveyHost::open().await;
        let (mut browser, first) = at_the_first_block(&mut host, "none").await;
        // The window that saves first; the other one still shows the page without an answer.
        browser
            .send("/q", Some("/q"), &pressing(&first, 0, "continue"))
            .await;
        let told = browser
            .send("/q", Some("/q"), &pressing(&first, 1, "continue"))
            .await;
        assert_eq!((told.status, told.heading()), (409, first.heading()));
        let text = plain(&told.body);
        assert!(text.contains("You changed this page in another window"), "{text}");
        let values: Vec<String> = first
            .form_with("continue")
            .fields
            .iter()
            .filter(|field| field.kind == "radio")
            .map(|field| field.value.clone())
            .collect();
        assert_eq!(
            chosen(&told),
            [values[1].clone()],
            "what was just sent stands in the form"
        );
        let on = browser.go(&told, button).await;
        assert_eq!(on.status, 200);
        let back = browser.go(&on, "back").await;
        assert_eq!(chosen(&back), [values[kept].clone()], "{button}");
    }
}

#[tokio::test]
async fn help_is_given_at_once_even_to_an_old_window_and_carries_what_it_had() {
    let mut host = SurveyHost::open().await;
    let (mut browser, first) = at_the_first_block(&mut host, "none").await;
    browser
        .send("/q", Some("/q"), &pressing(&first, 0, "continue"))
        .await;
    let hard = browser.send("/q", Some("/q"), &pressing(&first, 1, "hard")).await;
    assert_eq!((hard.status, hard.heading().as_str()), (200, "Take your time"));
    let back = browser.go(&hard, "continue").await;
    assert_eq!((back.status, chosen(&back).len()), (409, 1));
}

#[tokio::test]
async fn the_same_page_sent_twice_is_saved_once_and_asks_nothing() {
    let mut host = SurveyHost::open().await;
    let (mut browser, first) = at_the_first_block(&mut host, "none").await;
    let sent = pressing(&first, 0, "continue");
    let mut twin = browser.clone();
    let (one, two) = tokio::join!(
        browser.send("/q", Some("/q"), &sent),
        twin.send("/q", Some("/q"), &sent)
    );
    assert_eq!((one.status, two.status), (200, 200));
    assert_eq!(one.heading(), two.heading());
}

#[tokio::test]
async fn another_kind_chosen_in_an_old_window_is_told_and_not_taken() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("violence"));
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &link).await;
    let first = choose(&mut browser, &choice, "burglary").await;
    let old = browser.go(&first, "back").await;
    choose(&mut browser, &old, "fraud-cyber").await;
    let told = choose(&mut browser, &old, "violence").await;
    assert_eq!(
        (told.status, chosen(&told)),
        (409, vec!["fraud-cyber".to_owned()])
    );
    assert_eq!(choose(&mut browser, &told, "violence").await.status, 200);
}

#[tokio::test]
async fn nothing_is_sent_that_the_list_did_not_show() {
    let mut host = SurveyHost::open().await;
    let (mut browser, first) = at_the_first_block(&mut host, "none").await;
    let (list, _) = answer_all(&mut browser, first, 0, "Words.").await;
    let mut other = browser.clone();
    let page = other.go(&list, "b.reporting").await;
    other
        .send("/q", Some("/q"), &pressing(&page, 1, "continue"))
        .await;
    let told = browser.go(&list, "send").await;
    assert_eq!(
        (told.status, told.heading().as_str()),
        (409, "Check your answers")
    );
    assert!(plain(&told.body).contains("Nothing is sent yet"));
    assert_eq!(host.fieldwork.db_count("ballot"), 0);
    assert_eq!(browser.go(&told, "send").await.heading(), "Thank you");
    assert_eq!(host.fieldwork.db_count("ballot"), 1);
}

#[tokio::test]
async fn the_list_is_shown_again_where_it_was_left() {
    let mut host = SurveyHost::open().await;
    let (mut browser, first) = at_the_first_block(&mut host, "none").await;
    let (list, _) = answer_all(&mut browser, first, 0, "Words.").await;
    assert!(!list.body.contains("autofocus"));
    let page = browser.go(&list, "b.contact").await;
    let back = browser.go(&page, "continue").await;
    let button = back
        .body
        .split("<button")
        .find(|tag| tag.contains("autofocus"))
        .expect("one button has the focus");
    assert!(button.contains("value=\"b.contact\""), "{button}");
    assert_eq!(back.body.matches("autofocus").count(), 1);
}
