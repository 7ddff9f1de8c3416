//! Someone who answers: reads each page, gives every question an answer, presses Continue.

use super::browser::Browser;
use super::fieldwork::address;
use super::host::SurveyHost;
use super::page::{Field, Form, Page};

/// From a link to the choice of kind.
pub async fn to_the_choice(browser: &mut Browser, address: &str) -> Page {
    let start = browser.open(address).await;
    assert_eq!(start.status, 200, "{}", start.heading());
    let leaving = browser.press(address, &start, "start").await;
    assert_eq!(leaving.heading(), "First: how to leave");
    let about = browser.go(&leaving, "continue").await;
    assert_eq!(about.heading(), "Who is asking, and why");
    browser.go(&about, "continue").await
}

/// Chooses a kind, or "none", and arrives at the first block.
pub async fn choose(browser: &mut Browser, choice: &Page, kind: &str) -> Page {
    let form = choice.form_with("continue");
    let mut sent = form.pressed("continue");
    sent.retain(|(name, _)| name != "_kind");
    sent.push(("_kind".to_owned(), kind.to_owned()));
    browser.send("/q", form.action.as_deref(), &sent).await
}

/// What somebody would send who answers everything on a page: the choice at `which` of each list, the
/// same words in every text.
pub fn answered(form: &Form, which: usize, words: &str) -> Vec<(String, String)> {
    let mut sent = vec![];
    let mut names: Vec<&str> = form.fields.iter().map(|field| field.name.as_str()).collect();
    names.dedup();
    for name in names {
        let fields: Vec<&Field> = form.fields.iter().filter(|field| field.name == name).collect();
        let value = match fields[0].kind.as_str() {
            "hidden" => fields[0].value.clone(),
            "radio" | "checkbox" => fields[which % fields.len()].value.clone(),
            _ if name.ends_with("-year") => "2026".to_owned(),
            _ if name.ends_with("-month") || name.ends_with("-day") => "2".to_owned(),
            _ => words.to_owned(),
        };
        sent.push((name.to_owned(), value));
    }
    sent.push(("_ask".to_owned(), "continue".to_owned()));
    sent
}

/// Answers every block until the list of answers; returns the list and how many pages there were.
pub async fn answer_all(browser: &mut Browser, first: Page, which: usize, words: &str) -> (Page, usize) {
    let mut page = first;
    for pages in 0..200 {
        assert_eq!(
            page.status,
            200,
            "{}: {}",
            page.heading(),
            super::page::plain(&page.body)
        );
        if page.has_button("send") {
            return (page, pages);
        }
        let form = page.form_with("continue");
        page = browser
            .send("/q", form.action.as_deref(), &answered(form, which, words))
            .await;
    }
    panic!("the questions do not end: “{}”", page.heading());
}

/// A sitting at the first page with a large text box.
pub async fn at_a_text(host: &mut SurveyHost) -> (Browser, Page) {
    let link = address(&host.fieldwork.db_link("violence"));
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &link).await;
    let mut page = choose(&mut browser, &choice, "none").await;
    while !page.body.contains("<textarea") {
        let sent = answered(page.form_with("continue"), 0, "Some words.");
        page = browser.send("/q", Some("/q"), &sent).await;
    }
    (browser, page)
}

/// A page without the nonce of its form, which is another each time.
pub fn without_nonce(body: &str) -> String {
    let marker = "name=\"_nonce\" value=\"";
    let (before, rest) = body.split_once(marker).expect("the form's nonce");
    let (_, after) = rest.split_once('"').expect("its end");
    format!("{before}{marker}{after}")
}
