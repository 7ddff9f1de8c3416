//! Going back, changing, skipping, clearing, two tabs: the answers are always those she sees.

use super::browser::Browser;
use super::fieldwork::address;
use super::host::SurveyHost;
use super::page::Page;
use super::walk::{answer_all, answered, choose, to_the_choice};

async fn at_the_first_block(host: &mut SurveyHost, kind: &str) -> (Browser, Page) {
    let link = address(&host.fieldwork.db_link("violence"));
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &link).await;
    let page = choose(&mut browser, &choice, kind).await;
    (browser, page)
}

fn chosen(page: &Page) -> Vec<String> {
    page.forms
        .iter()
        .flat_map(|form| &form.fields)
        .filter(|field| ["radio", "checkbox"].contains(&field.kind.as_str()) && field.chosen)
        .map(|field| field.value.clone())
        .collect()
}

#[tokio::test]
async fn back_shows_what_was_answered_and_keeps_what_is_on_the_page_it_leaves() {
    let mut host = SurveyHost::open().await;
    let (mut browser, first) = at_the_first_block(&mut host, "none").await;
    let second = browser
        .send("/q", Some("/q"), &answered(first.form_with("continue"), 0, ""))
        .await;
    let mut leaving = answered(second.form_with("continue"), 1, "");
    leaving.retain(|(name, _)| name != "_ask");
    leaving.push(("_ask".to_owned(), "back".to_owned()));
    let back = browser.send("/q", Some("/q"), &leaving).await;
    assert_eq!(back.heading(), first.heading());
    assert_eq!(chosen(&back).len(), 1);
    let again = browser.go(&back, "continue").await;
    assert_eq!(again.heading(), second.heading());
    assert!(
        !chosen(&again).is_empty(),
        "what was on the page she left is kept"
    );
}

#[tokio::test]
async fn a_change_from_the_list_comes_back_to_the_list() {
    let mut host = SurveyHost::open().await;
    let (mut browser, first) = at_the_first_block(&mut host, "burglary").await;
    let (list, _) = answer_all(&mut browser, first, 0, "Words.").await;
    let form = list.form_with("send");
    let changes: Vec<String> = form
        .buttons
        .iter()
        .filter(|(name, _, _)| name == "_change")
        .map(|(_, value, _)| value.clone())
        .collect();
    assert!(changes.len() > 8);
    for change in changes.iter().rev().take(4).chain([&changes[0]]) {
        let page = browser.go(&list, change).await;
        assert_ne!(page.heading(), "Check your answers", "{change}");
        let back = browser.go(&page, "back").await;
        assert_eq!(back.heading(), "Check your answers", "back from {change}");
        let page = browser.go(&back, change).await;
        let on = browser.go(&page, "continue").await;
        assert_eq!(on.heading(), "Check your answers", "on from {change}");
    }
}

#[tokio::test]
async fn a_change_that_opens_new_pages_leads_through_them_and_then_back_to_the_list() {
    let mut host = SurveyHost::open().await;
    let (mut browser, first) = at_the_first_block(&mut host, "none").await;
    let known = first
        .form_with("continue")
        .fields
        .iter()
        .position(|field| field.value == "no");
    assert!(known.is_some(), "the first question is whether the police know");
    let no = |page: &Page| {
        let mut sent = page.form_with("continue").pressed("continue");
        sent.push(("reported".to_owned(), "no".to_owned()));
        sent
    };
    let mut page = browser.send("/q", Some("/q"), &no(&first)).await;
    while !page.has_button("send") {
        let sent = answered(page.form_with("continue"), 0, "Words.");
        page = browser.send("/q", Some("/q"), &sent).await;
    }
    let mut changed = browser.go(&page, "b.reporting").await;
    let mut sent = changed.form_with("continue").pressed("continue");
    sent.retain(|(name, _)| name != "reported");
    sent.push(("reported".to_owned(), "yes".to_owned()));
    changed = browser.send("/q", Some("/q"), &sent).await;
    let mut opened = 0;
    while changed.heading() != "Check your answers" {
        changed = browser.go(&changed, "continue").await;
        opened += 1;
        assert!(opened < 60, "the change never comes back");
    }
    assert!(
        opened >= 3,
        "the questions about the police were opened: {opened}"
    );
}

#[tokio::test]
async fn another_kind_chosen_on_the_list_brings_its_own_questions_and_drops_the_old_ones() {
    let mut host = SurveyHost::open().await;
    let (mut browser, first) = at_the_first_block(&mut host, "burglary").await;
    let (list, _) = answer_all(&mut browser, first, 0, "Words.").await;
    let choice = browser.go(&list, "kind").await;
    assert_eq!(chosen(&choice), ["burglary"]);
    let mut sent = choice.form_with("continue").pressed("continue");
    sent.retain(|(name, _)| name != "_kind");
    sent.push(("_kind".to_owned(), "fraud-cyber".to_owned()));
    let mut page = browser.send("/q", Some("/q"), &sent).await;
    assert_ne!(page.heading(), "Check your answers");
    while page.heading() != "Check your answers" {
        page = browser.go(&page, "continue").await;
    }
    assert!(page.body.contains("value=\"b.fraud-"), "{}", page.body);
    assert!(
        !page.body.contains("value=\"b.burg-"),
        "the burglary's questions are gone"
    );
}

#[tokio::test]
async fn a_radio_answer_can_be_taken_back() {
    let mut host = SurveyHost::open().await;
    let (mut browser, first) = at_the_first_block(&mut host, "none").await;
    let mut sent = answered(first.form_with("continue"), 0, "");
    sent.retain(|(name, _)| name != "_ask");
    sent.push(("_ask".to_owned(), "clear".to_owned()));
    let cleared = browser.send("/q", Some("/q"), &sent).await;
    assert_eq!(cleared.heading(), first.heading());
    assert!(chosen(&cleared).is_empty());
}

#[tokio::test]
async fn a_marked_section_can_be_skipped_and_leaves_no_answer() {
    let mut host = SurveyHost::open().await;
    let (mut browser, mut page) = at_the_first_block(&mut host, "domestic-abuse").await;
    while !page.has_button("skip") {
        assert!(!page.has_button("send"), "no section can be skipped");
        let sent = answered(page.form_with("continue"), 0, "Words.");
        page = browser.send("/q", Some("/q"), &sent).await;
    }
    let block = page.form_with("skip").fields[0].value.clone();
    let mut sent = answered(page.form_with("skip"), 0, "Words.");
    sent.retain(|(name, _)| name != "_ask");
    sent.push(("_ask".to_owned(), "skip".to_owned()));
    let next = browser.send("/q", Some("/q"), &sent).await;
    assert_ne!(next.form_with("continue").fields[0].value, block);
    let list = browser.go(&next, "stop").await;
    let answer = list
        .form_with("send")
        .buttons
        .iter()
        .find(|(_, value, _)| *value == block);
    assert!(
        answer.is_some_and(|(_, _, label)| label.contains("Answer")),
        "it stands among what was left out"
    );
}

#[tokio::test]
async fn two_tabs_on_different_pages_keep_both_pages() {
    let mut host = SurveyHost::open().await;
    let (mut browser, first) = at_the_first_block(&mut host, "none").await;
    let second = browser
        .send("/q", Some("/q"), &answered(first.form_with("continue"), 0, ""))
        .await;
    // The older tab posts after the newer one: each page holds what was last written on it.
    browser
        .send("/q", Some("/q"), &answered(second.form_with("continue"), 1, ""))
        .await;
    let after_old = browser
        .send("/q", Some("/q"), &answered(first.form_with("continue"), 0, ""))
        .await;
    assert_eq!((after_old.status, after_old.heading()), (200, second.heading()));
    assert!(
        !chosen(&after_old).is_empty(),
        "the newer tab's page is still answered"
    );
}

#[tokio::test]
async fn the_address_bar_shows_one_address_for_the_whole_sitting() {
    let mut host = SurveyHost::open().await;
    let (_, first) = at_the_first_block(&mut host, "burglary").await;
    for form in &first.forms {
        assert_eq!(form.action.as_deref(), Some("/q"));
    }
    let links = first.body.matches("<a ").count();
    assert_eq!(links, 2, "the way out and the way to the content, nothing else");
}
