//! A form that comes after its sitting has lapsed: it keeps what it carried, and shows nothing of what was answered
//! before.

use chrono::Duration;

use super::browser::Browser;
use super::fieldwork::address;
use super::host::SurveyHost;
use super::page::{Page, plain};
use super::walk::{answered, choose, to_the_choice};

const CANARY: &str = "canary-they-came-late";
const TYPED: &str = "\ntyped <late> & kept";

/// A sitting that has answered all before the first page with a text box, and lies untouched for too long there.
async fn lapsed_at_a_text(host: &mut SurveyHost) -> (Browser, Page) {
    let link = address(&host.fieldwork.db_link("violence"));
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &link).await;
    let mut page = choose(&mut browser, &choice, "burglary").await;
    while !page.body.contains("<textarea") {
        let form = page.form_with("continue");
        page = browser.send("/q", Some("/q"), &answered(form, 1, CANARY)).await;
    }
    host.advance(Duration::minutes(31));
    (browser, page)
}

/// The first block with a choice, answered with its last line after its sitting has lapsed.
async fn lapsed_at_a_choice(host: &mut SurveyHost) -> (Browser, Page) {
    let link = address(&host.fieldwork.db_link("violence"));
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &link).await;
    let page = choose(&mut browser, &choice, "burglary").await;
    host.advance(Duration::minutes(31));
    let late = browser
        .send("/q", Some("/q"), &answered(page.form_with("continue"), 2, ""))
        .await;
    (browser, late)
}

fn chosen(page: &Page) -> Vec<String> {
    let fields = page.forms.iter().flat_map(|form| &form.fields);
    fields
        .filter(|field| field.kind == "radio" && field.chosen)
        .map(|field| field.value.clone())
        .collect()
}

#[tokio::test]
async fn a_lapsed_sitting_shows_nothing_earlier_and_keeps_the_text_of_the_late_form() {
    let mut host = SurveyHost::open().await;
    let (mut browser, page) = lapsed_at_a_text(&mut host).await;
    let mut looker = browser.clone();
    let gone = looker.open("/q").await;
    assert_eq!(
        (gone.status, gone.heading().as_str()),
        (410, "Please open your link again")
    );
    assert_eq!(looker.cookie, None);

    let late = browser
        .send("/q", Some("/q"), &answered(page.form_with("continue"), 1, TYPED))
        .await;
    assert_eq!(
        (late.status, late.heading().as_str()),
        (410, "Do you want to go on?")
    );
    assert!(
        late.body.contains("typed &lt;late&gt; &amp; kept"),
        "{}",
        late.body
    );
    assert!(!late.body.contains(CANARY));
    assert!(chosen(&late).is_empty(), "what she chose before is not told");
    assert_eq!(host.fieldwork.db_count("draft"), 0, "the earlier draft is gone");
}

#[tokio::test]
async fn what_a_late_form_carried_goes_on_in_a_sitting_that_begins_anew() {
    let mut host = SurveyHost::open().await;
    let (mut browser, page) = lapsed_at_a_text(&mut host).await;
    let late = browser
        .send("/q", Some("/q"), &answered(page.form_with("continue"), 1, TYPED))
        .await;
    let unchosen = browser.go(&late, "continue").await;
    assert_eq!(
        (unchosen.status, unchosen.heading().as_str()),
        (422, "Do you want to go on?")
    );
    assert!(unchosen.body.contains("typed &lt;late&gt; &amp; kept"));

    let hard = browser.go(&unchosen, "hard").await;
    assert_eq!(hard.heading(), "Take your time");
    let back = browser.go(&hard, "continue").await;
    assert!(back.body.contains("typed &lt;late&gt; &amp; kept"));

    let mut page = choose(&mut browser, &back, "burglary").await;
    assert_eq!(page.heading(), "Telling the police", "from the beginning");
    let mut seen = false;
    for _ in 0..80 {
        assert!(!page.body.contains(CANARY), "{}", page.heading());
        seen |= page.body.contains("typed &lt;late&gt; &amp; kept");
        if page.has_button("send") {
            break;
        }
        page = browser.go(&page, "continue").await;
    }
    assert!(seen, "the text stands in its box and on the list");
    assert!(page.body.contains("typed &lt;late&gt; &amp; kept"));
    assert_eq!(browser.go(&page, "send").await.heading(), "Thank you");
}

#[tokio::test]
async fn a_choice_that_came_late_is_shown_in_words_and_goes_on_too() {
    let mut host = SurveyHost::open().await;
    let (mut browser, late) = lapsed_at_a_choice(&mut host).await;
    assert_eq!(late.status, 410);
    let text = plain(&late.body);
    assert!(
        text.contains("Do the police know about what happened?") && text.contains("Not sure"),
        "{text}"
    );
    let page = choose(&mut browser, &late, "none").await;
    assert_eq!(
        (page.heading().as_str(), chosen(&page)),
        ("Telling the police", vec!["unsure".to_owned()])
    );
}

#[tokio::test]
async fn pressing_twice_goes_on_once() {
    let mut host = SurveyHost::open().await;
    let (mut browser, late) = lapsed_at_a_choice(&mut host).await;
    choose(&mut browser, &late, "none").await;
    let again = choose(&mut browser, &late, "none").await;
    assert_eq!(again.status, 200);
    assert_eq!(host.fieldwork.db_count("draft"), 1);
}

#[tokio::test]
async fn without_the_sittings_cookie_a_late_form_is_shown_to_be_copied_and_begins_nothing() {
    let mut host = SurveyHost::open().await;
    let (mut browser, page) = lapsed_at_a_text(&mut host).await;
    browser.cookie = None;
    let late = browser
        .send("/q", Some("/q"), &answered(page.form_with("continue"), 1, TYPED))
        .await;
    assert_eq!(
        (late.status, late.heading().as_str()),
        (410, "Please open your link again")
    );
    assert!(late.body.contains("typed &lt;late&gt; &amp; kept"));
    assert_eq!(browser.cookie, None);
}

#[tokio::test]
async fn a_late_form_that_is_another_sittings_begins_nothing() {
    let mut host = SurveyHost::open().await;
    let (mut browser, page) = lapsed_at_a_text(&mut host).await;
    let mut sent = answered(page.form_with("continue"), 1, TYPED);
    sent.retain(|(name, _)| name != "_nonce");
    sent.push(("_nonce".to_owned(), "somebody-elses".to_owned()));
    let late = browser.send("/q", Some("/q"), &sent).await;
    assert_eq!(late.heading(), "Please open your link again");
    assert_eq!(browser.cookie, None);
}
