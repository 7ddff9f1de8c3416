//! "Please contact me": sealed to the team, delivered at once or not at all, and tied to no sitting.

use heard::ballot::{open_request, unarmoured};
use heard::mail::Mailer;
use reqwest::Method;

use super::browser::Browser;
use super::fieldwork::address;
use super::host::{SurveyHost, mail_settings};
use super::neutral::TELLING;
use super::walk::{answer_all, choose, to_the_choice};

/// How many rows each table holds.
const ROWS: &str = "SELECT table_name, query_to_xml(format('SELECT count(*) FROM %I', table_name), true, true, '') \
    FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1";

fn typed(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn request() -> Vec<(String, String)> {
    typed(&[
        ("way", "ring 01632 960123"),
        ("time", "after six"),
        ("message", "no"),
        ("code-word", "heron"),
        ("name", "Samantha"),
    ])
}

async fn after_sending(host: &mut SurveyHost) -> Browser {
    let link = address(&host.fieldwork.db_link("burglary"));
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &link).await;
    let first = choose(&mut browser, &choice, "none").await;
    let (list, _) = answer_all(&mut browser, first, 0, "Words.").await;
    let thanks = browser.go(&list, "send").await;
    assert!(
        thanks.body.contains("href=\"/contact-me?in=en\""),
        "{}",
        thanks.body
    );
    browser
}

#[tokio::test]
async fn a_request_reaches_the_team_sealed_and_is_kept_nowhere() {
    let host = SurveyHost::open().await;
    let before = host.fieldwork.database.sql(ROWS);
    let sent = host.browser().send("/contact-me", None, &request()).await;
    assert_eq!(sent.heading(), "We have passed it on");

    let letters = host.letters.kept();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].recipient(), "team@support.example");
    let raw = String::from_utf8(letters[0].to_bytes()).expect("plain letters");
    for word in ["960123", "after six", "heron", "Samantha"] {
        assert!(!raw.contains(word), "{word} stands open in the letter");
    }
    let sealed = unarmoured(&raw).expect("a sealed request");
    let opened = open_request(&host.team, &sealed).expect("the team opens it");
    for words in [
        "ring 01632 960123",
        "after six",
        "heron",
        "Samantha",
        "Leave no message",
    ] {
        assert!(opened.contains(words), "{words} is missing in {}", *opened);
    }
    assert_eq!(
        host.fieldwork.database.sql(ROWS),
        before,
        "nothing is written into the database"
    );
}

#[tokio::test]
async fn the_form_is_sent_without_the_cookie_of_the_sitting() {
    let mut host = SurveyHost::open().await;
    let mut browser = after_sending(&mut host).await;
    assert!(browser.cookie.is_some());
    let foreign = [("Sec-Fetch-Site", "cross-site")];
    browser.request(Method::GET, "/contact-me", &foreign, None).await;
    assert!(browser.cookie.is_some(), "another site ends nothing");
    let form = browser.open("/contact-me").await;
    assert_eq!(form.heading(), "Ask somebody to contact you");
    assert!(browser.cookie.is_none(), "the form stands by itself");
}

#[tokio::test]
async fn a_sitting_under_way_is_not_ended_by_looking_at_the_form() {
    let mut host = SurveyHost::open().await;
    let link = address(&host.fieldwork.db_link("burglary"));
    let mut browser = host.browser();
    let choice = to_the_choice(&mut browser, &link).await;
    let first = choose(&mut browser, &choice, "none").await;
    browser.open("/contact-me").await;
    assert_eq!(browser.open("/q").await.heading(), first.heading());
}

#[tokio::test]
async fn a_relay_that_is_away_loses_nothing_that_was_typed() {
    let relay = Mailer::new(&mail_settings()).expect("a mailer");
    let host = SurveyHost::open_with(relay).await;
    let answer = host.browser().send("/contact-me", None, &request()).await;
    assert_eq!(answer.status, 503);
    assert!(answer.body.contains("This has not been sent"), "{}", answer.body);
    let form = &answer.forms[0];
    for (name, value) in request() {
        let kept = form
            .fields
            .iter()
            .any(|field| field.name == name && field.value == value && field.chosen);
        assert!(kept, "{name} is lost");
    }
}

#[tokio::test]
async fn without_a_safe_way_or_with_too_long_a_text_the_form_says_so_and_keeps_the_rest() {
    let host = SurveyHost::open().await;
    let long = "x".repeat(501);
    let form = typed(&[("way", " "), ("code-word", &long), ("time", "noon")]);
    let answer = host.browser().send("/contact-me", None, &form).await;
    assert_eq!(answer.status, 422);
    assert!(answer.title().starts_with("Error: "));
    for expected in ["href=\"#way\"", "href=\"#code-word\"", &long, "value=\"noon\""] {
        assert!(answer.body.contains(expected), "{expected}");
    }
    assert!(host.letters.kept().is_empty());
}

#[tokio::test]
async fn a_script_cannot_bury_the_team_and_says_so_to_others_without_loss() {
    let host = SurveyHost::open().await;
    let mut browser = host.browser();
    let mut refused = None;
    for _ in 0..40 {
        let answer = browser.send("/contact-me", None, &request()).await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("forty within a minute are too many");
    assert!(refused.body.contains("value=\"heron\"") && refused.body.contains("Please wait a minute"));
    assert!(host.letters.kept().len() < 40);
}

#[tokio::test]
async fn an_answer_about_messages_that_was_not_given_is_a_no() {
    let host = SurveyHost::open().await;
    host.browser()
        .send("/contact-me", None, &typed(&[("way", "x@example.org")]))
        .await;
    let raw = host.letters.kept()[0].text().to_owned();
    let opened = open_request(&host.team, &unarmoured(&raw).expect("sealed")).expect("opens");
    assert!(opened.contains("NO. Leave no message"), "{}", *opened);
}

#[tokio::test]
async fn the_pages_that_anybody_may_open_say_nothing_of_what_it_is_about() {
    let host = SurveyHost::open().await;
    let pass = format!(
        "/interview/{}",
        host.pass(heard::survey::response::Mode::Telephone)
    );
    for path in ["/contact-me", "/contact-me/sent", "/card", &pass] {
        let page = host.browser().open(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.title(), "Your feedback", "{path}");
        let said = page.body.replace(&pass, "").to_lowercase();
        for word in TELLING {
            assert!(!said.contains(word), "{path} says {word}");
        }
    }
}
